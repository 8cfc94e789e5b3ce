package probe_test

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"strings"
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

var search = target.Service{Kind: "search", Name: "search engine", Ports: []uint16{9200, 443}}

// store is a kind as others are written: one question over HTTP, judged by the number that comes.
type store struct {
	request probe.Request
	optIn   bool
}

func (store) Name() string                   { return "search" }
func (store) Version() int                   { return 1 }
func (store) Validate(t target.Target) error { _, err := search.At(t); return err }
func (store) Read(raw string, explicit bool) (target.Target, string, error) {
	return search.Read(raw, explicit)
}

func (s store) Info() probe.Info {
	return probe.Info{Sends: "a count", Reads: "a number", Accepts: "host", Facets: []string{"data"}, Ports: search.Ports, OptIn: s.optIn}
}

func (s store) build(t target.Target) (probe.Request, error) {
	at, err := search.Parse(t.Target)
	if err != nil {
		return probe.Request{}, err
	}
	r := s.request
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	r.URL, r.AnyCertificate = at.URL("/_count", "q=*"), true
	return r, nil
}

func (s store) Plan(t target.Target) ([]probe.Step, error) {
	r, err := s.build(t)
	return []probe.Step{r.Step("data", "reads a number")}, err
}

func (s store) Run(ctx context.Context, env *probe.Env, t target.Target) observed.Observation {
	q := env.Inquire(t)
	r, err := s.build(t)
	if err != nil {
		return q.Done()
	}
	q.Exchange(ctx, "data", r, func(a probe.Answer) observed.FacetResult {
		if a.Status == http.StatusOK && probe.Object(a.Body)["count"] != nil {
			return probe.Open()
		}
		return observed.FacetResult{}
	})
	return q.Done()
}

func TestRulesOfEveryKindHoldForAStore(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:   store{},
		Target: func(hostport string) string { return "http://" + hostport + "/" },
		Secure: func(hostport string) string { return "https://" + hostport + "/" },
	})
}

func TestStoreIsJudgedByItsOwnAnswersOnly(t *testing.T) {
	const jsonType = "Content-Type: application/json\r\n"
	for _, tt := range []struct {
		name, answer string
		want         observed.FacetResult
	}{
		{"counts", "200 OK\r\n" + jsonType + "Content-Length: 11\r\n\r\n{\"count\":1}", probe.Open()},
		{"a count in a page", "200 OK\r\nContent-Type: text/html\r\nContent-Length: 11\r\n\r\n{\"count\":1}", probe.Unsure(observed.ReasonUnrecognised)},
		{"half a count", "200 OK\r\n" + jsonType + "Content-Length: 9\r\n\r\n{\"count\":", probe.Unsure(observed.ReasonUnrecognised)},
		{"wants a login", "401 No\r\n" + jsonType + "Content-Length: 2\r\n\r\n{}", probe.Closed(observed.ReasonAuthRequired)},
		{"a proxy wants a login", "401 No\r\nWWW-Authenticate: Basic\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", probe.Closed(observed.ReasonAuthInFront)},
		{"a page with 401", "401 No\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", probe.Unsure(observed.ReasonUnrecognised)},
		{"denial of something in front", "403 No\r\nContent-Length: 0\r\n\r\n", probe.Unsure(observed.ReasonUnrecognised)},
		{"not there", "404 No\r\nContent-Length: 0\r\n\r\n", probe.Unsure(observed.ReasonUnrecognised)},
		{"elsewhere", "302 Found\r\nLocation: https://b.example/\r\nContent-Length: 0\r\n\r\n", probe.Unsure(observed.ReasonRedirectOffsite)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Serve(t, probetest.Write("HTTP/1.1 "+tt.answer))
			o, err := probetest.Observe(t, probetest.New(t, nil, store{}), target.Target{Kind: "search", Target: "http://" + srv.Addr})
			if err != nil || o.Facets["data"] != tt.want || o.AnswerMAC == "" {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}

func TestServerThatDemandsACertificateIsClosed(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		conf := probetest.ServerTLS(t)
		conf.ClientAuth, conf.MaxVersion = tls.RequireAnyClientCert, version
		srv := probetest.Dialogue(t, probetest.SecureWith(conf))
		o, err := probetest.Observe(t, probetest.New(t, nil, store{}), target.Target{Kind: "search", Target: "https://" + srv.Addr})
		if err != nil || (o.Facets["data"] != probe.Closed(observed.ReasonAuthRequired) && o.Reason != observed.ReasonReset) {
			t.Errorf("version %x: %+v, %v", version, o, err)
		}
	}
}

func TestPlanShowsBodyAndHeadersAsTheyAreSent(t *testing.T) {
	for _, r := range []probe.Request{
		{Method: http.MethodPost, Payload: []byte(`{"key":"AA==","count_only":true}`), Header: map[string]string{"Content-Type": "application/json"}},
		{Method: http.MethodGet, Header: map[string]string{"Range": "bytes=0-15", "Accept": "application/json"}},
		{Method: http.MethodHead},
	} {
		srv := probetest.Serve(t, probetest.Write("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n"))
		p, asset := probetest.New(t, nil, store{request: r}), target.Target{Kind: "search", Target: "http://" + srv.Addr}
		plan, err := p.Plan(asset)
		if err != nil {
			t.Fatal(err)
		}
		if o, err := probetest.Observe(t, p, asset); err != nil || o.Reason != observed.ReasonAuthInFront {
			t.Errorf("%+v, %v", o, err)
		}
		sent := strings.Join(srv.Heads(), "")
		if sent != string(plan.Steps[0].Request) || !strings.HasSuffix(sent, string(r.Payload)) {
			t.Errorf("sent:\n%s\nplanned:\n%s", sent, plan.Steps[0].Request)
		}
		for name, value := range r.Header {
			if !strings.Contains(sent, name+": "+value+"\r\n") {
				t.Errorf("no %s in\n%s", name, sent)
			}
		}
	}
}

func TestNoProbeSendsWhatAStrangerMayNot(t *testing.T) {
	asset := target.Target{Kind: "search", Target: "http://db.example"}
	for name, r := range map[string]probe.Request{
		"PUT":             {Method: http.MethodPut},
		"DELETE":          {Method: http.MethodDelete},
		"a body with GET": {Payload: []byte("x")},
		"a long body":     {Method: http.MethodPost, Payload: make([]byte, 2000)},
		"a cookie":        {Header: map[string]string{"cookie": "a=b"}},
		"another name":    {Header: map[string]string{"User-Agent": "curl"}},
		"a login":         {Header: map[string]string{"authorization": "Basic eDp5"}},
	} {
		if _, err := probetest.New(t, nil, store{request: r}).Plan(asset); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	login := store{request: probe.Request{Header: map[string]string{"Authorization": "Basic eDp5"}}, optIn: true}
	if _, err := probetest.New(t, nil, login).Plan(asset); err != nil {
		t.Errorf("a kind that is opt-in: %v", err)
	}
}

func TestPortsOfOtherServicesAreRefused(t *testing.T) {
	for asset, want := range map[string]bool{
		"http://db.example:25": false, "http://db.example:22": false, "http://db.example:53": false, "http://db.example:465": false,
		"http://db.example": true, "http://db.example:9200": true, "http://db.example:32000": true,
	} {
		if err := probetest.New(t, nil, store{}).Validate(target.Target{Kind: "search", Target: asset}); (err == nil) != want {
			t.Errorf("%s: %v", asset, err)
		}
	}
	open := probetest.New(t, func(o *probe.Options) { o.AllowPorts = []uint16{25} }, store{})
	if err := open.Validate(target.Target{Kind: "search", Target: "http://db.example:25"}); err != nil {
		t.Errorf("opened by configuration: %v", err)
	}
}

// looker requests an id after its verdict.
type looker struct{ store }

func (l looker) Run(ctx context.Context, env *probe.Env, t target.Target) observed.Observation {
	q := env.Inquire(t)
	r, err := l.build(t)
	if err != nil {
		return q.Done()
	}
	q.Exchange(ctx, "data", r, func(probe.Answer) observed.FacetResult { return probe.Open() })
	q.Identify("id", q.Peek(ctx, r).Header.Get("X-Id"))
	return q.Done()
}

func TestLookDecidesNothing(t *testing.T) {
	first := probetest.Reply("200 OK", "{}", "X-Id: a", "Content-Type: application/json")
	for name, tt := range map[string]struct{ second, id string }{
		"an answer":               {probetest.Reply("200 OK", "{}", "X-Id: b", "Content-Type: application/json"), "b"},
		"a page":                  {probetest.Reply("200 OK", "<html>", "X-Id: SENTINEL"), ""},
		"a challenge":             {probetest.Reply("403 No", "", "Cf-Mitigated: challenge", "X-Id: SENTINEL"), ""},
		"an answer that ends":     {"HTTP/1.1 200 OK\r\nX-Id: SENTINEL\r\nContent-Length: 9\r\n\r\n{", ""},
		"nothing":                 {"", ""},
		"a server that is broken": {probetest.Reply("500 No", "", "X-Id: SENTINEL"), ""},
	} {
		requests := 0
		srv := probetest.Serve(t, func(conn net.Conn, head string) {
			requests++
			probetest.Write(map[bool]string{true: first, false: tt.second}[requests == 1])(conn, head)
		})
		o, err := probetest.Observe(t, probetest.New(t, nil, looker{}), target.Target{Kind: "search", Target: "http://" + srv.Addr})
		if err != nil || o.Verdict != observed.Open || o.Status != 200 || o.Identity["id"] != tt.id {
			t.Errorf("%s: %+v, %v", name, o, err)
		}
	}
}
