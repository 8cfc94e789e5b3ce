package disclosure_test

import (
	"testing"

	"daylight/disclosure"
)

func TestDefangedTargetIsReadableAndNoLink(t *testing.T) {
	for target, want := range map[string]string{
		"https://example-bucket.s3.eu-west-3.amazonaws.com/": "hxxps://example-bucket[.]s3[.]eu-west-3[.]amazonaws[.]com/",
		"HTTP://192.0.2.7:9200":                              "hxxp://192[.]0[.]2[.]7:9200",
		"https://user:secret@shop.example/a.b/c":             "hxxps://shop[.]example/a.b/c",
		"https://shop.example?x=a@b":                         "hxxps://shop[.]example?x=a@b",
		"redis://192.0.2.7:6379":                             "redis[:]//192[.]0[.]2[.]7:6379",
		"192.0.2.7:27017":                                    "192[.]0[.]2[.]7:27017",
		"http://[2001:db8::1]:9200/":                         "hxxp://[2001[:]db8[:][:]1]:9200/",
		"":                                                   "",
	} {
		if got := (disclosure.Asset{Target: target}).Defanged(); got != want {
			t.Errorf("Defanged of %q is %q, want %q", target, got, want)
		}
	}
}
