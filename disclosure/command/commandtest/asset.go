package commandtest

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/disclosure/milestone"
	"daylight/disclosure/person"
)

// OneAsset is a case with one open asset, at a moment, and the environment of its lead.
func OneAsset(t *testing.T, now time.Time) (*disclosure.Case, command.Env) {
	t.Helper()
	env := command.Env{Actor: disclosure.Actor{Name: "alice", Role: disclosure.Lead, Hand: person.Hand{Via: person.CLI, Login: "alice", Proof: person.ByLogin}}, Now: now, Rules: command.DefaultRules()}
	d, err := command.Decide(nil, record.Record{ID: "DL-2020-0001", Facts: disclosure.Facts{
		Title: "Open bucket", Assets: []disclosure.Asset{{Kind: "s3", Target: "https://b.s3.example/"}}, Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "V"}},
	}}, env)
	if err != nil {
		t.Fatal(err)
	}
	return milestone.Rebuild("DL-2020-0001", d.Events), env
}

// Run gives a command and applies what follows.
func Run(t *testing.T, c *disclosure.Case, env command.Env, cmd command.Command) (*disclosure.Case, command.Decision) {
	t.Helper()
	d, err := command.Decide(c, cmd, env)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range d.Events {
		c = milestone.Apply(c, e)
	}
	return c, d
}
