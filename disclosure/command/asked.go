package command

import (
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// Asked returns what the actor would decide by the command as one of two people: what a signature has to be over. Nothing
// else of the command is different, so what would be refused is refused here. It fails with code Invalid where the command
// takes nobody who is proven.
func Asked(c *disclosure.Case, cmd Command, env Env) (person.Decision, error) {
	var of person.Decision
	f := &Frame{Case: c, Env: env, asked: &of}
	if _, err := f.done(f.Do(cmd)); err != nil {
		return person.Decision{}, err
	}
	if of == (person.Decision{}) {
		return of, fault.Errorf(fault.Invalid, "this takes one person and no signature: repeat it without one")
	}
	return of, nil
}

// asks notes a decision, where it is only asked what would be decided.
func (d *Frame) asks(of person.Decision) bool {
	if d.asked == nil || of == (person.Decision{}) {
		return false
	}
	*d.asked = of
	return true
}
