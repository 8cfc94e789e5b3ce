package target_test

import (
	"strings"
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe/target"
)

func TestParseAddressKnowsOneSpelling(t *testing.T) {
	for raw, want := range map[string]string{
		"https://Example.COM":                           "https://example.com/",
		"example.com":                                   "https://example.com/",
		"  <https://example.com/>  ":                    "https://example.com/",
		"https://example.com:443/":                      "https://example.com/",
		"http://example.com:80/a":                       "http://example.com/a",
		"http://example.com:8080":                       "http://example.com:8080/",
		"http://example.com:443":                        "http://example.com:443/",
		"https://example.com./x":                        "https://example.com/x",
		"https://example.com/a/../b/./c/..":             "https://example.com/b/",
		"https://example.com/../../x":                   "https://example.com/x",
		"https://example.com/%7euser/%2f%c3%a9":         "https://example.com/~user/%2F%C3%A9",
		"https://example.com/é":                         "https://example.com/%C3%A9",
		"https://example.com/a#part":                    "https://example.com/a",
		"https://example.com/?":                         "https://example.com/",
		"https://example.com/a?b=%7e&c":                 "https://example.com/a?b=~&c",
		"https://example.com//a//b":                     "https://example.com//a//b",
		"https://bücher.example/":                       "https://xn--bcher-kva.example/",
		"https://BÜCHER.example/":                       "https://xn--bcher-kva.example/",
		"https://xn--bcher-kva.example/":                "https://xn--bcher-kva.example/",
		"https://faß.example":                           "https://xn--fa-hia.example/",
		"hxxps://example[.]com/x":                       "https://example.com/x",
		"hXXp://example(.)com":                          "http://example.com/",
		"http://[::1]:9000/":                            "http://[::1]:9000/",
		"http://[0:0:0:0:0:0:0:1]/":                     "http://[::1]/",
		"http://[::ffff:127.0.0.1]/":                    "http://127.0.0.1/",
		"http://１２７.0.0.1/":                             "http://127.0.0.1/",
		"http://127.0.0.1:9000/bucket":                  "http://127.0.0.1:9000/bucket",
		"https://under_score.example/":                  "https://under_score.example/",
		"https://example。com/":                          "https://example.com/",
		"https://example.com/a%zz":                      "",
		"https://user:pass@example.com/":                "",
		"https://user@example.com/":                     "",
		"https://b.example/k?X-Amz-Signature=abc":       "",
		"https://b.example/k?x%2Damz-signature=ab":      "",
		"https://b.example/k?sv=1&sig=abc":              "",
		"https://b.example/k?AWSAccessKeyId=A":          "",
		"https://b.example/?access_token=x":             "",
		"ftp://example.com/":                            "",
		"javascript:alert(1)":                           "",
		"file:///etc/passwd":                            "",
		"https://":                                      "",
		"":                                              "",
		"https://exa mple.com/":                         "",
		"https://example.com/\r\nX: y":                  "",
		`https://example.com\@evil.example/`:            "",
		"http://2130706433/":                            "",
		"http://0x7f.1/":                                "",
		"http://0177.0.0.1/":                            "",
		"http://127.1/":                                 "",
		"http://[fe80::1%25eth0]/":                      "",
		"http://example.com:0/":                         "",
		"http://example.com:65536/":                     "",
		"http://example.com:080/":                       "",
		"http://-a.example/":                            "",
		"http://a..example/":                            "",
		"http://" + strings.Repeat("a", 64) + ".e":      "",
		"http://a.example/" + strings.Repeat("a", 2048): "",
	} {
		u, err := target.ParseAddress(raw)
		switch {
		case want == "" && err == nil:
			t.Errorf("ParseAddress(%q) = %s, want an error", raw, u)
		case want == "" && fault.CodeOf(err) != fault.Invalid:
			t.Errorf("ParseAddress(%q): code %s", raw, fault.CodeOf(err))
		case want != "" && err != nil:
			t.Errorf("ParseAddress(%q): %v", raw, err)
		case want != "" && u.String() != want:
			t.Errorf("ParseAddress(%q) = %s, want %s", raw, u, want)
		}
	}
}

func TestParseAddressRefusesOnionNames(t *testing.T) {
	for _, raw := range []string{"http://abc.onion/", "http://ABC.Onion./x", "http://a.b.onion"} {
		if _, err := target.ParseAddress(raw); fault.CodeOf(err) != fault.Refused {
			t.Errorf("%s: %v, want Refused", raw, err)
		}
	}
}

func TestParseAddressErrorsHoldNoCredential(t *testing.T) {
	for _, raw := range []string{
		"https://u:hunter2@example.com/", "https://example.com/?token=hunter2", "https://u:hunter2@exa mple.com/",
		"https://u:hunter2@[::1/", "https://u:hunter2@example.com:bad/",
	} {
		if _, err := target.ParseAddress(raw); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%v", err)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{
		"https://example.com/a/../b?c#d", "hxxp://a[.]b", "http://[::1]:80/%2e%2E/", "bücher.example/%", "s3://b/k", "//x", "?:",
		"___%800000", "xn--zz", "a\u00ad.b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := target.ParseAddress(raw)
		if err != nil {
			return
		}
		if u.User != nil || u.Fragment != "" || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			t.Fatalf("ParseAddress(%q) = %#v", raw, u)
		}
		if len(u.String()) > 2048 {
			return // escaping made it longer than what may be pasted
		}
		again, err := target.ParseAddress(u.String())
		if err != nil {
			t.Fatalf("%q: own spelling %q is refused: %v", raw, u, err)
		}
		if again.String() != u.String() {
			t.Fatalf("%q: %q becomes %q", raw, u, again)
		}
	})
}
