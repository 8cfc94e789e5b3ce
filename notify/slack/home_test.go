package slack

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
)

// opens is the event of somebody who opens the home of the app.
func (b *bench) opens(user, tab string) {
	b.t.Helper()
	b.deliver(envelopeEvent, map[string]any{"type": "event_callback", "team_id": "T1", "event": map[string]any{"type": homeEvent, "user": user, "tab": tab}})
}

func (b *bench) home(user string, shown int) string {
	b.t.Helper()
	b.server.until("the home is shown", func() bool { return len(b.server.calls("/views.publish")) == shown })
	v, ok := b.server.Home(user)
	if !ok {
		b.t.Fatalf("%s has no home", user)
	}
	return string(v.Raw)
}

func TestTheHomeShowsWhatWaitsAndNoTarget(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.seed()
	due := &agenda.Day{Date: civil.Date{Year: 2020, Month: 1, Day: 29}}
	b.desk.waits = []agenda.Item{
		{Case: id, Title: "Bucket example-bucket", What: agenda.Overdue, Text: "write to security@nextmotion.example", Due: due},
		{Case: id, Title: "Open bucket", What: agenda.DraftWaiting, Text: "approve D1"},
		{Case: id, Title: "Open bucket", What: agenda.ProbeUndecided, Text: "look at A1"},
		{Case: "DL-2020-0099", Title: "secret-bucket", What: agenda.Due, Text: "secret"},
		{What: agenda.InboxWaiting, Text: "read inbox item 7"},
	}
	b.opens(userL, "home")
	home := b.home(userL, 1)
	for _, want := range []string{"Waiting for approval* (1)", "approve D1", "Overdue and open again* (1)", "due 2020-01-29", "Unclear mail and answers* (1)", "inbox item 7", "Cases* (2)", "DL-2020-0099", "cannot be computed"} {
		if !strings.Contains(home, want) {
			t.Errorf("the home lacks %q: %s", want, home)
		}
	}
	for _, not := range []string{"example-bucket", "security@", "secret"} {
		if strings.Contains(home, not) {
			t.Errorf("the home tells %s", not)
		}
	}
	b.click(userL, actionHome, homeLate)
	if home = b.home(userL, 2); strings.Contains(home, "approve D1") || !strings.Contains(home, "Overdue and open again* (1)") {
		t.Errorf("filtered: %s", home)
	}
	b.click(userL, actionHome, "forged")
	b.home(userL, 3)
	if want := []string{"Lena", "", "Lena"}; !slices.Equal(b.desk.agendaOf, want) {
		t.Errorf("asked for %q", b.desk.agendaOf)
	}
}

func TestAStrangersHomeShowsNothing(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.seed()
	b.desk.waits = []agenda.Item{{Case: "DL-2020-0001", What: agenda.Overdue, Text: "something"}}
	b.opens(userX, "home")
	if home := b.home(userX, 1); !strings.Contains(home, "does not know you") || strings.Contains(home, "DL-2020-0001") {
		t.Errorf("the home says %s", home)
	}
	b.opens(userL, "messages")
	b.deliver(envelopeEvent, map[string]any{"event": map[string]any{"type": "reaction_added", "user": userL}})
	if n := len(b.server.calls("/views.publish")) + len(b.server.calls("/chat.postEphemeral")) + len(b.server.posts()); n != 1 {
		t.Errorf("%d answers: other events ask for none", n)
	}
}

func TestAHomeOfExtremeLengthStaysWithinTheLimits(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine has nothing for the race detector; the run without -short does it")
	}
	b := newBench(t, nil)
	for i, s := range hostile() {
		var items []agenda.Item
		for n := range 60 {
			items = append(items, agenda.Item{Case: disclosure.CaseID(fmt.Sprintf("DL-2020-%04d", n)), Title: s, Text: s, Passed: s, What: agenda.What([]string{"overdue", "draft_waiting", "due", "inbox_waiting"}[n%4])})
		}
		a := *b.App
		k := full(s)
		k.Assets = k.Assets[:5] // how many there are is tried on the card
		a.ports.Cases = oneCase{b.desk, k}
		if err := checkHome(a.homeView(t.Context(), homeAll, items, []string{s, s, s, s, s, s})); err != nil {
			t.Errorf("%d: %v", i, err)
		}
	}
}

// oneCase answers with one case, whatever is asked for.
type oneCase struct {
	*desk
	k *disclosure.Case
}

func (o oneCase) Case(context.Context, disclosure.CaseID) (*disclosure.Case, error) { return o.k, nil }
