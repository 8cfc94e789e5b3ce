package app_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/writeup"
)

// reopened is a case whose full page is out, in a folder, and whose bucket is open again.
func reopened(t *testing.T) (b *bench, id disclosure.CaseID, dir string) {
	t.Helper()
	b, p, dir := approved(t)
	id = p.Case.ID
	if _, err := b.Desk.Publish(t.Context(), b.who("alice"), p, dir); err != nil {
		t.Fatal(err)
	}
	if drafts := b.revisions(id); len(drafts) > 0 {
		t.Fatalf("drafted while all is closed: %+v", drafts)
	}
	b.bucket.Shut(false)
	b.clock.pass(time.Minute)
	b.do("alice", id, exposure.RequestProbe{})
	b.drain()
	if a := b.load(id).Assets[0]; a.Exposure != disclosure.ExposureReopened {
		t.Fatalf("the bucket is %s", a.Exposure)
	}
	return b, id, dir
}

// revisions are what `bot publish drafts` shows.
func (b *bench) revisions(id disclosure.CaseID) []app.StoredRevision {
	b.t.Helper()
	out, err := b.Revisions(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// limited asks the gate for the limited writeup.
func (b *bench) limited(id disclosure.CaseID) *desk.Publication {
	b.t.Helper()
	p, err := b.Desk.Prepare(b.t.Context(), id, disclosure.Limited, "en")
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

// published is the text of the files of a folder, and what is on record of the publications.
func published(b *bench, id disclosure.CaseID, dir string) string {
	b.t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, writeup.FileMarkdown))
	if err != nil {
		b.t.Fatal(err)
	}
	return string(b.load(id).Publication) + "\n" + string(raw)
}

func TestALimitedRevisionIsDraftedAndGoesOutOnlyAfterTwoAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine draws and compares pages, so that the race detector learns nothing; the plain run does it")
	}
	t.Parallel()
	b, id, dir := reopened(t)
	jobs := slices.DeleteFunc(b.jobs(ledger.JobFilter{Case: id}), func(j ledger.Job) bool { return j.Task() != "publish/revision" })
	if len(jobs) != 1 || jobs[0].State != ledger.JobDone {
		t.Fatalf("the job of the revision: %+v", jobs)
	}
	drafts := b.revisions(id)
	p := b.limited(id)
	if len(drafts) != 1 || drafts[0].Lang != "en" || drafts[0].Digest != p.Digest || len(drafts[0].Approved) != 0 || !drafts[0].Drafted.Equal(b.Desk.Time().UTC()) {
		t.Fatalf("the drafts: %+v, want %s", drafts, p.Digest)
	}
	if text := drafts[0].Text; !strings.Contains(text, "\n# Open S3 bucket") || strings.Contains(text, "example-bucket") {
		t.Errorf("the draft names the place, or is none:\n%s", text)
	}

	line := slices.IndexFunc(b.agenda(desk.AgendaQuery{}).Items, func(i agenda.Item) bool { return i.What == agenda.PublishedOpen && i.Case == id })
	if line < 0 {
		t.Fatalf("the agenda says nothing of it:\n%s", agendaText(b.agenda(desk.AgendaQuery{})))
	}
	if got := b.agenda(desk.AgendaQuery{}).Items[line].Text; got != "read and approve the limited revision that is drafted: our full page says where A1 is" {
		t.Errorf("the agenda says %q", got)
	}

	// Nobody, one person, and the same person twice change nothing that is public.
	before := published(b, id, dir)
	if !strings.HasPrefix(before, string(disclosure.PublicationFull)) {
		t.Fatal(before)
	}
	out := filepath.Join(b.dir, "limited")
	unchanged := func(when string) {
		t.Helper()
		b.drain()
		_, err := b.Desk.Publish(t.Context(), b.who("alice"), b.limited(id), out)
		refuses(t, err, fault.Refused)
		empty(t, out)
		if published(b, id, dir) != before {
			t.Errorf("%s: what is public changed", when)
		}
	}
	unchanged("nobody agreed")
	refuses(t, b.Desk.ApprovePublication(t.Context(), b.who("alice"), b.limited(id)), fault.Refused, "has not seen these files")
	b.do("alice", id, publish.Preview{Mode: disclosure.Limited, Lang: "en", Digest: b.limited(id).Digest})
	if err := b.Desk.ApprovePublication(t.Context(), b.who("alice"), b.limited(id)); err != nil {
		t.Fatal(err)
	}
	if now := b.revisions(id); len(now) != 1 || len(now[0].Approved) != 1 || !strings.Contains(now[0].Approved[0], "alice") {
		t.Errorf("approved by one: %+v", now)
	}
	unchanged("one agreed")
	refuses(t, b.Desk.ApprovePublication(t.Context(), b.who("alice"), b.limited(id)), fault.Refused, "second person")
	unchanged("one agreed twice")

	if err := b.approves("bob", b.limited(id)); err != nil {
		t.Fatal(err)
	}
	c, err := b.Desk.Publish(t.Context(), b.who("alice"), b.limited(id), out)
	if err != nil {
		t.Fatal(err)
	}
	if c.Publication != disclosure.PublicationLimited {
		t.Errorf("the publication is %s", c.Publication)
	}
	raw, err := os.ReadFile(filepath.Join(out, writeup.FileMarkdown))
	if err != nil || strings.Contains(string(raw), "example-bucket") {
		t.Errorf("%v\n%s", err, raw)
	}
	if left := b.revisions(id); len(left) != 0 {
		t.Errorf("still waits: %+v", left)
	}
	if text := agendaText(b.agenda(desk.AgendaQuery{})); strings.Contains(text, "limited revision") {
		t.Errorf("the agenda still asks for it:\n%s", text)
	}
}
