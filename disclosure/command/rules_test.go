package command_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// ruled is a command with the rule that this test, and not the command, says it has.
type ruled struct {
	cmd    command.Command
	person disclosure.Rank // that a person needs; "" is no person
	engine bool
	ended  bool // taken after the end of the work, too
	opens  bool
}

// commands are all that there are. TestEveryCommandStandsInTheTable fails for one that is missing.
func commands() []ruled {
	const nobody, researcher, lead = disclosure.Rank(""), disclosure.Researcher, disclosure.Lead
	return []ruled{
		{cmd: record.Record{ID: "DL-2020-0009"}, person: researcher, engine: true, opens: true},
		{cmd: record.Import{ID: "DL-2020-0009"}, person: researcher, opens: true},
		{cmd: record.AddEvent{}, person: researcher, engine: true, ended: true},
		{cmd: record.AddEvent{Kind: disclosure.KindExploited}, person: lead, engine: true, ended: true},
		{cmd: record.AddEvent{Kind: disclosure.KindLeaked}, person: lead, engine: true, ended: true},
		{cmd: record.AddEvent{Kind: disclosure.KindLeaked, Planned: true}, person: researcher, engine: true, ended: true},
		{cmd: record.AddEvent{Kind: disclosure.KindPubliclyReported}, person: lead, engine: true, ended: true},
		{cmd: record.AddEvent{Kind: disclosure.KindExtensionRefused}, person: lead, engine: true, ended: true},
		{cmd: record.AddEvent{Kind: disclosure.KindUnverifiable}, person: lead, engine: true, ended: true},
		{cmd: record.ConfirmHistory{}, person: lead, ended: true},
		{cmd: record.AddContact{}, person: researcher},
		{cmd: record.AddAsset{}, person: researcher},
		{cmd: record.EditCase{}, person: researcher},
		{cmd: record.SetEmbargo{}, person: researcher},
		{cmd: record.AssignCase{}, person: researcher},
		{cmd: record.EditParty{}, person: researcher},
		{cmd: record.EditContact{}, person: researcher},
		{cmd: record.EditAsset{}, person: researcher},
		{cmd: record.DropAsset{}, person: researcher},
		{cmd: record.RenameAsset{}, person: researcher},
		{cmd: record.CloseCase{}, person: lead},
		{cmd: record.ReopenCase{}, person: researcher, ended: true},
		{cmd: record.RejectCase{}, person: lead},
		{cmd: record.MarkDuplicate{}, person: researcher},
		{cmd: record.HandOver{}, person: lead},
		{cmd: record.Restrict{}, person: researcher, ended: true},
		{cmd: record.Recover{}, person: researcher, ended: true},
		{cmd: message.NewDraft{}, person: researcher},
		{cmd: message.NewBatch{}, person: researcher},
		{cmd: message.ReadSample{}, person: researcher},
		{cmd: message.ApproveBatch{}, person: lead},
		{cmd: message.EditDraft{}, person: researcher},
		{cmd: message.DiscardDraft{}, person: researcher},
		{cmd: message.ApproveDraft{}, person: lead},
		{cmd: message.SendDraft{}, person: lead},
		{cmd: message.DraftEscalation{}, person: nobody, engine: true},
		{cmd: message.DraftStopAnswer{}, person: nobody, engine: true},
		{cmd: message.RecordDelivery{}, person: nobody, engine: true, ended: true},
		{cmd: message.ResolveMessage{}, person: lead, engine: true, ended: true},
		{cmd: message.CancelMessage{}, person: lead, ended: true},
		{cmd: message.RetryMessage{}, person: lead},
		{cmd: message.Doubt{}, person: lead, engine: true, ended: true},
		{cmd: incoming.RecordInbound{}, person: researcher, engine: true, ended: true},
		{cmd: incoming.TakeBack{}, person: researcher, ended: true},
		{cmd: incoming.TrackIssue{}, person: nobody, engine: true},
		{cmd: incoming.RecordUnattributed{}, person: nobody, engine: true, ended: true},
		{cmd: incoming.RecordReaders{}, person: nobody, engine: true, ended: true},
		{cmd: incoming.ConfirmReader{}, person: lead},
		{cmd: exposure.RequestProbe{}, person: researcher, engine: true},
		{cmd: exposure.RecordProbe{}, person: nobody, engine: true, ended: true},
		{cmd: exposure.StopProbing{}, person: researcher, engine: true, ended: true},
		{cmd: exposure.AllowProbe{}, person: lead},
		{cmd: exposure.Attest{}, person: researcher},
		{cmd: exposure.AcceptIdentity{}, person: researcher},
		{cmd: exposure.ConfirmTarget{}, person: researcher},
		{cmd: exposure.Reveal{}, person: disclosure.Viewer, ended: true},
		{cmd: deadline.SetDeadline{}, person: researcher},
		{cmd: deadline.Extend{}, person: lead},
		{cmd: deadline.PauseClock{}, person: lead},
		{cmd: deadline.ResumeClock{}, person: lead},
		{cmd: deadline.WaiveClock{}, person: lead},
		{cmd: deadline.UsePolicy{}, person: lead},
		{cmd: deadline.SnoozeReminders{}, person: researcher},
		{cmd: deadline.Remind{}, person: nobody, engine: true},
		{cmd: deadline.TimerFired{}, person: nobody, engine: true},
		{cmd: publish.AskApproval{}, person: researcher},
		{cmd: publish.DraftRevision{}, person: nobody, engine: true},
		{cmd: publish.Offer{}, person: lead},
		{cmd: publish.Offered{}, person: nobody, engine: true, ended: true},
		{cmd: publish.OfferForReview{}, person: lead},
		{cmd: publish.ApproveReviewed{}, person: lead},
		{cmd: publish.TellReview{}, person: nobody, engine: true, ended: true},
		{cmd: publish.Merged{}, person: nobody, engine: true, ended: true},
		{cmd: publish.Landed{}, person: nobody, engine: true, ended: true},
		{cmd: publish.ApprovePublication{}, person: lead},
		{cmd: publish.Preview{}, person: researcher, ended: true},
		{cmd: publish.Publish{}, person: lead},
		{cmd: publish.ClearLegal{}, person: lead, ended: true},
		{cmd: publish.ReviseProse{}, person: researcher, ended: true},
		{cmd: publish.AllowQuote{}, person: lead, ended: true},
		{cmd: publish.WithdrawQuote{}, person: researcher, ended: true},
		{cmd: publish.Override{}, person: researcher, ended: true},
		{cmd: publish.LiftOverride{}, person: researcher, ended: true},
		{cmd: publish.Protect{}, person: researcher, ended: true},
		{cmd: publish.Unprotect{}, person: researcher, ended: true},
	}
}

// declaredCommands reads from the source which types decide something.
func declaredCommands(t *testing.T) []string {
	t.Helper()
	found := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		for _, decl := range f.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || fn.Name.Name != "Decide" {
				continue
			}
			if typ, ok := fn.Recv.List[0].Type.(*ast.Ident); ok {
				found[f.Name.Name+"."+typ.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(found))
}

func TestEveryCommandStandsInTheTable(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{"command.Batch": true} // each of its commands is held to its own rule
	for _, c := range commands() {
		listed[fmt.Sprintf("%T", c.cmd)] = true
	}
	declared := declaredCommands(t)
	if len(declared) < 30 {
		t.Fatalf("only %d commands were found: the test is blind", len(declared))
	}
	if got := slices.Sorted(maps.Keys(listed)); !slices.Equal(got, declared) {
		t.Errorf("the table of this test has\n%v\nand the commands are\n%v", got, declared)
	}
}

// states are cases in every state of work, and no case at all.
func states(t *testing.T) map[string]*disclosure.Case {
	t.Helper()
	end := func(cmd command.Command) *disclosure.Case {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, cmd)
		return p.C
	}
	active := commandtest.NewPlay(t)
	active.Probe(commandtest.SeesOpen(active.Now), disclosure.ProbeForPerson)
	out := map[string]*disclosure.Case{
		"no case": nil, string(disclosure.WorkDraft): commandtest.NewPlay(t).C, string(disclosure.WorkActive): active.C,
		string(disclosure.WorkClosed):     end(record.CloseCase{Outcome: disclosure.OutcomeOwnerUnknown}),
		string(disclosure.WorkRejected):   end(record.RejectCase{}),
		string(disclosure.WorkDuplicate):  end(record.MarkDuplicate{Of: "DL-2020-0002"}),
		string(disclosure.WorkHandedOver): end(record.HandOver{To: "CERT-FR"}),
	}
	for name, c := range out {
		if c != nil && string(c.Work) != name {
			t.Fatalf("the case is %s, want %s", c.Work, name)
		}
	}
	return out
}

// TestWhoMayGiveWhichCommandOnWhichCase walks through commands, ranks and states of work. What the rules allow may still be
// refused for its content, with another sentence.
func TestWhoMayGiveWhichCommandOnWhichCase(t *testing.T) {
	t.Parallel()
	env := command.Env{Now: time.Date(2020, 2, 1, 9, 0, 0, 0, time.UTC), Rules: command.DefaultRules()}
	people := []disclosure.Actor{disclosure.Engine()}
	for _, rank := range []disclosure.Rank{"", "owner", disclosure.Viewer, disclosure.Researcher, disclosure.Lead, disclosure.Admin} {
		people = append(people, disclosure.Actor{Name: "zoe", Role: rank, Hand: person.Hand{Via: person.Slack, Account: "U0ZOE", Proof: person.BySlack}})
	}
	// Somebody who calls himself Daylight, or comes by its way, is not Daylight.
	people = append(people, disclosure.Actor{Name: disclosure.Engine().Name, Role: disclosure.Viewer, Hand: person.Hand{Via: person.Slack}},
		disclosure.Actor{Name: "zoe", Role: disclosure.Viewer, Hand: disclosure.Engine().Hand})
	for state, c := range states(t) {
		for _, rule := range commands() {
			for _, who := range people {
				env.Actor = who
				_, err := command.Decide(c, rule.cmd, env)
				want := verdict(rule, who, c)
				if got := said(err); got != want {
					t.Errorf("%T by %s (%s, %s) on %s: %q, want %q (%v)", rule.cmd, who.Name, who.Role, who.Hand.Via, state, got, want, err)
				}
			}
		}
	}
}

// verdict is what the table says: who may not, what there is none of, what has ended; "" is for the command itself to decide.
func verdict(r ruled, who disclosure.Actor, c *disclosure.Case) string {
	engine := who == disclosure.Engine()
	switch {
	case engine && !r.engine, !engine && (r.person == "" || !who.Role.AtLeast(r.person)):
		return "forbidden"
	case c == nil && !r.opens:
		return "no such case"
	case c != nil && r.opens:
		return "already exists"
	case c != nil && c.Ended() && !r.ended:
		return "has ended"
	default:
		return ""
	}
}

// said reads the verdict from an error of the rules; an error of the command itself is none.
func said(err error) string {
	switch {
	case err == nil:
		return ""
	case fault.CodeOf(err) == fault.Forbidden && (strings.Contains(err.Error(), "may not do this") || strings.Contains(err.Error(), "only a person may")):
		return "forbidden"
	case strings.Contains(err.Error(), "there is no such case"):
		return "no such case"
	case strings.Contains(err.Error(), "already exists"):
		return "already exists"
	case strings.HasPrefix(err.Error(), "the work on "):
		return "has ended"
	default:
		return ""
	}
}

func TestACommandWithoutARuleIsForNobody(t *testing.T) {
	t.Parallel()
	for _, who := range []disclosure.Actor{disclosure.Engine(), {Name: "zoe", Role: disclosure.Admin, Hand: person.Hand{Via: person.Slack, Account: "U0ZOE", Proof: person.BySlack}}} {
		_, err := command.Decide(commandtest.NewPlay(t).C, unruled{}, command.Env{Actor: who, Now: time.Now(), Rules: command.DefaultRules()})
		if fault.CodeOf(err) != fault.Forbidden {
			t.Errorf("%s: %v", who.Name, err)
		}
	}
}

// unruled is a command whose author did not think of a rule.
type unruled struct{}

func (unruled) Rule() command.Rule          { return command.Rule{} }
func (unruled) Decide(*command.Frame) error { return nil }
