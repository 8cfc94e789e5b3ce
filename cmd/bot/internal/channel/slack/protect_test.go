package slack_test

import (
	"slices"
	"strings"
	"testing"

	wired "daylight/cmd/bot/internal/channel/slack"
	"daylight/disclosure"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/manuscript"
	"daylight/disclosure/person"
	"daylight/notify/slack/form"
)

// A word that somebody protects in Slack stops the pages of the case, and two people there let it pass for this case alone.
func TestAWordThatIsProtectedInSlackStopsThePageUntilTwoPeopleLetItPass(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx, rita, bob := t.Context(), wired.PortsOf(o.host, person.ReaderNamed("rita")), wired.PortsOf(o.host, person.ReaderNamed("bob"))
	check := func() gate.Check {
		t.Helper()
		p, err := rita.Pages.Page(ctx, o.id, disclosure.Limited, "en")
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(p.Checks, func(c gate.Check) bool { return c.Name == gate.CheckNoProtectedWords })
		return p.Checks[i]
	}
	if c := check(); c.State != gate.CheckNotApplicable {
		t.Fatalf("%+v", c)
	}
	if _, err := rita.Words.ProtectWords(ctx, o.who("rita"), o.id, "…"); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("no word: %v", err)
	}
	did, err := rita.Words.ProtectWords(ctx, o.who("rita"), o.id, "NEXTMOTION\nKowalski\n")
	if err != nil || did.Fresh != 2 || did.Words != 2 || !slices.Contains(did.Printed, "the name of a party (vendor)") {
		t.Fatalf("%+v %v", did, err)
	}
	if did, err = bob.Words.ProtectWords(ctx, o.who("bob"), o.id, "nextmotion"); err != nil || did.Fresh != 0 || did.Known != 1 || did.Words != 2 {
		t.Errorf("%+v %v", did, err)
	}
	stops := check()
	if stops.State != gate.CheckFail || len(stops.Findings) == 0 || strings.Contains(strings.ToLower(stops.Reason), "nextmotion") {
		t.Fatalf("%+v", stops)
	}
	for i := range stops.Findings {
		if f := &stops.Findings[i]; f.Digest != stops.Findings[0].Digest || !strings.Contains(f.Lifts, "the name of a party (vendor)") || strings.Contains(strings.ToLower(f.Excerpt), "nextmotion") {
			t.Errorf("%+v", f)
		}
	}
	word := form.Order{Command: publish.Overriding(stops.Findings[0], manuscript.OnPurpose, "it is the vendor")}
	for i, who := range []string{"rita", "rita", "bob"} {
		_, err := o.acts.Act(ctx, o.who(who), o.load(), word, "act/"+who+string(rune('0'+i)))
		if twice := i == 1; (fault.CodeOf(err) == fault.Refused) != twice {
			t.Errorf("%s: %v", who, err)
		}
		if stands := check().State == gate.CheckFail; stands != (i < 2) {
			t.Errorf("after the word of %s it is %+v", who, check())
		}
	}
	events, err := o.Desk.Events(ctx, o.id)
	if err != nil {
		t.Fatal(err)
	}
	for i := range events {
		if e := &events[i]; e.Kind == disclosure.KindWordsProtected && (e.Hand.Via != person.Slack || strings.Contains(strings.ToLower(e.Text), "kowalski") || e.Detail.Body == "") {
			t.Errorf("%+v", e)
		}
	}
}
