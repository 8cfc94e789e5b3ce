package firebase_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/firebase"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:   firebase.New(),
		Target: func(hostport string) string { return "http://" + hostport + "/users" },
		Secure: func(hostport string) string { return "https://" + hostport + "/users" },
		Bad:    []string{"https://example.firebaseio.com/a.b/c", "https://example.firebaseio.com/$x", "https://example.firebaseio.com/?auth=SENTINEL"},
	})
}

func asset(hostport string) target.Target {
	return target.Target{Kind: "firebase", Target: "http://" + hostport + "/users.json"}
}

var (
	isOpen = probe.Open()
	denied = probe.Closed(observed.ReasonAccessDenied)
	odd    = probe.Unsure(observed.ReasonUnrecognised)
)

func TestAnswersAreClassified(t *testing.T) {
	for file, want := range map[string]observed.FacetResult{
		"null":              isOpen,
		"permission-denied": denied,
		"deactivated":       denied,
		"disabled":          denied,
		"no-database":       probe.Closed(observed.ReasonGoneAmbiguous),
		"bad-token":         odd, // we send none
		"other-region":      odd, // of a server that is none of Firebase's
		"payment-required":  odd,
		"a-value":           odd, // of a child that does not exist
	} {
		t.Run(file, func(t *testing.T) {
			o := probetest.Judge(t, firebase.New(), asset, map[string]string{
				"GET /users/__probe_": probetest.Recorded(t, "testdata/"+file+".http"),
			}, map[string]observed.FacetResult{firebase.FacetRead: want})
			if o.Retarget != "" {
				t.Errorf("retarget %q", o.Retarget)
			}
		})
	}
}

func TestOtherAnswersDecideNothing(t *testing.T) {
	for name, answer := range map[string]string{
		"a text":                         probetest.Reply("200 OK", `"null"`),
		"an empty object":                probetest.Reply("200 OK", `{}`),
		"two nulls":                      probetest.Reply("200 OK", `null null`),
		"a document with an error in it": probetest.Reply("404 Not Found", `{"error":"404 Not Found","SENTINEL":1}`),
		"a denial of something in front": probetest.Reply("403 Forbidden", "Forbidden SENTINEL", "Content-Type: text/plain"),
		"a lock of something else":       probetest.Reply("423 Locked", "SENTINEL locked", "Content-Type: text/plain"),
		"missing at anybody's":           probetest.Reply("404 Not Found", ""),
	} {
		t.Run(name, func(t *testing.T) {
			probetest.Judge(t, firebase.New(), asset, map[string]string{"GET /": answer},
				map[string]observed.FacetResult{firebase.FacetRead: odd})
		})
	}
	probetest.Judge(t, firebase.New(), asset, map[string]string{"GET /": probetest.Reply("401 No", "", "WWW-Authenticate: Basic")},
		map[string]observed.FacetResult{firebase.FacetRead: probe.Closed(observed.ReasonAuthInFront)})
}
