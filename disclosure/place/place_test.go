package place_test

import (
	"fmt"
	"testing"

	"daylight/disclosure/place"
)

func TestDefangedTargetIsReadableAndNoLink(t *testing.T) {
	t.Parallel()
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
		if got := place.Defanged(target); got != want {
			t.Errorf("Defanged of %q is %q, want %q", target, got, want)
		}
	}
}

func TestTheNameOfABucketIsOnePlaceInItsPartition(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]string{
		"https://clinic-files.s3.amazonaws.com/":                "arn:aws:s3:::clinic-files",
		"https://clinic-files.s3.eu-west-3.amazonaws.com/":      "arn:aws:s3:::clinic-files",
		"https://s3.eu-west-3.amazonaws.com/clinic-files/":      "arn:aws:s3:::clinic-files",
		"https://s3.cn-north-1.amazonaws.com.cn/clinic-files/":  "arn:aws-cn:s3:::clinic-files",
		"https://clinic-files.s3.us-gov-west-1.amazonaws.com/":  "arn:aws-us-gov:s3:::clinic-files",
		"https://clinic-files.s3.eu-west-3.amazonaws.com/a.txt": "https://clinic-files.s3.eu-west-3.amazonaws.com/a.txt",
		"https://clinic-files.s3.example/":                      "https://clinic-files.s3.example/",
		"redis://192.0.2.7:6379":                                "redis://192.0.2.7:6379",
	} {
		if got := place.Of(target); got != want {
			t.Errorf("%q is at %q, want %q", target, got, want)
		}
	}
}

func TestANetworkIsWhatOneOwnerUsuallyHas(t *testing.T) {
	t.Parallel()
	for peer, want := range map[string]string{
		"192.0.2.7:443": "192.0.2.0/24", "[::ffff:192.0.2.7]:443": "192.0.2.0/24", "[2001:db8:1:2::3]:443": "2001:db8:1::/48",
		"192.0.2.7": "", "vendor.example:443": "", "": "",
	} {
		if got := place.Network(peer); got != want {
			t.Errorf("%q lies in %q, want %q", peer, got, want)
		}
	}
}

func TestAPlaceIsKnownByItsNetworkOrByItsKey(t *testing.T) {
	t.Parallel()
	known := place.Remember(nil, "192.0.2.7:443", "ab")
	if again := place.Remember(known, "192.0.2.9:443", "ab"); len(known) != 2 || len(again) != 2 {
		t.Errorf("%q, %q", known, again)
	}
	for _, c := range []struct {
		peer, key string
		want      bool
	}{{"192.0.2.200:80", "", true}, {"", "ab", true}, {"198.51.100.1:443", "ab", true}, {"198.51.100.1:443", "cd", false}, {"", "", false}, {"no address", "", false}} {
		if got := place.Known(known, c.peer, c.key); got != c.want {
			t.Errorf("%q %q: %v", c.peer, c.key, got)
		}
	}
	for n := range 40 {
		known = place.Remember(known, fmt.Sprintf("203.0.%d.1:443", n), "")
	}
	if place.Known(known, "192.0.2.7:443", "") || !place.Known(known, "203.0.39.9:443", "") || len(known) > 12 {
		t.Errorf("%d are kept: %q", len(known), known)
	}
	if place.Known(nil, "", "") || len(place.Remember(nil, "", "")) != 0 {
		t.Error("nothing is a place")
	}
}
