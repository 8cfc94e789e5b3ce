package s3

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

const (
	listing  = `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name></ListBucketResult>`
	errorDoc = `<?xml version="1.0"?><Error><Code>%s</Code><Message>m</Message><RequestId>1</RequestId></Error>`
)

func answer(status int, body string, headers ...string) probe.Answer {
	h := http.Header{}
	for pair := range slices.Chunk(headers, 2) {
		h.Set(pair[0], pair[1])
	}
	return probe.Answer{URL: &url.URL{Scheme: "https", Host: "b.s3.amazonaws.com"}, Status: status, Header: h, Body: []byte(body)}
}

func s3Error(code string) string { return fmt.Sprintf(errorDoc, code) }

func TestClassifyListAnswers(t *testing.T) {
	beginning, _, _ := strings.Cut(listing, "<Name>")
	const html = "<html><body>Access Denied</body></html>"
	for _, tt := range []struct {
		name string
		a    probe.Answer
		want observed.FacetResult
	}{
		{"a listing is open", answer(200, listing), open()},
		{"the beginning of a listing is enough", answer(200, beginning), open()},
		{"a listing with another status is not", answer(206, listing), undecided("unrecognised")},
		{"a list of buckets is something else", answer(200, "<ListAllMyBucketsResult/>"), undecided("unrecognised")},
		{"a page is not a listing", answer(200, html), undecided("unrecognised")},
		{"the word in a text is not a listing", answer(200, "hello <ListBucketResult>"), undecided("unrecognised")},
		{"an empty success is nothing", answer(200, ""), undecided("unrecognised")},
		{"an error with success is nothing", answer(200, s3Error("AccessDenied")), undecided("unrecognised")},
		{"denied", answer(403, s3Error("AccessDenied")), closed(observed.Strong, "access_denied")},
		{"disabled", answer(403, s3Error("AllAccessDisabled")), closed(observed.Strong, "access_denied")},
		{"account problem", answer(403, s3Error("AccountProblem")), closed(observed.Strong, "access_denied")},
		{"denied without a document", answer(403, ""), undecided("unrecognised")},
		{"denied by a page", answer(403, html, "Content-Type", "text/html"), undecided("unrecognised")},
		{"denied by a firewall", answer(403, "<html>Request Rejected", "Content-Type", "text/html"), undecided("waf_challenge")},
		{"denied by a challenge", answer(403, s3Error("AccessDenied"), "Cf-Mitigated", "challenge"), undecided("waf_challenge")},
		{"denied for our clock", answer(403, s3Error("RequestTimeTooSkewed")), undecided("unrecognised")},
		{"denied for a signature that we do not send", answer(403, s3Error("SignatureDoesNotMatch")), undecided("unrecognised")},
		{"denied with the wrong status", answer(404, s3Error("AccessDenied")), undecided("unrecognised")},
		{"denied, cut off in the code", answer(403, "<Error><Code>AccessDenied"), undecided("unrecognised")},
		{"denied, cut off after the code", answer(403, "<Error><Code>AccessDenied</Code>"), undecided("unrecognised")},
		{"denied in a deeper element", answer(403, "<Error><X><Code>AccessDenied</Code></X></Error>"), undecided("unrecognised")},
		{"denied by another root", answer(403, "<Fault><Code>AccessDenied</Code></Fault>"), undecided("unrecognised")},
		{"two codes, the first counts", answer(403, "<Error><Code>SlowDown</Code><Code>AccessDenied</Code></Error>"), undecided("429")},
		{"authentication demanded", answer(401, s3Error("Unauthorized")), closed(observed.Strong, "auth_required")},
		{"authentication demanded without a document, maybe of us alone", answer(401, ""), closed(observed.Weak, "denied_for_us")},
		{"authentication demanded by a proxy", answer(401, html, "WWW-Authenticate", "Basic realm=x"), closed(observed.Strong, "auth_in_front")},
		{"denied by a proxy, maybe for us alone", answer(403, "<html><center><h1>403 Forbidden</h1></center>"), closed(observed.Weak, "denied_for_us")},
		{"a page that merely says 401", answer(401, html), undecided("unrecognised")},
		{"no such bucket", answer(404, s3Error("NoSuchBucket")), closed(observed.Strong, "resource_gone")},
		{"no such key", answer(404, s3Error("NoSuchKey")), undecided("unrecognised")},
		{"not found without a document", answer(404, ""), closed(observed.Weak, "resource_gone_ambiguous")},
		{"not found by a page", answer(404, html), undecided("unrecognised")},
		{"no such bucket with success", answer(200, s3Error("NoSuchBucket")), undecided("unrecognised")},
		{"slow down", answer(503, s3Error("SlowDown")), undecided("429")},
		{"unavailable", answer(503, s3Error("ServiceUnavailable")), undecided("5xx")},
		{"broken", answer(500, ""), undecided("5xx")},
		{"broken and denied", answer(500, s3Error("AccessDenied")), undecided("5xx")},
		{"too many", answer(429, ""), undecided("429")},
		{"not allowed", answer(405, s3Error("MethodNotAllowed")), undecided("unrecognised")},
		{"bad argument", answer(400, s3Error("InvalidArgument")), undecided("unrecognised")},
		{"a moved bucket that does not say where", answer(301, s3Error("PermanentRedirect")), undecided("unrecognised")},
		{"compressed", answer(403, "\x1f\x8b\x08\x00"), undecided("unrecognised")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := classifyList(tt.a, 4096)
			if got.FacetResult != tt.want || got.moved {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestClassifyListSeesMoves(t *testing.T) {
	withRegion := `<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-3</Region></Error>`
	withEndpoint := `<Error><Code>PermanentRedirect</Code><Endpoint>b.s3.eu-west-3.amazonaws.com</Endpoint></Error>`
	for name, a := range map[string]probe.Answer{
		"by header":   answer(301, s3Error("PermanentRedirect"), "X-Amz-Bucket-Region", "eu-west-3"),
		"by endpoint": answer(301, withEndpoint),
		"by region":   answer(400, withRegion),
		"temporary":   answer(307, s3Error("TemporaryRedirect"), "X-Amz-Bucket-Region", "eu-west-3"),
		"constraint":  answer(400, s3Error("IllegalLocationConstraintException"), "X-Amz-Bucket-Region", "eu-west-3"),
	} {
		f := classifyList(a, 4096)
		if !f.moved || f.Verdict != observed.Inconclusive {
			t.Errorf("%s: %+v", name, f)
		}
		from, _, _ := read("s3://bucket", true)
		next, ok := from.move(f.region, f.endpoint)
		if !ok || next.base().String() != "https://bucket.s3.eu-west-3.amazonaws.com/" {
			t.Errorf("%s: moves to %s, %t", name, next.base(), ok)
		}
	}
}

func TestMoveStaysWithTheProvider(t *testing.T) {
	for _, tt := range []struct{ from, region, endpoint, want string }{
		{"s3://bucket", "eu-west-3", "", "https://bucket.s3.eu-west-3.amazonaws.com/"},
		{"s3://bucket", "", "s3.eu-west-3.amazonaws.com", "https://bucket.s3.eu-west-3.amazonaws.com/"},
		{"s3://bucket", "eu-west-3", "evil.example", "https://bucket.s3.eu-west-3.amazonaws.com/"},
		{"s3://bucket", "", "evil.example", ""},
		{"s3://bucket", "", "169.254.169.254", ""},
		{"s3://bucket", "evil", "", ""},
		{"s3://bucket", "", "s3.fr-par.scw.cloud", ""},
		{"https://bucket.s3.eu-west-3.amazonaws.com/", "eu-west-3", "", ""},
		{"https://s3.example.com/bucket", "", "eu.s3.example.com", "https://eu.s3.example.com/bucket/"},
		{"https://s3.example.com/bucket", "", "bucket.eu.example.com", "https://bucket.eu.example.com/"},
		{"https://s3.example.com/bucket", "eu", "", ""},
		{"https://s3.example.com/bucket", "", "s3.example.com", ""},
		{"https://s3.example.com/bucket", "", "evil.example", ""},
		{"http://127.0.0.1:9000/bucket", "", "127.0.0.1:9001", "http://127.0.0.1:9001/bucket/"},
		{"http://127.0.0.1:9000/bucket", "", "169.254.169.254", ""},
	} {
		from, _, err := read(tt.from, true)
		if err != nil {
			t.Fatal(err)
		}
		next, ok := from.move(tt.region, tt.endpoint)
		if got := next.base().String(); ok != (tt.want != "") || (ok && got != tt.want) {
			t.Errorf("%s to %q %q: %s, %t; want %q", tt.from, tt.region, tt.endpoint, got, ok, tt.want)
		}
	}
}

func TestClassifyReadAnswers(t *testing.T) {
	listOpen := finding{FacetResult: open(), s3: true}
	listDenied := finding{FacetResult: closed(observed.Strong, "access_denied"), s3: true}
	unsure := finding{FacetResult: undecided("unrecognised")}
	inFront := finding{FacetResult: closed(observed.Weak, "denied_for_us")}
	for _, tt := range []struct {
		name string
		a    probe.Answer
		list finding
		want observed.FacetResult
	}{
		{"readable while listing is denied", answer(200, ""), listDenied, open()},
		{"readable, shown by its tag", answer(200, "", "Etag", `"x"`), unsure, open()},
		{"success of who knows what", answer(200, ""), unsure, undecided("unrecognised")},
		{"denied", answer(403, ""), listDenied, closed(observed.Strong, "access_denied")},
		{"denied while listing is open", answer(403, ""), listOpen, closed(observed.Strong, "access_denied")},
		{"denied by S3 alone", answer(403, "", "X-Amz-Request-Id", "1"), unsure, closed(observed.Strong, "access_denied")},
		{"denied by who knows whom", answer(403, ""), unsure, undecided("unrecognised")},
		{"denied by a page", answer(403, "", "Content-Type", "text/html"), listDenied, undecided("unrecognised")},
		{"denied like the listing by a server in front", answer(403, "", "Content-Type", "text/html"), inFront, closed(observed.Weak, "denied_for_us")},
		{"authentication demanded by a server in front", answer(401, "", "WWW-Authenticate", "Basic realm=x"), inFront, closed(observed.Strong, "auth_in_front")},
		{"readable behind a server that denies the listing", answer(200, "", "Etag", `"x"`), inFront, open()},
		{"authentication demanded", answer(401, ""), listDenied, closed(observed.Strong, "auth_required")},
		{"missing while listing is denied", answer(404, ""), listDenied, closed(observed.Weak, "resource_gone_ambiguous")},
		{"missing while listing is open", answer(404, ""), listOpen, undecided("unrecognised")},
		{"not modified", answer(304, ""), listDenied, undecided("unrecognised")},
		{"precondition", answer(412, ""), listDenied, undecided("unrecognised")},
		{"trouble", answer(503, ""), listDenied, undecided("5xx")},
		{"too many", answer(429, ""), listDenied, undecided("429")},
		{"challenge", answer(403, "", "Cf-Mitigated", "challenge"), listDenied, undecided("waf_challenge")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := classifyRead(tt.a, tt.list); got.FacetResult != tt.want {
				t.Errorf("%+v, want %+v", got.FacetResult, tt.want)
			}
		})
	}
}

func TestParseHasBounds(t *testing.T) {
	deep := strings.Repeat("<a>", 5000)
	if d := parse([]byte(deep)); d.complete {
		t.Errorf("%+v", d)
	}
	wide := "<Error>" + strings.Repeat("<x/>", 5000) + "<Code>AccessDenied</Code></Error>"
	if d := parse([]byte(wide)); d.code != "" {
		t.Errorf("read on after %d tokens: %+v", maxTokens, d)
	}
	bomb := `<!DOCTYPE x [<!ENTITY a "AccessDenied">]><Error><Code>&a;</Code></Error>`
	if d := parse([]byte(bomb)); d.code != "" {
		t.Errorf("expanded an entity: %+v", d)
	}
	odd := `<Error><Code>patient 42 &lt;x&gt;</Code><Region>../../x</Region><Endpoint>a b/c@d</Endpoint></Error>`
	if d := parse([]byte(odd)); d.code != "" || d.region != "" || d.endpoint != "" {
		t.Errorf("kept text of another form: %+v", d)
	}
	if d := parse([]byte("\ufeff" + listing)); d.root != "ListBucketResult" || !d.complete {
		t.Errorf("byte order mark: %+v", d)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{listing, s3Error("AccessDenied"), "<Error><Code>", "<a><b></a>", "<!DOCTYPE x><x/>", "<?xml encoding='x'?><Error/>", "]]>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		d := parse(body)
		for _, v := range []string{d.root, d.code} {
			if v != "" && !errorCode.MatchString(v) {
				t.Fatalf("kept %q", v)
			}
		}
		if d.region != "" && !regionName.MatchString(d.region) {
			t.Fatalf("kept region %q", d.region)
		}
		a := answer(http.StatusForbidden, string(body))
		got := classifyList(a, 4096)
		if got.Verdict == observed.Closed && !strings.Contains(string(body), "<Code") && !strings.Contains(string(body), ":Code") {
			t.Fatalf("%q closes a bucket", body)
		}
	})
}

func BenchmarkClassify(b *testing.B) {
	a := answer(http.StatusForbidden, s3Error("AccessDenied"), "Server", "AmazonS3", "Content-Type", "application/xml")
	b.ReportAllocs()
	for b.Loop() {
		if f := classifyList(a, 4096); f.Verdict != observed.Closed {
			b.Fatal(f)
		}
	}
}
