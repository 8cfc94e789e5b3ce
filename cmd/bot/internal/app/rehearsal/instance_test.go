package rehearsal_test

import (
	"context"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app/rehearsal"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/fault"
	"daylight/disclosure/rehearse"
)

// log is the log of an instance in memory, and takes everybody for who they are.
type log struct{ said db.Rehearsal }

func (*log) Instance(context.Context) (string, error) { return "one", nil }

func (l *log) Rehearsal(context.Context) (db.Rehearsal, error) { return l.said, nil }

func (l *log) EndRehearsal(_ context.Context, decide func(db.Rehearsal) (*db.LogEntry, error)) error {
	e, err := decide(l.said)
	switch {
	case err != nil || e == nil:
		return err
	case e.Kind == db.LogRehearsalEnded:
		l.said = db.Rehearsal{Ended: e}
	default:
		l.said.Proposed = e
	}
	return nil
}

func (*log) AsVouched(_ context.Context, actor disclosure.Actor, do func(disclosure.Actor) error) error {
	return do(actor)
}

func instance(solo bool) (*rehearsal.Instance, *log) {
	l := &log{}
	rules := command.DefaultRules()
	rules.Solo = solo
	live := rehearse.NewPlan(map[rehearse.Way]rehearse.Mode{rehearse.Way("email"): rehearse.Live}, nil)
	return &rehearsal.Instance{Log: l, Desk: l, Plan: live, Rules: func() command.Rules { return rules }, Clock: func() time.Time { return time.Time{} }}, l
}

func TestTwoPeopleEndARehearsal(t *testing.T) {
	t.Parallel()
	i, l := instance(false)
	ada, bob := commandtest.Ada, commandtest.Bob
	if i.Waits(t.Context()) == nil {
		t.Error("live and unrehearsed, nothing waits")
	}
	if done, err := i.End(t.Context(), ada, "a case was practised"); done || err != nil {
		t.Fatalf("one person ends it: %t, %v", done, err)
	}
	if _, err := i.End(t.Context(), ada, ""); fault.CodeOf(err) != fault.Refused {
		t.Errorf("the same person is the second one: %v", err)
	}
	word := disclosure.Actor{Name: "eve", Role: disclosure.Lead}
	if _, err := i.End(t.Context(), word, ""); fault.CodeOf(err) != fault.Refused {
		t.Errorf("a mere name is the second one: %v", err)
	}
	low := bob
	low.Role = disclosure.Researcher
	if _, err := i.End(t.Context(), low, ""); fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("who is no lead: %v", err)
	}
	if i.Waits(t.Context()) == nil {
		t.Error("a proposal lets it be live")
	}
	if done, err := i.End(t.Context(), bob, "something else"); !done || err != nil {
		t.Fatalf("%t, %v", done, err)
	}
	e := l.said.Ended
	if e.By != bob.Name || e.First != ada.Name || e.Text != "a case was practised" {
		t.Errorf("%+v", e)
	}
	if err := i.Waits(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := i.End(t.Context(), ada, "again"); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("it ends twice: %v", err)
	}
}

func TestAMereNameProposesNothing(t *testing.T) {
	t.Parallel()
	i, l := instance(false)
	if _, err := i.End(t.Context(), disclosure.Actor{Name: "eve", Role: disclosure.Lead}, "x"); fault.CodeOf(err) != fault.Refused || l.said.Proposed != nil {
		t.Errorf("%v, %+v", err, l.said)
	}
}

func TestOnePersonEndsItWhereTheRulesSaySo(t *testing.T) {
	t.Parallel()
	i, l := instance(true)
	if done, err := i.End(t.Context(), commandtest.Ada, "alone"); !done || err != nil || l.said.Ended.First != "" {
		t.Errorf("%t, %v", done, err)
	}
	i, _ = instance(true)
	if done, err := i.End(t.Context(), disclosure.Actor{Name: "eve", Role: disclosure.Lead}, "x"); done || fault.CodeOf(err) != fault.Refused {
		t.Errorf("a mere name: %t, %v", done, err)
	}
}

func TestWhatIsNotLiveWaitsForNobody(t *testing.T) {
	t.Parallel()
	i, _ := instance(false)
	i.Plan = rehearse.NewPlan(map[rehearse.Way]rehearse.Mode{rehearse.Way("email"): rehearse.Rehearse}, nil)
	if err := i.Waits(t.Context()); err != nil || i.Says() == "" {
		t.Errorf("%v, %q", err, i.Says())
	}
}
