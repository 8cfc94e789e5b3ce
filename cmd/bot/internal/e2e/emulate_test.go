//go:build integration

package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/config"
)

// TestJourneyWithEmulator is the journey with GitHub in the form of the emulator that scripts/peers-github.sh starts.
func TestJourneyWithEmulator(t *testing.T) {
	t.Parallel()
	journey(t, newWorld(t, newEmulator(t)))
}

// TestAReportIsWalkedThroughItsIssueWithEmulator is the walk as a GitHub App, with real deliveries, and with the site at the emulator too.
func TestAReportIsWalkedThroughItsIssueWithEmulator(t *testing.T) {
	t.Parallel()
	key := os.Getenv("EMULATE_GITHUB_APP_KEY")
	if key == "" {
		t.Skip("EMULATE_GITHUB_APP_KEY is not set: run scripts/peers-github.sh start (or run), which needs node and npm")
	}
	e := newEmulator(t)
	e.bot = "team-disclosure[bot]"
	site := "daylight-bot/site" + strconv.FormatInt(time.Now().UnixNano(), 36)
	e.do("bot-token", http.MethodPost, "/user/repos", map[string]any{"name": strings.TrimPrefix(site, "daylight-bot/"), "auto_init": true}, nil)
	w := newIssueWalk(t, e, nil, func(g *config.GitHub) {
		g.Token = config.Secret{}
		g.App = config.GitHubApp{ID: 4711, Key: key}
		g.Site = config.Site{Repository: site, Folder: "content/cases"}
	})
	w.whole()
	var pulls []struct {
		State, Title, Body string
	}
	e.do("bot-token", http.MethodGet, "/repos/"+site+"/pulls", nil, &pulls)
	if len(pulls) != 1 || pulls[0].State != "open" {
		t.Errorf("the site has %+v", pulls)
	}
	for _, r := range w.wire.sent() {
		if strings.Contains(r.authorization, "bot-token") {
			t.Errorf("%s %s was asked with a token of a person", r.method, r.path)
		}
	}
}

// emulator is a private repository at the emulator, made for one test.
type emulator struct {
	t          *testing.T
	base, name string
	bot        string // its login
	client     *http.Client
}

func newEmulator(t *testing.T) *emulator {
	t.Helper()
	const hint = "run scripts/peers-github.sh start (or run), which needs node and npm"
	e := &emulator{
		t: t, bot: "daylight-bot", base: strings.TrimSuffix(os.Getenv("EMULATE_GITHUB_URL"), "/"), name: "daylight-bot/j" + strconv.FormatInt(time.Now().UnixNano(), 36),
		client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second},
	}
	if e.base == "" {
		t.Skip("EMULATE_GITHUB_URL is not set: " + hint)
	}
	resp, err := e.client.Get(e.base + "/rate_limit")
	if err != nil {
		t.Skipf("nothing answers at EMULATE_GITHUB_URL=%s: %s", e.base, hint)
	}
	_ = resp.Body.Close()
	e.do("bot-token", http.MethodPost, "/user/repos", map[string]any{"name": strings.TrimPrefix(e.name, "daylight-bot/"), "private": true}, nil)
	e.do("bot-token", http.MethodPut, "/repos/"+e.name+"/collaborators/vendor-dev", map[string]any{"permission": "push"}, nil)
	return e
}

func (e *emulator) url() string   { return e.base }
func (e *emulator) token() string { return "bot-token" }
func (e *emulator) repo() string  { return e.name }

func (e *emulator) hook(url, secret string) {
	e.do("bot-token", http.MethodPost, "/repos/"+e.name+"/hooks", map[string]any{
		"events": []string{"*"}, "config": map[string]any{"url": url, "content_type": "json", "secret": secret},
	}, nil)
}

func (e *emulator) say(text string) {
	e.do("vendor-token", http.MethodPost, "/repos/"+e.name+"/issues/1/comments", map[string]any{"body": text}, nil)
}

func (e *emulator) letIn(login string) {
	e.do("bot-token", http.MethodPut, "/repos/"+e.name+"/collaborators/"+login, map[string]any{"permission": "pull"}, nil)
}

func (e *emulator) shut() {
	e.do("vendor-token", http.MethodPatch, "/repos/"+e.name+"/issues/1", map[string]any{"state": "closed"}, nil)
}

func (e *emulator) look() (issue, bool) {
	type wire struct {
		Number      int    `json:"number"`
		Title       string `json:"title"`
		Body        string `json:"body"`
		State       string `json:"state"`
		StateReason string `json:"state_reason"`
		User        struct {
			Login string `json:"login"`
		} `json:"user"`
	}
	time.Sleep(50 * time.Millisecond) // the emulator counts requests as GitHub does
	var issues, comments []wire
	e.do("bot-token", http.MethodGet, "/repos/"+e.name+"/issues?state=all", nil, &issues)
	if len(issues) != 1 {
		return issue{}, false
	}
	i := issues[0]
	out := issue{Number: i.Number, Title: i.Title, Body: i.Body, State: i.State, StateReason: i.StateReason}
	e.do("bot-token", http.MethodGet, "/repos/"+e.name+"/issues/1/comments?per_page=100", nil, &comments)
	for _, c := range comments {
		if c.User.Login == e.bot {
			out.Comments = append(out.Comments, c.Body)
		}
	}
	return out, true
}

// do makes a request as somebody.
func (e *emulator) do(token, method, path string, body, into any) {
	e.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		e.t.Fatal(err)
	}
	req, err := http.NewRequest(method, e.base+path, bytes.NewReader(b))
	if err != nil {
		e.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := e.client.Do(req)
	if err != nil {
		e.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	if resp.StatusCode >= 300 {
		e.t.Fatalf("%s %s: %d %s", method, path, resp.StatusCode, raw)
	}
	if into != nil {
		if err := json.Unmarshal(raw, into); err != nil {
			e.t.Fatal(err)
		}
	}
}
