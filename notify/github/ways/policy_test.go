package ways

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestAddressesOfAPolicyAreFoundWithTheirLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       []string // kind, address and line
	}{
		{"an address in a sentence", "# Security\n\nMail security@acme.example.\n", []string{"mail security@acme.example 3"}},
		{"a link to mail", "[mail us](mailto:security@acme.example)", []string{"mail security@acme.example 1"}},
		{"in angle brackets", "<psirt@acme.example>", []string{"mail psirt@acme.example 1"}},
		{"in bold", "**security@acme.example**", []string{"mail security@acme.example 1"}},
		{"twice is once", "a@acme.example\nA@acme.example", []string{"mail a@acme.example 1"}},
		{"written for people alone", "security [at] acme [dot] example", []string{"mail security@acme.example 1"}},
		{"with one word hidden", "security(at)acme.example", []string{"mail security@acme.example 1"}},
		{"words that are no address", "we look [at] it", nil},
		{"nobody reads there", "noreply@acme.example no-reply@acme.example 1+x@users.noreply.acme.example", []string{"mail 1+x@users.noreply.acme.example 1"}},
		{"a repository is no mailbox", "git clone git@acme.example:app/app.git", nil},
		{"a longer word is another address", "security@acme.example@evil.example", nil},
		{"letters that look like others", "sеcurity@acme.example", nil},
		{"a template that the page does not show", "<!-- mail you@acme.example\nor it@acme.example --> security@acme.example", []string{"mail security@acme.example 2"}},
		{"a comment that never ends", "a@acme.example <!-- b@acme.example", []string{"mail a@acme.example 1"}},
		{"a form for reports", "Report it at https://acme.example/report.", []string{"link https://acme.example/report 1"}},
		{"a link of Markdown", "[Report a vulnerability](https://acme.example/vdp)", []string{"link https://acme.example/vdp 1"}},
		{"with brackets of its own", "report: https://acme.example/a_(b)", []string{"link https://acme.example/a_(b) 1"}},
		{"a platform", "see https://hackerone.com/acme", []string{"link https://hackerone.com/acme 1"}},
		{"a name like a platform", "see https://nothackerone.com/acme", nil},
		{"private reports of a repository", "go https://github.com/acme/app/security/advisories/new", []string{"link https://github.com/acme/app/security/advisories/new 1"}},
		{"any other link", "Read https://acme.example/docs", nil},
		{"a link in the clear", "report at http://acme.example/report", nil},
		{"a link with a password", "report at https://a:b@acme.example/report", nil},
		{"a link to a machine", "report at https://localhost/report", nil},
		{"an address within a link", "report at https://acme.example/?to=x@other.example", []string{"link https://acme.example/?to=x@other.example 1"}},
		{"nothing", "", nil},
	} {
		var got []string
		for _, f := range Read(tt.text) {
			got = append(got, f.Kind+" "+f.Address+" "+string(rune('0'+f.Line)))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestALineIsShownShortAndSafe(t *testing.T) {
	t.Parallel()
	got := Read("\x1b[31m security@acme.example\u202e " + strings.Repeat("é", 500))
	if len(got) != 1 || strings.ContainsAny(got[0].Text, "\x1b\u202e") || len([]rune(got[0].Text)) > maxExcerpt+1 {
		t.Errorf("%+v", got)
	}
}

func TestALargeFileIsReadToItsLimits(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 6000 {
		b.WriteString("a" + strings.Repeat("b", i%50) + string(rune('a'+i%26)) + "@acme.example\n")
	}
	if got := Read(b.String()); len(got) != maxFound {
		t.Errorf("%d found", len(got))
	}
	if got := Read(strings.Repeat("\n", maxLines) + "a@acme.example"); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"security@acme.example", "a [at] b [dot] example", "<!-- -->", "https://acme.example/report)", "\xff\xfe@a.b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Read(text)
		if len(got) > maxFound {
			t.Errorf("%d found", len(got))
		}
		for _, g := range got {
			bad := func(r rune) bool { return r > 126 || r <= ' ' || r == '\'' || r == '"' || r == '`' || r == '\\' }
			if g.Line < 1 || strings.ContainsFunc(g.Address, bad) || strings.ContainsFunc(g.Text, unicode.IsControl) || g.Kind == mail && !wholeForm.MatchString(g.Address) {
				t.Errorf("%+v", g)
			}
		}
	})
}
