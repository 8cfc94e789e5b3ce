package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

const (
	pageSize = 50
	maxQuery = 200 // characters
	maxID    = 64
)

type boardPage struct {
	page
	Heading, Caption string
	Query            string
	All, Overdue     bool
	Filters          []link
	Lines            []line
	Empty, Advice    string // when there are no lines
	First, Next      string // addresses of pages, "" where there is none
}

type link struct {
	Text, Href string
	Current    bool
}

// line is one case on the board.
type line struct {
	ID        disclosure.CaseID
	Href      string
	Title     string
	Vendor    string
	Country   string
	State     state
	Exposure  string
	Contacted date
	Days      string
	DaysNote  string
	Due       due
}

// board lists cases, the nearest deadline first.
func (s *Server) board(w http.ResponseWriter, r *http.Request) {
	b, filter, err := s.readBoard(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	list, err := s.desk.List(r.Context(), filter)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if len(list) > pageSize {
		list = list[:pageSize]
		b.Next = b.address(b.All, b.Overdue, string(list[pageSize-1].ID))
	}
	today := s.desk.Today()
	for i := range list {
		b.Lines = append(b.Lines, lineOf(&list[i], today))
	}
	b.describe(filter.After != "")
	body, err := s.pages.render("board", b)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.writeHTML(w, r, http.StatusOK, body)
}

// readBoard reads the query of a request.
func (s *Server) readBoard(r *http.Request) (*boardPage, ledger.Filter, error) {
	q := r.URL.Query()
	b := &boardPage{page: s.newPage(r.Context(), "Board"), Query: q.Get("q"), All: q.Get("all") == "1", Overdue: q.Get("overdue") == "1"}
	b.IsBoard = true
	after := q.Get("after")
	switch {
	case !utf8.ValidString(b.Query) || utf8.RuneCountInString(b.Query) > maxQuery:
		return nil, ledger.Filter{}, fault.Errorf(fault.Invalid, "the search is too long: write at most %d characters", maxQuery)
	case after != "" && !plausibleID(after):
		return nil, ledger.Filter{}, fault.Errorf(fault.NotFound, "there is no such case to continue the list after")
	}
	// One line more than a page holds shows whether there is another page.
	f := ledger.Filter{Query: b.Query, All: b.All, After: disclosure.CaseID(after), Limit: pageSize + 1}
	if b.Overdue {
		f.Overdue = midnight(s.desk.Today()) // what is due today is not over yet
	}
	if after != "" {
		b.First = b.address(b.All, b.Overdue, "")
	}
	return b, f, nil
}

// describe writes the caption of the list, and advice for an empty one.
func (b *boardPage) describe(further bool) {
	b.Filters = []link{
		{Text: "Open cases", Href: b.address(false, false, ""), Current: !b.All && !b.Overdue},
		{Text: "Overdue", Href: b.address(false, true, ""), Current: b.Overdue},
		{Text: "All cases", Href: b.address(true, false, ""), Current: b.All && !b.Overdue},
	}
	kind := "Open cases"
	switch {
	case b.Overdue:
		kind = "Overdue cases"
	case b.All:
		kind = "All cases"
	}
	b.Heading = kind
	n, match := strconv.Itoa(len(b.Lines))+" cases", "match"
	if len(b.Lines) == 1 {
		n, match = "1 case", "matches"
	}
	if b.Query != "" {
		n += fmt.Sprintf(" that %s “%s”", match, b.Query)
	}
	if further || b.Next != "" {
		n += " on this page"
	}
	b.Caption = n + ", the nearest deadline first"
	b.Empty, b.Advice = "No case here.", "Record one with “bot case new”, or play the reference case with “bot demo”."
	switch {
	case b.Query != "":
		b.Empty, b.Advice = "No case matches.", "The search looks at titles, vendors, domains, targets and notes of the "+
			"cases that this list shows; “All cases” also has those whose work has ended."
	case b.Overdue:
		b.Empty, b.Advice = "Nothing is overdue.", "Coming deadlines are under “Open cases”."
	}
}

// address is the address of a board with this page's search.
func (b *boardPage) address(all, overdue bool, after string) string {
	q := url.Values{}
	for name, on := range map[string]bool{"all": all, "overdue": overdue} {
		if on {
			q.Set(name, "1")
		}
	}
	if b.Query != "" {
		q.Set("q", b.Query)
	}
	if after != "" {
		q.Set("after", after)
	}
	if len(q) == 0 {
		return "/"
	}
	return "/?" + q.Encode()
}

func lineOf(c *ledger.Summary, today civil.Date) line {
	l := line{
		ID: c.ID, Href: caseHref(c.ID), Title: c.Title, Vendor: c.Vendor, Country: c.Country,
		State: headlineState(c.Headline), Contacted: dateOf(c.Contacted).day(),
		Due: dueOn(civil.DateOf(c.NextDue.UTC()), today, c.NextWhat),
	}
	switch {
	case (c.Exposure == disclosure.ExposureUnconfirmed || c.Exposure == disclosure.ExposureNotSeenOpen) && !c.Closed.IsZero():
		l.Exposure = "asset reported closed"
	case c.Exposure == disclosure.ExposureOpen:
		l.Exposure = "asset last seen open" // a list does not know when; the page of the case does
	case c.Exposure == disclosure.ExposureReopened:
		l.Exposure = "asset last seen open again"
	case c.Exposure != "":
		l.Exposure = "asset " + words(c.Exposure)
	}
	span, ok := civil.SpanBetween(c.Discovered, c.Closed)
	if c.Closed.IsZero() {
		span, ok = civil.OpenSpan(c.Discovered, today)
	}
	if !ok {
		return l
	}
	l.Days, l.DaysNote = strconv.Itoa(span.Days), "until closure"
	if !span.Exact {
		l.Days = fmt.Sprintf("%d–%d", span.MinDays, span.MaxDays)
	}
	if span.Open {
		l.DaysNote = "since it was found" // whether it is open today is not in a list
	}
	return l
}

func caseHref(id disclosure.CaseID) string { return "/case/" + url.PathEscape(string(id)) }

// plausibleID reports whether id has the form of a case id, so that garbage never reaches the store.
func plausibleID(id string) bool {
	if id == "" || len(id) > maxID {
		return false
	}
	for _, c := range []byte(id) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

func midnight(d civil.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}
