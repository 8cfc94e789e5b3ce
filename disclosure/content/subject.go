package content

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/content/hit"
	"daylight/disclosure/content/target"
)

// Find finds one kind of thing in a text.
type Find func(text string) []hit.Hit

// Subject is what a scan has to know of a case.
type Subject struct {
	Case      string         // the id: digests are keyed by it
	Strict    bool           // a form that names no asset, not even defanged
	Things    []target.Thing // all assets that the case ever had
	Sites     []string       // domains of the parties, which may be named
	Countries []string       // of the parties, ISO 3166-1 alpha-2
	Contact   string         // the team's own mail address
	Published []string       // contacts that the parties publish themselves
	Private   []string       // contacts of the case that they do not
	// Protected finds the words that the team protects in this case; nil where there are none.
	Protected Find
	// Printed are facts that a page prints by itself, whatever people write for it.
	Printed []Printed
	// Overridden are digests of findings that two people let pass.
	Overridden []string
}

// About is what a scan has to know of a case for a page in a form. Contact is the team's own mail address.
func About(c *disclosure.Case, mode disclosure.Mode, contact string) Subject {
	s := Subject{Case: string(c.ID), Strict: mode != disclosure.Full, Contact: contact, Overridden: overridden(c)}
	assets := c.AssetsEver()
	for i := range assets {
		s.Things = append(s.Things, target.Thing{Asset: assets[i].ID, Target: assets[i].Target, Key: assets[i].Key})
	}
	s.Printed = printedOf(c)
	for _, p := range c.Parties {
		if site := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(p.Domain)), "www."); site != "" {
			s.Sites = append(s.Sites, site)
		}
		if country := strings.ToUpper(p.Country); country != "" && !slices.Contains(s.Countries, country) {
			s.Countries = append(s.Countries, country)
		}
	}
	for _, at := range c.Contacts {
		if at.Quality == disclosure.QualityPublished {
			s.Published = append(s.Published, strings.ToLower(at.Address))
			continue
		}
		s.Private = append(s.Private, strings.ToLower(at.Address))
	}
	return s
}
