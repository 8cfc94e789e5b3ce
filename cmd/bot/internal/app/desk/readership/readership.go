// Package readership is what a person can learn of who reads a place where a case writes, and say of them: that they may read it, or
// that they speak for the party. It knows no channel; a channel that has such places lists and keeps accounts.
package readership

import (
	"context"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/app/desk/carrier"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/ledger"
)

// Of lists who can read what is written to the contacts of a case, a place each.
func Of(ctx context.Context, d *desk.Desk, id disclosure.CaseID) ([]carrier.Readership, error) {
	c, err := d.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	out := []carrier.Readership{}
	for _, k := range c.Contacts {
		list := d.Carrier(k.Channel).Readers
		if list == nil {
			continue
		}
		one, err := list(ctx, c, k)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// Stranger is an account that kept something from being written to a contact of a case, because nobody said who it is.
type Stranger struct {
	Contact disclosure.Contact
	carrier.Account
}

// Strangers lists them as they were last seen. It asks no server, so it may be asked while somebody waits.
func Strangers(ctx context.Context, d *desk.Desk, c *disclosure.Case) ([]Stranger, error) {
	var out []Stranger
	for _, k := range c.Contacts {
		list := d.Carrier(k.Channel).Strangers
		if list == nil {
			continue
		}
		accounts, err := list(ctx, c, k)
		if err != nil {
			return nil, err
		}
		for _, a := range accounts {
			out = append(out, Stranger{k, a})
		}
	}
	return out, nil
}

// Word is what a person says of an account.
type Word struct {
	Contact string // id of the contact; "" where the case has one place alone
	Login   string
	Account int64  // its number, where the person was shown it; 0 is whatever account has the login now
	Speaks  bool   // what the account writes is the party's word; else it may only read
	Text    string // how the person knows
}

// Say takes down what a person says of an account, on the version of the case that they saw (0 is any), and with what else belongs into the transaction.
func Say(ctx context.Context, d *desk.Desk, actor disclosure.Actor, id disclosure.CaseID, w Word, version int, also ...ledger.Ref) (command.Result, error) {
	c, err := d.Case(ctx, id)
	if err != nil {
		return command.Result{}, err
	}
	k, err := placeOf(c, d, w.Contact)
	if err != nil {
		return command.Result{}, err
	}
	account, row, err := d.Carrier(k.Channel).Confirm(ctx, c, k, w.Login, w.Speaks)
	if err != nil {
		return command.Result{}, err
	}
	if w.Account != 0 && account.ID != w.Account {
		return command.Result{}, fault.Errorf(fault.Conflict, "%s is another account now than the one that you were shown: look who reads there again", account.Login)
	}
	return d.With(version, append(also, row)...).Execute(ctx, actor, id, w.Command(account))
}

// Command is the decision by which the word goes on record.
func (w Word) Command(a carrier.Account) command.Command {
	return incoming.ConfirmReader{Place: a.Place, Login: a.Login, Speaks: w.Speaks, Text: w.Text}
}

// placeOf is the contact that is meant.
func placeOf(c *disclosure.Case, d *desk.Desk, contact string) (disclosure.Contact, error) {
	var places []disclosure.Contact
	for _, k := range c.Contacts {
		if d.Carrier(k.Channel).Confirm == nil || contact != "" && k.ID != contact {
			continue
		}
		places = append(places, k)
	}
	switch len(places) {
	case 1:
		return places[0], nil
	case 0:
		return disclosure.Contact{}, fault.Errorf(fault.NotFound, "%s has no such contact that others could read", c.ID).With(hint.ToAddContact(c.ID))
	default:
		return disclosure.Contact{}, fault.Errorf(fault.Invalid, "%s writes to %d places: say which contact", c.ID, len(places))
	}
}
