package crew_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/notify/slack/crew"
)

// workspace answers from memory.
type workspace struct {
	mu       sync.Mutex
	home     crew.Home
	accounts map[string]crew.Account
	groups   []crew.Group
	broken   error
	asked    int
	now      time.Time
}

func (w *workspace) Home(context.Context) (crew.Home, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked++
	return w.home, w.broken
}

func (w *workspace) Account(_ context.Context, user string) (crew.Account, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked++
	a, ok := w.accounts[user]
	a.Unknown = !ok
	return a, w.broken
}

func (w *workspace) Groups(context.Context, []string) ([]crew.Group, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked++
	return w.groups, w.broken
}

func (w *workspace) later(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func newCrew(w *workspace, grants ...crew.Grant) *crew.Crew {
	w.now = time.Date(2020, 1, 27, 10, 0, 0, 0, time.UTC)
	return crew.New(w, crew.Options{Grants: grants, Reason: func(err error) string { return err.Error() }, Now: func() time.Time {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.now
	}})
}

func TestOnlyAFullMemberOfTheWorkspaceMayAct(t *testing.T) {
	t.Parallel()
	home := crew.Home{Team: "T1", Enterprise: "E1"}
	for name, c := range map[string]struct {
		account crew.Account
		want    crew.Standing
	}{
		"a full member":                             {crew.Account{Team: "T1"}, crew.Full},
		"a member of the same Enterprise":           {crew.Account{Team: "T2", Enterprise: "E1"}, crew.Full},
		"a member whose team is the Enterprise":     {crew.Account{Team: "E1"}, crew.Full},
		"a guest":                                   {crew.Account{Team: "T1", Guest: true}, crew.Guest},
		"a stranger":                                {crew.Account{Team: "T1", Stranger: true}, crew.Foreign},
		"somebody of another workspace":             {crew.Account{Team: "T2"}, crew.Foreign},
		"somebody of another Enterprise":            {crew.Account{Team: "T2", Enterprise: "E2"}, crew.Foreign},
		"an account without a team":                 {crew.Account{}, crew.Foreign},
		"an app":                                    {crew.Account{Team: "T1", Bot: true}, crew.Machine},
		"a deactivated account":                     {crew.Account{Team: "T1", Deleted: true}, crew.Gone},
		"a user whom Slack does not know":           {crew.Account{Team: "T1", Unknown: true}, crew.Foreign},
		"a guest of another workspace is a foreign": {crew.Account{Team: "T2", Guest: true}, crew.Foreign},
	} {
		got := c.account.Standing(home)
		if got != c.want || (got.Refusal() == "") != (c.want == crew.Full) {
			t.Errorf("%s: %q %q", name, got, got.Refusal())
		}
		if unknown := c.account.Standing(crew.Home{}); unknown != crew.Unclear {
			t.Errorf("%s, of a workspace that nobody knows: %q", name, unknown)
		}
	}
	if (crew.Account{}).Standing(crew.Home{Team: "T1"}) == crew.Full {
		t.Error("an empty Enterprise holds an account without one")
	}
}

func TestAnAnswerCountsForAnHourAndFailsClosed(t *testing.T) {
	t.Parallel()
	w := &workspace{home: crew.Home{Team: "T1"}, accounts: map[string]crew.Account{"U1": {Team: "T1", Handle: "Rosa<b>"}}}
	c := newCrew(w, crew.Grant{Group: "@leads", Rank: disclosure.Lead})
	w.groups = []crew.Group{{ID: "S1", Handle: "leads", Members: []string{"U1"}}}
	standing := func() crew.Standing { s, _ := c.Standing(t.Context(), "U1"); return s }
	if standing() != crew.Full || c.Rank(t.Context(), "U1") != disclosure.Lead || c.Name(t.Context(), "U1") != "rosab (Slack U1)" {
		t.Fatal(standing(), c.Rank(t.Context(), "U1"), c.Name(t.Context(), "U1"))
	}
	asked := w.asked
	if standing(); w.asked != asked {
		t.Error("it was asked for again at once")
	}
	w.broken = errors.New("Slack is away")
	w.later(59 * time.Minute)
	c.Refresh(t.Context())
	if standing() != crew.Full || c.Rank(t.Context(), "U1") != disclosure.Lead || len(c.Missing()) != 0 {
		t.Error("an answer within the bound does not count")
	}
	w.later(2 * time.Minute)
	s, why := c.Standing(t.Context(), "U1")
	if s != crew.Unclear || why != "Slack is away" || c.Rank(t.Context(), "U1") != "" {
		t.Errorf("an old answer counts: %q %q", s, why)
	}
	if gone := c.Missing(); len(gone) != 1 || gone[0].Problem != "it could not be read: Slack is away" || len(gone[0].Members) != 1 {
		t.Errorf("%+v", gone)
	}
	w.broken = nil
	w.later(time.Minute)
	if standing() != crew.Full || c.Rank(t.Context(), "U1") != disclosure.Lead || len(c.Missing()) != 0 {
		t.Error("it does not come back")
	}
}

func TestAGroupThatIsGoneGivesNothing(t *testing.T) {
	t.Parallel()
	leads := crew.Group{ID: "S1", Handle: "leads", Members: []string{"U1"}}
	for name, c := range map[string]struct {
		named   string
		groups  []crew.Group
		problem string
	}{
		"by its id":               {"S1", []crew.Group{leads}, ""},
		"by its handle":           {"leads", []crew.Group{leads}, ""},
		"by its handle and an at": {"@Leads", []crew.Group{leads}, ""},
		"no such group":           {"@leads", nil, "Slack has no such group"},
		"disabled":                {"@leads", []crew.Group{{ID: "S1", Handle: "leads", Members: []string{"U1"}, Disabled: true}}, "it is disabled"},
		"of others":               {"@leads", []crew.Group{{ID: "S1", Handle: "leads", Members: []string{"U1"}, Foreign: true}}, "it belongs to another organisation"},
		"two of the name":         {"@leads", []crew.Group{leads, {ID: "S2", Handle: "leads", Members: []string{"U2"}}}, "several groups are called so"},
	} {
		w := &workspace{groups: c.groups}
		crewOf := newCrew(w, crew.Grant{Group: c.named, Rank: disclosure.Lead})
		rank := crewOf.Rank(t.Context(), "U1")
		gone := crewOf.Missing()
		if (rank == disclosure.Lead) != (c.problem == "") || (len(gone) == 0) != (c.problem == "") {
			t.Errorf("%s: %q %+v", name, rank, gone)
		}
		if len(gone) == 1 && gone[0].Problem != c.problem {
			t.Errorf("%s: %+v", name, gone)
		}
	}
}

func TestAMemberWhoWasTakenOutLosesTheRankAndTheHighestGroupCounts(t *testing.T) {
	t.Parallel()
	w := &workspace{groups: []crew.Group{{ID: "S1", Members: []string{"U1", "U2"}}, {ID: "S2", Members: []string{"U1"}}}}
	c := newCrew(w, crew.Grant{Group: "S1", Rank: disclosure.Researcher}, crew.Grant{Group: "S2", Rank: disclosure.Lead})
	if a, b := c.Rank(t.Context(), "U1"), c.Rank(t.Context(), "U2"); a != disclosure.Lead || b != disclosure.Researcher {
		t.Fatal(a, b)
	}
	w.groups = []crew.Group{{ID: "S1", Members: []string{"U1", "U3"}}, {ID: "S2", Disabled: true}}
	w.later(time.Minute)
	if c.Rank(t.Context(), "U3") != disclosure.Researcher {
		t.Error("somebody who was added a minute ago is not looked for")
	}
	w.later(6 * time.Minute)
	c.Refresh(t.Context())
	if a, b := c.Rank(t.Context(), "U1"), c.Rank(t.Context(), "U2"); a != disclosure.Researcher || b != "" {
		t.Error(a, b)
	}
	gone := c.Missing()
	if len(gone) != 1 || gone[0].Group != "S2" || len(gone[0].Members) != 1 || gone[0].Members[0] != "U1" {
		t.Errorf("it is not said who cannot act: %+v", gone)
	}
}

func TestManyWhoWaitAskOnce(t *testing.T) {
	t.Parallel()
	w := &workspace{home: crew.Home{Team: "T1"}, accounts: map[string]crew.Account{"U1": {Team: "T1"}}}
	c := newCrew(w)
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if s, _ := c.Standing(t.Context(), "U1"); s != crew.Full {
				t.Errorf("%q", s)
			}
		})
	}
	wg.Wait()
	if w.asked != 2 {
		t.Errorf("%d questions", w.asked)
	}
}

func TestWhatFailedIsNotAskedAgainAtOnce(t *testing.T) {
	t.Parallel()
	w := &workspace{broken: errors.New("away")}
	c := newCrew(w)
	for range 10 {
		if s, why := c.Standing(t.Context(), "U1"); s != crew.Unclear || why != "away" {
			t.Errorf("%q %q", s, why)
		}
	}
	if w.asked != 1 {
		t.Errorf("%d questions", w.asked)
	}
	if c.Home(t.Context(), "", "") || c.Home(t.Context(), "T1", "") {
		t.Error("a workspace that nobody knows holds somebody")
	}
}
