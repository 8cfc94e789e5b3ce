package slack

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// press is what a client sends when somebody presses a button.
func (b *bench) press(n int, user, action, val string) map[string]any {
	p := b.clickPayload(user, action, val)
	p["trigger_id"] = fmt.Sprintf("burst-%d", n)
	return p
}

func TestABurstIsAcknowledgedInTimeAndLosesNothingWhenTheSocketBreaks(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	const presses = 300
	start := time.Now()
	for i := range presses {
		b.server.Deliver(envelopeInteractive, fmt.Sprintf("burst-%d", i), b.press(i, userR, actionMore, moreRefresh+" "+value{Case: id}.String()))
		switch i {
		case presses / 3:
			b.server.Drop()
		case 2 * presses / 3:
			b.server.Refresh()
		}
	}
	b.server.until("everything is acknowledged", func() bool { return b.server.Unacknowledged() == 0 })
	if took := time.Since(start); took > 9*time.Second {
		t.Errorf("it took %s", took)
	}
	b.desk.mu.Lock()
	defer b.desk.mu.Unlock()
	stored, queued := 0, map[string]int{}
	for _, in := range b.desk.inbox {
		if in.Subject == interactionAction {
			stored++
		}
	}
	for _, j := range b.desk.jobs {
		queued[j.Key]++
	}
	if stored != presses {
		t.Errorf("%d of %d presses are stored", stored, presses)
	}
	for key, n := range queued {
		if n != 1 {
			t.Errorf("%s is queued %d times", key, n)
		}
	}
}

func TestFiftyPeopleWhoSendAtOnceLeadToOneSendAndEachIsAnswered(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	b.approve(userL, v)
	b.work()
	before := len(b.server.calls("/respond"))
	for i := range 50 {
		user := userL
		if i%2 == 1 {
			user = userM
		}
		b.server.Deliver(envelopeInteractive, fmt.Sprintf("send-%d", i), b.press(i, user, actionSend, v.String()))
	}
	b.server.until("everything is acknowledged", func() bool { return b.server.Unacknowledged() == 0 })
	var jobs []ledger.Job
	for {
		job, ok := b.desk.take()
		if !ok {
			break
		}
		jobs = append(jobs, job)
	}
	for len(jobs) > 0 {
		i := slices.IndexFunc(jobs, func(j ledger.Job) bool { return j.Task() == TaskInbound })
		if i < 0 {
			break
		}
		b.run(jobs[i])
		jobs = slices.Delete(jobs, i, i+1)
	}
	if _, sends, _, _ := b.desk.counts(); sends != 1 {
		t.Errorf("%d sends", sends)
	}
	if answered := len(b.server.calls("/respond")) - before; answered != 50 {
		t.Errorf("%d of 50 are answered", answered)
	}
	if k, _ := b.desk.Case(t.Context(), v.Case); k.Drafts[0].State != disclosure.DraftSent {
		t.Errorf("the draft is %s", k.Drafts[0].State)
	}
}

// A thousand presses of three kinds at once: each is answered, and none has its effect twice.
func TestAThousandPressesAtOnceAreAnsweredEachAndHaveTheirEffectOnce(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	b.approve(userL, v)
	b.work()
	before := len(b.server.calls("/respond"))
	_, _, probes, _ := b.desk.counts()
	const presses = 1000
	asked := 0
	for i := range presses {
		user := []string{userL, userM}[i%2]
		switch i % 10 {
		case 0:
			b.server.Deliver(envelopeInteractive, fmt.Sprintf("many-%d", i), b.press(i, user, actionSend, v.String()))
		case 1:
			asked++
			b.server.Deliver(envelopeInteractive, fmt.Sprintf("many-%d", i), b.press(i, user, actionProbe, v.String()))
		default:
			b.server.Deliver(envelopeInteractive, fmt.Sprintf("many-%d", i), b.press(i, user, actionMore, moreTimeline+" "+v.String()))
		}
	}
	b.server.until("everything is acknowledged", func() bool { return b.server.Unacknowledged() == 0 })
	for job, ok := b.desk.take(); ok; job, ok = b.desk.take() {
		if job.Task() == TaskInbound {
			b.run(job)
		}
	}
	if answered := len(b.server.calls("/respond")) - before; answered != presses {
		t.Errorf("%d of %d are answered", answered, presses)
	}
	if _, sends, now, _ := b.desk.counts(); sends != 1 || now-probes > asked {
		t.Errorf("%d sends, %d probes of %d that were asked for", sends, now-probes, asked)
	}
}
