package person_test

import (
	"testing"

	"daylight/disclosure/person"
)

func TestWhoIsASecondPerson(t *testing.T) {
	t.Parallel()
	ada := person.Person{Name: "ada", Hand: person.Hand{Via: person.CLI, Login: "ada", Proof: person.ByLogin}}
	adaInSlack := person.Person{Name: "ada", Hand: person.Hand{Via: person.Slack, Account: "U1", Proof: person.BySlack}}
	slack := person.Hand{Via: person.Slack, Account: "U2", Proof: person.BySlack}
	key := person.Hand{Via: person.CLI, Login: "ada", Account: "SHA256:b", Proof: person.ByKey}
	for _, c := range []struct {
		rule          string
		second, first person.Person
		want          bool
	}{
		{"a press in Slack by another person", person.Person{Name: "bob", Hand: slack}, ada, true},
		{"a signature of another person, typed by the first one's login", person.Person{Name: "bob", Hand: key}, ada, true},
		{"a press by the same person", adaInSlack, ada, false},
		{"the same name with a capital letter and a blank", person.Person{Name: " Ada", Hand: slack}, ada, false},
		{"another name with the same Slack id", person.Person{Name: "bob", Hand: adaInSlack.Hand}, adaInSlack, false},
		{"another login", person.Person{Name: "bob", Hand: person.Hand{Via: person.CLI, Login: "bob", Proof: person.ByLogin}}, ada, false},
		{"a word", person.Person{Name: "bob", Hand: person.Hand{Via: person.CLI, Login: "ada"}}, ada, false},
		{"a press of nobody known", person.Person{Name: "bob", Hand: person.Hand{Via: person.Slack, Proof: person.BySlack}}, ada, false},
		{"a review of somebody with another login", person.Person{Name: "bob", Hand: person.Hand{Via: person.GitHub, Account: "77", Proof: person.ByGitHub, Own: "bob"}}, ada, true},
		{"a review of nobody known", person.Person{Name: "bob", Hand: person.Hand{Via: person.GitHub, Proof: person.ByGitHub}}, ada, false},
		{"a review of who the first login belongs to", person.Person{Name: "bob", Hand: person.Hand{Via: person.GitHub, Account: "77", Proof: person.ByGitHub, Own: "ada"}}, ada, false},
		{"a press of who the first login belongs to", person.Person{Name: "bob", Hand: person.Hand{Via: person.Slack, Account: "U2", Proof: person.BySlack, Own: "ada"}}, ada, false},
		{"a signature of who became the first login by sudo", person.Person{Name: "bob", Hand: person.Hand{Via: person.CLI, Account: "SHA256:b", Proof: person.ByKey, Own: "bob"}}, person.Person{Name: "root", Hand: person.Hand{Via: person.CLI, Login: person.WithSudo("root", "bob"), Proof: person.ByLogin}}, false},
		{"a press of somebody with another login", person.Person{Name: "bob", Hand: person.Hand{Via: person.Slack, Account: "U2", Proof: person.BySlack, Own: "bob"}}, ada, true},
		{"nobody", person.Person{Hand: slack}, ada, false},
		{"a first person that nobody names", person.Person{Name: "bob", Hand: slack}, person.Person{}, false},
		{"the engine", person.Person{Name: "daylight", Hand: person.Hand{Via: person.Engine, Account: "x", Proof: person.ByKey}}, ada, false},
	} {
		if got := c.second.Second(c.first); got != c.want {
			t.Errorf("%s: %t, want %t", c.rule, got, c.want)
		}
	}
}
