// Package siteserver is the repository of a web site, as GitHub's REST documentation describes its Git database and its pull requests. It is
// for tests.
package siteserver

import (
	"crypto/sha1" //nolint:gosec // Git names its objects by it
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Server is the repository on a loopback socket. Its exported fields are for [Server.Set].
type Server struct {
	*httptest.Server
	Repo    map[string]any
	Refs    map[string]string // from a branch to its commit
	Pulls   []map[string]any
	Said    []string         // every body that was sent
	Reviews []map[string]any // of the first request, in the order in which they are listed
	Garble  bool             // it stores other bytes than it was given
	Status  int              // of each answer about the repository, in place of the usual one

	mu      sync.Mutex
	blobs   map[string][]byte
	trees   map[string]map[string]string // path to the hash of a file
	commits map[string]map[string]any
	seq     int
}

// Name is that of the repository. The page of [Case] in English has a folder below [Folder].
const (
	Name   = "team/site"
	Folder = "content/cases"
	Case   = "dl-2020-0001"
)

// New starts a server with a branch main, in which an old report lies.
func New(t testing.TB) *Server {
	t.Helper()
	h := &Server{
		Repo:  map[string]any{"id": 3003, "full_name": Name, "private": false, "archived": false, "default_branch": "main"},
		blobs: map[string][]byte{}, trees: map[string]map[string]string{}, commits: map[string]map[string]any{}, Refs: map[string]string{},
	}
	readme := h.store([]byte("the site\n"))
	old := h.store([]byte("an old report\n"))
	h.trees["tree0"] = map[string]string{"README.md": readme, Folder + "/" + Case + "/en/evidence.md": old}
	h.commits["commit0"] = map[string]any{"tree": map[string]any{"sha": "tree0"}}
	h.Refs["main"] = "commit0"
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

func (h *Server) store(content []byte) string {
	sha := hash(content)
	h.blobs[sha] = content
	return sha
}

// hash is the name of a file's content in Git.
func hash(content []byte) string {
	sum := sha1.Sum(append(fmt.Appendf(nil, "blob %d\x00", len(content)), content...)) //nolint:gosec // Git names its objects by it
	return hex.EncodeToString(sum[:])
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

func (h *Server) next(what string) string {
	h.seq++
	return fmt.Sprintf("%s%d", what, h.seq)
}

// folder gives one folder of a tree; the name of a folder in it is that of the tree with its path.
func (h *Server) folder(sha string) ([]map[string]any, bool) {
	root, below, _ := strings.Cut(sha, ":")
	files, ok := h.trees[root]
	if !ok {
		return nil, false
	}
	seen := map[string]map[string]any{}
	for file, blob := range files {
		rest := file
		if below != "" {
			var in bool
			if rest, in = strings.CutPrefix(file, below+"/"); !in {
				continue
			}
		}
		name, _, deeper := strings.Cut(rest, "/")
		if deeper {
			seen[name] = map[string]any{"path": name, "mode": "040000", "type": "tree", "sha": root + ":" + path.Join(below, name)}
		} else {
			seen[name] = map[string]any{"path": name, "mode": "100644", "type": "blob", "sha": blob}
		}
	}
	out := []map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(seen)) {
		out = append(out, seen[name])
	}
	return out, true
}

func (h *Server) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var body map[string]any
	_ = json.NewDecoder(r.Body).Decode(&body)
	if r.Method != http.MethodGet {
		raw, _ := json.Marshal(body)
		h.Said = append(h.Said, string(raw))
	}
	rest, in := strings.CutPrefix(r.URL.Path, "/repos/"+Name)
	missing := func() { answer(w, http.StatusNotFound, map[string]any{"message": "Not Found"}) }
	made := func(sha string) { answer(w, http.StatusCreated, map[string]any{"sha": sha}) }
	switch {
	case r.URL.Path == "/user":
		answer(w, http.StatusOK, Bot())
	case !in:
		missing()
	case h.Status != 0:
		answer(w, h.Status, map[string]any{"message": "no"})
	case rest == "":
		answer(w, http.StatusOK, h.Repo)
	case r.Method == http.MethodPost && rest == "/git/blobs":
		content, _ := base64.StdEncoding.DecodeString(body["content"].(string))
		if h.Garble {
			content = append(content, '!')
		}
		made(h.store(content))
	case r.Method == http.MethodPost && rest == "/git/trees":
		files := maps.Clone(h.trees[body["base_tree"].(string)])
		for _, row := range body["tree"].([]any) {
			e := row.(map[string]any)
			if e["sha"] == nil {
				delete(files, e["path"].(string))
			} else {
				files[e["path"].(string)] = e["sha"].(string)
			}
		}
		sha := h.next("tree")
		h.trees[sha] = files
		made(sha)
	case r.Method == http.MethodPost && rest == "/git/commits":
		sha := h.next("commit")
		h.commits[sha] = map[string]any{"tree": map[string]any{"sha": body["tree"]}, "message": body["message"]}
		made(sha)
	case r.Method == http.MethodPost && rest == "/git/refs":
		name := strings.TrimPrefix(body["ref"].(string), "refs/heads/")
		if h.Refs[name] != "" {
			answer(w, http.StatusUnprocessableEntity, map[string]any{"message": "Reference already exists"})
			return
		}
		h.Refs[name] = body["sha"].(string)
		answer(w, http.StatusCreated, map[string]any{"ref": body["ref"]})
	case strings.HasPrefix(rest, "/git/ref/heads/"):
		name := strings.TrimPrefix(rest, "/git/ref/heads/")
		if h.Refs[name] == "" {
			missing()
			return
		}
		answer(w, http.StatusOK, map[string]any{"ref": "refs/heads/" + name, "object": map[string]any{"sha": h.Refs[name]}})
	case strings.HasPrefix(rest, "/git/commits/"):
		answer(w, http.StatusOK, h.commits[strings.TrimPrefix(rest, "/git/commits/")])
	case strings.HasPrefix(rest, "/git/trees/"):
		rows, ok := h.folder(strings.TrimPrefix(rest, "/git/trees/"))
		if !ok {
			missing()
			return
		}
		answer(w, http.StatusOK, map[string]any{"truncated": false, "tree": rows})
	case rest == "/pulls/1/reviews" && len(h.Pulls) > 0:
		h.review(w, r)
	case rest == "/pulls/1" && r.Method == http.MethodPatch && len(h.Pulls) > 0:
		maps.Copy(h.Pulls[0], body)
		answer(w, http.StatusOK, h.Pulls[0])
	case rest == "/pulls" && r.Method == http.MethodPost:
		h.open(w, body)
	case rest == "/pulls":
		list := []map[string]any{}
		for _, p := range h.Pulls {
			if _, head, _ := strings.Cut(r.URL.Query().Get("head"), ":"); head == p["head"].(map[string]any)["ref"] {
				p["head"].(map[string]any)["sha"] = h.Refs[head]
				list = append(list, p)
			}
		}
		answer(w, http.StatusOK, list)
	default:
		missing()
	}
}

func (h *Server) open(w http.ResponseWriter, body map[string]any) {
	for _, p := range h.Pulls {
		if p["head"].(map[string]any)["ref"] == body["head"] && p["state"] == "open" {
			answer(w, http.StatusUnprocessableEntity, map[string]any{
				"message": "Validation Failed", "errors": []any{map[string]any{"resource": "PullRequest", "code": "custom", "message": "A pull request already exists for team:" + body["head"].(string) + "."}},
			})
			return
		}
	}
	p := map[string]any{
		"number": len(h.Pulls) + 1, "state": "open", "title": body["title"], "body": body["body"], "user": Bot(), "merged_at": nil,
		"head": map[string]any{"ref": body["head"], "sha": h.Refs[body["head"].(string)], "repo": map[string]any{"full_name": Name}},
		"base": map[string]any{"ref": body["base"]},
	}
	h.Pulls = append(h.Pulls, p)
	answer(w, http.StatusCreated, p)
}

// reviewsAPage is how many reviews are listed at once. GitHub lists up to a hundred; two make short lists of several pages.
const reviewsAPage = 2

func (h *Server) review(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.URL.Query().Get("page"))
	n = max(n, 1)
	from, to := min((n-1)*reviewsAPage, len(h.Reviews)), min(n*reviewsAPage, len(h.Reviews))
	if to < len(h.Reviews) {
		w.Header().Set("Link", fmt.Sprintf(`<%s%s?page=%d>; rel="next"`, h.URL, r.URL.Path, n+1))
	}
	answer(w, http.StatusOK, append([]map[string]any{}, h.Reviews[from:to]...))
}

// AddReview adds a review of the newest commit of the first request, by the number of an account. state is as the API says it.
func (h *Server) AddReview(by int64, state string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := len(h.Reviews) + 1
	h.Reviews = append(h.Reviews, map[string]any{
		"id": n, "state": state, "commit_id": h.Refs[h.Pulls[0]["head"].(map[string]any)["ref"].(string)], "body": "",
		"submitted_at": time.Date(2020, 2, 4, 12, n, 0, 0, time.UTC).Format(time.RFC3339), "user": map[string]any{"id": by, "login": fmt.Sprintf("somebody%d", by), "type": "User"},
	})
}

// Push puts a commit with changed files on a branch, as somebody would who may write there.
func (h *Server) Push(branch string, change func(files map[string]string)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	tree := h.commits[h.Refs[branch]]["tree"].(map[string]any)["sha"].(string)
	files := maps.Clone(h.trees[tree])
	change(files)
	to, commit := h.next("tree"), h.next("commit")
	h.trees[to], h.commits[commit] = files, map[string]any{"tree": map[string]any{"sha": to}}
	h.Refs[branch] = commit
}

// Files are those of a branch in the folder of the page, by name.
func (h *Server) Files(branch string) map[string]string {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := map[string]string{}
	for file, sha := range h.trees[h.commits[h.Refs[branch]]["tree"].(map[string]any)["sha"].(string)] {
		if name, in := strings.CutPrefix(file, Folder+"/"+Case+"/en/"); in {
			out[name] = string(h.blobs[sha])
		}
	}
	return out
}
