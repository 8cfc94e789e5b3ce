package web

import (
	"context"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
)

// Preview is a page of a case as it would go out now, with the answer of the gate. Whoever makes one for the board records nothing.
type Preview struct {
	Case     *disclosure.Case
	Mode     disclosure.Mode
	Lang     string
	Digest   string
	Revision int
	Out      bool              // exactly these files are out already
	Files    map[string][]byte // by name
	Checks   []gate.Check
	Said     []string // what changes against the page that is out, in words
	Diff     string   // of its text; "" where nothing changed or none is out
}

// Look makes a preview, for a reader whom the board does not know: a restricted case is not there for it.
type Look func(ctx context.Context, id disclosure.CaseID, mode disclosure.Mode, lang string) (Preview, error)

// framed is the page that stands in the frame.
const framed = "index.html"

type previewPage struct {
	page
	Case   *disclosure.Case
	Page   Preview
	Mode   string
	Frame  string // address of the page in the frame; "" where it has no such form
	Files  []link
	Others []link // the other forms and languages
	Gate   gateView
}

// showPreview shows a page under a band, with the gate beside it. The page itself stands in a frame that runs and loads nothing.
func (s *Server) showPreview(w http.ResponseWriter, r *http.Request) {
	p, err := s.lookAt(r, r.URL.Query().Get("mode"), r.URL.Query().Get("lang"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	out := previewPage{
		page: s.newPage(r.Context(), "Preview of "+string(p.Case.ID)), Case: p.Case, Page: p, Mode: capital(string(p.Mode)),
		Gate: s.gateOf(r, p.Mode, p.Checks, nil),
	}
	below := previewHref(p.Case.ID) + "/" + string(p.Mode) + "/" + p.Lang + "/"
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		out.Files = append(out.Files, link{Text: name, Href: below + name})
	}
	if _, ok := p.Files[framed]; ok {
		out.Frame = below + framed
	}
	for _, mode := range []disclosure.Mode{disclosure.Full, disclosure.Limited, disclosure.Stub} {
		for _, lang := range s.languages {
			out.Others = append(out.Others, link{
				Text: string(mode) + ", " + lang, Href: previewHref(p.Case.ID) + "?mode=" + string(mode) + "&lang=" + lang, Current: mode == p.Mode && lang == p.Lang,
			})
		}
	}
	body, err := s.pages.render("preview", out)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Security-Policy", strings.Replace(contentPolicy(nil), "default-src 'none'", "default-src 'none'; frame-src 'self'", 1))
	s.writeHTML(w, r, http.StatusOK, body)
}

// sandboxed lets a page that people wrote show itself, and nothing else: no script, no load, no form, no other place than our frame.
const sandboxed = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

// previewFile answers with one file of a page, byte for byte.
func (s *Server) previewFile(w http.ResponseWriter, r *http.Request) {
	p, err := s.lookAt(r, r.PathValue("mode"), r.PathValue("lang"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	content, ok := p.Files[r.PathValue("file")]
	if !ok {
		s.fail(w, r, fault.Errorf(fault.NotFound, "the page has no such file"))
		return
	}
	kind := "text/plain; charset=utf-8" // whatever is not known is only text
	switch path.Ext(r.PathValue("file")) {
	case ".html":
		kind = "text/html; charset=utf-8"
	case ".svg":
		kind = "image/svg+xml"
	case ".png":
		kind = "image/png"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", sandboxed)
	h.Set("X-Frame-Options", "SAMEORIGIN")
	s.write(w, r, http.StatusOK, content)
}

// lookAt makes the preview that a request names.
func (s *Server) lookAt(r *http.Request, mode, lang string) (Preview, error) {
	id := r.PathValue("id")
	if s.look == nil || !plausibleID(id) {
		return Preview{}, fault.Errorf(fault.NotFound, "there is no such case")
	}
	c, err := s.desk.Case(r.Context(), disclosure.CaseID(id))
	if err != nil {
		return Preview{}, err
	}
	m := disclosure.Mode(mode)
	if mode == "" {
		m = suggested(c)
	}
	if lang == "" {
		lang = boardLang
	}
	if !m.Valid() || !slices.Contains(s.languages, lang) {
		return Preview{}, fault.Errorf(fault.NotFound, "there is no such form of the page: it is full, limited or stub, in %s", strings.Join(s.languages, ", "))
	}
	return s.look(r.Context(), c.ID, m, lang)
}

// suggested is the form that the state of a case suggests.
func suggested(c *disclosure.Case) disclosure.Mode {
	switch {
	case c.Publication == disclosure.PublicationWithdrawn:
		return disclosure.Stub
	case c.AllClosed():
		return disclosure.Full
	default:
		return disclosure.Limited
	}
}

func previewHref(id disclosure.CaseID) string { return caseHref(id) + "/preview" }
