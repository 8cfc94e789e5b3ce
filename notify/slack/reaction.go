package slack

import (
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outreach"
)

// The tasks of this package, besides [TaskInbound].
const (
	TaskCard   ledger.Task = "slack/card"
	TaskThread ledger.Task = "slack/thread"
)

// Card is the payload of [TaskCard].
type Card struct {
	Version int `json:"seq,omitempty"` // of the case that the card is to show
}

// Task implements [ledger.Payload].
func (Card) Task() ledger.Task { return TaskCard }

// Thread is the payload of [TaskThread]: an event, a message with an unknown outcome, or an item that waits for a person.
type Thread struct {
	Message string `json:"message,omitempty"` // its key; "" for an event
	Event   int    `json:"seq,omitempty"`     // its number
	Item    int64  `json:"inbox,omitempty"`   // of the inbox
}

// Task implements [ledger.Payload].
func (Thread) Task() ledger.Task { return TaskThread }

// maxThreadJobs bounds how many messages one commit can lead to. More events than that come from an import, which would
// flood the thread.
const maxThreadJobs = 8

// Reaction derives what Slack should show from what happened: the card brought up to date, and a message in its
// thread for each notable event. It is pure; the jobs are committed with the events.
//
// The key of a card job ends in the version of the case, so that one commit leads to one refresh; [App.Card] skips a
// version that a newer one has overtaken.
func Reaction(before, after *disclosure.Case, events []disclosure.Event) []ledger.Job {
	if after == nil || len(events) == 0 {
		return nil
	}
	due := events[len(events)-1].RecordedAt
	job := func(key string, p ledger.Payload) ledger.Job {
		j := ledger.NewJob(ledger.QueueSend, key, p).At(due)
		j.Case = after.ID
		return j
	}
	jobs := []ledger.Job{job(fmt.Sprintf("slack/card/%s/%d", after.ID, after.Version), Card{Version: after.Version})}
	if after.Imported && before == nil {
		return jobs // an import: the card shows the current state
	}
	told := slices.ContainsFunc(events, func(e disclosure.Event) bool { return e.Kind == disclosure.KindReadersChanged })
	for _, e := range events {
		if e.Kind == disclosure.KindMessageCancelled && told {
			continue // the message on who can read there says so
		}
		if _, notable := notice(e); notable && len(jobs) <= maxThreadJobs {
			jobs = append(jobs, job(fmt.Sprintf("slack/thread/%s/%d", after.ID, e.Seq), Thread{Event: e.Seq}))
		}
	}
	for i := range events {
		jobs = append(jobs, verdictJobs(after, &events[i])...)
	}
	for _, m := range after.Messages {
		if m.State == disclosure.MessageUncertain && !wasUncertain(before, m.Key) {
			jobs = append(jobs, job(fmt.Sprintf("slack/thread/%s/uncertain/%s", after.ID, m.Key), Thread{Message: m.Key}))
		}
	}
	return jobs
}

func wasUncertain(before *disclosure.Case, key string) bool {
	return before != nil && slices.ContainsFunc(before.Messages, func(m disclosure.Message) bool {
		return m.Key == key && m.State == disclosure.MessageUncertain
	})
}

// threadMessage is how an event is shown in the thread.
type threadMessage struct {
	Lead      string // what happened, in our words
	Broadcast bool   // changes of state are shown in the channel too
	Quote     bool   // the text is somebody else's
}

// notice returns the thread message of an event; ok is false if the event is not shown.
func notice(e disclosure.Event) (m threadMessage, ok bool) {
	if e.Planned {
		return threadMessage{}, false
	}
	if e.Kind == disclosure.KindReminded && e.Ref == outreach.UntoldClause { // other reminders go to whom they are for
		return threadMessage{Lead: ":alarm_clock: Nobody was told of it in time", Broadcast: true}, true
	}
	if e.Kind == disclosure.KindMessageCancelled && e.OfEngine() && tellsOfReaders(&e) { // what a person takes back is told by them
		return threadMessage{Lead: ":warning: A message was withheld"}, true
	}
	k := e.Kind.Info()
	if lead, ok := saidFromSlack(&e); ok && k.Silent {
		return threadMessage{Lead: lead}, true
	}
	return threadMessage{Lead: strings.TrimSpace(k.Glyph + " " + k.Lead), Broadcast: k.Broadcast, Quote: k.Quote}, !k.Silent
}
