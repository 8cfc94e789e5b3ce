package slack

import (
	"context"
	"slices"
	"strings"

	"daylight/disclosure/fault"
)

// runPeople lets the key or id of a further person count. Whoever says so has to be accepted by their own Slack id.
func (a *App) runPeople(ctx context.Context, c call) (outcome, error) {
	if len(c.Args) < 2 || len(c.Args) > 3 || c.Args[0] != "accept" {
		return outcome{}, fault.Errorf(fault.Invalid, "name one person, as in %s people accept NAME", commandName)
	}
	value := ""
	if len(c.Args) == 3 {
		value = c.Args[2]
	}
	accepted, err := a.ports.People.AcceptNamed(ctx, c.Actor, c.Args[1], value)
	if err != nil {
		return outcome{}, err
	}
	a.reply(ctx, c.interaction, safe(accepted)+" of "+safe(c.Args[1])+" counts from now on: it can approve as a second person.")
	return outcome{Note: "accepted"}, nil
}

// runRehearse ends the rehearsal of the instance, as one of two people.
func (a *App) runRehearse(ctx context.Context, c call) (outcome, error) {
	if len(c.Args) == 0 || c.Args[0] != "end" {
		return outcome{}, fault.Errorf(fault.Invalid, "say %s rehearse end, and why", commandName)
	}
	done, err := a.ports.Rehearsal.End(ctx, c.Actor, strings.Join(c.Args[1:], " "))
	if err != nil {
		return outcome{}, err
	}
	text := "The rehearsal has ended. Daylight is live as soon as its configuration says so."
	if !done {
		text = "It is proposed. A second person gives the same command here."
	}
	a.reply(ctx, c.interaction, text)
	return outcome{Note: "rehearsal"}, nil
}

// runRecover gives a case whose readers have all left to others, as one of two people.
func (a *App) runRecover(ctx context.Context, c call) (outcome, error) {
	at := slices.Index(c.Args, "because")
	if at < 2 || at == len(c.Args)-1 {
		return outcome{}, fault.Errorf(fault.Invalid, "name the case, who shall see it, and why: %s recover DL-2020-0001 alice bob because carol has left", commandName)
	}
	id, err := readCaseID(c.Args[0])
	if err != nil {
		return outcome{}, err
	}
	done, err := a.ports.People.Recover(ctx, c.Actor, id, c.Args[1:at], strings.Join(c.Args[at+1:], " "))
	if err != nil {
		return outcome{}, err
	}
	text := "*" + safe(string(id)) + "* is restricted to the people whom you named."
	if !done {
		text = "It is proposed. A second person has to give the same command here, with the same names."
	}
	a.reply(ctx, c.interaction, text)
	return outcome{Case: id, Note: "recovered"}, nil
}
