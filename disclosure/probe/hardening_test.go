package probe_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
	"daylight/disclosure/probe/web"
)

// bomb returns a body that unpacks to 8 MiB of what looks like proof.
func bomb(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	for range 8 {
		if _, err := io.WriteString(w, strings.Repeat(`{"count":1}`, 1<<20/11)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestFaultsOfHTTPDecideNothing serves each way in which the web misleads to a kind that reads bodies (search) and to
// one whose patterns match everything (http): neither takes any for an answer, and neither takes more than it may.
func TestFaultsOfHTTPDecideNothing(t *testing.T) {
	const page, data = "Content-Type: text/html\r\n", "Content-Type: application/json\r\n"
	everywhere := []string{"gzip bomb", "endless body", "page for everything"} // successes for the control as well
	anything := &disclosure.Expect{Open: &disclosure.Match{Body: "^\\{\"count\":"}, Closed: &disclosure.Match{Status: []int{401, 403, 404}}}
	for _, tt := range []struct {
		name   string
		script probetest.Script
		slow   bool
		want   observed.Reason
	}{
		{"gzip bomb", probetest.Answer("200 OK", data+"Content-Encoding: gzip\r\n", bomb(t)), false, observed.ReasonUnrecognised},
		{"endless body", probetest.Endless("HTTP/1.1 200 OK\r\n"+data+"\r\n", "SENTINEL"), false, observed.ReasonUnrecognised},
		{"endless header", probetest.Endless("HTTP/1.1 403 Forbidden\r\nX: ", "SENTINEL"), false, observed.ReasonUnrecognised},
		{"endless headers", probetest.Endless("HTTP/1.1 403 Forbidden\r\n", "X-Y: SENTINEL\r\n"), false, observed.ReasonUnrecognised},
		{"endless status", probetest.Endless("HTTP/1.1 ", "4"), false, observed.ReasonUnrecognised},
		{"slow drip of the header", probetest.Drip("", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"), true, observed.ReasonTimeoutRead},
		{"slow drip of the body", probetest.Drip("HTTP/1.1 403 Forbidden\r\n"+page+"Content-Length: 900\r\n\r\n", probetest.Secret), true, observed.ReasonTimeoutRead},
		{"redirect to the metadata service", probetest.Answer("302 Found", "Location: http://169.254.169.254/latest/meta-data/\r\n", ""), false, observed.ReasonRedirectOffsite},
		{"too many questions", probetest.Answer("429 Too Many Requests", "Retry-After: 120\r\n"+page, "<html>"+probetest.Secret), false, observed.ReasonRateLimited},
		{"challenge with a success", probetest.Answer("200 OK", page, "<html><title>Just a moment...</title>"+probetest.Secret), false, observed.ReasonChallenge},
		{"challenge with a denial", probetest.Answer("403 Forbidden", page, "<html><title>Attention Required! | Cloudflare</title>"+probetest.Secret), false, observed.ReasonChallenge},
		{"challenge by its header", probetest.Answer("403 Forbidden", "Cf-Mitigated: challenge\r\n", ""), false, observed.ReasonChallenge},
		{"page for everything", probetest.Answer("200 OK", page, "<!doctype html><title>Welcome</title>"+probetest.Secret), false, observed.ReasonUnrecognised},
		{"proxy that takes the question and ends", probetest.EOF, false, observed.ReasonEOF},
		{"proxy that takes the question and resets", probetest.Reset, false, observed.ReasonReset},
		{"proxy that takes the question and waits", probetest.Hang, true, observed.ReasonTimeoutRead},
		{"proxy without a server", probetest.Answer("502 Bad Gateway", page, "<html>"+probetest.Secret), false, observed.ReasonServerError},
		{"proxy whose server ends in the answer", probetest.Write("HTTP/1.1 401 Unauthorized\r\n" + data + "Content-Length: 99\r\n\r\n{"), false, observed.ReasonEOF},
		{"plain HTTP where TLS is spoken", probetest.Write("\x15\x03\x01\x00\x02\x02\x46"), false, observed.ReasonUnrecognised},
		{"a TLS server's word to plain HTTP", probetest.Answer("400 Bad Request", page, "<html>The plain HTTP request was sent to HTTPS port"), false, observed.ReasonUnrecognised},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := probetest.Serve(t, tt.script)
			var edit func(*probe.Options)
			if tt.slow {
				edit = probetest.Impatient
			}
			p := probetest.New(t, edit, store{}, web.New())
			for _, asset := range []target.Target{
				{Kind: "search", Target: "http://" + srv.Addr}, {Kind: "http", Target: "http://" + srv.Addr + "/", Expect: anything},
			} {
				want := tt.want
				if asset.Kind == "http" && slices.Contains(everywhere, tt.name) {
					want = observed.ReasonSoft404
				}
				o, err := probetest.Observe(t, p, asset)
				if err != nil || o.Verdict != observed.Inconclusive || o.Reason != want || o.Local {
					t.Errorf("%s: %+v, %v, want %s", asset.Kind, o, err, want)
				}
				if o.Bytes > probe.DefaultLimits().Body {
					t.Errorf("%s: %d bytes were taken", asset.Kind, o.Bytes)
				}
				if want := "120"; tt.want == observed.ReasonRateLimited && o.Headers["retry-after"] != want {
					t.Errorf("%s: headers %v, want retry-after %s", asset.Kind, o.Headers, want)
				}
			}
			for _, head := range srv.Heads() {
				if strings.Contains(head, "Accept-Encoding") {
					t.Errorf("a packed answer is asked for: %s", head)
				}
			}
		})
	}
}

func TestTLSWherePlainIsSpokenSaysSo(t *testing.T) {
	plain := probetest.Dialogue(t, probetest.ReadSome(), probetest.Say("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"))
	o, err := probetest.Observe(t, probetest.New(t, nil, store{}), target.Target{Kind: "search", Target: "https://" + plain.Addr})
	if err != nil || o.Reason != observed.ReasonHTTPOnHTTPS || o.Verdict != observed.Inconclusive {
		t.Errorf("TLS to a plain server: %+v, %v", o, err)
	}
	secure := probetest.ServeTLS(t, probetest.ServerTLS(t), probetest.Answer("200 OK", "Content-Type: application/json\r\n", `{"count":1}`))
	o, err = probetest.Observe(t, probetest.New(t, nil, store{}), target.Target{Kind: "search", Target: "http://" + secure.Addr})
	if err != nil || o.Verdict != observed.Inconclusive {
		t.Errorf("plain to a TLS server: %+v, %v", o, err)
	}
}

// changingResolver answers each name with its list of addresses in turn, and with the last one ever after.
type changingResolver struct {
	asked     atomic.Int64
	addresses []string
}

func (r *changingResolver) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	n := min(int(r.asked.Add(1)), len(r.addresses)) - 1
	return []netip.Addr{netip.MustParseAddr(r.addresses[n])}, nil
}

// following is a store that follows every redirect that the base allows.
type following struct{ store }

func (f following) Run(ctx context.Context, env *probe.Env, t target.Target) observed.Observation {
	q := env.Inquire(t)
	r, err := f.build(t)
	if err != nil {
		return q.Done()
	}
	r.Follow = func(_, _ *url.URL) bool { return true }
	q.Exchange(ctx, "data", r, func(a probe.Answer) observed.FacetResult {
		if a.Status == http.StatusOK {
			return probe.Open()
		}
		return observed.FacetResult{}
	})
	return q.Done()
}

// TestNameThatTurnsInsideWithinOneProbeIsNotReached serves a redirect to itself under a name that resolves to an inside
// address the second time.
func TestNameThatTurnsInsideWithinOneProbeIsNotReached(t *testing.T) {
	for _, inside := range []string{"10.0.0.1", "169.254.169.254", "::ffff:192.168.0.1", "fd00:ec2::254"} {
		var port string
		srv := probetest.Serve(t, func(conn net.Conn, head string) {
			probetest.Answer("302 Found", "Location: http://rebind.example:"+port+"/again\r\n", "")(conn, head)
		})
		_, port, _ = net.SplitHostPort(srv.Addr)
		r := &changingResolver{addresses: []string{"127.0.0.1", inside}}
		p := probetest.New(t, func(o *probe.Options) { o.Resolver = r }, following{})
		o, err := probetest.Observe(t, p, target.Target{Kind: "search", Target: "http://rebind.example:" + port})
		if fault.CodeOf(err) != fault.Refused || o.Reason != observed.ReasonPolicyDenied || !o.Local {
			t.Errorf("%s: %+v, %v", inside, o, err)
		}
		if n := len(srv.Heads()); n != 1 || r.asked.Load() != 2 {
			t.Errorf("%s: %d requests, %d lookups", inside, n, r.asked.Load())
		}
	}
}

// TestRedirectToTheMetadataServiceIsNotFollowed checks for a kind that follows whatever it may.
func TestRedirectToTheMetadataServiceIsNotFollowed(t *testing.T) {
	srv := probetest.Serve(t, probetest.Answer("302 Found", "Location: http://169.254.169.254/latest/\r\n", ""))
	o, err := probetest.Observe(t, probetest.New(t, nil, following{}), target.Target{Kind: "search", Target: "http://" + srv.Addr})
	if err != nil || o.Reason != observed.ReasonRedirectOffsite || len(srv.Heads()) != 1 {
		t.Errorf("%+v, %v", o, err)
	}
}
