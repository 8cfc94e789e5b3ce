package tcpexpect_test

import (
	"crypto/tls"
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func etcdAsset(hostport string) target.Target {
	return target.Target{Kind: "etcd", Target: "http://" + hostport}
}

func TestEtcdAnswersAreClassified(t *testing.T) {
	for file, want := range map[string]observed.FacetResult{
		"count":                  isOpen,
		"empty":                  isOpen, // a client that may count no keys may count later ones
		"user-name-is-empty":     auth,
		"user-name-is-empty-new": auth,
		"invalid-token":          auth,
		"permission-denied":      odd, // to all keys: others may be readable
		"no-leader":              probe.Unsure(observed.ReasonServerError),
		"old-gateway":            odd, // version 3 of the protocol lives under another path there
		"version":                odd, // is shown to everybody, whatever is shut
		"bad-range":              odd,
	} {
		t.Run(file, func(t *testing.T) {
			o := probetest.Judge(t, table(t, "etcd"), etcdAsset, map[string]string{
				"POST /v3/kv/range ": probetest.Recorded(t, "testdata/etcd/"+file+".http"),
			}, map[string]observed.FacetResult{"keys": want})
			if id := o.Identity["cluster_id"]; (id == "14841639068965178418") != (want == isOpen) {
				t.Errorf("identity %q", o.Identity)
			}
		})
	}
}

func TestEtcdOtherAnswersDecideNothing(t *testing.T) {
	for name, answer := range map[string]string{
		"a header without ids":           probetest.Reply("200 OK", `{"header":{}}`),
		"a header that is no object":     probetest.Reply("200 OK", `{"header":"SENTINEL"}`),
		"an id that is no number":        probetest.Reply("200 OK", `{"header":{"cluster_id":"SENTINEL","member_id":"1"}}`),
		"a refusal with success":         probetest.Reply("200 OK", `{"error":"etcdserver: user name is empty"}`),
		"a refusal with another status":  probetest.Reply("404 Not Found", `{"error":"etcdserver: user name is empty"}`),
		"a refusal within a text":        probetest.Reply("400 Bad Request", `{"error":"SENTINEL etcdserver: user name is empty"}`),
		"a denial of something in front": probetest.Reply("403 Forbidden", "Forbidden SENTINEL", "Content-Type: text/plain"),
	} {
		t.Run(name, func(t *testing.T) {
			probetest.Judge(t, table(t, "etcd"), etcdAsset, map[string]string{"POST /": answer},
				map[string]observed.FacetResult{"keys": odd})
		})
	}
}

// TestTLSWithoutACertificateIsShut holds what servers do that know their clients by certificate.
func TestEtcdTLSWithoutACertificateIsShut(t *testing.T) {
	conf := probetest.ServerTLS(t)
	conf.ClientAuth = tls.RequireAnyClientCert
	srv := probetest.Dialogue(t, probetest.SecureWith(conf))
	o, err := probetest.Observe(t, probetest.New(t, nil, table(t, "etcd")), target.Target{Kind: "etcd", Target: "https://" + srv.Addr})
	if err != nil || o.Facets["keys"] != auth {
		t.Errorf("%+v, %v", o.Facets, err)
	}
}

func TestEtcdTwoSpellingsAreOneTarget(t *testing.T) {
	p := probetest.New(t, nil, table(t, "etcd"))
	for raw, want := range map[string]string{
		"db.example.com:2379":                     "http://db.example.com:2379/",
		"http://DB.example.com:2379/v3/kv/range":  "http://db.example.com:2379/",
		"hxxps://db[.]example[.]com:2379/version": "https://db.example.com:2379/",
	} {
		got, how, err := p.Canonical(raw, "")
		if err != nil || got.Target != want || how == "" {
			t.Errorf("%q = %+v (%s), %v; want %s", raw, got, how, err, want)
		}
	}
	if _, _, err := p.Canonical("https://kv.example.com/", ""); err == nil {
		t.Error("https://kv.example.com/ is claimed although the kind was not named")
	}
}

func TestEtcdKeysOfVersion2AreNotCalledClosedByThoseOfVersion3(t *testing.T) {
	const raw = "http://db.example.com:2379/v2/keys/?recursive=true"
	p := probetest.New(t, nil, table(t, "etcd"))
	if got, _, err := p.Canonical(raw, "etcd"); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("%+v, %v", got, err)
	}
	if got, _, err := p.Canonical(raw, ""); err == nil {
		t.Errorf("claimed although the kind was not named: %+v", got)
	}
}
