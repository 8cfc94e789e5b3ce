// Package reportserver is a project that takes private reports, as GitHub's REST documentation describes its repository security advisories.
// It is for tests.
package reportserver

import (
	"encoding/base64"
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

// Name is that of the repository.
const Name = "acme/app"

// Server is the repository on a loopback socket. Its exported fields are for [Server.Set].
type Server struct {
	*httptest.Server
	Repo    map[string]any
	Enabled any              // whether it takes private reports: a boolean, or a status
	Reports []map[string]any // the newest last
	Policy  string           // its SECURITY.md; "" for none
	Status  map[string]int   // by method and path, in place of the usual answer
	PerPage int              // of the list of reports; 0 is a hundred
	Asked   []string         // each request
	Now     func() time.Time // the clock of its answers; nil stands still

	mu sync.Mutex
}

// New starts a server whose repository takes private reports.
func New(t testing.TB) *Server {
	t.Helper()
	h := &Server{
		Repo:    map[string]any{"id": 4004, "full_name": Name, "private": false, "archived": false, "has_issues": true},
		Enabled: true, Status: map[string]int{},
	}
	h.Server = httptest.NewServer(http.HandlerFunc(h.serve))
	t.Cleanup(h.Close)
	return h
}

// Set changes or reads the fields.
func (h *Server) Set(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f()
}

// Move brings a report into another state, as maintainers do.
func (h *Server) Move(n int, state string) {
	h.Set(func() { h.Reports[n]["state"], h.Reports[n]["updated_at"] = state, h.now() })
}

func (h *Server) now() string {
	if h.Now == nil {
		return "2026-01-27T09:00:00Z"
	}
	return h.Now().UTC().Format(time.RFC3339)
}

// Bot is the account behind the token.
func Bot() map[string]any {
	return map[string]any{"id": 42, "login": "daylight-bot", "type": "User"}
}

func answer(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(v)
}

func (h *Server) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := r.Method + " " + r.URL.Path
	h.Asked = append(h.Asked, key)
	refuse := func(code int, why string) { answer(w, code, map[string]any{"message": why}) }
	if code := h.Status[key]; code != 0 {
		refuse(code, "no")
		return
	}
	rest, in := strings.CutPrefix(r.URL.Path, "/repos/"+Name)
	switch {
	case r.URL.Path == "/user":
		answer(w, http.StatusOK, Bot())
	case !in:
		refuse(http.StatusNotFound, "Not Found")
	case rest == "":
		answer(w, http.StatusOK, h.Repo)
	case rest == "/private-vulnerability-reporting":
		if code, ok := h.Enabled.(int); ok {
			refuse(code, "no")
			return
		}
		answer(w, http.StatusOK, map[string]any{"enabled": h.Enabled})
	case key == "POST /repos/"+Name+"/security-advisories/reports":
		h.take(w, r)
	case rest == "/security-advisories":
		h.list(w, r)
	case strings.HasPrefix(rest, "/security-advisories/"):
		for _, a := range h.Reports {
			if a["ghsa_id"] == strings.TrimPrefix(rest, "/security-advisories/") {
				answer(w, http.StatusOK, a)
				return
			}
		}
		refuse(http.StatusNotFound, "Not Found")
	case h.Policy != "" && rest == "/contents":
		answer(w, http.StatusOK, []any{map[string]any{"type": "file", "name": "SECURITY.md", "path": "SECURITY.md"}})
	case h.Policy != "" && rest == "/contents/SECURITY.md":
		answer(w, http.StatusOK, map[string]any{
			"type": "file", "name": "SECURITY.md", "encoding": "base64", "size": len(h.Policy), "content": base64.StdEncoding.EncodeToString([]byte(h.Policy)),
		})
	default:
		refuse(http.StatusNotFound, "Not Found")
	}
}

// take takes a report: a summary and a description are required, and both have limits.
func (h *Server) take(w http.ResponseWriter, r *http.Request) {
	var body map[string]any
	_ = json.NewDecoder(r.Body).Decode(&body)
	summary, _ := body["summary"].(string)
	description, _ := body["description"].(string)
	var severity any // null where the reporter leaves it to the project
	if s, ok := body["severity"].(string); ok {
		severity = s
	}
	switch {
	case h.Enabled != true:
		answer(w, http.StatusForbidden, map[string]any{"message": "Private vulnerability reporting is not enabled"})
		return
	case summary == "" || description == "" || len([]rune(summary)) > 1024 || len([]rune(description)) > 65535:
		answer(w, http.StatusUnprocessableEntity, map[string]any{"message": "Validation Failed"})
		return
	case severity != nil && !slices.Contains([]any{"critical", "high", "medium", "low"}, severity):
		answer(w, http.StatusUnprocessableEntity, map[string]any{"message": "Invalid request"})
		return
	}
	a := map[string]any{
		"ghsa_id": fmt.Sprintf("GHSA-test-0000-%04d", len(h.Reports)+1), "summary": summary, "description": description, "severity": severity, "state": "triage",
		"author": Bot(), "created_at": h.now(), "updated_at": h.now(), "submission": map[string]any{"accepted": false},
	}
	h.Reports = append(h.Reports, a)
	answer(w, http.StatusCreated, a)
}

// list gives the reports, the newest first, by cursors.
func (h *Server) list(w http.ResponseWriter, r *http.Request) {
	size := h.PerPage
	if size == 0 {
		size = 100
	}
	from, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Query().Get("after"), "cursor"))
	out := []map[string]any{}
	for i := len(h.Reports) - 1 - from; i >= 0 && len(out) < size; i-- {
		out = append(out, h.Reports[i])
	}
	if next := from + size; next < len(h.Reports) {
		w.Header().Set("Link", fmt.Sprintf(`<http://%s%s?per_page=%d&after=cursor%d>; rel="next"`, r.Host, r.URL.Path, size, next))
	}
	answer(w, http.StatusOK, out)
}
