package exposure

import (
	"fmt"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// RequestProbe asks for a probe now.
type RequestProbe struct {
	Asset   string // "" is every asset
	Request disclosure.ProbeRequest
}

// Rule implements [command.Command].
func (RequestProbe) Rule() command.Rule {
	return command.Rule{Rank: disclosure.Researcher, Engine: true}
}

// Decide implements [command.Command].
func (cmd RequestProbe) Decide(d *command.Frame) error {
	if len(d.Case.Assets) == 0 {
		return fault.Errorf(fault.Refused, "%s has no asset to probe: add one first", d.Case.ID)
	}
	if cmd.Asset != "" {
		a, ok := d.Case.Asset(cmd.Asset)
		if !ok {
			return fault.Errorf(fault.NotFound, "%s has no asset %q", d.Case.ID, cmd.Asset)
		}
		if err := MayProbe(d, &a); err != nil {
			return err
		}
	}
	if cmd.Request.Reason == "" {
		cmd.Request.Reason = disclosure.ProbeForPerson
	}
	if cmd.Request.By == "" {
		cmd.Request.By = d.Env.Actor.Name
	}
	queued := 0
	for i := range d.Case.Assets {
		a := &d.Case.Assets[i]
		if (cmd.Asset == "" || a.ID == cmd.Asset || a.Target == cmd.Asset) && MayProbe(d, a) == nil {
			ProbeNow(d, a, cmd.Request)
			queued++
		}
	}
	if queued == 0 {
		return noneMayBeProbed(d)
	}
	return nil
}

// noneMayBeProbed says of each asset why it may not be probed now. Equal reasons are said once.
func noneMayBeProbed(d *command.Frame) error {
	if len(d.Case.Assets) == 1 {
		return MayProbe(d, &d.Case.Assets[0]) // the only one
	}
	var reasons []string
	var helps fault.Hint
	ids := map[string][]string{}
	for i := range d.Case.Assets {
		a := &d.Case.Assets[i]
		err := MayProbe(d, a)
		if helps.IsZero() {
			helps = fault.HintOf(err) // the first that there is: each reason stands in the text
		}
		reason := strings.ReplaceAll(err.Error(), a.ID, "it")
		if len(ids[reason]) == 0 {
			reasons = append(reasons, reason)
		}
		ids[reason] = append(ids[reason], a.ID)
	}
	for i, reason := range reasons {
		reasons[i] = closure.Names(ids[reason]) + ": " + reason
	}
	return fault.Errorf(fault.Refused, "no asset of %s may be probed now. %s", d.Case.ID, strings.Join(reasons, "; ")).With(helps)
}

// MayProbe reports why a person may not request a probe of the asset now, or nil.
func MayProbe(d *command.Frame, a *disclosure.Asset) error {
	return d.Env.Rules.Probing.MayProbe(a, disclosure.ProbeForPerson, d.Env.Now)
}

// ProbeNow queues a probe. Its key contains the requester, the time and the version of the case. So two people who request
// a probe at once get two, and a clock that stands still (in the demo, in tests) does not merge a later request.
func ProbeNow(d *command.Frame, a *disclosure.Asset, asked disclosure.ProbeRequest) {
	key := fmt.Sprintf("%s/probe/%s/%s/%s/%d/%d", d.Case.ID, a.ID, asked.Reason, asked.By, d.Case.Version, d.Env.Now.UnixMicro())
	d.Job(ledger.NewJob(queueOf(asked), key, task.Probe{Asset: a.ID, Request: asked}))
	probeFromOthers(d, a.ID, asked)
}

// queueOf is the queue of a probe: whoever waits for an answer does not wait for the schedule.
func queueOf(asked disclosure.ProbeRequest) ledger.Queue {
	switch asked.Reason {
	case disclosure.ProbeForSchedule, disclosure.ProbeForWatch:
		return ledger.QueueProbe
	case disclosure.ProbeForClaim, disclosure.ProbeForPerson, disclosure.ProbeForPublication:
		return ledger.QueueAsked
	default:
		return ledger.QueueAsked
	}
}

// ProbeAll queues a probe of every asset of the case that may be probed now.
func ProbeAll(d *command.Frame, asked disclosure.ProbeRequest) {
	for i := range d.Case.Assets {
		if a := &d.Case.Assets[i]; MayProbe(d, a) == nil {
			ProbeNow(d, a, asked)
		}
	}
}

// ProbeClaim checks a claimed fix: now, and twice more, because a hurried fix is often undone the next day.
// The claim of a vendor by its name is about its own assets and about those of which nobody knows whose they are; any other is about all.
func ProbeClaim(d *command.Frame, asked disclosure.ProbeRequest, role disclosure.Role, name string) {
	for _, a := range theirs(d, role, name) {
		ProbeNow(d, a, asked)
		probeAfterClaim(d, a, asked.By)
	}
}

// ProbeTheirs checks once what somebody asks to have checked, who claims nothing by it.
func ProbeTheirs(d *command.Frame, asked disclosure.ProbeRequest, role disclosure.Role, name string) {
	for _, a := range theirs(d, role, name) {
		ProbeNow(d, a, asked)
	}
}

// theirs are the assets that the word of a party is about, as far as they may be probed now.
func theirs(d *command.Frame, role disclosure.Role, name string) []*disclosure.Asset {
	var out []*disclosure.Asset
	for i := range d.Case.Assets {
		a := &d.Case.Assets[i]
		others := role == disclosure.Vendor && name != "" && a.Owner != "" && !strings.EqualFold(a.Owner, name)
		if !others && MayProbe(d, a) == nil {
			out = append(out, a)
		}
	}
	return out
}
