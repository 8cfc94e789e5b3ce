package github

import (
	"net/http"
	"strings"
	"testing"

	gh "github.com/google/go-github/v60/github"
	"pgregory.net/rapid"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

func TestMayWrite(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(r *gh.Repository, w *Want)
		says   string // "" is allowed
	}{
		"a private repository with issues is fine":         {func(*gh.Repository, *Want) {}, ""},
		"a name in other letters is the same repository":   {func(_ *gh.Repository, w *Want) { w.FullName = strings.ToUpper(w.FullName) }, ""},
		"first sight has no id to compare":                 {func(_ *gh.Repository, w *Want) { w.ID = 0 }, ""},
		"a public repository is refused":                   {func(r *gh.Repository, _ *Want) { r.Private = ptr(false) }, "public"},
		"unknown visibility is refused":                    {func(r *gh.Repository, _ *Want) { r.Private = nil }, "whether it is private"},
		"an internal repository is refused":                {func(r *gh.Repository, _ *Want) { r.Visibility = ptr("internal") }, "internal"},
		"a visibility that contradicts private is refused": {func(r *gh.Repository, _ *Want) { r.Visibility = ptr("public") }, "visibility"},
		"an archived repository is refused":                {func(r *gh.Repository, _ *Want) { r.Archived = ptr(true) }, "archived"},
		"unknown archiving is refused":                     {func(r *gh.Repository, _ *Want) { r.Archived = nil }, "archived"},
		"a disabled repository is refused":                 {func(r *gh.Repository, _ *Want) { r.Disabled = ptr(true) }, "disabled"},
		"without issues it is refused":                     {func(r *gh.Repository, _ *Want) { r.HasIssues = ptr(false) }, "issues"},
		"unknown issues are refused":                       {func(r *gh.Repository, _ *Want) { r.HasIssues = nil }, "issues"},
		"another id is refused":                            {func(r *gh.Repository, _ *Want) { r.ID = ptr(int64(5)) }, "another repository"},
		"no id is refused":                                 {func(r *gh.Repository, _ *Want) { r.ID = nil }, "which repository"},
		"a renamed repository is refused":                  {func(r *gh.Repository, _ *Want) { r.FullName = ptr("other/name") }, "renamed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			repo, want := goodRepo(), Want{FullName: repoName, ID: 1001}
			tc.change(repo, &want)
			err := MayWrite(repo, want)
			if tc.says == "" {
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			if fault.CodeOf(err) != fault.Refused || !strings.Contains(err.Error(), tc.says) {
				t.Fatalf("got %v, want a refusal that says %q", err, tc.says)
			}
		})
	}
	if MayWrite(nil, Want{FullName: repoName}) == nil {
		t.Fatal("no repository at all was allowed")
	}
}

func TestMayWriteNeverAllowsWhatIsNotKnownToBePrivate(t *testing.T) {
	t.Parallel()
	maybe := func(rt *rapid.T, label string) *bool {
		return rapid.SampledFrom([]*bool{nil, ptr(true), ptr(false)}).Draw(rt, label)
	}
	rapid.Check(t, func(rt *rapid.T) {
		repo := &gh.Repository{
			ID:       rapid.SampledFrom([]*int64{nil, ptr(int64(0)), ptr(int64(1)), ptr(int64(2))}).Draw(rt, "id"),
			FullName: rapid.SampledFrom([]*string{nil, ptr("a/b"), ptr("A/B"), ptr("c/d")}).Draw(rt, "name"),
			Private:  maybe(rt, "private"), Archived: maybe(rt, "archived"), Disabled: maybe(rt, "disabled"), HasIssues: maybe(rt, "issues"),
			Visibility: rapid.SampledFrom([]*string{nil, ptr("private"), ptr("public"), ptr("internal"), ptr("")}).Draw(rt, "visibility"),
		}
		want := Want{
			FullName: rapid.SampledFrom([]string{"", "a/b", "c/d"}).Draw(rt, "want"), ID: rapid.Int64Range(0, 3).Draw(rt, "wantID"),
		}
		is := func(b *bool, v bool) bool { return b != nil && *b == v }
		allowed := MayWrite(repo, want) == nil
		safe := is(repo.Private, true) && is(repo.Archived, false) && !is(repo.Disabled, true) && is(repo.HasIssues, true) &&
			(repo.Visibility == nil || *repo.Visibility == "private") &&
			repo.ID != nil && *repo.ID != 0 && (want.ID == 0 || want.ID == *repo.ID) &&
			want.FullName != "" && strings.EqualFold(repo.GetFullName(), want.FullName)
		if allowed != safe {
			rt.Fatalf("allowed %t, safe %t: %+v, %+v", allowed, safe, repo, want)
		}
	})
}

func TestNothingIsWrittenWhenTheRepositoryIsRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(h *hub){
		"public":                 func(h *hub) { h.repo["private"], h.repo["visibility"] = false, "public" },
		"visibility not stated":  func(h *hub) { delete(h.repo, "private") },
		"archived":               func(h *hub) { h.repo["archived"] = true },
		"issues off":             func(h *hub) { h.repo["has_issues"] = false },
		"another id than before": func(h *hub) { h.repo["id"] = 2002 },
		"renamed, read redirect": func(h *hub) {
			h.hook = func(w http.ResponseWriter, r *http.Request) bool {
				if r.Method == http.MethodGet && r.URL.Path == "/repos/"+repoName {
					http.Redirect(w, r, "/repositories/1001", http.StatusMovedPermanently)
					return true
				}
				if r.URL.Path == "/repositories/1001" {
					answerJSON(w, http.StatusOK, map[string]any{
						"id": 1001, "full_name": "somebody/else", "private": true, "archived": false, "has_issues": true,
					})
					return true
				}
				return false
			}
		},
		"missing": func(h *hub) {
			h.hook = func(w http.ResponseWriter, _ *http.Request) bool {
				answerJSON(w, http.StatusNotFound, map[string]any{"message": "Not Found"})
				return true
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, m := newHub(t), newMemory()
			m.cursors[pinName(repoName)] = "1001"
			change(h)
			c, _ := testChannel(t, h, m)
			d := c.Send(t.Context(), outgoing(t), always)
			if d.Kind != ledger.Permanent {
				t.Errorf("send: %v %s", d.Kind, d.Reason)
			}
			for _, task := range []ledger.Task{TaskComment, TaskClose, TaskReopen} {
				job := testJob(task)
				if d := c.Run(t.Context(), job, writing(t, job), always); d.Kind != ledger.Permanent {
					t.Errorf("%s: %v %s", task, d.Kind, d.Reason)
				}
			}
			if n := h.count("POST") + h.count("PATCH"); n != 0 {
				t.Errorf("%d writes went out", n)
			}
		})
	}
}

func TestAnUnconfiguredRepositoryIsNotEvenAsked(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	c, _ := testChannel(t, h, newMemory(), func(o *Options) { o.Repositories = nil })
	if d := c.Send(t.Context(), outgoing(t), always); d.Kind != ledger.Permanent || !strings.Contains(d.Reason, "tracking repository") {
		t.Fatalf("got %v %s", d.Kind, d.Reason)
	}
	if n := h.count(""); n != 0 {
		t.Fatalf("%d requests went out", n)
	}
}

func TestAWriteIsNotCarriedToAnotherAddress(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	h.hook = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPost || strings.HasPrefix(r.URL.Path, "/elsewhere") {
			return false
		}
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		return true
	}
	c, _ := testChannel(t, h, newMemory())
	if d := c.Send(t.Context(), outgoing(t), always); d.Kind != ledger.Permanent {
		t.Fatalf("got %v %s", d.Kind, d.Reason)
	}
	if n := h.count("POST /elsewhere"); n != 0 {
		t.Fatal("the report was carried to another address")
	}
}

func TestTheTokenStaysWithItsHost(t *testing.T) {
	t.Parallel()
	h, other := newHub(t), newHub(t)
	seen := make(chan string, 1)
	other.hook = func(_ http.ResponseWriter, r *http.Request) bool {
		seen <- r.Header.Get("Authorization")
		return false
	}
	h.hook = func(w http.ResponseWriter, r *http.Request) bool {
		w.Header().Set("Location", other.URL+r.URL.Path)
		w.WriteHeader(http.StatusFound)
		return true
	}
	c, _ := testChannel(t, h, newMemory())
	if _, err := c.Self(t.Context()); err == nil {
		t.Fatal("an answer of another host was taken")
	}
	select {
	case token := <-seen:
		t.Fatalf("the other host was asked, with %q", token)
	default:
	}
}
