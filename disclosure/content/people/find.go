package people

import (
	"slices"

	"daylight/disclosure/content/hit"
)

// Env is what a finder has to know of a case.
type Env struct {
	Countries []string // ISO 3166-1 alpha-2 codes of the countries of the parties
	Own       []string // mail addresses of the team
	Published []string // mail addresses that a party publishes
	Private   []string // mail addresses that a party does not publish: they may not stand, whatever they look like
}

// MailAddress is what a mail address is called among finds. A page has a check of its own for it.
const MailAddress = "mail address"

// What lifts a find.
const (
	liftsMail   = "Take it out. The team's own address and the contacts that a party publishes may stand: record such a contact as published."
	liftsNumber = "Take it out, or put stars in the place of all but its last digits. If it counts something else, write it with the word that says what."
	liftsPlace  = "Take it out, or round it to two decimals: four lead to a door."
)

// Find returns what belongs to a person in a text, in order and without overlaps.
func Find(text string, env Env) []hit.Hit {
	out := mails(text, env)
	numbers := numbersOf(text)
	out = append(out, accounts(text)...)
	out = append(out, cards(numbers)...)
	out = append(out, ids(text, numbers, env.Countries)...)
	out = append(out, phones(text, numbers, env.Countries)...)
	out = append(out, places(text)...)
	return merged(out)
}

// merged sorts finds and leaves out those that begin within another one.
func merged(all []hit.Hit) []hit.Hit {
	slices.SortStableFunc(all, func(a, b hit.Hit) int { return a.Start - b.Start })
	out := all[:0]
	for _, h := range all {
		if n := len(out); n > 0 && h.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, h.End)
			continue
		}
		out = append(out, h)
	}
	return out
}
