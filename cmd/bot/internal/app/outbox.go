package app

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// Leaving is one message that waits to leave, or that did not leave as it should have.
type Leaving struct {
	Key     string                  `json:"key"`
	Case    disclosure.CaseID       `json:"case"`
	Draft   string                  `json:"draft"`
	Channel disclosure.Channel      `json:"channel"`
	To      string                  `json:"to"`
	State   disclosure.MessageState `json:"state"`
	Due     time.Time               `json:"due,omitzero"` // UTC, of the next attempt
	Tries   int                     `json:"tries"`
	Reason  string                  `json:"reason,omitempty"` // why it waits or did not leave
	Paused  bool                    `json:"paused,omitempty"`

	job ledger.Job
}

// Outbox returns the messages of a case, or of all cases, that are queued, uncertain or failed.
func (a *App) Outbox(ctx context.Context, id disclosure.CaseID) ([]Leaving, []db.Pause, error) {
	pauses, err := a.store.Pauses(ctx)
	if err != nil {
		return nil, nil, err
	}
	cases := []disclosure.CaseID{id}
	if id == "" {
		if cases, err = a.store.Unsettled(ctx, disclosure.MessageQueued, disclosure.MessageUncertain, disclosure.MessageFailed); err != nil {
			return nil, nil, err
		}
	}
	var out []Leaving
	for _, id := range cases {
		some, err := a.leavingOf(ctx, id, pauses)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, some...)
	}
	slices.SortStableFunc(out, func(x, y Leaving) int { return cmp.Or(x.Due.Compare(y.Due), strings.Compare(x.Key, y.Key)) })
	return out, pauses, nil
}

func (a *App) leavingOf(ctx context.Context, id disclosure.CaseID, pauses []db.Pause) ([]Leaving, error) {
	c, err := a.store.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	jobs, err := a.store.Jobs(ctx, ledger.JobFilter{Case: id, Queue: ledger.QueueSend, Limit: 10_000})
	if err != nil {
		return nil, err
	}
	byMessage := map[string]ledger.Job{} // the newest of each
	for _, j := range jobs {
		if key := messageKey(j); key != "" && byMessage[key].ID < j.ID {
			byMessage[key] = j
		}
	}
	var out []Leaving
	for _, m := range c.Messages {
		if m.State != disclosure.MessageQueued && m.State != disclosure.MessageUncertain && m.State != disclosure.MessageFailed {
			continue
		}
		j := byMessage[m.Key]
		l := Leaving{
			Key: m.Key, Case: id, Draft: m.Draft, Channel: m.Channel, To: m.To, State: m.State, Tries: j.Attempts,
			Reason: cmp.Or(m.Receipt, j.LastError), job: j,
		}
		if j.State == ledger.JobWaiting || j.State == ledger.JobRunning {
			l.Due = j.Due
		}
		for _, p := range pauses {
			if l.Paused = p.Channel == string(m.Channel) && m.State == disclosure.MessageQueued; l.Paused {
				l.Reason = "paused by " + p.By
				if p.Why != "" {
					l.Reason += ": " + p.Why
				}
				break
			}
		}
		out = append(out, l)
	}
	return out, nil
}

// messageKey is the message that a job sends, "" for other jobs.
func messageKey(j ledger.Job) string {
	p, err := task.SendOf(j)
	if err != nil {
		return ""
	}
	return p.Message
}

// CancelMessage takes a message back that has not left. One that is being sent, or may have left, is not cancelled.
func (a *App) CancelMessage(ctx context.Context, actor disclosure.Actor, key, why string) (command.Result, error) {
	id := caseOfMessage(key)
	all, _, err := a.Outbox(ctx, id)
	if err != nil {
		return command.Result{}, err
	}
	for _, l := range all {
		if l.Key == key && l.State == disclosure.MessageQueued && (l.job.State == ledger.JobRunning || !ledger.Repeatable(l.job.Phase)) {
			return command.Result{}, fault.Errorf(fault.Refused, "message %s is being sent right now: see in a minute what became of it", key)
		}
	}
	return a.Desk.Execute(ctx, actor, id, message.CancelMessage{Message: key, Text: why})
}

// RetryMessage sends a message again that surely did not leave.
func (a *App) RetryMessage(ctx context.Context, actor disclosure.Actor, key, why string) (command.Result, error) {
	if err := a.store.MayLeave(ctx); err != nil {
		return command.Result{}, err
	}
	return a.Desk.Execute(ctx, actor, caseOfMessage(key), message.RetryMessage{Message: key, Text: why})
}

// caseOfMessage reads the case from the key of a message.
func caseOfMessage(key string) disclosure.CaseID {
	id, _, _ := strings.Cut(key, "/")
	return disclosure.CaseID(id)
}

// PauseSends pauses channels, all of them without any. It only makes us do less, so it takes no lead.
func (a *App) PauseSends(ctx context.Context, actor disclosure.Actor, channel, why string) ([]db.Pause, error) {
	if !actor.Role.AtLeast(disclosure.Researcher) {
		return nil, fault.Errorf(fault.Forbidden, "%s may not do this: it requires the role researcher or higher", actor.Name)
	}
	return a.eachChannel(ctx, channel, func(one string) error {
		return a.store.PauseSends(ctx, db.Pause{Channel: one, By: actor.Name, Why: why})
	})
}

// ResumeSends ends the pause of a channel, or of all of them.
func (a *App) ResumeSends(ctx context.Context, actor disclosure.Actor, channel string) ([]db.Pause, error) {
	if !actor.Role.AtLeast(disclosure.Lead) {
		return nil, fault.Errorf(fault.Forbidden, "%s may not do this: it requires the role lead or higher; ask a lead of the team", actor.Name)
	}
	return a.eachChannel(ctx, channel, func(one string) error { return a.store.ResumeSends(ctx, one) })
}

// eachChannel does something for a channel, or for all of which it is still to do, and returns what is paused then.
func (a *App) eachChannel(ctx context.Context, channel string, do func(string) error) ([]db.Pause, error) {
	if channel != "" {
		if err := do(channel); err != nil {
			return nil, err
		}
		return a.store.Pauses(ctx)
	}
	done := 0
	var last error
	for _, one := range a.store.Pausable() {
		switch err := do(one); {
		case err == nil:
			done++
		case fault.CodeOf(err) != fault.Conflict:
			return nil, err
		default:
			last = err
		}
	}
	if done == 0 {
		return nil, last
	}
	return a.store.Pauses(ctx)
}
