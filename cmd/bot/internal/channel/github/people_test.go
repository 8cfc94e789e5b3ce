package github

import (
	"testing"

	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/person"
)

func TestAnAccountOfGitHubIsSomebodyByItsNumberAlone(t *testing.T) {
	t.Parallel()
	people := []config.Person{
		{Name: "ada", Role: "lead", GitHub: "ada-example"},
		{Name: "bob", Role: "lead", GitHub: "bob-example", GitHubID: 77},
	}
	for rule, c := range map[string]struct {
		number int64
		want   string
	}{
		"a number of the list":                  {77, "bob"},
		"another number":                        {78, ""},
		"no number, although somebody has none": {0, ""},
		"a number that no account can have":     {-77, ""},
	} {
		got, ok := byNumber(people, c.number)
		if got.Name != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q, %t", rule, got.Name, ok)
		}
	}
	bob, _ := byNumber(people, 77)
	if want := (person.Hand{Via: person.GitHub, Account: "77", Proof: person.ByGitHub}); bob.Hand != want || bob.Role != disclosure.Lead {
		t.Errorf("%+v", bob)
	}
}

func TestTheDoctorSaysWhereNoReviewCanApprove(t *testing.T) {
	t.Parallel()
	for rule, c := range map[string]struct {
		people []config.Person
		state  string
	}{
		"nobody is named":                     {nil, channel.Hint},
		"a lead with a login alone":           {[]config.Person{{Name: "bob", Role: "lead", GitHub: "bob-example"}}, channel.Hint},
		"only somebody who may not approve":   {[]config.Person{{Name: "rita", Role: "researcher", GitHubID: 73}}, channel.Hint},
		"a lead with the number":              {[]config.Person{{Name: "bob", Role: "lead", GitHubID: 72}}, channel.Good},
		"an admin with the number of account": {[]config.Person{{Name: "ada", Role: "admin", GitHubID: 71}}, channel.Good},
	} {
		if got := examineReviewers(&config.Config{People: c.people}); got.State != c.state {
			t.Errorf("%s: %+v", rule, got)
		}
	}
}
