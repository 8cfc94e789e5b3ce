package web

import (
	"net/http"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// lookedThrough is how many cases one page of the list looks through. Each that waits is rendered, to ask the gate.
const lookedThrough = 100

type publishersPage struct {
	page
	Lines []publisherLine
	Next  string // address of the next page; "" where there is none
}

// publisherLine is a case that waits for a publisher.
type publisherLine struct {
	ID    disclosure.CaseID
	Title string
	Href  string
	State state
	Why   []string // why it waits, a sentence each
	Gate  gateView
	Form  string // that the gate was asked about
}

// publishers lists the cases that wait for a publisher, and what the gate says of each.
func (s *Server) publishers(w http.ResponseWriter, r *http.Request) {
	after := r.URL.Query().Get("after")
	if s.look == nil || after != "" && !plausibleID(after) {
		s.fail(w, r, fault.Errorf(fault.NotFound, "there is no such page"))
		return
	}
	list, err := s.desk.List(r.Context(), ledger.Filter{All: true, After: disclosure.CaseID(after), Limit: lookedThrough + 1})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	out := publishersPage{page: s.newPage(r.Context(), "To publish")}
	if len(list) > lookedThrough {
		list = list[:lookedThrough]
		out.Next = "/publish?after=" + string(list[lookedThrough-1].ID)
	}
	for i := range list {
		line, waits, err := s.publisherLine(r, list[i].ID)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if waits {
			out.Lines = append(out.Lines, line)
		}
	}
	body, err := s.pages.render("publish", out)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.writeHTML(w, r, http.StatusOK, body)
}

func (s *Server) publisherLine(r *http.Request, id disclosure.CaseID) (publisherLine, bool, error) {
	c, err := s.desk.Case(r.Context(), id)
	if err != nil {
		return publisherLine{}, false, err
	}
	mode, lang, why := waitsForPublisher(c)
	if len(why) == 0 {
		return publisherLine{}, false, nil
	}
	if !slices.Contains(s.languages, lang) {
		lang = boardLang
	}
	line := publisherLine{
		ID: c.ID, Title: c.Title, State: headlineState(agenda.Headline(c)), Why: why, Form: string(mode) + ", " + lang,
		Href: previewHref(c.ID) + "?mode=" + string(mode) + "&lang=" + lang,
	}
	p, err := s.look(r.Context(), c.ID, mode, lang)
	line.Gate = s.gateOf(r, mode, p.Checks, err)
	return line, true, nil
}

// waitsForPublisher says why a case waits for a publisher, nothing where it does not, and which page that is about.
func waitsForPublisher(c *disclosure.Case) (mode disclosure.Mode, lang string, why []string) {
	mode, lang = suggested(c), boardLang
	if c.Rehearsal || c.Work == disclosure.WorkRejected || c.Work == disclosure.WorkDuplicate || c.Work == disclosure.WorkHandedOver {
		return mode, lang, nil
	}
	for i := range c.Proposals {
		p := &c.Proposals[i]
		if m, l, ok := strings.Cut(p.Clause, " "); ok && p.What == disclosure.ProposesPublication {
			if len(why) == 0 {
				mode, lang = disclosure.Mode(m), l
			}
			why = append(why, "A second person is asked for the "+m+" page in "+l+", "+p.First().Did()+".")
		}
	}
	switch none := c.Publication == "" || c.Publication == disclosure.PublicationPrivate; {
	case len(why) > 0:
	case c.Publication == disclosure.PublicationWithdrawn || c.Publication == disclosure.PublicationCorrected:
		why = append(why, "The page is "+string(c.Publication)+", and the pages that are out may not say so yet.")
	case c.AllClosed() && (none || c.Publication == disclosure.PublicationLimited || c.Publication == disclosure.PublicationStub):
		why = append(why, "All of it is closed, and no full page is out. Nobody is asked yet.")
	}
	return mode, lang, why
}
