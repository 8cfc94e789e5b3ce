package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/loopback"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/gate"
)

// TestOnePersonAloneCarriesACaseToAPage lets somebody who works alone, with rules.solo, go all the way: the second person is replaced
// and no evidence is. The asset was seen open and closed by probes, the vendor has the mails, and the page says who approved it.
func TestOnePersonAloneCarriesACaseToAPage(t *testing.T) {
	t.Parallel()
	var later atomic.Int64
	w := &world{t: t, clock: func() time.Time { return time.Now().Add(time.Duration(later.Load())) }}
	var err error
	if w.ca, err = loopback.NewAuthority(); err != nil {
		t.Fatal(err)
	}
	conf, err := w.ca.Server(bucketHost, "localhost")
	if err != nil {
		t.Fatal(err)
	}
	w.serve(conf)
	w.cfg = w.config(t.TempDir())
	w.cfg.People, w.cfg.Rules.Solo = nil, true
	w.app = w.bot()
	w.run()
	ctx, d := t.Context(), w.app.Desk
	ada, err := d.Caller(desk.Login{Name: "ada"}, "")
	if err != nil {
		t.Fatal(err)
	}
	do := func(id disclosure.CaseID, cmd command.Command) {
		t.Helper()
		if _, err := d.Do(ctx, ada, id, cmd); err != nil {
			t.Fatalf("%T: %v", cmd, err)
		}
	}
	c, err := d.NewCase(ctx, ada, record.Record{Discovered: d.Today().When(), Facts: disclosure.Facts{
		Title: "Open S3 bucket with patient files", Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion", Country: "FR"}},
		Assets: []disclosure.Asset{{Kind: "s3", Target: bucketURL}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	exposureIs := func(want disclosure.ExposureState) {
		t.Helper()
		eventually(t, "the asset is "+string(want), func() (bool, string) {
			a := w.load(c.ID).Assets[0]
			return a.Exposure == want, string(a.Exposure)
		})
	}
	exposureIs(disclosure.ExposureOpen)
	do(c.ID, record.AddContact{Contact: disclosure.Contact{
		Role: disclosure.Vendor, Channel: disclosure.Email, Address: vendorAddress, Found: "website", Quality: disclosure.QualityPublished,
	}})
	mailed := func(template disclosure.Template, letters int) {
		t.Helper()
		draft, _, err := d.NewDraft(ctx, ada, c.ID, template, "C1", "en")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.ApproveDraft(ctx, ada, c.ID, draft.ID, draft.Revision); err != nil {
			t.Fatal(err)
		}
		if _, err := d.SendDraft(ctx, ada, c.ID, draft.ID); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the vendor has the "+string(template), func() (bool, string) {
			jobs, _ := d.Events(ctx, c.ID)
			return len(w.letters(vendorAddress)) == letters, string(jobs[len(jobs)-1].Kind) + " " + jobs[len(jobs)-1].Text
		})
	}
	mailed(disclosure.FirstContact, 1)
	w.bucket.Shut(true)
	do(c.ID, exposure.RequestProbe{Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: ada.Name}})
	exposureIs(disclosure.ExposureClosed)
	mailed(disclosure.PrePublication, 2)
	eventually(t, "it is on record", func() (bool, string) { return !w.load(c.ID).HeadsUp.IsZero(), "" })

	check := func(want bool) *desk.Publication {
		t.Helper()
		p, err := d.Prepare(ctx, c.ID, disclosure.Full, "en")
		if err != nil {
			t.Fatal(err)
		}
		if p.Passed() != want {
			t.Fatalf("passed %t: %+v", p.Passed(), p.Checks)
		}
		return p
	}
	site := filepath.Join(t.TempDir(), "site")
	first := check(false) // two days have not passed
	if err := d.ShowPublication(ctx, ada, first, ""); err != nil {
		t.Fatal(err)
	}
	if err := d.ApprovePublication(ctx, ada, first); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Publish(ctx, ada, check(false), site); err == nil {
		t.Fatal("published before the vendor had its days")
	}
	later.Store(int64(30 * 24 * time.Hour))
	if err := w.app.AskBeforePublishing(ctx, ada, c.ID); err != nil {
		t.Fatal(err)
	}
	p, err := d.Prepare(ctx, c.ID, disclosure.Full, "en")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.ShowPublication(ctx, ada, p, ""); err != nil {
		t.Fatal(err)
	}
	if err := d.ApprovePublication(ctx, ada, p); err != nil {
		t.Fatal(err)
	}
	p = check(true)
	for _, k := range p.Checks {
		if k.Name == gate.CheckSecondPerson && !strings.HasPrefix(k.Reason, "approved by one person, by the login ada") {
			t.Errorf("the gate says %q", k.Reason)
		}
	}
	if _, err := d.Publish(ctx, ada, p, site); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(site, "index.html"))
	if err != nil || !strings.Contains(string(page), "One person approved this writeup") || !strings.Contains(string(page), "NextMotion") {
		t.Errorf("the page does not say that one person approved it: %v", err)
	}
	events, err := d.Events(ctx, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(events, func(e disclosure.Event) bool { return e.Kind == disclosure.KindPublished })
	if last := events[max(i, 0)]; last.Kind != disclosure.KindPublished || last.Detail.Consent == nil || !last.Detail.Consent.Solo || last.At != civil.DateOf(w.clock()).When() {
		t.Errorf("the record says %+v", last)
	}
	if report, err := w.app.Verify(ctx, nil); err != nil || !report.Clean() {
		t.Errorf("db verify: %v %v", report, err)
	}
}
