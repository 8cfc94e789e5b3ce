package slack

import (
	"fmt"
	"slices"
	"strings"
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

// The socket breaks twice in the middle of a burst: once at once, once with a word before. What was acknowledged has its effect once;
// what was read and could not be acknowledged is said to its person; what was never read comes again from Slack and has one effect.
func TestADisconnectInTheMiddleOfABurstLeavesNoPressWithoutItsEffectOrItsAnswer(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	const presses = 300
	refused, before := 0, len(b.desk.inbox)
	for i := range presses {
		if i%5 == 0 { // somebody who may nothing reads it in the acknowledgement alone
			refused++
			b.server.Deliver(envelopeCommand, fmt.Sprintf("middle-%d", i), map[string]any{
				"command": commandName, "text": "list", "user_id": userX, "channel_id": triage, "trigger_id": fmt.Sprintf("middle-%d", i),
				"response_url": fmt.Sprintf("%srespond/%d", b.server.URL(), i),
			})
		} else {
			p := b.press(i, userR, actionMore, moreTimeline+" "+value{Case: id}.String())
			p["trigger_id"], p["response_url"] = fmt.Sprintf("middle-%d", i), fmt.Sprintf("%srespond/%d", b.server.URL(), i)
			b.server.Deliver(envelopeInteractive, fmt.Sprintf("middle-%d", i), p)
		}
		switch i {
		case presses / 3:
			b.server.Drop()
		case 2 * presses / 3:
			b.server.Refresh()
		}
	}
	b.server.until("everything is acknowledged", func() bool { return b.server.Unacknowledged() == 0 })
	for job, ok := b.desk.take(); ok; job, ok = b.desk.take() {
		if job.Task() == TaskInbound {
			b.run(job)
		}
	}
	said := 0
	for i := range presses {
		ack, _ := b.server.ackOf(fmt.Sprintf("middle-%d", i))
		answers := len(b.server.calls(fmt.Sprintf("/respond/%d", i)))
		switch {
		case i%5 != 0 && answers != 1:
			t.Errorf("press %d is answered %d times", i, answers)
		case i%5 == 0 && (strings.Contains(string(ack), "does not know you") || answers > 0):
			said++
		}
	}
	if said != refused {
		t.Errorf("%d of %d who were refused know it", said, refused)
	}
	b.desk.mu.Lock()
	defer b.desk.mu.Unlock()
	if stored := len(b.desk.inbox) - before; stored != presses-refused {
		t.Errorf("%d of %d presses are stored", stored, presses-refused)
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
