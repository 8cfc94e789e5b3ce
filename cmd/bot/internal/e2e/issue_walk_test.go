package e2e

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app/gallery"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/notify/github/siteserver"
)

// visited is a hub whose repository somebody else can be let into, and whose vendor closes issues.
type visited interface {
	hub
	// letIn lets somebody read the repository of whom nobody said who they are.
	letIn(login string)
	// shut closes the issue as the vendor.
	shut()
}

// What the case knows and nobody on GitHub may read: other parties and cases, notes, and people's own addresses.
const (
	otherVendor  = "MedNorth"
	provider     = "Hostwerk"
	providerMail = "abuse@hostwerk.example"
	personMail   = "marie.durand@nextmotion.example"
	internalNote = "whisper-7731: our source is a former employee"
)

// TestAReportIsWalkedThroughItsIssue walks with GitHub in the small form of [smallHub], and a site in that of its own server.
func TestAReportIsWalkedThroughItsIssue(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes the race detector 80 seconds; the walk of a whole case in Slack and the tests of each room run under it, the pull request of a page does not")
	}
	t.Parallel()
	pages := siteserver.New(t)
	hub := newSmallHub(t)
	w := newIssueWalk(t, hub, map[string]string{"/repos/" + siteserver.Name: pages.URL}, func(g *config.GitHub) {
		g.Site = config.Site{Repository: siteserver.Name, Folder: siteserver.Folder}
	})
	w.whole()
	pages.Set(func() {
		if len(pages.Pulls) != 1 || pages.Pulls[0]["state"] != "open" {
			t.Errorf("the site has %v", pages.Pulls)
		}
	})
}

// issueWalk is a case from its first issue to the pull request of its page. Whatever is sent to GitHub passes the wire.
type issueWalk struct {
	*walk
	hub  visited
	wire *wire
}

func newIssueWalk(t *testing.T, h visited, elsewhere map[string]string, change func(*config.GitHub)) *issueWalk {
	t.Helper()
	w := &issueWalk{hub: h, wire: newWire(t, h.url(), elsewhere)}
	w.walk = newWalk(t, func(inner *walk) {
		inner.hub = h
		inner.cfg.GitHub = config.GitHub{
			Mode: "live", BaseURL: w.wire.URL, Token: config.NewSecret(h.token()), WebhookSecret: config.NewSecret(hookSecret), Poll: "@every 5m",
			Repositories: []config.Repository{{Name: h.repo(), VendorLogins: []string{"vendor-dev"}}},
		}
		change(&inner.cfg.GitHub)
	})
	return w
}

func (w *issueWalk) whole() {
	w.surrounded()
	w.withheld()
	w.contacted()
	w.acknowledged()
	w.extended()
	w.claimedAndReopened()
	w.closedForGood()
	w.offered()
	w.nothingLeaked()
	w.nothingIsLeft("/first_contact/C3/1") // it was withheld once
}

// surrounded records the case with all that must not be read by the vendor, and another case beside it.
func (w *issueWalk) surrounded() {
	w.recorded()
	w.do(w.app, "Rosa", w.id, record.AddContact{Contact: disclosure.Contact{
		Role: disclosure.Provider, Name: provider, Channel: disclosure.Email, Address: providerMail, Found: "whois", Quality: disclosure.QualityPublished,
	}})
	w.do(w.app, "Rosa", w.id, record.AddContact{Contact: disclosure.Contact{
		Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Address: personMail, Found: "a talk", Quality: disclosure.QualityGuessed,
	}})
	w.do(w.app, "Rosa", w.id, record.AddEvent{Kind: disclosure.KindNote, At: w.app.Desk.Now(), Text: internalNote})
	_, err := w.app.Desk.NewCase(w.t.Context(), w.person(w.app, "Rosa"), record.Record{Discovered: civil.OnDay(2020, 1, 20), Facts: disclosure.Facts{
		Title:   "Open FTP server of " + otherVendor,
		Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: otherVendor}},
	}})
	if err != nil {
		w.t.Fatal(err)
	}
}

// withheld sends the first contact into a repository in which somebody reads whom nobody knows. A press in Slack says who they are.
func (w *issueWalk) withheld() {
	t, ctx := w.t, w.t.Context()
	w.hub.letIn("passer-by")
	c := w.do(w.app, "Rosa", w.id, record.AddContact{Contact: disclosure.Contact{
		Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Issue, Address: w.hub.repo(), Found: "invited", Quality: disclosure.QualityConfirmed,
	}})
	contact := c.Contacts[len(c.Contacts)-1].ID
	if _, _, err := w.app.Desk.NewDraft(ctx, w.person(w.app, "Rosa"), w.id, disclosure.FirstContact, contact, "en"); err != nil {
		t.Fatal(err)
	}
	w.approved("D1")
	told := w.slack.hears("A message was withheld", "passer-by", "collaborator", "first seen on")
	if _, exists := w.hub.look(); exists {
		t.Fatal("the issue was written although somebody unknown can read it")
	}
	w.slack.card("passer-by", "Nothing is written where 1 account can read")
	w.pressAt(lena, told, "They may read …")
	w.form(lena, "May they read it?", "passer-by", "collaborator")
	w.sends(lena, map[string]string{"text": "our auditor, seen at their desk"})
	w.form(lena, "It is on record")
	eventually(t, "the card asks no more", func() (bool, string) {
		card := w.slack.cards()[0].Blocks
		return !strings.Contains(card, "passer-by"), card
	})
	w.clicked("somebody who reads is made known")
}

// approved lets Lena approve and send a draft in Slack.
func (w *issueWalk) approved(draft string) {
	w.t.Helper()
	w.slack.press(lena, "Approve "+draft)
	w.form(lena, "Approve and send now")
	w.pressIn(lena, "Approve and send now")
}

// contacted is the issue, which says all that it takes to act.
func (w *issueWalk) contacted() {
	t := w.t
	w.approved("D1")
	eventually(t, "the issue exists", func() (bool, string) { _, ok := w.hub.look(); return ok, strings.Join(w.slack.heard(), "\n") })
	i, _ := w.hub.look()
	for _, s := range []string{bucketHost, "/fixed", "/extend", "/help", "curl", "private"} {
		if !strings.Contains(i.Body, s) {
			t.Errorf("the issue does not say %q:\n%s", s, i.Body)
		}
	}
	if strings.Contains(i.Title, "example-bucket") {
		t.Errorf("the title of the issue, which stands in every notification, names the target: %s", i.Title)
	}
	w.slack.hears("Contacted", "issue")
	w.commented("How this report stands")
	w.clicked("the issue is written")
}

// acknowledged is understood without a word, besides the comment at the top.
func (w *issueWalk) acknowledged() {
	before := w.comments()
	w.hub.say("/ack")
	w.slack.hears("Acknowledged")
	w.stands("Your first answer is on record")
	if n := w.comments(); n != before {
		w.t.Errorf("/ack is answered by %d comments", n-before)
	}
}

// stands waits until the comment at the top says something.
func (w *issueWalk) stands(says ...string) {
	w.t.Helper()
	eventually(w.t, fmt.Sprintf("the comment at the top says %q", says), func() (bool, string) {
		i, _ := w.hub.look()
		if len(i.Comments) == 0 {
			return false, "no comment"
		}
		top := i.Comments[0]
		return !slices.ContainsFunc(says, func(s string) bool { return !strings.Contains(top, s) }), top
	})
}

func (w *issueWalk) comments() int {
	i, _ := w.hub.look()
	return len(i.Comments)
}

// extended is a request for time, on which a lead decides by a press in Slack.
func (w *issueWalk) extended() {
	w.hub.say("- `/extend 14 we need a maintenance window`")
	asked := w.slack.hears("More time was requested")
	w.pressAt(lena, asked, "Decide about the time …")
	w.form(lena, "we need a maintenance window")
	day := w.clock().UTC().AddDate(0, 0, 20)
	fields := map[string]string{"what": "grant", "clause": "fix", "until": day.Format(time.DateOnly), "why": "they have a window"}
	w.sends(lena, fields)
	w.form(lena, "What follows")
	w.sends(lena, fields)
	w.form(lena, "answer is on record")
	w.commented("you have it, until " + day.Format(time.DateOnly))
	w.stands("You asked for more time: you have it, until " + day.Format("2 January 2006"))
	w.clicked("more time is granted")
}

// claimedAndReopened is a claim that is false, and a closing with it: what a probe sees is the answer, and the issue is open again.
func (w *issueWalk) claimedAndReopened() {
	t := w.t
	w.hub.say("We changed the policy.\n\n/fixed.")
	w.commented("still open as of")
	w.slack.hears("A fix was claimed, and A1 is still open")
	w.hub.shut()
	w.commented("We opened this issue again, so that it is not lost")
	eventually(t, "the issue is open again", func() (bool, string) { i, _ := w.hub.look(); return i.State == "open", i.State })
	if a := w.load(w.id).Assets[0]; a.Exposure != disclosure.ExposureOpen {
		t.Errorf("a claim moved the exposure to %s", a.Exposure)
	}
	w.hub.say("/fxed")
	w.commented("If you mean `/fixed`")
}

// closedForGood is a claim that is true: verified, and the issue is closed with the dates.
func (w *issueWalk) closedForGood() {
	t := w.t
	w.bucket.Shut(true)
	w.hub.say("/fixed")
	w.commented("First closed answer as of")
	w.commented("Verified closed")
	eventually(t, "the issue is closed", func() (bool, string) {
		i, _ := w.hub.look()
		return i.State == "closed" && i.StateReason == "completed", i.State
	})
	i, _ := w.hub.look()
	a := w.load(w.id).Assets[0]
	last := i.Comments[len(i.Comments)-1]
	for _, s := range []string{"| First contact |", "| Last seen open | " + a.Closure.LastOpen.UTC().Format("2006-01-02 15:04 UTC"), "| First seen closed |", "| From first contact to closure | 0 days"} {
		if !strings.Contains(last, s) {
			t.Errorf("the closing comment lacks %q:\n%s", s, last)
		}
	}
	w.stands("losed, verified by our own checks")
	w.clicked("verified closed")
}

// offered is the page, as a pull request to the site.
func (w *issueWalk) offered() {
	t, ctx := w.t, w.t.Context()
	issue := w.load(w.id).Contacts
	heads, _, err := w.app.Desk.NewDraft(ctx, w.person(w.app, "Rosa"), w.id, disclosure.PrePublication, issue[len(issue)-1].ID, "en")
	if err != nil {
		t.Fatal(err)
	}
	w.approved(heads.ID)
	w.slack.hears("The heads-up before publication was sent")
	w.later.Store(int64(120 * 24 * time.Hour))
	if err := w.app.AskBeforePublishing(ctx, w.person(w.app, "Rosa"), w.id); err != nil {
		t.Fatal(err)
	}
	quiet(t, w.app)
	eventually(t, "the page is approved by a second person", func() (bool, string) { // a probe that answers meanwhile makes another page of it
		p, err := w.app.Desk.Prepare(ctx, w.id, disclosure.Full, "en")
		if err == nil {
			err = w.app.Desk.ShowPublication(ctx, w.person(w.app, "Lena"), p, "")
		}
		if err == nil {
			err = w.app.Desk.ApprovePublication(ctx, w.person(w.app, "Lena"), p)
		}
		if err != nil && fault.CodeOf(err) != fault.Conflict {
			t.Fatal(err)
		}
		return err == nil, fmt.Sprint(err)
	})
	var o gallery.Order
	eventually(t, "the page is a pull request", func() (bool, string) {
		if o, err = w.app.Press().Offer(ctx, w.person(w.app, "Rosa"), w.id, disclosure.Full, "en"); err != nil {
			t.Fatal(err)
		}
		return o.Open && o.Holds, fmt.Sprintf("%s %s %s", o.Ref, o.Job.State, o.Job.LastError) + failing(o.Checks)
	})
	if w.load(w.id).Publication == disclosure.PublicationFull {
		t.Error("a request counts as published")
	}
	w.t.Logf("the page is %s", o.Ref)
}

// failing are the checks that do not let a page out.
func failing(checks []gate.Check) (out string) {
	for _, c := range checks {
		if c.State == gate.CheckFail {
			out += "\n" + c.Name + ": " + c.Reason
		}
	}
	return out
}

var mailAddress = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[a-z]{2,}`)

// nothingLeaked reads every byte that was sent to GitHub.
func (w *issueWalk) nothingLeaked() {
	t := w.t
	known := []string{teamUser + "@" + teamDomain, "security@example.com"} // ours, and the one in the list of commands
	issues, site := 0, 0
	for _, r := range w.wire.sent() {
		public := strings.HasPrefix(r.path, "/repos/"+w.cfg.GitHub.Site.Repository+"/")
		switch {
		case public:
			site++
		case r.body != "":
			issues++
		}
		for _, secret := range []string{otherVendor, provider, providerMail, personMail, "Durand", "whisper-7731", "former employee", "DL-2020-0002"} {
			if text := r.method + " " + r.path + " " + r.text(); strings.Contains(strings.ToLower(text), strings.ToLower(secret)) {
				t.Errorf("%q left with %s %s:\n%s", secret, r.method, r.path, r.text())
			}
		}
		for _, address := range mailAddress.FindAllString(r.text(), -1) {
			if !slices.Contains(known, address) && !strings.HasPrefix(address, "daylight+") && !strings.HasPrefix(address, teamUser+"+") {
				t.Errorf("the address %s left with %s %s", address, r.method, r.path)
			}
		}
		if where, err := url.PathUnescape(r.path); public && err == nil {
			secrets := []string{"example-bucket", w.hub.repo()}
			if r.file() { // the page that two people approved says where it was, as no link
				secrets = []string{bucketURL, bucketHost, w.hub.repo()}
			}
			for _, target := range secrets {
				if strings.Contains(where+r.text(), target) {
					t.Errorf("%q is public by %s %s:\n%s", target, r.method, r.path, r.text())
				}
			}
		}
	}
	if issues < 8 || site < 5 {
		t.Errorf("%d requests to the issue and %d to the site were read: the check is blind", issues, site)
	}
	t.Logf("%d requests with words to the issue and %d to the site leaked nothing", issues, site)
}
