package elasticsearch_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/elasticsearch"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func TestRulesOfEveryKind(t *testing.T) {
	for name, path := range map[string]string{"cluster": "/", "index": "/patients"} {
		t.Run(name, func(t *testing.T) {
			probetest.Suite(t, probetest.Subject{
				Kind:   elasticsearch.New(),
				Target: func(hostport string) string { return "http://" + hostport + path },
				Secure: func(hostport string) string { return "https://" + hostport + path },
				Bad:    []string{"redis://db.example", "http://a.example:9200,b.example:9200", "http://db.example:9200/a%2F_search"},
			})
		})
	}
}

func asset(hostport string) target.Target {
	return target.Target{Kind: "elasticsearch", Target: "http://" + hostport}
}

var (
	isOpen = probe.Open()
	auth   = probe.Closed(observed.ReasonAuthRequired)
	denied = probe.Closed(observed.ReasonAccessDenied)
	odd    = probe.Unsure(observed.ReasonUnrecognised)
)

const (
	countOf = "GET /_all/_count?filter_path=count "
	rootOf  = "GET /?filter_path=cluster_uuid "
)

func TestAnswersAreClassified(t *testing.T) {
	root := probetest.Recorded(t, "testdata/root.http")
	for file, want := range map[string]observed.FacetResult{
		"count":                   isOpen,
		"count-with-shards":       isOpen, // of servers that know no filter
		"wiped":                   isOpen, // a wiped cluster is still open
		"unauthorized":            auth,
		"opensearch-unauthorized": auth,
		"opensearch-forbidden":    denied,
		"amazon-forbidden":        probe.Closed(observed.ReasonDeniedForUs),
		"login":                   probe.Closed(observed.ReasonLoginInFront),
		"blocked-index":           odd, // not about who sends the request
		"no-master":               probe.Unsure(observed.ReasonServerError),
		"root":                    odd, // the root alone is no access to data
	} {
		t.Run(file, func(t *testing.T) {
			o := probetest.Judge(t, elasticsearch.New(), asset, map[string]string{
				countOf: probetest.Recorded(t, "testdata/"+file+".http"), rootOf: root,
			}, map[string]observed.FacetResult{elasticsearch.FacetData: want})
			if id := o.Identity["cluster_uuid"]; (id == "q2Wq0r9QTl2f1JYg1mXv3A") != (want == isOpen) {
				t.Errorf("identity %q", o.Identity)
			}
		})
	}
}

func TestOtherAnswersDecideNothing(t *testing.T) {
	for name, answer := range map[string]string{
		"a count that is no number":      probetest.Reply("200 OK", `{"count":"SENTINEL"}`),
		"a count of nothing":             probetest.Reply("200 OK", `{"count":null}`),
		"a negative count":               probetest.Reply("200 OK", `{"count":-1}`),
		"a count among other things":     probetest.Reply("200 OK", `{"count":1,"SENTINEL":2}`),
		"a count in a list":              probetest.Reply("200 OK", `[{"count":1}]`),
		"two answers":                    probetest.Reply("200 OK", `{"count":1}{"count":1}`),
		"a denial without a type":        probetest.Reply("403 Forbidden", `{"error":"SENTINEL","status":403}`),
		"a denial of something in front": probetest.Reply("403 Forbidden", "Forbidden SENTINEL", "Content-Type: text/plain"),
		"a denial for another user":      probetest.Reply("403 Forbidden", `{"Message":"User: SENTINEL is not authorized to perform: es:ESHttpGet"}`),
		"not found":                      probetest.Reply("404 Not Found", `{"error":{"type":"SENTINEL"},"status":404}`),
		"a way to elsewhere on the site": probetest.Reply("302 Found", "", "Location: /welcome"),
	} {
		t.Run(name, func(t *testing.T) {
			probetest.Judge(t, elasticsearch.New(), asset, map[string]string{countOf: answer},
				map[string]observed.FacetResult{elasticsearch.FacetData: odd})
		})
	}
}

func TestAClusterThatRefusesAllIsOpenWhileTheNamedIndexIs(t *testing.T) {
	recorded := func(name string) string { return probetest.Recorded(t, "testdata/"+name+".http") }
	gone := probetest.Reply("404 Not Found", `{"error":{"type":"index_not_found_exception"},"status":404}`)
	for _, tt := range []struct {
		name, all, index string
		wantAll, want    observed.FacetResult
		verdict          observed.Verdict
		strength         observed.Strength
	}{
		{"the index is open", recorded("unauthorized"), recorded("count"), auth, isOpen, observed.Open, observed.NoStrength},
		{"a rule is for all", recorded("opensearch-forbidden"), recorded("count"), denied, isOpen, observed.Open, observed.NoStrength},
		{"both are shut", recorded("unauthorized"), recorded("unauthorized"), auth, auth, observed.Closed, observed.Strong},
		{"the index is blocked", recorded("unauthorized"), recorded("blocked-index"), auth, odd, observed.Inconclusive, observed.NoStrength},
		{
			"the index is not there", recorded("unauthorized"), gone, auth, probe.Closed(observed.ReasonGoneAmbiguous),
			observed.Closed, observed.Weak,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := probetest.Judge(t, elasticsearch.New(), func(hostport string) target.Target {
				return target.Target{Kind: "elasticsearch", Target: "http://" + hostport + "/patients/_search?size=1"}
			}, map[string]string{
				countOf: tt.all, "GET /patients/_count?filter_path=count ": tt.index, rootOf: recorded("root"),
			}, map[string]observed.FacetResult{elasticsearch.FacetData: tt.wantAll, elasticsearch.FacetIndex: tt.want})
			if o.Verdict != tt.verdict || o.Strength != tt.strength || (o.Identity["cluster_uuid"] != "") != (o.Verdict == observed.Open) {
				t.Errorf("%+v", o)
			}
		})
	}
}

func TestIdentityIsTheIDAndNothingElse(t *testing.T) {
	want := map[string]observed.FacetResult{elasticsearch.FacetData: isOpen}
	count := probetest.Recorded(t, "testdata/count.http")
	for name, tt := range map[string]struct{ answer, id string }{
		"with all the rest of the root": {probetest.Recorded(t, "testdata/root-unfiltered.http"), "q2Wq0r9QTl2f1JYg1mXv3A"},
		"a node without a cluster":      {probetest.Reply("200 OK", `{"cluster_uuid":"_na_"}`), ""},
		"something else in its place":   {probetest.Reply("200 OK", `{"cluster_uuid":"SENTINEL-patient-0042.jpg"}`), ""},
		"a refusal":                     {probetest.Recorded(t, "testdata/unauthorized.http"), ""},
		"no answer":                     {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := probetest.Judge(t, elasticsearch.New(), asset, map[string]string{countOf: count, rootOf: tt.answer}, want)
			if o.Identity["cluster_uuid"] != tt.id || o.Status != 200 {
				t.Errorf("%+v", o)
			}
		})
	}
}

func TestClosedClusterIsNotAskedForItsID(t *testing.T) {
	srv := probetest.Serve(t, probetest.Write(probetest.Recorded(t, "testdata/unauthorized.http")))
	if _, err := probetest.Observe(t, probetest.New(t, nil, elasticsearch.New()), asset(srv.Addr)); err != nil || len(srv.Heads()) != 1 {
		t.Errorf("%v, asked %q", err, srv.Heads())
	}
}

func TestTwoSpellingsAreOneTarget(t *testing.T) {
	p := probetest.New(t, nil, elasticsearch.New())
	for raw, want := range map[string]string{
		"db.example.com:9200":                                    "http://db.example.com:9200/",
		"HTTP://DB.example.com:9200/_cat/indices?v":              "http://db.example.com:9200/",
		"hxxp://db[.]example[.]com:9200/patients/_search?size=1": "http://db.example.com:9200/patients",
		"db.example.com:9200/logs-*,x/_count":                    "http://db.example.com:9200/logs-%2A%2Cx",
		"db.example.com:9200/*/_search":                          "http://db.example.com:9200/",
		"https://db.example.com:9200/":                           "https://db.example.com:9200/",
		"[2001:DB8::7]:9200":                                     "http://[2001:db8::7]:9200/",
	} {
		got, how, err := p.Canonical(raw, "")
		if err != nil || got.Target != want || how == "" {
			t.Errorf("%q = %+v (%s), %v; want %s", raw, got, how, err, want)
		}
	}
	if _, _, err := p.Canonical("https://search.example.com/", ""); err == nil {
		t.Error("https://search.example.com/ is claimed although the kind was not named")
	}
}
