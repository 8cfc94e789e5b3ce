package message_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

func TestDoubtHoldsBackWhatMayHaveLeft(t *testing.T) {
	doubt := message.Doubt{Why: "restored", Key: "epoch-2"}
	for rule, v := range map[string]struct {
		before func(p *commandtest.Play)
		want   disclosure.MessageState // "" where there is no message
		asked  int
	}{
		"an open draft is nobody's message": {func(p *commandtest.Play) { p.Draft(disclosure.FirstContact, "C1") }, "", 0},
		"an approved one may have been sent": {func(p *commandtest.Play) {
			p.Draft(disclosure.FirstContact, "C1")
			p.Do(commandtest.Ada, p.Approval("D1"))
		}, disclosure.MessageUncertain, 1},
		"a queued one may have left": {func(p *commandtest.Play) { p.Queued(disclosure.FirstContact, "C1") }, disclosure.MessageUncertain, 1},
		"one that left has left":     {func(p *commandtest.Play) { p.Sent(disclosure.FirstContact, "C1") }, disclosure.MessageSent, 0},
		"also when the work has ended": {func(p *commandtest.Play) {
			p.Draft(disclosure.FirstContact, "C1")
			p.Do(commandtest.Ada, p.Approval("D1"))
			p.Do(commandtest.Ada, record.RejectCase{Text: "none"})
		}, disclosure.MessageUncertain, 1},
	} {
		t.Run(rule, func(t *testing.T) {
			p := commandtest.NewPlay(t)
			v.before(p)
			sends := len(p.Waiting(isSend))
			d := p.Do(commandtest.Ada, doubt)
			if v.want == "" {
				if len(d.Events) > 0 || len(p.C.Messages) > 0 {
					t.Fatalf("%+v", d.Events)
				}
				return
			}
			m := p.C.Messages[0]
			if m.State != v.want || len(d.Jobs) != v.asked {
				t.Errorf("%s, jobs %+v", m.State, d.Jobs)
			}
			for _, j := range d.Jobs {
				if j.Task() != task.TaskAskMessage || j.Key != m.Key+"/asked/epoch-2" {
					t.Errorf("%s %s", j.Task(), j.Key)
				}
			}
			if got := len(p.Waiting(isSend)); got != sends {
				t.Errorf("%d sends wait, there were %d: a doubt sends nothing", got, sends)
			}
			if d = p.Do(commandtest.Ada, doubt); len(d.Events) > 0 {
				t.Errorf("a second doubt adds %+v", d.Events)
			}
			commandtest.WantSameCase(t, p)
		})
	}
	commandtest.NewPlay(t).Refused(commandtest.Rita, doubt, fault.Forbidden, "requires the role lead")
}

func isSend(j ledger.Job) bool {
	_, sends := j.Task().SendsOn()
	return sends
}
