package second_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/command/second"
	"daylight/disclosure/gate"
	"daylight/disclosure/manuscript"
)

// kinds reads from the source what can be proposed, so that a kind that is added is asked for here.
func kinds(t *testing.T) []disclosure.ProposalKind {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../../proposal.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []disclosure.ProposalKind
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 || !strings.HasPrefix(v.Names[0].Name, "Proposes") {
			return true
		}
		if lit, ok := v.Values[0].(*ast.BasicLit); ok {
			s, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, disclosure.ProposalKind(s))
		}
		return true
	})
	if len(out) < 13 {
		t.Fatalf("only %d kinds of proposals were found: the test is blind", len(out))
	}
	return out
}

func TestEveryKindOfProposalHasACommandForItsSecondPerson(t *testing.T) {
	t.Parallel()
	c := &disclosure.Case{Assets: []disclosure.Asset{{ID: "A1", Kind: "s3", Target: "https://a.example/"}}}
	for _, k := range kinds(t) {
		p := disclosure.Proposal{What: k, Clause: "A1", Name: "x", Override: &manuscript.Override{Finding: "x"}}
		if _, ok := second.Command(&p, c); !ok && k != disclosure.ProposesMessage {
			t.Errorf("nobody can agree to %q by a press", k)
		}
	}
	if _, ok := second.Command(&disclosure.Proposal{What: "something new"}, c); ok {
		t.Error("an unknown kind of proposal has a command")
	}
}

// What the second person gives is decided exactly as if they had typed it.
func TestTheCommandOfAProposalSettlesIt(t *testing.T) {
	t.Parallel()
	told := func(p *commandtest.Play) { p.Sent(disclosure.FirstContact, "C1") }
	for _, c := range []struct {
		rule  string
		prep  func(*commandtest.Play)
		first command.Command
	}{
		{"a clause is given up", told, deadline.WaiveClock{Clause: disclosure.PublicationClause, Reason: "they called"}},
		{"a date is brought forward", told, deadline.SetDeadline{Clause: disclosure.PublicationClause, Due: civil.OnDay(2020, 1, 30), Reason: "agreed"}},
		{"a deadline is extended", told, deadline.Extend{Clause: disclosure.PublicationClause, Due: civil.OnDay(2020, 8, 30), Reason: "agreed"}},
		{"a history is true", told, record.ConfirmHistory{Text: "I was there"}},
		{"somebody is presumed to know", told, record.AddEvent{Kind: disclosure.KindDeemedAware, At: commandtest.Day20(1, 24), Party: disclosure.Vendor, Text: "the mail arrived"}},
		{"an asset goes", func(p *commandtest.Play) { told(p); p.Probe(commandtest.SeesOpen(p.Now), disclosure.ProbeForSchedule) }, record.DropAsset{Asset: "A1", Text: "a typo"}},
		{
			"a threat is cleared", func(p *commandtest.Play) { told(p); p.Event(disclosure.KindLegalThreat, commandtest.Day20(1, 24)) },
			publish.ClearLegal{Because: "without merit"},
		},
		{"somebody looked and found it closed", told, exposure.Attest{Asset: "A1", Closed: true, Seen: "it asks for a login now"}},
		{
			"a finding stops no page", told,
			publish.Override{Finding: manuscript.Override{Check: gate.CheckNoMailAddresses, Finding: "0123456789abcdef", Found: `a mail address "in…"`, Place: "index.md line 3", Why: manuscript.FalseAlarm, Reason: "a name of a file"}},
		},
		{"files are approved", told, publish.AskApproval{Mode: disclosure.Stub, Lang: "en", Digest: "0123456789abcdef"}},
	} {
		p := commandtest.NewPlay(t)
		c.prep(p)
		p.Do(commandtest.Ada, c.first)
		open := second.Of(p.C, nil, p.Now)
		if len(open) != 1 || open[0].Digest == "" || len(open[0].States) < 2 {
			t.Errorf("%s: %+v", c.rule, open)
			continue
		}
		cmd, ok := second.Command(&open[0].Proposal, p.C)
		if !ok {
			t.Errorf("%s: no command", c.rule)
			continue
		}
		p.Now = p.Now.Add(26 * time.Hour)                     // the day of the second word is another one
		if page, ok := cmd.(publish.ApprovePublication); ok { // nothing is approved unseen
			p.Do(commandtest.Bob, publish.Preview{Mode: page.Mode, Lang: page.Lang, Digest: page.Digest})
		}
		p.Do(commandtest.Bob, cmd)
		if left := p.C.OpenProposals(p.Now); len(left) != 0 {
			t.Errorf("%s: still waits: %v", c.rule, left)
		}
	}
}

func TestWhatIsStatedIsBound(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Sent(disclosure.FirstContact, "C1")
	p.Do(commandtest.Ada, deadline.WaiveClock{Clause: disclosure.PublicationClause, Reason: "they called"})
	was := second.Of(p.C, nil, p.Now)[0].Digest
	if second.Of(p.C, nil, p.Now.Add(time.Hour))[0].Digest != was {
		t.Error("an hour makes another decision of it")
	}
	c := p.C.Clone()
	k := c.Clocks[disclosure.PublicationClause]
	k.Due = civil.OnDay(2020, 12, 24)
	c.Clocks[disclosure.PublicationClause] = k
	if second.Of(c, nil, p.Now)[0].Digest == was {
		t.Error("the date of the clause moved and the decision is the same")
	}
}

func TestAConfirmationShowsWhatItMakesTrue(t *testing.T) {
	t.Parallel()
	events := []disclosure.Event{
		{Seq: 1, Kind: disclosure.KindRecorded},
		{Seq: 2, Kind: disclosure.KindHeadsUpSent, At: commandtest.Day20(1, 24), Party: disclosure.Vendor, Name: "NextMotion", Actor: "ada"},
		{Seq: 3, Kind: disclosure.KindHeadsUpSent, At: commandtest.Day20(1, 25), Party: disclosure.Vendor, Actor: "ada"},
	}
	c := &disclosure.Case{Proposals: []disclosure.Proposal{{What: disclosure.ProposesHistory, Clause: "2", By: "ada", At: time.Date(2020, 1, 25, 0, 0, 0, 0, time.UTC)}}}
	said := second.Of(c, events, time.Date(2020, 1, 25, 1, 0, 0, 0, time.UTC))[0].States
	heads := slices.DeleteFunc(slices.Clone(said), func(s string) bool { return !strings.Contains(s, "heads up sent") })
	if len(heads) != 1 || !strings.Contains(heads[0], "2. 2020-01-24 heads up sent: vendor NextMotion, by ada") {
		t.Errorf("stated: %q", said)
	}
}
