package azure

import (
	"net/http"
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// refusal is an error code together with the status that has to come with it.
type refusal struct {
	status int
	code   string
}

// refusals are the error codes with which the service refuses a stranger, from its list of common REST API error codes. Both
// facets share them.
var refusals = map[refusal]observed.Reason{
	// The account as a whole allows no anonymous access.
	{http.StatusConflict, "PublicAccessNotPermitted"}:        observed.ReasonAccessDenied,
	{http.StatusUnauthorized, "NoAuthenticationInformation"}: observed.ReasonAuthRequired,
	// Private and missing look alike, by design.
	{http.StatusNotFound, "ResourceNotFound"}:  observed.ReasonGoneAmbiguous,
	{http.StatusNotFound, "ContainerNotFound"}: observed.ReasonResourceGone,
	// The firewall of the account refuses our address. The emulator (Azurite) answers the same about a private container.
	{http.StatusForbidden, "AuthorizationFailure"}: observed.ReasonDeniedForUs,
}

// judgeContainer judges the answer about a container.
func judgeContainer(a probe.Answer) observed.FacetResult {
	if a.Status == http.StatusOK {
		// At the other public level, "blob", single blobs can be read but nothing listed, and this request is refused.
		if a.Header.Get("X-Ms-Blob-Public-Access") == "container" {
			return probe.Open()
		}
		return probe.Unsure(observed.ReasonUnrecognised)
	}
	return refused(a)
}

// judgeBlob judges the answer about a blob. BlobNotFound is not among the refusals: the service says it only to clients that may
// read the blobs of the container, so it shows that strangers still may.
func judgeBlob(a probe.Answer) observed.FacetResult {
	if a.Status == http.StatusOK {
		if a.Header.Get("X-Ms-Blob-Type") != "" {
			return probe.Open()
		}
		return probe.Unsure(observed.ReasonUnrecognised)
	}
	return refused(a)
}

// refused judges a refusal by status and error code together. They come in headers, because HEAD has no body.
func refused(a probe.Answer) observed.FacetResult {
	if reason, ok := refusals[refusal{a.Status, a.Header.Get("X-Ms-Error-Code")}]; ok {
		if reason == observed.ReasonGoneAmbiguous && a.Header.Get("X-Ms-Request-Id") != "" && strings.HasPrefix(a.Header.Get("Server"), "Windows-Azure-Blob/") {
			reason = observed.ReasonAccessDenied // the service itself says so, and either way nobody reads it without a login
		}
		return probe.Closed(reason)
	}
	if a.Header.Get("WWW-Authenticate") != "" {
		return observed.FacetResult{} // something in front demands a login
	}
	return probe.Unsure(observed.ReasonUnrecognised) // HEAD has no body, so a bare 401 could come from anything
}
