package slack

import (
	"fmt"
	"slices"

	"daylight/disclosure"
)

// The tasks of this package, besides [TaskInbound].
const (
	TaskCard   disclosure.Task = "slack/card"
	TaskThread disclosure.Task = "slack/thread"
)

// Card is the payload of [TaskCard].
type Card struct {
	Version int `json:"seq,omitempty"` // of the case that the card is to show
}

// Task implements [disclosure.Payload].
func (Card) Task() disclosure.Task { return TaskCard }

// Thread is the payload of [TaskThread]: what to tell, an event or a message of which nobody knows whether it arrived.
type Thread struct {
	Message string `json:"message,omitempty"` // its key; "" for an event
	Event   int    `json:"seq,omitempty"`     // its number
}

// Task implements [disclosure.Payload].
func (Thread) Task() disclosure.Task { return TaskThread }

// maxThreadJobs bounds how many messages one commit can lead to. More than that is a file that was read in, and
// nobody wants it told message by message.
const maxThreadJobs = 8

// Reaction derives what Slack should show from what happened: the card brought up to date, and a message in its
// thread for each notable event. It is pure; the jobs are committed with the events.
//
// The key of a card job ends in the version of the case, so that one commit leads to one refresh; [App.Card] skips a
// version that a newer one has overtaken.
func Reaction(before, after *disclosure.Case, events []disclosure.Event) []disclosure.Job {
	if after == nil || len(events) == 0 {
		return nil
	}
	due := events[len(events)-1].RecordedAt
	job := func(key string, p disclosure.Payload) disclosure.Job {
		j := disclosure.NewJob(disclosure.QueueSend, key, p).At(due)
		j.Case = after.ID
		return j
	}
	jobs := []disclosure.Job{job(fmt.Sprintf("slack/card/%s/%d", after.ID, after.Version), Card{Version: after.Version})}
	if after.Imported && before == nil {
		return jobs // history: the card says where it stands now
	}
	for _, e := range events {
		if _, notable := notice(e); notable && len(jobs) <= maxThreadJobs {
			jobs = append(jobs, job(fmt.Sprintf("slack/thread/%s/%d", after.ID, e.Seq), Thread{Event: e.Seq}))
		}
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

// announced is how an event is told.
type announced struct {
	Lead      string // what happened, in our words
	Broadcast bool   // changes of state are shown in the channel too
	Quote     bool   // the text is somebody else's
}

// notice says how an event is told in the thread, and whether it is.
func notice(e disclosure.Event) (announced, bool) {
	if e.Planned {
		return announced{}, false
	}
	switch e.Kind {
	case disclosure.KindApproved:
		return announced{Lead: "A message was approved"}, true
	case disclosure.KindContacted:
		return announced{Lead: "Contacted"}, true
	case disclosure.KindHeadsUpSent:
		return announced{Lead: "The heads-up before publication was sent"}, true
	case disclosure.KindBounced:
		return announced{Lead: ":warning: A message came back"}, true
	case disclosure.KindAutoReplied:
		return announced{Lead: "An automatic answer came in"}, true
	case disclosure.KindAcknowledged:
		return announced{Lead: "Acknowledged", Quote: true}, true
	case disclosure.KindReplied:
		return announced{Lead: "A reply came in", Quote: true}, true
	case disclosure.KindDisputed:
		return announced{Lead: "Disputed", Quote: true}, true
	case disclosure.KindRefused:
		return announced{Lead: "Refused", Quote: true}, true
	case disclosure.KindStatement:
		return announced{Lead: "A statement", Quote: true}, true
	case disclosure.KindFixPromised:
		return announced{Lead: "A fix is promised", Quote: true}, true
	case disclosure.KindFixClaimed:
		return announced{Lead: "A fix is claimed; a probe will tell", Quote: true}, true
	case disclosure.KindClosureSuspected:
		return announced{Lead: "The asset seems to be closed; more probes will confirm it"}, true
	case disclosure.KindClosed:
		return announced{Lead: ":white_check_mark: Closed", Broadcast: true}, true
	case disclosure.KindReopened:
		return announced{Lead: ":rotating_light: Open again", Broadcast: true}, true
	case disclosure.KindUnverifiable:
		return announced{Lead: "The closure cannot be verified", Broadcast: true}, true
	case disclosure.KindEscalated:
		return announced{Lead: "Escalated"}, true
	case disclosure.KindExtensionRequested:
		return announced{Lead: "More time is asked for", Quote: true}, true
	case disclosure.KindExtensionGranted:
		return announced{Lead: "More time is granted"}, true
	case disclosure.KindExtensionRefused:
		return announced{Lead: "More time is refused"}, true
	case disclosure.KindDeadlinePassed:
		return announced{Lead: ":alarm_clock: A deadline has passed", Broadcast: true}, true
	case disclosure.KindExploited:
		return announced{Lead: ":rotating_light: Exploited", Broadcast: true}, true
	case disclosure.KindLeaked:
		return announced{Lead: ":rotating_light: Leaked", Broadcast: true}, true
	case disclosure.KindPublishApproved:
		return announced{Lead: "The publication was approved"}, true
	case disclosure.KindPublished:
		return announced{Lead: "Published", Broadcast: true}, true
	case disclosure.KindPubliclyReported:
		return announced{Lead: "Publicly reported", Broadcast: true}, true
	case disclosure.KindCorrected:
		return announced{Lead: "The publication was corrected"}, true
	case disclosure.KindWithdrawn:
		return announced{Lead: "The publication was withdrawn", Broadcast: true}, true
	case disclosure.KindDuplicateOf:
		return announced{Lead: "Marked as a duplicate", Broadcast: true}, true
	case disclosure.KindHandedOver:
		return announced{Lead: "Handed over", Broadcast: true}, true
	case disclosure.KindRejected:
		return announced{Lead: "Rejected", Broadcast: true}, true
	default:
		// Everything else is on the card and in the timeline: a thread that tells everything tells nothing.
		return announced{}, false
	}
}
