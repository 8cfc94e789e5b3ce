package tcpexpect_test

import (
	"net/http"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
	"daylight/disclosure/probe/tcpexpect"
)

func parse(t *testing.T, text string) []tcpexpect.Definition {
	t.Helper()
	d, err := tcpexpect.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return []tcpexpect.Definition{d}
}

const pingPong = `{"name":"ping","over":"tcp","send":"PING\r\n","reason":"auth_required","open":[{"body":"^PONG\\b"}],"closed":[{"body":"^DENIED\\b"}]}`

func TestRulesOfEveryKind(t *testing.T) {
	t.Run("tcp_expect", func(t *testing.T) {
		probetest.Suite(t, probetest.Subject{
			Kind:   tcpexpect.New(parse(t, pingPong)),
			Target: func(hostport string) string { return "tcp://" + hostport },
			Secure: func(hostport string) string { return "tls://" + hostport },
			Edit:   func(t *target.Target) { t.Key = "ping" },
			Bad:    []string{"tcp://db.example", "tcp://db.example:22"},
		})
	})
	defs, err := tcpexpect.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range defs {
		t.Run("http_expect "+d.Name(), func(t *testing.T) {
			probetest.Suite(t, probetest.Subject{
				Kind:   tcpexpect.NewWeb(defs),
				Target: func(hostport string) string { return "http://" + hostport },
				Secure: func(hostport string) string { return "https://" + hostport },
				Edit:   func(t *target.Target) { t.Key = d.Name() },
			})
		})
	}
}

var (
	isOpen = probe.Open()
	auth   = probe.Closed(observed.ReasonAuthRequired)
	denied = probe.Closed(observed.ReasonAccessDenied)
	odd    = probe.Unsure(observed.ReasonUnrecognised)
)

func TestAnswersAreClassified(t *testing.T) {
	for _, tt := range []struct {
		name, reply string
		want        observed.FacetResult
	}{
		{"meets open", "PONG\r\n", isOpen},
		{"meets open before its line ends", "PONG> ", isOpen},
		{"meets open in its last words", "PONG", isOpen},
		{"meets closed", "DENIED SENTINEL\r\n", auth},
		{"meets closed in its last words", "DENIED", auth},
		{"meets neither and hangs up", "SENTINEL\r\n", probe.Unsure(observed.ReasonEOF)},
		{"meets closed in a later line, where the pattern looks at the beginning", "SENTINEL\r\nDENIED\r\n", probe.Unsure(observed.ReasonEOF)},
		{"meets a part of a word", "DENIEDX\r\n", probe.Unsure(observed.ReasonEOF)},
		{"is longer than patterns look", strings.Repeat("SENTINEL", 600) + "\r\n", odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Dialogue(t, probetest.ReadLine(), probetest.Say(tt.reply))
			p := probetest.New(t, nil, tcpexpect.New(parse(t, pingPong)))
			o, err := probetest.Observe(t, p, target.Target{Kind: "tcp_expect", Target: "tcp://" + srv.Addr, Key: "ping"})
			if err != nil || o.Facets[tcpexpect.Facet] != tt.want || !strings.HasPrefix(o.Identity["definition"], "ping@") {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}

func TestRefusalThatGoesOnAsTheOppositeIsNone(t *testing.T) {
	own := &disclosure.Expect{Open: &disclosure.Match{Body: "welcome"}, Closed: &disclosure.Match{Body: "denied"}}
	srv := probetest.Dialogue(t, probetest.Say("denied"), probetest.Say(" nothing, welcome\r\n"))
	p := probetest.New(t, nil, tcpexpect.New(nil))
	o, err := probetest.Observe(t, p, target.Target{Kind: "tcp_expect", Target: "tcp://" + srv.Addr, Expect: own})
	if err != nil || o.Facets[tcpexpect.Facet] != isOpen {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestAssetBringsItsOwnClauses(t *testing.T) {
	own := func() *disclosure.Expect {
		return &disclosure.Expect{Send: "hi\n", Open: &disclosure.Match{Body: "^hello"}, Closed: &disclosure.Match{Body: "^go away"}}
	}
	p := probetest.New(t, nil, tcpexpect.New(nil))
	srv := probetest.Dialogue(t, probetest.ReadLine(), probetest.Say("go away SENTINEL\n"))
	o, err := probetest.Observe(t, p, target.Target{Kind: "tcp_expect", Target: "tcp://" + srv.Addr, Expect: own()})
	if err != nil || o.Facets[tcpexpect.Facet] != denied || !strings.HasPrefix(o.Identity["definition"], "asset@") {
		t.Errorf("%+v, %v", o, err)
	}
	for name, edit := range map[string]func(*target.Target){
		"no closed clause":      func(t *target.Target) { t.Expect.Closed = nil },
		"no open clause":        func(t *target.Target) { t.Expect.Open = nil },
		"a status":              func(t *target.Target) { t.Expect.Open.Status = []int{200} },
		"a name beside it":      func(t *target.Target) { t.Key = "ping" },
		"neither name nor own":  func(t *target.Target) { t.Expect = nil },
		"a name nobody defined": func(t *target.Target) { t.Expect, t.Key = nil, "SENTINEL" },
	} {
		asset := target.Target{Kind: "tcp_expect", Target: "tcp://db.example:4711", Expect: own()}
		edit(&asset)
		if err := p.Validate(asset); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// answer is an HTTP answer with the headers and the body.
func answer(status int, body string, headers ...string) string {
	text := "HTTP/1.1 " + http.StatusText(status)
	text = strings.Replace(text, " ", " "+string([]byte{byte('0' + status/100), byte('0' + status/10%10), byte('0' + status%10)})+" ", 1)
	for _, h := range headers {
		text += "\r\n" + h
	}
	return text + "\r\nConnection: close\r\n\r\n" + body
}

func TestShippedDefinitionsClassify(t *testing.T) {
	const isJSON, isHTML = "Content-Type: application/json; charset=utf-8", "Content-Type: text/html"
	none := probe.Unsure(observed.ReasonUnrecognised)
	for _, tt := range []struct {
		key, name, answer string
		want              observed.FacetResult
	}{
		{"kibana", "open", answer(200, `{"page":1,"per_page":0,"total":3,"saved_objects":[]}`, isJSON), isOpen},
		{"kibana", "wants a login", answer(401, `{"statusCode":401,"error":"Unauthorized","message":"SENTINEL"}`, isJSON), auth},
		{"kibana", "leads to its login", answer(302, "", "Location: /login?next=%2Fapi%2Fsaved_objects%2F_find", "Content-Length: 0"), auth},
		{"kibana", "leads elsewhere", answer(302, "", "Location: /maintenance", "Content-Length: 0"), none},
		{"kibana", "is not ready", answer(503, "Kibana server is not ready yet", isHTML), probe.Unsure(observed.ReasonServerError)},
		{"kibana", "an interface that moved", answer(404, `{"statusCode":404,"error":"Not Found","message":"Not Found"}`, isJSON), none},
		{"kibana", "a proxy asks for a password", answer(401, "", "Www-Authenticate: Basic realm=x"), probe.Closed(observed.ReasonAuthInFront)},
		{"jupyter", "open", answer(200, `{"name": "", "path": "", "last_modified": "2020-01-01T00:00:00Z", "created": "x", "content": null, "format": null, "mimetype": null, "size": null, "writable": true, "type": "directory"}`, "Server: TornadoServer/6.1", "Content-Type: application/json"), isOpen},
		{"jupyter", "wants the token", answer(403, `{"message": "Forbidden", "reason": null}`, "Server: TornadoServer/6.1", isJSON), denied},
		{"jupyter", "leads to the login of a hub", answer(302, "", "Server: TornadoServer/6.1", "Location: /hub/login?next=%2Fhub%2F", "Content-Length: 0"), auth},
		{"jupyter", "something in front forbids", answer(403, `{"message":"Forbidden"}`, "Server: awselb/2.0", isJSON), none},
		{"grafana", "open", answer(200, "[]", isJSON), isOpen},
		{"grafana", "wants a login", answer(401, `{"message":"Unauthorized"}`, isJSON), auth},
		{"grafana", "wants a login in newer words", answer(401, `{"extra":null,"message":"Unauthorized","messageId":"auth.unauthorized","statusCode":401,"traceID":""}`, isJSON), auth},
		{"grafana", "a list that is not empty", answer(200, `["SENTINEL"]`, isJSON), none},
		{"jenkins", "open", answer(200, `{"_class":"hudson.model.Hudson","mode":"NORMAL"}`, "X-Jenkins: 2.401.1", isJSON), isOpen},
		{"jenkins", "wants a login", answer(403, "<html>", "X-Jenkins: 2.401.1", "X-Required-Permission: hudson.model.Hudson.Read", isHTML), denied},
		{"jenkins", "wants a login in other words", answer(403, "<html><body>Authentication required", "X-Jenkins: 2.401.1", isHTML), denied},
		{"jenkins", "something in front forbids", answer(403, "<html>Authentication required", isHTML), none},
	} {
		t.Run(tt.key+" "+tt.name, func(t *testing.T) {
			defs, err := tcpexpect.Shipped()
			if err != nil {
				t.Fatal(err)
			}
			srv := probetest.Dialogue(t, probetest.ReadUntil("\r\n\r\n"), probetest.Say(tt.answer))
			p := probetest.New(t, nil, tcpexpect.NewWeb(defs))
			o, err := probetest.Observe(t, p, target.Target{Kind: "http_expect", Target: "http://" + srv.Addr, Key: tt.key})
			if err != nil || o.Facets[tcpexpect.FacetWeb] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}

// TestATeamHasTheWordsOfTheBuiltInTables holds what a definition of a team may say: a query, places in a document, reasons and doubts.
func TestATeamHasTheWordsOfTheBuiltInTables(t *testing.T) {
	const own = `{"name":"own","over":"http","method":"POST","send":"{\"q\":1}","path":"/q?db=no_{token}","headers":{"Content-Type":"application/json"},
		"open":[{"status":[200],"json":{"/hits/#":"^0$","/error":"^$"}}],
		"closed":[{"status":[400],"json":{"/error":"^no user$"},"reason":"auth_required"},{"status":[403],"json":{"/error":"^not here$"},"reason":"denied_for_us"}],
		"unsure":[{"status":[401],"headers":{"WWW-Authenticate":"^Bearer"},"reason":"token_wanted"}]}`
	for _, tt := range []struct {
		name, answer string
		want         observed.FacetResult
	}{
		{"lists nothing", answer(200, `{"hits":[]}`), isOpen},
		{"lists something", answer(200, `{"hits":[1]}`), odd},
		{"lists nothing after a document", answer(200, `{"hits":[]}{}`), odd},
		{"says an error beside it", answer(200, `{"hits":[],"error":"SENTINEL"}`), odd},
		{"wants a user", answer(400, `{"error":"no user"}`), auth},
		{"turns our address away", answer(403, `{"error":"not here"}`), probe.Closed(observed.ReasonDeniedForUs)},
		{"wants a token", answer(401, `{"error":"no"}`, "WWW-Authenticate: Bearer realm=x"), probe.Unsure(observed.ReasonTokenWanted)},
		{"wants a password", answer(401, `{"error":"no"}`, "WWW-Authenticate: Basic realm=x"), auth},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Dialogue(t, probetest.ReadUntil("{\"q\":1}"), probetest.Say(tt.answer))
			p := probetest.New(t, nil, tcpexpect.NewWeb(parse(t, own)))
			o, err := probetest.Observe(t, p, target.Target{Kind: "http_expect", Target: "http://" + srv.Addr, Key: "own"})
			if err != nil || o.Facets[tcpexpect.FacetWeb] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
			plan, err := p.Plan(target.Target{Kind: "http_expect", Target: "http://" + srv.Addr, Key: "own"})
			if err != nil || !strings.HasPrefix(string(plan.Steps[0].Request), "POST /q?db=no_") || strings.Contains(string(plan.Steps[0].Request), "{token}") {
				t.Errorf("planned %q, %v", plan.Text, err)
			}
		})
	}
}
