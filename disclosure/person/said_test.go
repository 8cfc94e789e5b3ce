package person_test

import (
	"testing"

	"daylight/disclosure/person"
)

func TestWhoDidSomethingIsSaidWithWhatShowsIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		want string
		who  person.Person
	}{
		{"by bob in Slack", person.Person{Name: "bob", Hand: person.Hand{Via: person.Slack, Account: "U1", Proof: person.BySlack}}},
		{"by bob in a review on GitHub", person.Person{Name: "bob", Hand: person.Hand{Via: person.GitHub, Account: "77", Proof: person.ByGitHub}}},
		{"by bob, signed with bob's key", person.Person{Name: "bob", Hand: person.Hand{Via: person.CLI, Login: "ada", Account: "SHA256:b", Proof: person.ByKey}}},
		{"by the login ada", person.Person{Name: "ada", Hand: person.Hand{Via: person.CLI, Login: "ada", Proof: person.ByLogin}}},
		{"by Ada as the login aa", person.Person{Name: "Ada", Hand: person.Hand{Via: person.CLI, Login: "aa", Proof: person.ByLogin}}},
		{"by root as the login root, by sudo from ada", person.Person{Name: "root", Hand: person.Hand{Via: person.CLI, Login: "root, by sudo from ada", Proof: person.ByLogin}}},
		{"by bob, said by the login ada", person.Person{Name: "bob", Hand: person.Hand{Via: person.CLI, Login: "ada"}}},
		{"by bob, by name only", person.Person{Name: "bob"}},
		{"by bob, by name only, in Slack", person.Person{Name: "bob", Hand: person.Hand{Via: person.Slack}}},
		{"by somebody, said by the login ada", person.Person{Hand: person.Hand{Via: person.CLI, Login: "ada"}}},
		{"by mail", person.Person{Name: "daylight", Hand: person.Hand{Via: person.Mail}}},
		{"in an issue", person.Person{Name: "daylight", Hand: person.Hand{Via: person.Issue}}},
		{"in a private report", person.Person{Name: "daylight", Hand: person.Hand{Via: person.Report}}},
		{"on a web page", person.Person{Name: "daylight", Hand: person.Hand{Via: person.Web}}},
		{"by Daylight itself", person.Person{Name: "daylight", Hand: person.Hand{Via: person.Engine}}},
	} {
		if got := c.who.Did(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.who, got, c.want)
		}
	}
}

func TestWhoDecided(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{{"ada", "bob", "ada and bob"}, {"ada", "ada", "ada alone"}, {"ada", "", "ada"}, {"", "bob", "bob"}, {"", "", ""}} {
		if got := person.Deciders(c[0], c[1]); got != c[2] {
			t.Errorf("%q and %q: %q", c[0], c[1], got)
		}
	}
}
