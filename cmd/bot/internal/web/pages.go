package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"html/template"
	"io/fs"
	"net/http"

	"daylight/disclosure/fault"
	"daylight/templates"
)

// pages are the parsed templates and the style sheet.
type pages struct {
	byName    map[string]*template.Template
	css       []byte
	stylePath string // carries a hash of the content, so that it can be kept for ever
}

func newPages() (*pages, error) {
	files := templates.Web()
	css, err := fs.ReadFile(files, "web/style.css")
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "the style of the board is missing: %w", err)
	}
	sum := sha256.Sum256(css)
	p := &pages{
		byName: map[string]*template.Template{}, css: css,
		stylePath: "/style-" + hex.EncodeToString(sum[:6]) + ".css",
	}
	functions := template.FuncMap{"date": dateOf, "words": words, "who": who}
	for _, name := range []string{"board", "case", "error", "preview", "publish"} {
		t, err := template.New(name+".html.tmpl").Funcs(functions).Option("missingkey=error").
			ParseFS(files, "web/layout.html.tmpl", "web/"+name+".html.tmpl")
		if err != nil {
			return nil, fault.Errorf(fault.Internal, "the page %s cannot be read: %w", name, err)
		}
		p.byName[name] = t
	}
	return p, nil
}

// render writes a page to memory first, so that an answer is complete or an error, never half a page.
func (p *pages) render(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := p.byName[name].ExecuteTemplate(&b, name+".html.tmpl", data); err != nil {
		return nil, fault.Errorf(fault.Internal, "the page %s could not be rendered: %w", name, err)
	}
	return b.Bytes(), nil
}

// page is what every page has.
type page struct {
	Title   string
	Style   string // path of the style sheet
	Version string
	AsOf    date
	IsBoard bool
	Pages   bool   // the board has previews of pages
	Alert   string // what a person has to know before all else; "" for nothing
}

func (s *Server) newPage(ctx context.Context, title string) page {
	return page{Title: title, Alert: s.alert(ctx), Style: s.pages.stylePath, Version: s.version, Pages: s.look != nil, AsOf: dateOf(s.desk.Today().When())}
}

func (s *Server) writeHTML(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	s.write(w, r, status, body)
}

func (s *Server) write(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return
	}
	if _, err := w.Write(body); err != nil {
		s.log.DebugContext(r.Context(), "a response was not read to the end", "error", err)
	}
}

// style serves the style sheet.
func (s *Server) style(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	s.write(w, r, http.StatusOK, s.pages.css)
}
