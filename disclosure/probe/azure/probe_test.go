package azure_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/azure"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:   azure.New(),
		Target: func(hostport string) string { return "http://" + hostport + "/devstoreaccount1/container" },
		Secure: func(hostport string) string { return "https://" + hostport + "/devstoreaccount1/container" },
		Edit:   func(t *target.Target) { t.Key = probetest.Secret },
		Bad:    []string{"https://account.blob.core.windows.net/", "https://account.blob.core.windows.net/$web/index.html"},
	})
}

func asset(hostport string) target.Target {
	return target.Target{Kind: "azure", Target: "http://" + hostport + "/devstoreaccount1/container"}
}

func withKey(hostport string) target.Target {
	t := asset(hostport)
	t.Key = "a/" + probetest.Secret
	return t
}

var (
	isOpen = probe.Open()
	auth   = probe.Closed(observed.ReasonAuthRequired)
	denied = probe.Closed(observed.ReasonAccessDenied)
	hidden = probe.Closed(observed.ReasonAccessDenied) // in the words of the service itself, with the id of the request
	gone   = probe.Closed(observed.ReasonResourceGone)
	forUs  = probe.Closed(observed.ReasonDeniedForUs)
	odd    = probe.Unsure(observed.ReasonUnrecognised)
)

const (
	containerOf = "HEAD /devstoreaccount1/container?restype=container "
	blobOf      = "HEAD /devstoreaccount1/container/a/" + probetest.Secret + " "
)

func TestAnswersAboutAContainerAreClassified(t *testing.T) {
	for file, want := range map[string]observed.FacetResult{
		"container-open":           isOpen,
		"account-shut":             denied,
		"sign-in":                  auth,
		"private-or-gone":          hidden, // the two look alike on purpose
		"container-gone":           gone,
		"firewall":                 forUs,
		"account-disabled":         odd, // comes back with the money
		"bad-signature":            odd, // we send none
		"wrong-version":            odd,
		"code-with-another-status": odd,
		"blob-open":                odd, // is no container
		"busy":                     probe.Unsure(observed.ReasonServerError),
	} {
		t.Run(file, func(t *testing.T) {
			probetest.Judge(t, azure.New(), asset, map[string]string{containerOf: probetest.Recorded(t, "testdata/"+file+".http")},
				map[string]observed.FacetResult{azure.FacetContainer: want})
		})
	}
}

func TestAnswersAboutABlobAreClassified(t *testing.T) {
	for _, tt := range []struct {
		name, container, blob string
		wantContainer, want   observed.FacetResult
	}{
		{"both are open", "container-open", "blob-open", isOpen, isOpen},
		{"half-fix: the container is shut, its blobs are not", "private-or-gone", "blob-open", hidden, isOpen},
		{"half-fix behind a login", "sign-in", "blob-open", auth, isOpen},
		{"both are shut", "sign-in", "sign-in", auth, auth},
		{"the account is shut", "account-shut", "account-shut", denied, denied},
		{"private or gone", "private-or-gone", "private-or-gone", hidden, hidden},
		{"the blob is gone, and others are read as before", "private-or-gone", "blob-gone", hidden, odd},
		{"a container is no blob", "sign-in", "container-open", auth, odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			probetest.Judge(t, azure.New(), withKey, map[string]string{
				containerOf: probetest.Recorded(t, "testdata/"+tt.container+".http"), blobOf: probetest.Recorded(t, "testdata/"+tt.blob+".http"),
			}, map[string]observed.FacetResult{azure.FacetContainer: tt.wantContainer, azure.FacetBlob: tt.want})
		})
	}
}

func TestOtherAnswersDecideNothing(t *testing.T) {
	for name, answer := range map[string]string{
		"a success of anybody":           probetest.Reply("200 OK", ""),
		"another level of access":        probetest.Reply("200 OK", "", "x-ms-blob-public-access: blob"),
		"a denial of something in front": probetest.Reply("403 Forbidden", "", "Content-Type: text/plain"),
		"missing at anybody's":           probetest.Reply("404 Not Found", ""),
		"an unknown code":                probetest.Reply("409 Conflict", "", "x-ms-error-code: SENTINEL"),
		"a page with 401":                probetest.Reply("401 Unauthorized", "", "Content-Type: text/html"),
	} {
		t.Run(name, func(t *testing.T) {
			probetest.Judge(t, azure.New(), withKey, map[string]string{"HEAD /": answer},
				map[string]observed.FacetResult{azure.FacetContainer: odd, azure.FacetBlob: odd})
		})
	}
}
