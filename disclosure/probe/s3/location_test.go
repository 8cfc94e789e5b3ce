package s3_test

import (
	"strings"
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/s3"
)

func TestReadKnowsOneSpellingOfABucket(t *testing.T) {
	p := probetest.New(t, nil, s3.New())
	for _, tt := range []struct{ raw, want, key string }{
		// By name.
		{"s3://example-bucket", "https://example-bucket.s3.amazonaws.com/", ""},
		{"S3://example-bucket/", "https://example-bucket.s3.amazonaws.com/", ""},
		{" s3://example-bucket/a/b c.jpg ", "https://example-bucket.s3.amazonaws.com/", "a/b c.jpg"},
		{"s3://example-bucket/a/b.jpg", "https://example-bucket.s3.amazonaws.com/", "a/b.jpg"},
		{"s3://example-bucket/folder/", "https://example-bucket.s3.amazonaws.com/", ""},
		{"arn:aws:s3:::example-bucket/k", "https://example-bucket.s3.amazonaws.com/", "k"},
		{"arn:aws-cn:s3:::example-bucket", "https://example-bucket.s3.cn-north-1.amazonaws.com.cn/", ""},
		{"example-bucket", "https://example-bucket.s3.amazonaws.com/", ""},
		{"example-bucket/k", "https://example-bucket.s3.amazonaws.com/", "k"},
		// Amazon, bucket in the host.
		{"https://example-bucket.s3.eu-west-3.amazonaws.com/", "https://example-bucket.s3.eu-west-3.amazonaws.com/", ""},
		{"https://EXAMPLE-bucket.s3.eu-west-3.amazonaws.com:443", "https://example-bucket.s3.eu-west-3.amazonaws.com/", ""},
		{"http://example-bucket.s3.eu-west-3.amazonaws.com", "https://example-bucket.s3.eu-west-3.amazonaws.com/", ""},
		{"example-bucket.s3-eu-west-3.amazonaws.com/", "https://example-bucket.s3.eu-west-3.amazonaws.com/", ""},
		{"https://example-bucket.s3.dualstack.eu-west-3.amazonaws.com/", "https://example-bucket.s3.eu-west-3.amazonaws.com/", ""},
		{"https://example-bucket.s3-fips.us-gov-west-1.amazonaws.com/", "https://example-bucket.s3.us-gov-west-1.amazonaws.com/", ""},
		{"https://example-bucket.s3.amazonaws.com/?list-type=2&prefix=a", "https://example-bucket.s3.amazonaws.com/", ""},
		{"https://example-bucket.s3-accelerate.amazonaws.com/", "https://example-bucket.s3.amazonaws.com/", ""},
		{"https://example-bucket.s3-external-1.amazonaws.com/", "https://example-bucket.s3.us-east-1.amazonaws.com/", ""},
		{"hxxps://example-bucket[.]s3[.]eu-west-3[.]amazonaws[.]com/k%20é.jpg", "https://example-bucket.s3.eu-west-3.amazonaws.com/", "k é.jpg"},
		{"https://example-bucket.s3.cn-north-1.amazonaws.com.cn/", "https://example-bucket.s3.cn-north-1.amazonaws.com.cn/", ""},
		// Amazon, a web site and the console.
		{"http://example-bucket.s3-website.eu-west-3.amazonaws.com/a.html", "https://example-bucket.s3.eu-west-3.amazonaws.com/", ""},
		{"http://example-bucket.s3-website-us-west-2.amazonaws.com", "https://example-bucket.s3.us-west-2.amazonaws.com/", ""},
		{"https://s3.console.aws.amazon.com/s3/buckets/example-bucket?region=eu-west-3&tab=objects", "https://example-bucket.s3.eu-west-3.amazonaws.com/", ""},
		{"https://eu-west-3.console.aws.amazon.com/s3/buckets/example-bucket", "https://example-bucket.s3.eu-west-3.amazonaws.com/", ""},
		{"https://s3.console.aws.amazon.com/s3/object/example-bucket?prefix=a/b.jpg", "https://example-bucket.s3.amazonaws.com/", "a/b.jpg"},
		// Amazon, bucket in the path.
		{"https://s3.eu-west-3.amazonaws.com/example-bucket", "https://example-bucket.s3.eu-west-3.amazonaws.com/", ""},
		{"https://s3-eu-west-3.amazonaws.com/example-bucket/k", "https://example-bucket.s3.eu-west-3.amazonaws.com/", "k"},
		{"https://s3.amazonaws.com/example-bucket/", "https://example-bucket.s3.amazonaws.com/", ""},
		// Names that the provider's certificate does not cover stay in the path.
		{"https://my.dotted.bucket.s3.eu-west-3.amazonaws.com/", "https://s3.eu-west-3.amazonaws.com/my.dotted.bucket/", ""},
		{"https://s3.amazonaws.com/Old_Bucket/k", "https://s3.amazonaws.com/Old_Bucket/", "k"},
		// Other providers.
		{"https://example-bucket.fra1.digitaloceanspaces.com/k", "https://example-bucket.fra1.digitaloceanspaces.com/", "k"},
		{"https://fra1.digitaloceanspaces.com/example-bucket/k", "https://example-bucket.fra1.digitaloceanspaces.com/", "k"},
		{"https://s3.eu-central-1.wasabisys.com/example-bucket", "https://example-bucket.s3.eu-central-1.wasabisys.com/", ""},
		{"https://s3.wasabisys.com/example-bucket", "https://example-bucket.s3.wasabisys.com/", ""},
		{"https://example-bucket.s3.wasabisys.com/", "https://example-bucket.s3.wasabisys.com/", ""},
		{"https://example-bucket.s3.fr-par.scw.cloud/", "https://example-bucket.s3.fr-par.scw.cloud/", ""},
		{"https://s3.us-west-002.backblazeb2.com/example-bucket", "https://example-bucket.s3.us-west-002.backblazeb2.com/", ""},
		{"https://example-bucket.fsn1.your-objectstorage.com/", "https://example-bucket.fsn1.your-objectstorage.com/", ""},
		// Other servers.
		{"http://127.0.0.1:9000/example-bucket", "http://127.0.0.1:9000/example-bucket/", ""},
		{"http://127.0.0.1:9000/example-bucket/a/b", "http://127.0.0.1:9000/example-bucket/", "a/b"},
		{"https://Files.Example.com/", "https://files.example.com/", ""},
		{"https://files.bücher.example/b1x", "https://files.xn--bcher-kva.example/b1x/", ""},
		{"https://example-bucket.s3.eu-west-3.amazonaws.com:8443/abc", "https://example-bucket.s3.eu-west-3.amazonaws.com:8443/abc/", ""},
		// No bucket at all.
		{"https://s3.amazonaws.com/", "", ""},
		{"https://s3.eu-west-3.amazonaws.com", "", ""},
		{"s3://", "", ""},
		{"s3://a", "", ""},
		{"s3://-bad-/k", "", ""},
		{"s3://a..b/k", "", ""},
		{"s3://user:pass@bucket/k", "", ""},
		{"http://127.0.0.1:9000/bad%20bucket", "", ""},
		{"https://example-bucket.s3.amazonaws.com/k?X-Amz-Signature=a", "", ""},
	} {
		got, how, err := p.Canonical(tt.raw, "s3")
		if tt.want == "" {
			if fault.CodeOf(err) != fault.Invalid {
				t.Errorf("%q = %+v, %v; want Invalid", tt.raw, got, err)
			}
			continue
		}
		if err != nil || got.Kind != "s3" || got.Target != tt.want || got.Key != tt.key || how == "" {
			t.Errorf("%q = %s key %q (%s), %v; want %s key %q", tt.raw, got.Target, got.Key, how, err, tt.want, tt.key)
			continue
		}
		again, _, err := p.Canonical(got.Target, "s3")
		if err != nil || again.Target != got.Target || again.Key != "" {
			t.Errorf("%q: own spelling %s becomes %+v, %v", tt.raw, got.Target, again, err)
		}
	}
}

func TestReadClaimsUnnamedOnlyWhatIsSurelyABucket(t *testing.T) {
	for raw, mine := range map[string]bool{
		"s3://example-bucket": true, "https://example-bucket.s3.amazonaws.com/": true, "s3.amazonaws.com/example-bucket": true,
		"arn:aws:s3:::example-bucket":                        true,
		"https://fra1.digitaloceanspaces.com/example-bucket": true,
		"https://example.com/":                               false,
		"example-bucket":                                     false,
		"http://127.0.0.1:9000/example":                      false,
		"https://www.amazonaws.com/":                         false,
		"https://ec2.eu-west-3.amazonaws.com/":               false,
		"https://b1x.s3-website-eu-west-1.amazonaws.com/":    true,
		"https://s3.console.aws.amazon.com/s3/buckets/b1x":   true,
		"https://s3.console.aws.amazon.com/s3/home":          false,
		"https://s3.amazonaws.com.evil.example/bucket":       false,
		"https://nots3.amazonaws.com/bucket":                 false,
	} {
		got, _, err := s3.New().Read(raw, false)
		if err != nil || (got.Target != "") != mine {
			t.Errorf("%q: %+v, %v", raw, got, err)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{
		"s3://bucket/k", "https://b.c.s3.eu-west-3.amazonaws.com/a//b", "https://s3.amazonaws.com/Buck_et/%2e%2e/", "b.s3-x.amazonaws.com",
		"http://[::1]:9000/b1x/é", "hxxps://bücket[.]nyc3[.]digitaloceanspaces[.]com", "arn:aws:s3:::x", "s3://a%2fb/c", "bucket/..",
		"hXXps://0ü0000[.]digitAl%8000000000#00000",
	} {
		f.Add(s)
	}
	p := probetest.New(f, nil, s3.New())
	f.Fuzz(func(t *testing.T, raw string) {
		got, _, err := p.Canonical(raw, "s3")
		if err != nil {
			return
		}
		if !strings.HasSuffix(got.Target, "/") || strings.ContainsAny(got.Target, "@?#") {
			t.Fatalf("%q = %+v", raw, got)
		}
		if len(got.Target) > 2048 {
			return
		}
		again, _, err := p.Canonical(got.Target, "s3")
		if err != nil || again.Target != got.Target || again.Key != "" {
			t.Fatalf("%q: %q becomes %+v, %v", raw, got.Target, again, err)
		}
		if plan, err := p.Plan(got); err == nil && strings.Count(string(plan.Steps[0].Request), "Host:") != 1 {
			t.Fatalf("%q: request %q", raw, plan.Steps[0].Request)
		}
	})
}
