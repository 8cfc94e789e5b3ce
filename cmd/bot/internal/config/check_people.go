package config

import (
	"fmt"
	"strings"

	"daylight/disclosure/pattern"
)

var (
	slackUser = pattern.New(`^[UW][A-Z0-9]{2,30}$`)
	loginForm = pattern.New(`^[A-Za-z0-9][A-Za-z0-9-]{0,38}(\[bot\])?$`)
	unixLogin = pattern.New(`^[A-Za-z0-9_][A-Za-z0-9._@\\-]{0,99}\$?$`)
)

// checkPeople holds that everybody can be told from everybody else: by name for a reader, and by what shows who acts. One
// login or id under two names would make two people of one.
func (c *Config) checkPeople(k *checker) {
	seen := map[string]string{}
	for i, p := range c.People {
		path := fmt.Sprintf("people[%d]", i)
		c.checkName(k, i)
		k.checkAway(path+".away", p.Away)
		k.oneOf(path+".role", p.Role, "viewer", "researcher", "lead", "admin")
		if p.Login != "" && !unixLogin.MatchString(p.Login) {
			k.addf(path+".login", "%q is not a login: write what `id -un` prints for the person on the machine of the bot", p.Login)
		}
		if p.Slack != "" && !slackUser.MatchString(p.Slack) {
			k.addf(path+".slack", "%q is not a user id: it begins with U; open the person's profile in Slack to copy it", p.Slack)
		}
		if p.GitHub != "" && !loginForm.MatchString(p.GitHub) {
			k.addf(path+".github", "%q is not a GitHub login", p.GitHub)
		}
		if p.GitHubID < 0 {
			k.addf(path+".github_id", "%d is not the number of a GitHub account: it is the id that https://api.github.com/users/LOGIN shows", p.GitHubID)
		}
		for _, id := range [][2]string{{"login", p.Login}, {"slack", p.Slack}, {"github", p.GitHub}, {"github_id", p.GitHubNumber()}} {
			if id[1] == "" {
				continue
			}
			same := id[0] + " " + strings.ToLower(id[1])
			if other, ok := seen[same]; ok {
				k.addf(path+"."+id[0], "%q is already that of %s", id[1], other)
			}
			seen[same] = path
		}
	}
}

func (c *Config) checkName(k *checker, i int) {
	name, path := c.People[i].Name, fmt.Sprintf("people[%d].name", i)
	switch {
	case strings.TrimSpace(name) == "":
		k.addf(path, "a person needs a name")
		return
	case skeleton(name) == "":
		k.addf(path, "%q has no letter: a person needs a name", name)
		return
	case Reserved(name):
		k.addf(path, "%q is not the name of a person: readers would take it for the program or for a party of the case", name)
	}
	for j, other := range c.People[:i] {
		switch {
		case strings.EqualFold(other.Name, name):
			k.addf(path, "%q is already that of people[%d]", name, j)
			return
		case alike(other.Name, name):
			k.addf(path, "%q looks like %q, the name of people[%d]: readers have to tell them apart", name, other.Name, j)
			return
		}
	}
}
