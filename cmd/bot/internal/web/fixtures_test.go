package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app/desk/glance"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
	"daylight/disclosure/observed"
	"daylight/disclosure/timeline"
	"daylight/disclosure/writeup"
	"daylight/templates"
)

const plainPicture = `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" role="img" aria-labelledby="t"><title id="t">Timeline</title><style>.a{fill:#111}</style><rect class="a" width="10" height="2"/></svg>
`

// fakeDesk is a desk in memory.
type fakeDesk struct {
	today   civil.Date
	cases   map[disclosure.CaseID]*disclosure.Case
	events  map[disclosure.CaseID][]disclosure.Event
	checks  map[disclosure.Mode][]gate.Check
	picture func(t timeline.Timeline) ([]byte, error) // nil draws plainPicture

	err, gateErr error
	asked        ledger.Filter
}

func newDesk(today string) *fakeDesk {
	d, err := civil.ParseDate(today)
	if err != nil {
		panic(err)
	}
	return &fakeDesk{
		today: d, cases: map[disclosure.CaseID]*disclosure.Case{}, events: map[disclosure.CaseID][]disclosure.Event{},
		checks: map[disclosure.Mode][]gate.Check{
			disclosure.Full: {
				{Name: gate.CheckClosure, State: gate.CheckPass, Reason: "Every asset is closed."},
				{Name: gate.CheckSecondPerson, State: gate.CheckFail, Reason: "Nobody but the author approved it: a second person has to."},
			},
			disclosure.Limited: {{Name: gate.CheckFreshProbe, State: gate.CheckNotApplicable, Reason: "No claim about closure is made."}},
		},
	}
}

func (d *fakeDesk) add(id disclosure.CaseID, events []disclosure.Event) *disclosure.Case {
	c := milestone.Rebuild(id, events)
	d.cases[id], d.events[id] = c, events
	return c
}

func (d *fakeDesk) Case(_ context.Context, id disclosure.CaseID) (*disclosure.Case, error) {
	if d.err != nil {
		return nil, d.err
	}
	c, ok := d.cases[id]
	if !ok {
		return nil, fault.Errorf(fault.NotFound, "there is no case %s", id)
	}
	return c, nil
}

// List keeps the order that the store promises: by deadline, those without one last, then by id.
func (d *fakeDesk) List(_ context.Context, f ledger.Filter) ([]ledger.Summary, error) {
	d.asked = f
	if d.err != nil {
		return nil, d.err
	}
	var all []ledger.Summary
	for _, c := range d.cases {
		s := summaryOf(c)
		open := s.Work == disclosure.WorkDraft || s.Work == disclosure.WorkActive
		overdue := !s.NextDue.IsZero() && s.NextDue.Before(f.Overdue)
		found := strings.Contains(strings.ToLower(s.Title+" "+s.Vendor), strings.ToLower(f.Query))
		if (open || f.All) && (f.Overdue.IsZero() || overdue) && found {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b ledger.Summary) int {
		if a.NextDue.IsZero() != b.NextDue.IsZero() {
			return map[bool]int{true: 1, false: -1}[a.NextDue.IsZero()]
		}
		return cmp.Or(a.NextDue.Compare(b.NextDue), cmp.Compare(a.ID, b.ID))
	})
	if f.After != "" {
		all = all[1+slices.IndexFunc(all, func(s ledger.Summary) bool { return s.ID == f.After }):]
	}
	return all[:min(len(all), cmp.Or(f.Limit, 50))], nil
}

func (d *fakeDesk) View(ctx context.Context, id disclosure.CaseID) (glance.View, error) {
	c, err := d.Case(ctx, id)
	if err != nil {
		return glance.View{}, err
	}
	t := timeline.Build(c, d.events[id], d.today)
	t.Headline = agenda.Headline(c)
	return glance.View{Case: c, Timeline: t, Gate: func(_ context.Context, mode disclosure.Mode, _ string) ([]gate.Check, error) {
		return d.checks[mode], d.gateErr
	}}, nil
}

func (d *fakeDesk) HeldTexts(*disclosure.Case) []string { return nil }

func (d *fakeDesk) NextAction(c *disclosure.Case) string {
	return agenda.NextAction(c, nil, agenda.Rules{})
}

func (d *fakeDesk) TimelineAs(t timeline.Timeline, format, lang string) ([]byte, error) {
	switch {
	case format != "svg" || lang != "en":
		return nil, fault.Errorf(fault.Invalid, "unknown format %q or language %q", format, lang)
	case d.picture == nil:
		return []byte(plainPicture), nil
	default:
		return d.picture(t)
	}
}

func (d *fakeDesk) Today() civil.Date { return d.today }

// drawn draws with the renderer of writeups.
func drawn(tb testing.TB) func(t timeline.Timeline) ([]byte, error) {
	tb.Helper()
	r, err := writeup.New(templates.Writeup(), templates.PageLanguages())
	if err != nil {
		tb.Fatal(err)
	}
	return func(t timeline.Timeline) ([]byte, error) { return r.TimelineSVG(t, "en", disclosure.InternalOnly) }
}

func summaryOf(c *disclosure.Case) ledger.Summary {
	due, what := agenda.NextDue(c)
	v := c.Vendor()
	return ledger.Summary{
		ID: c.ID, Title: c.Title, Vendor: v.Name, Country: v.Country, Headline: agenda.Headline(c), Work: c.Work,
		Exposure: c.ExposureState(), Publication: c.Publication, Discovered: c.Discovered, Contacted: c.FirstContact,
		Closed: milestone.ClosedAt(c), NextDue: due, NextWhat: what,
	}
}

// numbered completes events: sequence numbers, and everything recorded an hour after it happened.
func numbered(events []disclosure.Event) []disclosure.Event {
	for i := range events {
		e := &events[i]
		e.Seq = i + 1
		e.Visibility = cmp.Or(e.Visibility, disclosure.Public)
		e.Source = cmp.Or(e.Source, disclosure.SourcePerson)
		if e.RecordedAt.IsZero() {
			e.RecordedAt = e.At.Time().UTC().Add(time.Hour)
		}
	}
	return events
}

func on(m time.Month, day int) civil.When { return civil.OnDay(2020, m, day) }

func probed(at time.Time, v observed.Verdict, strength observed.Strength, reason observed.Reason, s disclosure.Streak) disclosure.Event {
	return disclosure.Event{
		Kind: disclosure.KindProbed, At: civil.At(at), Source: disclosure.SourceOwnProbe, Ref: "A1",
		Visibility: disclosure.InternalOnly, Text: v.String() + ": " + string(reason),
		Detail: disclosure.Detail{
			AssetID: "A1", Streak: &s,
			Probe: &observed.Observation{Kind: "s3", Started: at, Verdict: v, Strength: strength, Reason: reason},
		},
	}
}

// nextMotion is the reference case as a team would have lived it, up to 15 February 2020.
func nextMotion() []disclosure.Event {
	facts := &disclosure.Facts{
		Title: "Open S3 bucket with patient files", Summary: "Pictures and videos of patients, with invoices.",
		Parties: []disclosure.Party{
			{Role: disclosure.Vendor, Name: "NextMotion", Country: "FR", Domain: "nextmotion.net"},
			{Role: disclosure.Provider, Name: "AWS", Country: "US"},
		},
		Assets:  []disclosure.Asset{{ID: "A1", Kind: "s3", Target: "https://example-bucket.s3.eu-west-3.amazonaws.com/"}},
		Exposed: disclosure.Exposed{Records: 900000, Data: []string{"medical_images", "videos", "invoices"}},
	}
	contact := &disclosure.Contact{
		ID: "C1", Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Address: "security@nextmotion.example",
		Found: "security.txt", FoundAt: on(1, 27), Quality: disclosure.QualityPublished,
	}
	message := &disclosure.Message{
		Key: "DL-2020-0001/first_contact/C1/1", ID: "<m1@daylight.example>", Draft: "D1", Template: disclosure.FirstContact,
		Contact: "C1", Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, To: contact.Address,
		Subject: "Patient files of NextMotion are readable by anybody", State: disclosure.MessageSent,
		SentAt: time.Date(2020, 1, 27, 10, 2, 0, 0, time.UTC),
	}
	draft := &disclosure.Draft{
		ID: "D1", Template: disclosure.FirstContact, Contact: "C1", Role: disclosure.Vendor, Name: "NextMotion",
		Channel: disclosure.Email, Lang: "fr", Subject: message.Subject, Author: "ada", Revision: 1, State: disclosure.DraftOpen,
	}
	open := disclosure.Streak{LastOpen: time.Date(2020, 2, 4, 20, 0, 0, 0, time.UTC)}
	events := []disclosure.Event{
		{Kind: disclosure.KindRecorded, At: on(1, 24), Actor: "ada", Visibility: disclosure.InternalOnly, Detail: disclosure.Detail{Facts: facts}},
		{Kind: disclosure.KindDiscovered, At: on(1, 24)},
		{Kind: disclosure.KindOwnerIdentified, At: on(1, 27), Party: disclosure.Vendor, Name: "NextMotion", Visibility: disclosure.InternalOnly, Detail: disclosure.Detail{Contact: contact}},
		{Kind: disclosure.KindDrafted, At: on(1, 27), Party: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Visibility: disclosure.InternalOnly, Detail: disclosure.Detail{Draft: draft}},
		{Kind: disclosure.KindContacted, At: civil.At(message.SentAt), Party: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Source: disclosure.SourceOwnMail, Detail: disclosure.Detail{Message: message}},
		{Kind: disclosure.KindDeadlineSet, At: on(1, 27), Until: on(4, 26), Source: disclosure.SourceSystem, Detail: kept(disclosure.ClockRunning, on(4, 26))},
		{Kind: disclosure.KindContacted, At: on(1, 30), Party: disclosure.Provider, Name: "AWS", Channel: disclosure.Form},
	}
	for day := 31; day <= 35; day++ { // 31 January to 4 February
		events = append(events, probed(time.Date(2020, 1, day, 20, 0, 0, 0, time.UTC), observed.Open, observed.NoStrength, observed.ReasonOpen, open))
	}
	first := time.Date(2020, 2, 5, 8, 0, 0, 0, time.UTC)
	for n := range 3 {
		at := first.Add(time.Duration(n) * 12 * time.Hour)
		streak := disclosure.Streak{Strong: n + 1, FirstStrong: first, Newest: at, NewestStrong: at, LastOpen: open.LastOpen}
		events = append(events, probed(at, observed.Closed, observed.Strong, observed.ReasonAccessDenied, streak))
	}
	return numbered(append(events, []disclosure.Event{
		{Kind: disclosure.KindClosed, At: on(2, 5), Source: disclosure.SourceOwnProbe, RecordedAt: first.Add(24 * time.Hour), Detail: disclosure.Detail{
			AssetID: "A1", Closure: &disclosure.Closure{At: on(2, 5), LastOpen: open.LastOpen, Verified: true, Source: disclosure.SourceOwnProbe},
		}},
		{Kind: disclosure.KindDeadlineSet, At: on(2, 12), Source: disclosure.SourceSystem, Visibility: disclosure.InternalOnly, Detail: kept(disclosure.ClockTerminated, on(4, 26))},
		{Kind: disclosure.KindAcknowledged, At: on(2, 11), Party: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Source: disclosure.SourceVendorMail},
		{Kind: disclosure.KindPubliclyReported, At: on(2, 14), Party: disclosure.Press, Source: disclosure.SourcePress, Ref: "https://www.news.example/2020/02/patients"},
		{Kind: disclosure.KindStatement, At: on(2, 15), Party: disclosure.Vendor, Name: "NextMotion", Source: disclosure.SourcePress, Text: "The data concerned were media.\n\nWe closed the access at once."},
	}...))
}

// kept is what a case keeps of its publication clock.
func kept(state disclosure.ClockState, due civil.When) disclosure.Detail {
	return disclosure.Detail{Clocks: &disclosure.Clocks{
		disclosure.PublicationClause: {State: state, What: disclosure.DuePublishLimited, Episode: 1, Due: due},
	}}
}

// brief is a case with a vendor and a deadline, for lists.
func brief(n int, title string, due civil.When) []disclosure.Event {
	at := on(1, 1+n%20)
	events := []disclosure.Event{
		{Kind: disclosure.KindRecorded, At: at, Actor: "ada", Detail: disclosure.Detail{Facts: &disclosure.Facts{
			Title: title, Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: fmt.Sprintf("Vendor %d", n), Country: "DE"}},
			Assets: []disclosure.Asset{{ID: "A1", Kind: "s3", Target: fmt.Sprintf("https://b%d.example/", n)}},
		}}},
		{Kind: disclosure.KindDiscovered, At: at},
		{Kind: disclosure.KindContacted, At: at, Party: disclosure.Vendor, Channel: disclosure.Email},
	}
	if !due.IsZero() {
		events = append(events, disclosure.Event{Kind: disclosure.KindDeadlineSet, At: at, Detail: kept(disclosure.ClockRunning, due)})
	}
	return numbered(events)
}

func newServer(tb testing.TB, o Options) *Server {
	tb.Helper()
	o.Listen, o.Version = cmp.Or(o.Listen, "127.0.0.1:0"), cmp.Or(o.Version, "test")
	s, err := New(o)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// get asks the board in process.
func get(tb testing.TB, s *Server, target string) *httptest.ResponseRecorder {
	tb.Helper()
	return ask(tb, s, http.MethodGet, "localhost:8080", target)
}

func ask(tb testing.TB, s *Server, method, host, target string) *httptest.ResponseRecorder {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), method, target, nil)
	r.Host = host
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}
