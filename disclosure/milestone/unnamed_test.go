package milestone_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
)

func TestAnEmptyNameIsTheOnlyPartyOfItsRoleAndOfSeveralNobody(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rule     string
		vendors  []string
		name     string // that is found
		answered bool
		dialogue disclosure.Dialogue
	}{
		{"nobody is known", nil, "", false, ""},
		{"one without a name", []string{""}, "", false, ""},
		{"one", []string{"A"}, "A", true, disclosure.DialogueEngaged},
		{"two", []string{"A", "B"}, "", false, ""},
		{"two, one of them without a name", []string{"A", ""}, "", false, ""},
	} {
		c := vendors(tt.vendors...)
		if len(tt.vendors) == 0 {
			c.Parties = nil
		}
		c.Answered = map[disclosure.PartyKey]civil.When{disclosure.KeyOf(disclosure.Vendor, "A"): civil.OnDay(2020, 2, 1)}
		c.Dialogue = map[disclosure.DialogueKey]disclosure.Dialogue{disclosure.KeyFor(disclosure.Vendor, "A", disclosure.Email): disclosure.DialogueEngaged}
		if got := c.PartyName(disclosure.Vendor, ""); got != tt.name {
			t.Errorf("%s: the name is %q, want %q", tt.rule, got, tt.name)
		}
		if got := c.HasAnswered(disclosure.Vendor, ""); got != tt.answered {
			t.Errorf("%s: answered %v, want %v", tt.rule, got, tt.answered)
		}
		if got := c.DialogueWith(disclosure.Vendor, "", disclosure.Email); got != tt.dialogue {
			t.Errorf("%s: the dialogue is %q, want %q", tt.rule, got, tt.dialogue)
		}
		if p, ok := c.Party(disclosure.Vendor, ""); ok != (len(tt.vendors) == 1) || p.Name != tt.name {
			t.Errorf("%s: the party is %+v, %v", tt.rule, p, ok)
		}
	}
}

func TestWhatIsNamedByNobodyIsAboutTheOneThatThereWas(t *testing.T) {
	t.Parallel()
	c := vendors("A", "B")
	c.ClockEvents = []disclosure.ClockEvent{{Seq: 2, Kind: disclosure.KindContacted, Name: "A"}, {Seq: 3, Kind: disclosure.KindContacted}}
	for seq, want := range map[int]string{2: "A", 3: "", 9: "", 0: ""} {
		if got := milestone.NameOf(c, &disclosure.Event{Seq: seq, Kind: disclosure.KindContacted}); got != want {
			t.Errorf("event %d is about %q, want %q", seq, got, want)
		}
	}
	if got := milestone.NameOf(c, &disclosure.Event{Seq: 3, Name: "b"}); got != "B" {
		t.Errorf("a name that is said is %q", got)
	}
}

func TestWhatCameBackReachedNobody(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rule     string
		lines    []string
		accepted string
	}{
		{"sent", []string{"contacted|2020-01-27|party=vendor"}, "2020-01-27"},
		{"it came back", []string{"contacted|2020-01-27|party=vendor", "bounced|2020-01-28|party=vendor"}, ""},
		{"it came back, and another way did not", []string{"contacted|2020-01-27|party=vendor", "bounced|2020-01-28|party=vendor", "contacted|2020-01-30|party=vendor"}, "2020-01-30"},
	} {
		h := find(t, vendors("A"), tt.lines...)
		p := h.Current().Party(disclosure.Vendor, "A")
		if got := p.Accepted().At.String(); got != tt.accepted || p.FirstContact().IsZero() {
			t.Errorf("%s: accepted %q, first contact %s", tt.rule, got, p.FirstContact().At)
		}
	}
}
