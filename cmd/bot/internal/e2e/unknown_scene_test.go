package e2e

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"daylight/cmd/bot/internal/loopback"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
)

// stillClock stands until it is moved.
type stillClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *stillClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *stillClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// scene is the built bot with real servers around it, at a time that stands still, and one case whose vendor was written to.
type scene struct {
	*world
	time *stillClock
	hub  *smallHub
	id   disclosure.CaseID
}

// newScene builds the bot with mail, and with GitHub and Slack where the way in needs them.
func newScene(t *testing.T, way string) *scene {
	t.Helper()
	return newSceneWith(t, way, func(*world) {})
}

// newSceneWith is [newScene] in a world that is changed before the bot is built.
func newSceneWith(t *testing.T, way string, change func(*world)) *scene {
	t.Helper()
	s := &scene{world: &world{t: t}, time: &stillClock{now: time.Date(2020, 1, 27, 9, 0, 0, 0, time.UTC)}}
	change(s.world)
	s.clock = s.time.Now
	switch way {
	case "CLI", "import", "restore":
		s.clock = nil // the calls on the command line and the bot have one time
	case "issue":
		s.hub = newSmallHub(t)
		s.world.hub = s.hub
	case "Slack":
		s.slack = newWorkspace(t)
	}
	var err error
	if s.ca, err = loopback.NewAuthority(); err != nil {
		t.Fatal(err)
	}
	conf, err := s.ca.Server(bucketHost, "localhost")
	if err != nil {
		t.Fatal(err)
	}
	s.serve(conf)
	s.cfg = s.config(t.TempDir())
	s.cfg.Rules.SecondPerson = nil // who approves is not what these rows are about
	s.app = s.bot()
	if s.slack != nil {
		s.run() // Slack talks through a socket, so this bot runs
	}
	if s.hub != nil {
		hooks := httptest.NewServer(s.app.Hooks()["github"])
		t.Cleanup(hooks.Close)
		s.hub.hook(hooks.URL, hookSecret)
	}
	return s
}

// recordCase puts a case with one asset on record and lets the bot ask the asset. It was found so long ago that somebody should
// have been told: that this day passes is the work of time, and no row is about it.
func (s *scene) recordCase(vendor, kind, target string) disclosure.CaseID {
	s.t.Helper()
	c, err := s.app.Desk.NewCase(s.t.Context(), s.person(s.app, "Lena"), record.Record{
		Discovered: civil.OnDay(2020, 1, 20),
		Facts: disclosure.Facts{
			Title: "Open bucket with files of " + vendor, Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: vendor, Country: "GB"}},
			Assets: []disclosure.Asset{{Kind: kind, Target: target}}, Exposed: disclosure.Exposed{Records: 900, Data: []string{"invoices"}},
		},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.drain()
	return c.ID
}

// seenOpen asks until every asset that can be asked was seen open: on a starved machine an answer may come too late to count.
func (s *scene) seenOpen(id disclosure.CaseID) {
	s.t.Helper()
	for range 20 {
		if !slices.ContainsFunc(s.load(id).Assets, func(a disclosure.Asset) bool { return !a.SeenOpen() && a.Kind != closure.ProductFlaw }) {
			return
		}
		s.do(s.app, "Lena", id, exposure.RequestProbe{Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForPerson, By: "Lena"}})
		s.drain()
	}
	s.t.Fatal("it was not seen open in 20 answers")
}

// contact adds a way to the vendor.
func (s *scene) contact(id disclosure.CaseID, channel disclosure.Channel, address string) string {
	s.t.Helper()
	c := s.do(s.app, "Lena", id, record.AddContact{Contact: disclosure.Contact{
		Role: disclosure.Vendor, Name: s.load(id).Vendor().Name, Channel: channel, Address: address, Quality: disclosure.QualityPublished,
	}})
	return c.Contacts[len(c.Contacts)-1].ID
}

// approved drafts a message and approves it.
func (s *scene) approved(id disclosure.CaseID, tpl disclosure.Template, contact string) disclosure.Draft {
	s.t.Helper()
	d, _, err := s.app.Desk.NewDraft(s.t.Context(), s.person(s.app, "Rosa"), id, tpl, contact, "en")
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.app.Desk.ApproveDraft(s.t.Context(), s.person(s.app, "Lena"), id, d.ID, d.Revision); err != nil {
		s.t.Fatal(err)
	}
	s.drain()
	return d
}

func (s *scene) send(id disclosure.CaseID, d disclosure.Draft) error {
	s.t.Helper()
	_, err := s.app.Desk.SendDraft(s.t.Context(), s.person(s.app, "Lena"), id, d.ID)
	s.drain()
	return err
}

// written is a scene with a case of an open bucket and a first contact that arrived, by mail or as an issue.
func written(t *testing.T, way string) *scene {
	t.Helper()
	s := newScene(t, way)
	s.id = s.recordCase("NextMotion", "s3", bucketURL)
	s.seenOpen(s.id)
	channel, address := disclosure.Email, vendorAddress
	if way == "issue" {
		channel, address = disclosure.Issue, smallRepo
	}
	contact := s.contact(s.id, channel, address)
	if err := s.send(s.id, s.approved(s.id, disclosure.FirstContact, contact)); err != nil {
		t.Fatal(err)
	}
	if s.load(s.id).FirstContact.IsZero() {
		t.Fatalf("the vendor was not reached: %+v", s.load(s.id).Messages)
	}
	return s
}

// drain lets the bot do what is due, read its mail and hear its webhooks, until nothing is left.
func (s *scene) drain() {
	s.t.Helper()
	if s.slack != nil {
		s.rest()
		return
	}
	for {
		if s.hub != nil {
			s.hub.settle()
		}
		ran, err := s.app.Engine.Drain(s.t.Context())
		if err != nil {
			s.t.Fatal(err)
		}
		got, err := s.app.Poll(s.t.Context(), "mail")
		if err != nil {
			s.t.Fatal(err)
		}
		if ran == 0 && got == 0 {
			return
		}
	}
}

// letter is the first mail that the vendor got: where answers to it go, and its Message-ID.
func (s *scene) letter() (from, id string) {
	s.t.Helper()
	letters := s.letters(vendorAddress)
	if len(letters) == 0 {
		s.t.Fatal("the vendor has no mail")
	}
	m, err := mail.ReadMessage(bytes.NewReader(letters[0].Bytes))
	if err != nil {
		s.t.Fatal(err)
	}
	a, err := mail.ParseAddress(m.Header.Get("From"))
	if err != nil {
		s.t.Fatal(err)
	}
	return a.Address, strings.Trim(m.Header.Get("Message-Id"), "<>")
}

// mailed hands a mail to the team's server by SMTP, as any mail program would, and lets the bot read it.
func (s *scene) mailed(head, body string) {
	s.t.Helper()
	to, id := s.letter()
	head, body = strings.ReplaceAll(head, "{ID}", id), strings.ReplaceAll(body, "{ID}", id)
	raw := head + "\r\nTo: " + to + "\r\nDate: Mon, 27 Jan 2020 08:00:00 +0000\r\nMessage-ID: <" + fmt.Sprint(time.Now().UnixNano()) + "@elsewhere.example>\r\n" + body
	client, err := smtp.Dial(s.post.SMTPAddr())
	if err != nil {
		s.t.Fatal(err)
	}
	defer client.Close()
	if err := client.SendMail("somebody@elsewhere.example", []string{to}, strings.NewReader(raw)); err != nil {
		s.t.Fatal(err)
	}
	if s.slack != nil { // the bot that runs reads its mail at a hint of the server, or minutes later
		if _, err := s.app.Poll(s.t.Context(), "mail"); err != nil {
			s.t.Fatal(err)
		}
	}
	s.drain()
}
