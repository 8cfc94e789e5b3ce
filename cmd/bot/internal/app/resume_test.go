package app_test

import (
	"fmt"
	"path/filepath"
	"reflect"
	"testing"

	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
)

// restored puts a backup of the bench in its own place and opens it again.
func (b *bench) restored() {
	b.t.Helper()
	backup := filepath.Join(b.t.TempDir(), "backup.db")
	if _, err := b.Backup(b.t.Context(), backup); err != nil {
		b.t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		b.t.Fatal(err)
	}
	if _, err := db.Restore(b.t.Context(), db.RestoreOptions{
		From: backup, To: b.cfg.Database.Path, Listing: agenda.ListingOf, Clock: b.clock.Now,
	}); err != nil {
		b.t.Fatal(err)
	}
	b.opts.Create = false
	b.App = b.another()
}

// TestWhatGitHubDeliversWhileTheBotWaitsIsReadOnceWorkGoesOn restores a backup: what is said in the issue while the bot waits
// for a person moves nothing yet, and is taken up by itself then. What was said before, and is delivered again, waits.
func TestWhatGitHubDeliversWhileTheBotWaitsIsReadOnceWorkGoesOn(t *testing.T) {
	t.Parallel()
	h := newTracker(t)
	b := newBench(t, withTracker(h, config.Repository{VendorLogins: []string{"vendor-dev"}}))
	id := b.record(nil)
	b.reported(id)
	dev := map[string]any{"id": 77, "login": "vendor-dev", "type": "User"}
	says := func(n int, body, at string) {
		b.delivers(fmt.Sprintf("d%d", n), "issue_comment", map[string]any{
			"action": "created", "sender": dev, "issue": map[string]any{"number": 1, "user": map[string]any{"id": 42, "login": "daylight-bot"}},
			"comment": map[string]any{"id": n, "user": dev, "author_association": "NONE", "body": body, "created_at": at, "updated_at": at},
		})
	}
	b.restored()
	before := b.standingOf(id)
	b.clock.set(t, "2020-01-27T12:00:00Z")
	says(1, "/ack", "2020-01-27T08:30:00Z") // before the restore: the database before may have dealt with it
	says(2, "We look into it.", "2020-01-27T11:59:00Z")
	if after := b.standingOf(id); !reflect.DeepEqual(before, after) {
		t.Errorf("it moved something while the bot waits:\n%+v\n%+v", before, after)
	}
	b.clock.set(t, "2020-01-27T13:00:00Z")
	if _, err := b.Resume(t.Context(), b.who("alice")); err != nil {
		t.Fatal(err)
	}
	b.drain()
	b.drain() // the deliveries have become items
	if c := b.load(id); len(c.Answered) != 1 || c.Answered[disclosure.KeyOf(disclosure.Vendor, "NextMotion")].String() != "2020-01-27T11:59:00Z" {
		t.Errorf("the vendor's answer: %+v", c.Answered)
	}
	waiting, err := b.Desk.Inbox(t.Context(), false)
	if err != nil || len(waiting) != 1 || waiting[0].Meta["came"] != "2020-01-27T08:30:00Z" {
		t.Errorf("what was said before the restore does not wait for a person: %+v, %v", waiting, err)
	}
}
