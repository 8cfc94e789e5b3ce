package web

import (
	"html/template"
	"net/http"
	"slices"
	"strings"

	"daylight/cmd/bot/internal/app/desk/glance"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/timeline"
)

// boardLang is the language of the board. Writeups in other languages pass the gate on the same grounds.
const boardLang = "en"

type casePage struct {
	page
	Case      *disclosure.Case
	State     state
	Next      string
	Held      []string // what is due of which no message came, and why
	JSON      string   // address of the timeline as JSON
	Axes      []axis
	Facts     []fact
	Clocks    []clock
	Picture   template.HTML // "" when it could not be drawn
	History   []entry
	Durations []duration
	Rule      string
	Assets    []asset
	Claims    []claim
	Saw       []string
	Letters   []letter
	Gates     []gateView
	Lint      []finding
}

// finding is something in the history that contradicts itself.
type finding struct {
	State   state
	Seq     int
	Message string
}

// showCase shows one case with everything but the texts of messages.
func (s *Server) showCase(w http.ResponseWriter, r *http.Request) {
	v, err := s.read(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	c, t := v.Case, v.Timeline
	today := s.desk.Today()
	p := casePage{
		page: s.newPage(r.Context(), string(c.ID)+" "+c.Title), Case: c,
		State: headlineState(agenda.Headline(c)), Next: s.desk.NextAction(c), Held: s.desk.HeldTexts(c), JSON: caseHref(c.ID) + "/timeline.json",
		Axes: axesOf(c), Facts: factsOf(c, &t), Clocks: clocksOf(c, today),
		History: historyOf(t.Rows), Durations: durationsOf(&t), Rule: timeline.DurationRule(),
		Assets: assetsOf(c), Claims: claimsOf(c), Saw: sawOf(c), Letters: lettersOf(c),
	}
	for _, l := range t.Lint {
		p.Lint = append(p.Lint, finding{State: lintState(l.Level), Seq: l.Seq, Message: l.Message})
	}
	for _, mode := range []disclosure.Mode{disclosure.Full, disclosure.Limited} {
		checks, err := v.Gate(r.Context(), mode, boardLang)
		p.Gates = append(p.Gates, s.gateOf(r, mode, checks, err))
	}
	var styles []string
	p.Picture, styles = s.draw(r, t)

	body, err := s.pages.render("case", p)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if len(styles) > 0 {
		w.Header().Set("Content-Security-Policy", contentPolicy(styles))
	}
	s.writeHTML(w, r, http.StatusOK, body)
}

// timelineJSON answers with what `bot timeline CASE --json` prints.
func (s *Server) timelineJSON(w http.ResponseWriter, r *http.Request) {
	v, err := s.read(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.writeJSON(w, r, http.StatusOK, v.Timeline)
}

// read reads the case that a request names.
func (s *Server) read(r *http.Request) (glance.View, error) {
	id := r.PathValue("id")
	if !plausibleID(id) {
		return glance.View{}, fault.Errorf(fault.NotFound, "there is no such case")
	}
	return s.desk.View(r.Context(), disclosure.CaseID(id))
}

// draw renders the picture of a timeline. A page without its picture is better than no page.
func (s *Server) draw(r *http.Request, t timeline.Timeline) (picture template.HTML, styles []string) {
	// Housekeeping events would fill the picture and hide what happened; the table lists them.
	t.Rows = slices.DeleteFunc(slices.Clone(t.Rows), func(r timeline.Row) bool { return r.Kind.Info().Minor })
	svg, err := s.desk.TimelineAs(t, "svg", boardLang)
	if err == nil {
		picture, styles, err = inlineSVG(svg)
	}
	if err != nil {
		s.log.ErrorContext(r.Context(), "the picture of a timeline could not be drawn", "case", string(t.Case), "error", err)
		return "", nil
	}
	return picture, styles
}

// gateView is the answer of the publication gate for one form of a writeup.
type gateView struct {
	Name, Word string
	State      state
	Summary    string
	Refusals   []check // each has to be dealt with
	Others     []check // passed, or not needed
}

type check struct {
	Name   string
	State  state
	Reason string
}

// gateOf shows every check with its reason, or why the gate could not be asked.
func (s *Server) gateOf(r *http.Request, mode disclosure.Mode, checks []gate.Check, err error) gateView {
	g := gateView{Name: capital(string(mode)) + " writeup", Word: string(mode)}
	if err != nil {
		s.log.ErrorContext(r.Context(), "the gate could not be checked", "mode", string(mode), "error", err)
		g.State = newState("not known", toneAlarm)
		g.Summary = "The gate could not be checked, so nothing is published."
		return g
	}
	for _, c := range checks {
		row := check{Name: strings.ReplaceAll(capital(words(c.Name)), " ip ", " IP "), State: checkState(c.State), Reason: c.Reason}
		if c.Stops() {
			g.Refusals = append(g.Refusals, row)
		} else {
			g.Others = append(g.Others, row)
		}
	}
	switch refused := len(g.Refusals); {
	case gate.Passed(checks):
		g.State, g.Summary = newState("passes", toneGood), "Every check allows the publication."
	case refused == 1:
		g.State, g.Summary = newState("refuses", toneAlarm), "One check refuses it."
	case refused > 1:
		g.State, g.Summary = newState("refuses", toneAlarm), number(int64(refused))+" checks refuse it."
	default:
		g.State, g.Summary = newState("refuses", toneAlarm), "There was nothing to check."
	}
	return g
}
