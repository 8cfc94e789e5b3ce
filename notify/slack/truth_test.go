package slack

import (
	"context"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	msg "daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
	"daylight/disclosure/statement"
)

// truthful is a desk whose messages leave by the real decision.
type truthful struct {
	*desk
	play *commandtest.Play
}

// SendDraft hands a message to its sender, or says that it is withheld, as the desk of the bot does.
func (d *truthful) SendDraft(_ context.Context, actor disclosure.Actor, id disclosure.CaseID, draftID string) (*disclosure.Case, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	before := d.play.C
	done, err := d.play.Try(actor, msg.SendDraft{ID: draftID})
	if err != nil {
		return nil, err
	}
	d.cases[id] = d.play.C.Clone()
	for _, e := range done.Events {
		d.events[id] = append(d.events[id], e)
		for _, j := range Reaction(before, d.play.C, []disclosure.Event{e}) {
			if !d.keys[j.Key] {
				d.keys[j.Key] = true
				d.jobs = append(d.jobs, j)
			}
		}
		if e.Kind == disclosure.KindMessageQueued {
			d.sends++
		}
	}
	if why := msg.Withheld(done.Events); why != "" {
		return d.play.C, fault.Errorf(fault.Refused, "%s is withheld and was %s", draftID, why)
	}
	return d.play.C, nil
}

// TestSendWithholdsAMessageWhoseStatementTurnedFalse makes each statement false between the approval and the press on Send. The
// one who pressed is told why, and so is the thread.
func TestSendWithholdsAMessageWhoseStatementTurnedFalse(t *testing.T) {
	seen := map[statement.Kind]bool{}
	b := newBench(t, nil)
	d := &truthful{desk: b.desk}
	b.ports.Outbox = d
	b.ports.As = func(person.Reader) Ports { return b.ports } // nothing is restricted here
	b.connect()
	for _, l := range commandtest.Lies() {
		seen[l.Kind] = true
		t.Run(string(l.Kind), func(t *testing.T) {
			b.t, b.server.t = t, t
			p := l.Approved(t, "C1")
			l.Turns(p)
			d.mu.Lock()
			d.play, d.sends = p, 0
			b.desk.cases[p.C.ID], b.desk.events[p.C.ID], b.desk.refs, b.desk.keys = p.C.Clone(), nil, map[string]string{}, map[string]bool{}
			b.desk.jobs = append(b.desk.jobs, ledger.NewJob(ledger.QueueSend, "card", Card{Version: p.C.Version}))
			b.desk.jobs[len(b.desk.jobs)-1].Case = p.C.ID
			d.mu.Unlock()
			b.cards.mu.Lock()
			clear(b.cards.posted)
			b.cards.mu.Unlock()
			b.work()
			card := len(b.server.posts())
			draft, _ := p.C.Draft("D2")
			b.click(userL, actionSend, value{Case: p.C.ID, Draft: "D2", Revision: draft.Revision, Version: p.C.Version}.String())
			b.work()
			if got := b.lastReply("/respond"); !strings.Contains(got, "is withheld") {
				t.Errorf("who pressed Send is told %s", got)
			}
			if _, sends, _, _ := b.desk.counts(); sends != 0 {
				t.Error("it left")
			}
			said := ""
			for _, post := range b.server.posts()[card:] {
				said += post.Text + post.Blocks
			}
			if !strings.Contains(said, "not sent") {
				t.Errorf("the thread says %q", said)
			}
		})
	}
	for _, k := range statement.Kinds() {
		if !seen[k] {
			t.Errorf("nothing makes the statement %s false", k)
		}
	}
}
