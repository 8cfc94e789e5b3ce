package report

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/notify"
	"daylight/notify/github"
)

// Ports are what a [Channel] needs of the store.
type Ports struct {
	Inbox   Inbox
	Cursors Cursors
	Refs    Refs
	Cases   Cases
}

// Inbox stores inbound items before they are read. A key that exists is not fresh.
type Inbox interface {
	Receive(ctx context.Context, in ledger.Inbound, raw disclosure.Blob, job ledger.Job) (id int64, fresh bool, err error)
}

// Cursors keep how a report stood when it was last looked at.
type Cursors interface {
	Cursor(ctx context.Context, name string) (string, error)
	SetCursor(ctx context.Context, name, value string) error
}

// Refs find the reports of all cases.
type Refs interface {
	FindRefs(ctx context.Context, owner, prefix string) ([]ledger.Ref, error)
}

// Cases read cases.
type Cases interface {
	Load(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, error)
}

// TaskInbound is the task that reads an inbound item.
const TaskInbound ledger.Task = "report/inbound"

// Inbound is the payload of [TaskInbound].
type Inbound struct{ ledger.ItemRef }

// Task implements [ledger.Payload].
func (Inbound) Task() ledger.Task { return TaskInbound }

// The states of a report, as GitHub calls them.
const (
	triage    = "triage" // nobody decided about it yet
	draft     = "draft"  // accepted
	published = "published"
	closed    = "closed"
)

// moved is what is stored when a report stands otherwise than before.
type moved struct {
	Case   disclosure.CaseID `json:"case"`
	Ref    string            `json:"ref"`
	Before string            `json:"before"`
	State  string            `json:"state"`
	At     time.Time         `json:"at"` // UTC, by the clock of GitHub
}

// gone is the state of a report that is not shown to us any more.
const gone = "gone"

// maxState is the longest name of a state that is kept.
const maxState = 40

// Poll looks how every report stands, and stores what changed. One that fails does not stop the others. It says how many changed.
func (c *Channel) Poll(ctx context.Context) (int, error) {
	rows, err := c.ports.Refs.FindRefs(ctx, refOwner, refPrefix)
	if err != nil {
		return 0, err
	}
	n := 0
	var errs []error
	for _, row := range rows {
		fresh, err := c.look(ctx, row)
		if fresh {
			n++
		}
		if errs = append(errs, err); ctx.Err() != nil {
			break
		}
	}
	return n, errors.Join(errs...)
}

// look looks at one report. What changed is stored before it is remembered: what is stored twice has one key.
func (c *Channel) look(ctx context.Context, row ledger.Ref) (fresh bool, err error) {
	repo, id, ok := parseRef(row.Value)
	if !ok {
		return false, fault.Errorf(fault.Internal, "%.150q is no reference of a private report", row.Value)
	}
	k, err := c.ports.Cases.Load(ctx, row.Case)
	if err != nil {
		return false, err
	}
	over, err := c.overSince(ctx, row.Value)
	if err != nil || (github.Watching{Ended: over, Quiet: github.QuietSince(k)}).Over(c.clock()) {
		return false, err
	}
	var a advisory
	got, err := c.hub.Ask(ctx, http.MethodGet, "repos/"+repo+"/security-advisories/"+id, nil, &a)
	if err != nil {
		return false, err
	}
	now := moved{Case: row.Case, Ref: row.Value, State: short(a.State), At: a.Updated.UTC()}
	switch {
	case got.Done && (!strings.EqualFold(a.ID, id) || a.State == ""):
		return false, fault.Errorf(fault.Unavailable, "GitHub: the answer about a private report is about something else")
	case got.Done:
	case got.Status == http.StatusNotFound || got.Status == http.StatusForbidden || got.Status == http.StatusGone:
		now.State, now.At = gone, c.clock().UTC()
	default:
		return false, got.Err("a private report could not be read")
	}
	if err := c.noteOver(ctx, row.Value, now.State, over); err != nil {
		return false, err
	}
	name := "github/report/state/" + strings.ToLower(row.Value)
	if now.Before, err = c.ports.Cursors.Cursor(ctx, name); err != nil || now.Before == now.State {
		return false, err
	}
	if now.Before == "" {
		now.Before = triage
	}
	if now.Before != now.State {
		if fresh, err = c.receive(ctx, now); err != nil {
			return false, err
		}
	}
	return fresh, c.ports.Cursors.SetCursor(ctx, name, now.State)
}

// overSince is when it was seen first that a report will hardly move any more; zero while it may. By our own clock: what is not shown to us
// has no other one.
func (c *Channel) overSince(ctx context.Context, ref string) (time.Time, error) {
	v, err := c.ports.Cursors.Cursor(ctx, overName(ref))
	if err != nil || v == "" {
		return time.Time{}, err
	}
	at, err := time.Parse(time.RFC3339, v)
	if err != nil {
		return time.Time{}, nil //nolint:nilerr // it is noted anew
	}
	return at, nil
}

// noteOver keeps since when a report is in a state that hardly moves, and forgets it where it moved on.
func (c *Channel) noteOver(ctx context.Context, ref, state string, since time.Time) error {
	over := state == closed || state == published || state == gone
	switch {
	case over && since.IsZero():
		return c.ports.Cursors.SetCursor(ctx, overName(ref), c.clock().UTC().Format(time.RFC3339))
	case !over && !since.IsZero():
		return c.ports.Cursors.SetCursor(ctx, overName(ref), "")
	}
	return nil
}

func overName(ref string) string { return "github/report/over/" + strings.ToLower(ref) }

func (c *Channel) receive(ctx context.Context, m moved) (bool, error) {
	raw, err := json.Marshal(m)
	if err != nil {
		return false, fault.Errorf(fault.Internal, "a change of a report could not be encoded: %w", err)
	}
	blob, err := disclosure.NewBlob(raw, nil)
	if err != nil {
		return false, err
	}
	at := m.At
	if m.State == gone {
		at = at.Truncate(24 * time.Hour)
	}
	now := c.clock().UTC()
	in := ledger.Inbound{
		Channel: disclosure.Report, Key: "github/report/" + strings.ToLower(m.Ref) + "/" + m.State + "/" + at.Format(time.RFC3339), Received: now,
		From: "GitHub", Subject: m.Ref, State: ledger.InboundNew, Raw: blob.Ref, Meta: map[string]string{"came": m.At.Format(time.RFC3339Nano)},
	}
	job := ledger.NewJob(ledger.QueueInbound, in.Key, Inbound{}).At(now)
	job.Created = now
	_, fresh, err := c.ports.Inbox.Receive(ctx, in, blob, job)
	return fresh, err
}

// Reading is what a change of a report means for its case.
type Reading struct {
	Case    disclosure.CaseID
	Command *incoming.RecordInbound // nil for nothing
	Inbox   ledger.InboxUpdate
}

// Understand says what a stored change means. Accepting a report is an answer of those who accepted it. What else becomes of it is for a
// person to look at: it stops no clock. Nothing of it says anything about the asset.
func (c *Channel) Understand(ctx context.Context, in ledger.Inbound, raw []byte) (Reading, error) {
	out := Reading{Inbox: ledger.InboxUpdate{ID: in.ID, State: ledger.InboundFailed}}
	m, ok := readMoved(raw)
	if !ok || m.Case == "" {
		out.Inbox.Note = "the stored change of a report cannot be read"
		return out, nil
	}
	k, err := c.ports.Cases.Load(ctx, m.Case)
	if err != nil {
		return out, err
	}
	message, found := messageOf(k, m.Ref)
	if !found {
		out.Inbox.State, out.Inbox.Note = ledger.InboundWaiting, "no message of "+string(k.ID)+" is the report "+m.Ref
		return out, nil
	}
	out.Case, out.Inbox.Case, out.Inbox.State = k.ID, k.ID, ledger.InboundMatched
	at := m.At
	if at.IsZero() || at.After(in.Received) {
		at = in.Received
	}
	kind := disclosure.KindUnclear
	if m.State == draft && m.Before == triage {
		kind = disclosure.KindReplied
	}
	out.Command = &incoming.RecordInbound{
		Inbox: in.ID, Kind: kind, Party: message.Role, Name: message.Name, Channel: disclosure.Report, At: civil.At(at.UTC()), Source: disclosure.SourceIssue,
		Ref: m.Ref + "/" + m.State, Answers: message.ID, Says: said(m), Body: in.Raw,
	}
	return out, nil
}

// messageOf is the newest message that was filed in the repository of a report.
func messageOf(k *disclosure.Case, ref string) (found disclosure.Message, ok bool) {
	repo, _, _ := parseRef(ref)
	for _, m := range k.Messages {
		if m.Channel == disclosure.Report && strings.EqualFold(m.To, repo) && (m.State == disclosure.MessageSent || m.State == disclosure.MessageUncertain) {
			found, ok = m, true
		}
	}
	return found, ok
}

// said tells the team what became of a report.
func said(m moved) string {
	switch m.State {
	case draft:
		return "They accepted the private report: it is a draft advisory now, and still private. That says nothing about whether it is closed."
	case closed:
		return "They closed the private report. Look at its page for the reason; nothing is closed by it."
	case published:
		return "They published the advisory: everybody reads it now. Look whether it names the finding. Nothing is closed by it."
	case triage:
		return "The private report waits for their decision again."
	case gone:
		return "The private report is not shown to us any more: look at its page."
	default:
		return "GitHub says that the private report is " + m.State + " now: look at its page."
	}
}

// Show is a stored change as a person sees it.
func Show(raw []byte) (text, ref string, at time.Time, ok bool) {
	m, ok := readMoved(raw)
	if !ok {
		return "", "", time.Time{}, false
	}
	return said(m), m.Ref, m.At, true
}

// readMoved reads what was stored.
func readMoved(raw []byte) (m moved, ok bool) {
	err := json.Unmarshal(raw, &m)
	return m, err == nil && m.State != ""
}

// short is the name of a state as it is kept.
func short(state string) string {
	state = strings.TrimSpace(notify.Plain(state))
	if r := []rune(state); len(r) > maxState {
		state = string(r[:maxState])
	}
	return state
}
