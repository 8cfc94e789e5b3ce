package e2e

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestJourneyWithIssues is the journey with GitHub, in the small form of [smallHub].
func TestJourneyWithIssues(t *testing.T) {
	t.Parallel()
	journey(t, newWorld(t, newSmallHub(t)))
}

// smallHub is the part of GitHub that the journey needs, on a loopback socket, with signed deliveries.
type smallHub struct {
	server   *httptest.Server
	mu       sync.Mutex
	issues   []map[string]any
	comments []map[string]any
	eyes     int // reactions
	seq      int
	sent     int
	public   bool
	readers  []map[string]any // who can read the repository; nil is a server that does not say
	flips    bool             // somebody makes the repository public while the next issue is created, and no delivery tells
	target   string
	secret   string
	queue    chan delivery
}

type delivery struct {
	id   int
	kind string
	body []byte
}

const smallRepo = "daylight-bot/vendor-intake"

func hubUser(id int, login string) map[string]any {
	return map[string]any{"id": id, "login": login, "type": "User"}
}

func newSmallHub(t *testing.T) *smallHub {
	t.Helper()
	h := &smallHub{queue: make(chan delivery, 100)}
	h.server = httptest.NewServer(http.HandlerFunc(h.serve))
	var sender sync.WaitGroup
	sender.Go(func() {
		for d := range h.queue {
			h.send(d)
		}
	})
	t.Cleanup(func() {
		h.server.Close()
		h.mu.Lock()
		close(h.queue)
		h.queue = nil
		h.mu.Unlock()
		sender.Wait()
	})
	return h
}

func (h *smallHub) url() string   { return h.server.URL }
func (h *smallHub) token() string { return "bot-token" }
func (h *smallHub) repo() string  { return smallRepo }

func (h *smallHub) hook(url, secret string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.target, h.secret = url, secret
}

func (h *smallHub) say(text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.comment(hubUser(77, "vendor-dev"), text)
}

func (h *smallHub) letIn(login string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.readers = []map[string]any{hubUser(42, "daylight-bot"), hubUser(77, "vendor-dev"), hubUser(99, login)}
	h.readers[2]["role_name"] = "read"
}

func (h *smallHub) shut() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.turn(hubUser(77, "vendor-dev"), map[string]any{"state": "closed", "state_reason": "completed"})
}

// turn closes or reopens the issue as somebody.
func (h *smallHub) turn(by, body map[string]any) {
	i := h.issues[0]
	i["state"], i["state_reason"], i["closed_at"], i["closed_by"], i["updated_at"] = body["state"], body["state_reason"], hubStamp(), by, hubStamp()
	h.emit("issues", map[string]any{"action": map[any]string{"closed": "closed", "open": "reopened"}[body["state"]], "issue": i, "sender": by})
}

func (h *smallHub) look() (issue, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.issues) != 1 {
		return issue{}, false
	}
	i := h.issues[0]
	out := issue{Number: 1, Title: fmt.Sprint(i["title"]), Body: fmt.Sprint(i["body"]), State: fmt.Sprint(i["state"]), StateReason: fmt.Sprint(i["state_reason"])}
	for _, c := range h.comments {
		if fmt.Sprint(c["user"].(map[string]any)["login"]) == "daylight-bot" {
			out.Comments = append(out.Comments, fmt.Sprint(c["body"]))
		}
	}
	return out, true
}

func hubStamp() string { return time.Now().UTC().Format(time.RFC3339) }

func (h *smallHub) repository() map[string]any {
	visibility := "private"
	if h.public {
		visibility = "public"
	}
	return map[string]any{"id": 1001, "full_name": smallRepo, "private": !h.public, "visibility": visibility, "has_issues": true, "archived": false}
}

// comment adds a comment and delivers it, whoever wrote it.
func (h *smallHub) comment(by map[string]any, text any) map[string]any {
	return h.commentAs(by, "COLLABORATOR", text)
}

func (h *smallHub) commentAs(by map[string]any, association string, text any) map[string]any {
	c := map[string]any{
		"id": len(h.comments) + 1, "user": by, "body": text, "author_association": association, "created_at": hubStamp(), "updated_at": hubStamp(),
	}
	h.comments = append(h.comments, c)
	h.issues[0]["updated_at"] = hubStamp()
	h.emit("issue_comment", map[string]any{"action": "created", "issue": h.issues[0], "comment": c, "sender": by})
	return c
}

func (h *smallHub) emit(kind string, body map[string]any) {
	body["repository"] = h.repository()
	raw, _ := json.Marshal(body)
	if h.seq++; h.queue != nil {
		h.queue <- delivery{id: h.seq, kind: kind, body: raw}
	}
}

// settle waits until every delivery has been tried.
func (h *smallHub) settle() {
	for {
		h.mu.Lock()
		done := h.sent == h.seq
		h.mu.Unlock()
		if done {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func (h *smallHub) send(d delivery) {
	defer func() {
		h.mu.Lock()
		h.sent = d.id
		h.mu.Unlock()
	}()
	h.mu.Lock()
	target, secret := h.target, h.secret
	h.mu.Unlock()
	req, err := http.NewRequest(http.MethodPost, target, bytes.NewReader(d.body))
	if err != nil {
		return
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(d.body)
	req.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	req.Header.Set("X-GitHub-Event", d.kind)
	req.Header.Set("X-GitHub-Delivery", strconv.Itoa(d.id))
	req.Header.Set("Content-Type", "application/json")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	if resp, err := client.Do(req); err == nil {
		_ = resp.Body.Close()
	}
}

func (h *smallHub) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var body map[string]any
	_ = json.NewDecoder(r.Body).Decode(&body)
	bot := hubUser(42, "daylight-bot")
	rest, inRepo := strings.CutPrefix(r.URL.Path, "/repos/"+smallRepo)
	answer := func(code int, v any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(v)
	}
	switch {
	case r.Header.Get("Authorization") != "Bearer bot-token":
		answer(http.StatusUnauthorized, map[string]any{"message": "Bad credentials"})
	case r.URL.Path == "/user":
		answer(http.StatusOK, bot)
	case inRepo && rest == "":
		answer(http.StatusOK, h.repository())
	case inRepo && rest == "/issues" && r.Method == http.MethodPost:
		h.public = h.public || h.flips
		i := map[string]any{
			"number": len(h.issues) + 1, "state": "open", "title": body["title"], "body": body["body"], "user": bot,
			"created_at": hubStamp(), "updated_at": hubStamp(),
		}
		h.issues = append(h.issues, i)
		h.emit("issues", map[string]any{"action": "opened", "issue": i, "sender": bot})
		answer(http.StatusCreated, i)
	case inRepo && rest == "/issues":
		answer(http.StatusOK, append([]map[string]any{}, h.issues...))
	case inRepo && rest == "/collaborators" && h.readers != nil:
		answer(http.StatusOK, h.readers)
	case len(h.issues) == 0 || !inRepo:
		answer(http.StatusNotFound, map[string]any{"message": "Not Found"})
	case rest == "/issues/1/comments" && r.Method == http.MethodPost:
		answer(http.StatusCreated, h.comment(bot, body["body"]))
	case rest == "/issues/1/comments":
		answer(http.StatusOK, append([]map[string]any{}, h.comments...))
	case strings.HasPrefix(rest, "/issues/comments/") && r.Method == http.MethodPatch:
		for _, c := range h.comments {
			if strings.TrimPrefix(rest, "/issues/comments/") == fmt.Sprint(c["id"]) {
				c["body"], c["updated_at"] = body["body"], hubStamp()
				answer(http.StatusOK, c)
				return
			}
		}
		answer(http.StatusNotFound, map[string]any{"message": "Not Found"})
	case strings.HasSuffix(rest, "/reactions") && r.Method == http.MethodPost:
		h.eyes++
		answer(http.StatusCreated, body)
	case rest == "/labels" && r.Method == http.MethodPost:
		answer(http.StatusCreated, body)
	case rest == "/issues/1/labels" && r.Method == http.MethodPost:
		has, _ := h.issues[0]["labels"].([]any)
		for _, name := range body["labels"].([]any) {
			has = append(has, map[string]any{"name": name})
		}
		h.issues[0]["labels"] = has
		answer(http.StatusOK, has)
	case strings.HasPrefix(rest, "/issues/1/labels/") && r.Method == http.MethodDelete:
		has, _ := h.issues[0]["labels"].([]any)
		h.issues[0]["labels"] = slices.DeleteFunc(slices.Clone(has), func(l any) bool {
			return l.(map[string]any)["name"] == strings.TrimPrefix(rest, "/issues/1/labels/")
		})
		answer(http.StatusOK, h.issues[0]["labels"])
	case rest == "/issues/1":
		if r.Method == http.MethodPatch {
			h.turn(bot, body)
		}
		answer(http.StatusOK, h.issues[0])
	default:
		answer(http.StatusNotFound, map[string]any{"message": "Not Found"})
	}
}
