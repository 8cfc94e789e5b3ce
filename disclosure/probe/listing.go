package probe

import (
	"html"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"

	"daylight/disclosure/pattern"
)

// ListingBytes is how much of a page is read to find the list of a folder in it. Some servers put 50 KB of styles before it.
const ListingBytes = 64 << 10

var (
	link    = pattern.New(`(?is)<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))[^>]*>(.*?)</a>`)
	tag     = pattern.New(`(?s)<[^>]*>`)
	styles  = pattern.New(`(?is)<(style|script|svg)\b.*?</(style|script|svg)>`)
	heading = pattern.New(`(?is)<(?:title|h1|h2)[^>]*>(.*?)</(?:title|h1|h2)>`)
	// listed are the words with which servers head the list of a folder.
	listed = pattern.New(`(?i)^(index of|directory listing (for|of)|listing directory|directory:|files within|contents of)\s`)
	// measured are sizes and times as servers write them behind the name of a file.
	measured = pattern.New(`(?i)\b\d{1,2}-[a-z]{3}-\d{4} \d{2}:\d{2}|\b\d{4}-(\d{2}|[a-z]{3})-\d{2}[ t]\d{2}:\d{2}|\b\d+(\.\d+)?\s?([kmgt]i?b?|bytes|b)\b`)
	entries  = pattern.New(`^\s*\[\s*\{\s*"name"\s*:\s*"[^"]*",\s*"type"\s*:\s*"(file|directory)",\s*"mtime"`)
	elements = pattern.New(`^<\?xml version="1\.0"\?>\s*<list>\s*<(file|directory) mtime="`)
	columns  = pattern.New(`(?i)^(C=[NMSD]|sort=|order=|N=[AD]|M=[AD]|S=[AD]|D=[AD])`)
)

// IsListing reports whether an answer lists the files of the folder that was asked for. What counts is the structure and not
// the title, which every server and every theme words in its own way: links to things directly in the folder that bear their
// own names, a link to the folder above, links that sort the list, sizes and times.
func IsListing(a Answer) bool {
	return a.URL != nil && strings.HasSuffix(a.URL.Path, "/") && IsListingOf(a, a.URL.Path)
}

// IsListingOf is [IsListing] for the path of a folder, with its slash, that may be shown under an address without one.
func IsListingOf(a Answer, folder string) bool {
	if a.Status != http.StatusOK || a.URL == nil {
		return false
	}
	if entries.Match(a.Body) || elements.Match(a.Body) {
		return true // nginx, with autoindex_format json or xml
	}
	if !IsHTML(a.Header, a.Body) && !strings.Contains(string(a.Body[:min(len(a.Body), 512)]), "<") {
		return false
	}
	page := styles.ReplaceAllString(string(a.Body[:min(len(a.Body), ListingBytes)]), "")
	l := readLinks(page, a.URL, folder)
	headed, names := headOf(page, folder)
	switch {
	case l.named > 0 && (headed || l.parent || l.sorting > 1 || measured.MatchString(tag.ReplaceAllString(page, " "))):
		return true
	case l.parent && (l.sorting > 0 || headed && names), headed && names && l.other == 0:
		return true // an empty folder, or what is in it comes after what was read
	}
	return l.named > 0 && l.other == 0 && inPre(page) // Go's file server says nothing else
}

// IsBareListing reports whether an answer is the list of a folder without anything in it, of a server that writes nothing
// around it. It counts only where the site answers that it has no folder of another name: an interface for programs says [] too.
// So the bytes have to be those of the server, to the last one, and nginx has to say that it is itself.
func IsBareListing(a Answer) bool {
	if a.Status != http.StatusOK || a.URL == nil || !strings.HasSuffix(a.URL.Path, "/") || a.Header == nil {
		return false
	}
	kind, _, _ := mime.ParseMediaType(a.Header.Get("Content-Type")) // an answer without one is none of these
	nginx := strings.HasPrefix(a.Header.Get("Server"), "nginx")
	switch string(a.Body) {
	case "<!doctype html>\n<meta name=\"viewport\" content=\"width=device-width\">\n<pre>\n</pre>\n":
		return kind == "text/html" // Go's file server; that of older releases sends bare <pre> tags, which may be anything
	case "[\r\n]":
		return kind == "application/json" && nginx // with autoindex_format json
	case "<?xml version=\"1.0\"?>\r\n<list>\r\n</list>\r\n":
		return kind == "text/xml" && nginx // with autoindex_format xml
	}
	return false
}

// links counts the links of a page by what they are for the folder.
type links struct {
	named   int  // lead to something directly in the folder, and bear its name
	parent  bool // leads to the folder above, and says so
	sorting int  // show the same folder in another order
	other   int
}

func readLinks(page string, at *url.URL, folder string) links {
	var out links
	for _, m := range link.FindAllStringSubmatch(page, -1) {
		to, err := at.Parse(html.UnescapeString(m[1] + m[2] + m[3]))
		text := plain(m[4])
		switch {
		case err != nil || to.Host != at.Host:
			out.other++
		case to.Path == at.Path && columns.MatchString(to.RawQuery):
			out.sorting++
		case to.Path == at.Path || to.Path == folder || to.RawQuery != "":
			out.other++
		case isParent(folder, to.Path) && saysUp(text):
			out.parent = true
		case bears(text, strings.TrimPrefix(to.Path, folder), strings.HasPrefix(to.Path, folder)):
			out.named++
		default:
			out.other++
		}
	}
	return out
}

// plain is the text of a piece of HTML.
func plain(piece string) string {
	return strings.TrimSpace(html.UnescapeString(tag.ReplaceAllString(piece, " ")))
}

func isParent(of, p string) bool {
	return strings.TrimSuffix(p, "/") == strings.TrimSuffix(path.Dir(strings.TrimSuffix(of, "/")), "/")
}

// saysUp reports whether the text of a link is one of those for the folder above.
func saysUp(text string) bool {
	return strings.HasPrefix(text, "..") || strings.EqualFold(text, "up") || strings.EqualFold(text, "go up") || strings.Contains(strings.ToLower(text), "parent directory")
}

// bears reports whether the text of a link is the name of what it leads to, directly in the folder. Long names are cut.
func bears(text, name string, within bool) bool {
	name = strings.TrimSuffix(name, "/")
	if !within || name == "" || strings.Contains(name, "/") {
		return false
	}
	text = strings.TrimSuffix(text, "/")
	for _, cut := range [...]string{"..>", "...", "…"} {
		if begin, ok := strings.CutSuffix(text, cut); ok && len(begin) > 8 && strings.HasPrefix(name, begin) {
			return true
		}
	}
	return text == name || strings.HasPrefix(text, name+" ") // an icon or a size may stand beside it
}

// headOf reports whether a title or a heading is that of a list, and whether one of them names the folder too.
func headOf(page, folder string) (headed, names bool) {
	for _, m := range heading.FindAllStringSubmatch(page, -1) {
		text := strings.Join(strings.Fields(plain(m[1])), " ")
		if !listed.MatchString(text) {
			continue
		}
		headed = true
		names = names || strings.HasSuffix(strings.Trim(text, "[] "), strings.TrimSuffix(folder, "/")+"/") ||
			folder != "/" && strings.HasSuffix(strings.Trim(text, "[] "), strings.TrimSuffix(folder, "/"))
	}
	return headed, names
}

// inPre reports whether the page is nothing but preformatted lines.
func inPre(page string) bool {
	rest := strings.TrimSpace(page)
	for _, begin := range [...]string{"<!doctype html>", `<meta name="viewport" content="width=device-width">`} {
		if len(rest) >= len(begin) && strings.EqualFold(rest[:len(begin)], begin) {
			rest = strings.TrimSpace(rest[len(begin):])
		}
	}
	return strings.HasPrefix(rest, "<pre>")
}
