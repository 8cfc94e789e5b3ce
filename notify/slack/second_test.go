package slack

import (
	"context"
	"slices"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/second"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/person"
)

// Waiting implements [Seconds] as the desk of the bot does, without texts.
func (d *desk) Waiting(_ context.Context, id disclosure.CaseID) ([]second.Waiting, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	k, ok := d.cases[id]
	if !ok {
		return nil, fault.Errorf(fault.NotFound, "there is no case %s", id)
	}
	out := second.Of(k, d.events[id], d.clock())
	for i := range out {
		out[i].Body, out[i].Closed = d.body, d.closed
	}
	return out, nil
}

// MayApprove implements [Approvals].
func (d *desk) MayApprove(_ context.Context, actor disclosure.Actor, _ *disclosure.Case, _ string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.notSecond != "" && actor.Name == d.notSecond {
		return fault.Errorf(fault.Refused, "it takes a second person: somebody other than %s", actor.Name).With(hint.ToProveApproval(person.Decision{What: "draft D1", Case: "DL-2020-0001"}))
	}
	return nil
}

// MayAgree implements [Approvals].
func (d *desk) MayAgree(ctx context.Context, actor disclosure.Actor, k *disclosure.Case, _ *disclosure.Proposal) error {
	return d.MayApprove(ctx, actor, k, "")
}

// Agree implements [Seconds].
func (d *desk) Agree(_ context.Context, actor disclosure.Actor, id disclosure.CaseID, digest string) (*disclosure.Case, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	k := d.cases[id]
	for i, w := range second.Of(k, d.events[id], d.clock()) {
		if w.Digest == digest {
			d.agreed = append(d.agreed, actor.Name+" "+actor.Hand.Account+" "+string(w.Proposal.What))
			k.Proposals = slices.Delete(k.Proposals, i, i+1)
			return k.Clone(), nil
		}
	}
	return nil, fault.Errorf(fault.Conflict, "what you read has changed")
}

func waiver(b *bench) (disclosure.CaseID, disclosure.Proposal) {
	v := b.drafted()
	p := disclosure.Proposal{
		What: disclosure.ProposesWaiver, Clause: "vendor-reminder", Reason: "they called <!channel>", By: "Lena", At: b.desk.clock(),
		Hand: person.Hand{Via: person.CLI, Login: "lena", Proof: person.ByLogin},
	}
	b.desk.change(v.Case, func(k *disclosure.Case) {
		before := k.Clone()
		k.Proposals = append(k.Proposals, p)
		b.desk.add(k, before, disclosure.Event{Kind: disclosure.KindProposed, Actor: "Lena", Text: "proposed: " + p.String(), Detail: disclosure.Detail{Proposal: &p}})
	})
	b.work()
	return v.Case, p
}

func TestADecisionIsReadAndApprovedByAPress(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id, p := waiver(b)
	posts := b.server.posts()
	if last := posts[len(posts)-1]; last.Thread == "" || !strings.Contains(last.Blocks, actionDecide) || strings.Contains(last.Blocks, "<!channel>") {
		t.Errorf("the thread says %s", last.Blocks)
	}
	if card := posts[0]; !strings.Contains(card.Blocks, actionDecide) || !strings.Contains(card.Blocks, "vendor-reminder is given up") {
		t.Errorf("the card says %s", card.Blocks)
	}
	b.desk.change(id, func(*disclosure.Case) { b.desk.body = "What is decided, in full." })
	b.click(userM, actionDecide, decisionValue{Case: id, Digest: p.Decision(id).Digest[:32]}.String())
	b.server.until("the statement", func() bool { return len(b.server.calls("/views.open")) == 1 })
	view := b.openedView()
	body := b.server.calls("/views.open")[0].Body
	for _, want := range []string{"vendor-reminder is given up", "by Lena as the login lena", "has no date now", "What is decided, in full."} {
		if !strings.Contains(body, want) {
			t.Errorf("the statement lacks %q: %s", want, body)
		}
	}
	b.submit(userM, callbackDecide, view.PrivateMetadata, nil)
	b.work()
	if got := b.desk.agreed; len(got) != 1 || got[0] != "Malik "+userM+" waiver" {
		t.Errorf("agreed: %q", got)
	}
	if card := b.server.posts()[0]; strings.Contains(card.Blocks, actionDecide) {
		t.Errorf("the card still asks: %s", card.Blocks)
	}
	b.submit(userM, callbackDecide, view.PrivateMetadata, nil)
	b.work()
	if len(b.desk.agreed) != 1 {
		t.Error("one statement approved twice")
	}
}

func TestADecisionThatChangedIsNotApproved(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id, p := waiver(b)
	at := decisionValue{Case: id, Digest: p.Decision(id).Digest[:32]}
	b.click(userM, actionDecide, at.String())
	b.server.until("the statement", func() bool { return len(b.server.calls("/views.open")) == 1 })
	view := b.openedView()
	b.desk.change(id, func(k *disclosure.Case) {
		k.Clocks = map[string]disclosure.Clock{"vendor-reminder": {State: disclosure.ClockRunning}}
	})
	b.submit(userM, callbackDecide, view.PrivateMetadata, nil)
	b.work()
	if len(b.desk.agreed) != 0 {
		t.Errorf("agreed to what stood there before: %q", b.desk.agreed)
	}
	b.desk.change(id, func(k *disclosure.Case) { k.Proposals = nil })
	before := len(b.server.calls("/respond"))
	for _, value := range []string{at.String(), "nonsense", string(id) + "|"} {
		b.click(userM, actionDecide, value)
		b.work()
	}
	b.server.until("the answers", func() bool { return len(b.server.calls("/respond")) >= before+3 })
	if len(b.server.calls("/views.open")) != 1 || len(b.desk.agreed) != 0 {
		t.Error("a decision that waits no longer was opened")
	}
}

func TestADecisionThatCannotBeShownIsNotApproved(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id, p := waiver(b)
	at := decisionValue{Case: id, Digest: p.Decision(id).Digest[:32]}.String()
	b.desk.change(id, func(*disclosure.Case) { b.desk.body = strings.Repeat("x", maxPreview+1) })
	before := len(b.server.calls("/respond"))
	b.click(userM, actionDecide, at)
	b.server.until("a refusal", func() bool { return len(b.server.calls("/respond")) == before+1 })
	b.desk.change(id, func(*disclosure.Case) { b.desk.body, b.desk.closed = "", "the files have changed" })
	b.click(userV, actionDecide, at)
	b.server.until("a refusal", func() bool { return len(b.server.calls("/respond")) == before+2 })
	if got := b.lastReply("/respond"); !strings.Contains(got, "the files have changed") || len(b.server.calls("/views.open")) != 0 {
		t.Errorf("answered %s", got)
	}
}
