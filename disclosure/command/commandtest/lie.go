package commandtest

import (
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/outreach"
	"daylight/disclosure/statement"
)

// Lie is a statement with what makes it false after it was proven.
type Lie struct {
	Kind   statement.Kind
	value  string // for what the text chooses itself
	before func(p *Play)
	Turns  func(p *Play)
}

// Lies makes each statement false that a message can make.
func Lies() []Lie {
	asset := func(change func(*disclosure.Asset)) func(*Play) {
		return func(p *Play) { p.C = p.C.Clone(); change(&p.C.Assets[0]) }
	}
	of := func(change func(*disclosure.Case)) func(*Play) {
		return func(p *Play) { p.C = p.C.Clone(); change(p.C) }
	}
	answered := func(p *Play) { p.Event(disclosure.KindReplied, civil.At(p.Now)) }
	return []Lie{
		{Kind: statement.Receiver, Turns: of(func(c *disclosure.Case) { c.Parties[0].Name = "Somebody else" })},
		{Kind: statement.Owner, Turns: of(func(c *disclosure.Case) { c.Parties[0].Country = "DE" })},
		{Kind: statement.Target, Turns: asset(func(a *disclosure.Asset) { a.Target = "https://other.s3.example/" })},
		{Kind: statement.Contents, Turns: of(func(c *disclosure.Case) { c.Exposed.Records = 5 })},
		{Kind: statement.Severity, before: of(func(c *disclosure.Case) { c.Exposed.Severity = "high" }), Turns: of(func(c *disclosure.Case) { c.Exposed.Severity = "low" })},
		{Kind: statement.FoundOn, Turns: of(func(c *disclosure.Case) { c.Discovered = Day20(time.January, 2) })},
		{Kind: statement.SeenOpen, Turns: func(p *Play) { p.Probe(SeesClosed(p.Now), disclosure.ProbeForPerson) }},
		{Kind: statement.LastSeenOpen, Turns: asset(func(a *disclosure.Asset) { a.Streak.LastOpen = a.Streak.LastOpen.Add(-time.Hour) })},
		{Kind: statement.Standing, Turns: asset(func(a *disclosure.Asset) {
			a.Closure = disclosure.Closure{At: Day20(time.January, 5)}
		})},
		{Kind: statement.AskedHow, Turns: func(p *Play) { p.Rules.Probing.Kinds = []string{"redis"} }},
		{Kind: statement.KeepsAsking, Turns: asset(func(a *disclosure.Asset) { a.Stopped = true })},
		{
			Kind: statement.HasStopped, before: asset(func(a *disclosure.Asset) { a.Stopped = true }),
			Turns: asset(func(a *disclosure.Asset) { a.Stopped = false }),
		},
		{Kind: statement.NothingTaken, Turns: func(p *Play) { p.Rules.Probing.Consent.Kinds = map[string]bool{"s3": true} }},
		{Kind: statement.ToldBefore, Turns: of(func(c *disclosure.Case) {
			c.Accepted[disclosure.KeyOf(disclosure.Vendor, "NextMotion")] = Day20(time.January, 3)
		})},
		{Kind: statement.NotHeard, Turns: answered},
		{Kind: statement.Tried, Turns: answered},
		{Kind: statement.Informed, Turns: of(func(c *disclosure.Case) { c.Accepted = nil })},
		{Kind: statement.ClosedOn, before: func(p *Play) { p.Now = p.Now.Add(time.Hour); p.CloseA1() }, Turns: func(p *Play) {
			p.Probe(SeesOpen(p.Now), disclosure.ProbeForPerson)
		}},
		{Kind: statement.WillPublish, value: "2020-02-20 2020-02-19", Turns: func(p *Play) { p.At(60, 9) }},
		{Kind: statement.NextSteps, Turns: func(p *Play) { p.At(60, 9) }},
		{Kind: statement.Calendar, Turns: func(p *Play) { p.At(60, 9) }},
		{Kind: statement.Facts, Turns: of(func(c *disclosure.Case) { c.Title = "Another finding" })},
	}
}

// Approved is a play with an open asset, a first contact that arrived, and an approved draft that makes one statement.
func (l Lie) Approved(t Failer, contact string) *Play {
	t.Helper()
	p := NewPlay(t)
	p.Do(Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Issue, Address: "team/intake"}})
	p.Probe(SeesOpen(p.Now), disclosure.ProbeForPerson)
	p.Sent(disclosure.FirstContact, "C1")
	if l.before != nil {
		l.before(p)
	}
	g := p.Rules.Grounds(p.C, disclosure.Vendor, "", p.Now)
	g.Stage = outreach.Writing
	made := statement.Made{Kind: l.Kind, Value: l.value}
	if l.Kind.OfAsset() {
		made.Asset = "A1"
	}
	says, err := g.State([]statement.Made{made})
	if err != nil {
		t.Fatalf("%v", err)
	}
	p.Do(Rita, message.NewDraft{Draft: disclosure.Draft{
		Template: disclosure.FreeText, Contact: contact, Lang: "en", Subject: "Exposed files", Body: "b1", Says: says,
	}})
	p.Do(Ada, p.Approval("D2"))
	return p
}
