package app

import (
	"context"
	"fmt"
	"time"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/engine"
	"daylight/disclosure/ledger"
	"daylight/notify/email"
)

// mailNotifier sends notifications to members of the team from the team's own mailbox. In dry-run mode they are written to
// files like every other mail.
type mailNotifier struct {
	sender   engine.Sender
	composer *email.Composer
	instead  string // where all of it goes in a rehearsal; "" is the person
}

// Reaches reports whether the person has a mail address.
func (mailNotifier) Reaches(p config.Person) bool { return p.Mail != "" }

// Notify sends one mail.
func (m mailNotifier) Notify(ctx context.Context, w Notification, mark func(ctx context.Context, phase string) error) ledger.Delivery {
	address := w.Person.Mail
	if m.instead != "" {
		address, w.Subject, w.Text = m.instead, "[REHEARSAL] "+w.Subject, "Outside of the rehearsal, "+w.Person.Name+" would have got this.\n\n"+w.Text
	}
	id, to, raw, err := m.composer.Notice(address, w.Subject, w.Text)
	if err != nil {
		return ledger.Delivery{Kind: ledger.Permanent, Reason: err.Error(), Ours: true}
	}
	return m.sender.Send(ctx, ledger.Outgoing{Message: disclosure.Message{Key: w.Key, ID: id, To: to, Channel: disclosure.Email}, Bytes: raw}, mark)
}

// held tells the team that something names a case and moved nothing, because nobody knows who wrote it. A request to stop
// is told at once, in quiet hours too: a person may honour it. One notice a day for each case is enough, so that nobody
// can fill our mailboxes by writing to us.
func (n *notifier) held(ctx context.Context, item int64, id disclosure.CaseID, stop bool) []ledger.Job {
	now := n.service.Now()
	what, text := "held", fmt.Sprintf("inbox item %d names the case and moved nothing: who wrote it is not known", item)
	if stop {
		what, text = "stop", fmt.Sprintf("inbox item %d asks to STOP and moved nothing: who wrote it is not known", item)
	}
	var jobs []ledger.Job
	for _, person := range n.readers() {
		if !n.mayRead(ctx, person, id) {
			continue
		}
		due := now
		if !stop {
			due = n.quietEnd(person, now.Add(noticeWait))
		}
		key := fmt.Sprintf("%s%s/%s/%s", noticePrefix(person), id, what, now.UTC().Format(time.DateOnly))
		job := ledger.NewJob(ledger.QueueSend, key, notice{Person: person, Text: text, Urgent: stop}).At(due)
		job.Case = id
		jobs = append(jobs, job)
	}
	return jobs
}
