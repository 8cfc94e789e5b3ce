package kubernetes_test

import (
	"strings"
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/kubernetes"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func TestRulesOfEveryKind(t *testing.T) {
	for facet, path := range map[string]string{kubernetes.FacetAPI: "", kubernetes.FacetNamespace: "/api/v1/namespaces/shop/pods", kubernetes.FacetKubelet: "/pods"} {
		t.Run(facet, func(t *testing.T) {
			probetest.Suite(t, probetest.Subject{
				Kind:   kubernetes.New(),
				Target: func(hostport string) string { return "http://" + hostport + path },
				Secure: func(hostport string) string { return "https://" + hostport + path },
				Bad:    []string{"k8s://cluster.example"},
			})
		})
	}
}

func TestTargetSaysWhatLivesThere(t *testing.T) {
	p := probetest.New(t, nil, kubernetes.New())
	for raw, want := range map[string]struct{ target, facet, path string }{
		"cluster.example:6443":                                             {"https://cluster.example:6443/", "api", "/api/v1/namespaces?labelSelector=daylight%3D"},
		"https://cluster.example/":                                         {"https://cluster.example/", "api", "/api/v1/namespaces?"},
		"https://cluster.example:6443/api/v1/pods?a=b":                     {"https://cluster.example:6443/api/v1/pods", "api", "/api/v1/namespaces?"},
		"https://cluster.example/api/v1/namespaces/":                       {"https://cluster.example/", "api", "/api/v1/namespaces?"},
		"https://cluster.example/api/v1/namespaces/shop":                   {"https://cluster.example/api/v1/namespaces/shop/pods", "api", "/api/v1/namespaces?"},
		"https://cluster.example/apis/apps/v1/namespaces/shop/deployments": {"https://cluster.example/apis/apps/v1/namespaces/shop/deployments", "api", "/api/v1/namespaces?"},
		"http://cluster.example:8080":                                      {"http://cluster.example:8080/", "api", "/api/v1/namespaces?"},
		"node.example:10250":                                               {"https://node.example:10250/", "kubelet", "/pods "},
		"https://node.example:10250/pods":                                  {"https://node.example:10250/", "kubelet", "/pods "},
		"node.example:10255":                                               {"http://node.example:10255/", "kubelet", "/pods "},
		"https://node.example:4194/runningpods/":                           {"https://node.example:4194/pods", "kubelet", "/pods "},
		"https://node.example:4194/pods/default/secret":                    {"https://node.example:4194/pods", "kubelet", "/pods "},
	} {
		got, how, err := p.Canonical(raw, "kubernetes")
		if err != nil || got.Target != want.target || !strings.Contains(how, want.facet) {
			t.Errorf("%s is read as %+v, %q, %v", raw, got, how, err)
			continue
		}
		again, _, err := p.Canonical(got.Target, "kubernetes")
		if err != nil || again.Target != got.Target {
			t.Errorf("%s is read again as %+v, %v", got.Target, again, err)
		}
		plan, err := p.Plan(got)
		if err != nil || plan.Steps[0].Facet != want.facet || !strings.HasPrefix(string(plan.Steps[0].Request), "GET "+want.path) {
			t.Errorf("%s: %q, %v", raw, plan.Steps[0].Request, err)
		}
	}
}

func TestWhatIsNotProbedIsRefusedAndNotLeftOut(t *testing.T) {
	p := probetest.New(t, nil, kubernetes.New())
	for _, raw := range []string{
		"https://cluster.example/api/v1/namespaces/kube-public/configmaps/cluster-info", "https://cluster.example/apis/apps/v1/namespaces/shop",
		"https://cluster.example/metrics", "https://cluster.example/api/v1/namespaces/../secrets", "https://node.example:10250/logs/",
		"node.example:10255/metrics",
	} {
		if got, _, err := p.Canonical(raw, "kubernetes"); fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "kind http") {
			t.Errorf("%s is read as %+v, %v", raw, got, err)
		}
	}
}

func TestAClusterThatHidesItsNamespacesIsOpenWhileTheNamedOneIs(t *testing.T) {
	for _, tt := range []struct {
		name, path, facet, status, body string
		want                            observed.FacetResult
		verdict                         observed.Verdict
	}{
		{"its pods", "/api/v1/namespaces/shop", "namespace", "200 OK", pods, probe.Open(), observed.Open},
		{"a type that was added", "/apis/x.example/v1/namespaces/shop/things", "namespace", "200 OK", `{"apiVersion":"x.example/v1","items":[]}`, probe.Open(), observed.Open},
		{"a sort of all namespaces", "/api/v1/secrets", "resource", "200 OK", `{"kind":"SecretList","apiVersion":"v1"}`, probe.Open(), observed.Open},
		{"it is shut too", "/api/v1/namespaces/shop/secrets", "namespace", "403 Forbidden", forbidden, access, observed.Closed},
		{"no list", "/api/v1/namespaces/shop/secrets", "namespace", "200 OK", `{"kind":"Namespace","apiVersion":"v1"}`, odd, observed.Inconclusive},
		{"a proxy denies", "/api/v1/namespaces/shop/secrets", "namespace", "403 Forbidden", "SENTINEL", odd, observed.Inconclusive},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asks := tt.path
			if strings.HasSuffix(asks, "/shop") {
				asks += "/pods"
			}
			o := probetest.Judge(t, kubernetes.New(), func(hostport string) target.Target {
				return target.Target{Kind: "kubernetes", Target: "http://" + hostport + tt.path}
			}, map[string]string{
				"GET /api/v1/namespaces?labelSelector=daylight%3D": probetest.Reply("403 Forbidden", forbidden),
				"GET " + asks + "?labelSelector=daylight%3D":       probetest.Reply(tt.status, tt.body),
			}, map[string]observed.FacetResult{kubernetes.FacetAPI: access, tt.facet: tt.want})
			if o.Verdict != tt.verdict {
				t.Errorf("%+v", o)
			}
		})
	}
}

// The answers as an API server and a kubelet of version 1.28 give them.
const (
	asJSON = "Audit-Id: 7a1b\r\nCache-Control: no-cache, private\r\nContent-Type: application/json\r\n"
	plain  = "Content-Type: text/plain; charset=utf-8\r\n"
	failed = `{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",`

	namespaces   = `{"kind":"NamespaceList","apiVersion":"v1","metadata":{"resourceVersion":"4711"},"items":[]}` + "\n"
	pods         = `{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"SENTINEL"}}]}` + "\n"
	unauthorized = failed + `"message":"Unauthorized","reason":"Unauthorized","code":401}` + "\n"
	forbidden    = failed + `"message":"namespaces is forbidden: User \"system:anonymous\" cannot list resource \"namespaces\" in API group \"\" at the cluster scope","reason":"Forbidden","details":{"kind":"namespaces"},"code":403}` + "\n"
	other        = failed + `"message":"User \"SENTINEL\" cannot list","reason":"Forbidden","code":403}` + "\n"
)

var (
	odd    = probe.Unsure(observed.ReasonUnrecognised)
	auth   = probe.Closed(observed.ReasonAuthRequired)
	access = probe.Closed(observed.ReasonAccessDenied)
)

func TestRecordedAnswersAreClassified(t *testing.T) {
	for _, tt := range []struct {
		facet, name, status, header, body string
		want                              observed.FacetResult
	}{
		{"api", "serves everybody", "200 OK", asJSON, namespaces, probe.Open()},
		{"api", "a list of something else", "200 OK", asJSON, pods, odd},
		{"api", "its version, which is public", "200 OK", asJSON, `{"major":"1","minor":"28"}`, odd},
		{"api", "strangers have to sign in", "401 Unauthorized", asJSON, unauthorized, auth},
		{"api", "strangers may not", "403 Forbidden", asJSON, forbidden, access},
		{"api", "somebody else may not", "403 Forbidden", asJSON, other, odd},
		{"api", "a proxy denies", "403 Forbidden", "Content-Type: text/html\r\n", "<html>SENTINEL", odd},
		{"api", "the document with another status", "404 Not Found", asJSON, forbidden, odd},
		{"api", "speaks TLS only", "400 Bad Request", plain, "Client sent an HTTP request to an HTTPS server.\n", odd},
		{"kubelet", "serves everybody", "200 OK", "Content-Type: application/json\r\n", pods, probe.Open()},
		{"kubelet", "another list", "200 OK", "Content-Type: application/json\r\n", namespaces, odd},
		{"kubelet", "strangers have to sign in", "401 Unauthorized", plain, "Unauthorized", auth},
		{"kubelet", "strangers may not", "403 Forbidden", plain, "Forbidden (user=system:anonymous, verb=get, resource=nodes, subresource=proxy)", access},
		{"kubelet", "strangers may not, as since 1.32", "403 Forbidden", plain, "Forbidden (user=system:anonymous, verb=get, resource=nodes, subresource(s)=[pods proxy])\n", access},
		{"kubelet", "somebody else may not", "403 Forbidden", plain, "Forbidden (user=SENTINEL, verb=get, resource=nodes, subresource=proxy)", odd},
		{"kubelet", "denies in other words", "403 Forbidden", plain, "Forbidden", odd},
		{"kubelet", "not there", "404 Not Found", plain, "404 page not found\n", odd},
	} {
		t.Run(tt.facet+": "+tt.name, func(t *testing.T) {
			srv := probetest.Serve(t, probetest.Answer(tt.status, tt.header, tt.body))
			asset := "http://" + srv.Addr
			if tt.facet == kubernetes.FacetKubelet {
				asset += "/pods"
			}
			o, err := probetest.Observe(t, probetest.New(t, nil, kubernetes.New()), target.Target{Kind: "kubernetes", Target: asset})
			if err != nil || len(o.Facets) != 1 || o.Facets[tt.facet] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
			if strings.HasPrefix(tt.status, "200") && o.Bytes > 40 {
				t.Errorf("%d bytes of a list were read", o.Bytes)
			}
		})
	}
}
