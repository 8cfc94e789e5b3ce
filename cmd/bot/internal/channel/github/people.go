package github

import (
	"fmt"
	"slices"
	"strconv"

	"daylight/cmd/bot/internal/channel"
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

// examineReviewers says whose review of a page can be an approval: nobody's, unless the configuration has the number of their account.
func examineReviewers(cfg *config.Config) channel.Finding {
	n := 0
	for i := range cfg.People {
		if p := &cfg.People[i]; p.GitHubID > 0 && disclosure.Rank(p.Role).AtLeast(disclosure.Lead) {
			n++
		}
	}
	if n == 0 {
		return channel.Finding{
			Name: "github reviews", State: channel.Hint, Message: "no review of a page is an approval: nobody who may approve has a github_id",
			Fix: "write github_id beside each lead of people: the id that https://api.github.com/users/LOGIN shows; or approve pages in Slack or by signature alone",
		}
	}
	return channel.Finding{Name: "github reviews", State: channel.Good, Message: fmt.Sprintf("%d who may approve have a github_id; bot people shows which of them count", n)}
}
