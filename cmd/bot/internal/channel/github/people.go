package github

import (
	"slices"
	"strconv"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/person"
)

// byNumber returns who has an account of GitHub, by its number: nobody, unless the configuration names them. A login shows nobody: it can
// be renamed, and taken by somebody else.
func byNumber(people []config.Person, number int64) (disclosure.Actor, bool) {
	i := slices.IndexFunc(people, func(p config.Person) bool { return number > 0 && int64(p.GitHubID) == number })
	if i < 0 {
		return disclosure.Actor{}, false
	}
	p := people[i]
	return disclosure.Actor{
		Name: p.Name, Role: disclosure.Rank(p.Role), Counsel: p.Counsel,
		Hand: person.Hand{Via: person.GitHub, Account: strconv.FormatInt(number, 10), Proof: person.ByGitHub},
	}, true
}
