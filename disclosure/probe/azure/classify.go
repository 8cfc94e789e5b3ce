package azure

import (
	"net/http"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// refusal is an error code together with the status that it comes with.
type refusal struct {
	status int
	code   string
}

// refusals are the error codes by which the service turns a stranger away. Both facets have them in common.
var refusals = map[refusal]disclosure.Reason{
	// The account as a whole allows no strangers.
	{http.StatusConflict, "PublicAccessNotPermitted"}:        disclosure.ReasonAccessDenied,
	{http.StatusUnauthorized, "NoAuthenticationInformation"}: disclosure.ReasonAuthRequired,
	// Private and missing look alike on purpose.
	{http.StatusNotFound, "ResourceNotFound"}:  disclosure.ReasonGoneAmbiguous,
	{http.StatusNotFound, "ContainerNotFound"}: disclosure.ReasonResourceGone,
	// The firewall of the account, which knows addresses. The emulator says the same of a private container.
	{http.StatusForbidden, "AuthorizationFailure"}: disclosure.ReasonDeniedForUs,
}

// judgeContainer judges the answer about a container.
func judgeContainer(a probe.Answer) disclosure.FacetResult {
	if a.Status == http.StatusOK {
		// "blob" would be the level at which blobs are read and nothing is listed; who may not list is not told it.
		if a.Header.Get("X-Ms-Blob-Public-Access") == "container" {
			return probe.Open()
		}
		return probe.Unsure(disclosure.ReasonUnrecognised)
	}
	return refused(a)
}

// judgeBlob judges the answer about a blob. BlobNotFound is not among the refusals: it is told to those who may read the
// blobs of the container, so it shows that this is still so.
func judgeBlob(a probe.Answer) disclosure.FacetResult {
	if a.Status == http.StatusOK {
		if a.Header.Get("X-Ms-Blob-Type") != "" {
			return probe.Open()
		}
		return probe.Unsure(disclosure.ReasonUnrecognised)
	}
	return refused(a)
}

func refused(a probe.Answer) disclosure.FacetResult {
	if reason, ok := refusals[refusal{a.Status, a.Header.Get("X-Ms-Error-Code")}]; ok {
		return probe.Closed(reason)
	}
	if a.Header.Get("WWW-Authenticate") != "" {
		return disclosure.FacetResult{} // something in front wants a login
	}
	return probe.Unsure(disclosure.ReasonUnrecognised) // without a body, a bare 401 could be anybody's
}
