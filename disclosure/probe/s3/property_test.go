package s3_test

import (
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/s3"
	"daylight/disclosure/probe/target"
)

// reply is one random answer of a server, and whether it is a denial that a bucket really gives.
type reply struct {
	bytes    string
	positive bool
	ending   int // 0 closes, 1 resets, 2 hangs
}

func drawReply(rt *rapid.T, label string) reply {
	status := rapid.SampledFrom([]int{200, 204, 206, 301, 302, 307, 400, 401, 403, 404, 405, 408, 410, 412, 418, 429, 500, 502, 503}).Draw(rt, label+" status")
	code := rapid.SampledFrom([]string{
		"AccessDenied", "AllAccessDisabled", "AccountProblem", "NoSuchBucket", "NoSuchKey", "SlowDown", "InternalError",
		"PermanentRedirect", "InvalidArgument", "SignatureDoesNotMatch", "Access Denied", "",
	}).Draw(rt, label+" code")
	shape := rapid.SampledFrom([]string{
		"<Error><Code>%s</Code></Error>", "<html><b>%s</b></html>", "%s", "", "<error><code>%s</code></error>",
		"<Error><Details><Code>%s</Code></Details></Error>", "<Error><Code>%s</Co", "{\"Code\":\"%s\"}",
	}).Draw(rt, label+" shape")
	body := shape
	if strings.Contains(shape, "%s") {
		body = fmt.Sprintf(shape, code)
	}
	headers := rapid.SampledFrom([]string{"", xmlType, htmlType, "Cf-Mitigated: challenge\r\n", "WWW-Authenticate: Basic\r\n"}).Draw(rt, label+" headers")
	if rapid.Bool().Draw(rt, label+" denial") { // else a real denial would hardly ever come up
		status, code, body = 403, "AccessDenied", denied
		shape = "<Error><Code>%s</Code></Error>"
	}
	whole := respond(fmt.Sprintf("%d X", status), headers, body)
	r := reply{bytes: whole, ending: rapid.IntRange(0, 2).Draw(rt, label+" ending")}
	if rapid.Bool().Draw(rt, label+" cut") {
		r.bytes = whole[:rapid.IntRange(0, len(whole)-1).Draw(rt, label+" length")]
	}
	isXML := shape == "<Error><Code>%s</Code></Error>"
	challenge := strings.HasPrefix(headers, "Cf-")
	denial := isXML && status == 403 && (code == "AccessDenied" || code == "AllAccessDisabled" || code == "AccountProblem")
	missing := isXML && status == 404 && code == "NoSuchBucket"
	r.positive = r.bytes == whole && !challenge && (denial || missing || status == 401)
	return r
}

// TestNoFaultEverLooksLikeAStrongClosure serves random and broken answers: strong closures come only from answers
// that a bucket gives when it is closed.
func TestNoFaultEverLooksLikeAStrongClosure(t *testing.T) {
	var next atomic.Pointer[reply]
	srv := probetest.Serve(t, func(conn net.Conn, head string) {
		r := next.Load()
		probetest.Write(r.bytes)(conn, head)
		switch r.ending {
		case 1:
			probetest.Reset(conn, head)
		case 2:
			probetest.Hang(conn, head)
		}
	})
	p := probetest.New(t, func(o *probe.Options) {
		o.Limits = probe.Limits{Total: 60 * time.Millisecond, Connect: 30 * time.Millisecond}
	}, s3.New())
	positives := 0
	rapid.Check(t, func(rt *rapid.T) {
		r := drawReply(rt, "list")
		next.Store(&r)
		o, err := p.Probe(t.Context(), target.Target{Kind: "s3", Target: "http://" + srv.Addr + "/example-bucket/"})
		probetest.RequireNoContent(t, o, err)
		if err != nil {
			rt.Fatalf("%v", err)
		}
		if o.Verdict == observed.Closed && o.Strength == observed.Strong {
			positives++
			if !r.positive {
				rt.Fatalf("%q closes a bucket: %+v", r.bytes, o)
			}
		}
		if o.Verdict == observed.Open {
			rt.Fatalf("%q opens a bucket: no listing was served", r.bytes)
		}
	})
	if positives == 0 {
		t.Error("no denial was recognised: the property holds for nothing")
	}
}

// BenchmarkProbe asks one closed bucket, in one request; about 20 of its allocations are those of the server. On two cores it takes 129
// of 10.4 kB in all, where it took 266 of 23.8 kB with a request of net/http for the plan and another to send.
func BenchmarkProbe(b *testing.B) {
	srv := probetest.Serve(b, byMethod(respond("403 No", xmlType, denied), headDenied))
	p := probetest.New(b, nil, s3.New())
	asset := target.Target{Kind: "s3", Target: "http://" + srv.Addr + "/example-bucket/"}
	b.ReportAllocs()
	for b.Loop() {
		if o, err := p.Probe(b.Context(), asset); err != nil || o.Verdict != observed.Closed {
			b.Fatal(o, err)
		}
	}
}

func BenchmarkProbeParallel(b *testing.B) {
	srv := probetest.Serve(b, byMethod(respond("403 No", xmlType, denied), headDenied))
	p := probetest.New(b, nil, s3.New())
	asset := target.Target{Kind: "s3", Target: "http://" + srv.Addr + "/example-bucket/"}
	b.SetParallelism(32)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if o, err := p.Probe(b.Context(), asset); err != nil || o.Verdict != observed.Closed {
				b.Fatal(o, err)
			}
		}
	})
}

func BenchmarkPlan(b *testing.B) {
	p := probetest.New(b, nil, s3.New())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Plan(target.Target{Kind: "s3", Target: "https://example-bucket.s3.eu-west-3.amazonaws.com/", Key: "a/b"}); err != nil {
			b.Fatal(err)
		}
	}
}
