package config_test

import (
	"strings"
	"testing"

	"daylight/cmd/bot/internal/config"
)

func TestARuleOfClosureThatProvesLessThanTheUsualOneIsTakenWithAWarning(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, want string }{
		{"", ""},
		{"rules: {closure: {strong: 5, over: 48h}}", ""},
		{"rules: {closure: {strong: 2}}", "rules.closure.strong"},
		{"rules: {closure: {over: 23h59m}}", "rules.closure.over"},
		{"rules: {closure: {strong: 1, over: 0s}}", "rules.closure.strong rules.closure.over"},
	} {
		cfg, err := config.Parse([]byte(c.file), "", noEnv)
		if err != nil {
			t.Fatalf("%s: %v", c.file, err)
		}
		var got []string
		for _, p := range cfg.Weaknesses() {
			got = append(got, p.Path)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: warns of %q, want %q", c.file, s, c.want)
		}
	}
}

func TestAConfigurationWithoutACanaryIsAskedForOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, want string }{
		{"", "probe.canary"},
		{"probe: {canary: 'https://team.example/'}", ""},
		{"probe: {allow_private: ['127.0.0.0/8']}", ""},
	} {
		cfg, err := config.Parse([]byte(c.file), "", noEnv)
		if err != nil {
			t.Fatalf("%s: %v", c.file, err)
		}
		got := ""
		for _, p := range cfg.Lacks() {
			got += p.Path
		}
		if got != c.want {
			t.Errorf("%s: asks for %q, want %q", c.file, got, c.want)
		}
	}
	example, err := config.Parse(config.Example(), "", noEnv)
	if err != nil || example.Probe.Canary != "" {
		t.Errorf("what `bot init` writes asks %q in the team's name: %v", example.Probe.Canary, err)
	}
}
