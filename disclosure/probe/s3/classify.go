package s3

import (
	"cmp"
	"net/http"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// finding is what one answer tells.
type finding struct {
	observed.FacetResult
	summary  probe.Summary
	fault    bool   // no answer came
	s3       bool   // the answer comes from an S3 server, not from something in front of it
	moved    bool   // the bucket is in another region
	region   string // named by the answer
	endpoint string // named by the answer
}

// silent reports whether a further request would only fail in the same way.
func (f finding) silent() bool {
	return f.fault || f.Reason == observed.ReasonRateLimited || f.Reason == observed.ReasonServerError ||
		f.Reason == observed.ReasonRedirectOffsite
}

func open() observed.FacetResult {
	return observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen}
}

func closed(s observed.Strength, r observed.Reason) observed.FacetResult {
	return observed.FacetResult{Verdict: observed.Closed, Strength: s, Reason: r}
}

func undecided(r observed.Reason) observed.FacetResult { return observed.FacetResult{Reason: r} }

// closedCodes are the error codes with which a bucket refuses a stranger, from the S3 API reference, "Error responses". Codes about
// a wrong signature are not among them: we send none, so such an answer is not about our request.
var closedCodes = map[string]observed.Reason{
	"AccessDenied":         observed.ReasonAccessDenied,
	"AllAccessDisabled":    observed.ReasonAccessDenied,
	"AccountProblem":       observed.ReasonAccessDenied,
	"NoSuchBucket":         observed.ReasonResourceGone,
	"AuthenticationFailed": observed.ReasonAuthRequired,
}

// movedCodes are the error codes that come with the region of the bucket.
var movedCodes = map[string]bool{
	"PermanentRedirect": true, "TemporaryRedirect": true, "Redirect": true,
	"AuthorizationHeaderMalformed": true, "IllegalLocationConstraintException": true, "IllegalLocationConstraint": true,
}

// troubleCodes are the error codes that mean "try again later", whatever the status.
var troubleCodes = map[string]observed.Reason{
	"SlowDown": observed.ReasonRateLimited, "RequestLimitExceeded": observed.ReasonRateLimited,
	"Throttling": observed.ReasonRateLimited, "TooManyRequests": observed.ReasonRateLimited,
	"ServiceUnavailable": observed.ReasonServerError, "InternalError": observed.ReasonServerError,
	"RequestTimeout": observed.ReasonServerError,
}

// classifyList judges the answer to a listing. At most limit bytes of an error were read.
func classifyList(a probe.Answer, limit int64) finding {
	f := finding{summary: probe.Summary{Facet: FacetList, Status: a.Status}}
	if a.Status == 0 {
		f.fault, f.FacetResult = true, a.Fault.FacetResult
		return f
	}
	doc := parse(a.Body)
	f.s3 = doc.root == "ListBucketResult" || (doc.root == "Error" && doc.code != "")
	f.summary.Code, f.summary.Root, f.summary.Header = doc.code, doc.root, probe.StableHeaders(a)
	f.region = cmp.Or(only(regionName, a.Header.Get("X-Amz-Bucket-Region")), doc.region)
	f.endpoint = doc.endpoint
	if a.Status == http.StatusOK && doc.root == "ListBucketResult" {
		f.FacetResult = open() // proven, even if the rest of the answer did not arrive
		return f
	}
	if a.Fault != nil {
		f.fault, f.FacetResult = true, a.Fault.FacetResult
		return f
	}
	if probe.IsChallenge(a.Header, a.Body) {
		f.FacetResult = undecided(observed.ReasonChallenge)
		return f
	}
	whole := doc.complete || int64(len(a.Body)) == limit
	if f.s3 && doc.root == "Error" && whole {
		f.FacetResult, f.moved = byCode(a.Status, doc.code, f.region != "" || f.endpoint != "")
		return f
	}
	f.FacetResult = byStatus(a)
	return f
}

// byCode judges an error document, and reports whether the bucket has moved. Code and status have to agree, because an error page
// that merely looks like S3 is not evidence. placed says that the answer names a region or an endpoint.
func byCode(status int, code string, placed bool) (observed.FacetResult, bool) {
	if reason, ok := troubleCodes[code]; ok {
		return undecided(reason), false
	}
	if reason, ok := probe.ServerTrouble(status); ok {
		return undecided(reason), false
	}
	if movedCodes[code] && placed && (status/100 == 3 || status == http.StatusBadRequest) {
		return undecided(observed.ReasonUnrecognised), true
	}
	reason := closedCodes[code]
	switch {
	case status == http.StatusUnauthorized:
		return closed(observed.Strong, observed.ReasonAuthRequired), false
	case status == http.StatusForbidden && (reason == observed.ReasonAccessDenied || reason == observed.ReasonAuthRequired),
		status == http.StatusNotFound && reason == observed.ReasonResourceGone:
		return closed(observed.Strong, reason), false
	}
	return undecided(observed.ReasonUnrecognised), false
}

// byStatus judges an answer without an S3 document, which something in front may have given.
func byStatus(a probe.Answer) observed.FacetResult {
	if reason, ok := probe.ServerTrouble(a.Status); ok {
		return undecided(reason)
	}
	switch {
	case a.Status == http.StatusNotFound && !probe.IsHTML(a.Header, a.Body):
		return closed(observed.Weak, observed.ReasonGoneAmbiguous)
	case a.Location != nil && !target.SameSite(a.URL.Hostname(), a.Location.Hostname()) && !probe.IsLogin(a):
		return undecided(observed.ReasonRedirectOffsite)
	}
	return probe.Refusal(a)
}

// classifyRead judges the answer to HEAD for one object. It has no body, so the answer to the listing, or a header that only S3
// sets, has to show where it comes from.
func classifyRead(a probe.Answer, list finding) finding {
	f := finding{summary: probe.Summary{Facet: FacetRead, Status: a.Status}}
	if a.Status == 0 || a.Fault != nil {
		f.fault, f.FacetResult = true, a.Fault.FacetResult
		return f
	}
	f.summary.Header = probe.StableHeaders(a)
	f.s3 = list.s3 || a.Header.Get("X-Amz-Request-Id") != "" || a.Header.Get("X-Amz-Id-2") != ""
	f.FacetResult = headResult(a, f.s3, list)
	return f
}

// headResult judges a HEAD by its status. s3 says that the answer is known to come from an S3 server.
func headResult(a probe.Answer, s3 bool, list finding) observed.FacetResult {
	if probe.IsChallenge(a.Header, nil) {
		return undecided(observed.ReasonChallenge)
	}
	if reason, ok := probe.ServerTrouble(a.Status); ok {
		return undecided(reason)
	}
	switch {
	case a.Status == http.StatusOK && (s3 || a.Header.Get("Etag") != ""):
		return open()
	case a.Status == http.StatusUnauthorized && s3:
		return closed(observed.Strong, observed.ReasonAuthRequired)
	case a.Status == http.StatusForbidden && s3 && !probe.IsHTML(a.Header, nil):
		return closed(observed.Strong, observed.ReasonAccessDenied)
	case a.Status == http.StatusNotFound && s3 && list.Verdict == observed.Closed:
		// With an open listing the object may only have been renamed, so 404 counts only when the listing is closed.
		return closed(observed.Weak, observed.ReasonGoneAmbiguous)
	case a.Status == http.StatusForbidden && list.Reason == observed.ReasonDeniedForUs:
		return list.FacetResult // what refused the listing in its own words refuses this too; a HEAD has none
	}
	return probe.Refusal(a)
}
