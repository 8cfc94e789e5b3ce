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

// result is the result of one statement. Series are decoded only to check that there are none.
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
	}
	// 403 is about one statement of a user who was let in; other databases may be readable. A server without an administrator
	// answers 403 to every statement, but anybody may create the first administrator.
	return probe.Unsure(disclosure.ReasonUnrecognised)
}

// ran reports whether the server ran the statement: with an empty result, or with the error that there is no such database.
func ran(body []byte) bool {
	members := probe.Object(body)
	var results []result
	if len(members) != 1 || json.Unmarshal(members["results"], &results) != nil || len(results) != 1 {
		return false
	}
	r := results[0]
	if len(r.Series) > 0 {
		return false // a database that does not exist has no series
	}
	// Servers before 1.1 do not number the statements. Their empty result is an empty object, which proves nothing.
	return r.ID != nil && *r.ID == 0 && r.Error == "" || strings.HasPrefix(r.Error, "database not found: ")
}
