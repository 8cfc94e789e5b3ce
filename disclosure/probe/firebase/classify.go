package firebase

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// judge judges the answer about the child.
func judge(a probe.Answer) observed.FacetResult {
	e := parse(a.Body)
	switch a.Status {
	case http.StatusOK:
		if string(bytes.TrimSpace(a.Body)) == "null" {
			return probe.Open()
		}
	case http.StatusUnauthorized:
		switch e.text {
		case denied:
			return probe.Closed(observed.ReasonAccessDenied)
		case "":
			return observed.FacetResult{} // something in front demands a login
		}
		// All other errors of the database are about a token, and a probe sends none.
	case http.StatusLocked:
		if strings.Contains(e.text, "deactivated") || strings.Contains(e.text, "disabled") || strings.Contains(e.text, "locked") {
			return probe.Closed(observed.ReasonAccessDenied)
		}
	case http.StatusNotFound:
		if e.text == missing {
			return probe.Closed(observed.ReasonGoneAmbiguous)
		}
	}
	return probe.Unsure(observed.ReasonUnrecognised)
}

// Errors with a fixed text.
const (
	denied  = "Permission denied"
	missing = "404 Not Found"
)

// failure is an error of the database.
type failure struct {
	text  string
	place string // the address at which the database says that it is
}

// parse reads an error. Its text is "" for any other body.
func parse(body []byte) failure {
	members := probe.Object(body)
	var e failure
	for name, value := range members {
		switch name {
		case "error":
			_ = json.Unmarshal(value, &e.text) // anything but a string is not an error of the database
		case "correctUrl":
			_ = json.Unmarshal(value, &e.place) // likewise
		default:
			return failure{} // other members: this is data that happens to have a member "error"
		}
	}
	return e
}

// correctURL returns the address at which the database says that it is, "" when it says none. It does so only with 404.
func correctURL(a probe.Answer) string {
	if a.Status != http.StatusNotFound || a.Fault != nil {
		return ""
	}
	return parse(a.Body).place
}
