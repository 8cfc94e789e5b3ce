package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/person"
)

// People keeps who is accepted, and by what, in the log of the instance.
type People interface {
	People(ctx context.Context) (person.Trusted, error)
	PinFirst(ctx context.Context, p person.Pin, hand person.Hand) error
	Accept(ctx context.Context, p person.Pin, by person.Person, signature person.Signature) error
	Retire(ctx context.Context, name string, by person.Person) error
	Instance(ctx context.Context) (string, error)
	Log(ctx context.Context) ([]db.LogEntry, error)
}

// owner is the person of the configuration to whom a means belongs.
func (d *Desk) owner(m person.Means, value string) (*config.Person, person.Pin, bool) {
	for i := range d.cfg.People {
		p := &d.cfg.People[i]
		for _, pin := range p.Means() {
			if pin.Means == m && pin.Value == value {
				return p, pin, true
			}
		}
	}
	return nil, person.Pin{}, false
}

// vouched says of an actor who is shown by a means whether configuration and log both say that it is theirs. If not, they are
// pending: not the second of two people. first is what their proof would pin, where they are one of the first two.
func (d *Desk) vouched(ctx context.Context, actor disclosure.Actor) (_ disclosure.Actor, first person.Pin, err error) {
	shown := person.PinOf(actor.Person())
	if shown == (person.Pin{}) {
		return actor, first, nil
	}
	p, pin, ok := d.owner(shown.Means, shown.Value)
	if !ok || p.Name != actor.Name {
		actor.Pending = fmt.Sprintf("the configuration does not say that %s belongs to %s, so it shows no second person: somebody whom it names has to do this, or whoever runs Daylight enters it under people first", shown.Value, actor.Name)
		return actor, first, nil
	}
	actor.Hand.Own = p.Login
	people, err := d.people.People(ctx)
	if err != nil {
		return actor, first, err
	}
	if people.Holds(pin) {
		actor.Pending = ""
		return actor, first, nil
	}
	actor.Pending = pending(&people, pin)
	if people.FirstUse(pin) {
		first = pin
	}
	return actor, first, nil
}

// pending says why a means does not count yet, and who can change that.
func pending(people *person.Trusted, p person.Pin) string {
	if other := people.Holder(p.Means, p.Value); other != "" {
		return fmt.Sprintf("%s was accepted as %s's, so it is not %s's", p.Value, other, p.Name)
	}
	who := strings.Join(people.Names(), " or ")
	if who == "" {
		return fmt.Sprintf("%s of %s is not accepted, and it is not known who was accepted before: put the file back that lay beside the key", p.Value, p.Name)
	}
	return fmt.Sprintf("%s of %s is not accepted yet: %s can accept it", p.Value, p.Name, who)
}

// execute gives a command as somebody who is vouched for.
func (d *Desk) execute(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, cmd command.Command, extra command.Extra) (res command.Result, err error) {
	err = d.AsVouched(ctx, actor, func(actor disclosure.Actor) error {
		res, err = d.service.Execute(ctx, id, actor, cmd, extra)
		return err
	})
	return res, err
}

// AsVouched decides something as somebody who is vouched for. The first two people are pinned by the first decision for which nothing
// else was missing; do is called again then.
func (d *Desk) AsVouched(ctx context.Context, actor disclosure.Actor, do func(disclosure.Actor) error) error {
	actor, first, err := d.vouched(ctx, actor)
	if err != nil {
		return err
	}
	if err = do(actor); first == (person.Pin{}) || fault.HintOf(err).Code != hint.AcceptPerson {
		return err
	}
	if err := d.people.PinFirst(ctx, first, actor.Hand); err != nil {
		return err
	}
	if actor, _, err = d.vouched(ctx, actor); err != nil {
		return err
	}
	return do(actor)
}

// Standing is how far a means of a person counts.
type Standing string

// How far a means counts.
const (
	Accepted      Standing = "accepted"       // it shows a second person
	FirstUse      Standing = "first_use"      // the next approval with it pins it
	Waiting       Standing = "waiting"        // somebody who is accepted has to accept it
	NotConfigured Standing = "not_configured" // it is accepted, and the configuration does not name it: it counts for nothing
)

// Member is a means of a person, and how far it counts.
type Member struct {
	Name     string       `json:"name"`
	Role     string       `json:"role,omitempty"` // "" for somebody whom the configuration does not name
	Means    person.Means `json:"means,omitempty"`
	Value    string       `json:"value,omitempty"`
	Standing Standing     `json:"standing,omitempty"` // "" for who has no means but a login
}

// Members lists everybody whom the configuration names, and what is accepted besides.
func (d *Desk) Members(ctx context.Context) ([]Member, error) {
	people, err := d.people.People(ctx)
	if err != nil {
		return nil, err
	}
	var out []Member
	known := map[string]bool{}
	for i := range d.cfg.People {
		p := &d.cfg.People[i]
		pins := p.Means()
		if len(pins) == 0 {
			out = append(out, Member{Name: p.Name, Role: p.Role})
		}
		for _, pin := range pins {
			m := Member{Name: p.Name, Role: p.Role, Means: pin.Means, Value: pin.Value, Standing: Waiting}
			switch {
			case people.Holds(pin):
				m.Standing = Accepted
			case people.FirstUse(pin):
				m.Standing = FirstUse
			}
			known[string(pin.Means)+" "+pin.Value+" "+pin.Name] = true
			out = append(out, m)
		}
	}
	for _, pin := range people.Pins {
		if !known[string(pin.Means)+" "+pin.Value+" "+pin.Name] {
			out = append(out, Member{Name: pin.Name, Means: pin.Means, Value: pin.Value, Standing: NotConfigured})
		}
	}
	return out, nil
}

// ToAccept is the one means of a person that waits to be accepted. value chooses where several do; "" takes the only one.
func (d *Desk) ToAccept(ctx context.Context, name, value string) (person.Pin, error) {
	people, err := d.people.People(ctx)
	if err != nil {
		return person.Pin{}, err
	}
	i := slices.IndexFunc(d.cfg.People, func(p config.Person) bool { return p.Name == name })
	if i < 0 {
		return person.Pin{}, fault.Errorf(fault.NotFound, "the configuration names no %q: a person is entered there first", name)
	}
	var waits []person.Pin
	for _, pin := range d.cfg.People[i].Means() {
		if !people.Holds(pin) && (value == "" || value == pin.Value) {
			waits = append(waits, pin)
		}
	}
	switch {
	case len(people.Pins) == 0:
		return person.Pin{}, fault.Errorf(fault.Refused, "nobody is accepted yet, so nobody can accept %s: the first two people are by their first approval", name)
	case len(waits) == 0:
		return person.Pin{}, fault.Errorf(fault.Conflict, "nothing of %s waits to be accepted", name)
	case len(waits) > 1:
		values := make([]string, len(waits))
		for i, pin := range waits {
			values[i] = pin.Value
		}
		return person.Pin{}, fault.Errorf(fault.Invalid, "several of %s wait: say which one, %s", name, strings.Join(values, " or "))
	}
	return waits[0], nil
}

// Accept lets a means count for the person to whom the configuration gives it. The actor is somebody who is accepted, shown by
// a signature over exactly this or by a press in Slack.
func (d *Desk) Accept(ctx context.Context, actor disclosure.Actor, p person.Pin) error {
	if !actor.Role.AtLeast(disclosure.Lead) {
		return fault.Errorf(fault.Forbidden, "accepting a person requires the role %s or higher; ask a lead of the team", disclosure.Lead)
	}
	if actor.Hand.Proof == person.ByKey && actor.Signed != p.Decision() {
		return fault.Errorf(fault.Refused, "what %s signed is not that %s of %s is accepted", actor.Name, p.Value, p.Name)
	}
	actor, _, err := d.vouched(ctx, actor)
	if err != nil {
		return err
	}
	if actor.Pending != "" {
		return fault.Errorf(fault.Refused, "%s cannot accept %s: %s", actor.Name, p.Name, actor.Pending)
	}
	return d.people.Accept(ctx, p, actor.Person(), actor.Signature)
}

// AcceptNamed is [Desk.Accept] by the name of the person; see [Desk.ToAccept] for value. It returns the means that counts now.
func (d *Desk) AcceptNamed(ctx context.Context, actor disclosure.Actor, name, value string) (string, error) {
	p, err := d.ToAccept(ctx, name, value)
	if err != nil {
		return "", err
	}
	return p.Value, d.Accept(ctx, actor, p)
}

// Retire lets nothing of a person count any longer. It takes a lead and no second person: it makes nobody one.
func (d *Desk) Retire(ctx context.Context, actor disclosure.Actor, name string) error {
	if !actor.Role.AtLeast(disclosure.Lead) {
		return fault.Errorf(fault.Forbidden, "retiring a person requires the role %s or higher; ask a lead of the team", disclosure.Lead)
	}
	return d.people.Retire(ctx, name, actor.Person())
}
