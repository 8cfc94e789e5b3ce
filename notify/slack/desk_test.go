package slack

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/exposure"
	msg "daylight/disclosure/command/message"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
	"daylight/disclosure/timeline"
	"daylight/notify/slack/form"
)

// desk is a small team in memory: enough of the domain for the surface to be pushed around.
type desk struct {
	picture Picture
	clock   func() time.Time

	mu     sync.Mutex
	cases  map[disclosure.CaseID]*disclosure.Case
	events map[disclosure.CaseID][]disclosure.Event
	bodies map[string]string
	inbox  map[string]ledger.Inbound
	raw    map[string][]byte
	jobs   []ledger.Job
	keys   map[string]bool
	refs   map[string]string
	notes  []ledger.InboxUpdate
	sends  int
	// accepted is who accepted whom.
	accepted []string
	// recovered is who gave which case to whom.
	recovered []string
	probes    int
	waits     []agenda.Item
	agendaOf  []string
	snoozed   deadline.SnoozeReminders
	asked     disclosure.ProbeRequest // of the newest probe
	filters   []ledger.Filter
	list      []ledger.Summary
	broken    error // what every port answers
	panics    bool
	refuses   error  // what commands are answered with
	reason    string // why a first contact needs a reason
	items     []ledger.Inbound
	known     form.Known                         // of forms
	ahead     func(ledger.Job) (time.Time, bool) // what comes first in a thread
	meddles   int                                // how often somebody else is faster than a form
	members   map[string]Member
	// agreed is who agreed to what, and body and closed are of each decision that waits.
	agreed       []string
	notSecond    string // who cannot be the second person
	body, closed string
}

func newDesk(clock func() time.Time) *desk {
	return &desk{
		clock: clock, cases: map[disclosure.CaseID]*disclosure.Case{}, events: map[disclosure.CaseID][]disclosure.Event{}, bodies: map[string]string{},
		inbox: map[string]ledger.Inbound{}, raw: map[string][]byte{}, keys: map[string]bool{}, refs: map[string]string{},
	}
}

// InSlack implements [Staff].
func (d *desk) InSlack(user string) (disclosure.Actor, error) {
	m, ok := d.members[user]
	if !ok {
		return disclosure.Actor{}, fault.Errorf(fault.Forbidden, "nobody has the Slack id %s", user)
	}
	return disclosure.Actor{Name: m.Name, Role: m.Rank, Counsel: m.Counsel, Hand: person.Hand{Via: person.Slack, Account: user, Proof: person.BySlack}}, nil
}

func (d *desk) ports() Ports {
	return d.portsOf(person.Reader{})
}

func (d *desk) portsOf(who person.Reader) Ports {
	s := seat{d, who}
	ahead := func(_ context.Context, job ledger.Job) (time.Time, bool, error) {
		if d.ahead == nil {
			return time.Time{}, false, nil
		}
		until, ok := d.ahead(job)
		return until, ok, nil
	}
	return Ports{Ahead: ahead, As: d.portsOf, Cases: s, Findings: s, Drafts: s, Outbox: d, Acts: d, Seconds: d, Approvals: d, Batches: d, Staff: d, People: d, Inbox: d, Items: d, Assign: d, Refs: d, Rehearsal: d, Targets: d, Canonical: canonical, Find: find, Agenda: d.agenda, Pages: pressed{s}, Publishing: pressed{s}, Revisions: pressed{s}, Words: pressed{s}, Address: siteOf, Readers: d.readers, Picture: d.picture}
}

// agenda is what waits for somebody.
func (d *desk) agenda(_ context.Context, who *disclosure.Actor) ([]agenda.Item, []string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	name := ""
	if who != nil {
		name = who.Name
	}
	d.agendaOf = append(d.agendaOf, name)
	return d.waits, []string{"the clocks of DL-2020-0009 cannot be computed"}, d.broken
}

// seat is the desk as a reader sees it.
type seat struct {
	*desk
	who person.Reader
}

func (s seat) Case(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, error) {
	k, err := s.desk.Case(ctx, id)
	if err == nil && !k.VisibleTo(s.who) {
		return nil, id.NotFound()
	}
	return k, err
}

func (s seat) Timeline(ctx context.Context, id disclosure.CaseID) (timeline.Timeline, error) {
	if _, err := s.Case(ctx, id); err != nil {
		return timeline.Timeline{}, err
	}
	return s.desk.Timeline(ctx, id)
}

func (s seat) Do(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, cmd command.Command) (*disclosure.Case, error) {
	if _, err := s.Case(ctx, id); err != nil {
		return nil, err
	}
	return s.desk.Do(ctx, actor, id, cmd)
}

var anyLink = regexp.MustCompile(`https?://[^\s<>|]+`)

// find knows web addresses alone. What the real one reads is tested where all kinds are.
func find(text string) (raw, kind string, said []string) {
	if raw = anyLink.FindString(text); raw == "" {
		return "", "", nil
	}
	kind = "http"
	if strings.Contains(raw, ".s3.") {
		kind = "s3"
	}
	return raw, kind, anyLink.FindAllString(text, -1)
}

func canonical(raw, _ string) (target, how string, err error) {
	if strings.Contains(raw, "127.0.0.1") || strings.Contains(raw, "localhost") {
		return "", "", fault.Errorf(fault.Refused, "private and internal targets are refused")
	}
	if !strings.Contains(raw, "://") {
		return "", "", fault.Errorf(fault.Invalid, "write a URL")
	}
	return strings.TrimSuffix(raw, "/") + "/", "the bucket at " + raw, nil
}

// add appends an event and the jobs that follow from it.
func (d *desk) add(k *disclosure.Case, before *disclosure.Case, e disclosure.Event) {
	k.Version++
	e.Seq, e.RecordedAt = k.Version, d.clock()
	if e.At.IsZero() {
		e.At = civil.At(d.clock())
	}
	k.UpdatedAt = e.RecordedAt
	d.events[k.ID] = append(d.events[k.ID], e)
	for _, j := range Reaction(before, k, []disclosure.Event{e}) {
		if !d.keys[j.Key] {
			d.keys[j.Key] = true
			d.jobs = append(d.jobs, j)
		}
	}
}

func (d *desk) NewCase(_ context.Context, actor disclosure.Actor, rec record.Record) (*disclosure.Case, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.broken != nil {
		return nil, d.broken
	}
	if d.panics {
		panic("the desk broke")
	}
	id := disclosure.CaseID(fmt.Sprintf("DL-2020-%04d", len(d.cases)+1))
	k := &disclosure.Case{
		ID: id, Title: rec.Facts.Title, Author: actor.Name, Parties: rec.Facts.Parties, Assets: rec.Facts.Assets, Exposed: rec.Facts.Exposed,
		Work: disclosure.WorkActive, Discovered: rec.Discovered, RecordedAt: d.clock(),
	}
	for i := range k.Assets {
		k.Assets[i].ID = fmt.Sprintf("A%d", i+1)
		if target, _, err := canonical(k.Assets[i].Target, k.Assets[i].Kind); err == nil {
			k.Assets[i].Target = target
		}
	}
	d.cases[id] = k
	d.add(k, nil, disclosure.Event{Kind: disclosure.KindRecorded, Actor: actor.Name})
	return k.Clone(), nil
}

func (d *desk) Do(_ context.Context, actor disclosure.Actor, id disclosure.CaseID, cmd command.Command) (*disclosure.Case, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	k, ok := d.cases[id]
	if !ok {
		return nil, fault.Errorf(fault.NotFound, "there is no case %s", id)
	}
	if d.refuses != nil {
		return nil, d.refuses
	}
	switch cmd := cmd.(type) {
	case record.AddEvent:
		d.add(k, k, disclosure.Event{Kind: cmd.Kind, At: cmd.At, Party: cmd.Party, Actor: actor.Name, Source: cmd.Source, Ref: cmd.Ref, Text: cmd.Text, Visibility: cmd.Visibility})
	case exposure.RequestProbe:
		d.probes++
		d.asked = cmd.Request
	case deadline.SnoozeReminders:
		d.snoozed = cmd
	case exposure.Reveal:
		d.add(k, k, disclosure.Event{Kind: disclosure.KindTargetRevealed, Actor: actor.Name, Text: strings.Join(cmd.Assets, " ")})
	case msg.DiscardDraft:
		d.discard(k, actor, cmd)
	case exposure.ConfirmTarget:
		for i := range k.Assets {
			if k.Assets[i].ID == cmd.Asset {
				k.Assets[i].ConfirmedBy = actor.Name
			}
		}
		d.add(k, k, disclosure.Event{Kind: disclosure.KindTargetConfirmed, Actor: actor.Name, Text: cmd.Asset + " " + cmd.Text})
	case exposure.Attest:
		d.attest(k, actor, cmd)
	default:
		return nil, fault.Errorf(fault.Internal, "the desk does not know %T", cmd)
	}
	return k.Clone(), nil
}

// attest counts words: that of a second person puts the closure on record.
func (d *desk) attest(k *disclosure.Case, actor disclosure.Actor, cmd exposure.Attest) {
	for i := range k.Assets {
		a := &k.Assets[i]
		if a.ID != cmd.Asset {
			continue
		}
		if a.AttestedBy != "" && a.AttestedBy != actor.Name {
			a.Exposure, a.UndecidedNotified = disclosure.ExposureAttested, false
		}
		a.AttestedBy = actor.Name
	}
	d.add(k, k, disclosure.Event{Kind: disclosure.KindProposed, Actor: actor.Name, Text: cmd.Asset + " " + cmd.Seen})
}

func (d *desk) Case(_ context.Context, id disclosure.CaseID) (*disclosure.Case, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if k, ok := d.cases[id]; ok {
		return k.Clone(), nil
	}
	return nil, fault.Errorf(fault.NotFound, "there is no case %s", id)
}

func (d *desk) List(_ context.Context, f ledger.Filter) ([]ledger.Summary, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.filters = append(d.filters, f)
	start := 0
	if f.After != "" {
		start = slices.IndexFunc(d.list, func(s ledger.Summary) bool { return s.ID == f.After }) + 1
	}
	return d.list[start:min(start+f.Limit, len(d.list))], nil
}

func (d *desk) Timeline(_ context.Context, id disclosure.CaseID) (timeline.Timeline, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := timeline.Timeline{Case: id, Headline: "open since 2020-01-24"}
	for _, e := range d.events[id] {
		t.Rows = append(t.Rows, timeline.Row{Seq: e.Seq, Kind: e.Kind, At: e.At.String(), Party: e.Party, Text: e.Text, Actor: e.Actor, When: e.At, Event: e})
	}
	nine, seven := 9, 7
	t.Durations = map[string]*timeline.Duration{"contact_to_closure": {Days: &nine, WorkingDays: &seven}}
	return t, nil
}

func (d *desk) NeedsReason(context.Context, disclosure.CaseID, disclosure.Template, string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.reason, nil
}

// newDraft writes a letter on the version of a case that was seen, and discards what it takes the place of.
func (d *desk) newDraft(actor disclosure.Actor, saw *disclosure.Case, l *form.Letter) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	id := saw.ID
	k := d.cases[id]
	if k.Version != saw.Version {
		return command.Changed(id, saw.Version, k.Version)
	}
	draft := disclosure.Draft{
		ID: fmt.Sprintf("D%d", len(k.Drafts)+1), Template: l.Template, Contact: l.Contact, Role: disclosure.Vendor, Channel: disclosure.Email, Lang: l.Lang,
		Subject: "Exposed data", Because: l.Because, Author: actor.Name, Revision: 1, State: disclosure.DraftOpen,
	}
	k.Drafts = append(k.Drafts, draft)
	d.bodies[string(id)+draft.ID] = "Dear team, <your bucket> & its files are readable."
	d.add(k, k, disclosure.Event{Kind: disclosure.KindDrafted, Actor: actor.Name, Detail: disclosure.Detail{Draft: &draft}})
	if l.Instead != "" {
		d.discard(k, actor, msg.DiscardDraft{ID: l.Instead, Text: l.Why})
	}
	return nil
}

func (d *desk) discard(k *disclosure.Case, actor disclosure.Actor, cmd msg.DiscardDraft) {
	for i := range k.Drafts {
		if k.Drafts[i].ID == cmd.ID {
			k.Drafts[i].State = disclosure.DraftDiscarded
		}
	}
	d.add(k, k, disclosure.Event{Kind: disclosure.KindDraftDiscarded, Actor: actor.Name, Text: cmd.Text})
}

func (d *desk) DraftText(_ context.Context, id disclosure.CaseID, draftID string) (disclosure.Draft, string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	draft, ok := d.cases[id].Draft(draftID)
	if !ok {
		return draft, "", fault.Errorf(fault.NotFound, "there is no draft %s", draftID)
	}
	return draft, d.bodies[string(id)+draftID], nil
}

func (d *desk) move(actor disclosure.Actor, id disclosure.CaseID, draftID string, from, to disclosure.DraftState, revision int, kind disclosure.Kind) (*disclosure.Case, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	k := d.cases[id]
	for i := range k.Drafts {
		dr := &k.Drafts[i]
		if dr.ID != draftID {
			continue
		}
		if dr.State != from || revision > 0 && dr.Revision != revision {
			return nil, fault.Errorf(fault.Refused, "draft %s is %s", draftID, dr.State)
		}
		before := k.Clone()
		dr.State = to
		if to == disclosure.DraftSent {
			d.sends++
		}
		m := &disclosure.Message{Key: "M1", Draft: draftID, Role: dr.Role, Channel: dr.Channel}
		d.add(k, before, disclosure.Event{Kind: kind, Actor: actor.Name, Party: disclosure.Vendor, Channel: disclosure.Email, Detail: disclosure.Detail{Message: m}})
		return k.Clone(), nil
	}
	return nil, fault.Errorf(fault.NotFound, "there is no draft %s", draftID)
}

func (d *desk) ApproveDraft(_ context.Context, actor disclosure.Actor, id disclosure.CaseID, draftID string, revision int) (*disclosure.Case, error) {
	return d.move(actor, id, draftID, disclosure.DraftOpen, disclosure.DraftApproved, revision, disclosure.KindApproved)
}

// ApproveBatch implements [Batches].
func (d *desk) ApproveBatch(_ context.Context, actor disclosure.Actor, id disclosure.CaseID, batch, digest string) (*disclosure.Case, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	k := d.cases[id]
	if msg.BatchOf(k, batch).Digest != digest {
		return nil, fault.Errorf(fault.Conflict, "the list %s has changed since you saw it: read its sample again", batch)
	}
	before := k.Clone()
	for i := range k.Drafts {
		if k.Drafts[i].Batch == batch {
			k.Drafts[i].State = disclosure.DraftApproved
		}
	}
	d.agreed = append(d.agreed, actor.Name+" "+actor.Hand.Account+" "+batch)
	d.add(k, before, disclosure.Event{Kind: disclosure.KindApproved, Actor: actor.Name, Text: "approved"})
	return k.Clone(), nil
}

func (d *desk) SendDraft(_ context.Context, actor disclosure.Actor, id disclosure.CaseID, draftID string) (*disclosure.Case, error) {
	return d.move(actor, id, draftID, disclosure.DraftApproved, disclosure.DraftSent, 0, disclosure.KindContacted)
}

// End implements [Rehearsal].
func (d *desk) End(_ context.Context, actor disclosure.Actor, why string) (bool, error) {
	return actor.Name != "Lena", nil // the first of two
}

func (d *desk) AcceptNamed(_ context.Context, actor disclosure.Actor, name, value string) (string, error) {
	if name != "carol" {
		return "", fault.Errorf(fault.Conflict, "nothing of %s waits to be accepted", name)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.accepted = append(d.accepted, actor.Name+" "+actor.Hand.Account+" "+name+" "+value)
	return "U0CAROL", nil
}

func (d *desk) Recover(_ context.Context, actor disclosure.Actor, id disclosure.CaseID, names []string, why string) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.recovered = append(d.recovered, strings.Join(append([]string{actor.Name, string(id)}, append(names, why)...), " "))
	return len(d.recovered) > 1, nil
}

func (d *desk) Receive(_ context.Context, in ledger.Inbound, raw disclosure.Blob, job ledger.Job) (int64, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.broken != nil {
		return 0, false, d.broken
	}
	if _, ok := d.inbox[in.Key]; ok {
		return d.inbox[in.Key].ID, false, nil
	}
	in.ID = int64(len(d.inbox) + 1)
	job, err := job.ForItem(in.ID)
	if err != nil {
		return 0, false, err
	}
	d.inbox[in.Key], d.raw[in.Key] = in, raw.Plain
	d.jobs = append(d.jobs, job)
	return in.ID, true, nil
}

func (d *desk) Ref(_ context.Context, id disclosure.CaseID, owner, name string) (string, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, ok := d.refs[string(id)+"/"+owner+"/"+name]
	return v, ok, nil
}

func (d *desk) FindRef(_ context.Context, owner, name, value string) (disclosure.CaseID, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for k, v := range d.refs {
		if id, ok := strings.CutSuffix(k, "/"+owner+"/"+name); ok && v == value {
			return disclosure.CaseID(id), true, nil
		}
	}
	return "", false, nil
}

func (d *desk) FindTarget(_ context.Context, target string) ([]disclosure.CaseID, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []disclosure.CaseID
	for id, k := range d.cases {
		if _, ok := k.Asset(target); ok {
			out = append(out, id)
		}
	}
	return out, nil
}

// What follows is the engine's side.

func (d *desk) take() (ledger.Job, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.jobs) == 0 {
		return ledger.Job{}, false
	}
	j := d.jobs[0]
	d.jobs = d.jobs[1:]
	return j, true
}

func (d *desk) again(j ledger.Job) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.jobs = append(d.jobs, j)
}

func (d *desk) inbound(key string) (ledger.Inbound, []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.inbox[key], d.raw[key]
}

func (d *desk) note(u ledger.InboxUpdate) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.notes = append(d.notes, u)
}

func (d *desk) refer(refs []ledger.Ref) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, r := range refs {
		d.refs[string(r.Case)+"/"+r.Owner+"/"+r.Name] = r.Value
	}
}

// change edits a case as the domain would not, to set a scene.
func (d *desk) change(id disclosure.CaseID, f func(*disclosure.Case)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f(d.cases[id])
}

func (d *desk) counts() (cases, sends, probes, jobs int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.cases), d.sends, d.probes, len(d.jobs)
}
