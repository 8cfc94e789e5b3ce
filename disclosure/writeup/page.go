package writeup

import (
	htmltemplate "html/template"
	"net/url"
	"strings"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/pattern"
	"daylight/disclosure/writeup/legible"
)

// page is what the templates see: text in one language, already fit for publication, not yet escaped.
type page struct {
	Lang        string
	Mode        disclosure.Mode
	T           map[string]string
	CSS         htmltemplate.CSS
	Case        string
	Title       string
	Head        string // the title of the window and of a find: short
	TitleLang   string // where it is another language than the page's
	Kicker      string // vendor and country
	TeamName    string
	Site        string
	Policy      string
	Contact     string // mail address of the team
	Canonical   string
	Description string
	LD          linkedData
	Slug        string

	Published, PublishedTime string
	Modified, ModifiedTime   string
	Revision                 string
	Revisions                []revision
	TakenBack                bool
	Withdrawn                []block // when and why it was taken back, where that is on record for the public

	Figures   []figure
	Facts     []fact
	Summary   part
	Rows      []storyRow
	Durations []durationRow
	Episodes  []episodeRow
	Wide      htmltemplate.HTML
	Narrow    htmltemplate.HTML
	Picture   string // what the picture shows, in a sentence

	SaysHeading string
	Says        []statement
	Saw         []block
	Exposed     part
	Impact      part
	Advice      []advice
	Found       part
	Status      []block
	Corrections []correction
	Credits     part
	Links       part
	About       []block
	AboutTitle  string
	Note        []block // stub only

	story *story
}

// fact is an entry of the fact box.
type fact struct {
	Label, Value, Time string
	Code               bool // a locator
}

// figure is a number that the page shows large.
type figure struct {
	Number, Unit, Label, Note string
	Strong                    bool
}

// statement is what one side said, in its own words.
type statement struct {
	Who, Label  string
	Date, Time  string
	Source      string
	Text        []block
	IsStatement bool
}

type advice struct {
	Heading string
	Text    part
}

type correction struct {
	Date, Time string
	Text       []block
	Label      string
}

// linkedData is the schema.org description of the page.
type linkedData struct {
	Context       string      `json:"@context"`
	Type          string      `json:"@type"`
	Headline      string      `json:"headline"`
	Identifier    string      `json:"identifier"`
	InLanguage    string      `json:"inLanguage"`
	Description   string      `json:"description,omitempty"`
	DatePublished string      `json:"datePublished,omitempty"`
	DateModified  string      `json:"dateModified,omitempty"`
	URL           string      `json:"url,omitempty"`
	Author        *linkedTeam `json:"author,omitempty"`
}

type linkedTeam struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

// newPage composes a page from a case.
func newPage(t *texts, w *written, in Input) *page {
	g := newGuard(t, in.Case, in.Mode)
	id := g.title(string(in.Case.ID))
	p := &page{
		Lang: t.lang, Mode: in.Mode, T: t.Texts, Case: id, Slug: strings.ToLower(id),
		TeamName: legible.Line(in.Team.Name), Site: webAddress(in.Team.Site), Policy: webAddress(in.Team.Policy), Contact: mailbox(in.Team.Contact),
		Published: t.civil(in.PublishedOn), PublishedTime: isoDate(in.PublishedOn),
		Modified: t.civil(in.ModifiedOn), ModifiedTime: isoDate(in.ModifiedOn),
	}
	if in.Revision > 0 {
		p.Revision = t.number(int64(in.Revision))
	}
	p.Canonical = Address(p.Site, disclosure.CaseID(id))
	p.story = newStory(t, g, in.Case, in.Timeline, disclosure.Public)
	switch in.Mode {
	case disclosure.Stub:
		p.stub(t, in)
	case disclosure.Full, disclosure.Limited:
		p.full(t, g, w, in)
	}
	p.revisions(t, g, in)
	p.withdrawal(t, g, in)
	p.About = g.blocks(in.Team.About)
	p.AboutTitle = t.get("h.about", "team", p.TeamName)
	p.Head = head(p.Title, p.TeamName)
	p.LD = linkedData{
		Context: "https://schema.org", Type: "Report", Headline: p.Title, Identifier: id, InLanguage: t.lang,
		Description: p.Description, DatePublished: p.PublishedTime, DateModified: p.ModifiedTime, URL: p.Canonical,
	}
	if p.TeamName != "" {
		p.LD.Author = &linkedTeam{Type: "Organization", Name: p.TeamName, URL: p.Site}
	}
	return p
}

// Address is where the page of a case is found on the site of a team; "" where it has none.
func Address(site string, id disclosure.CaseID) string {
	if site = webAddress(site); site == "" {
		return ""
	}
	return strings.TrimSuffix(site, "/") + "/cases/" + url.PathEscape(strings.ToLower(string(id))) + "/"
}

// headLength is how many characters of a title search engines and tabs show. A sign that HTML escapes counts as it is written there.
const headLength = 70

// head is the title with the name of the team where both fit, else as much of the title as fits.
func head(title, teamName string) string {
	fits := func(s string) bool { return utf8.RuneCountInString(htmltemplate.HTMLEscapeString(s)) <= headLength }
	if whole := title + " · " + teamName; teamName != "" && fits(whole) {
		return whole
	}
	if fits(title) {
		return title
	}
	short := []rune(title)
	for short = short[:min(len(short), headLength-1)]; !fits(string(short) + "…"); {
		short = short[:len(short)-1]
	}
	cut := string(short)
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:–-") + "…"
}

// stub says that there is a report and until when, and nothing that could identify the vendor.
func (p *page) stub(t *texts, in Input) {
	p.Title = t.get("stub.title", "case", p.Case)
	p.Description = p.Title
	if !withdrawn(in) { // one that is withdrawn promises nothing more
		p.Note = append(p.Note, block{Text: t.get("stub.text")})
	}
	p.Note = append(p.Note, approvedAlone(t, in)...)
	p.fact(t, "f.case", p.Case, "")
	told := in.Timeline.Milestones.FirstContact(disclosure.Vendor)
	if told.IsZero() {
		told = in.Timeline.Milestones.FirstContactOfAny()
	}
	if !told.IsZero() {
		p.fact(t, "f.reported", t.day(told.At), datetime(dayOnly(told.At)))
	}
	switch due := clock.PublicationDue(in.Case); {
	case withdrawn(in):
	case due.IsZero():
		p.fact(t, "f.deadline", t.get("stub.none"), "")
	default:
		p.fact(t, "f.deadline", t.day(due), datetime(dayOnly(due)))
	}
	p.common(t)
}

// dayOnly drops the hour of an instant.
func dayOnly(w civil.When) civil.When {
	if w.Precision() == civil.PrecisionMinute {
		return w.First().When()
	}
	return w
}

// common adds the entries that every fact box ends with.
func (p *page) common(t *texts) {
	if p.Published != "" {
		p.fact(t, "f.published", p.Published, p.PublishedTime)
	}
	if p.Modified != "" {
		p.fact(t, "f.modified", p.Modified, p.ModifiedTime)
	}
	if p.Revision != "" {
		p.fact(t, "f.revision", p.Revision, "")
	}
}

func (p *page) fact(t *texts, key, value, at string) {
	if value != "" {
		p.Facts = append(p.Facts, fact{Label: t.get(key), Value: value, Time: at})
	}
}

// webAddress returns an address of the team that may be a link: https or http, without a user name.
// plainMailbox is a mail address that no format of ours has to escape.
var plainMailbox = pattern.New(`^[A-Za-z0-9](?:[A-Za-z0-9._+-]*[A-Za-z0-9])?@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,24}$`)

// mailbox returns a mail address that can stand on a page as it is, else "".
func mailbox(s string) string {
	if s = strings.TrimSpace(s); plainMailbox.MatchString(s) {
		return s
	}
	return ""
}

func webAddress(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil {
		return ""
	}
	return u.String()
}
