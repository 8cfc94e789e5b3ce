package gcs_test

import (
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe/gcs"
	"daylight/disclosure/probe/probetest"
)

func TestReadKnowsOneSpellingOfABucket(t *testing.T) {
	const canonical = "https://storage.googleapis.com/example-bucket/"
	p := probetest.New(t, nil, gcs.New())
	for _, tt := range []struct{ raw, want, key string }{
		{"gs://example-bucket", canonical, ""},
		{" GS://example-bucket/a/b c.jpg ", canonical, "a/b c.jpg"},
		{"gs://example-bucket/folder/", canonical, ""},
		{"example-bucket/k", canonical, "k"},
		{"https://storage.googleapis.com/example-bucket/a/b.jpg?x=1", canonical, "a/b.jpg"},
		{"http://storage.googleapis.com/example-bucket", canonical, ""},
		{"hxxps://storage[.]googleapis[.]com/example-bucket/k%20%C3%A9", canonical, "k é"},
		{"https://example-bucket.storage.googleapis.com/a/b.jpg", canonical, "a/b.jpg"},
		{"https://commondatastorage.googleapis.com/example-bucket/k", canonical, "k"},
		{"https://storage.cloud.google.com/example-bucket/k", canonical, "k"},
		{"https://storage.googleapis.com/storage/v1/b/example-bucket/o?maxResults=1", canonical, ""},
		{"https://www.googleapis.com/storage/v1/b/example-bucket/o/a%2Fb.jpg", canonical, "a/b.jpg"},
		{"https://storage.googleapis.com/download/storage/v1/b/example-bucket/o/k?alt=media", canonical, "k"},
		{"https://console.cloud.google.com/storage/browser/example-bucket;tab=objects?project=p&prefix=", canonical, ""},
		{"https://console.cloud.google.com/storage/browser/example-bucket/folder", canonical, ""},
		{"https://console.cloud.google.com/storage/browser/_details/example-bucket/a/b.jpg;tab=live_object", canonical, "a/b.jpg"},
		{"gs://my.dotted.example.com/k", "https://storage.googleapis.com/my.dotted.example.com/", "k"},
		{"http://127.0.0.1:4443/example-bucket/k", "http://127.0.0.1:4443/example-bucket/", "k"},
		{"http://127.0.0.1:4443/storage/v1/b/example-bucket/o/k", "http://127.0.0.1:4443/example-bucket/", "k"},
		{"gs://", "", ""},
		{"gs://a", "", ""},
		{"gs://Example", "", ""},
		{"gs://user:pass@bucket/k", "", ""},
		{"https://storage.googleapis.com/", "", ""},
		{"https://storage.googleapis.com/example-bucket/k?X-Goog-Signature=a", "", ""},
		{"https://console.cloud.google.com/compute/instances", "", ""},
	} {
		got, how, err := p.Canonical(tt.raw, "gcs")
		if tt.want == "" {
			if fault.CodeOf(err) != fault.Invalid {
				t.Errorf("%q = %+v, %v; want Invalid", tt.raw, got, err)
			}
			continue
		}
		if err != nil || got.Kind != "gcs" || got.Target != tt.want || got.Key != tt.key || how == "" {
			t.Errorf("%q = %s key %q (%s), %v; want %s key %q", tt.raw, got.Target, got.Key, how, err, tt.want, tt.key)
			continue
		}
		again, _, err := p.Canonical(got.Target, "gcs")
		if err != nil || again.Target != got.Target || again.Key != "" {
			t.Errorf("%q: own spelling %s becomes %+v, %v", tt.raw, got.Target, again, err)
		}
	}
}

func TestReadClaimsUnnamedOnlyWhatIsSurelyABucket(t *testing.T) {
	for raw, mine := range map[string]bool{
		"gs://example-bucket": true, "storage.googleapis.com/example-bucket": true, "https://example-bucket.storage.googleapis.com/": true,
		"https://console.cloud.google.com/storage/browser/example-bucket": true,
		"https://console.cloud.google.com/compute/instances":              false,
		"https://www.googleapis.com/drive/v3/files":                       false,
		"https://storage.googleapis.com.evil.example/example-bucket":      false,
		"https://firebasestorage.googleapis.com/v0/b/example-bucket/o":    true, // with rules of its own, which it is asked by
		"https://example.com/example-bucket":                              false,
		"example-bucket":                                                  false,
	} {
		got, _, err := gcs.New().Read(raw, false)
		if err != nil || (got.Target != "") != mine {
			t.Errorf("%q: %+v, %v", raw, got, err)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{
		"gs://bucket/k", "https://b.c.storage.googleapis.com/a//b", "https://storage.googleapis.com/bucket/%2e%2e/", "http://[::1]:4443/b1x/é",
		"https://console.cloud.google.com/storage/browser/_details/b1x/%3B;x", "http://h:4443/storage/v1/b/b1x/o/o/x", "download/storage/v1/b/x",
	} {
		f.Add(s)
	}
	p := probetest.New(f, nil, gcs.New())
	f.Fuzz(func(t *testing.T, raw string) {
		got, _, err := p.Canonical(raw, "gcs")
		if err != nil || len(got.Target) > 2048 {
			return
		}
		again, _, err := p.Canonical(got.Target, "gcs")
		if err != nil || again.Target != got.Target || again.Key != "" {
			t.Fatalf("%q: %q becomes %+v, %v", raw, got.Target, again, err)
		}
	})
}
