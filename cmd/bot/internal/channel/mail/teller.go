package mail

import (
	"context"

	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/engine"
	"daylight/disclosure/ledger"
	"daylight/notify/email"
)

// teller mails members of the team from the team's own mailbox. In a dry run what they are told is written to files like every
// other mail.
type teller struct {
	sender   engine.Sender
	composer *email.Composer
	instead  string // where all of it goes in a rehearsal; "" is the person
}

// Reaches reports whether the person has a mail address.
func (teller) Reaches(p config.Person) bool { return p.Mail != "" }

// Notify sends one mail.
func (t teller) Notify(ctx context.Context, n channel.Notice, mark func(ctx context.Context, phase string) error) ledger.Delivery {
	address := n.Person.Mail
	if t.instead != "" {
		address, n.Subject, n.Text = t.instead, "[REHEARSAL] "+n.Subject, "Outside of the rehearsal, "+n.Person.Name+" would have got this.\n\n"+n.Text
	}
	id, to, raw, err := t.composer.Notice(address, n.Subject, n.Text)
	if err != nil {
		return ledger.Delivery{Kind: ledger.Permanent, Reason: err.Error(), Ours: true}
	}
	return t.sender.Send(ctx, ledger.Outgoing{Message: disclosure.Message{Key: n.Key, ID: id, To: to, Channel: disclosure.Email}, Bytes: raw}, mark)
}
