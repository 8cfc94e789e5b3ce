package web

import (
	"context"
	"fmt"
	"html"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
)

var caseLink = regexp.MustCompile(`href="/case/([^"]+)"`)

func idsOn(body string) []string {
	var ids []string
	for _, m := range caseLink.FindAllStringSubmatch(body, -1) {
		ids = append(ids, m[1])
	}
	return ids
}

// nextPage finds the link to the following page.
func nextPage(body string) string {
	m := regexp.MustCompile(`<a rel="next" href="([^"]+)"`).FindStringSubmatch(body)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

func TestTheBoardShowsTheNearestDeadlineFirst(t *testing.T) {
	d := newDesk("2020-02-10")
	d.add("DL-2020-0001", brief(1, "Late", on(2, 8)))
	d.add("DL-2020-0002", brief(2, "Today", on(2, 10)))
	d.add("DL-2020-0003", brief(3, "Soon", on(2, 13)))
	d.add("DL-2020-0004", brief(4, "Without a deadline", civil.When{}))
	body := get(t, newServer(t, Options{Desk: d}), "/").Body.String()
	if got := strings.Join(idsOn(body), " "); got != "DL-2020-0001 DL-2020-0002 DL-2020-0003 DL-2020-0004" {
		t.Errorf("the order is %s", got)
	}
	for _, want := range []string{
		`<span class="due over">2 days over</span>`, `<span class="due">today</span>`, `<span class="due">in 3 days</span>`,
		`<time datetime="2020-02-13">13 Feb 2020</time>`, `title="no deadline runs"`, "4 cases, the nearest deadline first",
		`<span class="mark" aria-hidden="true">◐</span> contacted`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the board lacks %s", want)
		}
	}
}

func TestDueSaysHowFarOffADayIs(t *testing.T) {
	today := civil.Date{Year: 2020, Month: 2, Day: 28}
	for _, c := range []struct {
		on, text string
		over     bool
	}{
		{"2020-02-28", "today", false},
		{"2020-02-29", "tomorrow", false},
		{"2020-03-01", "in 2 days", false},
		{"2020-02-27", "1 day over", true},
		{"2019-02-28", "365 days over", true},
		{"", "", false},
	} {
		var date civil.Date
		if c.on != "" {
			date, _ = civil.ParseDate(c.on)
		}
		if got := dueOn(date, today, "publication"); got.Text != c.text || got.Over != c.over {
			t.Errorf("%s: %+v", c.on, got)
		}
	}
}

func TestTheBoardAsksForWhatTheReaderChose(t *testing.T) {
	for _, c := range []struct {
		target  string
		want    ledger.Filter
		heading string
		current string
	}{
		{"/", ledger.Filter{}, "Open cases", "Open cases"},
		{"/?all=1&q=%C3%9Cber", ledger.Filter{All: true, Query: "Über"}, "All cases", "All cases"},
		{"/?overdue=1", ledger.Filter{Overdue: time.Date(2020, 2, 10, 0, 0, 0, 0, time.UTC)}, "Overdue cases", "Overdue"},
		{"/?all=yes&unknown=1", ledger.Filter{}, "Open cases", "Open cases"},
	} {
		d := newDesk("2020-02-10")
		body := get(t, newServer(t, Options{Desk: d}), c.target).Body.String()
		c.want.Limit = pageSize + 1
		if d.asked != c.want {
			t.Errorf("%s asks for %+v, want %+v", c.target, d.asked, c.want)
		}
		if !strings.Contains(body, "<h1>"+c.heading+"</h1>") || !strings.Contains(body, `aria-current="true">`+c.current+"<") {
			t.Errorf("%s does not say what it shows", c.target)
		}
	}
}

func TestAnEmptyBoardSaysWhatToDo(t *testing.T) {
	s := newServer(t, Options{Desk: newDesk("2020-02-10")})
	for target, want := range map[string]string{"/": "bot case new", "/?q=x": "No case matches", "/?overdue=1": "Nothing is overdue"} {
		if body := get(t, s, target).Body.String(); !strings.Contains(body, want) || strings.Contains(body, "<table") {
			t.Errorf("%s lacks %q", target, want)
		}
	}
}

func TestPagesFollowEachOtherWithoutGapOrRepetition(t *testing.T) {
	d := newDesk("2020-02-10")
	const n = 2*pageSize + 7
	for i := range n {
		d.add(disclosure.CaseID(fmt.Sprintf("DL-2020-%04d", i+1)), brief(i, "Open bucket & more", on(3, 1+i%28)))
	}
	s := newServer(t, Options{Desk: d})
	walk(t, s, "/?all=1&q=bucket+%26", n)
}

// walk follows the pages from an address and counts the cases on them.
func walk(t *testing.T, s *Server, target string, n int) {
	t.Helper()
	seen, pages := map[string]bool{}, 0
	for ; target != ""; pages++ {
		body := get(t, s, target).Body.String()
		for _, id := range idsOn(body) {
			if seen[id] {
				t.Fatalf("%s stands on two pages", id)
			}
			seen[id] = true
		}
		if pages > 0 && !strings.Contains(body, ">First page</a>") {
			t.Error("a further page does not lead back")
		}
		target = nextPage(body)
		if target != "" && (!strings.Contains(target, "q=bucket") || !strings.Contains(target, "all=1")) {
			t.Errorf("the next page %s forgets the search", target)
		}
	}
	if want := (n + pageSize - 1) / pageSize; len(seen) != n || pages != want {
		t.Errorf("%d cases on %d pages, want %d on %d", len(seen), pages, n, want)
	}
}

// storeDesk lists from a real database.
type storeDesk struct {
	*fakeDesk
	*db.Store
}

// List comes from the database, everything else from memory.
func (d storeDesk) List(ctx context.Context, f ledger.Filter) ([]ledger.Summary, error) {
	return d.Store.List(ctx, f)
}

func TestPagingAndSearchAgreeWithTheDatabase(t *testing.T) {
	key, err := db.LoadOrCreateKey(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2020, 2, 10, 9, 0, 0, 0, time.UTC) }
	store, err := db.Open(t.Context(), db.Options{Create: true, Listing: agenda.ListingOf, Path: filepath.Join(t.TempDir(), "test.db"), Identity: key.Identity(), Clock: now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	const n = pageSize + 9
	for i := range n {
		events := brief(i, "Open bucket", on(2, 1+i%28))
		c := milestone.Rebuild(disclosure.CaseID(fmt.Sprintf("DL-2020-%04d", i+1)), events)
		if err := store.Commit(t.Context(), ledger.Commit{Case: c, Events: events}); err != nil {
			t.Fatal(err)
		}
	}
	s := newServer(t, Options{Desk: storeDesk{newDesk("2020-02-10"), store}})
	walk(t, s, "/?all=1&q=bucket", n)
	if ids := idsOn(get(t, s, "/?q=nowhere").Body.String()); len(ids) != 0 {
		t.Errorf("a search for nothing finds %v", ids)
	}
	if w := get(t, s, "/?after=DL-2020-9999"); w.Code != 404 {
		t.Errorf("a page behind an unknown case: %d", w.Code)
	}
	over := 0
	for i := range n {
		if 1+i%28 < 10 { // due before today
			over++
		}
	}
	if ids := idsOn(get(t, s, "/?overdue=1").Body.String()); len(ids) != over {
		t.Errorf("%d cases are overdue, want %d", len(ids), over)
	}
}

func TestDaysOpenAreCivilDaysAndSayWhetherTheyStillRun(t *testing.T) {
	today := civil.Date{Year: 2020, Month: 2, Day: 16}
	for _, c := range []struct {
		rule               string
		discovered, closed civil.When
		days, note         string
	}{
		{"closed", on(1, 24), on(2, 5), "12", "until closure"},
		{"still open", on(1, 24), civil.When{}, "23", "since it was found"},
		{"a month has bounds", mustWhen(t, "2020-01"), civil.When{}, "16–46", "since it was found"},
		{"unknown discovery", civil.When{}, on(2, 5), "", ""},
		{"closed before it was found", on(2, 5), on(1, 24), "", ""},
	} {
		l := lineOf(&ledger.Summary{Discovered: c.discovered, Closed: c.closed}, today)
		if l.Days != c.days || l.DaysNote != c.note {
			t.Errorf("%s: %q %q, want %q %q", c.rule, l.Days, l.DaysNote, c.days, c.note)
		}
	}
}

func mustWhen(tb testing.TB, text string) civil.When {
	tb.Helper()
	w, err := civil.ParseWhen(text)
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

func BenchmarkBoardWith50Cases(b *testing.B) {
	d := newDesk("2020-02-10")
	for i := range pageSize {
		d.add(disclosure.CaseID(fmt.Sprintf("DL-2020-%04d", i+1)), brief(i, "Open bucket with files of customers", on(3, 1+i%28)))
	}
	s := newServer(b, Options{Desk: d})
	b.ReportAllocs()
	for b.Loop() {
		if w := get(b, s, "/"); w.Code != 200 {
			b.Fatal(w.Code)
		}
	}
}

func TestTheBoardSaysOfNoAssetThatItIsOpenNow(t *testing.T) {
	for exposure, want := range map[disclosure.ExposureState]string{
		disclosure.ExposureOpen:        "asset last seen open",
		disclosure.ExposureReopened:    "asset last seen open again",
		disclosure.ExposureNotSeenOpen: "asset not seen open",
		disclosure.ExposureUnconfirmed: "asset unconfirmed",
	} {
		if got := lineOf(&ledger.Summary{Exposure: exposure}, civil.Date{}).Exposure; got != want {
			t.Errorf("%s: %q, want %q", exposure, got, want)
		}
	}
}
