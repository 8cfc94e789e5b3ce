package app

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
	"daylight/disclosure/writeup"
)

// taskRevision is the task that drafts what a page should say which gives away an asset that is open again.
const taskRevision ledger.Task = "publish/revision"

// revision is the payload of [taskRevision].
type revision struct {
	Event int `json:"seq,omitempty"` // number of the event that it follows, for operators who read the row
}

// Task implements [ledger.Payload].
func (revision) Task() ledger.Task { return taskRevision }

// revisionWait is after how long a revision is tried again that could not be drafted.
const revisionWait = time.Hour

// reviseReaction lets a revision be drafted once an asset is open again that a page of ours names, and anew once a public event changes
// what the draft says.
func reviseReaction(_, after *disclosure.Case, events []disclosure.Event) []ledger.Job {
	drafted := slices.ContainsFunc(after.Proposals, func(p disclosure.Proposal) bool { return p.Files != "" })
	i := slices.IndexFunc(events, func(e disclosure.Event) bool {
		return e.IsReopening() || drafted && e.Visibility == disclosure.Public && !e.Planned
	})
	if i < 0 || !gate.TakesBack(after, disclosure.Limited) {
		return nil
	}
	job := ledger.NewJob(ledger.QueueTimer, string(after.ID)+"/revision/"+strconv.Itoa(events[i].Seq), revision{Event: events[i].Seq})
	job.Case = after.ID
	return []ledger.Job{job}
}

// revise drafts and stores the revision of a page, in each language in which the page is out. Nothing becomes public by it.
func (a *App) revise(ctx context.Context, run *engine.Run, _ revision) engine.Result {
	cmd, err := a.composeRevision(ctx, run.Case)
	switch fault.CodeOf(err) {
	case "":
		return engine.Done(cmd)
	case fault.Unavailable, fault.Internal:
		return engine.Again(0, err.Error())
	default:
		return engine.Later(run.Now.Add(revisionWait), err.Error())
	}
}

func (a *App) composeRevision(ctx context.Context, id disclosure.CaseID) (publish.DraftRevision, error) {
	var cmd publish.DraftRevision
	d := a.Desk.As(person.ReaderEngine())
	events, err := a.store.Events(ctx, id)
	if err != nil {
		return cmd, err
	}
	var langs []string
	for i := range events {
		k := events[i].Detail.Consent
		if events[i].Kind == disclosure.KindPublished && k != nil && k.Mode == disclosure.Full && !slices.Contains(langs, k.Lang) {
			langs = append(langs, k.Lang)
		}
	}
	for _, lang := range langs {
		p, err := d.Prepare(ctx, id, disclosure.Limited, lang)
		if err != nil {
			return cmd, err
		}
		files, err := json.Marshal(p.Files)
		if err != nil {
			return cmd, fault.Errorf(fault.Internal, "the files of a revision: %w", err)
		}
		blob, err := a.service.Blob(files)
		if err != nil {
			return cmd, err
		}
		cmd.Drafts = append(cmd.Drafts, publish.Revision{Lang: lang, Digest: p.Digest, Blob: blob})
	}
	return cmd, nil
}

// StoredRevision is a limited revision that Daylight drafted and that waits for two people.
type StoredRevision struct {
	Lang     string    `json:"lang"`
	Digest   string    `json:"digest"`
	Drafted  time.Time `json:"drafted"`  // UTC
	Approved []string  `json:"approved"` // who agreed already
	Text     string    `json:"text"`     // as a person reads it
}

// Revisions are the revisions of a case that are stored and wait.
func (a *App) Revisions(ctx context.Context, id disclosure.CaseID) ([]StoredRevision, error) {
	c, err := a.Desk.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	out := []StoredRevision{}
	for _, p := range c.OpenProposals(a.service.Now()) {
		if p.Files == "" {
			continue
		}
		raw, err := a.store.Blob(ctx, p.Files)
		if err != nil {
			return nil, err
		}
		files := map[string][]byte{}
		if err := json.Unmarshal(raw, &files); err != nil {
			return nil, fault.Errorf(fault.Internal, "the stored files of a revision cannot be read: %w", err)
		}
		r := StoredRevision{
			Lang: p.Clause[len(disclosure.Limited)+1:], Digest: p.Name, Drafted: p.At, Approved: []string{}, Text: string(files[writeup.FileMarkdown]),
		}
		for i := range c.Approvals {
			if k := &c.Approvals[i]; k.Digest == p.Name {
				r.Approved = append(r.Approved, k.Person().Did())
			}
		}
		out = append(out, r)
	}
	return out, nil
}
