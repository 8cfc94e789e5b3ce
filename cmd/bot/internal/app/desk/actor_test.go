package desk

import (
	"testing"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

func TestWhoActsAtTheCommandLine(t *testing.T) {
	t.Parallel()
	team := []config.Person{
		{Name: "Alice", Role: "lead", Login: "alice"}, {Name: "Bob", Role: "lead", Slack: "U0BOB"}, {Name: "rosa", Role: "researcher", Login: "rr"},
	}
	at := func(login string) person.Hand {
		return person.Hand{Via: person.CLI, Login: login, Proof: person.ByLogin}
	}
	word := func(login string) person.Hand { return person.Hand{Via: person.CLI, Login: login} }
	for _, c := range []struct {
		rule   string
		people []config.Person
		login  Login
		as     string
		want   disclosure.Actor
		code   fault.Code
	}{
		{"no people: the login is the person", nil, Login{Name: "ada"}, "", disclosure.Actor{Name: "ada", Role: disclosure.Admin, Hand: at("ada")}, ""},
		{"no people: its own name is no other", nil, Login{Name: "ada"}, "ada", disclosure.Actor{Name: "ada", Role: disclosure.Admin, Hand: at("ada")}, ""},
		{"no people: another name is a word", nil, Login{Name: "ada"}, "bob", disclosure.Actor{Name: "bob", Role: disclosure.Admin, Hand: word("ada")}, ""},
		{"no people: nobody is the program", nil, Login{Name: "ada"}, "Daylight", disclosure.Actor{}, fault.Refused},
		{"no people: nobody is a party", nil, Login{Name: "ada"}, "vend0r", disclosure.Actor{}, fault.Refused},
		{"no people: a service's login is not the program", nil, Login{Name: "daylight"}, "", disclosure.Actor{Name: "login daylight", Role: disclosure.Admin, Hand: at("daylight")}, ""},
		{"sudo's caller stands beside", nil, Login{Name: "root", Sudo: "alice"}, "", disclosure.Actor{Name: "root", Role: disclosure.Admin, Hand: at("root, by sudo from alice")}, ""},
		{"people: the one with the login", team, Login{Name: "rr"}, "", disclosure.Actor{Name: "rosa", Role: disclosure.Researcher, Hand: at("rr")}, ""},
		{"people: their own name, in other letters", team, Login{Name: "alice"}, "ALICE", disclosure.Actor{Name: "Alice", Role: disclosure.Lead, Hand: at("alice")}, ""},
		{"people: not by their name", team, Login{Name: "rosa"}, "", disclosure.Actor{Name: "login rosa", Role: disclosure.Viewer, Hand: at("rosa")}, ""},
		{"people: a login in capitals is another", team, Login{Name: "ALICE"}, "", disclosure.Actor{Name: "login ALICE", Role: disclosure.Viewer, Hand: at("ALICE")}, ""},
		{"people: nobody else can be named", team, Login{Name: "alice"}, "Bob", disclosure.Actor{}, fault.Refused},
		{"people: a login that nobody has names nobody", team, Login{Name: "mallory"}, "Bob", disclosure.Actor{}, fault.Refused},
		{"people: who has no login is not the empty one", team, Login{}, "", disclosure.Actor{}, fault.Unavailable},
		{"people: who became root by sudo is not who they were", team, Login{Name: "root", Sudo: "alice"}, "", disclosure.Actor{Name: "login root", Role: disclosure.Viewer, Hand: at("root, by sudo from alice")}, ""},
		{"a name of two lines", nil, Login{Name: "ada"}, "two\nlines", disclosure.Actor{}, fault.Invalid},
	} {
		d := &Desk{cfg: &config.Config{People: c.people}}
		got, err := d.Caller(c.login, c.as)
		if got != c.want || fault.CodeOf(err) != c.code {
			t.Errorf("%s: %+v, %v", c.rule, got, err)
		}
	}
}

func TestWhoPressesInSlack(t *testing.T) {
	t.Parallel()
	d := &Desk{cfg: &config.Config{People: []config.Person{{Name: "ada", Role: "admin", Login: "ada"}, {Name: "bob", Role: "lead", Slack: "U0BOB"}}}}
	want := disclosure.Actor{Name: "bob", Role: disclosure.Lead, Hand: person.Hand{Via: person.Slack, Account: "U0BOB", Proof: person.BySlack}}
	if got, err := d.InSlack("U0BOB"); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	for _, nobody := range []string{"", "U0EVE", "u0bob", "bob"} {
		if got, err := d.InSlack(nobody); fault.CodeOf(err) != fault.Forbidden || got != (disclosure.Actor{}) {
			t.Errorf("%q is %+v, %v", nobody, got, err)
		}
	}
}
