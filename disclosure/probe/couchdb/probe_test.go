package couchdb_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/couchdb"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func TestRulesOfEveryKind(t *testing.T) {
	for name, path := range map[string]string{"server": "/", "database": "/patients"} {
		t.Run(name, func(t *testing.T) {
			probetest.Suite(t, probetest.Subject{
				Kind:   couchdb.New(),
				Target: func(hostport string) string { return "http://" + hostport + path },
				Secure: func(hostport string) string { return "https://" + hostport + path },
				Bad:    []string{"redis://db.example", "http://db.example:5984/a%2Fb", "http://db.example:5984/%2e%2e"},
			})
		})
	}
}

func asset(hostport string) target.Target {
	return target.Target{Kind: "couchdb", Target: "http://" + hostport}
}

var (
	isOpen = probe.Open()
	auth   = probe.Closed(observed.ReasonAuthRequired)
	denied = probe.Closed(observed.ReasonAccessDenied)
	odd    = probe.Unsure(observed.ReasonUnrecognised)
)

const (
	sessionOf = "GET /_session "
	listOf    = "GET /_all_dbs?limit=0 "
)

func TestAnswersAreClassified(t *testing.T) {
	for _, tt := range []struct {
		name, session, list string
		admin, names        observed.FacetResult
	}{
		{"everybody is administrator", "session-admin-party", "list-limited", isOpen, isOpen},
		{"a server that knows no limit", "session-admin-party", "list-unlimited", isOpen, isOpen},
		{"half-fix: strangers govern no more, and list", "session-stranger", "list-limited", auth, isOpen},
		{"half-fix behind a proxy", "session-behind-proxy", "list-unnamed-server", auth, isOpen},
		{"shut", "session-stranger", "unauthorized", auth, auth},
		{"shut for all without a password", "valid-user", "valid-user", auth, auth},
		{"the list is forbidden", "session-stranger", "forbidden", auth, denied},
		{"something in front signs everybody in", "session-proxy-user", "list-limited", odd, isOpen},
		{"the two are mixed up", "list-limited", "session-stranger", odd, odd},
		{"a list of nobody", "list-unnamed-server", "list-unnamed-server", odd, odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := probetest.Judge(t, couchdb.New(), asset, map[string]string{
				sessionOf: probetest.Recorded(t, "testdata/"+tt.session+".http"), listOf: probetest.Recorded(t, "testdata/"+tt.list+".http"),
			}, map[string]observed.FacetResult{couchdb.FacetAdmin: tt.admin, couchdb.FacetList: tt.names})
			if (o.Verdict == observed.Closed) != (tt.admin.Verdict == observed.Closed && tt.names.Verdict == observed.Closed) {
				t.Errorf("%+v", o)
			}
		})
	}
}

func TestOtherAnswersDecideNothing(t *testing.T) {
	for name, answer := range map[string]string{
		"no roles":                       probetest.Reply("200 OK", `{"ok":true,"userCtx":{"name":null}}`),
		"roles that are no list":         probetest.Reply("200 OK", `{"ok":true,"userCtx":{"name":null,"roles":"_admin"}}`),
		"not ok":                         probetest.Reply("200 OK", `{"ok":false,"userCtx":{"name":null,"roles":[]}}`),
		"an error of another sort":       probetest.Reply("403 Forbidden", `{"error":"forbidden","reason":"SENTINEL","status":403}`),
		"a denial of something in front": probetest.Reply("403 Forbidden", "Forbidden SENTINEL", "Content-Type: text/plain"),
		"not found":                      probetest.Reply("404 Object Not Found", `{"error":"not_found","reason":"missing"}`),
		"the wrong status":               probetest.Reply("404 Object Not Found", `{"error":"unauthorized","reason":"SENTINEL"}`),
	} {
		t.Run(name, func(t *testing.T) {
			probetest.Judge(t, couchdb.New(), asset, map[string]string{sessionOf: answer, listOf: answer},
				map[string]observed.FacetResult{couchdb.FacetAdmin: odd, couchdb.FacetList: odd})
		})
	}
}

func TestNoNameOfADatabaseIsRead(t *testing.T) {
	session := probetest.Recorded(t, "testdata/session-admin-party.http")
	o := probetest.Judge(t, couchdb.New(), asset, map[string]string{
		sessionOf: session, listOf: probetest.Recorded(t, "testdata/list-unlimited.http"),
	}, map[string]observed.FacetResult{couchdb.FacetAdmin: isOpen, couchdb.FacetList: isOpen})
	if o.Bytes > int64(len(session)+2) {
		t.Errorf("%d bytes were read", o.Bytes)
	}
}

func TestAServerThatShutItsListIsOpenWhileTheNamedDatabaseIs(t *testing.T) {
	recorded := func(name string) string { return probetest.Recorded(t, "testdata/"+name+".http") }
	gone := probe.Closed(observed.ReasonGoneAmbiguous)
	for _, tt := range []struct {
		name, answer string
		want         observed.FacetResult
		verdict      observed.Verdict
		strength     observed.Strength
	}{
		{"readable by its name", probetest.Reply("200 OK", `{"db_name":"SENTINEL","doc_count":4}`), isOpen, observed.Open, observed.NoStrength},
		{"for its members", recorded("unauthorized"), auth, observed.Closed, observed.Strong},
		{"forbidden", recorded("forbidden"), denied, observed.Closed, observed.Strong},
		{"not there", probetest.Reply("404 Object Not Found", `{"error":"not_found","reason":"no_db_file"}`), gone, observed.Closed, observed.Weak},
		{"not there, says something else", probetest.Reply("404 Not Found", "SENTINEL"), odd, observed.Inconclusive, observed.NoStrength},
		{"forbidden by something else", probetest.Reply("403 Forbidden", "SENTINEL"), odd, observed.Inconclusive, observed.NoStrength},
		{"no answer about a database", recorded("list-limited"), odd, observed.Inconclusive, observed.NoStrength},
	} {
		t.Run(tt.name, func(t *testing.T) {
			session := recorded("session-stranger")
			o := probetest.Judge(t, couchdb.New(), func(hostport string) target.Target {
				return target.Target{Kind: "couchdb", Target: "http://" + hostport + "/patients/_all_docs?limit=1"}
			}, map[string]string{
				sessionOf: session, listOf: recorded("unauthorized"), "GET /patients ": tt.answer,
			}, map[string]observed.FacetResult{couchdb.FacetAdmin: auth, couchdb.FacetList: auth, couchdb.FacetDatabase: tt.want})
			if o.Verdict != tt.verdict || o.Strength != tt.strength {
				t.Errorf("%+v", o)
			}
		})
	}
}

// TestADatabaseIsSeenBehindAServerThatHidesTheRest asks where something in front refuses all that tells what answers.
func TestADatabaseIsSeenBehindAServerThatHidesTheRest(t *testing.T) {
	inFront := probetest.Reply("403 Forbidden", "<html><center><h1>403 Forbidden</h1></center>")
	for _, tt := range []struct {
		name, answer string
		want         observed.FacetResult
	}{
		{"as CouchDB names it", probetest.Reply("200 OK", `{"instance_start_time":"0","db_name":"patients","doc_count":4}`), isOpen},
		{"another database", probetest.Reply("200 OK", `{"db_name":"SENTINEL","doc_count":4}`), odd},
		{"any interface for programs", probetest.Reply("200 OK", `{"name":"patients"}`), odd},
		{"in words", probetest.Reply("200 OK", `"db_name":"patients"`), odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			probetest.Judge(t, couchdb.New(), func(hostport string) target.Target {
				return target.Target{Kind: "couchdb", Target: "http://" + hostport + "/patients"}
			}, map[string]string{
				sessionOf: inFront, listOf: inFront, "GET /patients ": tt.answer,
			}, map[string]observed.FacetResult{
				couchdb.FacetAdmin: probe.Closed(observed.ReasonDeniedForUs), couchdb.FacetList: probe.Closed(observed.ReasonDeniedForUs), couchdb.FacetDatabase: tt.want,
			})
		})
	}
}

func TestTwoSpellingsAreOneTarget(t *testing.T) {
	p := probetest.New(t, nil, couchdb.New())
	for raw, want := range map[string]string{
		"db.example.com:5984":                                      "http://db.example.com:5984/",
		"http://DB.example.com:5984/_utils/#/_all_dbs":             "http://db.example.com:5984/",
		"hxxps://db[.]example[.]com:6984/patients/_all_docs":       "https://db.example.com:6984/patients",
		"db.example.com:5984/_utils/#/database/patients/_all_docs": "http://db.example.com:5984/patients",
		"db.example.com:5984/_utils/../patients//":                 "http://db.example.com:5984/patients",
		"db.example.com:5984/_users/_all_docs":                     "http://db.example.com:5984/_users",
	} {
		got, how, err := p.Canonical(raw, "")
		if err != nil || got.Target != want || how == "" {
			t.Errorf("%q = %+v (%s), %v; want %s", raw, got, how, err, want)
		}
	}
	if _, _, err := p.Canonical("https://couch.example.com/", ""); err == nil {
		t.Error("https://couch.example.com/ is claimed although the kind was not named")
	}
}
