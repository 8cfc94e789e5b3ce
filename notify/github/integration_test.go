//go:build integration

package github

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/gate"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
)

// peer is the emulator that scripts/peers-github.sh starts.
type peer struct{ url string }

func findPeer(t *testing.T) peer {
	t.Helper()
	const hint = "run scripts/peers-github.sh start (or run), which needs node and npm"
	url := strings.TrimSuffix(os.Getenv("EMULATE_GITHUB_URL"), "/")
	if url == "" {
		t.Skip("EMULATE_GITHUB_URL is not set: " + hint)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/rate_limit", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Skipf("nothing answers at EMULATE_GITHUB_URL=%s: %s", url, hint)
	}
	_ = resp.Body.Close()
	return peer{url}
}

// do makes a request as somebody.
func (p peer) do(t *testing.T, token, method, path string, body any) map[string]any {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, p.url+path, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	if resp.StatusCode >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, resp.StatusCode, raw)
	}
	var out map[string]any
	_ = json.Unmarshal(raw, &out)
	return out
}

// cutter forwards TCP to the emulator and can cut the next answer off.
type cutter struct {
	listener net.Listener
	cut      atomic.Bool
}

func newCutter(t *testing.T, target string) *cutter {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{listener: l}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go c.forward(conn, target)
		}
	}()
	return c
}

func (c *cutter) forward(conn net.Conn, target string) {
	defer conn.Close()
	up, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", target)
	if err != nil {
		return
	}
	defer up.Close()
	post := make(chan bool, 1)
	go func() {
		buf := make([]byte, 64<<10)
		n, _ := conn.Read(buf)
		post <- bytes.HasPrefix(buf[:n], []byte("POST"))
		_, _ = up.Write(buf[:n])
		_, _ = io.Copy(up, conn)
	}()
	isPost := <-post
	buf := make([]byte, 64<<10)
	for {
		n, err := up.Read(buf)
		if n > 0 && isPost && c.cut.CompareAndSwap(true, false) {
			return // the emulator has done it; nobody hears of it
		}
		if n > 0 {
			_, _ = conn.Write(buf[:n])
		}
		if err != nil {
			return
		}
	}
}

// createRepo makes a repository for one test, so that tests can run again on one emulator.
func (p peer) createRepo(t *testing.T, private bool) string {
	t.Helper()
	name := "t" + strconv.FormatInt(time.Now().UnixNano(), 36)
	p.do(t, "bot-token", http.MethodPost, "/user/repos", map[string]any{"name": name, "private": private})
	if private {
		req := map[string]any{"permission": "push"}
		p.do(t, "bot-token", http.MethodPut, "/repos/daylight-bot/"+name+"/collaborators/vendor-dev", req)
	}
	return "daylight-bot/" + name
}

func (p peer) channel(t *testing.T, url, repo string, m *memory) *Channel {
	t.Helper()
	c, err := New(Options{
		BaseURL: url, Token: NewSecret("bot-token"), WebhookSecret: NewSecret("hook-secret"),
		Repositories: map[string]Repository{repo: {Vendors: []string{"vendor-dev"}}}, Clock: func() time.Time { return time.Now().UTC() },
		Transport: &http.Transport{DisableKeepAlives: true}, WriteGap: time.Millisecond,
	}, m.ports())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func compose(t *testing.T, repo string) ledger.Outgoing {
	t.Helper()
	id, to, raw, err := Compose(ComposeInput{Address: repo, Subject: "Open storage with patient files", Body: "Found on 2020-01-24."})
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Outgoing{Case: "DL-2020-0001", Bytes: raw, Message: disclosure.Message{
		Key: "k", ID: id, To: to, Channel: disclosure.Issue, Role: disclosure.Vendor, Name: "NextMotion",
	}}
}

func TestEmulatorPublicRepositoryGetsNothing(t *testing.T) {
	p := findPeer(t)
	repo := p.createRepo(t, false)
	c := p.channel(t, p.url, repo, newMemory())
	if d := c.Send(t.Context(), compose(t, repo), always); d.Kind != ledger.Permanent || !strings.Contains(d.Reason, "public") {
		t.Fatalf("got %v: %s", d.Kind, d.Reason)
	}
	if issue, err := c.findIssue(t.Context(), repo, "", Account{}); err != nil || issue != 0 {
		t.Fatalf("%d %v", issue, err)
	}
}

func TestEmulatorVisibilityFlipStopsComments(t *testing.T) {
	p := findPeer(t)
	repo, m := p.createRepo(t, true), newMemory()
	c := p.channel(t, p.url, repo, m)
	d := c.Send(t.Context(), compose(t, repo), always)
	if d.Kind != ledger.Sent {
		t.Fatal(d.Reason)
	}
	p.do(t, "bot-token", http.MethodPatch, "/repos/"+repo, map[string]any{"private": false})
	job := testJob(TaskComment)
	said := writing(t, job).(Comment)
	said.Issue = d.Ref
	m.cases["DL-2020-0001"].Issues[0].Ref = d.Ref
	if d := c.Run(t.Context(), job, said, always); !d.Withheld || !strings.Contains(d.Reason, "public") {
		t.Fatalf("got %v: %s", d.Kind, d.Reason)
	}
	if got := m.told(); len(got) != 1 || got[0] != string(accessPublic) {
		t.Fatalf("the team was told %v", got)
	}
}

func TestEmulatorCutConnectionIsReconciledByTheMarker(t *testing.T) {
	p := findPeer(t)
	repo := p.createRepo(t, true)
	proxy := newCutter(t, strings.TrimPrefix(p.url, "http://"))
	c := p.channel(t, "http://"+proxy.listener.Addr().String(), repo, newMemory())
	out, phase := compose(t, repo), ""
	mark := func(_ context.Context, name string) error {
		phase = name
		proxy.cut.Store(true)
		return nil
	}
	if d := c.Send(t.Context(), out, mark); d.Kind != ledger.Uncertain || phase != PhaseCreate {
		t.Fatalf("first: %v %s", d.Kind, d.Reason)
	}
	if d := c.Find(t.Context(), out); d.Kind != ledger.Sent || d.Ref != repo+"#1" {
		t.Fatalf("second: %v %s %s", d.Kind, d.Ref, d.Reason)
	}
	var n int
	for _, err := range c.issues(t.Context(), repo) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 1 {
		t.Fatalf("%d issues", n)
	}
}

func TestEmulatorDialogue(t *testing.T) {
	p := findPeer(t)
	repo := p.createRepo(t, true)
	k := &disclosure.Case{
		ID: "DL-2020-0001", Version: 8, FirstContact: civil.OnDay(2020, 1, 27), Assets: []disclosure.Asset{{ID: "A1", Kind: "s3"}},
	}
	m := newMemory(k)
	c := p.channel(t, p.url, repo, m)
	for _, check := range c.Doctor(t.Context()) {
		if check.State != gate.CheckPass {
			t.Errorf("%+v", check)
		}
	}
	server := httptest.NewServer(c.WebhookHandler())
	defer server.Close()
	p.do(t, "bot-token", http.MethodPost, "/repos/"+repo+"/hooks", map[string]any{
		"events": []string{"*"}, "config": map[string]any{"url": server.URL, "content_type": "json", "secret": "hook-secret"},
	})

	out := compose(t, repo)
	d := c.Send(t.Context(), out, always)
	if d.Kind != ledger.Sent {
		t.Fatalf("send: %v %s", d.Kind, d.Reason)
	}
	k.Issues = []disclosure.Tracked{{Ref: d.Ref, Role: disclosure.Vendor, Name: "NextMotion", Marker: out.ID}}
	m.refs = append(m.refs, IssueRow(k.ID, d.Ref))

	// A plain comment and a claim, each by webhook and twice by polling.
	said := p.do(t, "vendor-token", http.MethodPost, "/repos/"+repo+"/issues/1/comments", map[string]any{"body": "We look into it."})
	claim := p.do(t, "vendor-token", http.MethodPost, "/repos/"+repo+"/issues/1/comments", map[string]any{"body": "Done.\n/fixed"})
	await := func(n int) {
		for range 100 {
			if len(m.keysLike("github/")) >= n {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	await(3) // the issue and two comments
	for range 2 {
		if _, err := c.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	readings, err := m.understandAll(t.Context(), c, true)
	if err != nil || len(readings) != 2 {
		t.Fatalf("%v, %d readings of %v", err, len(readings), m.keysLike("github/"))
	}
	kinds := map[string]disclosure.Kind{}
	for _, r := range readings {
		cmd := r.Commands[0].(incoming.RecordInbound)
		kinds[cmd.Ref] = cmd.Kind
	}
	ref := func(c map[string]any) string {
		return d.Ref + "/comment/" + strconv.FormatFloat(c["id"].(float64), 'f', 0, 64)
	}
	if kinds[ref(said)] != disclosure.KindReplied || kinds[ref(claim)] != disclosure.KindFixClaimed {
		t.Fatalf("got %v", kinds)
	}

	// The claim made a probe; it finds the asset open, later closed, later verified.
	run := func(events ...disclosure.Event) {
		for i := range events {
			if a := events[i].Detail.Request; a != nil {
				a.Ref = ref(claim)
			}
		}
		for _, job := range Page("").React(k, k, events) {
			if d := c.Run(t.Context(), job, writing(t, job), always); d.Kind != ledger.Sent {
				t.Fatalf("%s: %v %s", job.Task(), d.Kind, d.Reason)
			}
		}
	}
	now := time.Now().UTC()
	run(probed(observed.Open, 0, observed.ReasonOpen, now))
	issue, err := c.issue(t.Context(), Ref{"daylight-bot", strings.TrimPrefix(repo, "daylight-bot/"), 1})
	if err != nil || issue.State != "open" {
		t.Fatalf("%v %s", err, issue.State)
	}
	run(closedEvent(now))
	if issue, err = c.issue(t.Context(), Ref{"daylight-bot", strings.TrimPrefix(repo, "daylight-bot/"), 1}); err != nil ||
		issue.State != "closed" || issue.StateReason != "completed" {
		t.Fatalf("%v %s %s", err, issue.State, issue.StateReason)
	}

	// What we wrote and did ourselves comes back and is ignored.
	time.Sleep(200 * time.Millisecond)
	if _, err := c.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again, err := m.understandAll(t.Context(), c, false); err != nil || len(again) != 0 {
		t.Fatalf("%v: we answered ourselves: %+v", err, again)
	}

	// The vendor reopens and closes again: closing is a claim.
	p.do(t, "vendor-token", http.MethodPatch, "/repos/"+repo+"/issues/1", map[string]any{"state": "open"})
	p.do(t, "vendor-token", http.MethodPatch, "/repos/"+repo+"/issues/1", map[string]any{"state": "closed"})
	if _, err := c.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond)
	again, err := m.understandAll(t.Context(), c, false)
	if err != nil {
		t.Fatal(err)
	}
	claims := 0
	for _, r := range again {
		if cmd, ok := r.Commands[0].(incoming.RecordInbound); ok && cmd.Kind == disclosure.KindFixClaimed {
			claims++
		}
	}
	if claims != 1 {
		t.Fatalf("%d claims in %+v", claims, again)
	}
}

// keysLike returns the stored keys with a prefix.
func (m *memory) keysLike(prefix string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []string
	for k := range m.keys {
		if strings.HasPrefix(k, prefix) {
			out = append(out, k)
		}
	}
	return out
}
