package firebase_test

import (
	"crypto/x509"
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/firebase"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

const (
	first = "example-default-rtdb.firebaseio.com"
	there = "example-default-rtdb.europe-west1.firebasedatabase.app"
)

// regions starts a server for each of two regions and returns a prober that finds them, and the second one.
func regions(t *testing.T, here, other string) (*probe.Prober, *probetest.Server) {
	t.Helper()
	conf, pool := selfSigned(t, first, there)
	one, two := probetest.ServeTLS(t, conf, probetest.Write(here)), probetest.ServeTLS(t, conf, probetest.Write(other))
	return probetest.New(t, func(o *probe.Options) {
		o.RootCAs = pool
		o.DialOverride = map[string]string{first + ":443": one.Addr, there + ":443": two.Addr}
	}, firebase.New()), two
}

func TestDatabaseIsProbedInTheRegionThatItNames(t *testing.T) {
	moved := probetest.Recorded(t, "testdata/other-region.http")
	for file, want := range map[string]observed.FacetResult{
		"null": isOpen, "permission-denied": denied, "other-region": odd, "payment-required": odd,
	} {
		p, second := regions(t, moved, probetest.Recorded(t, "testdata/"+file+".http"))
		o, err := probetest.Observe(t, p, target.Target{Kind: "firebase", Target: "https://" + first + "/users"})
		if err != nil || o.Facets[firebase.FacetRead] != want || o.Retarget != "https://"+there+"/users/" || o.Identity["region"] != "europe-west1" {
			t.Errorf("%s: %+v, %v", file, o, err)
		}
		if heads := second.Heads(); len(heads) != 1 || !strings.HasPrefix(heads[0], "GET /users/__probe_") || !strings.Contains(heads[0], "Host: "+there+"\r\n") {
			t.Errorf("%s: asked %q", file, heads)
		}
	}
}

func TestMoveStaysWithTheDatabase(t *testing.T) {
	for _, to := range []string{
		"https://other.europe-west1.firebasedatabase.app", "https://evil.example/", "http://" + there, "https://169.254.169.254/", "SENTINEL",
		"https://" + there + ".evil.example/", "https://x:y@" + there, "https://" + first, "https://example-default-rtdb.x.firebasedatabase.app",
	} {
		p, second := regions(t, probetest.Reply("404 Not Found", `{"correctUrl":"`+to+`","error":"x"}`), "")
		o, err := probetest.Observe(t, p, target.Target{Kind: "firebase", Target: "https://" + first + "/"})
		if err != nil || o.Facets[firebase.FacetRead] != odd || o.Retarget != "" || len(second.Heads()) > 0 {
			t.Errorf("%s: %+v, %v", to, o, err)
		}
	}
}

func TestUntrustedCertificateIsInconclusive(t *testing.T) {
	conf, _ := selfSigned(t, first)
	srv := probetest.ServeTLS(t, conf, probetest.Write(probetest.Recorded(t, "testdata/permission-denied.http")))
	p := probetest.New(t, func(o *probe.Options) {
		o.RootCAs = x509.NewCertPool()
		o.DialOverride = map[string]string{first + ":443": srv.Addr}
	}, firebase.New())
	o, err := probetest.Observe(t, p, target.Target{Kind: "firebase", Target: "https://" + first})
	if err != nil || o.Reason != observed.ReasonTLSError || o.Verdict != observed.Inconclusive {
		t.Errorf("%+v, %v", o, err)
	}
}
