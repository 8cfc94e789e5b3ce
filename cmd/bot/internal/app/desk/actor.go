package desk

import (
	"slices"
	"strings"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/person"
)

// Login is who sits at the machine of the bot: the user of the process, and who became that user by sudo.
type Login struct {
	Name string
	Sudo string // "" where nobody did, or where it cannot be believed
}

// String names the login as the record keeps it.
func (l Login) String() string {
	return person.WithSudo(l.Name, l.Sudo)
}

// Caller returns who acts at the command line, with the rank of the configuration. A login is enough for what one person may
// do, and never for the second of two. Where the configuration names people, it is the one with the login, nobody can be
// named instead, and a login that nobody has only reads. Where it names nobody, the login is the person, and another name is a
// word of the login: enough for records and drafts, which anybody who can open the database could write.
func (d *Desk) Caller(login Login, as string) (disclosure.Actor, error) {
	if login.Name == "" {
		return disclosure.Actor{}, fault.Errorf(fault.Unavailable, "this machine does not say whose login it is")
	}
	if strings.ContainsAny(as, "\r\n\t") || len(as) > 100 {
		return disclosure.Actor{}, fault.Errorf(fault.Invalid, "%.40q is not a name", as)
	}
	hand := person.Hand{Via: person.CLI, Login: login.String(), Proof: person.ByLogin}
	if len(d.cfg.People) > 0 {
		return d.listed(login, as, hand)
	}
	name := login.Name
	if config.Reserved(name) {
		name = "login " + name // a service's login, which no reader may take for the program itself
	}
	who := disclosure.Actor{Name: name, Role: disclosure.Admin, Hand: hand}
	switch {
	case as == "" || as == login.Name:
	case config.Reserved(as):
		return disclosure.Actor{}, fault.Errorf(fault.Refused, "%q is not the name of a person: leave --as out, or give a name", as)
	default:
		who.Name, who.Hand.Proof = as, person.ByWord
	}
	return who, nil
}

// listed is the person of the configuration with the login.
func (d *Desk) listed(login Login, as string, hand person.Hand) (disclosure.Actor, error) {
	i := slices.IndexFunc(d.cfg.People, func(p config.Person) bool { return p.Login != "" && p.Login == login.Name })
	switch {
	case i < 0 && as != "":
		return disclosure.Actor{}, fault.Errorf(fault.Refused, "the login %s is nobody of `people` in the configuration, so it speaks for nobody and only reads: "+
			"whoever runs Daylight adds `login: %s` to one of them", login.Name, login.Name)
	case i < 0:
		return disclosure.Actor{Name: "login " + login.Name, Role: disclosure.Viewer, Hand: hand}, nil
	case as != "" && !person.Same(as, d.cfg.People[i].Name):
		return disclosure.Actor{}, fault.Errorf(fault.Refused, "you are %s by your login %s, and nobody can be named instead with --as", d.cfg.People[i].Name, login.Name).
			With(hint.ToBeKnown())
	}
	p := d.cfg.People[i]
	return disclosure.Actor{Name: p.Name, Role: disclosure.Rank(p.Role), Counsel: p.Counsel, Hand: hand}, nil
}

// InSlack returns who pressed something in Slack, by the user id that Slack gives: nobody, unless the configuration names them.
func (d *Desk) InSlack(user string) (disclosure.Actor, error) {
	i := slices.IndexFunc(d.cfg.People, func(p config.Person) bool { return p.Slack != "" && p.Slack == user })
	if i < 0 {
		return disclosure.Actor{}, fault.Errorf(fault.Forbidden, "nobody in the configuration has the Slack id %.40q", user)
	}
	p := d.cfg.People[i]
	return disclosure.Actor{
		Name: p.Name, Role: disclosure.Rank(p.Role), Counsel: p.Counsel, Hand: person.Hand{Via: person.Slack, Account: user, Proof: person.BySlack},
	}, nil
}

// Named returns what the configuration says of a name, as somebody's word: for questions such as whose agenda it is.
func (d *Desk) Named(name string) (disclosure.Actor, error) {
	if name == "" || strings.ContainsAny(name, "\r\n\t") || len(name) > 100 {
		return disclosure.Actor{}, fault.Errorf(fault.Invalid, "%.40q is not a name", name)
	}
	who := disclosure.Actor{Name: name, Role: disclosure.Viewer}
	for _, p := range d.cfg.People {
		if person.Same(p.Name, name) {
			who.Name, who.Role = p.Name, disclosure.Rank(p.Role)
		}
	}
	if len(d.cfg.People) == 0 {
		who.Role = disclosure.Admin
	}
	return who, nil
}
