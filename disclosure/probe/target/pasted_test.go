package target_test

import (
	"strings"
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe/target"
)

func TestJunkAroundAPastedAddressIsCutAndSaid(t *testing.T) {
	const url = "http://files.example:8080/export/"
	for raw, cut := range map[string]string{
		url:                              "",
		"  " + url + "\u200b\n":          "",
		url + ",":                        ",",
		url + ";":                        ";",
		url + ".":                        ".",
		url + ")":                        ")",
		url + ").":                       ". )",
		"(" + url + ")":                  "(…)",
		"[" + url + "]":                  "[…]",
		"{" + url + "}":                  "{…}",
		`"` + url + `"`:                  `"…"`,
		`"` + url + `",`:                 `, "…"`,
		"'" + url:                        "'",
		url + "'":                        "'",
		"`" + url + "`":                  "`…`",
		"„" + url + "“":                  "„…“",
		"»" + url + "«":                  "»…«",
		"<" + url + ">":                  "<…>",
		"<" + url + "|files.example>":    "<…|files.example>",
		"<" + url + "|files.example>,":   ", <…|files.example>",
		"<" + url + "|a, http://b>":      "<…|a, http://b>",
		url + "|files.example>":          "|files.example>",
		"[the export](" + url + ")":      "[the export](…)",
		"(<" + url + "|files.example>);": "; (…) <…|files.example>",
		url + "…":                        "…",
		url + "，":                        "，",
	} {
		got, said, err := target.Pasted(raw)
		if err != nil || got != url || (cut == "") != (said == "") || !strings.HasSuffix(said, cut) {
			t.Errorf("%q is %q, said %q, %v", raw, got, said, err)
		}
	}
}

func TestWhatBelongsToAnAddressStays(t *testing.T) {
	for _, raw := range []string{
		"https://a.example/b_(c)", "https://a.example/a,b;c", "http://[::1]:9000/x", "http://[::1]", "https://a.example/x?y=[1]", "s3://bucket/scan (1)",
		"hxxps://example[.]com", "https://web.example/save/https://a.example/b", "https://a.example/go?to=x,https://b.example", "https://a.example/?q=\"a\"",
		"https://a.example/.env", "redis://db.example:6379", "bücher.example", "https://a.example/'x'",
	} {
		if got, said, err := target.Pasted(raw); got != raw || said != "" || err != nil {
			t.Errorf("%q is %q, said %q, %v", raw, got, said, err)
		}
	}
}

func TestSeveralAddressesAreRefused(t *testing.T) {
	for _, raw := range []string{
		"http://a.example/,http://b.example/", "http://a.example/; http://b.example/", "http://a.example/ http://b.example/", "s3://a\ns3://b",
		"<http://a.example/|a.example>, <http://b.example/|b.example>", "<http://a.example/> <http://b.example/>", "<http://a.example/|a><http://b.example/|b>",
	} {
		if _, _, err := target.Pasted(raw); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

// FuzzPasted checks that what was cut once needs no second cut, and that nothing but ends is cut.
func FuzzPasted(f *testing.F) {
	for _, s := range []string{"<http://a.example/|x>,", "(a)", "[::1]", "[a](b)", "\"", "''", "«a»", "a|>", ",,,", "<|>", "[](x)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got, said, err := target.Pasted(raw)
		if err != nil {
			return
		}
		again, more, err := target.Pasted(got)
		if err != nil || again != got || more != "" {
			t.Errorf("%q is %q and then %q (%q, %v)", raw, got, again, more, err)
		}
		if !strings.Contains(raw, got) || len(said) > 100 {
			t.Errorf("%q is %q, said %q", raw, got, said)
		}
	})
}
