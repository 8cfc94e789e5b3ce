package s3_test

import (
	"crypto/x509"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/s3"
	"daylight/disclosure/probe/target"
)

// respond writes an HTTP answer with a body that names a patient's file.
func respond(status, headers, body string) string {
	return fmt.Sprintf("HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s", status, headers, len(body), body)
}

const (
	xmlType   = "Content-Type: application/xml\r\nServer: fixture\r\nX-Amz-Request-Id: 1\r\n"
	htmlType  = "Content-Type: text/html\r\n"
	listBody  = `<?xml version="1.0"?><ListBucketResult><Name>` + probetest.Secret + `</Name></ListBucketResult>`
	denied    = `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>` + probetest.Secret + `</Message></Error>`
	gone      = `<?xml version="1.0"?><Error><Code>NoSuchBucket</Code><BucketName>` + probetest.Secret + `</BucketName></Error>`
	slowDown  = `<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>` + probetest.Secret + `</Message></Error>`
	blockPage = `<html><title>Request Rejected</title>` + probetest.Secret + `</html>`
	nginxPage = `<html><h1>403 Forbidden</h1>` + probetest.Secret + `</html>`
)

// byMethod answers GET and HEAD differently.
func byMethod(get, head string) probetest.Script {
	return func(conn connection, request string) {
		if strings.HasPrefix(request, "HEAD ") {
			probetest.Write(head)(conn, request)
			return
		}
		probetest.Write(get)(conn, request)
	}
}

var (
	headOK     = "HTTP/1.1 200 OK\r\nX-Amz-Request-Id: 1\r\nContent-Length: 900000\r\n\r\n"
	headDenied = "HTTP/1.1 403 Forbidden\r\nX-Amz-Request-Id: 1\r\nContent-Type: application/xml\r\n\r\n"
	headGone   = "HTTP/1.1 404 Not Found\r\nX-Amz-Request-Id: 1\r\n\r\n"
	endless    = "HTTP/1.1 200 OK\r\nX-Filler: "
)

func TestBucketOverSockets(t *testing.T) {
	op := func(v observed.Verdict, s observed.Strength, r observed.Reason) observed.FacetResult {
		return observed.FacetResult{Verdict: v, Strength: s, Reason: r}
	}
	isOpen := op(observed.Open, 0, "open")
	isDenied := op(observed.Closed, observed.Strong, "access_denied")
	isGone := op(observed.Closed, observed.Strong, "resource_gone")
	unsure := func(r observed.Reason) observed.FacetResult { return op(observed.Inconclusive, 0, r) }
	for _, tt := range []struct {
		name             string
		script           probetest.Script
		list, read, want observed.FacetResult
		requests         int
	}{
		{"open", byMethod(respond("200 OK", xmlType, listBody), headOK), isOpen, isOpen, isOpen, 2},
		{"half-fix: listing denied, objects readable", byMethod(respond("403 No", xmlType, denied), headOK), isDenied, isOpen, isOpen, 2},
		{"half-fix: listing open, object denied", byMethod(respond("200 OK", xmlType, listBody), headDenied), isOpen, isDenied, isOpen, 2},
		{"all denied", byMethod(respond("403 No", xmlType, denied), headDenied), isDenied, isDenied, isDenied, 2},
		{"bucket gone", byMethod(respond("404 No", xmlType, gone), headGone), isGone, isGone, isGone, 1},
		{
			"object gone behind a denied listing", byMethod(respond("403 No", xmlType, denied), headGone), isDenied,
			op(observed.Closed, observed.Weak, "resource_gone_ambiguous"),
			op(observed.Closed, observed.Weak, "resource_gone_ambiguous"), 2,
		},
		{"slow down", byMethod(respond("503 No", xmlType, slowDown), headDenied), unsure("429"), unsure("429"), unsure("429"), 1},
		{"server error", byMethod(respond("500 No", "", probetest.Secret), headDenied), unsure("5xx"), unsure("5xx"), unsure("5xx"), 1},
		{
			"firewall page with 403", byMethod(respond("403 No", htmlType, blockPage), headDenied), unsure("waf_challenge"),
			isDenied, unsure("waf_challenge"), 2,
		},
		{
			"a server in front denies everything, maybe to us alone", probetest.Answer("403 No", htmlType, nginxPage), op(observed.Closed, observed.Weak, "denied_for_us"),
			op(observed.Closed, observed.Weak, "denied_for_us"), op(observed.Closed, observed.Weak, "denied_for_us"), 2,
		},
		{
			"a server in front leads to a login", probetest.Answer("302 Found", "Location: /login\r\n", ""), op(observed.Closed, observed.Weak, "login_in_front"),
			op(observed.Closed, observed.Weak, "login_in_front"), op(observed.Closed, observed.Weak, "login_in_front"), 2,
		},
		{"firewall page with 200", byMethod(respond("200 OK", htmlType, blockPage), headGone), unsure("waf_challenge"), unsure("unrecognised"), unsure("waf_challenge"), 2},
		{"slow drip", probetest.Drip("HTTP/1.1 403 No\r\nContent-Length: 4000\r\n\r\n", denied), unsure("timeout_read"), unsure("timeout_read"), unsure("timeout_read"), 1},
		{"hang", probetest.Hang, unsure("timeout_read"), unsure("timeout_read"), unsure("timeout_read"), 1},
		{"reset", probetest.Reset, unsure("reset"), unsure("reset"), unsure("reset"), 1},
		{"end without an answer", probetest.EOF, unsure("eof"), unsure("eof"), unsure("eof"), 1},
		{
			"end within a denial", probetest.Write("HTTP/1.1 403 No\r\nContent-Length: 9000\r\n\r\n" + denied), unsure("eof"),
			unsure("eof"), unsure("eof"), 1,
		},
		{
			"listing that never ends", byMethod("HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n"+listBody+strings.Repeat(probetest.Secret, 9000), headOK),
			isOpen, isOpen, isOpen, 2,
		},
		{
			"compressed bomb", byMethod(respond("200 OK", "Content-Encoding: gzip\r\n", "\x1f\x8b\x08"+strings.Repeat("\x00", 1<<20)), headGone),
			unsure("unrecognised"), unsure("unrecognised"), unsure("unrecognised"), 2,
		},
		{"endless header", probetest.Endless(endless, "SENTINEL"), unsure("unrecognised"), unsure("unrecognised"), unsure("unrecognised"), 1},
		{"not HTTP", probetest.Write("SSH-2.0-SENTINEL\r\n"), unsure("unrecognised"), unsure("unrecognised"), unsure("unrecognised"), 1},
		{
			"redirect to the metadata service", byMethod(respond("302 Found", "Location: http://169.254.169.254/latest/SENTINEL\r\n", ""), headDenied),
			unsure("redirect_offsite"), unsure("redirect_offsite"), unsure("redirect_offsite"), 1,
		},
		{
			"region redirect to the metadata service",
			byMethod(respond("301 Moved", xmlType, "<Error><Code>PermanentRedirect</Code><Endpoint>169.254.169.254</Endpoint></Error>"), headDenied),
			unsure("redirect_offsite"), unsure("redirect_offsite"), unsure("redirect_offsite"), 1,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Serve(t, tt.script)
			var edit func(*probe.Options)
			if tt.want.Reason == observed.ReasonTimeoutRead {
				edit = probetest.Impatient
			}
			p := probetest.New(t, edit, s3.New())
			o, err := probetest.Observe(t, p, target.Target{Kind: "s3", Target: "http://" + srv.Addr + "/example-bucket/", Key: "a/b.jpg"})
			if err != nil {
				t.Fatal(err)
			}
			if o.Facets["list"] != tt.list || o.Facets["read"] != tt.read {
				t.Errorf("facets %+v, want list %+v read %+v", o.Facets, tt.list, tt.read)
			}
			if got := op(o.Verdict, o.Strength, o.Reason); got != tt.want {
				t.Errorf("summary %+v, want %+v", got, tt.want)
			}
			if n := len(srv.Heads()); n != tt.requests {
				t.Errorf("%d requests, want %d", n, tt.requests)
			}
			if o.Bytes > 4096 || o.Local || o.Peer != srv.Addr {
				t.Errorf("%+v", o)
			}
		})
	}
}

func TestWithoutAKeyOnlyTheListingIsRequested(t *testing.T) {
	srv := probetest.Serve(t, probetest.Write(respond("403 No", xmlType, denied)))
	p := probetest.New(t, nil, s3.New())
	o, err := probetest.Observe(t, p, target.Target{Kind: "s3", Target: "http://" + srv.Addr + "/example-bucket/"})
	if err != nil || len(o.Facets) != 1 || o.Verdict != observed.Closed || o.Strength != observed.Strong {
		t.Errorf("%+v, %v", o, err)
	}
	if heads := srv.Heads(); len(heads) != 1 || !strings.HasPrefix(heads[0], "GET /example-bucket/?list-type=2&max-keys=0 HTTP/1.1\r\n") {
		t.Errorf("requests %q", heads)
	}
	if o.Status != 403 || o.Headers["server"] != "fixture" || o.Bytes != int64(len(denied)) {
		t.Errorf("%+v", o)
	}
}

func TestNothingListensIsAWeakClosure(t *testing.T) {
	p := probetest.New(t, nil, s3.New())
	o, err := probetest.Observe(t, p, target.Target{Kind: "s3", Target: "http://127.0.0.1:1/example-bucket/", Key: "k"})
	if err != nil || o.Verdict != observed.Closed || o.Strength != observed.Weak || o.Reason != "conn_refused" || len(o.Facets) != 2 {
		t.Errorf("%+v, %v", o, err)
	}
	if o.AnswerMAC != "" {
		t.Error("there is no answer to seal")
	}
}

func TestPlainServerOnASecurePort(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	p := probetest.New(t, nil, s3.New())
	o, err := probetest.Observe(t, p, target.Target{Kind: "s3", Target: "https://" + strings.TrimPrefix(plain.URL, "http://") + "/example-bucket/"})
	if err != nil || o.Reason != observed.ReasonHTTPOnHTTPS {
		t.Errorf("%+v, %v", o, err)
	}
}

// regional is a provider on loopback: one TLS server for all its hosts, under a certificate of its own.
func regional(t *testing.T, hosts []string, script probetest.Script) (*probe.Prober, *probetest.Server) {
	t.Helper()
	conf, roots := probetest.Trusted(t, hosts...)
	srv := probetest.ServeTLS(t, conf, script)
	p := probetest.New(t, func(o *probe.Options) {
		o.RootCAs, o.DialOverride = roots, map[string]string{}
		for _, h := range hosts {
			o.DialOverride[h+":443"] = srv.Addr
		}
	}, s3.New())
	return p, srv
}

func TestRegionRedirectIsFollowedOnce(t *testing.T) {
	const global, paris = "example-bucket.s3.amazonaws.com", "example-bucket.s3.eu-west-3.amazonaws.com"
	move := respond("301 Moved", xmlType+"X-Amz-Bucket-Region: eu-west-3\r\n",
		"<Error><Code>PermanentRedirect</Code><Endpoint>s3.eu-west-3.amazonaws.com</Endpoint><Bucket>"+probetest.Secret+"</Bucket></Error>")
	p, srv := regional(t, []string{global, paris}, func(conn connection, head string) {
		switch {
		case strings.Contains(head, "Host: "+global+"\r\n"):
			probetest.Write(move)(conn, head)
		default:
			byMethod(respond("403 No", xmlType, denied), headDenied)(conn, head)
		}
	})
	o, err := probetest.Observe(t, p, target.Target{Kind: "s3", Target: "s3://example-bucket", Key: "k"})
	if err != nil || o.Verdict != observed.Closed || o.Strength != observed.Strong {
		t.Fatalf("%+v, %v", o, err)
	}
	if o.Target != "https://"+global+"/" || o.Retarget != "https://"+paris+"/" || o.Identity["region"] != "eu-west-3" {
		t.Errorf("target %s, retarget %s, identity %v", o.Target, o.Retarget, o.Identity)
	}
	if heads := srv.Heads(); len(heads) != 3 || !strings.Contains(heads[2], "HEAD /k ") || !strings.Contains(heads[2], paris) {
		t.Errorf("requests %q", heads)
	}

	loop, loopSrv := regional(t, []string{global, paris}, probetest.Write(move))
	o, err = probetest.Observe(t, loop, target.Target{Kind: "s3", Target: "s3://example-bucket"})
	if err != nil || o.Verdict != observed.Inconclusive || len(loopSrv.Heads()) != 2 {
		t.Errorf("a loop: %+v, %v, %d requests", o, err, len(loopSrv.Heads()))
	}
}

func TestRegionRedirectPassesTheGuardAgain(t *testing.T) {
	const global, paris = "example-bucket.s3.amazonaws.com", "example-bucket.s3.eu-west-3.amazonaws.com"
	conf, roots := probetest.Trusted(t, global)
	srv := probetest.ServeTLS(t, conf, probetest.Write(respond("301 Moved", xmlType+"X-Amz-Bucket-Region: eu-west-3\r\n",
		"<Error><Code>PermanentRedirect</Code></Error>")))
	p := probetest.New(t, func(o *probe.Options) {
		o.RootCAs, o.DialOverride = roots, map[string]string{global + ":443": srv.Addr}
		o.Resolver = probetest.Names{paris: {"169.254.169.254"}}
	}, s3.New())
	o, err := probetest.Observe(t, p, target.Target{Kind: "s3", Target: "s3://example-bucket", Key: "k"})
	if fault.CodeOf(err) != fault.Refused || o.Reason != observed.ReasonPolicyDenied || !o.Local {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestUntrustedCertificateIsInconclusive(t *testing.T) {
	conf, _ := probetest.Trusted(t, "example-bucket.s3.amazonaws.com")
	srv := probetest.ServeTLS(t, conf, probetest.Write(respond("403 No", xmlType, denied)))
	p := probetest.New(t, func(o *probe.Options) {
		o.RootCAs = x509.NewCertPool()
		o.DialOverride = map[string]string{"example-bucket.s3.amazonaws.com:443": srv.Addr}
	}, s3.New())
	o, err := probetest.Observe(t, p, target.Target{Kind: "s3", Target: "s3://example-bucket"})
	if err != nil || o.Reason != observed.ReasonTLSError || o.Verdict != observed.Inconclusive {
		t.Errorf("%+v, %v", o, err)
	}
}
