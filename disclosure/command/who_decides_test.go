package command_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/person"
)

// decision is one that a person takes, after what the first of two did for it.
type decision struct {
	name  string
	begin func(p *commandtest.Play, first disclosure.Actor)
	take  command.Command
	taken func(c *disclosure.Case) bool
}

// decisions are the ones of which a second person, or one person who is known, is asked.
func decisions(p *commandtest.Play) []decision {
	beyond := deadline.Extend{Clause: disclosure.PublicationClause, Due: commandtest.Day20(9, 1), Reason: "they work on it"}
	aware := record.AddEvent{Kind: disclosure.KindDeemedAware, At: commandtest.Day20(1, 24), Party: disclosure.Vendor, Channel: disclosure.Email}
	propose := func(cmd command.Command) func(*commandtest.Play, disclosure.Actor) {
		return func(p *commandtest.Play, first disclosure.Actor) {
			if !p.Rules.Solo {
				p.Do(first, cmd)
			}
		}
	}
	draft := func(p *commandtest.Play, first disclosure.Actor) {
		p.Do(first, message.NewDraft{
			Draft: disclosure.Draft{Template: disclosure.FirstContact, Contact: "C1", Lang: "en", Subject: "s", Body: "b", Because: commandtest.Unasked},
			Blob:  disclosure.Blob{Ref: "b", Plain: []byte("text")},
		})
	}
	approve := message.ApproveDraft{
		ID: "D1", Message: disclosure.Message{ID: "<m@team.example>", To: "security@nextmotion.example", Raw: "raw"}, Blob: disclosure.Blob{Ref: "raw", Plain: []byte("bytes")},
	}
	return []decision{
		{"approve a draft that takes two", func(p *commandtest.Play, first disclosure.Actor) {
			p.Rules.SecondPerson = []disclosure.Template{disclosure.FirstContact}
			draft(p, first)
		}, approve, func(c *disclosure.Case) bool { return len(c.Messages) == 1 }},
		{
			"approve a publication", func(*commandtest.Play, disclosure.Actor) {},
			publish.ApprovePublication{Mode: disclosure.Stub, Lang: "en", Digest: "d"},
			func(c *disclosure.Case) bool { return len(c.Approvals) == 1 },
		},
		{"extend beyond the policy", propose(beyond), beyond, func(c *disclosure.Case) bool {
			return c.Clocks[disclosure.PublicationClause].Due == beyond.Due
		}},
		{"allow a probe", propose(exposure.AllowProbe{Asset: "A2"}), exposure.AllowProbe{Asset: "A2"}, func(c *disclosure.Case) bool {
			a, _ := c.Asset("A2")
			return a.AllowedBy != ""
		}},
		{"presume that somebody knows", propose(aware), aware, func(c *disclosure.Case) bool {
			return c.Dialogue[disclosure.KeyFor(disclosure.Vendor, "NextMotion", disclosure.Email)] == disclosure.DialogueDeemedAware
		}},
	}
}

// prepared is a case on which each of the decisions can be taken.
func prepared(t *testing.T) *commandtest.Play {
	t.Helper()
	p := commandtest.NewPlay(t)
	p.Rules.Probing.Consent = closure.Consent{Kinds: map[string]bool{"mysql_login": true}}
	p.Do(commandtest.Ada, record.AddAsset{Asset: disclosure.Asset{Kind: "mysql_login", Target: "mysql://db.example:3306"}})
	return p
}

// means are the ways in which bob, or whoever says so, acts.
func means() map[string]disclosure.Actor {
	bob := func(h person.Hand) disclosure.Actor {
		return disclosure.Actor{Name: "bob", Role: disclosure.Admin, Hand: h}
	}
	return map[string]disclosure.Actor{
		"login": bob(person.Hand{Via: person.CLI, Login: "bob", Proof: person.ByLogin}),
		"word":  bob(person.Hand{Via: person.CLI, Login: "ada"}),
		"slack": bob(person.Hand{Via: person.Slack, Account: "U0BOB", Proof: person.BySlack}),
		"key":   bob(person.Hand{Via: person.CLI, Login: "ada", Account: "SHA256:bob", Proof: person.ByKey}),
		"same":  commandtest.Ada,
		"none":  bob(person.Hand{}),
	}
}

func TestWhoIsTheSecondOfTwo(t *testing.T) {
	passes := map[string]bool{"slack": true, "key": true}
	alone := map[string]bool{"login": true, "slack": true, "same": true}
	for _, solo := range []bool{false, true} {
		for name, who := range means() {
			for i := range decisions(commandtest.NewPlay(t)) {
				p := prepared(t)
				d := decisions(p)[i]
				if d.name == "presume that somebody knows" || d.name == "extend beyond the policy" {
					p.Event(disclosure.KindContacted, commandtest.Day20(1, 24), func(e *record.AddEvent) { e.Channel = disclosure.Email })
				}
				p.Rules.Solo = solo
				d.begin(p, commandtest.Ada)
				if a, ok := d.take.(publish.ApprovePublication); ok { // nothing is approved unseen
					p.Do(commandtest.Ada, publish.Preview{Mode: a.Mode, Lang: a.Lang, Digest: a.Digest, For: who.Name})
				}
				if name == "key" { // signs what the refusal says is decided
					_, err := p.Try(who, d.take)
					args := fault.HintOf(err).Args
					who.Signed = person.Decision{Case: args["case"], What: args["what"], Digest: args["digest"]}
				}
				_, err := p.Try(who, d.take)
				want := passes[name] && !solo || alone[name] && solo
				if (err == nil) != want || d.taken(p.C) != want {
					t.Errorf("%s, by %s, solo %t: taken %t, %v", d.name, name, solo, d.taken(p.C), err)
				}
				if err != nil && fault.CodeOf(err) != fault.Refused {
					t.Errorf("%s, by %s, solo %t: %s", d.name, name, solo, fault.CodeOf(err))
				}
				if last := p.Events[len(p.Events)-1]; want && solo && !soloOnRecord(p.Events) {
					t.Errorf("%s, by %s: nothing says that it was one person: %+v", d.name, name, last)
				}
			}
		}
	}
}

func soloOnRecord(events []disclosure.Event) bool {
	for i := range events {
		if events[i].Detail.Solo {
			return true
		}
	}
	return false
}

func TestAKeyApprovesNothingElseThanWhatWasSigned(t *testing.T) {
	key := means()["key"]
	p := prepared(t)
	approve := publish.ApprovePublication{Mode: disclosure.Stub, Lang: "en", Digest: "d"}
	good := (&disclosure.Consent{Mode: disclosure.Stub, Lang: "en", Digest: "d"}).Decision(commandtest.PlayID)
	p.Hinted(key, approve, hint.ToProveApproval(good))
	for rule, signed := range map[string]person.Decision{
		"other files":  {Case: good.Case, What: good.What, Digest: "e"},
		"another form": {Case: good.Case, What: "publish full en", Digest: good.Digest},
		"another case": {Case: "DL-2020-0002", What: good.What, Digest: good.Digest},
		"nothing":      {},
	} {
		key.Signed = signed
		if _, err := p.Try(key, approve); fault.CodeOf(err) != fault.Refused {
			t.Errorf("%s: %v", rule, err)
		}
	}
	key.Signed = good
	p.Refused(key, approve, fault.Refused, "bob has not seen these files")
	p.Do(commandtest.Ada, publish.Preview{Mode: disclosure.Stub, Lang: "en", Digest: "d", For: "bob"})
	p.Do(key, approve)
}

func TestTheFirstOfTwoIsAPersonToo(t *testing.T) {
	word := means()["word"]
	p := prepared(t)
	if _, err := p.Try(word, exposure.AllowProbe{Asset: "A2"}); fault.CodeOf(err) != fault.Refused {
		t.Errorf("a mere name proposed: %v", err)
	}
	p.Rules.SecondPerson = []disclosure.Template{disclosure.FirstContact}
	p.Do(word, message.NewDraft{
		Draft: disclosure.Draft{Template: disclosure.FirstContact, Contact: "C1", Lang: "en", Subject: "s", Body: "b", Because: commandtest.Unasked},
		Blob:  disclosure.Blob{Ref: "b", Plain: []byte("text")},
	})
	carol := disclosure.Actor{Name: "carol", Role: disclosure.Lead, Hand: person.Hand{Via: person.Slack, Account: "U0CAROL", Proof: person.BySlack}}
	p.Refused(carol, p.Approval("D1"), fault.Refused, "nothing shows that the first was bob")
}

func TestWhatLeavesTakesAPersonWhoIsKnown(t *testing.T) {
	for name, want := range map[string]bool{"login": true, "slack": true, "same": true, "word": false, "none": false, "key": false} {
		for _, rehearsed := range []bool{false, true} {
			who := means()[name]
			p := prepared(t)
			if rehearsed {
				p.Rules.DryRun = []disclosure.Channel{disclosure.Email}
			}
			id := p.Draft(disclosure.FirstContact, "C1")
			_, err := p.Try(who, p.Approval(id))
			if err == nil {
				_, err = p.Try(who, message.SendDraft{ID: id})
			}
			if (err == nil) != (want || rehearsed) {
				t.Errorf("by %s, rehearsed %t: %v", name, rehearsed, err)
			}
		}
	}
}

func TestWhatANameApprovedInARehearsalDoesNotLeave(t *testing.T) {
	p := prepared(t)
	p.Rules.DryRun = []disclosure.Channel{disclosure.Email}
	id := p.Draft(disclosure.FirstContact, "C1")
	p.Do(means()["word"], p.Approval(id))
	p.Rules.DryRun = nil
	p.Refused(commandtest.Ada, message.SendDraft{ID: id}, fault.Refused, "nothing shows who approved D1")
}

func TestNoMereNamePublishes(t *testing.T) {
	p := prepared(t)
	p.Do(commandtest.Bob, publish.Preview{Mode: disclosure.Stub, Lang: "en", Digest: "d"})
	p.Do(commandtest.Bob, publish.ApprovePublication{Mode: disclosure.Stub, Lang: "en", Digest: "d"})
	out := publish.Publish{Mode: disclosure.Stub, Lang: "en", Digest: "d", Checks: commandtest.PassedChecks()}
	p.Refused(means()["word"], out, fault.Refused, "a name that anybody could have typed")
	p.Do(commandtest.Ada, out)
}
