package form

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/person"
)

func day(t testing.TB, s string) civil.When {
	t.Helper()
	w, err := civil.ParseWhen(s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// full is a case of which almost everything can be done, as a lead sees it.
func full(t testing.TB) *Seen {
	t.Helper()
	k := &disclosure.Case{
		ID: "DL-2020-0001", Version: 12, Title: "Open bucket", Author: "Rosa", Work: disclosure.WorkActive, Publication: disclosure.PublicationFull,
		Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion"}, {Role: disclosure.Provider, Name: "AWS"}},
		Contacts: []disclosure.Contact{
			{ID: "C1", Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Address: "security@nextmotion.example", Found: "security.txt", FoundAt: day(t, "2020-01-24"), Quality: disclosure.QualityPublished},
			{ID: "C2", Role: disclosure.Provider, Name: "AWS", Channel: disclosure.Email, Address: "abuse@aws.example"},
			{ID: "C3", Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Phone, Address: "+33 1 00"},
		},
		Assets: []disclosure.Asset{
			{ID: "A1", Kind: "s3", Target: "https://bucket.example/", Exposure: disclosure.ExposureNotSeenOpen},
			{ID: "A2", Kind: "ftp", Target: "ftp://203.0.113.7/", Exposure: disclosure.ExposureOpen, Recreated: true},
			{ID: "A3", Kind: "s3", Target: "https://other.example/", Exposure: disclosure.ExposureOpen, Stopped: true},
		},
		Drafts: []disclosure.Draft{
			{ID: "D1", Template: disclosure.FirstContact, Contact: "C1", Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Subject: "Exposed data", Revision: 2, State: disclosure.DraftOpen},
			{ID: "D2", Template: disclosure.FollowUp, Role: disclosure.Vendor, State: disclosure.DraftSent},
		},
		Messages: []disclosure.Message{{Key: "DL-2020-0001/follow_up/C1/1", Draft: "D2", Role: disclosure.Vendor, Contact: "C1", Channel: disclosure.Email, Subject: "Again", State: disclosure.MessageUncertain}},
		Clocks: disclosure.Clocks{
			"publication": {State: disclosure.ClockRunning, Due: day(t, "2020-04-26")},
			"fix":         {State: disclosure.ClockPaused, Due: day(t, "2020-03-01")},
		},
		ClockEvents: []disclosure.ClockEvent{{Kind: disclosure.KindExtensionRequested, At: day(t, "2020-02-01"), Party: disclosure.Vendor, Name: "NextMotion"}},
		Circle:      person.Circle{Names: []string{"lena", "rosa"}},
		Manuscript:  manuscript.Manuscript{Guards: []manuscript.Word{{ID: "w0123456789", By: "Rosa", At: time.Date(2020, 1, 25, 10, 0, 0, 0, time.UTC), Seq: 3}}},
	}
	return &Seen{
		Subject: "D1", File: &File{ID: "F1", Sum: "x", Subject: "Exposed data", Runes: 7},
		Said: &Said{Link: "https://team.slack.com/archives/C1/p1", By: "Rosa", At: day(t, "2020-01-26T10:00Z")},
		Case: k, Actor: disclosure.Actor{Name: "Lena", Role: disclosure.Lead}, Now: time.Date(2020, 1, 27, 10, 0, 0, 0, time.UTC), Zone: time.UTC,
		Known: Known{People: []string{"Lena", "Rosa"}, Languages: []string{"en", "fr"}, Kinds: []string{"s3", "ftp"}, Two: []string{"A2"}, Items: []Item{{ID: 7, Channel: disclosure.Email, Subject: "Hello"}}, Readers: []Reader{
			{Contact: "C1", Account: 99, Login: "passer-by", Sight: "collaborator (write), first seen on 2020-01-26"},
			{Contact: "C1", Account: 98, Login: "newcomer", Sight: "invited (read), since 2020-01-25"},
		}},
	}
}

// answersTo fills in a form so that each field has something.
func answersTo(a *Action, s *Seen) map[string]string {
	out := map[string]string{}
	for _, f := range a.Fields(s) {
		switch {
		case f.File:
		case len(f.Choices) > 0:
			out[f.Name] = f.Choices[len(f.Choices)-1].Short()
		case f.Name == fieldWhen, f.Name == fieldUntil, f.Name == "embargo":
			out[f.Name] = "2020-05-01"
		case f.Name == "ref":
			out[f.Name] = "https://news.example/1"
		default:
			out[f.Name] = f.Initial + "new"
		}
	}
	return out
}

func TestEveryActionIsCompleteAndFitsAForm(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, a := range Actions() {
		s := full(t)
		if a.Name == "case_reopen" {
			s.Case.Work = disclosure.WorkClosed
		}
		if seen[a.Name] {
			t.Errorf("%s: the name is taken", a.Name)
		}
		seen[a.Name] = true
		if utf8.RuneCountInString(a.Title) > 24 || utf8.RuneCountInString(a.Yes) > 24 || a.Title == "" || a.Label == "" || a.Doing == "" || a.Rank == "" {
			t.Errorf("%s: title, button, label, gerund or rank is missing or too long", a.Name)
		}
		if a.About != nil {
			s.Subject, s.Text = a.About(s)[0].Value, "Dear team,\n\nit is open.\n"
		}
		if !a.Possible(s) {
			t.Errorf("%s: not possible on the case of which everything can be done", a.Name)
			continue
		}
		if a.Yes == "" {
			continue
		}
		blamed := false
		for _, f := range a.Fields(s) {
			blamed = blamed || f.Name == a.Blame
			if f.Limit == 0 && len(f.Choices) == 0 && !f.File {
				t.Errorf("%s.%s: offers nothing", a.Name, f.Name)
			}
			for _, c := range f.Choices {
				if len(c.Short()) > maxValue || c.Value == "" || c.Label == "" {
					t.Errorf("%s.%s: the choice %q cannot be carried", a.Name, f.Name, c.Value)
				}
			}
		}
		if !blamed || a.Done == "" {
			t.Errorf("%s: a refusal has no field, or nothing is said of what was done", a.Name)
		}
		o, wrong := Read(&a, s, answersTo(&a, s))
		if len(wrong) > 0 {
			t.Errorf("%s: %v", a.Name, wrong)
		}
		if o.Command == nil && o.Letter == nil && o.Edit == nil && o.File == nil && o.Assign == nil && o.Revise == nil && o.Reader == nil {
			t.Errorf("%s: asks for nothing", a.Name)
		}
		if o.Command != nil && !a.Rank.AtLeast(rankOf(o.Command)) {
			t.Errorf("%s: offered to a %s, and its command takes a %s", a.Name, a.Rank, rankOf(o.Command))
		}
	}
}

// rankOf is what the rule of a command asks for, that of the highest in a batch.
func rankOf(cmd command.Command) disclosure.Rank {
	batch, ok := cmd.(command.Batch)
	if !ok {
		return cmd.Rule().Rank
	}
	most := disclosure.Viewer
	for _, one := range batch {
		if r := rankOf(one); r.AtLeast(most) {
			most = r
		}
	}
	return most
}

func TestNothingIsOfferedThatIsNotPossible(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*Seen)
		not    []string
	}{
		{"a viewer is offered nothing", func(s *Seen) { s.Actor.Role = disclosure.Viewer }, []string{"contact_add", "event_add", "case_close", "draft_read"}},
		{"an unknown rank is offered nothing", func(s *Seen) { s.Actor.Role = "" }, []string{"contact_add", "event_add", "case_close"}},
		{"a researcher is not offered what takes a lead", func(s *Seen) { s.Actor.Role = disclosure.Researcher }, []string{"clock_extend", "clock_waive", "case_close", "asset_allow", "message_resolve"}},
		{"a closed case is only recorded on, restricted or reopened", func(s *Seen) { s.Case.Work = disclosure.WorkClosed }, []string{"contact_add", "draft_new", "draft_edit", "clock_extend", "asset_add", "case_edit", "case_close"}},
		{"a case in an unknown state is not worked on", func(s *Seen) { s.Case.Work = "" }, []string{"contact_add", "draft_new", "case_close"}},
		{"an open case is not reopened", func(*Seen) {}, []string{"case_reopen"}},
		{"without an uncertain message there is nothing to resolve", func(s *Seen) { s.Case.Messages = nil }, []string{"message_resolve"}},
		{"an item that names another case is decided there", func(s *Seen) { s.Known.Items[0].Case = "DL-2020-0002" }, []string{"item_assign"}},
		{"where everybody who reads is known, nobody is asked about", func(s *Seen) { s.Known.Readers = nil }, []string{ReaderMayRead, ReaderSpeaks}},
		{"a researcher does not say who may read", func(s *Seen) { s.Actor.Role = disclosure.Researcher }, []string{ReaderMayRead, ReaderSpeaks}},
		{"where nothing is written any more, nobody is asked about", func(s *Seen) { s.Case.Work = disclosure.WorkClosed }, []string{ReaderMayRead, ReaderSpeaks}},
		{"a kind that needs no two people is not allowed by two", func(s *Seen) { s.Known.Two = nil }, []string{"asset_allow"}},
		{"what two people allowed is not allowed again", func(s *Seen) { s.Case.Assets[1].AllowedBy = "Lena, Malik" }, []string{"asset_allow"}},
		{"a request that was answered is not answered again", func(s *Seen) {
			s.Case.ClockEvents = append(s.Case.ClockEvents, disclosure.ClockEvent{Kind: disclosure.KindExtensionRefused})
		}, []string{"clock_answer"}},
		{"without clocks no deadline is moved", func(s *Seen) { s.Case.Clocks = nil }, []string{"clock_extend", "clock_pause", "clock_waive", "clock_resume"}},
		{"whoever wants to be left alone is not written to", func(s *Seen) {
			s.Case.Parties[0].DoNotContact, s.Case.Parties[1].DoNotContact = true, true
		}, []string{"draft_new", "draft_own"}},
		{"without a contact nothing is written", func(s *Seen) { s.Case.Contacts = nil }, []string{"draft_new", "draft_own", "contact_leave"}},
		{"a page that is not out is neither corrected nor withdrawn", func(s *Seen) { s.Case.Publication = disclosure.PublicationHeadsUp }, []string{"page_correct", "page_withdraw"}},
		{"a page is withdrawn once", func(s *Seen) { s.Case.Publication = disclosure.PublicationWithdrawn }, []string{"page_withdraw"}},
		{"a case that everybody sees has no restriction to lift", func(s *Seen) { s.Case.Circle = person.Circle{} }, []string{"case_lift"}},
	} {
		s := full(t)
		c.change(s)
		for _, e := range Menu(s, "") {
			for _, not := range c.not {
				if e.Action.Name == not {
					t.Errorf("%s: %s is offered", c.name, not)
				}
			}
		}
	}
}

func TestAMenuOfAGroupHasNothingElse(t *testing.T) {
	t.Parallel()
	for _, g := range Groups() {
		menu := Menu(full(t), Group(g.Group))
		if len(menu) == 0 {
			t.Errorf("%s: empty", g.Group)
		}
		for _, e := range menu {
			if string(e.Action.Group) != g.Group {
				t.Errorf("%s: has %s", g.Group, e.Action.Name)
			}
		}
	}
}

func TestASubmissionIsReadWithSuspicion(t *testing.T) {
	t.Parallel()
	find := func(name string) *Action {
		for _, a := range Actions() {
			if a.Name == name {
				return &a
			}
		}
		t.Fatal(name)
		return nil
	}
	for _, c := range []struct{ name, action, field, value string }{
		{"what was not offered is refused", "clock_extend", fieldClause, "someone_elses"},
		{"a date that cannot be read is refused at its field", "clock_extend", fieldUntil, "next week"},
		{"a needed field is needed", "clock_extend", fieldWhy, "  "},
		{"a text that is too long is refused", "clock_extend", fieldWhy, strings.Repeat("x", maxWhy+1)},
		{"a report of the press needs its address", "event_add", "ref", "a newspaper"},
		{"a contact that may not be written to is not offered", "draft_own", fieldContact, "C3"},
		{"snoozing needs a day", "clock_snooze", fieldUntil, ""},
	} {
		s, a := full(t), find(c.action)
		values := answersTo(a, s)
		switch c.action {
		case "event_add":
			values[fieldWhat] = "press"
		case "clock_snooze":
			values[fieldWhat] = "until"
		}
		values[c.field] = c.value
		if _, wrong := Read(a, s, values); wrong[c.field] == "" {
			t.Errorf("%s: accepted", c.name)
		}
	}
}

func TestATextIsCutIntoFieldsAndPutTogetherAgain(t *testing.T) {
	t.Parallel()
	para := strings.Repeat("é", 900) + "\n\n"
	for _, c := range []struct {
		name, text string
		pieces     int
	}{
		{"a short text is one field", "Dear team,\n\nit is open.\n", 1},
		{"a long text is several", strings.Repeat(para, 8) + "end\n", 3},
		{"an empty text is none", "\n\n", 0},
		{"a text of many empty lines is one field", "a" + strings.Repeat("\n", 900) + "b", 1},
		{"a text that is too long is none", strings.Repeat(para, 40), 0},
		{"a line that is too long is none", strings.Repeat("x", maxText+1), 0},
	} {
		got, gaps, ok := parts(c.text)
		if !ok {
			if c.pieces != 0 {
				t.Errorf("%s: refused", c.name)
			}
			continue
		}
		if c.pieces == 0 || len(got) != c.pieces {
			t.Errorf("%s: %d fields, want %d", c.name, len(got), c.pieces)
		}
		for _, p := range got {
			if n := utf8.RuneCountInString(p); n > maxText {
				t.Errorf("%s: a field of %d characters", c.name, n)
			}
		}
		again := ""
		for i, p := range got {
			again += gaps[i] + p
		}
		if again+gaps[len(got)] != c.text {
			t.Errorf("%s: the text is another one after it was put together", c.name)
		}
	}
}

func TestAnEditThatChangesNothingIsRefusedAndKeepsTheBytes(t *testing.T) {
	t.Parallel()
	s := full(t)
	s.Subject, s.Text = "D1", "  Dear team,\n\nit is open.\n\n"
	r := &Reading{fields: editFields(s), values: map[string]string{fieldSubject: "Exposed data", "text1": "Dear team,\n\nit is open."}, wrong: map[string]string{}}
	if readEdit(s, r); r.wrong[fieldSubject] == "" {
		t.Error("an edit that changes nothing is taken for one")
	}
	r.wrong, r.values[fieldSubject] = map[string]string{}, "Another subject"
	if o := readEdit(s, r); o.Edit == nil || o.Edit.Body != s.Text || o.Edit.Revision != 2 {
		t.Errorf("the text was changed with the subject: %+v", o.Edit)
	}
}

func TestContactsSayWhereTheyWereFoundAndHowLongAgo(t *testing.T) {
	t.Parallel()
	got := strings.Join(saysContacts(full(t)), "\n")
	for _, want := range []string{"found security.txt on 2020-01-24, 3 days ago", "published", "nobody says where, nobody says when"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

func TestMovesSayFromWhenToWhen(t *testing.T) {
	t.Parallel()
	before, after := full(t).Case, full(t).Case
	if got := Moves(before, after, false); len(got) != 1 || got[0] != "no deadline moves" {
		t.Errorf("%q", got)
	}
	after.Clocks["publication"] = disclosure.Clock{State: disclosure.ClockExtended, Due: day(t, "2020-05-10")}
	after.Clocks["fix"] = disclosure.Clock{State: disclosure.ClockWaived, Due: day(t, "2020-03-01")}
	after.Clocks["csirt@vendor/Clinic 7"] = disclosure.Clock{State: disclosure.ClockRunning, Due: day(t, "2020-02-20")}
	got := strings.Join(Moves(before, after, true), "\n")
	for _, want := range []string{
		"moves publication from 2020-04-26 to 2020-05-10", "fix: 2020-03-01, paused, from now on 2020-03-01, waived",
		"csirt (vendor Clinic 7): none, from now on 2020-02-20, running", "it takes a second person",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}
