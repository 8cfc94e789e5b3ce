package commandtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
	"daylight/disclosure/observed"
	"daylight/disclosure/person"
	"daylight/disclosure/task"
)

// See is the observation of a name: open, strong, weak, local, else inconclusive.
func See(what string, at time.Time) observed.Observation {
	switch what {
	case "open":
		return SeesOpen(at)
	case "strong":
		return SeesClosed(at)
	case "weak":
		return SeesWeak(at)
	case "local":
		return seesOurFault(at)
	default:
		return SeesNothing(at)
	}
}

// Reply is a reply of the vendor.
func Reply(text string) incoming.RecordInbound {
	return incoming.RecordInbound{
		Kind: disclosure.KindReplied, Channel: disclosure.Email, Source: disclosure.SourceVendorMail, Ref: "<r@vendor>", Text: text,
	}
}

// PassedChecks are the answers of a gate that passed.
func PassedChecks() []gate.Check {
	return []gate.Check{{Name: "all", State: gate.CheckPass}}
}

// WantSameCase compares the case that was projected event by event with one rebuilt from the events, and with one
// rebuilt from their stored form: by value, and by the bytes that the store keeps.
func WantSameCase(t Failer, p *Play) {
	t.Helper()
	equal := cmp.Options{cmpopts.EquateEmpty(), cmp.Comparer(func(a, b civil.When) bool { return a == b })}
	if diff := cmp.Diff(p.C, milestone.Rebuild(p.C.ID, p.Events), equal); diff != "" {
		t.Fatalf("the rebuilt case differs (-projected +rebuilt):\n%s", diff)
	}
	stored := make([]disclosure.Event, len(p.Events))
	for i := range p.Events {
		b, err := p.Events[i].Encode()
		if err != nil {
			t.Fatalf("event %d: %v", i+1, err)
		}
		if stored[i], err = disclosure.DecodeEvent(b); err != nil {
			t.Fatalf("event %d: %v", i+1, err)
		}
		if diff := cmp.Diff(p.Events[i], stored[i], cmp.Comparer(func(a, b civil.When) bool { return a == b })); diff != "" {
			t.Fatalf("event %d (%s) changes when it is stored (-made +read):\n%s", i+1, p.Events[i].Kind, diff)
		}
	}
	read := milestone.Rebuild(p.C.ID, stored)
	if want, got := StateJSON(t, p.C), StateJSON(t, read); want != got {
		t.Fatalf("`db verify` would complain:\nprojected %s\nrebuilt   %s", want, got)
	}
}

// Failer is the part of testing.TB that a play needs, so that rapid's tests can play too.
type Failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// The people of these tests. Ada sits at the machine; Bob and Rita press in Slack, so that either can be the second person
// to Ada.
var (
	Ada   = disclosure.Actor{Name: "ada", Role: disclosure.Lead, Hand: person.Hand{Via: person.CLI, Login: "ada", Proof: person.ByLogin}}
	Bob   = disclosure.Actor{Name: "bob", Role: disclosure.Lead, Hand: person.Hand{Via: person.Slack, Account: "U0BOB", Proof: person.BySlack}}
	Rita  = disclosure.Actor{Name: "rita", Role: disclosure.Researcher, Hand: person.Hand{Via: person.Slack, Account: "U0RITA", Proof: person.BySlack}}
	Vic   = disclosure.Actor{Name: "vic", Role: disclosure.Viewer, Hand: person.Hand{Via: person.Web}}
	Robot = disclosure.Engine()

	AdaInSlack = disclosure.Actor{Name: "ada", Role: disclosure.Lead, Hand: person.Hand{Via: person.Slack, Account: "U0ADA", Proof: person.BySlack}}
)

// Play takes a case through Decide and Apply on a clock of its own, and holds what each decision has to keep.
type Play struct {
	T      Failer
	C      *disclosure.Case
	Events []disclosure.Event
	Jobs   []ledger.Job // the table: one row a key
	Now    time.Time
	Rules  command.Rules
}

// Unasked is the reason for a first contact in a play that asks nothing.
const Unasked = "this play asks no asset"

// PlayID is the case of every play.
const PlayID disclosure.CaseID = "DL-2020-0001"

// NewPlay records the reference case on 24 January 2020, 10:00 in Paris, with one contact of the vendor (C1).
func NewPlay(t Failer) *Play {
	t.Helper()
	p := EmptyPlay(t)
	p.Do(Ada, record.Record{ID: PlayID, Facts: NextMotionFacts(), Discovered: civil.OnDay(2020, 1, 24)})
	p.Do(Ada, record.AddContact{Contact: disclosure.Contact{
		Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@nextmotion.example", Found: "security.txt",
	}})
	return p
}

// EmptyPlay has no case yet; its team works in Paris.
func EmptyPlay(t Failer) *Play {
	t.Helper()
	rules := command.DefaultRules()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatalf("no zone: %v", err)
	}
	rules.Location, rules.Probing.KeepOutZone = paris, paris
	return &Play{T: t, Rules: rules, Now: time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC)}
}

// NextMotionFacts are the facts of the reference case.
func NextMotionFacts() disclosure.Facts {
	return disclosure.Facts{
		Title:   "Open S3 bucket with patient files",
		Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion", Country: "FR", Domain: "nextmotion.net"}},
		Assets:  []disclosure.Asset{{Kind: "s3", Target: "https://bucket.s3.example/"}},
		Exposed: disclosure.Exposed{Records: 900_000, Data: []string{"medical_images", "videos"}},
	}
}

// Try decides and, if that succeeds, applies. It checks that neither changes what it was given.
func (p *Play) Try(who disclosure.Actor, cmd command.Command) (command.Decision, error) {
	p.T.Helper()
	before := StateJSON(p.T, p.C)
	d, err := command.Decide(p.C, cmd, command.Env{Actor: who, Now: p.Now, Rules: p.Rules})
	if got := StateJSON(p.T, p.C); got != before {
		p.T.Fatalf("Decide(%T) changed the case that it was given\nbefore %s\nafter  %s", cmd, before, got)
	}
	if err != nil {
		if len(d.Events)+len(d.Jobs)+len(d.Blobs) > 0 {
			p.T.Fatalf("%T was refused and still led to something", cmd)
		}
		return d, err
	}
	for _, e := range d.Events {
		old, held := p.C, StateJSON(p.T, p.C)
		p.C = milestone.Apply(p.C, e)
		if StateJSON(p.T, old) != held {
			p.T.Fatalf("Apply(%s) changed the case that it was given", e.Kind)
		}
	}
	p.Events = append(p.Events, d.Events...)
	for _, j := range d.Jobs {
		if j.Key == "" || j.Queue == "" || j.Task() == "" || j.Due.IsZero() || j.Case != p.C.ID {
			p.T.Fatalf("incomplete job %+v", j)
		}
		p.enqueue(j)
	}
	return d, nil
}

// enqueue adds a job as a store does: a key that exists already is skipped.
func (p *Play) enqueue(j ledger.Job) {
	for i := range p.Jobs {
		if p.Jobs[i].Key == j.Key {
			return
		}
	}
	j.State = ledger.JobWaiting
	p.Jobs = append(p.Jobs, j)
}

// Do gives a command that has to succeed.
func (p *Play) Do(who disclosure.Actor, cmd command.Command) command.Decision {
	p.T.Helper()
	if r, ok := cmd.(record.Record); ok {
		p.C = nil
		d, err := command.Decide(nil, r, command.Env{Actor: who, Now: p.Now, Rules: p.Rules})
		return p.opened(d, err, r.ID)
	}
	if r, ok := cmd.(record.Import); ok {
		d, err := command.Decide(nil, r, command.Env{Actor: who, Now: p.Now, Rules: p.Rules})
		return p.opened(d, err, r.ID)
	}
	d, err := p.Try(who, cmd)
	if err != nil {
		p.T.Fatalf("%T: %v", cmd, err)
	}
	return d
}

func (p *Play) opened(d command.Decision, err error, id disclosure.CaseID) command.Decision {
	p.T.Helper()
	if err != nil {
		p.T.Fatalf("the case was not opened: %v", err)
	}
	p.C, p.Events = milestone.Rebuild(id, d.Events), d.Events
	for _, j := range d.Jobs {
		p.enqueue(j)
	}
	return d
}

// Refused wants a refusal with a code and with words of its message.
func (p *Play) Refused(who disclosure.Actor, cmd command.Command, code fault.Code, says string) {
	p.T.Helper()
	_, err := p.Try(who, cmd)
	if err == nil {
		p.T.Fatalf("%T was not refused", cmd)
	}
	if fault.CodeOf(err) != code || !strings.Contains(err.Error(), says) {
		p.T.Fatalf("%T: got %s %q, want %s with %q", cmd, fault.CodeOf(err), err, code, says)
	}
}

// Hinted wants a refusal with a hint.
func (p *Play) Hinted(who disclosure.Actor, cmd command.Command, want fault.Hint) {
	p.T.Helper()
	_, err := p.Try(who, cmd)
	if got := fault.HintOf(err); err == nil || got.Code != want.Code || !maps.Equal(got.Args, want.Args) {
		p.T.Fatalf("%T: got %v with the hint %v, want %v", cmd, err, got, want)
	}
}

// At moves the clock to an hour of a day, counted on from January 2020.
func (p *Play) At(day, hour int) *Play {
	p.Now = time.Date(2020, 1, 24, hour, 0, 0, 0, time.UTC).AddDate(0, 0, day-24) // days count on from January
	return p
}

// Event puts an event on record by hand.
func (p *Play) Event(kind disclosure.Kind, when civil.When, change ...func(*record.AddEvent)) command.Decision {
	p.T.Helper()
	e := record.AddEvent{Kind: kind, At: when, Party: disclosure.Vendor}
	for _, f := range change {
		f(&e)
	}
	return p.Do(Ada, e)
}

// Draft writes a draft and returns its id. A first contact about what was never seen open leaves by a reason on record.
func (p *Play) Draft(template disclosure.Template, contact string) string {
	p.T.Helper()
	because := ""
	if a, ok := p.C.Asset("A1"); template == disclosure.FirstContact && (!ok || a.Streak.LastOpen.IsZero()) {
		because = Unasked
	}
	p.Do(Rita, message.NewDraft{
		Draft: disclosure.Draft{Template: template, Contact: contact, Lang: "en", Subject: "Exposed files", Body: "b1", Because: because},
		Blob:  disclosure.Blob{Ref: "b1", Salt: []byte("salt"), Plain: []byte("text")},
	})
	return p.C.Drafts[len(p.C.Drafts)-1].ID
}

// Approval is the command that approves a draft.
func (p *Play) Approval(draft string) message.ApproveDraft {
	n := len(p.C.Messages) + 1
	return message.ApproveDraft{
		ID:      draft,
		Message: disclosure.Message{ID: fmt.Sprintf("<m%d@team.example>", n), To: "security@nextmotion.example", Raw: disclosure.BlobRef(fmt.Sprintf("raw%d", n))},
		Blob:    disclosure.Blob{Ref: disclosure.BlobRef(fmt.Sprintf("raw%d", n)), Plain: []byte("bytes")},
	}
}

// Queued writes, approves and hands over a message, and returns its key.
func (p *Play) Queued(template disclosure.Template, contact string) string {
	p.T.Helper()
	id := p.Draft(template, contact)
	p.Do(Bob, p.Approval(id))
	p.Do(Ada, message.SendDraft{ID: id})
	return p.C.Messages[len(p.C.Messages)-1].Key
}

// Sent takes a message to its delivery and returns its key.
func (p *Play) Sent(template disclosure.Template, contact string) string {
	p.T.Helper()
	key := p.Queued(template, contact)
	p.Do(Robot, message.RecordDelivery{Message: key, Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "250 ok"}})
	return key
}

// Message returns the message of a key.
func (p *Play) Message(key string) disclosure.Message {
	p.T.Helper()
	m, ok := p.C.Message(key)
	if !ok {
		p.T.Fatalf("no message %s", key)
	}
	return m
}

// Probe records an observation of A1.
func (p *Play) Probe(o observed.Observation, reason disclosure.ProbeReason) command.Decision {
	p.T.Helper()
	return p.Do(Robot, exposure.RecordProbe{Asset: "A1", Observation: o, Request: disclosure.ProbeRequest{Reason: reason}})
}

// WasOpen lets a probe of a minute ago find an asset open, unless one did so before.
func (p *Play) WasOpen(id string) {
	p.T.Helper()
	if a, _ := p.C.Asset(id); !a.SeenOpen() {
		p.Do(Robot, exposure.RecordProbe{
			Asset: id, Observation: SeesOpen(p.Now.Add(-time.Minute)), Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson},
		})
	}
}

// CloseA1 lets four probes find the asset closed, eight hours apart, from now on. It was open before.
func (p *Play) CloseA1() {
	p.T.Helper()
	p.WasOpen("A1")
	for range 4 {
		p.Probe(SeesClosed(p.Now), disclosure.ProbeForPerson)
		p.Now = p.Now.Add(8 * time.Hour)
	}
	if a, _ := p.C.Asset("A1"); a.Exposure != disclosure.ExposureClosed || !a.Closure.Verified {
		p.T.Fatalf("A1 is %s and not closed", a.Exposure)
	}
}

// Exposure is the state of an asset.
func (p *Play) Exposure(id string) disclosure.ExposureState {
	a, _ := p.C.Asset(id)
	return a.Exposure
}

// Waiting returns the keys of the jobs that match.
func (p *Play) Waiting(match func(ledger.Job) bool) []string {
	var keys []string
	for _, j := range p.Jobs {
		if j.State == ledger.JobWaiting && match(j) {
			keys = append(keys, j.Key)
		}
	}
	return keys
}

// Regular matches the pending regular probes.
func Regular(j ledger.Job) bool {
	probe, err := ledger.PayloadOf[task.Probe](j)
	return err == nil && probe.Request.Reason == disclosure.ProbeForSchedule
}

// Payload reads the payload of a job.
func Payload[P ledger.Payload](t Failer, j ledger.Job) P {
	t.Helper()
	p, err := ledger.PayloadOf[P](j)
	if err != nil {
		t.Fatalf("%s: %v", j.Key, err)
	}
	return p
}

// KindsOf lists what a decision recorded.
func KindsOf(d command.Decision) string {
	var out []string
	for _, e := range d.Events {
		out = append(out, string(e.Kind))
	}
	return strings.Join(out, " ")
}

// StateJSON writes a case for comparisons.
func StateJSON(t Failer, c *disclosure.Case) string {
	t.Helper()
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatalf("the case has no JSON: %v", err)
	}
	return string(b)
}

// Day20 is a day of 2020.
func Day20(month time.Month, d int) civil.When { return civil.OnDay(2020, month, d) }

// TypeName names the type of a value.
func TypeName(v any) string { return fmt.Sprintf("%T", v) }
