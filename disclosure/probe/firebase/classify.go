package firebase

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// judge judges the answer about the child.
func judge(a probe.Answer) disclosure.FacetResult {
	e := parse(a.Body)
	switch a.Status {
	case http.StatusOK:
		if string(bytes.TrimSpace(a.Body)) == "null" {
			return probe.Open()
		}
	case http.StatusUnauthorized:
		switch e.text {
		case denied:
			return probe.Closed(disclosure.ReasonAccessDenied)
		case "":
			return disclosure.FacetResult{} // something in front wants a login
		}
		// All other errors of the database speak of a token, and we send none.
	case http.StatusLocked:
		if strings.Contains(e.text, "deactivated") || strings.Contains(e.text, "disabled") || strings.Contains(e.text, "locked") {
			return probe.Closed(disclosure.ReasonAccessDenied)
		}
	case http.StatusNotFound:
		if e.text == missing {
			return probe.Closed(disclosure.ReasonGoneAmbiguous)
		}
	}
	return probe.Unsure(disclosure.ReasonUnrecognised)
}

// The errors with a text that never changes.
const (
	denied  = "Permission denied"
	missing = "404 Not Found"
)

// failure is an error of the database.
type failure struct {
	text  string
	place string // where the database says that it lives
}

// parse reads an error. Its text is "" when body is none.
func parse(body []byte) failure {
	members := probe.Object(body)
	var e failure
	for name, value := range members {
		switch name {
		case "error":
			_ = json.Unmarshal(value, &e.text) // anything but a text is no error of the database
		case "correctUrl":
			_ = json.Unmarshal(value, &e.place) // likewise
		default:
			return failure{} // a document that happens to have a member of that name
		}
	}
	return e
}

// correctURL returns where the database says that it lives, "" when it does not. It says so with 404 and with nothing
// else.
func correctURL(a probe.Answer) string {
	if a.Status != http.StatusNotFound || a.Fault != nil {
		return ""
	}
	return parse(a.Body).place
}
