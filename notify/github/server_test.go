package github

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	gh "github.com/google/go-github/v60/github"
)

// hub is a small GitHub on a loopback socket. hook may answer a request itself; it returns true when it did.
type hub struct {
	*httptest.Server
	mu       sync.Mutex
	repo     map[string]any
	issues   []map[string]any
	comments map[int][]map[string]any
	labels   map[string]bool // of the repository
	eyes     []string        // reactions
	seq      int64
	requests []string // method and path
	hook     func(w http.ResponseWriter, r *http.Request) bool
	now      time.Time
	wide     bool // ignores per_page and since, like some servers
}

const (
	repoName = "daylight-bot/vendor-intake"
	botID    = 42
	vendorID = 77
)

var (
	bot42  = map[string]any{"id": botID, "login": "daylight-bot", "type": "User"}
	dev77  = map[string]any{"id": vendorID, "login": "vendor-dev", "type": "User"}
	always = func(context.Context, string) error { return nil }

	unmarked = func(context.Context) error { return nil }
)

func newHub(t testing.TB) *hub {
	t.Helper()
	h := &hub{
		repo: map[string]any{
			"id": 1001, "full_name": repoName, "private": true, "archived": false, "has_issues": true, "visibility": "private",
		},
		comments: map[int][]map[string]any{}, labels: map[string]bool{}, now: start,
	}
	h.Server = httptest.NewServer(http.HandlerFunc(h.serve))
	t.Cleanup(h.Close)
	return h
}

func (h *hub) count(prefix string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, r := range h.requests {
		if strings.HasPrefix(r, prefix) {
			n++
		}
	}
	return n
}

func (h *hub) set(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f()
}

func answerJSON(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(v)
}

func (h *hub) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.requests = append(h.requests, r.Method+" "+r.URL.Path)
	hook := h.hook
	h.mu.Unlock()
	if hook != nil && hook(w, r) {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if r.Header.Get("Authorization") != "Bearer very-secret-token" {
		answerJSON(w, http.StatusUnauthorized, map[string]any{"message": "Bad credentials"})
		return
	}
	var body map[string]any
	_ = json.NewDecoder(r.Body).Decode(&body)
	base := "/repos/" + repoName
	rest, inRepo := strings.CutPrefix(r.URL.Path, base)
	parts := strings.Split(strings.Trim(rest, "/"), "/")
	switch {
	case r.URL.Path == "/user":
		answerJSON(w, http.StatusOK, bot42)
	case !inRepo:
		answerJSON(w, http.StatusNotFound, map[string]any{"message": "Not Found"})
	case rest == "":
		answerJSON(w, http.StatusOK, h.repo)
	case rest == "/issues" && r.Method == http.MethodPost:
		answerJSON(w, http.StatusCreated, h.create(bot42, body["title"], body["body"]))
	case rest == "/issues":
		list := make([]map[string]any, 0, len(h.issues))
		for i := len(h.issues) - 1; i >= 0; i-- {
			list = append(list, h.issues[i])
		}
		h.page(w, r, list)
	case len(parts) == 2:
		n, _ := strconv.Atoi(parts[1])
		if n < 1 || n > len(h.issues) {
			answerJSON(w, http.StatusNotFound, map[string]any{"message": "Not Found"})
			return
		}
		issue := h.issues[n-1]
		if r.Method == http.MethodPatch {
			h.touch(issue)
			issue["state"], issue["state_reason"] = body["state"], body["state_reason"]
			issue["closed_at"], issue["closed_by"] = issue["updated_at"], bot42
		}
		answerJSON(w, http.StatusOK, issue)
	case rest == "/labels" && r.Method == http.MethodPost:
		name := fmt.Sprint(body["name"])
		if h.labels[name] {
			answerJSON(w, http.StatusUnprocessableEntity, map[string]any{"message": "already_exists"})
			return
		}
		h.labels[name] = true
		answerJSON(w, http.StatusCreated, body)
	case len(parts) == 3 && parts[2] == "labels" && r.Method == http.MethodPost:
		n, _ := strconv.Atoi(parts[1])
		has, _ := h.issues[n-1]["labels"].([]any)
		for _, name := range body["labels"].([]any) {
			has = append(has, map[string]any{"name": name})
		}
		h.issues[n-1]["labels"] = has
		answerJSON(w, http.StatusOK, has)
	case len(parts) >= 4 && parts[2] == "labels" && r.Method == http.MethodDelete:
		n, _ := strconv.Atoi(parts[1])
		has, _ := h.issues[n-1]["labels"].([]any)
		gone := strings.Join(parts[3:], "/")
		h.issues[n-1]["labels"] = slices.DeleteFunc(has, func(l any) bool { return l.(map[string]any)["name"] == gone })
		answerJSON(w, http.StatusOK, h.issues[n-1]["labels"])
	case len(parts) == 3 && parts[1] == "comments" && r.Method == http.MethodPatch:
		for _, list := range h.comments {
			for _, c := range list {
				if fmt.Sprint(c["id"]) == parts[2] {
					c["body"] = body["body"]
					answerJSON(w, http.StatusOK, c)
					return
				}
			}
		}
		answerJSON(w, http.StatusNotFound, map[string]any{"message": "Not Found"})
	case len(parts) == 4 && parts[3] == "reactions" && r.Method == http.MethodPost:
		h.eyes = append(h.eyes, parts[2]+" "+fmt.Sprint(body["content"]))
		answerJSON(w, http.StatusCreated, body)
	case len(parts) == 3 && parts[2] == "comments" && r.Method == http.MethodPost:
		n, _ := strconv.Atoi(parts[1])
		answerJSON(w, http.StatusCreated, h.say(n, bot42, body["body"]))
	case len(parts) == 3 && parts[2] == "comments":
		n, _ := strconv.Atoi(parts[1])
		list := h.comments[n]
		if since, err := time.Parse(time.RFC3339, r.URL.Query().Get("since")); err == nil && !h.wide {
			var newer []map[string]any
			for _, c := range list {
				if at, _ := time.Parse(time.RFC3339, c["updated_at"].(string)); !at.Before(since) {
					newer = append(newer, c)
				}
			}
			list = newer
		}
		h.page(w, r, list)
	default:
		answerJSON(w, http.StatusNotFound, map[string]any{"message": "Not Found"})
	}
}

// page serves a list with GitHub's Link header.
func (h *hub) page(w http.ResponseWriter, r *http.Request, list []map[string]any) {
	size, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
	number, _ := strconv.Atoi(r.URL.Query().Get("page"))
	from := min((number-1)*size, len(list))
	to := min(from+size, len(list))
	if to < len(list) {
		w.Header().Set("Link", fmt.Sprintf(`<http://%s%s?page=%d>; rel="next"`, r.Host, r.URL.Path, number+1))
	}
	answerJSON(w, http.StatusOK, append([]map[string]any{}, list[from:to]...))
}

func (h *hub) touch(issue map[string]any) {
	h.now = h.now.Add(time.Minute)
	issue["updated_at"] = h.now.Format(time.RFC3339)
}

func (h *hub) create(by map[string]any, title, body any) map[string]any {
	issue := map[string]any{"number": len(h.issues) + 1, "state": "open", "title": title, "body": body, "user": by}
	h.touch(issue)
	issue["created_at"] = issue["updated_at"]
	h.issues = append(h.issues, issue)
	return issue
}

func (h *hub) say(n int, by map[string]any, body any) map[string]any {
	h.touch(h.issues[n-1])
	h.seq++
	c := map[string]any{
		"id": h.seq, "user": by, "body": body, "author_association": "COLLABORATOR",
		"created_at": h.now.Format(time.RFC3339), "updated_at": h.now.Format(time.RFC3339),
	}
	h.comments[n] = append(h.comments[n], c)
	return c
}

// pause records how long the channel wanted to wait, and does not wait.
type pause struct {
	mu    sync.Mutex
	spent []time.Duration
}

func (p *pause) sleep(ctx context.Context, d time.Duration) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.spent = append(p.spent, d)
	return ctx.Err()
}

func testChannel(t testing.TB, h *hub, m *memory, change ...func(*Options)) (*Channel, *pause) {
	t.Helper()
	p := new(pause)
	o := Options{
		BaseURL: h.URL, Token: NewSecret("very-secret-token"), WebhookSecret: NewSecret("hook-secret"),
		Repositories: map[string]Repository{repoName: {VendorOwned: true}}, Clock: func() time.Time { return start.Add(240 * time.Hour) }, Sleep: p.sleep,
		Transport: &http.Transport{DisableKeepAlives: true, DialContext: (&net.Dialer{}).DialContext},
	}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o, m.ports())
	if err != nil {
		t.Fatal(err)
	}
	return c, p
}

func ptr[T any](v T) *T { return &v }

func goodRepo() *gh.Repository {
	return &gh.Repository{
		ID: ptr(int64(1001)), FullName: ptr(repoName), Private: ptr(true), Archived: ptr(false), HasIssues: ptr(true),
	}
}
