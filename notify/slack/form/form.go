// Package form says what a person can do about a case by filling in a few fields: which actions are possible now, what each of them
// asks, and which command the answers become. It knows the facts of a case and nothing of a chat: how a form is shown, and how a
// submission comes back, is its caller's. Everything in it is pure.
//
// A new action is one entry in one of the tables ([Actions]) and no plumbing: the menu, the route with its rank, the checks of the
// fields and the words of a refusal follow from it.
package form

import (
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
)

// Group is what an action is about. It is also the word by which somebody asks for the actions of a group.
type Group string

// The groups, in the order of the menu.
const (
	Contacts  Group = "contact"
	Drafts    Group = "draft"
	Log       Group = "log"
	Deadlines Group = "deadline"
	Messages  Group = "message"
	Assets    Group = "asset"
	Work      Group = "case"
	Pages     Group = "page"
)

// Groups returns the groups in the order of the menu, each with what it holds, for a help text.
func Groups() []struct{ Group, Title, Help string } {
	return []struct{ Group, Title, Help string }{
		{string(Contacts), "Contacts", "add a contact, correct it, or note that somebody wants to be left alone"},
		{string(Drafts), "Messages to write", "write, read, edit or discard a message"},
		{string(Log), "What happened", "record a call, an answer, a statement or a press report"},
		{string(Deadlines), "Deadlines", "extend, pause, waive or snooze a deadline"},
		{string(Messages), "Mail", "say whether an uncertain message arrived, or whose word an item is"},
		{string(Assets), "Assets", "add or confirm an asset, allow a probe, stop or resume the checks"},
		{string(Work), "The case", "edit, assign, restrict, close, hand over, reject or reopen the case"},
		{string(Pages), "The page", "correct or withdraw a page that is out, take a protected word out"},
	}
}

// Seen is what a form is made from: the case as its person may see it, and who they are. The same data gives the same form.
type Seen struct {
	Case  *disclosure.Case
	Actor disclosure.Actor
	Now   time.Time
	Zone  *time.Location
	Known Known
	// Subject is what the action is about, such as the id of a draft; "" where its fields say so.
	Subject string
	Text    string // of the draft that is the subject
	File    *File  // the text from a file that the action confirms, nil for none
	Said    *Said  // the message of the chat that the action begins at, nil for none
}

// Known is what the facts of a case do not tell.
type Known struct {
	People    []string // names in the configuration
	Languages []string // in which messages can be written
	Kinds     []string // of assets
	Two       []string // ids of assets that are probed once two people have allowed it
	Items     []Item   // of the inbox, that wait and may belong to this case
	Readers   []Reader // of whom nobody said who they are, so that nothing is written where they read
}

// Reader is an account that reads a place where the case writes.
type Reader struct {
	Contact string // id of the contact whose place it is
	Account int64
	Login   string
	Sight   string // how it reads there, as what, since when
}

// Item is something that came in and waits for a person.
type Item struct {
	ID      int64
	Case    disclosure.CaseID // that it names, "" for none
	Channel disclosure.Channel
	Subject string
	From    string
}

// Field is one thing that a form asks.
type Field struct {
	Name, Label, Hint string
	Initial           string
	Limit             int // characters; 0 for a choice
	Long              bool
	Optional          bool
	File              bool     // it takes a file of plain text; its value is the id of that
	Choices           []Choice // a field with choices takes one of them
}

// Choice is one of the values of a field, or one of the subjects of an action.
type Choice struct{ Value, Label string }

// Order is what a submission asks for. One of its fields is set.
type Order struct {
	Command command.Command
	Letter  *Letter
	Edit    *Edit
	File    *FromFile
	Assign  *Assign
	Revise  *Revise
	Reader  *ReaderWord
}

// Letter is a message to write: from its template, or in a person's own words where Body is not empty.
type Letter struct {
	Template      disclosure.Template
	Contact, Lang string
	Because       string
	Subject, Body string
	Instead       string // a draft that it takes the place of: it is discarded in the same transaction
	Why           string // that one is discarded
}

// Edit replaces the text of a draft that was read in a revision.
type Edit struct {
	Draft         string
	Revision      int
	Subject, Body string
}

// Revise says why the pages that are out change, or that they are withdrawn.
type Revise struct {
	Kind    disclosure.Kind
	Because string
}

// FromFile is an edit whose text stands in a file that somebody has to read first.
type FromFile struct {
	ID   string // of the file
	Edit Edit   // without the text
}

// Assign says to which case an item of the inbox belongs, and what it is. An empty kind is what it was read as.
type Assign struct {
	Item int64
	Kind disclosure.Kind
	Role disclosure.Role
}

// ReaderWord says who an account is that reads where the case writes.
type ReaderWord struct {
	Contact string
	Account int64
	Login   string
	Speaks  bool // what it writes is the party's word; else it may read
	Text    string
}

// Action is one thing that a person can do.
type Action struct {
	Name  string // stable: it stands in deliveries that are stored
	Group Group
	Label string // in the menu
	Title string // of the form, 24 characters at most
	Yes   string // on its button, 24 characters at most; "" is a form that only shows
	Doing string // a gerund for refusals: "Approving"
	Rank  disclosure.Rank
	// Can reports whether the action is possible now. nil is as long as the work goes on.
	Can func(s *Seen) bool
	// About lists what the action can be done to, where each is an entry of its own.
	About func(s *Seen) []Choice
	// Says are the lines above the fields.
	Says func(s *Seen) []string
	// Fields are asked in this order.
	Fields func(s *Seen) []Field
	// Read makes the order of a submission. What is wrong is noted at its field.
	Read func(s *Seen, r *Reading) Order
	// Blame is the field at which a refusal of the decision is shown.
	Blame string
	// Moves says that what the decision would do to the deadlines is shown before it counts.
	Moves bool
	// Done says what was done, where the timeline says nothing better.
	Done string
}

// Possible reports whether a person may be offered an action: it fits the case and their rank.
func (a *Action) Possible(s *Seen) bool {
	if !s.Actor.Role.AtLeast(a.Rank) {
		return false
	}
	if a.Can == nil {
		return s.working()
	}
	return a.Can(s)
}

// Actions returns everything that can be done, in the order of the menu.
func Actions() []Action {
	var out []Action
	for _, table := range [][]Action{contacts(), readers(), drafts(), files(), happened(), ofMessages(), deadlines(), messages(), assets(), corrections(), work(), pages()} {
		out = append(out, table...)
	}
	return out
}

// Entry is one line of the menu.
type Entry struct {
	Action  *Action
	Subject string
	Label   string
}

// maxSubjects is how many subjects of one action the menu lists, the newest ones.
const maxSubjects = 10

// Menu lists what is possible now for a case and a person. group "" is all of it.
func Menu(s *Seen, group Group) []Entry {
	var out []Entry
	for _, a := range Actions() {
		if group != "" && a.Group != group || !a.Possible(s) {
			continue
		}
		if a.About == nil {
			out = append(out, Entry{Action: &a, Label: a.Label})
			continue
		}
		subjects := a.About(s)
		for _, about := range subjects[max(0, len(subjects)-maxSubjects):] {
			out = append(out, Entry{Action: &a, Subject: about.Value, Label: a.Label + " " + about.Label})
		}
	}
	return out
}

// working is whether the work goes on: neither closed nor ended otherwise.
func (s *Seen) working() bool {
	return s.Case.Work == disclosure.WorkDraft || s.Case.Work == disclosure.WorkActive
}

func anyTime(*Seen) bool { return true }
