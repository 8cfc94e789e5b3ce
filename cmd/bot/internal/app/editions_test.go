package app_test

import (
	"bytes"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app/desk"

	"daylight/cmd/bot/internal/app/desk/pages"
	"daylight/disclosure"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/writeup"
)

// approves has somebody look at exactly these files and approve them.
func (b *bench) approves(name string, p *desk.Publication) error {
	b.t.Helper()
	if err := b.Desk.ShowPublication(b.t.Context(), b.who(name), p, ""); err != nil {
		return err
	}
	return b.Desk.ApprovePublication(b.t.Context(), b.who(name), p)
}

// publishes has bob approve the page and alice publish it.
func (b *bench) publishes(id disclosure.CaseID, mode disclosure.Mode, lang, dir string) {
	b.t.Helper()
	b.do("alice", id, exposure.RequestProbe{Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForPublication, By: "alice"}})
	b.drain()
	p, err := b.Desk.Prepare(b.t.Context(), id, mode, lang)
	if err == nil {
		err = b.approves("bob", p)
	}
	if err == nil {
		p, err = b.Desk.Prepare(b.t.Context(), id, mode, lang)
	}
	if err == nil {
		for _, c := range p.Checks {
			if c.State == gate.CheckFail {
				b.t.Errorf("%s: %s", c.Name, c.Reason)
			}
		}
		_, err = b.Desk.Publish(b.t.Context(), b.who("alice"), p, dir)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// says returns a file of a page.
func (b *bench) says(dir, name string) string {
	b.t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		b.t.Fatal(err)
	}
	return string(raw)
}

// holds compares what lies in a folder.
func (b *bench) holds(dir string, want ...string) {
	b.t.Helper()
	var got []string
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if slices.Sort(want); err != nil || !slices.Equal(got, want) {
		b.t.Errorf("the folder holds %v (%v), want %v", got, err, want)
	}
	m, problems, err := pages.Check(dir)
	if err != nil || len(problems) > 0 {
		b.t.Errorf("%v %v", problems, err)
	}
	if known, err := b.Desk.OnRecord(b.t.Context(), m.Case, m.Chain); err != nil || !known {
		b.t.Errorf("the record has no event %s: %v", m.Chain, err)
	}
	if tool, err := exec.LookPath("sha256sum"); err == nil {
		check := exec.CommandContext(b.t.Context(), tool, "-c", "--strict", pages.FileSums)
		check.Dir = dir
		if out, err := check.CombinedOutput(); err != nil {
			b.t.Errorf("sha256sum: %v\n%s", err, out)
		}
	}
}

func TestAPageIsPublishedCorrectedPublishedAgainAndWithdrawn(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine draws and compares pages, so that the race detector learns nothing; the plain run does it")
	}
	t.Parallel()
	b, id := closedCase(t)
	site := filepath.Join(b.dir, "site")
	dir := filepath.Join(site, "en")
	full := []string{
		writeup.FileHTML, writeup.FileMarkdown, writeup.FilePicture, writeup.FileNarrow, writeup.FileCard, writeup.FileEntry, writeup.FileTimeline, pages.FileManifest, pages.FileSums,
	}
	stub := []string{writeup.FileHTML, writeup.FileMarkdown, writeup.FileEntry, pages.FileManifest, pages.FileSums}

	b.publishes(id, disclosure.Full, "en", dir)
	first := b.Desk.Today()
	b.holds(dir, full...)
	if page := b.says(dir, writeup.FileHTML); strings.Contains(page, "dateModified") || strings.Contains(page, "Revisions of this page") {
		t.Error("a first edition has a history")
	}
	b.publishes(id, disclosure.Full, "de", filepath.Join(site, "de"))

	// The same files once more, on another day, are no publication: byte for byte what is out.
	before := b.says(dir, writeup.FileHTML) + b.says(dir, pages.FileManifest)
	b.clock.pass(30 * time.Hour)
	b.publishes(id, disclosure.Full, "en", dir)
	if again := b.says(dir, writeup.FileHTML) + b.says(dir, pages.FileManifest); again != before {
		t.Error("nothing changed, and the files did")
	}

	// A correction is a second edition; the day of publication stays.
	b.do("alice", id, record.AddEvent{
		Kind: disclosure.KindCorrected, At: b.Desk.Today().When(), Source: disclosure.SourcePerson, Text: "The company names another scope.", Visibility: disclosure.Public,
	})
	b.publishes(id, disclosure.Full, "en", dir)
	second := b.Desk.Today()
	b.holds(dir, full...)
	page, front := b.says(dir, writeup.FileHTML), b.says(dir, writeup.FileMarkdown)
	for _, want := range []string{`"datePublished":"` + first.String(), `"dateModified":"` + second.String(), "Revisions of this page", "The company names another scope."} {
		if !strings.Contains(page, want) {
			t.Errorf("the second edition does not say %q", want)
		}
	}
	if !strings.Contains(front, "\ndate: "+first.String()+"\nlastmod: "+second.String()+"\n") {
		t.Errorf("%.300s", front)
	}
	if m, _, err := pages.Check(dir); err != nil || m.Revision != 2 {
		t.Errorf("%+v %v", m, err)
	}

	// Another page does not take its place.
	p, err := b.Desk.Prepare(t.Context(), id, disclosure.Full, "de")
	if err == nil {
		_, err = pages.Stale(dir, p.Case.ID, "de", p.Files)
	}
	refuses(t, err, fault.Invalid, "an address keeps its page")

	// Withdrawn: the page stays with the reason and nothing of the old report.
	b.clock.pass(24 * time.Hour)
	b.do("alice", id, record.AddEvent{
		Kind: disclosure.KindWithdrawn, At: b.Desk.Today().When(), Source: disclosure.SourcePerson, Text: "It was another server.", Visibility: disclosure.Public,
	})
	b.publishes(id, disclosure.Stub, "en", dir)
	b.holds(dir, stub...)
	if page := b.says(dir, writeup.FileHTML); !strings.Contains(page, "This report is withdrawn") || !strings.Contains(page, "It was another server.") {
		t.Error("the page does not say that it is withdrawn and why")
	}
	if c := b.load(id); c.Publication != disclosure.PublicationWithdrawn {
		t.Errorf("the publication is %s", c.Publication)
	}

	// The feed of the site, read by a parser: the newest first, and the same ids as ever.
	n, err := pages.WriteFeed(site, b.Desk.Team())
	if err != nil || n != 2 {
		t.Fatalf("%d pages: %v", n, err)
	}
	var feed struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		Updated string   `xml:"updated"`
		Entries []struct {
			ID       string `xml:"id"`
			Updated  string `xml:"updated"`
			Category struct {
				Term string `xml:"term,attr"`
			} `xml:"category"`
		} `xml:"entry"`
	}
	raw := b.says(site, pages.FileFeed)
	if err := xml.Unmarshal([]byte(raw), &feed); err != nil {
		t.Fatal(err)
	}
	if len(feed.Entries) != 2 || feed.Entries[0].Category.Term != "withdrawn" || feed.Updated != feed.Entries[0].Updated || !strings.HasSuffix(feed.Entries[0].ID, "en") {
		t.Errorf("%+v", feed)
	}
	if twice, _, err := pages.Feed(site, b.Desk.Team()); err != nil || !bytes.Equal(twice, []byte(raw)) {
		t.Errorf("the feed of the same pages differs: %v", err)
	}
}

func TestAPageThatSomebodyTouchedIsNoticed(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine draws and compares pages, so that the race detector learns nothing; the plain run does it")
	}
	t.Parallel()
	b, p, dir := approved(t)
	if _, err := b.Desk.Publish(t.Context(), b.who("alice"), p, dir); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, writeup.FileHTML)
	if err := os.WriteFile(path, []byte("<p>another page</p>"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, problems, err := pages.Check(dir); err != nil || len(problems) != 1 || !strings.Contains(problems[0], writeup.FileHTML) {
		t.Errorf("%v %v", problems, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, problems, err := pages.Check(dir); err != nil || len(problems) != 1 || !strings.Contains(problems[0], "missing") {
		t.Errorf("%v %v", problems, err)
	}
	if _, _, err := pages.Check(t.TempDir()); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a folder without a page: %v", err)
	}
}
