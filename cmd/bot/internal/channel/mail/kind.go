// Package mail joins the mail servers with the bot: messages to parties, their answers, and what members of the team are told.
package mail

import (
	netmail "net/mail"

	"daylight/cmd/bot/internal/app/desk/carrier"
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/notify/email"
)

// Kind is the channel. It is always there: without servers its messages are written to a folder.
func Kind() channel.Kind {
	return channel.Kind{
		Name: "mail", Medium: disclosure.Email, Pause: "email",
		Shape: carrier.Shape{Check: check, Show: show, Attached: attached, Knows: email.KnowsSender},
		On:    func(*config.Config) bool { return true },
		Open:  open,
	}
}

// check refuses what is no mail address, or one that takes no answers.
func check(address string) error {
	if a, err := netmail.ParseAddress(address); err != nil || a.Address != address {
		return fault.Errorf(fault.Invalid, "%q is not a mail address: write name@domain, or choose another channel", address)
	}
	return email.Contactable(address)
}

func show(_ ledger.Inbound, raw []byte) (carrier.Shown, bool) {
	m, err := email.Read(raw)
	if err != nil {
		return carrier.Shown{}, false
	}
	return carrier.Shown{Text: m.Words(), Whole: m.Text, Unclear: m.Class == email.Unclear}, true
}

func attached(raw []byte) ([]carrier.File, error) {
	all, err := email.Attachments(raw)
	if err != nil {
		return nil, err
	}
	out := make([]carrier.File, len(all))
	for i, a := range all {
		out[i] = carrier.File(a)
	}
	return out, nil
}
