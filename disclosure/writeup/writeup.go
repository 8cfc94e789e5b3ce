package writeup

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	htmltemplate "html/template"
	"io/fs"
	"maps"
	"slices"
	"strings"
	texttemplate "text/template"

	"daylight/disclosure"
	"daylight/disclosure/cite"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/timeline"
	"daylight/disclosure/writeup/edition"
	"daylight/disclosure/writeup/picture"
	"daylight/disclosure/writeup/prose"
)

// The names of the files of a writeup.
const (
	FileMarkdown = "index.md"
	FileHTML     = "index.html"
	FilePicture  = "timeline.svg"        // wide
	FileNarrow   = "timeline-narrow.svg" // the same events for small screens
	FileCard     = "card.png"            // the same events for previews of a link
)

// Team is who publishes.
type Team struct {
	Name   string
	Site   string // https address of the team's site; the page's canonical address lies below it
	Policy string // https address of the disclosure policy
	About  string // plain text
	// Contact is the team's mail address for readers. It is the only mail address that a page has (gate.Input.Contact).
	Contact string
}

// Input is everything that a writeup is made of.
type Input struct {
	Case     *disclosure.Case
	Timeline timeline.Timeline
	Mode     disclosure.Mode
	Lang     string
	Team     Team
	// Prose is what people wrote in the language of the page, nil where nobody did; Facts are what its placeholders may cite. What it
	// has no text for is generated.
	Prose *prose.Text
	Facts cite.Facts
	// PublishedOn and ModifiedOn are printed when they are not zero, Revision when it is not 0.
	PublishedOn civil.Date
	ModifiedOn  civil.Date
	Revision    int
	// Editions are those of the page with the one that is rendered as the last.
	Editions []edition.Edition
	Solo     bool // by the rules of the team, one person approves it; the page says so
}

// Files are the files of a writeup by name. Use [Files.Names] where the order matters.
type Files map[string][]byte

// Names returns the names in order.
func (f Files) Names() []string { return slices.Sorted(maps.Keys(f)) }

// Renderer renders writeups. It holds parsed templates only and is safe for concurrent use.
type Renderer struct {
	texts    map[string]*texts
	prose    *prose.Renderer
	page     *htmltemplate.Template
	markdown *texttemplate.Template
	css      htmltemplate.CSS
}

// New reads the texts and templates that the package comment lists, in the languages given, the first of which the others
// are compared with. An error is a defect of those files.
func New(files fs.FS, languages []string) (*Renderer, error) {
	if len(languages) == 0 {
		return nil, fault.Errorf(fault.Internal, "no language is given for the writeup")
	}
	all, err := loadTexts(files, languages)
	if err != nil {
		return nil, err
	}
	r := &Renderer{texts: all, prose: prose.New()}
	page, err := fs.ReadFile(files, "writeup/page.html.tmpl")
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "the page of the writeup is missing: %w", err)
	}
	if r.page, err = htmltemplate.New("page").Option("missingkey=error").Parse(string(page)); err != nil {
		return nil, fault.Errorf(fault.Internal, "the page of the writeup cannot be read: %w", err)
	}
	md, err := fs.ReadFile(files, "writeup/page.md.tmpl")
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "the Markdown of the writeup is missing: %w", err)
	}
	r.markdown, err = texttemplate.New("markdown").Option("missingkey=error").
		Funcs(texttemplate.FuncMap{"md": prose.Inert, "cell": prose.InertCell, "yaml": yamlString}).Parse(string(md))
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "the Markdown of the writeup cannot be read: %w", err)
	}
	css, err := fs.ReadFile(files, "writeup/page.css")
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "the style of the writeup is missing: %w", err)
	}
	r.css = htmltemplate.CSS(css) //nolint:gosec // The style is a file of the program, not of a user.
	return r, nil
}

// Render writes a writeup: [FileMarkdown], [FileHTML] and [FileEntry], and the pictures, [FileCard] and [FileTimeline] unless the mode is a
// stub. The same input gives the same bytes. An unknown mode or language is refused.
func (r *Renderer) Render(in Input) (Files, error) {
	t, err := r.language(in.Lang)
	if err != nil {
		return nil, err
	}
	switch {
	case in.Case == nil:
		return nil, fault.Errorf(fault.Invalid, "there is no case to write about")
	case !in.Mode.Valid():
		return nil, fault.Errorf(fault.Invalid, "there is no writeup of the form %q: choose one of %v", in.Mode, disclosure.Modes())
	}
	files := Files{}
	p := newPage(t, newWritten(r.prose, t, in), in)
	p.CSS = r.css
	if in.Mode != disclosure.Stub {
		drawing := p.story.drawing()
		wide, narrow := drawing.Wide(), drawing.Narrow()
		files[FilePicture], files[FileNarrow] = picture.File(wide), picture.File(narrow)
		if files[FileCard], err = p.card(drawing); err != nil {
			return nil, err
		}
		p.Wide = htmltemplate.HTML(wide)     //nolint:gosec // Drawn by package picture, every text escaped.
		p.Narrow = htmltemplate.HTML(narrow) //nolint:gosec // As above.
	}
	var html, md bytes.Buffer
	if err := r.page.Execute(&html, p); err != nil {
		return nil, fault.Errorf(fault.Internal, "the page could not be rendered: %w", err)
	}
	if err := r.markdown.Execute(&md, p); err != nil {
		return nil, fault.Errorf(fault.Internal, "the Markdown could not be rendered: %w", err)
	}
	files[FileHTML], files[FileMarkdown] = html.Bytes(), squeeze(md.Bytes())
	if files[FileEntry], err = p.entry(); err != nil {
		return nil, err
	}
	if in.Mode != disclosure.Stub {
		files[FileTimeline], err = p.table()
	}
	return files, err
}

// TimelineSVG draws the wide picture of a timeline for whoever may see scope. Names of parties come from the rows.
func (r *Renderer) TimelineSVG(tl timeline.Timeline, lang string, scope disclosure.Visibility) ([]byte, error) {
	s, err := r.story(tl, lang, scope)
	if err != nil {
		return nil, err
	}
	return picture.File(s.drawing().Wide()), nil
}

// TimelinePNG is [Renderer.TimelineSVG] as pixels, for chats.
func (r *Renderer) TimelinePNG(tl timeline.Timeline, lang string, scope disclosure.Visibility) ([]byte, error) {
	s, err := r.story(tl, lang, scope)
	if err != nil {
		return nil, err
	}
	return s.drawing().PNG()
}

// TimelineMarkdown writes a timeline as tables in Markdown, with the derived durations and the rule by which they
// are counted, for whoever may see scope.
func (r *Renderer) TimelineMarkdown(tl timeline.Timeline, lang string, scope disclosure.Visibility) ([]byte, error) {
	s, err := r.story(tl, lang, scope)
	if err != nil {
		return nil, err
	}
	return s.markdown(), nil
}

func (r *Renderer) story(tl timeline.Timeline, lang string, scope disclosure.Visibility) (*story, error) {
	t, err := r.language(lang)
	if err != nil {
		return nil, err
	}
	c := &disclosure.Case{ID: tl.Case, Title: tl.Title, Parties: tl.Parties}
	return newStory(t, newGuard(t, c, disclosure.Full), c, tl, scope), nil
}

func (r *Renderer) language(lang string) (*texts, error) {
	t, ok := r.texts[lang]
	if !ok {
		return nil, fault.Errorf(fault.Invalid, "there is no writeup in %q: choose one of %s", lang, strings.Join(slices.Sorted(maps.Keys(r.texts)), ", "))
	}
	return t, nil
}

// Digest names exactly these files: SHA-256 over names and contents in the order of the names, as 64 hexadecimal
// digits. Lengths are part of it, so that no content can pass for another file.
func Digest(files map[string][]byte) string {
	h := sha256.New()
	var size [8]byte
	add := func(b []byte) {
		binary.BigEndian.PutUint64(size[:], uint64(len(b)))
		h.Write(size[:])
		h.Write(b)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		add([]byte(name))
		add(files[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}
