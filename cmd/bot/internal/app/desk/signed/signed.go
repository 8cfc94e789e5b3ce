// Package signed verifies again what is on record as signed with a key: the bytes, whose key it was, and what was decided.
package signed

import (
	"errors"
	"slices"
	"time"

	"daylight/cmd/bot/internal/signature"
	"daylight/db"
	"daylight/disclosure/person"
)

// Entry verifies an entry of the log of the instance: that somebody was accepted, or that the rehearsal has ended.
func Entry(s db.Signed) error {
	if s.Entry.Kind == db.LogAccepted {
		return checkAccepted(s)
	}
	return checkRehearsed(s)
}

func checkAccepted(s db.Signed) error {
	e := s.Entry
	if e.Signature == nil || e.Pin == nil {
		return errors.New("a key is said to have accepted somebody, and there is no signature")
	}
	by := person.Person{Name: e.By, Hand: e.Hand}
	if _, err := By(s, *e.Signature, by, []person.Decision{e.Pin.Decision()}, true, e.At); err != nil {
		return err
	}
	if pin := person.PinOf(by); !s.People.Holds(pin) {
		return errors.New("the key " + pin.Value + " was not accepted as that of " + pin.Name + " then")
	}
	return nil
}

// checkRehearsed verifies what somebody signed about the end of a rehearsal. Who proposed it need not be accepted; who ended it, as the
// second of two, was.
func checkRehearsed(s db.Signed) error {
	e := s.Entry
	if e.Signature == nil {
		return errors.New("a key is said to have ended the rehearsal, and there is no signature")
	}
	by := person.Person{Name: e.By, Hand: e.Hand}
	if _, err := By(s, *e.Signature, by, []person.Decision{person.EndOfRehearsal(s.Instance, e.Text)}, true, e.At); err != nil {
		return err
	}
	if pin := person.PinOf(by); e.First != "" && !s.People.Holds(pin) {
		return errors.New("the key " + pin.Value + " was not accepted as that of " + pin.Name + " then")
	}
	return nil
}

// By verifies a stored signature as of the time at which it was recorded. Where it is not known what was decided, only
// who signed and when is compared.
func By(s db.Signed, stored person.Signature, by person.Person, of []person.Decision, known bool, at time.Time) (signature.Statement, error) {
	said, key, err := signature.Verify(stored)
	if err != nil {
		return said, err
	}
	if !known {
		of = []person.Decision{said.Decision}
	}
	if len(of) == 0 {
		return said, errors.New("there is nothing on record that it could have decided")
	}
	wanted := of[0]
	if slices.Contains(of, said.Decision) {
		wanted = said.Decision
	}
	if err := said.Approves(signature.Statement{Instance: s.Instance, Decision: wanted}, at); err != nil {
		return said, err
	}
	if said.By != by.Name || key.Fingerprint != by.Hand.Account {
		return said, errors.New("it was signed by " + said.By + " with " + key.Fingerprint + ", and the record names " + by.Name + " and " + by.Hand.Account)
	}
	return said, nil
}
