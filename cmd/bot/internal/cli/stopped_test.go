package cli

import (
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
)

// TestACaseWhoseChecksWereStoppedSaysSoEverywhere walks what the command line shows of it. None of it advises a probe, which would be
// refused, and what waits says how to go on.
func TestACaseWhoseChecksWereStoppedSaysSoEverywhere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cfg, err := config.Parse(nil, dir, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), cfg, app.Options{Create: true, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	does := func(args ...string) string {
		t.Helper()
		out, code := outsider(dir, args...)
		if code != 0 {
			t.Fatalf("%q: %s", args, out)
		}
		return out
	}
	id := idForm.FindString(does("case", "new", "--title", "Open bucket", "--asset", "s3=https://zebra-files.s3.eu-west-3.amazonaws.com/", "--key", "a.txt", "--vendor", "Stripes", "--discovered", "2020-01-24"))
	does("contact", "add", id, "--address", "security@stripes.example")
	does("case", "stop", id, "--text", "asked on the phone")
	for _, surface := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"case", "show", id}, 0, "unconfirmed, checks stopped"},
		{[]string{"case", "show", id, "--json"}, 0, `"probing_stopped": true`},
		{[]string{"case", "list"}, 0, "new, checks stopped"},
		{[]string{"timeline", id}, 0, "probing_stopped"},
		{[]string{"agenda"}, 0, "bot case stop " + id + " --resume"},
		{[]string{"digest"}, 0, "checks were stopped"},
		{[]string{"draft", "new", id}, 3, "bot case stop " + id + " --resume"},
		{[]string{"probe", id}, 3, "was stopped on request"},
	} {
		out, code := outsider(dir, surface.args...)
		if code != surface.code || !strings.Contains(out, surface.says) {
			t.Errorf("bot %s ends with %d, and does not say %q:\n%s", strings.Join(surface.args, " "), code, surface.says, out)
		}
		if strings.Contains(out, "`bot probe DL") {
			t.Errorf("bot %s advises a probe:\n%s", strings.Join(surface.args, " "), out)
		}
	}
}
