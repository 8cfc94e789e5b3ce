package gcs_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/gcs"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:   gcs.New(),
		Target: func(hostport string) string { return "http://" + hostport + "/example-bucket" },
		Secure: func(hostport string) string { return "https://" + hostport + "/example-bucket" },
		Edit:   func(t *target.Target) { t.Key = probetest.Secret },
		Bad:    []string{"gs://", "gs://a..b", "gs://UPPER", "https://storage.googleapis.com/", "https://console.cloud.google.com/home"},
	})
}

func asset(hostport string) target.Target {
	return target.Target{Kind: "gcs", Target: "http://" + hostport + "/example-bucket"}
}

func withKey(hostport string) target.Target {
	t := asset(hostport)
	t.Key = probetest.Secret
	return t
}

var (
	isOpen = probe.Open()
	auth   = probe.Closed(observed.ReasonAuthRequired)
	denied = probe.Closed(observed.ReasonAccessDenied)
	gone   = probe.Closed(observed.ReasonResourceGone)
	forUs  = probe.Closed(observed.ReasonDeniedForUs)
	odd    = probe.Unsure(observed.ReasonUnrecognised)
)

const listOf = "GET /storage/v1/b/example-bucket/o?maxResults=1&fields=kind "

func TestListingsAreClassified(t *testing.T) {
	for file, want := range map[string]observed.FacetResult{
		"listing":            isOpen,
		"listing-unfiltered": isOpen, // of servers that know no filter
		"unauthorized":       auth,
		"unauthorized-older": auth,
		"forbidden":          denied,
		"no-bucket":          gone,
		"perimeter":          forUs,
		"address-filter":     forUs,
		"requester-pays":     odd, // everybody who pays may list
		"arrears":            odd, // comes back with the money
		"bad-token":          odd, // we send none
		"status-mismatch":    odd,
		"rate-limit":         probe.Unsure(observed.ReasonRateLimited),
	} {
		t.Run(file, func(t *testing.T) {
			o := probetest.Judge(t, gcs.New(), asset, map[string]string{listOf: probetest.Recorded(t, "testdata/"+file+".http")},
				map[string]observed.FacetResult{gcs.FacetList: want})
			if o.Status == 200 && o.Bytes > 40 {
				t.Errorf("%d bytes of a listing were read", o.Bytes)
			}
		})
	}
}

// google is what shows that Google answers where there is no document.
const google = "X-GUploader-UploadID: ABPtcPq"

func TestReadingIsClassified(t *testing.T) {
	head := func(status string, headers ...string) string { return probetest.Reply(status, "", headers...) }
	for _, tt := range []struct {
		name, list, head string
		wantList, want   observed.FacetResult
	}{
		{"both are open", "listing", head("200 OK", google, "X-Goog-Hash: crc32c=AAAAAA=="), isOpen, isOpen},
		{"half-fix: the listing is shut, the object is not", "unauthorized", head("200 OK", google), auth, isOpen},
		{"both are shut", "unauthorized", head("403 Forbidden", google), auth, denied},
		{"shut by a login", "unauthorized", head("401 Unauthorized", google, "WWW-Authenticate: Bearer"), auth, auth},
		{"only the listing is open", "listing", head("403 Forbidden", google), isOpen, denied},
		{"missing in a bucket that may be listed", "listing", head("404 Not Found", google), isOpen, odd},
		{"missing in a bucket that is shut", "unauthorized", head("404 Not Found", google), auth, probe.Closed(observed.ReasonGoneAmbiguous)},
		{"denied by something in front", "unauthorized", head("403 Forbidden"), auth, odd},
		{"denied by a page", "unauthorized", head("403 Forbidden", google, "Content-Type: text/html"), auth, odd},
		{"a success of anybody", "unauthorized", head("200 OK"), auth, odd},
		{"not changed", "unauthorized", head("304 Not Modified", google), auth, odd},
		{"busy", "unauthorized", head("503 Busy", google), auth, probe.Unsure(observed.ReasonServerError)},
		{"no bucket, so no question", "no-bucket", "", gone, gone},
	} {
		t.Run(tt.name, func(t *testing.T) {
			probetest.Judge(t, gcs.New(), withKey, map[string]string{
				listOf: probetest.Recorded(t, "testdata/"+tt.list+".http"), "HEAD /example-bucket/" + probetest.Secret + " ": tt.head,
			}, map[string]observed.FacetResult{gcs.FacetList: tt.wantList, gcs.FacetRead: tt.want})
		})
	}
}

func TestOtherAnswersDecideNothing(t *testing.T) {
	for name, answer := range map[string]string{
		"one object":                     probetest.Reply("200 OK", `{"kind":"storage#object"}`),
		"buckets":                        probetest.Reply("200 OK", `{"kind":"storage#buckets"}`),
		"a kind that comes later":        probetest.Reply("200 OK", `{"SENTINEL":1,"kind":"storage#objects"}`),
		"a kind in a list":               probetest.Reply("200 OK", `[{"kind":"storage#objects"}]`),
		"a kind in a text":               probetest.Reply("200 OK", `SENTINEL {"kind":"storage#objects"}`),
		"a denial of something in front": probetest.Reply("403 Forbidden", "Forbidden SENTINEL", "Content-Type: text/plain"),
		"a denial without errors":        probetest.Reply("403 Forbidden", `{"error":{"code":403,"message":"SENTINEL"}}`),
		"a denial of something else":     probetest.Reply("403 Forbidden", `{"error":{"code":403,"message":"SENTINEL","errors":[{"reason":"forbidden"}]}}`),
		"missing, and not the bucket":    probetest.Reply("404 Not Found", `{"error":{"code":404,"message":"Not Found","errors":[{"reason":"notFound"}]}}`),
	} {
		t.Run(name, func(t *testing.T) {
			probetest.Judge(t, gcs.New(), asset, map[string]string{"GET /": answer}, map[string]observed.FacetResult{gcs.FacetList: odd})
		})
	}
}
