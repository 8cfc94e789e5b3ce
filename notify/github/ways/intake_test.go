package ways

import (
	"net/http"
	"strings"
	"testing"

	"daylight/disclosure/fault"
	"daylight/notify/github"
)

func TestANameIsMadeFromThatOfTheVendor(t *testing.T) {
	t.Parallel()
	for vendor, want := range map[string]string{
		"Acme": "intake-acme", "  ACME, Inc. ": "intake-acme-inc", "Clínica 7": "intake-cl-nica-7", "../../etc": "intake-etc", "日本": "", "": "",
		strings.Repeat("ab ", 60): "intake-" + strings.Repeat("ab-", 19) + "ab-" + "",
	} {
		if got := NameFor(vendor); got != strings.TrimSuffix(want, "-") {
			t.Errorf("%q: %q, want %q", vendor, got, want)
		}
	}
}

func TestAnIntakeIsPrivateOrIsNone(t *testing.T) {
	t.Parallel()
	const repo = "team/intake-acme"
	for _, tt := range []struct {
		name  string
		set   func(h *hub)
		made  bool
		posts int
		code  fault.Code
		wrong string
	}{
		{"made in an organization", func(*hub) {}, true, 1, "", ""},
		{"there already", func(h *hub) { h.project(repo, nil)["private"] = true }, false, 0, "", ""},
		{"there and public", func(h *hub) { h.project(repo, nil) }, false, 0, fault.Refused, "it is not private"},
		{"there, and the company sees it", func(h *hub) { p := h.project(repo, nil); p["private"], p["visibility"] = true, "internal" }, false, 0, fault.Refused, "it is not private"},
		{"there and archived", func(h *hub) { p := h.project(repo, nil); p["private"], p["archived"] = true, true }, false, 0, fault.Refused, "it is archived"},
		{"there without issues", func(h *hub) { p := h.project(repo, nil); p["private"], p["has_issues"] = true, false }, false, 0, fault.Refused, "its issues are off"},
		{"its name leads elsewhere", func(h *hub) { p := h.project(repo, nil); p["private"], p["full_name"] = true, "acme/app" }, false, 0, fault.Refused, "its name leads to acme/app"},
		{"the token may not", func(h *hub) { h.answers["POST /orgs/team/repos"] = http.StatusForbidden }, false, 1, fault.Refused, "Administration: write"},
		{"the organization is hidden from the token", func(h *hub) { h.answers["POST /orgs/team/repos"] = http.StatusNotFound }, false, 1, fault.Refused, "for this call alone"},
		{"the name is taken", func(h *hub) { h.answers["POST /orgs/team/repos"] = http.StatusUnprocessableEntity }, false, 1, fault.Refused, "was not made"},
		{"the answer is lost, and it was made", func(h *hub) { h.lost[repo] = true }, true, 1, "", ""},
		{"nobody knows whether it was made", func(h *hub) { h.answers["POST /orgs/team/repos"] = http.StatusBadGateway }, false, 1, fault.Unavailable, "cannot be seen after"},
		{"an account that is not ours", func(h *hub) { h.orgs = nil }, false, 0, fault.Refused, "neither an organization nor the account of this token"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHub(t)
			tt.set(h)
			got, err := Make(t.Context(), h.asker(t), "team", "intake-acme", "Acme")
			if fault.CodeOf(err) != tt.code && err != nil || (err == nil) != (tt.wrong == "") || err != nil && !strings.Contains(err.Error(), tt.wrong) {
				t.Fatalf("%+v, %v", got, err)
			}
			if len(h.sent) > 1 || err == nil && (got.Repo != repo || got.Made != tt.made) {
				t.Errorf("%+v, sent %v", got, h.sent)
			}
			if tt.posts == 1 && len(h.sent) == 1 {
				if b := h.sent[0]; b["private"] != true || b["has_issues"] != true || b["has_wiki"] != false || b["has_projects"] != false {
					t.Errorf("asked for %v", b)
				}
			}
		})
	}
}

func TestAGuestIsOnePersonWhomNobodyLetInBefore(t *testing.T) {
	t.Parallel()
	const repo = "team/intake-acme"
	for _, tt := range []struct {
		name, login string
		set         func(h *hub)
		wrong       string
	}{
		{"a stranger", "acme-dev", func(*hub) {}, ""},
		{"no account", "nobody", func(*hub) {}, "missing, or not visible"},
		{"an organization", "team", func(*hub) {}, "no account of a person"},
		{"they read already", "acme-dev", func(h *hub) { h.guests["acme-dev"] = true }, "can read team/intake-acme already"},
		{"they are invited already", "acme-dev", func(h *hub) { h.invited = []string{"acme-dev"} }, "is invited to team/intake-acme already"},
		{"the repository turned public", "acme-dev", func(h *hub) { h.repos[repo]["private"] = false }, "it is not private"},
		{"the token may not see who is invited", "acme-dev", func(h *hub) { h.answers["GET /repos/"+repo+"/invitations"] = http.StatusForbidden }, "Administration: write"},
	} {
		h := newHub(t)
		h.project(repo, nil)["private"] = true
		tt.set(h)
		got, err := Guest(t.Context(), h.asker(t), repo, tt.login)
		if (err == nil) != (tt.wrong == "") || err != nil && !strings.Contains(err.Error(), tt.wrong) || err == nil && got.ID != 77 {
			t.Errorf("%s: %+v, %v", tt.name, got, err)
		}
		if len(h.sent) != 0 {
			t.Errorf("%s: a look has sent %v", tt.name, h.sent)
		}
	}
}

func TestAGuestMayReadAndCommentAlone(t *testing.T) {
	t.Parallel()
	h := newHub(t)
	h.project("team/intake-acme", nil)["private"] = true
	got, err := Invite(t.Context(), h.asker(t), "team/intake-acme", github.Account{ID: 77, Login: "acme-dev"})
	if err != nil || !got.Done || len(h.sent) != 1 || h.sent[0]["permission"] != "pull" {
		t.Errorf("%+v, %v, %v", got, err, h.sent)
	}
}
