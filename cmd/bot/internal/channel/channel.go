// Package channel says what a channel is to the bot: one value. The bot is built from a list of such values and knows none of them by
// name. Each channel has a folder below this one, which joins its package in notify with the configuration and the desk.
//
// To add one: a package in notify that passes notifytest, a folder here that returns its [Kind], a section of the configuration, and
// one line in the list of the bot.
package channel

import (
	"context"
	"net/http"
	"time"

	"daylight/cmd/bot/internal/app/desk/carrier"
	"daylight/cmd/bot/internal/app/gallery"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/engine"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/disclosure/rehearse"
)

// Kind is a channel that this program has, whether it is set up or not. Only Name, On and Open are needed.
type Kind struct {
	Name   string             // of its part in doctor and health
	Medium disclosure.Channel // that it carries; "" for a channel that reaches the team only
	Shape  carrier.Shape      // of what came in on that medium
	// Pause is the word by which people hold back what leaves on it; "" where nobody can. Tasks are those of its own which are held back
	// with its messages, each with the beginning of its name.
	Pause string
	Tasks []string

	On  func(cfg *config.Config) bool // reports whether it is set up
	Off []Finding                     // what the doctor says where it is not set up
	// Mode says how it works now, and where it leads in a rehearsal; nil is what the configuration says of its way.
	Mode func(cfg *config.Config) (mode rehearse.Mode, to string)

	// React is what it derives from events, in the same transaction.
	React func(cfg *config.Config) command.Reaction
	// Waiting is what it does when an item of the inbox that may belong to a case waits for a person.
	Waiting func(id disclosure.CaseID, item int64) ledger.Job
	// Told tells the whole team what its members are told because of an event.
	Told func(c *disclosure.Case, e *disclosure.Event, text string) []ledger.Job
	// Answer says, where somebody asked us to stop, that we did, by itself. Where it is nil, a draft waits for a person.
	Answer func(c *disclosure.Case, asked *disclosure.Event, text string) []ledger.Job

	// Hide takes out of a text about a case what such a channel does not show.
	Hide func(c *disclosure.Case, text string) string
	// Words says of an event what a channel of the team that shows no addresses would, for those that have no words of their own.
	Words Show

	Open func(h *Host) (*Channel, error)
}

// Way is its name in the plan of rehearsals.
func (k *Kind) Way() rehearse.Way {
	if k.Medium != "" {
		return rehearse.Way(k.Medium)
	}
	return rehearse.Way(k.Name)
}

// Channel is a channel that is set up. A nil field is something that it does not do.
type Channel struct {
	carrier.Carrier
	Sender engine.Sender // of the messages of its medium
	Asks   engine.Sender // of those, when only looking is allowed; nil where nobody can be asked
	// Row is the row by which answers find the case of a message that arrived.
	Row func(id disclosure.CaseID, ref string) ledger.Ref

	Handlers []engine.Handler
	Ticks    []engine.Tick
	Site     gallery.Site // takes pages by request; nil where there is none
	Tell     Teller       // brings members of the team what they are told
	// Board brings a notice to the place where the whole team reads, with what anybody may see; nil where nobody said where that is.
	Board func(n Notice, since time.Time) outbound.Effect

	Part    string                          // names what runs beside the engine
	Run     func(ctx context.Context) error // runs until its context ends
	Stopped error                           // why it cannot work, though it is set up
	// Compare looks for what left and the database does not know; missing is "" for nothing. Once that is on record, seen keeps it
	// from being found again; it may be nil.
	Compare func(ctx context.Context) (missing string, seen func(context.Context) error, err error)
	Poll    func(ctx context.Context) (int, error) // looks once for what came in
	Hooks   http.Handler                           // takes POST /webhooks/ with its name
	Health  func() (ok bool, detail string)        // whether it works now; detail has no secret
	Doctor  func(ctx context.Context) []Finding    // tries its access; it sends and changes nothing
	Own     any                                    // what its own commands use
	Close   func() error
}

// The states of a [Finding].
const (
	Good   = "ok"
	Hint   = "hint"   // works, but look at it
	Broken = "broken" // does not work
)

// Finding is one thing that the doctor looked at.
type Finding struct {
	Name    string `json:"name"`
	State   string `json:"state"`
	Message string `json:"message"`
	Fix     string `json:"fix,omitempty"`
}

// Found is a finding about something that works, or does not.
func Found(name string, ok bool, message, fix string) Finding {
	f := Finding{Name: name, State: Good, Message: message, Fix: fix}
	if !ok {
		f.State = Broken
	}
	return f
}

// Notice is what a member of the team is told.
type Notice struct {
	Key     string // the same notice has the same key on every channel
	Person  config.Person
	Subject string
	Text    string
	About   []About // the events that it tells of; a digest has none
}

// About is an event that a notice tells of, so that a channel can offer what to do about it.
type About struct {
	Case  disclosure.CaseID
	Event int // its number
}

// Show returns what a channel that shows no addresses says of an event and its case. It is pure.
type Show func(c *disclosure.Case, headline string, e disclosure.Event, now time.Time, zone *time.Location) Shown

// Shown is what is said of an event: plain text, without addresses and targets.
type Shown struct {
	Title   string // case and vendor
	About   string // the case's own title
	Event   string
	Details []string
	Card    []Field // what the card says of the case now
}

// Field is a line of a card.
type Field struct{ Name, Text string }

// Teller brings notices to people. A delivery means the same as for an [engine.Sender].
type Teller interface {
	// Reaches reports whether the channel can reach the person.
	Reaches(p config.Person) bool
	// Notify sends one notice.
	Notify(ctx context.Context, n Notice, mark func(ctx context.Context, phase string) error) ledger.Delivery
}

// Shapes are those of the media that the kinds carry.
func Shapes(kinds []Kind) carrier.Shapes {
	out := carrier.Shapes{}
	for _, k := range kinds {
		if k.Medium != "" {
			out[k.Medium] = k.Shape
		}
	}
	return out
}
