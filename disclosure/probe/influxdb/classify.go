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
	}
	// 403 is said about one statement to somebody who was let in: other databases may be readable. While there is no
	// administrator yet, it is said of all, but whoever comes first may make himself one.
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
