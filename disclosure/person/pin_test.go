package person_test

import (
	"testing"

	"daylight/disclosure/person"
)

func TestAPinIsOneMeansOfOnePerson(t *testing.T) {
	t.Parallel()
	var people person.Trusted
	key := person.Pin{Name: "ada", Means: person.KeyMeans, Value: "SHA256:a", Key: "ssh-ed25519 AAAA"}
	if people.Holds(key) || people.Holds(person.Pin{}) {
		t.Error("the zero value trusts somebody")
	}
	people.Add(key)
	for rule, p := range map[string]person.Pin{
		"another name":  {Name: "bob", Means: person.KeyMeans, Value: "SHA256:a"},
		"another means": {Name: "ada", Means: person.SlackMeans, Value: "SHA256:a"},
		"another key":   {Name: "ada", Means: person.KeyMeans, Value: "SHA256:b"},
		"a capital":     {Name: "Ada", Means: person.KeyMeans, Value: "SHA256:a"},
		"nothing":       {Name: "ada", Means: person.KeyMeans},
	} {
		if people.Holds(p) || people.FirstUse(p) {
			t.Errorf("%s is held", rule)
		}
	}
	if people.FirstUse(person.Pin{Name: "bob", Means: person.KeyMeans, Value: "SHA256:a"}) {
		t.Error("the key of one person is pinned to another one")
	}
	if !people.Holds(person.Pin{Name: "ada", Means: person.KeyMeans, Value: "SHA256:a"}) {
		t.Error("the pinned key is not held")
	}
}

func TestOnlyWhatShowsASecondPersonIsPinned(t *testing.T) {
	t.Parallel()
	for proof, want := range map[person.Proof]person.Means{
		person.ByWord: "", person.ByLogin: "", person.BySlack: person.SlackMeans, person.ByGitHub: person.GitHubMeans, person.ByKey: person.KeyMeans, "seal": "",
	} {
		got := person.PinOf(person.Person{Name: "ada", Hand: person.Hand{Account: "x", Proof: proof}})
		if got.Means != want || (got == person.Pin{}) != (want == "") {
			t.Errorf("%q: %+v", proof, got)
		}
	}
}

func TestAcceptingAnotherKeyIsAnotherDecision(t *testing.T) {
	t.Parallel()
	a := person.Pin{Name: "ada", Means: person.KeyMeans, Value: "SHA256:a"}
	for rule, b := range map[string]person.Pin{
		"another name":  {Name: "bob", Means: person.KeyMeans, Value: "SHA256:a"},
		"another means": {Name: "ada", Means: person.SlackMeans, Value: "SHA256:a"},
		"another key":   {Name: "ada", Means: person.KeyMeans, Value: "SHA256:b"},
	} {
		if a.Decision() == b.Decision() {
			t.Errorf("%s is the same decision", rule)
		}
	}
	if len(a.Decision().Digest) != 64 {
		t.Errorf("%+v", a.Decision())
	}
}
