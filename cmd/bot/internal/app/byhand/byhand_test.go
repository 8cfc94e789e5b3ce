package byhand_test

import (
	"bytes"
	"html"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/byhand"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/outreach"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
	"daylight/templates"
)

func newProber(t testing.TB) *probe.Prober {
	t.Helper()
	p, err := probe.New(probe.Options{Kinds: app.ProbeKinds(), Clock: func() time.Time { return time.Time{} }})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func newTexts(t testing.TB) *templates.Set {
	t.Helper()
	s, err := templates.New()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// found are an asset of each kind, as a person would name it. The addresses are nobody's.
func found() []disclosure.Asset {
	match := func(status int) *disclosure.Match { return &disclosure.Match{Status: []int{status}} }
	return []disclosure.Asset{
		{Kind: "azure", Target: "https://example.blob.core.windows.net/container"},
		{Kind: "clickhouse", Target: "http://db.example.org:8123/"},
		{Kind: "couchdb", Target: "http://db.example.org:5984/"},
		{Kind: "dns_dangling", Target: "dns://shop.example.org"},
		{Kind: "docker_api", Target: "http://docker.example.org:2375/"},
		{Kind: "docker_registry", Target: "http://registry.example.org:5000/"},
		{Kind: "elasticsearch", Target: "http://db.example.org:9200/"},
		{Kind: "etcd", Target: "http://db.example.org:2379/"},
		{Kind: "firebase", Target: "https://example-default-rtdb.firebaseio.com/"},
		{Kind: "ftp", Target: "ftp://files.example.org:21"},
		{Kind: "gcs", Target: "https://storage.googleapis.com/example-bucket/"},
		{Kind: "http", Target: "https://www.example.org/export/"},
		{Kind: "http_expect", Key: "grafana", Target: "http://board.example.org:3000/"},
		{Kind: "http_expect", Key: "jenkins", Target: "http://build.example.org:8080/"},
		{Kind: "http_expect", Key: "jupyter", Target: "http://notes.example.org:8888/"},
		{Kind: "http_expect", Key: "kibana", Target: "http://logs.example.org:5601/"},
		{Kind: "http_file", Target: "https://www.example.org/backup.zip"},
		{Kind: "http_file", Target: "https://www.example.org/.git/"},
		{Kind: "http_listing", Target: "https://www.example.org/files/"},
		{Kind: "http_match", Target: "https://www.example.org/export/", Expect: &disclosure.Expect{Open: match(206), Closed: match(401)}},
		{Kind: "influxdb", Target: "http://db.example.org:8086/"},
		{Kind: "kubernetes", Target: "https://cluster.example.org:6443/"},
		{Kind: "ldap", Target: "ldap://dir.example.org:389/dc=example,dc=org"},
		{Kind: "memcached", Target: "memcached://cache.example.org:11211"},
		{Kind: "mongodb", Target: "mongodb://db.example.org:27017"},
		{Kind: "mqtt", Target: "mqtt://mq.example.org:1883"},
		{Kind: "mysql", Target: "mysql://db.example.org:3306"},
		{Kind: "mysql_login", Key: "root", Target: "mysql://db.example.org:3306"},
		{Kind: "nfs", Target: "nfs://files.example.org:2049/export"},
		{Kind: "postgres", Target: "postgres://db.example.org:5432"},
		{Kind: "rabbitmq", Target: "http://mq.example.org:15672/"},
		{Kind: "redis", Target: "redis://cache.example.org:6379"},
		{Kind: "rsync", Target: "rsync://files.example.org:873/backup"},
		{Kind: "s3", Target: "https://example-bucket.s3.eu-west-3.amazonaws.com/"},
		{Kind: "smb", Target: "smb://files.example.org:445/share"},
		{Kind: "tcp_expect", Target: "tcp://db.example.org:9000", Expect: &disclosure.Expect{Open: &disclosure.Match{Body: "^hello"}}},
		{Kind: "tcp_port", Target: "tcp://db.example.org:9000"},
		{Kind: "tls_cert", Key: "serial:0a1b", Target: "tls://www.example.org:443"},
		{Kind: "zookeeper", Target: "zookeeper://db.example.org:2181"},
		{Kind: "leaked_credentials", Target: "login of a test account"},
		{Kind: "product_flaw", Target: "Example Server 1.2"},
		{Kind: "other", Noun: "door that is not locked", Target: "back door"},
	}
}

// facts are what a message says of an asset, with the plan by which it is asked and the command by which anybody sees the same.
func facts(t testing.TB, p *probe.Prober, a disclosure.Asset) templates.AssetFacts {
	t.Helper()
	a.ID = "A1"
	f := templates.AssetFacts{Open: outreach.Openness{Ground: outreach.GroundByHand, On: civil.OnDay(2020, 1, 24)}}
	if plan, err := p.Plan(target.Of(a, "DL-2020-0001")); err == nil {
		for _, s := range plan.Steps {
			f.Plan = append(f.Plan, templates.Step{Name: s.Name(), Content: s.Content, Login: string(s.Login)})
		}
		a.Streak.LastOpen, f.KeepsAsking = time.Date(2020, 1, 27, 8, 0, 0, 0, time.UTC), true
		f.Open = outreach.Openness{Ground: outreach.GroundSeen}
		f.Look = byhand.For(&a, &plan)
	}
	f.Asset = a
	return f
}

// issue is the issue about an asset in a language.
func issue(t testing.TB, s *templates.Set, lang string, assets ...templates.AssetFacts) (title, body string) {
	t.Helper()
	title, body, err := s.IssueBody(lang, templates.MailData{
		Case: "DL-2020-0001", Team: templates.Team{Name: "Daylight Research", Site: "https://research.example/", Signer: "Ada Example", Contact: "hello@research.example"},
		Party: "Acme", Domain: "example.org", Assets: assets, Exposed: disclosure.Exposed{Records: 900000, Data: []string{"names"}}, Discovered: civil.OnDay(2020, 1, 24),
		NotHeard: true, Calendar: []outreach.Ahead{
			{What: disclosure.DueProvider, On: civil.Date{Year: 2020, Month: 1, Day: 29}, Days: 2},
			{What: disclosure.DueFix, On: civil.Date{Year: 2020, Month: 2, Day: 3}, Days: 7},
			{What: disclosure.DuePublishLimited, On: civil.Date{Year: 2020, Month: 2, Day: 26}, Days: 30},
		},
	})
	if err != nil {
		t.Fatalf("%s in %s: %v", assets[0].Asset.Kind, lang, err)
	}
	return title, body
}

// rendered is a text as a page of GitHub-flavoured Markdown.
func rendered(t testing.TB, body string) string {
	t.Helper()
	var b bytes.Buffer
	if err := goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert([]byte(body), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var (
	block = regexp.MustCompile(`(?s)<pre><code class="language-sh">(.*?)</code></pre>`)
	link  = regexp.MustCompile(`href="([^"]*)"`)
)

// commandIn takes the command out of the rendered issue, as somebody does who copies it from the page.
func commandIn(page string) string {
	m := block.FindStringSubmatch(page)
	if m == nil {
		return ""
	}
	return strings.TrimSpace(html.UnescapeString(m[1]))
}

// TestAnIssueOfEveryKindReadsWellInEveryLanguage renders each issue as the page that its reader sees.
func TestAnIssueOfEveryKindReadsWellInEveryLanguage(t *testing.T) {
	t.Parallel()
	p, s := newProber(t), newTexts(t)
	kinds := map[string]bool{}
	for _, a := range found() {
		kinds[a.Kind] = true
		f := facts(t, p, a)
		for _, lang := range templates.MessageLanguages() {
			title, body := issue(t, s, lang, f)
			page := rendered(t, body)
			at := a.Kind + " " + a.Key + " in " + lang
			if strings.ContainsAny(title, "{}<>`*") || title != strings.TrimSpace(title) || strings.Contains(title, "  ") || len([]rune(title)) > 100 ||
				!strings.Contains(title, "Acme") || !strings.HasSuffix(title, " [DL-2020-0001]") || strings.Contains(title, "offen") && strings.Contains(title, "öffentlich") ||
				strings.Count(strings.ToLower(title), " open ") > 1 {
				t.Errorf("%s: the title is %q", at, title)
			}
			for _, bad := range []string{"{", "<no value>", "**", "&lt;/", "|---", "  .", " ,", "..", "<script", "<img"} {
				text := block.ReplaceAllString(page, "")
				if strings.Contains(text, bad) {
					i := strings.Index(text, bad)
					t.Errorf("%s shows %q: %s", at, bad, text[max(0, i-60):min(len(text), i+60)])
				}
			}
			for _, m := range link.FindAllStringSubmatch(page, -1) {
				if !strings.Contains(m[1], "research.example") {
					t.Errorf("%s makes a link of %s", at, m[1])
				}
			}
			if !strings.Contains(page, "<table>") || strings.Count(page, "<li>") < 6 {
				t.Errorf("%s: the table or the lists are not rendered:\n%s", at, page)
			}
			if got := commandIn(page); got != f.Look.Command {
				t.Errorf("%s: the command on the page is\n%s, want\n%s", at, got, f.Look.Command)
			}
			for _, mark := range append(append([]string{}, f.Look.Open...), f.Look.Closed...) {
				if !strings.Contains(html.UnescapeString(page), "<code>"+mark+"</code>") {
					t.Errorf("%s does not show the answer %q", at, mark)
				}
			}
			if dir := os.Getenv("DAYLIGHT_ISSUES"); dir != "" {
				text := "<!doctype html><meta charset=utf-8><style>body{font:16px/1.5 sans-serif;max-width:50em;margin:2em auto}code,pre{background:#eee}table{border-collapse:collapse}td{border:1px solid #ccc;padding:4px 8px}</style><h1>" +
					html.EscapeString(title) + "</h1>" + page
				if err := os.WriteFile(dir+"/"+a.Kind+a.Key+"."+lang+".html", []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for _, k := range app.ProbeKindNames() {
		if r, ok := byhand.Of(k); !ok || !kinds[k] || r.None == "" && (len(r.Open) == 0 || len(r.Closed) == 0) {
			t.Errorf("%s has no row of its own", k)
		}
	}
}

// TestACommandHoldsNothingThatAShellActsUpon: what a finding names comes from outside.
func TestACommandHoldsNothingThatAShellActsUpon(t *testing.T) {
	t.Parallel()
	p := newProber(t)
	for _, a := range []disclosure.Asset{
		{Kind: "http", Target: "https://www.example.org/a'b$(id)`id`;x"},
		{Kind: "ldap", Target: "ldap://dir.example.org:389/dc=a'$(id),dc=b"},
		{Kind: "postgres", Target: "postgres://db.example.org:5432/a'b", Key: "x'; id #"},
		{Kind: "smb", Target: "smb://files.example.org:445/$(id)"},
		{Kind: "rsync", Target: "rsync://files.example.org:873/a'b"},
		{Kind: "redis", Target: "redis://cache.example.org;id:6379"},
	} {
		got := facts(t, p, a).Look.Command
		bare := regexp.MustCompile(`'(?:[^']|'\\'')*'`).ReplaceAllString(strings.ReplaceAll(got, `"select 'OPEN'"`, ""), "")
		for _, bad := range []string{"$(id", "`", ";x", "; id", ";id", "#"} {
			if strings.Contains(bare, bad) {
				t.Errorf("%s: outside of quotes stands %q: %s", a.Kind, bad, got)
			}
		}
	}
}
