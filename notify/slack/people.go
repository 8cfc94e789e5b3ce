package slack

import (
	"context"

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
