package ways

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"daylight/disclosure/fault"
)

// lines are the ways of a report, a line each.
func lines(r Report) []string {
	out := []string{}
	for _, w := range r.Ways {
		out = append(out, strings.TrimSpace(w.Kind+" "+w.Address+" "+w.File))
	}
	return out
}

func TestWaysStandInTheOrderOfPeersWithTheirReason(t *testing.T) {
	t.Parallel()
	const repo = "acme/app"
	own := map[string]string{"README.md": "x", "docs/security.md": "third@acme.example", ".github/SECURITY.md": "second@acme.example", "SECURITY.md": "# Hi\n\nfirst@acme.example"}
	for _, tt := range []struct {
		name    string
		set     func(h *hub)
		want    []string
		unheard string
		state   string
	}{
		{"all of them", func(h *hub) {
			h.project(repo, own)
			h.project("acme/.github", map[string]string{"SECURITY.md": "all@acme.example"})
			h.private[repo] = true
		}, []string{
			"private_report HUB/acme/app/security/advisories/new", "mail first@acme.example acme/app/SECURITY.md", "mail second@acme.example acme/app/.github/SECURITY.md",
			"mail third@acme.example acme/app/docs/security.md", "mail all@acme.example acme/.github/SECURITY.md", "intake", "contact acme/app",
		}, "", "on"},
		{"private reports are off", func(h *hub) { h.project(repo, nil) }, []string{"intake", "contact acme/app"}, "", "off"},
		{"GitHub does not say it to us", func(h *hub) {
			h.project(repo, nil)
			h.answers["GET /repos/acme/app/private-vulnerability-reporting"] = http.StatusForbidden
		}, []string{"intake", "contact acme/app"}, "private reports: GitHub answered 403: the token may not do this", "unknown"},
		{"nor shows it", func(h *hub) {
			h.project(repo, nil)
			h.answers["GET /repos/acme/app/private-vulnerability-reporting"] = http.StatusNotFound
		}, []string{"intake", "contact acme/app"}, "private reports: GitHub answered 404", "unknown"},
		{"only the owner has a policy", func(h *hub) {
			h.project(repo, nil)
			h.project("acme/.github", map[string]string{".github/SECURITY.md": "all@acme.example"})
		}, []string{"mail all@acme.example acme/.github/.github/SECURITY.md", "intake", "contact acme/app"}, "", "off"},
		{"a policy without an address", func(h *hub) { h.project(repo, map[string]string{"SECURITY.md": "We care."}) }, []string{"intake", "contact acme/app"}, "acme/app/SECURITY.md: neither a mail address", "off"},
		{"a policy that is too large", func(h *hub) {
			h.project(repo, map[string]string{"SECURITY.md": strings.Repeat("a@acme.example ", 20000)})
		}, []string{"intake", "contact acme/app"}, "too large", "off"},
		{"issues are off", func(h *hub) { h.project(repo, nil)["has_issues"] = false }, []string{"intake"}, "issues: they are switched off", "off"},
		{"archived", func(h *hub) { h.project(repo, nil)["archived"] = true }, []string{"intake"}, "issues: the repository is archived", "off"},
		{"a private repository", func(h *hub) { h.project(repo, nil)["private"] = true }, []string{"issue acme/app", "intake"}, "GitHub offers them for public repositories alone", "unknown"},
		{"files that are not for us", func(h *hub) {
			h.project(repo, nil)
			h.answers["GET /repos/acme/app/contents"] = http.StatusForbidden
		}, []string{"intake", "contact acme/app"}, "files of acme/app: GitHub answered 403", "off"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHub(t)
			tt.set(h)
			got, err := Look(t.Context(), h.asker(t), repo, now)
			if err != nil {
				t.Fatal(err)
			}
			for i := range tt.want {
				tt.want[i] = strings.Replace(tt.want[i], "HUB", h.URL, 1)
			}
			if !slices.Equal(lines(got), tt.want) || got.Private != tt.state || !got.At.Equal(now) {
				t.Errorf("%s, %q\nwant %q", got.Private, lines(got), tt.want)
			}
			if !strings.Contains(strings.Join(got.Unheard, "\n"), tt.unheard) {
				t.Errorf("unheard is %q, want %q", got.Unheard, tt.unheard)
			}
			for _, w := range got.Ways {
				if w.Reason == "" || w.Kind == Mail && (w.Line == 0 || w.Text == "") {
					t.Errorf("a way without a reason or a source: %+v", w)
				}
			}
			for _, a := range h.asked {
				if !strings.HasPrefix(a, "GET ") {
					t.Errorf("a look writes: %s", a)
				}
			}
		})
	}
}

func TestALookThatFailsSaysSo(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, repo, at string
		status         int
		code           fault.Code
	}{
		{"no repository", "acme", "", 0, fault.Invalid},
		{"a name that walks up", "acme/..", "", 0, fault.Invalid},
		{"one that nobody shows us", "acme/none", "", 0, fault.Refused},
		{"GitHub is ill", "acme/app", "GET /repos/acme/app", http.StatusBadGateway, fault.Unavailable},
		{"it slows us down midway", "acme/app", "GET /repos/acme/app/contents", http.StatusTooManyRequests, fault.Unavailable},
	} {
		h := newHub(t)
		h.project("acme/app", nil)
		h.answers[tt.at] = tt.status
		if _, err := Look(t.Context(), h.asker(t), tt.repo, now); fault.CodeOf(err) != tt.code {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestARepositoryThatMovedIsShownUnderItsNewName(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	h.project("acme/new", nil)
	h.project("acme/old", nil)["full_name"] = "acme/new"
	got, err := Look(t.Context(), h.asker(t), "acme/old", now)
	if err != nil || got.Repo != "acme/new" || got.Asked != "acme/old" {
		t.Errorf("%+v, %v", got, err)
	}
}
