package pages

import (
	"cmp"
	"encoding/xml"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"daylight/disclosure/fault"
	"daylight/disclosure/writeup"
	"daylight/disclosure/writeup/feed"
)

// FileFeed is the feed of a folder of pages.
const FileFeed = "feed.atom"

// site is an Atom feed, RFC 4287.
type site struct {
	XMLName xml.Name     `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string       `xml:"id"`
	Title   string       `xml:"title"`
	Updated string       `xml:"updated"`
	Author  *feed.Author `xml:"author"`
	Link    *feed.Link   `xml:"link"`
	Entries []feed.Entry
}

// maxPages bounds how many pages a feed is made of.
const maxPages = 10_000

// Feed makes the feed of all pages below a folder, the newest first. It says nothing that the entries do not say, and its date is
// that of the newest. Two pages with one id are an error: one of them lies at the place of the other.
func Feed(dir string, team writeup.Team) ([]byte, int, error) {
	out := site{ID: cmp.Or(team.Site, "urn:daylight:feed"), Title: cmp.Or(team.Name, "Daylight"), Author: &feed.Author{Name: cmp.Or(team.Name, "Daylight"), URI: team.Site}}
	if team.Site != "" {
		out.Link = &feed.Link{Rel: "alternate", Href: team.Site}
	}
	at := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() != writeup.FileEntry {
			return err
		}
		raw, err := read(filepath.Dir(path), writeup.FileEntry)
		if err != nil {
			return err
		}
		var e feed.Entry
		if err := xml.Unmarshal(raw, &e); err != nil || e.ID == "" || e.Updated == "" {
			return fault.Errorf(fault.Invalid, "%s is no entry of a page", path)
		}
		if other, twice := at[e.ID]; twice {
			return fault.Errorf(fault.Invalid, "%s and %s are the same page: leave one of them in the folder", other, path)
		}
		if len(out.Entries) == maxPages {
			return fault.Errorf(fault.Invalid, "there are more than %d pages below %s", maxPages, dir)
		}
		at[e.ID] = path
		e.Link = fromHere(dir, path, &e)
		out.Entries = append(out.Entries, e)
		return nil
	})
	if err != nil {
		if _, ok := errors.AsType[*fault.Error](err); ok {
			return nil, 0, err
		}
		return nil, 0, fault.Errorf(fault.Invalid, "the folder %s cannot be read: %w", dir, err)
	}
	if len(out.Entries) == 0 {
		return nil, 0, fault.Errorf(fault.NotFound, "there is no page below %s: publish one into a folder of it", dir)
	}
	slices.SortFunc(out.Entries, func(a, b feed.Entry) int { return cmp.Or(cmp.Compare(b.Updated, a.Updated), cmp.Compare(a.ID, b.ID)) })
	out.Updated = out.Entries[0].Updated
	raw, err := feed.Marshal(out)
	return raw, len(out.Entries), err
}

// fromHere is the link of an entry as the feed of a folder has to say it: Atom wants one of each entry, and one that names no site is
// relative to the file that it stands in.
func fromHere(dir, path string, e *feed.Entry) *feed.Link {
	link := feed.Link{Rel: "alternate", Type: "text/html", Lang: e.Lang, Href: writeup.FileHTML}
	if e.Link != nil && e.Link.Href != "" {
		link = *e.Link
	}
	if u, err := url.Parse(link.Href); err != nil || u.IsAbs() {
		return &link
	}
	folder, err := filepath.Rel(dir, filepath.Dir(path))
	if err != nil {
		return &link
	}
	link.Href = (&url.URL{Path: filepath.ToSlash(filepath.Join(folder, link.Href))}).String()
	return &link
}

// WriteFeed writes the feed of a folder into it, complete or not at all.
func WriteFeed(dir string, team writeup.Team) (int, error) {
	raw, n, err := Feed(dir, team)
	if err != nil {
		return 0, err
	}
	path := filepath.Join(dir, FileFeed)
	if err := os.WriteFile(path+".part", raw, 0o644); err != nil {
		return 0, fault.Errorf(fault.Invalid, "the feed cannot be written: %w", err)
	}
	if err := os.Rename(path+".part", path); err != nil {
		return 0, fault.Errorf(fault.Invalid, "the feed cannot be written: %w", err)
	}
	return n, nil
}
