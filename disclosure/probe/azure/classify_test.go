package azure

import (
	"net/http"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// FuzzJudge checks that only the levels of access open and only a code that is known together with its status closes.
func FuzzJudge(f *testing.F) {
	f.Add(200, "container", "BlockBlob", "")
	f.Add(200, "blob", "", "")
	f.Add(404, "", "", "ResourceNotFound")
	f.Add(409, "container", "BlockBlob", "PublicAccessNotPermitted")
	f.Add(403, "", "", "AuthorizationFailure")
	f.Add(404, "", "", "BlobNotFound")
	f.Fuzz(func(t *testing.T, status int, access, blob, code string) {
		h := http.Header{}
		h.Set("X-Ms-Blob-Public-Access", access)
		h.Set("X-Ms-Blob-Type", blob)
		h.Set("X-Ms-Error-Code", code)
		a := probe.Answer{Status: status, Header: h}
		_, known := refusals[refusal{status, code}]
		for name, r := range map[string]observed.FacetResult{"container": judgeContainer(a), "blob": judgeBlob(a)} {
			if (r.Verdict == observed.Closed) != known {
				t.Errorf("%s: %d %q: %+v", name, status, code, r)
			}
			if r.Verdict == observed.Open && (status != http.StatusOK || (access != "container" && blob == "")) {
				t.Errorf("%s: %d %q %q: %+v", name, status, access, blob, r)
			}
		}
	})
}
