package gcs

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe"
)

// judgeList judges the answer to a listing.
func judgeList(a probe.Answer) observed.FacetResult {
	if a.Status == http.StatusOK {
		if isListing(a.Body) {
			return probe.Open()
		}
		return probe.Unsure(observed.ReasonUnrecognised)
	}
	e, ok := parse(a.Body)
	if !ok || e.status != a.Status {
		return observed.FacetResult{} // not an error document of Google, so the general rule decides
	}
	return e.result()
}

// firebaseListing is how a listing of Firebase begins; what follows are names.
var firebaseListing = pattern.New(`^\{\s*"(?:prefixes|items)"\s*:`)

// isListing reports whether body begins like a listing. It is cut off soon after that.
func isListing(body []byte) bool {
	if firebaseListing.Match(body) {
		return true
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	for _, want := range [...]json.Token{json.Delim('{'), "kind", "storage#objects"} {
		if got, err := dec.Token(); err != nil || got != want {
			return false
		}
	}
	return true
}

// failure is an error of Google without its texts.
type failure struct {
	status int
	reason string // the reason code of the first error
	what   saying
}

// saying is what the text of an error is about. The reason alone does not tell these apart.
type saying int

const (
	other saying = iota
	aboutStranger
	aboutBucket
	aboutAddress
)

// parse reads an error document. ok is false for any other body.
func parse(body []byte) (failure, bool) {
	var doc struct {
		Error struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
			Errors  []struct {
				Reason string `json:"reason"`
			} `json:"errors"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &doc) != nil || doc.Error.Code == 0 || len(doc.Error.Errors) == 0 {
		return failure{}, false
	}
	return failure{status: doc.Error.Code, reason: doc.Error.Errors[0].Reason, what: about(doc.Error.Message)}, true
}

// about recognises the texts that matter. They are stable enough in practice, and any other text is inconclusive.
func about(text string) saying {
	switch {
	case strings.HasPrefix(text, "Anonymous caller does not have storage.objects.list access"):
		return aboutStranger // newer texts add "or it may not exist"; either way it is closed
	case text == "The specified bucket does not exist.":
		return aboutBucket
	case strings.HasPrefix(text, "There is an IP filtering condition"),
		strings.HasPrefix(text, "Request is prohibited by organization's policy"):
		return aboutAddress
	}
	return other
}

// result judges an error. Exceeded quotas and unpaid accounts answer 403 as well, and buckets whose readers pay answer 400: none
// of these says that a stranger may not list.
func (e failure) result() observed.FacetResult {
	switch {
	case e.status == http.StatusUnauthorized && e.what == aboutStranger:
		return probe.Closed(observed.ReasonAuthRequired)
	case e.status == http.StatusForbidden && e.what == aboutStranger:
		return probe.Closed(observed.ReasonAccessDenied)
	case e.status == http.StatusForbidden && e.what == aboutAddress:
		return probe.Closed(observed.ReasonDeniedForUs)
	case e.status == http.StatusNotFound && e.reason == "notFound" && e.what == aboutBucket:
		return probe.Closed(observed.ReasonResourceGone)
	case e.reason == "rateLimitExceeded", e.reason == "userRateLimitExceeded", e.reason == "quotaExceeded", e.reason == "dailyLimitExceeded":
		return probe.Unsure(observed.ReasonRateLimited)
	}
	return probe.Unsure(observed.ReasonUnrecognised)
}

// judgeRead judges the answer to HEAD for one object. It has no body, so a header that only Google sets has to show where it
// comes from.
func judgeRead(a probe.Answer, list observed.FacetResult) observed.FacetResult {
	ours := a.Header.Get("X-Guploader-Uploadid") != ""
	switch {
	case a.Status == http.StatusOK && (ours || a.Header.Get("X-Goog-Hash") != "" || a.Header.Get("X-Goog-Generation") != ""):
		return probe.Open()
	case a.Status == http.StatusUnauthorized && a.Header.Get("WWW-Authenticate") != "":
		return probe.Closed(observed.ReasonAuthRequired)
	case a.Status == http.StatusForbidden && ours && !probe.IsHTML(a.Header, nil):
		return probe.Closed(observed.ReasonAccessDenied)
	case a.Status == http.StatusNotFound && ours && list.Verdict == observed.Closed:
		// With an open listing the object may only have been renamed, so 404 counts only when the listing is closed.
		return probe.Closed(observed.ReasonGoneAmbiguous)
	}
	return probe.Unsure(observed.ReasonUnrecognised)
}
