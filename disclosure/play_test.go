package disclosure_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
)

// failer is the part of testing.TB that a play needs, so that rapid's tests can play too.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// The people of these tests.
var (
	ada   = disclosure.Actor{Name: "ada", Role: disclosure.Lead, Via: "cli"}
	bob   = disclosure.Actor{Name: "bob", Role: disclosure.Lead, Via: "cli"}
	rita  = disclosure.Actor{Name: "rita", Role: disclosure.Researcher, Via: "slack"}
	vic   = disclosure.Actor{Name: "vic", Role: disclosure.Viewer, Via: "web"}
	robot = disclosure.Engine()
)

// play takes a case through Decide and Apply on a clock of its own, and holds what each decision has to keep.
type play struct {
	t      failer
	c      *disclosure.Case
	events []disclosure.Event
	jobs   []disclosure.Job // the table: one row a key
	now    time.Time
	rules  disclosure.Rules
}

const playID disclosure.CaseID = "DL-2020-0001"

// newPlay records the reference case on 24 January 2020, 10:00 in Paris, with one contact of the vendor (C1).
func newPlay(t failer) *play {
	t.Helper()
	p := emptyPlay(t)
	p.do(ada, disclosure.Record{ID: playID, Facts: nextMotionFacts(), Discovered: disclosure.OnDay(2020, 1, 24)})
	p.do(ada, disclosure.AddContact{Contact: disclosure.Contact{
		Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@nextmotion.example", Found: "security.txt",
	}})
	return p
}

func emptyPlay(t failer) *play {
	t.Helper()
	rules := disclosure.DefaultRules()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatalf("no zone: %v", err)
	}
	rules.Location, rules.Probing.KeepOutZone = paris, paris
	return &play{t: t, rules: rules, now: time.Date(2020, 1, 24, 9, 0, 0, 0, time.UTC)}
}

func nextMotionFacts() disclosure.Facts {
	return disclosure.Facts{
		Title:   "Open S3 bucket with patient files",
		Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion", Country: "FR", Domain: "nextmotion.net"}},
		Assets:  []disclosure.Asset{{Kind: "s3", Target: "https://bucket.s3.example/"}},
		Exposed: disclosure.Exposed{Records: 900_000, Data: []string{"medical_images", "videos"}},
	}
}

// try decides and, if that succeeds, applies. It checks that neither changes what it was given.
func (p *play) try(who disclosure.Actor, cmd disclosure.Command) (disclosure.Decision, error) {
	p.t.Helper()
	before := stateJSON(p.t, p.c)
	d, err := disclosure.Decide(p.c, cmd, disclosure.Env{Actor: who, Now: p.now, Rules: p.rules})
	if got := stateJSON(p.t, p.c); got != before {
		p.t.Fatalf("Decide(%T) changed the case that it was given\nbefore %s\nafter  %s", cmd, before, got)
	}
	if err != nil {
		if len(d.Events)+len(d.Jobs)+len(d.Blobs) > 0 {
			p.t.Fatalf("%T was refused and still led to something", cmd)
		}
		return d, err
	}
	for _, e := range d.Events {
		old, held := p.c, stateJSON(p.t, p.c)
		p.c = disclosure.Apply(p.c, e)
		if stateJSON(p.t, old) != held {
			p.t.Fatalf("Apply(%s) changed the case that it was given", e.Kind)
		}
	}
	p.events = append(p.events, d.Events...)
	for _, j := range d.Jobs {
		if j.Key == "" || j.Queue == "" || j.Task == "" || j.Due.IsZero() || j.Case != p.c.ID {
			p.t.Fatalf("incomplete job %+v", j)
		}
		p.enqueue(j)
	}
	return d, nil
}

// enqueue adds a job as a store does: a key that exists already is skipped.
func (p *play) enqueue(j disclosure.Job) {
	for i := range p.jobs {
		if p.jobs[i].Key == j.Key {
			return
		}
	}
	j.State = disclosure.JobWaiting
	p.jobs = append(p.jobs, j)
}

func (p *play) do(who disclosure.Actor, cmd disclosure.Command) disclosure.Decision {
	p.t.Helper()
	if r, ok := cmd.(disclosure.Record); ok {
		p.c = nil
		d, err := disclosure.Decide(nil, r, disclosure.Env{Actor: who, Now: p.now, Rules: p.rules})
		return p.opened(d, err, r.ID)
	}
	if r, ok := cmd.(disclosure.Import); ok {
		d, err := disclosure.Decide(nil, r, disclosure.Env{Actor: who, Now: p.now, Rules: p.rules})
		return p.opened(d, err, r.ID)
	}
	d, err := p.try(who, cmd)
	if err != nil {
		p.t.Fatalf("%T: %v", cmd, err)
	}
	return d
}

func (p *play) opened(d disclosure.Decision, err error, id disclosure.CaseID) disclosure.Decision {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("the case was not opened: %v", err)
	}
	p.c, p.events = disclosure.Rebuild(id, d.Events), d.Events
	for _, j := range d.Jobs {
		p.enqueue(j)
	}
	return d
}

// refused wants a refusal with a code and with words of its message.
func (p *play) refused(who disclosure.Actor, cmd disclosure.Command, code disclosure.Code, says string) {
	p.t.Helper()
	_, err := p.try(who, cmd)
	if err == nil {
		p.t.Fatalf("%T was not refused", cmd)
	}
	if disclosure.CodeOf(err) != code || !strings.Contains(err.Error(), says) {
		p.t.Fatalf("%T: got %s %q, want %s with %q", cmd, disclosure.CodeOf(err), err, code, says)
	}
}

func (p *play) at(day, hour int) *play {
	p.now = time.Date(2020, 1, 24, hour, 0, 0, 0, time.UTC).AddDate(0, 0, day-24) // days count on from January
	return p
}

// event puts an event on record by hand.
func (p *play) event(kind disclosure.Kind, when disclosure.When, change ...func(*disclosure.AddEvent)) disclosure.Decision {
	p.t.Helper()
	e := disclosure.AddEvent{Kind: kind, At: when, Party: disclosure.Vendor}
	for _, f := range change {
		f(&e)
	}
	return p.do(ada, e)
}

func (p *play) draft(template disclosure.Template, contact string) string {
	p.t.Helper()
	p.do(rita, disclosure.NewDraft{
		Draft: disclosure.Draft{Template: template, Contact: contact, Lang: "en", Subject: "Exposed files", Body: "b1"},
		Blob:  disclosure.Blob{Ref: "b1", Salt: []byte("salt"), Plain: []byte("text")},
	})
	return p.c.Drafts[len(p.c.Drafts)-1].ID
}

func (p *play) approval(draft string) disclosure.ApproveDraft {
	n := len(p.c.Messages) + 1
	return disclosure.ApproveDraft{
		ID:      draft,
		Message: disclosure.Message{ID: fmt.Sprintf("<m%d@team.example>", n), To: "security@nextmotion.example", Raw: disclosure.BlobRef(fmt.Sprintf("raw%d", n))},
		Blob:    disclosure.Blob{Ref: disclosure.BlobRef(fmt.Sprintf("raw%d", n)), Plain: []byte("bytes")},
	}
}

// queued writes, approves and hands over a message, and returns its key.
func (p *play) queued(template disclosure.Template, contact string) string {
	p.t.Helper()
	id := p.draft(template, contact)
	p.do(ada, p.approval(id))
	p.do(ada, disclosure.SendDraft{ID: id})
	return p.c.Messages[len(p.c.Messages)-1].Key
}

func (p *play) sent(template disclosure.Template, contact string) string {
	p.t.Helper()
	key := p.queued(template, contact)
	p.do(robot, disclosure.RecordDelivery{Message: key, Delivery: disclosure.Delivery{Kind: disclosure.Sent, Receipt: "250 ok"}})
	return key
}

func (p *play) message(key string) disclosure.Message {
	p.t.Helper()
	m, ok := p.c.Message(key)
	if !ok {
		p.t.Fatalf("no message %s", key)
	}
	return m
}

// The observations of these tests.
func seesOpen(at time.Time) disclosure.Observation {
	return observation(at, disclosure.FacetResult{Verdict: disclosure.Open, Reason: disclosure.ReasonOpen})
}

func seesClosed(at time.Time) disclosure.Observation {
	return observation(at, disclosure.FacetResult{Verdict: disclosure.Closed, Strength: disclosure.Strong, Reason: disclosure.ReasonAccessDenied})
}

func seesWeak(at time.Time) disclosure.Observation {
	return observation(at, disclosure.FacetResult{Verdict: disclosure.Closed, Strength: disclosure.Weak, Reason: disclosure.ReasonConnRefused})
}

func seesNothing(at time.Time) disclosure.Observation {
	return observation(at, disclosure.FacetResult{Reason: disclosure.ReasonTimeoutRead})
}

func seesOurFault(at time.Time) disclosure.Observation {
	o := observation(at, disclosure.FacetResult{Reason: disclosure.ReasonOffline})
	o.Local = true
	return o
}

func observation(at time.Time, list disclosure.FacetResult) disclosure.Observation {
	o := disclosure.Observation{
		Kind: "s3", Version: 1, Target: "https://bucket.s3.example/", Facets: map[string]disclosure.FacetResult{"list": list},
		Started: at, RTT: 31 * time.Millisecond, RTTMs: 31, Status: 200, Headers: map[string]string{"server": "fixture"}, Bytes: 412,
	}
	o.Summarise()
	return o
}

func (p *play) probe(o disclosure.Observation, reason string) disclosure.Decision {
	p.t.Helper()
	return p.do(robot, disclosure.RecordProbe{Asset: "A1", Observation: o, Asked: disclosure.Asked{Reason: reason}})
}

// closeA1 lets four probes find the asset closed, eight hours apart, from now on.
func (p *play) closeA1() {
	p.t.Helper()
	for range 4 {
		p.probe(seesClosed(p.now), disclosure.AskedPerson)
		p.now = p.now.Add(8 * time.Hour)
	}
	if a, _ := p.c.Asset("A1"); a.Exposure != disclosure.ExposureClosed || !a.Closure.Verified {
		p.t.Fatalf("A1 is %s and not closed", a.Exposure)
	}
}

func (p *play) exposure(id string) disclosure.ExposureState {
	a, _ := p.c.Asset(id)
	return a.Exposure
}

// waiting returns the keys of the jobs that match.
func (p *play) waiting(match func(disclosure.Job) bool) []string {
	var keys []string
	for _, j := range p.jobs {
		if j.State == disclosure.JobWaiting && match(j) {
			keys = append(keys, j.Key)
		}
	}
	return keys
}

// regular matches the pending regular probes.
func regular(j disclosure.Job) bool {
	return j.Task == disclosure.TaskProbe && j.Args.Asked.Reason == disclosure.AskedSchedule
}

// kindsOf lists what a decision recorded.
func kindsOf(d disclosure.Decision) string {
	var out []string
	for _, e := range d.Events {
		out = append(out, string(e.Kind))
	}
	return strings.Join(out, " ")
}

func stateJSON(t failer, c *disclosure.Case) string {
	t.Helper()
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatalf("the case has no JSON: %v", err)
	}
	return string(b)
}

func day20(month time.Month, d int) disclosure.When { return disclosure.OnDay(2020, month, d) }

func TestPlayHelpersAreHonest(t *testing.T) {
	p := newPlay(t)
	if p.c.Version != len(p.events) || p.c.Work != disclosure.WorkDraft || p.exposure("A1") != disclosure.ExposureUnconfirmed {
		t.Fatalf("unexpected start: %s", stateJSON(t, p.c))
	}
}

func typeName(v any) string { return fmt.Sprintf("%T", v) }
