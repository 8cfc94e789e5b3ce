package byhand_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"daylight/cmd/bot/internal/app/byhand"
	"daylight/disclosure"
)

// served is a server on loopback, open or closed.
type served struct {
	kind string
	key  string
	// target holds {at}, where the server listens.
	target string
	// web answers over HTTP, or tcp over TCP. host is the name under which the command asks, where that is not the address.
	web  func(open bool) http.HandlerFunc
	tcp  func(open bool, c net.Conn)
	host string
	tls  bool
}

func answers(openCode int, openBody string, closedCode int, closedBody string) func(bool) http.HandlerFunc {
	return func(open bool) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			code, body := closedCode, closedBody
			if open {
				code, body = openCode, openBody
			}
			w.WriteHeader(code)
			if r.Method != http.MethodHead {
				_, _ = io.WriteString(w, body)
			}
		}
	}
}

// lines answers the first line with one of two.
func lines(greeting, open, closed string) func(bool, net.Conn) {
	return func(isOpen bool, c net.Conn) {
		_, _ = io.WriteString(c, greeting)
		buf := make([]byte, 200)
		_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
		_, _ = c.Read(buf)
		says := closed
		if isOpen {
			says = open
		}
		_, _ = io.WriteString(c, says)
		_, _ = io.Copy(io.Discard, c)
	}
}

// bucket is an S3 server with a bucket, and in front of it what refuses a list once it is shut.
func bucket(open bool) http.HandlerFunc {
	store := s3mem.New()
	_ = store.CreateBucket("example-bucket")
	s3 := gofakes3.New(store).Server()
	return func(w http.ResponseWriter, r *http.Request) {
		if !open {
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>")
			return
		}
		s3.ServeHTTP(w, r)
	}
}

// files is a web server with a folder, which asks for a login once it is closed.
func files(t *testing.T) func(bool) http.HandlerFunc {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "backup.zip"), []byte("PK\x03\x04"), 0o600); err != nil {
		t.Fatal(err)
	}
	root := http.FileServer(http.Dir(dir))
	return func(open bool) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if !open {
				w.Header().Set("WWW-Authenticate", `Basic realm="files"`)
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			root.ServeHTTP(w, r)
		}
	}
}

// ftp lets the guest in, or not.
func ftp(open bool, c net.Conn) {
	_, _ = io.WriteString(c, "220 ready\r\n")
	in := bufio.NewScanner(c)
	for in.Scan() {
		answer := "502 no\r\n"
		switch verb, _, _ := strings.Cut(in.Text(), " "); {
		case verb == "USER":
			answer = "331 password\r\n"
		case verb == "PASS" && open:
			answer = "230 welcome\r\n"
		case verb == "PASS":
			answer = "530 login incorrect\r\n"
		case verb == "PWD":
			answer = "257 \"/\"\r\n"
		case verb == "QUIT":
			answer = "221 bye\r\n"
		}
		_, _ = io.WriteString(c, answer)
	}
}

func servers(t *testing.T) []served {
	t.Helper()
	login := answers(200, "[]", 401, "login")
	return []served{
		{kind: "s3", target: "http://{at}/example-bucket", web: bucket},
		{kind: "http", target: "http://{at}/", web: files(t)},
		{kind: "http_listing", target: "http://{at}/", web: files(t)},
		{kind: "http_file", target: "http://{at}/backup.zip", web: files(t)},
		{kind: "azure", target: "https://example.blob.core.windows.net/container", host: "example.blob.core.windows.net", tls: true, web: answers(200, "", 409, "")},
		{kind: "gcs", target: "https://storage.googleapis.com/example-bucket/", host: "storage.googleapis.com", tls: true, web: answers(200, `{"kind": "storage#objects"}`, 401, `{"error":{"code":401}}`)},
		{kind: "firebase", target: "https://example-default-rtdb.firebaseio.com/", host: "example-default-rtdb.firebaseio.com", tls: true, web: answers(200, "null", 401, `{"error":"Permission denied"}`)},
		{kind: "elasticsearch", target: "http://{at}/", web: answers(200, `{"count":12}`, 401, `{"error":{"type":"security_exception"}}`)},
		{kind: "couchdb", target: "http://{at}/", web: login},
		{kind: "docker_registry", target: "http://{at}/", web: login},
		{kind: "docker_api", target: "http://{at}/", web: login},
		{kind: "rabbitmq", target: "http://{at}/", web: login},
		{kind: "influxdb", target: "http://{at}/", web: answers(200, `{"results":[{"statement_id":0}]}`, 401, `{"error":"unable to parse authentication credentials"}`)},
		{kind: "clickhouse", target: "http://{at}/", web: answers(200, "1\n", 401, "Code: 516")},
		{kind: "etcd", target: "http://{at}/", web: answers(200, `{"header":{"cluster_id":"1"},"count":"3"}`, 400, `{"error":"etcdserver: user name is empty"}`)},
		{kind: "kubernetes", target: "https://{at}/", tls: true, web: answers(200, `{"kind":"NamespaceList"}`, 403, `{"reason":"Forbidden"}`)},
		{kind: "http_expect", key: "grafana", target: "http://{at}/", web: login},
		{kind: "redis", target: "redis://{at}", tcp: lines("", "+PONG\r\n", "-NOAUTH Authentication required.\r\n")},
		{kind: "memcached", target: "memcached://{at}", tcp: lines("", "VERSION 1.6.21\r\n", "CLIENT_ERROR unauthenticated\r\n")},
		{kind: "rsync", target: "rsync://{at}/backup", tcp: lines("@RSYNCD: 31.0\n", "@RSYNCD: OK\n", "@RSYNCD: AUTHREQD xyz\n")},
		{kind: "zookeeper", target: "zookeeper://{at}", tcp: lines("", "Zookeeper version: 3.8.0\n", "")},
		{kind: "ftp", target: "ftp://{at}", tcp: ftp},
		{kind: "tcp_port", target: "tcp://{at}", tcp: func(bool, net.Conn) {}},
	}
}

// start begins the server and returns where it listens. One that closes by being gone is stopped for that.
func (s served) start(t *testing.T, open bool) string {
	t.Helper()
	if s.web != nil {
		srv := httptest.NewUnstartedServer(s.web(open))
		if s.tls {
			srv.StartTLS()
		} else {
			srv.Start()
		}
		t.Cleanup(srv.Close)
		return srv.Listener.Addr().String()
	}
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	if !open && (s.kind == "zookeeper" || s.kind == "tcp_port") {
		_ = ln.Close() // a firewall, or the end of the service
		return ln.Addr().String()
	}
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go func() { defer c.Close(); s.tcp(open, c) }()
		}
	}()
	return ln.Addr().String()
}

// TestTheCommandOfAnIssueGetsTheTwoAnswersThatItPrints takes the command out of the rendered issue, and runs it against a server that is open
// and one that is closed.
func TestTheCommandOfAnIssueGetsTheTwoAnswersThatItPrints(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"sh", "curl", "grep"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not here: %v", tool, err)
		}
	}
	p, texts := newProber(t), newTexts(t)
	ran := map[string]bool{}
	for _, s := range servers(t) {
		ran[s.kind] = true
		t.Run(s.kind, func(t *testing.T) {
			t.Parallel()
			for _, open := range []bool{true, false} {
				at := s.start(t, open)
				a := disclosure.Asset{Kind: s.kind, Key: s.key, Target: strings.ReplaceAll(s.target, "{at}", at)}
				f := facts(t, p, a)
				_, body := issue(t, texts, "en", f)
				command := commandIn(rendered(t, body))
				if command == "" {
					t.Fatalf("the issue prints no command:\n%s", body)
				}
				said := run(t, command, s, at)
				if has(said, f.Look.Open) != open || has(said, f.Look.Closed) == open {
					t.Errorf("open: %t\n%s\nsays\n%s\nand the issue: open %q, closed %q", open, command, said, f.Look.Open, f.Look.Closed)
				}
			}
		})
	}
	for _, a := range found() {
		r, known := byhand.Of(a.Kind)
		switch {
		case ran[a.Kind] || !known:
		case r.None != "":
			t.Logf("%s: no command: %s", a.Kind, r.None)
		case r.Tool != "":
			t.Logf("%s: skipped here: its server takes %s; scripts/peers-tcp.sh starts one", a.Kind, r.Tool)
		default:
			t.Logf("%s: skipped: its answer is that of the asset's own clauses", a.Kind)
		}
	}
}

func has(said string, marks []string) bool {
	for _, m := range marks {
		if strings.Contains(said, m) {
			return true
		}
	}
	return false
}

// run runs a command as it was copied. What differs from the world outside is in the settings of curl: where a name leads to, and whom it
// trusts.
func run(t *testing.T, command string, s served, at string) string {
	t.Helper()
	home := t.TempDir()
	conf := ""
	if s.host != "" {
		conf += fmt.Sprintf("connect-to = \"%s:443:%s\"\n", s.host, at)
	}
	if s.tls {
		conf += "insecure\n"
	}
	if err := os.WriteFile(filepath.Join(home, ".curlrc"), []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", command)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "CURL_HOME=" + home, "LC_ALL=C"}
	out, _ := cmd.CombinedOutput() // a command that is refused ends with a failure
	return string(out)
}

// TestTheIssuesInTheGuideAreThoseThatWeSend keeps the three issues of docs/vendor.md equal to what the program writes.
func TestTheIssuesInTheGuideAreThoseThatWeSend(t *testing.T) {
	t.Parallel()
	p, s := newProber(t), newTexts(t)
	var b strings.Builder
	b.WriteString(guideHead)
	for _, show := range []struct{ kind, lang string }{{"s3", "en"}, {"redis", "de"}, {"http_listing", "fr"}} {
		for _, a := range found() {
			if a.Kind != show.kind {
				continue
			}
			title, body := issue(t, s, show.lang, facts(t, p, a))
			fmt.Fprintf(&b, "\n## %s, %s\n\n````markdown\n# %s\n\n%s\n````\n", show.kind, show.lang, title, strings.TrimSpace(body))
		}
	}
	path := "../../../../../docs/vendor.md"
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(path); err != nil || string(have) != b.String() {
		t.Errorf("docs/vendor.md is not what the program writes: run this test with -update (%v)", err)
	}
}

var update = flag.Bool("update", false, "write docs/vendor.md")

const guideHead = `# What a vendor sees

Three of the issues that open a report in a private tracking repository, as the program writes them, with made-up addresses.
Written by ` + "`go test ./cmd/bot/internal/app/byhand -run TheIssuesInTheGuide -update`" + `; do not edit them here.

Each has one command that shows the same as our check, and the two answers: a test takes it off the rendered page and runs it against a server
that is open and one that is closed. The table behind it is in [probes.md](probes.md). Below the issue stands one comment that shows how the
report stands. It is edited as the case moves, which notifies nobody. The labels ` + "`disclosure/open`, `claimed`, `closed` and `overdue`" + ` follow what our own
checks say: "it is fixed" adds ` + "`claimed`" + ` and takes ` + "`open`" + ` from nothing.

A command stands on a line of its own in a new comment, with or without backticks, as a list item, in capitals. It gets a reaction at once. A word
that is none (` + "`/resolved`, `/fxed`" + `) moves nothing and is answered with the right one. What stands in quotes, in blocks of code and in HTML comments is
not said to us. Everything else is read by a person.
`
