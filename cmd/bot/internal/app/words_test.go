package app_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
	"daylight/disclosure/probe/tcpexpect"
	"daylight/templates"
)

// patterns are what an asset of a kind without answers of its own looks like.
func patterns() *disclosure.Expect {
	return &disclosure.Expect{Open: &disclosure.Match{Body: "open"}, Closed: &disclosure.Match{Body: "closed"}}
}

// said is what the words of a plan have to tell, written down apart from the kinds: as whom it asks, and how much of what is
// exposed it reads at most.
type said struct {
	target  target.Target
	login   probe.Login
	content int64
}

// plans are targets of every kind, so that each step of each kind stands in one of their plans.
func plans() []said {
	of := func(kind, address, key string) target.Target {
		return target.Target{Kind: kind, Target: address, Key: key, Case: "DL-2020-0001"}
	}
	with := func(t target.Target, e *disclosure.Expect) target.Target {
		t.Expect = e
		return t
	}
	spoken := patterns()
	spoken.Send = "hello\r\n"
	statusOnly := &disclosure.Expect{Open: &disclosure.Match{Status: []int{200}}, Closed: &disclosure.Match{Status: []int{403}}}
	const none = probe.LoginNone
	// A web address without a port is asked over http and https, so up to twice as much is read.
	return []said{
		{of("s3", "s3://bucket/key", ""), none, 0},
		{of("azure", "https://account1.blob.core.windows.net/container/a.jpg", ""), none, 0},
		{of("clickhouse", "http://db.example.com:8123", ""), none, 0},
		{of("couchdb", "http://db.example.com:5984/patients", ""), none, 0},
		{of("dns_dangling", "dns://shop.example.com", ""), none, 4 << 10},
		{of("docker_api", "docker.example.com:2375", ""), none, 0},
		{of("docker_registry", "registry.example.com:5000", ""), none, 0},
		{of("elasticsearch", "http://db.example.com:9200/patients", ""), none, 0},
		{of("etcd", "http://db.example.com:2379", ""), none, 0},
		{of("firebase", "https://example.firebaseio.com/users", ""), none, 0},
		{of("ftp", "ftp://files.example.com", ""), probe.LoginAnonymous, 0},
		{of("gcs", "gs://example-bucket/a.jpg", ""), none, 0},
		{of("http", "https://example.com/export/", ""), none, 2 * (64 << 10)},
		{of("http", "https://example.com/export/report.csv", ""), none, 0},
		{with(of("http", "https://example.com/export/", ""), patterns()), none, 2 * (64 << 10)},
		{of("http_expect", "http://db.example.com:5601/", "kibana"), none, 4 << 10},
		{of("http_file", "https://example.com/.git/", ""), none, 2 * 22},
		{of("http_file", "https://example.com/backup.zip", ""), none, 0},
		{of("http_file", "https://example.com/files/.DS_Store", ""), none, 2 * 8},
		{of("http_listing", "https://example.com/export/", ""), none, 2 * (64 << 10)},
		{with(of("http_match", "https://example.com/export/", ""), patterns()), none, 2 * (64 << 10)},
		{with(of("http_match", "https://example.com/export/", ""), statusOnly), none, 0},
		{of("influxdb", "http://db.example.com:8086", ""), none, 0},
		{of("kubernetes", "https://db.example.com:6443/api/v1/namespaces/shop", ""), none, 0},
		{of("kubernetes", "https://db.example.com:6443/api/v1/secrets", ""), none, 0},
		{of("kubernetes", "https://db.example.com:10250/pods", ""), none, 0},
		{of("ldap", "ldap://ldap.example.com/dc=example,dc=org", ""), none, 0},
		{of("memcached", "memcached://db.example.com", ""), none, 0},
		{of("mongodb", "mongodb://db.example.com", ""), none, 0},
		{of("mqtt", "mqtt://iot.example.com", ""), none, 0},
		{of("mysql", "mysql://db.example.com", ""), none, 0},
		{of("mysql_login", "mysql://db.example.com", ""), probe.LoginNoPassword, 0},
		{of("nfs", "nfs://files.example.com/srv/export", ""), none, 0},
		{of("postgres", "postgres://db.example.com", ""), probe.LoginAbsent, 0},
		{of("postgres", "postgres://db.example.com", "shop"), probe.LoginNoPassword, 0},
		{of("rabbitmq", "mq.example.com:15672", ""), probe.LoginDefault, 0},
		{of("redis", "redis://db.example.com", ""), none, 0},
		{of("rsync", "rsync://files.example.com/backup", ""), none, 0},
		{of("smb", "smb://files.example.com/public", ""), probe.LoginAnonymous, 0},
		{with(of("tcp_expect", "tcp://example.com:4711", ""), spoken), none, 4 << 10},
		{with(of("tcp_expect", "tcp://example.com:4711", ""), patterns()), none, 4 << 10},
		{of("tcp_port", "tcp://example.com:4711", "80"), none, 0},
		{of("tls_cert", "tls://example.com", "expired"), none, 0},
		{of("zookeeper", "zookeeper://zk.example.com", ""), none, 0},
	}
}

// stepWords reads what the files of words say of the steps of a kind.
func stepWords(t *testing.T, lang, kind string) map[string]string {
	t.Helper()
	raw, err := fs.ReadFile(templates.Writeup(), "words/"+lang+"/"+kind+".json")
	if err != nil {
		t.Fatal(err)
	}
	var words struct{ Steps map[string]string }
	if err := json.Unmarshal(raw, &words); err != nil {
		t.Fatal(err)
	}
	return words.Steps
}

func TestTheWordsOfEveryKindFitItsPlan(t *testing.T) {
	t.Parallel()
	p := prober(t)
	reached := map[string]bool{}
	for _, c := range plans() {
		plan, err := p.Plan(c.target)
		if err != nil {
			t.Errorf("%+v: %v", c.target, err)
			continue
		}
		var content int64
		for i := range plan.Steps {
			s := &plan.Steps[i]
			reached[plan.Kind+"/"+s.Name()] = true
			content += s.Content
			checkStep(t, plan.Kind, s)
		}
		login := probe.LoginNone
		for _, s := range plan.Steps {
			login = max(login, s.Login)
		}
		if login != c.login || content != c.content {
			t.Errorf("%s %s asks as %q and reads %d bytes, want %q and %d", plan.Kind, plan.Target, login, content, c.login, c.content)
		}
	}
	for _, kind := range app.ProbeKindNames() {
		for _, lang := range templates.MessageLanguages() {
			for step := range stepWords(t, lang, kind) {
				if !reached[kind+"/"+step] {
					t.Errorf("words/%s/%s.json speaks of %q, which no plan does", lang, kind, step)
				}
			}
		}
	}
}

// checkStep holds what a step is on the wire against what is said of it.
func checkStep(t *testing.T, kind string, s *probe.Step) {
	t.Helper()
	signsIn := strings.Contains(string(s.Request), "\r\nAuthorization: ")
	if signsIn != (s.Login == probe.LoginDefault) {
		t.Errorf("%s/%s sends a password: %v, and says that it asks as %q", kind, s.Name(), signsIn, s.Login)
	}
	if (s.Method == http.MethodHead || s.ConnectOnly && s.Facet != tcpexpect.Facet) && s.Content > 0 {
		t.Errorf("%s/%s reads %d bytes of what it cannot read", kind, s.Name(), s.Content)
	}
	control := s.Name() == "control" || s.Name() == "beside" // asks as the resource is asked, for what is not there
	if r := s.Header["Range"]; r != "" && !control && r != fmt.Sprintf("bytes=0-%d", s.Content-1) {
		t.Errorf("%s/%s asks for %s and says %d bytes", kind, s.Name(), r, s.Content)
	}
	for _, lang := range templates.MessageLanguages() {
		text := stepWords(t, lang, kind)[s.Name()]
		if text == "" {
			t.Errorf("%s/%s has no words in %s", kind, s.Name(), lang)
		}
		if said := strings.Contains(text, "HEAD"); said != (s.Method == http.MethodHead) && s.Name() != "git" && !control {
			t.Errorf("%s/%s is %s, and its words in %s are %q", kind, s.Name(), s.Method, lang, text)
		}
		// Numbers, passwords and content are said from the plan and never by hand.
		if m := regexp.MustCompile(`[02-9]|(?i)passwor|mot de passe|content|inhalt|contenu`).FindString(text); m != "" {
			t.Errorf("%s/%s says %q by hand in %s: %q", kind, s.Name(), m, lang, text)
		}
	}
	claims(t, kind, s)
}

// claims holds what the words say that is not asked for against the request.
func claims(t *testing.T, kind string, s *probe.Step) {
	t.Helper()
	text, wire := stepWords(t, "en", kind)[s.Name()], string(s.Request)
	for _, c := range []struct{ said, sent string }{
		{"asks for no entries", "max-keys=0"},
		{"asks for no names", "fields=kind"},
		{"asks for no names", "limit=0"},
		{"SELECT 1", "SELECT%201"},
		{"only counts the keys", "count_only"},
		{" label that no", "labelSelector=daylight"},
		{"a PING", "PING"},
		{"a request for the number of keys", "DBSIZE"},
	} {
		if strings.Contains(wire, c.sent) && !strings.Contains(text, c.said) {
			t.Errorf("%s/%s sends %q, and its words do not say %q: %q", kind, s.Name(), c.sent, c.said, text)
		}
	}
	for said, sent := range map[string][]string{
		"asks for no entries": {"max-keys=0"}, "asks for no names": {"limit=0", "fields=kind", "maxResults=1"},
	} {
		if strings.Contains(text, said) && !slices.ContainsFunc(sent, func(q string) bool { return strings.Contains(wire, q) }) {
			t.Errorf("%s/%s says %q and sends %q", kind, s.Name(), said, wire)
		}
	}
}

func TestEveryDefinitionAndEveryKindThatNoProbeAsksHasWords(t *testing.T) {
	t.Parallel()
	set, err := templates.New()
	if err != nil {
		t.Fatal(err)
	}
	defs, err := tcpexpect.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	kinds := append(app.ProbeKindNames(), closure.Unaskable()...)
	for _, d := range defs {
		kinds = append(kinds, d.Kind()+"."+d.Name())
	}
	if err := set.CheckKinds(kinds); err != nil {
		t.Error(err)
	}
	if err := set.CheckKinds([]string{"gopher"}); err == nil || !strings.Contains(err.Error(), `"gopher" has no words`) {
		t.Errorf("a kind without words passes: %v", err)
	}
	for _, name := range set.Nouns() {
		if !slices.Contains(kinds, name) {
			t.Errorf("there are words for %q, which is no kind", name)
		}
	}
}

// TestAMessageSaysWhatTheCheckOfItsKindDoes renders the first contact about every kind.
func TestAMessageSaysWhatTheCheckOfItsKindDoes(t *testing.T) {
	t.Parallel()
	p := prober(t)
	set, err := templates.New()
	if err != nil {
		t.Fatal(err)
	}
	logins := map[probe.Login]string{
		probe.LoginNone: "It uses no login and tries no password.", probe.LoginAnonymous: "It asks as the anonymous guest",
		probe.LoginAbsent: "It asks as a user that does not exist", probe.LoginNoPassword: "It asks as one user without giving a password",
		probe.LoginDefault: "It signs in once with the user name and the password that the maker publishes",
	}
	for _, c := range plans() {
		plan, err := p.Plan(c.target)
		if err != nil {
			t.Fatal(err)
		}
		data := templates.MailData{
			Case: "DL-2020-0001", Team: templates.Team{Name: "Team", Site: "https://team.example/", Signer: "Ada"}, Party: "NextMotion",
			Discovered: civil.OnDay(2020, 1, 24),
			Assets:     []templates.AssetFacts{{Asset: disclosure.Asset{ID: "A1", Kind: c.target.Kind, Key: c.target.Key, Target: plan.Target}}},
		}
		for _, s := range plan.Steps {
			data.Assets[0].Plan = append(data.Assets[0].Plan, templates.Step{Name: s.Name(), Content: s.Content, Login: string(s.Login)})
		}
		_, body, err := set.Mail(disclosure.FirstContact, "en", data)
		if err != nil {
			t.Errorf("%s: %v", plan.Kind, err)
			continue
		}
		text := strings.Join(strings.Fields(body), " ")
		for login, sentence := range logins {
			if got, want := strings.Contains(text, sentence), login == c.login; got != want {
				t.Errorf("%s says %q: %v, want %v", plan.Kind, sentence, got, want)
			}
		}
		size := fmt.Sprintf("it reads %d bytes at most", c.content)
		if c.content >= 1024 {
			size = fmt.Sprintf("it reads %d KiB at most", c.content/1024)
		}
		if got, want := strings.Contains(text, size), c.content > 0; got != want {
			t.Errorf("%s says %q: %v, want %v", plan.Kind, size, got, want)
		}
		if got, want := strings.Contains(text, "reads no content"), c.content == 0; got != want {
			t.Errorf("%s says that it reads no content: %v, want %v", plan.Kind, got, want)
		}
	}
}
