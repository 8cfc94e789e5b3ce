package probe_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"daylight/disclosure/probe"
)

func page(path, body string) probe.Answer {
	return probe.Answer{
		URL: &url.URL{Scheme: "http", Host: "a.example", Path: path}, Status: http.StatusOK,
		Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, Body: []byte(body),
	}
}

// TestListsOfRealServersAreKnown reads what servers sent for one folder, of which only the styles were shortened.
func TestListsOfRealServersAreKnown(t *testing.T) {
	files, err := filepath.Glob("testdata/listing/*")
	if err != nil || len(files) < 9 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		a := page("/export/", string(body))
		if strings.HasSuffix(name, ".json") {
			a.Header = http.Header{"Content-Type": {"application/json"}}
		}
		if !probe.IsListing(a) {
			t.Errorf("%s is not known", name)
		}
		// Whoever cuts the page off behind the styles, or changes its title, still sees a list.
		if !strings.HasSuffix(name, ".json") {
			renamed := page("/export/", "<style>"+strings.Repeat(".", 30<<10)+"</style>"+strings.ReplaceAll(string(body), "Index of", "Welcome to"))
			if !probe.IsListing(renamed) {
				t.Errorf("%s is not known under another title", name)
			}
		}
		a.URL.Path = "/elsewhere"
		if probe.IsListing(a) {
			t.Errorf("%s is known where no folder was asked for", name)
		}
	}
}

func TestWhatIsAList(t *testing.T) {
	const nav = `<nav><a href="/">Home</a> <a href="/about">About</a></nav>`
	for _, tt := range []struct {
		name, body string
		want       bool
	}{
		{"an empty folder of nginx", `<title>Index of /x/</title><h1>Index of /x/</h1><pre><a href="../">../</a></pre>`, true},
		{"an empty folder of Python", `<title>Directory listing for /x/</title><h1>Directory listing for /x/</h1><ul></ul>`, true},
		{"a folder of nginx in XML", "<?xml version=\"1.0\"?>\r\n<list>\r\n<file mtime=\"2026-11-30T02:15:52Z\" size=\"3\">a.csv</file>\r\n</list>\r\n", true},
		{"a feed", `<?xml version="1.0"?><rss><channel><title>News</title></channel></rss>`, false},
		{"Tomcat", `<title>Directory Listing For [/x/]</title><a href="/x/a.csv"><tt>a.csv</tt></a>`, true},
		{"Jetty", `<title>Directory: /x/</title><a href="/x/a.csv">a.csv&nbsp;</a>`, true},
		{"serve-index", `<title>listing directory /x</title><ul id="files"><li><a href="/x/a.csv" class="icon"><span class="name">a.csv</span></a></ul>`, true},
		{"sizes beside names", `<table><a href="a.csv">a.csv</a></td><td>1.2K</td></table>`, true},
		{"times beside names", `<a href="a.csv">a.csv</a> 05-Feb-2020 08:00`, true},
		{"a name that was cut", `<a href="../">..</a><a href="a-very-long-name.csv">a-very-lon..&gt;</a>`, true},
		{"a name in another folder", `<title>Index of /x/</title><a href="/y/a.csv">a.csv</a>` + nav, false},
		{"a title alone, with a way around the site", `<title>Index of /x/</title>` + nav, false},
		{"an index of a book", `<title>Index of names</title>` + nav + `<a href="#a">A</a>`, false},
		{"a front page", `<title>Welcome</title>` + nav + `<p>since 2020-01-01 10:00, 4 GB</p>`, false},
		{"a page of links", nav + `<a href="first-post.html">My first post</a> <a href="second.html">The second</a>`, false},
		{"a login", `<title>Sign in</title><form action="login"><a href="forgot">forgot</a></form>`, false},
		{"an app", `<!doctype html><div id="app"></div><script src="/main.js"></script>`, false},
		{"an empty list of preformatted lines", "<pre>\n</pre>", false},
		{"nothing", "", false},
	} {
		if got := probe.IsListing(page("/x/", tt.body)); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestListNeedsASuccess(t *testing.T) {
	a := page("/x/", `<title>Index of /x/</title>`)
	a.Status = http.StatusForbidden
	if probe.IsListing(a) || probe.IsListing(probe.Answer{Status: 200}) {
		t.Error("a list without an answer")
	}
}
