package influxdb

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

var release = regexp.MustCompile(`^v?[0-9][0-9A-Za-z.~+-]{0,30}$`)

// result is what came of one statement. Series are looked for only to know that there are none.
type result struct {
	ID     *int              `json:"statement_id"`
	Error  string            `json:"error"`
	Series []json.RawMessage `json:"series"`
}

// judge judges the answer to the query.
func judge(a probe.Answer) disclosure.FacetResult {
	switch a.Status {
	case http.StatusOK:
		if ran(a.Body) {
			return probe.Open()
		}
	case http.StatusUnauthorized:
		return disclosure.FacetResult{}
	case http.StatusForbidden:
		return denial(failure(a.Body))
	}
	return probe.Unsure(disclosure.ReasonUnrecognised)
}

// ran reports whether the one statement was run: nothing came of it, or that there is no such database.
func ran(body []byte) bool {
	members := probe.Object(body)
	var results []result
	if len(members) != 1 || json.Unmarshal(members["results"], &results) != nil || len(results) != 1 {
		return false
	}
	r := results[0]
	if len(r.Series) > 0 {
		return false // of a database that does not exist
	}
	// Servers before 1.1 do not number the statements, and their empty result is an empty object, as anybody's could be.
	return r.ID != nil && *r.ID == 0 && r.Error == "" || strings.HasPrefix(r.Error, "database not found: ")
}

const unauthorised = "error authorizing query: "

// denial judges a 403 by its error. While there is no administrator yet, the server refuses all queries, but lets
// whoever comes first make himself one: nobody would call that closed.
func denial(text string) disclosure.FacetResult {
	if cause, ok := strings.CutPrefix(text, unauthorised); ok && !strings.HasPrefix(cause, "create admin user first") {
		return probe.Closed(disclosure.ReasonAccessDenied)
	}
	return probe.Unsure(disclosure.ReasonUnrecognised)
}

// failure returns the error of an answer, "" when body is none.
func failure(body []byte) string {
	members := probe.Object(body)
	var text string
	if len(members) != 1 || json.Unmarshal(members["error"], &text) != nil {
		return ""
	}
	return text
}
