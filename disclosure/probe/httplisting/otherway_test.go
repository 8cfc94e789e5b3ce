package httplisting_test

import (
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"net"
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/httplisting"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// TestAFolderIsAsShutAsBothItsWays holds http beside https: one that is open keeps the folder open, and one that is not there, or says
// less than the other, takes nothing from it.
func TestAFolderIsAsShutAsBothItsWays(t *testing.T) {
	const (
		list = "<html><head><title>Index of /a/</title></head><body><pre><a href=\"../\">../</a>\n<a href=\"x.jpg\">x.jpg</a> 01-Feb-2020 10:00 12\n<a href=\"y.jpg\">y.jpg</a> 01-Feb-2020 10:00 34\n</pre></body></html>"
	)
	folder := func(answer probetest.Script) probetest.Script {
		return probetest.ByPath(map[string]probetest.Script{
			"GET /a/": answer, "HEAD /a/": answer, "": probetest.Answer("404 Not Found", "", ""),
		})
	}
	serves := folder(probetest.Answer("200 OK", "Content-Type: text/html\r\n", list))
	shut := folder(probetest.Answer("401 Unauthorized", "WWW-Authenticate: Basic realm=x\r\n", ""))
	trouble := probetest.Answer("503 Service Unavailable", "", "")
	leads := func(to string) probetest.Script {
		return func(conn net.Conn, head string) {
			path := strings.Fields(head)[1]
			probetest.Answer("301 Moved", "Location: "+to+path+"\r\n", "")(conn, head)
		}
	}
	gone := probe.Closed(observed.ReasonConnRefused)
	front := probe.Closed(observed.ReasonAuthInFront)
	for _, tt := range []struct {
		name, scheme string
		plain, tls   probetest.Script // nil refuses the connection
		verdict      observed.FacetResult
		facets       map[string]observed.FacetResult
	}{
		{"open over http while https is shut", "https", serves, shut, probe.Open(), map[string]observed.FacetResult{"listing": front, "listing_plain": probe.Open()}},
		{"open over https while http is shut", "http", shut, serves, probe.Open(), map[string]observed.FacetResult{"listing": front, "listing_tls": probe.Open()}},
		{"open over http while https refuses", "https", serves, nil, probe.Open(), map[string]observed.FacetResult{"listing": gone, "listing_plain": probe.Open()}},
		{"both are shut", "https", shut, shut, front, map[string]observed.FacetResult{"listing": front, "listing_plain": front}},
		{"both refuse", "https", nil, nil, gone, map[string]observed.FacetResult{"listing": gone, "listing_plain": gone}},
		{"http leads to https, which is shut", "https", leads("https://site.example"), shut, front, map[string]observed.FacetResult{"listing": front, "listing_plain": front}},
		{"http leads to https, which is open", "https", leads("https://site.example"), serves, probe.Open(), map[string]observed.FacetResult{"listing": probe.Open()}},
		{"there is no http", "https", nil, shut, front, map[string]observed.FacetResult{"listing": front}},
		{"http has other troubles", "https", trouble, shut, front, map[string]observed.FacetResult{"listing": front}},
		{"https has other troubles while http is shut", "https", shut, trouble, probe.Unsure(observed.ReasonServerError), map[string]observed.FacetResult{"listing": probe.Unsure(observed.ReasonServerError)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			conf, roots := probetest.Trusted(t, "site.example")
			at := map[string]string{"site.example:80": "127.0.0.1:1", "site.example:443": "127.0.0.1:1"}
			if tt.plain != nil {
				at["site.example:80"] = probetest.Serve(t, tt.plain).Addr
			}
			if tt.tls != nil {
				at["site.example:443"] = probetest.ServeTLS(t, conf, tt.tls).Addr
			}
			p := probetest.New(t, func(o *probe.Options) { o.RootCAs, o.DialOverride = roots, at }, httplisting.New())
			o, err := probetest.Observe(t, p, target.Target{Kind: "http_listing", Target: tt.scheme + "://site.example/a/"})
			if err != nil || o.Result() != tt.verdict || len(o.Facets) != len(tt.facets) {
				t.Errorf("%+v %+v, %v", o.Result(), o.Facets, err)
			}
			for name, want := range tt.facets {
				if o.Facets[name] != want {
					t.Errorf("%s: %+v, want %+v", name, o.Facets[name], want)
				}
			}
		})
	}
}

// TestAnAddressWithAPortIsAskedAsItStands holds that nothing is asked where nobody said that a site is.
func TestAnAddressWithAPortIsAskedAsItStands(t *testing.T) {
	p := probetest.New(t, nil, httplisting.New())
	for address, ways := range map[string]int{"https://site.example/a/": 2, "http://site.example/a/": 2, "https://site.example:8443/a/": 1, "http://site.example:443/a/": 1} {
		plan, err := p.Plan(target.Target{Kind: "http_listing", Target: address})
		schemes := map[string]bool{}
		for _, s := range plan.Steps {
			if s.URL.Hostname() != "site.example" {
				t.Errorf("%s asks %s", address, s.URL)
			}
			schemes[s.URL.Scheme] = true
		}
		if err != nil || len(schemes) != ways {
			t.Errorf("%s: %d ways, %v", address, len(schemes), err)
		}
	}
}

// TestAnObservationHoldsTheKeyThatTheServerProved holds by what a server is known again when it moved behind a login elsewhere.
func TestAnObservationHoldsTheKeyThatTheServerProved(t *testing.T) {
	conf, roots := probetest.Trusted(t, "site.example")
	cert, err := x509.ParseCertificate(conf.Certificates[0].Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	shut := probetest.Answer("401 Unauthorized", "WWW-Authenticate: Basic realm=x\r\n", "")
	plain, secure := probetest.Serve(t, shut), probetest.ServeTLS(t, conf, shut)
	at := map[string]string{"site.example:80": plain.Addr, "site.example:443": secure.Addr}
	p := probetest.New(t, func(o *probe.Options) { o.RootCAs, o.DialOverride = roots, at }, httplisting.New())
	for scheme, want := range map[string]string{"http": "", "https": fmt.Sprintf("%x", sha256.Sum256(cert.RawSubjectPublicKeyInfo))} {
		o, err := probetest.Observe(t, p, target.Target{Kind: "http_listing", Target: scheme + "://site.example/a/"})
		if err != nil || o.Key != want {
			t.Errorf("%s: key %q, want %q, %v", scheme, o.Key, want, err)
		}
	}
}
