package app_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/config"
	"daylight/cmd/bot/internal/loopback"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
)

// prepare asks the gate.
func (b *bench) prepare(id disclosure.CaseID) *desk.Publication {
	b.t.Helper()
	drawsPages(b.t)
	p, err := b.Desk.Prepare(b.t.Context(), id, disclosure.Full, "en")
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

// empty fails the test when something was written.
func empty(t *testing.T, dir string) {
	t.Helper()
	if entries, err := os.ReadDir(dir); err == nil {
		t.Errorf("a refusal wrote %v", entries)
	}
}

func TestTheGateRefusesAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := b.record(nil)
	dir := filepath.Join(b.dir, "writeup")
	p := b.prepare(id)
	if p.Passed() || len(p.Files) == 0 {
		t.Fatalf("the gate lets an open case pass: %+v", p.Checks)
	}
	_, err := b.Desk.Publish(t.Context(), b.who("alice"), p, dir)
	refuses(t, err, fault.Refused, "nothing was written")
	empty(t, dir)
	p.Checks = nil // a caller that forgot to ask
	_, err = b.Desk.Publish(t.Context(), b.who("alice"), p, dir)
	refuses(t, err, fault.Refused)
	empty(t, dir)
	if c := b.load(id); c.Publication != disclosure.PublicationPrivate {
		t.Errorf("the publication is %s", c.Publication)
	}
	checks := gateOf(t, b.Desk, id, disclosure.Full, "en")
	if gate.Passed(checks) {
		t.Errorf("%v", checks)
	}
}

// drawsPages leaves a test out of the run with the race detector. One page is published under it by the walk of a whole case in Slack;
// corrections, pull requests and their reviews are in the plain run alone.
func drawsPages(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("pages are drawn as pixels and read again, which takes the race detector more than ten minutes for all of these")
	}
}

// closedCase is a case that was told to the vendor and is verified closed.
func closedCase(t *testing.T, more ...func(*config.Config)) (*bench, disclosure.CaseID) {
	t.Helper()
	drawsPages(t)
	var bucket *loopback.Bucket
	world := withBucket(t, &bucket)
	b := newBench(t, func(c *config.Config, o *app.Options) {
		world(c, o)
		o.Timing.WriteGap = 1 // the clock of these tests stands still while a page is written to its site
		for _, change := range more {
			change(c)
		}
	})
	b.bucket = bucket
	id := b.record(nil)
	b.drain() // the bucket is open
	b.send(id, b.draft(id))
	if a := b.load(id).Assets[0]; a.Exposure != disclosure.ExposureOpen {
		t.Fatalf("the bucket is %s: %+v", a.Exposure, a.Last)
	}
	bucket.Shut(true)
	for range 20 { // five days
		b.clock.pass(6 * time.Hour)
		b.drain()
	}
	if !b.load(id).AllClosed() {
		t.Fatalf("the bucket is %+v", b.load(id).Assets[0])
	}
	d, _, err := b.Desk.NewDraft(t.Context(), b.who("alice"), id, disclosure.PrePublication, "C1", "fr")
	if err != nil {
		t.Fatal(err)
	}
	b.send(id, d)
	b.clock.pass(3 * 24 * time.Hour)
	b.drain()
	b.do("alice", id, record.AddEvent{
		Kind: disclosure.KindStatement, At: b.Desk.Now(), Party: disclosure.Vendor, Source: disclosure.SourcePress, Text: "The company says that it closed the access.",
	})
	b.clock.pass(time.Minute)
	b.do("alice", id, exposure.RequestProbe{Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForPublication, By: "alice"}})
	b.drain()
	return b, id
}

func TestAPublicationNeedsTheApprovalOfExactlyTheseFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine draws and compares pages, so that the race detector learns nothing; the plain run does it")
	}
	t.Parallel()
	b, id := closedCase(t)
	dir := filepath.Join(b.dir, "writeup")
	p := b.prepare(id)
	for _, c := range p.Checks {
		if approval := c.Name == gate.CheckSecondPerson || c.Name == gate.CheckApprovalCurrent; approval != (c.State == gate.CheckFail) {
			t.Errorf("before anybody approved: %+v", c)
		}
	}
	_, err := b.Desk.Publish(t.Context(), b.who("alice"), p, dir)
	refuses(t, err, fault.Refused)
	empty(t, dir)

	refuses(t, b.Desk.ApprovePublication(t.Context(), b.who("alice"), p), fault.Refused, "second person")
	refuses(t, b.Desk.ApprovePublication(t.Context(), b.who("vera"), p), fault.Forbidden)
	if err := b.approves("bob", p); err != nil {
		t.Fatal(err)
	}
	p = b.prepare(id)
	if checks := gateOf(t, b.Desk, id, disclosure.Full, "en"); !gate.Passed(checks) {
		t.Fatalf("approved, and the gate refuses: %v", checks)
	}
	if other := gateOf(t, b.Desk, id, disclosure.Full, "de"); gate.Passed(other) {
		t.Errorf("the approval of one language is taken for another: %v", other)
	}

	// Who may not publish writes nothing either.
	_, err = b.Desk.Publish(t.Context(), b.who("rita"), p, dir)
	refuses(t, err, fault.Forbidden)
	empty(t, dir)

	// What readers would see changes: the approval was for something else.
	b.do("alice", id, record.AddEvent{
		Kind: disclosure.KindPubliclyReported, At: b.Desk.Now(), Party: disclosure.Press, Source: disclosure.SourcePress,
	})
	_, err = b.Desk.Publish(t.Context(), b.who("alice"), p, dir)
	refuses(t, err, fault.Conflict, "nothing was written")
	empty(t, dir)
	if again := b.prepare(id); again.Passed() || again.Digest == p.Digest {
		t.Errorf("the old approval still counts: %+v", again.Checks)
	}

	again := b.prepare(id)
	if err := b.approves("bob", again); err != nil {
		t.Fatal(err)
	}
	again = b.prepare(id)
	c, err := b.Desk.Publish(t.Context(), b.who("alice"), again, dir)
	if err != nil {
		t.Fatal(err)
	}
	if c.Publication != disclosure.PublicationFull {
		t.Errorf("the publication is %s", c.Publication)
	}
	for name, want := range again.Files {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != string(want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*.part")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAnApprovalOutlivesMidnight(t *testing.T) {
	t.Parallel()
	b, p, dir := approved(t)
	b.clock.pass(16 * time.Hour) // the vendor has not answered for one day more
	if b.Desk.Today() == civil.DateOf(p.Case.UpdatedAt) {
		t.Fatal("it is the same day")
	}
	if _, err := b.Desk.Publish(t.Context(), b.who("alice"), p, dir); err != nil {
		t.Error(err)
	}
}

// approved is a case whose writeup bob approved.
func approved(t *testing.T) (*bench, *desk.Publication, string) {
	t.Helper()
	b, id := closedCase(t)
	p := b.prepare(id)
	if err := b.approves("bob", p); err != nil {
		t.Fatal(err)
	}
	p = b.prepare(id)
	return b, p, filepath.Join(b.dir, "writeup")
}

func TestAnApprovalDoesNotOutliveTheProbe(t *testing.T) {
	t.Parallel()
	b, p, dir := approved(t)
	b.clock.pass(48 * time.Hour)
	_, err := b.Desk.Publish(t.Context(), b.who("alice"), p, dir)
	refuses(t, err, fault.Refused, "fresh_probe", "nothing was written")
	empty(t, dir)
}

func TestABucketThatOpensAgainStopsAnApprovedPublication(t *testing.T) {
	t.Parallel()
	b, p, dir := approved(t)
	b.bucket.Shut(false)
	b.clock.pass(time.Minute)
	b.do("alice", p.Case.ID, exposure.RequestProbe{})
	b.drain()
	if a := b.load(p.Case.ID).Assets[0]; a.Exposure != disclosure.ExposureReopened {
		t.Fatalf("the bucket is %s", a.Exposure)
	}
	_, err := b.Desk.Publish(t.Context(), b.who("alice"), p, dir)
	if code := fault.CodeOf(err); code != fault.Refused && code != fault.Conflict {
		t.Errorf("got %v", err)
	}
	empty(t, dir)
	if now := b.prepare(p.Case.ID); now.Passed() {
		t.Error("the gate lets it pass")
	}
}
