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
