package config

import (
	"strconv"

	"daylight/disclosure/person"
)

// GitHubNumber is the number of the person's GitHub account as a record keeps it; "" where none is known.
func (p *Person) GitHubNumber() string {
	if p.GitHubID <= 0 {
		return ""
	}
	return strconv.Itoa(p.GitHubID)
}

// Means are those by which the person can be shown to be a second person. What follows one means later is not in the order of the file.
func (p *Person) Means() []person.Pin {
	var out []person.Pin
	for _, key := range p.Keys() {
		out = append(out, person.Pin{Name: p.Name, Means: person.KeyMeans, Value: key.Fingerprint, Key: key.Line})
	}
	if p.Slack != "" {
		out = append(out, person.Pin{Name: p.Name, Means: person.SlackMeans, Value: p.Slack})
	}
	if number := p.GitHubNumber(); number != "" {
		out = append(out, person.Pin{Name: p.Name, Means: person.GitHubMeans, Value: number})
	}
	return out
}
