package ways

import (
	"encoding/base64"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"daylight/notify/github"
)

var now = time.Date(2026, time.January, 27, 9, 0, 0, 0, time.UTC)

// hub is GitHub as its REST documentation describes the routes that are asked here.
type hub struct {
	*httptest.Server
	mu      sync.Mutex
	repos   map[string]map[string]any    // by full name
	files   map[string]map[string]string // by full name and path
	answers map[string]int               // status by method and path, in place of the usual answer
	private map[string]bool              // takes private reports
	asked   []string
	sent    []map[string]any
	orgs    map[string]bool
	lost    map[string]bool // done, and the answer is cut off
	guests  map[string]bool // who can read
	invited []string
}

func newHub(t testing.TB) *hub {
	t.Helper()
	h := &hub{
		repos: map[string]map[string]any{}, files: map[string]map[string]string{}, answers: map[string]int{}, private: map[string]bool{},
		orgs: map[string]bool{"team": true}, lost: map[string]bool{}, guests: map[string]bool{},
	}
	h.Server = httptest.NewServer(http.HandlerFunc(h.serve))
	t.Cleanup(h.Close)
	return h
}

func (h *hub) asker(t testing.TB) *github.Asker {
	t.Helper()
	a, err := github.NewAsker(github.Options{
		BaseURL: h.URL, Token: github.NewSecret("very-secret-token"), Clock: func() time.Time { return now },
		Transport: &http.Transport{DisableKeepAlives: true, DialContext: (&net.Dialer{}).DialContext},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// project adds a public repository with files.
func (h *hub) project(name string, files map[string]string) map[string]any {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.repos[name] = map[string]any{"id": 1000 + len(h.repos), "full_name": name, "private": false, "archived": false, "has_issues": true}
	h.files[name] = files
	return h.repos[name]
}

func (h *hub) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	say := func(code int, v any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(v)
	}
	missing := func() { say(http.StatusNotFound, map[string]any{"message": "Not Found"}) }
	key := r.Method + " " + r.URL.Path
	h.asked = append(h.asked, key)
	if r.Header.Get("Authorization") != "Bearer very-secret-token" {
		say(http.StatusUnauthorized, map[string]any{"message": "Bad credentials"})
		return
	}
	if code := h.answers[key]; code != 0 {
		say(code, map[string]any{"message": "no"})
		return
	}
	var body map[string]any
	if r.Method != http.MethodGet {
		_ = json.NewDecoder(r.Body).Decode(&body)
		h.sent = append(h.sent, body)
	}
	if name, ok := strings.CutPrefix(r.URL.Path, "/users/"); ok {
		switch {
		case h.orgs[name]:
			say(http.StatusOK, map[string]any{"id": 5, "login": name, "type": "Organization"})
		case strings.HasPrefix(name, "no"):
			missing()
		default:
			say(http.StatusOK, map[string]any{"id": 77, "login": name, "type": "User"})
		}
		return
	}
	if r.Method == http.MethodPost && (strings.HasPrefix(r.URL.Path, "/orgs/") || r.URL.Path == "/user/repos") {
		h.make(w, say, strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/orgs/"), "/repos"), body)
		return
	}
	parts := strings.SplitN(strings.TrimPrefix(r.URL.Path, "/repos/"), "/", 3)
	if !strings.HasPrefix(r.URL.Path, "/repos/") || len(parts) < 2 || h.repos[parts[0]+"/"+parts[1]] == nil {
		missing()
		return
	}
	name, rest := parts[0]+"/"+parts[1], ""
	if len(parts) == 3 {
		rest = parts[2]
	}
	switch {
	case rest == "":
		say(http.StatusOK, h.repos[name])
	case rest == "private-vulnerability-reporting":
		say(http.StatusOK, map[string]any{"enabled": h.private[name]})
	case rest == "contents" || strings.HasPrefix(rest, "contents/"):
		h.contents(say, missing, h.files[name], strings.Trim(strings.TrimPrefix(rest, "contents"), "/"))
	case rest == "invitations":
		list := []map[string]any{}
		for _, login := range h.invited {
			list = append(list, map[string]any{"id": 1, "invitee": map[string]any{"id": 77, "login": login}})
		}
		say(http.StatusOK, list)
	case strings.HasPrefix(rest, "collaborators/") && r.Method == http.MethodPut:
		h.invited = append(h.invited, path.Base(rest))
		say(http.StatusCreated, map[string]any{"id": 1})
	case strings.HasPrefix(rest, "collaborators/") && h.guests[path.Base(rest)]:
		w.WriteHeader(http.StatusNoContent)
	default:
		missing()
	}
}

func (h *hub) make(w http.ResponseWriter, say func(int, any), owner string, body map[string]any) {
	name, _ := body["name"].(string)
	full := owner + "/" + name
	h.repos[full] = map[string]any{
		"id": 2000 + len(h.repos), "full_name": full, "private": body["private"], "visibility": body["visibility"], "archived": false, "has_issues": body["has_issues"],
		"owner": map[string]any{"id": 5, "login": owner},
	}
	if h.lost[full] {
		w.Header().Set("Content-Length", "100")
		w.WriteHeader(http.StatusCreated)
		return
	}
	say(http.StatusCreated, h.repos[full])
}

// contents answers with a file, or with what a folder holds.
func (h *hub) contents(say func(int, any), missing func(), files map[string]string, at string) {
	if text, ok := files[at]; ok {
		encoded := base64.StdEncoding.EncodeToString([]byte(text))
		var lines strings.Builder
		for len(encoded) > 60 { // GitHub breaks it
			lines.WriteString(encoded[:60] + "\n")
			encoded = encoded[60:]
		}
		lines.WriteString(encoded + "\n")
		say(http.StatusOK, map[string]any{"type": "file", "name": path.Base(at), "path": at, "size": len(text), "encoding": "base64", "content": lines.String()})
		return
	}
	list := []map[string]any{}
	dirs := map[string]bool{}
	for file, text := range files {
		rest := file
		if at != "" {
			var ok bool
			if rest, ok = strings.CutPrefix(file, at+"/"); !ok {
				continue
			}
		}
		if dir, _, deeper := strings.Cut(rest, "/"); deeper {
			if !dirs[dir] {
				list = append(list, map[string]any{"type": "dir", "name": dir, "path": path.Join(at, dir)})
			}
			dirs[dir] = true
			continue
		}
		list = append(list, map[string]any{"type": "file", "name": rest, "path": file, "size": len(text)})
	}
	if len(list) == 0 {
		missing()
		return
	}
	say(http.StatusOK, list)
}
