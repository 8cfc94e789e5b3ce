package notify_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"daylight/notify"
)

func TestPlainKeepsWhatIsSeenAndDropsWhatIsObeyed(t *testing.T) {
	for name, tc := range map[string]struct{ in, want string }{
		"text stays":                 {"Grüße, 謝謝 👩‍💻", "Grüße, 謝謝 👩‍💻"},
		"terminal escape":            {"a\x1b[31mred\x07", "a[31mred"},
		"direction override":         {"file\u202Efdp.exe", "filefdp.exe"},
		"isolates and marks":         {"\u2066x\u2069\u200Ey\u061C", "xy"},
		"zero width space":           {"pay\u200Bpal", "paypal"},
		"tag characters":             {"ok\U000E0041\U000E0042", "ok"},
		"line ends become one kind":  {"a\r\nb\rc\u2028d", "a\nb\nc\nd"},
		"tab stays":                  {"a\tb", "a\tb"},
		"broken UTF-8 is shown":      {"a\xffb", "a\uFFFDb"},
		"NUL and C1 controls vanish": {"a\x00b\u009bc", "abc"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := notify.Plain(tc.in); got != tc.want {
				t.Errorf("Plain(%q) = %q, want %q", tc.in, got, tc.want)
			}
		})
	}
}

func TestLineAndCap(t *testing.T) {
	if got := notify.Line(" a\r\n b\t\x00c "); got != "a b c" {
		t.Errorf("Line = %q", got)
	}
	for _, tc := range []struct {
		in   string
		n    int
		want string
	}{{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"äöü", 2, "ä…"}, {"abc", 0, ""}, {"abc", 1, "…"}, {"", 5, ""}} {
		if got := notify.Cap(tc.in, tc.n); got != tc.want {
			t.Errorf("Cap(%q, %d) = %q, want %q", tc.in, tc.n, got, tc.want)
		}
	}
}

func TestDefangLeavesNothingToClick(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"see https://bucket.example.com/a?b=c.", "see hxxps://bucket[.]example[.]com/a?b=c."},
		{"HTTP://EXAMPLE.ORG", "hxxP://EXAMPLE[.]ORG"},
		{"mailto:a@example.org", "mailto[:]a@example[.]org"},
		{"javascript:alert(1)", "javascript[:]alert(1)"},
		{"192.0.2.7 and 2.5 and v1.2.3", "192[.]0[.]2[.]7 and 2.5 and v1[.]2[.]3"},
		{"exämple．org", "exämple[.]org"},
		{"no dots here", "no dots here"},
	} {
		got := notify.Defang(tc.in)
		if got != tc.want {
			t.Errorf("Defang(%q) = %q, want %q", tc.in, got, tc.want)
		}
		if again := notify.Defang(got); again != got {
			t.Errorf("Defang twice: %q, want %q", again, got)
		}
	}
}

func FuzzSafeText(f *testing.F) {
	for _, s := range []string{"<!channel>", "https://a.b.c", "@x", "&#64;x", "a\u202Eb\x00\xff", "![](u)", "1.2.3.4"} {
		f.Add(s, 5)
	}
	f.Fuzz(func(t *testing.T, s string, n int) {
		p := notify.Plain(s)
		if !utf8.ValidString(p) || strings.ContainsAny(p, "\x00\x1b\r\u202A\u202B\u202D\u202E\u2066\u2067\u2068") {
			t.Fatalf("Plain(%q) = %q", s, p)
		}
		if notify.Plain(p) != p {
			t.Fatalf("Plain is not stable for %q", s)
		}
		if c := notify.Cap(p, n%1000); utf8.RuneCountInString(c) > max(n%1000, 0) {
			t.Fatalf("Cap(%q, %d) = %q", p, n%1000, c)
		}
		if d := notify.Defang(p); strings.Contains(strings.ToLower(d), "http:") || strings.Contains(strings.ToLower(d), "javascript:") {
			t.Fatalf("Defang(%q) = %q", p, d)
		}
	})
}
