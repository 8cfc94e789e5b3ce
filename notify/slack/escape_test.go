package slack

import (
	"strings"
	"testing"
)

func TestSlackMentionsNobody(t *testing.T) {
	got := escape("<!channel> <@U012AB> <https://x|y> a & b @here")
	if strings.ContainsAny(got, "<>") || strings.Contains(got, "@here") {
		t.Errorf("still live: %q", got)
	}
	if want := "&lt;!channel&gt; &lt;@U012AB&gt; &lt;https://x|y&gt; a &amp; b @\u2060here"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"<!channel>", "@here", "&lt;", "a\u202Eb\x00\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if g := escape(s); strings.ContainsAny(g, "<>") || strings.Contains(strings.ToLower(g), "@here") {
			t.Fatalf("escape(%q) = %q", s, g)
		}
	})
}
