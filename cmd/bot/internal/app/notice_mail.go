package app

import (
	"context"

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
}

// Reaches reports whether the person has a mail address.
func (mailNotifier) Reaches(p config.Person) bool { return p.Mail != "" }

// Notify sends one mail.
func (m mailNotifier) Notify(ctx context.Context, w Notification, mark func(ctx context.Context, phase string) error) ledger.Delivery {
	id, to, raw, err := m.composer.Notice(w.Person.Mail, w.Subject, w.Text)
	if err != nil {
		return ledger.Delivery{Kind: ledger.Permanent, Reason: err.Error(), Ours: true}
	}
	return m.sender.Send(ctx, ledger.Outgoing{Message: disclosure.Message{Key: w.Key, ID: id, To: to, Channel: disclosure.Email}, Bytes: raw}, mark)
}
