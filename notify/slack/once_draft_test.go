package slack

import (
	"context"
	"strings"
	"sync"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
)

// together lets the first two who read a case go on only once both have read it: each decides on what the other one does not know yet.
type together struct {
	Cases
	both *sync.WaitGroup
	left chan struct{}
}

func (t together) Case(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, error) {
	k, err := t.Cases.Case(ctx, id)
	select {
	case <-t.left:
		t.both.Done()
		t.both.Wait()
	default:
	}
	return k, err
}

// atOnce handles two deliveries at the same time.
func (b *bench) atOnce() {
	b.t.Helper()
	var jobs []ledger.Job
	for job, ok := b.desk.take(); ok; job, ok = b.desk.take() {
		if job.Task() == TaskInbound {
			jobs = append(jobs, job)
		}
	}
	if len(jobs) != 2 {
		b.t.Fatalf("%d deliveries", len(jobs))
	}
	ports, both, left := b.ports, &sync.WaitGroup{}, make(chan struct{}, 2)
	both.Add(2)
	left <- struct{}{}
	left <- struct{}{}
	slow := func(who person.Reader) Ports {
		p := ports.As(who)
		p.Cases = together{p.Cases, both, left}
		return p
	}
	b.ports.As = slow
	defer func() { b.ports = ports }()
	var done sync.WaitGroup
	for _, job := range jobs {
		done.Go(func() { b.run(job) })
	}
	done.Wait()
}

// ready puts a case on the desk for which each of the offered messages can be drafted, one of them at a time.
func (b *bench) ready(id disclosure.CaseID, s *starter) {
	b.desk.change(id, func(k *disclosure.Case) {
		k.Contacts = []disclosure.Contact{{ID: "C1", Role: disclosure.Vendor, Channel: disclosure.Email, Address: theirAddress}}
		if s.template == disclosure.PrePublication {
			k.Reached = map[disclosure.PartyKey]civil.When{disclosure.KeyOf(disclosure.Vendor, k.PartyName(disclosure.Vendor, "")): civil.OnDay(2020, 1, 25)}
		}
	})
}

func TestTwoPressesOnAMessageThatTheCardOffersDraftOneLetter(t *testing.T) {
	for _, s := range starters() {
		t.Run(s.label, func(t *testing.T) {
			b, id := connected(t)
			b.work()
			b.ready(id, &s)
			for _, user := range []string{userR, userL} {
				b.click(user, s.action, value{Case: id, Version: 1}.String())
			}
			b.atOnce()
			if k := b.caseOf(id); len(k.Drafts) != 1 {
				t.Fatalf("%d letters are drafted", len(k.Drafts))
			}
			said := ""
			for _, r := range b.server.calls("/respond") {
				said += r.Body
			}
			if !strings.Contains(said, " is drafted. ") || !strings.Contains(said, "Nothing to draft") {
				t.Errorf("they are told %s", said)
			}
		})
	}
}

func TestAMessageIsDraftedOnceAlsoWhereTheProcessEndsBeforeThatIsNoted(t *testing.T) {
	for _, s := range starters() {
		for name, order := range map[string]func(b *bench, id disclosure.CaseID){
			"by the button": func(b *bench, id disclosure.CaseID) { b.click(userR, s.action, value{Case: id, Version: 1}.String()) },
			"by the form": func(b *bench, id disclosure.CaseID) {
				b.submit(userR, s.callback, origin{Channel: triage, Value: value{Case: id}.String()}.String(), map[string]string{fieldBecause: "they asked", fieldContact: "C1"})
			},
		} {
			t.Run(s.label+" "+name, func(t *testing.T) {
				b, id := connected(t)
				b.work()
				b.ready(id, &s)
				order(b, id)
				job := b.takeInbound()
				b.run(job)
				b.desk.change(id, func(k *disclosure.Case) { k.Drafts[0].State = disclosure.DraftDiscarded }) // it could be drafted once more
				b.run(job)
				if k := b.caseOf(id); len(k.Drafts) != 1 {
					t.Errorf("%d letters are drafted", len(k.Drafts))
				}
				if said := b.lastReply("/respond") + b.lastReply("/views.update"); strings.Contains(said, "Nothing to draft") || !strings.Contains(said, "the message is drafted") {
					t.Errorf("the second run says %s", said)
				}
			})
		}
	}
}

func TestTwoWhoWriteAWithheldMessageAnewOrDiscardItDoItOnce(t *testing.T) {
	for name, second := range map[string]string{"both write it anew": callbackRedraft, "one of them discards it": callbackDiscard} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil)
			b.connect()
			v := b.drafted()
			b.work()
			b.desk.change(v.Case, func(k *disclosure.Case) { k.Drafts[0].Withheld = "A1 answered closed" })
			from := origin{Channel: triage, Value: v.String()}.String()
			b.submit(userR, callbackRedraft, from, map[string]string{fieldBecause: "they asked"})
			b.submit(userL, second, from, map[string]string{fieldBecause: "no longer needed"})
			b.atOnce()
			k := b.caseOf(v.Case)
			discarded := 0
			for _, e := range b.desk.events[v.Case] {
				if e.Kind == disclosure.KindDraftDiscarded {
					discarded++
				}
			}
			if k.Drafts[0].State != disclosure.DraftDiscarded || discarded != 1 || len(k.Drafts) > 2 || second == callbackRedraft && len(k.Drafts) != 2 {
				t.Errorf("%d times discarded: %+v", discarded, k.Drafts)
			}
		})
	}
}

func TestAWithheldMessageIsWrittenAnewOnceHoweverOftenTheOrderIsHandled(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	b.work()
	b.desk.change(v.Case, func(k *disclosure.Case) { k.Drafts[0].Withheld = "A1 answered closed" })
	b.submit(userL, callbackRedraft, origin{Channel: triage, Value: v.String()}.String(), map[string]string{fieldBecause: "they asked"})
	job := b.takeInbound()
	b.run(job)
	b.run(job) // its end was not stored
	if k := b.caseOf(v.Case); len(k.Drafts) != 2 {
		t.Errorf("%+v", k.Drafts)
	}
	if said := b.lastReply("/views.update"); !strings.Contains(said, "what you asked for is done") {
		t.Errorf("the second run says %s", said)
	}
}
