package engine

import (
	"context"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outreach"
)

// A message that calls something open waits for an answer for so long at most, and asks for one so often.
const (
	awaitFor  = 12 * time.Minute
	awaitAsk  = 4 * time.Minute
	awaitLook = 2 * time.Second
)

// phaseAsked is the phase of a send that waits for an answer, followed by since when and how often it asked. Such a send
// may be done again, see [ledger.Repeatable].
const phaseAsked = "asked/"

// mayLeave looks once more at what may have changed since a message was approved: somebody may have decided that it must not
// leave, and what it says may no longer be true. A message that calls an asset open waits for an answer of the asset first.
// It is ready when there is nothing to wait for and nothing against it.
func mayLeave(ctx context.Context, run *Run, service *command.Service, c *disclosure.Case, m *disclosure.Message) (_ Result, ready bool) {
	rules, now := service.Rules(), service.Now()
	if ids := message.ToAsk(c, m, rules, now); len(ids) > 0 {
		if err := message.MayAwait(c, m, rules, now); err != nil {
			return withheld(c, m, err), false
		}
		return await(ctx, run, service, c, m, ids, now), false
	}
	if err := message.MayLeave(c, m, rules, now); err != nil {
		return withheld(c, m, err), false
	}
	return Result{}, true
}

// withheld ends a send before anything left.
func withheld(c *disclosure.Case, m *disclosure.Message, why error) Result {
	out := ledger.Delivery{Kind: ledger.Permanent, Reason: why.Error()}
	return Result{Delivery: out, Command: message.RecordDelivery{
		Message: m.Key, Delivery: out, Withheld: true, Untrue: outreach.MayStillSend(c, *m) == nil,
	}}
}

// await asks the assets and lets the send wait for their answers. When none comes in time, the message is withheld.
func await(
	ctx context.Context, run *Run, service *command.Service, c *disclosure.Case, m *disclosure.Message, ids []string, now time.Time,
) Result {
	since, asked := waiting(run.Phase, now)
	waited := now.Sub(since)
	if waited > awaitFor {
		return withheld(c, m, fault.Errorf(fault.Refused, "%s gave no answer within %s that shows it open or closed, and the message says that it is open",
			strings.Join(ids, ", "), awaitFor))
	}
	if due := int(waited/awaitAsk) + 1; asked < due {
		for _, id := range ids {
			ask := exposure.RequestProbe{Asset: id, Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: disclosure.Engine().Name}}
			if _, err := service.Execute(ctx, run.Case, disclosure.Engine(), ask, command.Extra{}); err != nil && fault.CodeOf(err) != fault.Refused {
				return keep(run, Again(0, err.Error()))
			}
		}
		asked = due
	}
	res := Later(now.Add(awaitLook), "it waits for the answer of "+strings.Join(ids, ", "))
	res.Phase = phaseAsked + strconv.FormatInt(since.Unix(), 10) + "/" + strconv.Itoa(asked)
	return res
}

// waiting reads since when a send waits, and how often it has asked.
func waiting(phase string, now time.Time) (since time.Time, asked int) {
	rest, ok := strings.CutPrefix(phase, phaseAsked)
	begun, times, _ := strings.Cut(rest, "/")
	unix, err := strconv.ParseInt(begun, 10, 64)
	if !ok || err != nil {
		return now, 0
	}
	if n, err := strconv.Atoi(times); err == nil {
		asked = n
	}
	return time.Unix(unix, 0).UTC(), asked
}

// guard proves a message again right before the step that cannot be taken back, so that nothing lies between the check and
// the write.
type guard struct {
	run      *Run
	service  *command.Service
	key      string
	withheld *Result // nothing left, and this is what comes of it
}

func (g *guard) mark(ctx context.Context, phase string) error {
	if !ledger.Repeatable(phase) {
		c, err := g.service.Load(ctx, g.run.Case)
		if err != nil {
			return err
		}
		m, ok := c.Message(g.key)
		if !ok {
			return fault.Errorf(fault.Internal, "the message is not on record")
		}
		if m.State == disclosure.MessageCancelled {
			err := fault.Errorf(fault.Refused, "somebody cancelled it")
			out := ledger.Delivery{Kind: ledger.Permanent, Reason: err.Error()}
			g.withheld = &Result{Delivery: out, Command: message.RecordDelivery{Message: m.Key, Delivery: out, Withheld: true}}
			return err
		}
		if err := message.MayLeave(c, &m, g.service.Rules(), g.service.Now()); err != nil {
			res := withheld(c, &m, err)
			g.withheld = &res
			return err
		}
	}
	return g.run.Mark(ctx, phase)
}
