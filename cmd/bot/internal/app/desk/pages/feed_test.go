package pages_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app/desk/pages"
	"daylight/disclosure/writeup"
	"daylight/disclosure/writeup/feed"
)

// TestEachEntryOfAFeedHasAnAddress: RFC 4287, 4.1.2, asks for an alternate link of an entry without content.
func TestEachEntryOfAFeedHasAnAddress(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for folder, link := range map[string]*feed.Link{
		"site": {Rel: "alternate", Href: "https://research.example/cases/a/"}, "beside": {Rel: "alternate", Href: "index.html"}, "de/with blank": nil,
	} {
		at := filepath.Join(dir, folder)
		raw, err := feed.Marshal(feed.Entry{ID: "urn:x:" + strings.ReplaceAll(folder, " ", ""), Title: "T", Updated: "2020-02-16T00:00:00Z", Author: &feed.Author{Name: "A"}, Link: link, Category: &feed.Category{Term: "full"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(at, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(at, writeup.FileEntry), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	raw, n, err := pages.Feed(dir, writeup.Team{})
	if err != nil || n != 3 {
		t.Fatalf("%d entries, %v", n, err)
	}
	for _, want := range []string{`href="https://research.example/cases/a/"`, `href="beside/index.html"`, `href="de/with%20blank/index.html"`} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("no entry has %s:\n%s", want, raw)
		}
	}
}
