package app

import (
	"context"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/engine"
	"daylight/notify/email"
)

// mailAnnouncer sends words to members of the team, from the team's own mailbox. In the dry run they become files like
// every other mail.
type mailAnnouncer struct {
	sender   engine.Sender
	composer *email.Composer
}

// Reaches reports whether the person has a mail address.
func (mailAnnouncer) Reaches(p config.Person) bool { return p.Mail != "" }

// Announce sends one mail.
func (m mailAnnouncer) Announce(ctx context.Context, w Word, mark func(ctx context.Context, phase string) error) disclosure.Delivery {
	id, to, raw, err := m.composer.Notice(w.Person.Mail, w.Subject, w.Text)
	if err != nil {
		return disclosure.Delivery{Kind: disclosure.Permanent, Reason: err.Error(), Ours: true}
	}
	return m.sender.Send(ctx, disclosure.Outgoing{Message: disclosure.Message{Key: w.Key, ID: id, To: to, Channel: disclosure.Email}, Bytes: raw}, mark)
}
