package form

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestATextIsReadWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ raw, want, err string }{
		"as it is":           {"Dear team,\n\n\tit is open.\n", "Dear team,\n\n\tit is open.\n", ""},
		"of another machine": {"\ufeffa\r\nb\rc", "a\nb\nc", ""},
		"no text":            {"\xff\xfea\x00", "", "UTF-8"},
		"with a bell":        {"a\ab", "", "control characters"},
		"with a zero":        {"a\x00b", "", "control characters"},
		"nothing":            {" \n\t", "", "empty"},
		"too much":           {strings.Repeat("ö", maxFileText+1), "", "100000 are allowed"},
		"far too much":       {strings.Repeat("x", MaxFile+1), "", "256 kB"},
	} {
		got, err := ReadText([]byte(c.raw))
		if got != c.want || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %.40q, %v", name, got, err)
		}
	}
	if added, removed := Changed("a\nb\nb\nc\n", "a\nb\nd\nc"); added != 1 || removed != 1 {
		t.Errorf("%d lines added, %d removed", added, removed)
	}
}

func FuzzReadText(f *testing.F) {
	for _, s := range []string{"Dear team,\r\n", "\ufeff", "\xff", "a\x1b[2J", "\u202e"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		text, err := ReadText(raw)
		if err != nil {
			if text != "" {
				t.Errorf("half a text: %q", text)
			}
			return
		}
		if !utf8.ValidString(text) || strings.ContainsAny(text, "\r\x00\x1b") || strings.TrimSpace(text) == "" {
			t.Errorf("read %q", text)
		}
		if again, err := ReadText([]byte(text)); err != nil || again != text && !strings.HasPrefix(text, "\ufeff") {
			t.Errorf("read again it is %q, %v", again, err)
		}
	})
}
