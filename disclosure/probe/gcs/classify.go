package gcs

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// judgeList judges the answer to a listing.
func judgeList(a probe.Answer) disclosure.FacetResult {
	if a.Status == http.StatusOK {
		if isListing(a.Body) {
			return probe.Open()
		}
		return probe.Unsure(disclosure.ReasonUnrecognised)
	}
	e, ok := parse(a.Body)
	if !ok || e.status != a.Status {
		return disclosure.FacetResult{} // nothing of Google's, so it is judged like anybody's
	}
	return e.result()
}

// isListing reports whether body begins as a listing does. It may be cut off anywhere after that.
func isListing(body []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(body))
	for _, want := range [...]json.Token{json.Delim('{'), "kind", "storage#objects"} {
		if got, err := dec.Token(); err != nil || got != want {
			return false
		}
	}
	return true
}

// failure is an error of Google's without its texts.
type failure struct {
	status int
	reason string // the stable word of the first error
	what   saying
}

// saying is what the text of an error is about, where the reason alone does not tell.
type saying int

const (
	other saying = iota
	aboutStranger
	aboutBucket
	aboutAddress
)

// parse reads an error document. ok is false when body is none.
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

func about(text string) saying {
	switch {
	case strings.HasPrefix(text, "Anonymous caller does not have storage.objects.list access"):
		return aboutStranger // newer texts add that the bucket may not exist, which is shut all the same
	case text == "The specified bucket does not exist.":
		return aboutBucket
	case strings.HasPrefix(text, "There is an IP filtering condition"),
		strings.HasPrefix(text, "Request is prohibited by organization's policy"):
		return aboutAddress
	}
	return other
}

// result judges an error. Quotas are among the 403s, an account in arrears too, and a bucket whose readers pay says 400:
// none of them says that a stranger may not list.
func (e failure) result() disclosure.FacetResult {
	switch {
	case e.status == http.StatusUnauthorized && e.what == aboutStranger:
		return probe.Closed(disclosure.ReasonAuthRequired)
	case e.status == http.StatusForbidden && e.what == aboutStranger:
		return probe.Closed(disclosure.ReasonAccessDenied)
	case e.status == http.StatusForbidden && e.what == aboutAddress:
		return probe.Closed(disclosure.ReasonDeniedForUs)
	case e.status == http.StatusNotFound && e.reason == "notFound" && e.what == aboutBucket:
		return probe.Closed(disclosure.ReasonResourceGone)
	case e.reason == "rateLimitExceeded", e.reason == "userRateLimitExceeded", e.reason == "quotaExceeded", e.reason == "dailyLimitExceeded":
		return probe.Unsure(disclosure.ReasonRateLimited)
	}
	return probe.Unsure(disclosure.ReasonUnrecognised)
}

// judgeRead judges the answer to HEAD for one object. It has no document, so a header of Google's own has to show who
// speaks.
func judgeRead(a probe.Answer, list disclosure.FacetResult) disclosure.FacetResult {
	ours := a.Header.Get("X-Guploader-Uploadid") != ""
	switch {
	case a.Status == http.StatusOK && (ours || a.Header.Get("X-Goog-Hash") != "" || a.Header.Get("X-Goog-Generation") != ""):
		return probe.Open()
	case a.Status == http.StatusUnauthorized && (ours || a.Header.Get("WWW-Authenticate") != ""):
		return disclosure.FacetResult{}
	case a.Status == http.StatusForbidden && ours && !probe.IsHTML(a.Header, nil):
		return probe.Closed(disclosure.ReasonAccessDenied)
	case a.Status == http.StatusNotFound && ours && list.Verdict == disclosure.Closed:
		// Only who may list is told that an object is missing. Elsewhere, it may be one that was renamed.
		return probe.Closed(disclosure.ReasonGoneAmbiguous)
	}
	return probe.Unsure(disclosure.ReasonUnrecognised)
}
