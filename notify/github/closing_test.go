package github

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/ledger"
)

// closedBy makes a payload about a closing.
func closedBy(a Account) func(*Item) {
	return func(i *Item) { i.Kind, i.Action, i.Comment, i.Actor = ItemIssue, "closed", nil, a }
}

func TestWhatAClosedIssueLeadsTo(t *testing.T) {
	t.Parallel()
	dev := Account{ID: vendorID, Login: "listed", Type: "User"}
	passer := Account{ID: 5, Login: "passer-by", Type: "User"}
	stale := Account{ID: 4, Login: "stale[bot]", Type: "Bot"}
	colleague := Account{ID: 6, Login: "colleague", Type: "User"}
	now := func(by Account) *Now { return &Now{Closed: true, ClosedAt: start, ClosedBy: by} }
	for name, tc := range map[string]struct {
		by    Account
		known Known
		owned bool
		kind  disclosure.Kind // "" is no command
		word  ledger.Task     // "" is none
	}{
		"of the vendor: a claim, and the probe answers":           {dev, Known{Now: now(dev), Left: []string{"A1"}, Asked: true}, false, disclosure.KindFixClaimed, ""},
		"of the vendor, and nothing asks: a claim and a word":     {dev, Known{Now: now(dev), Left: []string{"A1"}}, false, disclosure.KindFixClaimed, TaskComment},
		"of the vendor, and nothing is left":                      {dev, Known{Now: now(dev)}, false, disclosure.KindFixClaimed, ""},
		"of a stranger: opened again with a word":                 {passer, Known{Now: now(passer), Left: []string{"A1"}, Asked: true}, false, disclosure.KindUnattributed, TaskReopen},
		"of a stranger a second time: a word":                     {passer, Known{Now: now(passer), Left: []string{"A1"}, Closing: stamp(start.Add(-24 * time.Hour))}, false, disclosure.KindUnattributed, TaskComment},
		"of a machine: opened again with a word":                  {stale, Known{Now: now(stale), Left: []string{"A1"}}, false, disclosure.KindNote, TaskReopen},
		"of a colleague: a word":                                  {colleague, Known{Now: now(colleague), Left: []string{"A1"}}, false, disclosure.KindNote, TaskComment},
		"of somebody in the vendor's own repository: a claim":     {passer, Known{Now: now(passer), Left: []string{"A1"}, Asked: true}, true, disclosure.KindFixClaimed, ""},
		"the issue is open: nothing":                              {dev, Known{Now: &Now{}, Left: []string{"A1"}}, false, "", ""},
		"who closed it last counts":                               {dev, Known{Now: now(passer), Left: []string{"A1"}}, false, disclosure.KindUnattributed, TaskReopen},
		"we closed it last: nothing":                              {dev, Known{Now: now(Account{ID: botID})}, false, "", ""},
		"a second report of it, a second apart: nothing":          {dev, Known{Now: now(dev), Left: []string{"A1"}, Closing: stamp(start.Add(time.Second))}, false, "", ""},
		"a later closing is another claim":                        {dev, Known{Now: now(dev), Asked: true, Left: []string{"A1"}, Closing: stamp(start.Add(-time.Hour))}, false, disclosure.KindFixClaimed, ""},
		"an issue that cannot be read counts as it was delivered": {dev, Known{Left: []string{"A1"}, Asked: true}, false, disclosure.KindFixClaimed, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, raw := heard(t, closedBy(tc.by))
			tc.known.Found, tc.known.Case, tc.known.Tracked = true, "DL-2020-0001", trackedCase().Issues[0]
			r := testReader()
			r.Repos = map[string]Repository{repoName: {Vendors: []string{"listed"}, VendorOwned: tc.owned}}
			out, err := r.Interpret(in, raw, func(Item) (Known, error) { return tc.known, nil })
			if err != nil {
				t.Fatal(err)
			}
			var kind disclosure.Kind
			switch cmd := first(out).(type) {
			case incoming.RecordInbound:
				if kind = cmd.Kind; !cmd.Once || !strings.HasSuffix(cmd.Ref, "#1/closed/1580115600") {
					t.Errorf("%+v", cmd)
				}
			case incoming.RecordUnattributed:
				kind = disclosure.KindUnattributed
			case nil:
			default:
				kind = disclosure.KindNote
			}
			if kind != tc.kind || (kind != "") != (len(out.Refs) == 1) {
				t.Errorf("%q, want %q; %+v", kind, tc.kind, out)
			}
			var task ledger.Task
			if len(out.Jobs) == 1 {
				task = out.Jobs[0].Task()
				write, _ := writing(t, out.Jobs[0]).writes()
				if commandOf(write.Text) != "" || strings.Contains(write.Text, "@") || strings.Contains(write.Text, "still") {
					t.Errorf("our word: %s", write.Text)
				}
			}
			if task != tc.word || len(out.Jobs) > 1 {
				t.Errorf("%d jobs of %q, want %q", len(out.Jobs), task, tc.word)
			}
		})
	}
}

// TestTheIssueIsReadBeforeItsClosingCounts runs two payloads a second apart, and one of an issue that is open, through
// the channel.
func TestTheIssueIsReadBeforeItsClosingCounts(t *testing.T) {
	t.Parallel()
	h, m := newHub(t), newMemory(trackedCase())
	h.create(bot42, "t", "b")
	c, _ := testChannel(t, h, m)
	closing := func(at time.Time) {
		item := Item{Kind: ItemIssue, Action: "closed", Repo: repoName, Issue: 1, Actor: Account{ID: vendorID, Login: "vendor-dev"}, At: at}
		if _, err := c.receiveItem(t.Context(), item); err != nil {
			t.Fatal(err)
		}
	}
	closing(start)
	got, err := m.understandAll(t.Context(), c, false)
	if err != nil || len(got) != 0 || m.states()[ledger.InboundIgnored] != 1 {
		t.Fatalf("of an open issue: %+v, %v", got, err)
	}
	h.set(func() {
		h.issues[0]["state"], h.issues[0]["closed_at"], h.issues[0]["closed_by"] = "closed", start.Add(time.Hour).Format(time.RFC3339), dev77
	})
	closing(start.Add(time.Hour))
	closing(start.Add(time.Hour + time.Second))
	if got, err = m.understandAll(t.Context(), c, true); err != nil || len(got) != 1 {
		t.Fatalf("%d claims: %+v, %v", len(got), got, err)
	}
}

func TestAClosingWaitsWhileTheIssueCannotBeRead(t *testing.T) {
	t.Parallel()
	h, m := newHub(t), newMemory(trackedCase())
	h.create(bot42, "t", "b")
	c, _ := testChannel(t, h, m)
	if _, err := c.Self(t.Context()); err != nil {
		t.Fatal(err)
	}
	item := Item{Kind: ItemIssue, Action: "closed", Repo: repoName, Issue: 1, Actor: Account{ID: vendorID}, At: start}
	if _, err := c.receiveItem(t.Context(), item); err != nil {
		t.Fatal(err)
	}
	h.Close()
	if out, err := c.Understand(t.Context(), 1); err == nil || len(out.Commands) != 0 {
		t.Errorf("%+v, %v", out, err)
	}
}
