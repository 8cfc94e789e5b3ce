package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure/content"
)

// A false alarm in a text is lifted by two people, for this one finding, and comes back when somebody says so.
func TestTwoPeopleLiftOneFindingOfATextThatWasWrittenElsewhere(t *testing.T) {
	t.Parallel()
	s := newSigners(t, "bob", "carol")
	article := s.path("article.md")
	s.write("article.md", "The ministry asks people to write to maria.keller@clinic-moser.ch themselves.\nAnother one is peter.moser@clinic-moser.ch.\n")

	scan := func(want int) []content.Finding {
		t.Helper()
		out, _ := s.bot(want, "publish", "scan", s.id, article, "--json")
		var got struct{ Findings []content.Finding }
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return got.Findings
	}
	all := scan(session.ExitRefused)
	if len(all) != 2 || all[0].Digest == all[1].Digest {
		t.Fatalf("%+v", all)
	}
	maria := all[0].Digest
	override := func(want int, args ...string) (string, string) {
		t.Helper()
		var out, errs bytes.Buffer
		call := append([]string{"--dir", s.dir, "publish", "override", s.id}, args...)
		if code := MainAs(t.Context(), "alice", call, Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, func(string) string { return "" }); code != want {
			t.Errorf("bot %s: exit code %d, want %d\n%s%s", strings.Join(call, " "), code, want, out.String(), errs.String())
		}
		return out.String(), errs.String()
	}
	said := []string{maria[:8], article, "--why", "on_purpose", "--reason", "the ministry prints it itself"}
	if _, errs := override(session.ExitUsage, maria[:8], article, "--why", "on_purpose"); !strings.Contains(errs, "reason") {
		t.Errorf("%s", errs)
	}
	if _, errs := override(session.ExitUsage, "0123456789", article, "--why", "on_purpose", "--reason", "x"); !strings.Contains(errs, "no finding") {
		t.Errorf("%s", errs)
	}
	override(session.ExitOK, append(said, "--sign", "--ssh-key", s.path("bob"))...)
	if len(content.Open(scan(session.ExitRefused))) != 2 {
		t.Error("one person lifted a finding")
	}
	override(session.ExitRefused, append(said, "--sign", "--ssh-key", s.path("bob"))...)
	override(session.ExitOK, append(said, "--sign", "--ssh-key", s.path("carol"))...)
	if open := content.Open(scan(session.ExitRefused)); len(open) != 1 || open[0].Digest == maria {
		t.Errorf("two people decided on one finding, and open are %+v", open)
	}
	s.write("article.md", "Write to MARIA.KELLER&#64;clinic-moser.ch.\n")
	if open := content.Open(scan(session.ExitOK)); len(open) != 0 {
		t.Errorf("the same finding in another spelling: %+v", open)
	}
	s.bot(session.ExitOK, "db", "verify")

	override(session.ExitOK, maria[:8], "--lift")
	if open := content.Open(scan(session.ExitRefused)); len(open) != 1 {
		t.Errorf("after it was taken back: %+v", open)
	}
	if _, errs := override(session.ExitUsage, maria[:8], "--lift"); !strings.Contains(errs, "no finding") {
		t.Errorf("%s", errs)
	}
	for _, call := range [][]string{{"publish", "findings", s.id, "--mode", "stub"}, {"publish", "findings", s.id, "--mode", "limited", "--lang", "de"}} {
		if out, _ := s.bot(session.ExitOK, call...); !strings.Contains(out, "nothing found") {
			t.Errorf("%s", out)
		}
	}
}
