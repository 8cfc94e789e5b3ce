package app_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/cmd/bot/internal/loopback"
	"daylight/disclosure"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/fault"
	"daylight/disclosure/proof"
)

func TestTheRecordOfAClosureIsComputedAgain(t *testing.T) {
	t.Parallel()
	b, id := closedCase(t)
	report, err := b.Desk.VerifyProbes(t.Context(), id)
	if err != nil || len(report.Problems)+len(report.Remarks) > 0 || report.Probes == 0 || report.Plans != report.Probes {
		t.Errorf("%+v, %v", report, err)
	}
	t.Run("who asks under another name cannot know what was sent", func(t *testing.T) {
		cfg := *b.cfg
		cfg.Team.Contact = "other@daylight.example"
		other, err := app.New(t.Context(), &cfg, b.opts)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = other.Close() }()
		report, err := other.Desk.VerifyProbes(t.Context(), id)
		if err != nil || len(report.Problems) > 0 || report.Plans != 0 || len(report.Remarks) != report.Probes {
			t.Errorf("%+v, %v", report, err)
		}
	})
	t.Run("no case, no record", func(t *testing.T) {
		if _, err := b.Desk.VerifyProbes(t.Context(), "DL-2099-0001"); fault.CodeOf(err) != fault.NotFound {
			t.Error(err)
		}
	})
}

func TestAProofIsTheSameEachTimeAndHolds(t *testing.T) {
	t.Parallel()
	b, id := closedCase(t)
	p, err := b.Desk.ProveClosure(t.Context(), id, false)
	if err != nil {
		t.Fatal(err)
	}
	again, err := b.another().Desk.ProveClosure(t.Context(), id, false)
	if err != nil || string(again.Document) != string(p.Document) || string(again.Signature) != string(p.Signature) {
		t.Errorf("another process proves otherwise: %v\n%s\n%s", err, p.Document, again.Document)
	}
	got, err := proof.Check(p.Document, p.Signature)
	if err != nil || got.Fingerprint != p.Fingerprint {
		t.Errorf("%+v, %v", got, err)
	}
	a, c := got.Assets[0], b.load(id).Assets[0]
	if a.LastOpen == nil || a.LastOpen.Asked != c.Closure.LastOpen.Format("2006-01-02T15:04:05.000Z") || a.Rule.Strong != 3 {
		t.Errorf("%+v, closure %+v", a, c.Closure)
	}
	public, err := b.Desk.ProveClosure(t.Context(), id, true)
	plan, planErr := b.Desk.PlanOf(b.load(id), "A1")
	plans := public.Plans(func(string) ([]byte, string) { return plan.Text, plan.Hash })
	if sum := sha256.Sum256(plans["A1"]); planErr != nil || hex.EncodeToString(sum[:]) != public.Assets[0].Answers[0].PlanHash {
		t.Errorf("what was sent cannot be computed again from %q, %v", plans, planErr)
	}
	if err != nil || len(public.Salts) != 0 || public.Assets[0].Target != c.Defanged() {
		t.Errorf("%+v, %v", public.Proof, err)
	}
	for _, word := range []string{"alice", "bob", "rita", "NextMotion", "example-bucket", "daylight.example", "127.0.0.1"} {
		if strings.Contains(string(p.Document), word) {
			t.Errorf("the proof contains %q", word)
		}
	}
}

func TestWhatIsClosedIsAskedRightBeforePublishing(t *testing.T) {
	t.Parallel()
	b, id := closedCase(t)
	probes := func() int { return b.load(id).Assets[0].Probes }
	before := probes()
	ask := func() {
		t.Helper()
		if err := b.AskBeforePublishing(t.Context(), b.who("alice"), id); err != nil {
			t.Fatal(err)
		}
	}
	if ask(); probes() != before {
		t.Error("it was asked a minute ago and is asked again")
	}
	b.clock.pass(25 * time.Hour)
	if ask(); probes() != before+1 {
		t.Errorf("asked %d times instead of once", probes()-before)
	}
	b.bucket.Shut(false)
	b.clock.pass(25 * time.Hour)
	ask()
	if c := b.load(id); c.AllClosed() || b.prepare(id).Passed() {
		t.Errorf("it is open again and may be published: %+v", c.Assets[0])
	}
}

func TestNoScheduledProbeStartsWithinTheHoursToKeepOut(t *testing.T) {
	t.Parallel()
	var bucket *loopback.Bucket
	serve := withBucket(t, &bucket)
	b := newBench(t, func(c *config.Config, o *app.Options) {
		serve(c, o)
		c.Probe.KeepOut = "08:00-18:00 Europe/Paris"
	})
	id := b.record(nil) // at nine in the morning
	b.drain()
	if n := b.load(id).Assets[0].Probes; n != 0 {
		t.Fatalf("asked %d times by the schedule", n)
	}
	b.do("alice", id, exposure.RequestProbe{})
	b.drain()
	if n := b.load(id).Assets[0].Probes; n != 1 {
		t.Fatalf("who asks is answered at any hour, and there are %d answers", n)
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for range 4 * 24 {
		b.clock.pass(30 * time.Minute)
		b.drain()
	}
	events, err := b.Desk.Events(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	scheduled := 0
	for _, e := range events {
		if e.Kind != disclosure.KindProbed || e.Detail.Request.Reason != disclosure.ProbeForSchedule {
			continue
		}
		scheduled++
		if h := e.Detail.Probe.Started.In(paris).Hour(); h >= 8 && h < 18 {
			t.Errorf("event %d: asked at %s", e.Seq, e.Detail.Probe.Started.In(paris))
		}
	}
	if scheduled < 3 {
		t.Errorf("only %d scheduled probes in two days", scheduled)
	}
}

func TestTheWordsOfAgentsAreOnRecordAndVerified(t *testing.T) {
	t.Parallel()
	c := newClock(t)
	shut := newSite(t, 401)
	paris, _ := agentAt(t, "paris", c, shut)
	rome, _ := agentAt(t, "rome", c, shut)
	b := newSiteBench(t, shut, c, paris, rome)
	id := b.shut(shut, 401)
	b.days(c, 3)
	report, err := b.Desk.VerifyProbes(t.Context(), id)
	if err != nil || len(report.Problems) > 0 || report.Signed < 2 || report.Plans != report.Probes {
		t.Errorf("%+v, %v", report, err)
	}
	p, err := b.Desk.ProveClosure(t.Context(), id, false)
	if err != nil || p.Assets[0].Rule.Vantages != 2 {
		t.Errorf("%+v, %v", p.Proof, err)
	}
	cfg := *b.cfg
	paris.PublicKey, rome.PublicKey = rome.PublicKey, paris.PublicKey
	cfg.Probe.Vantages = []config.Vantage{paris, rome}
	other, err := app.New(t.Context(), &cfg, b.opts)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	if report, err := other.Desk.VerifyProbes(t.Context(), id); err != nil || len(report.Problems) == 0 || report.Signed != 0 {
		t.Errorf("the keys are mixed up and nothing is wrong: %+v, %v", report, err)
	}
}
