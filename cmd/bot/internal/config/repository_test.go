package config_test

import (
	"strings"
	"testing"

	"daylight/cmd/bot/internal/config"
)

func TestARepositoryInWhichNobodySpeaksForTheVendorIsTakenWithAWarning(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ repo, want string }{
		{"{name: a/b}", "github.repositories[0]"},
		{"{name: a/b, owner: team}", "github.repositories[0]"},
		{"{name: a/b, vendor: NextMotion}", "github.repositories[0]"},
		{"{name: a/b, owner: vendor}", ""},
		{"{name: a/b, vendor_logins: [dev]}", ""},
	} {
		cfg, err := config.Parse([]byte("github: {token: t, repositories: ["+c.repo+"]}"), "", noEnv)
		if err != nil {
			t.Fatalf("%s: %v", c.repo, err)
		}
		var got []string
		for _, p := range cfg.Silent() {
			got = append(got, p.Path)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: warns of %q, want %q", c.repo, s, c.want)
		}
		if says := cfg.GitHub.Repositories[0].Readers(); !strings.Contains(says, "a/b reads all") || strings.Contains(c.repo, "NextMotion") != strings.Contains(says, "NextMotion") {
			t.Errorf("%s: %s", c.repo, says)
		}
	}
}

func TestTheRepositoryOfTheSiteIsNoTrackingRepository(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ yaml, says string }{
		{"github: {token: t, site: {repository: a/site}}", ""},
		{"github: {token: t, site: {repository: a/site, folder: content/cases, branch: release/1.2}}", ""},
		{"github: {token: t, site: {folder: cases}}", "github.site.repository"},
		{"github: {token: t, site: {repository: site}}", "is not a repository"},
		{"github: {site: {repository: a/site}}", "needs a token, or an app"},
		{"github: {token: t, repositories: [{name: A/Site}], site: {repository: a/site}}", "need a repository of their own"},
		{"{github: {token: t, site: {repository: a/site}}, rehearsal: {github: a/site}}", "need a repository of their own"},
		{"github: {token: t, site: {repository: a/site, folder: ../up}}", "is no folder"},
		{"github: {token: t, site: {repository: a/site, folder: /root}}", "is no folder"},
		{"github: {token: t, site: {repository: a/site, folder: a//b}}", "is no folder"},
		{"github: {token: t, site: {repository: a/site, folder: .github/workflows}}", "is no folder"},
		{"github: {token: t, site: {repository: a/site, branch: \"a..b\"}}", "is no name of a branch"},
		{"github: {token: t, site: {repository: a/site, branch: \"a b\"}}", "is no name of a branch"},
	} {
		_, err := config.Parse([]byte(c.yaml), "", noEnv)
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.yaml, err, c.says)
		}
	}
}
