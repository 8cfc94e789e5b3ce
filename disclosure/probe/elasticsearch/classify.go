package elasticsearch

import (
	"encoding/json"
	"net/http"
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe"
)

// judge judges the answer to the count.
func judge(a probe.Answer) observed.FacetResult {
	switch a.Status {
	case http.StatusOK:
		if counts(a.Body) {
			return probe.Open()
		}
	case http.StatusUnauthorized:
		return observed.FacetResult{} // the general rule decides: some servers send no more than "Unauthorized"
	case http.StatusForbidden:
		return denial(a.Body)
	case http.StatusNotFound:
		if errorType(a.Body) == "index_not_found_exception" {
			return probe.Closed(observed.ReasonGoneAmbiguous)
		}
	case http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect:
		return observed.FacetResult{} // it may lead to a login
	}
	return probe.Unsure(observed.ReasonUnrecognised)
}

// counts reports whether body is the answer to a count. Servers that do not support filter_path add the state of the shards;
// with any other member it is the answer to another request.
func counts(body []byte) bool {
	members := probe.Object(body)
	for name := range members {
		if name != "count" && name != "_shards" {
			return false
		}
	}
	var n uint64
	return members["count"] != nil && string(members["count"]) != "null" && json.Unmarshal(members["count"], &n) == nil
}

// securityException is the error type of refusals by the security layer of the cluster itself.
const securityException = "security_exception"

// amazonDenial is the beginning of the refusal by the gateway that Amazon puts in front of a cluster.
const amazonDenial = "User: anonymous is not authorized to perform: es:"

// denial judges a 403. An index that is read-only or closed gives the same status ("cluster_block_exception"), which is not
// about who sends the request.
func denial(body []byte) observed.FacetResult {
	if errorType(body) == securityException {
		return probe.Closed(observed.ReasonAccessDenied)
	}
	members := probe.Object(body)
	for _, name := range [...]string{"Message", "message"} {
		var text string
		if json.Unmarshal(members[name], &text) == nil && strings.HasPrefix(text, amazonDenial) {
			// The rules of that gateway are often lists of addresses, and it does not say which rule applied.
			return probe.Closed(observed.ReasonDeniedForUs)
		}
	}
	if errorType(body) != "" {
		return probe.Unsure(observed.ReasonUnrecognised)
	}
	return observed.FacetResult{} // something in front
}

// errorType returns the type of an error, "" for any other body.
func errorType(body []byte) string {
	var e struct {
		Type string `json:"type"`
	}
	if json.Unmarshal(probe.Object(body)["error"], &e) != nil {
		return ""
	}
	return e.Type
}

var uuid = pattern.New(`^[A-Za-z0-9_-]{22}$`)

// clusterID returns the id of the cluster, "" when the answer has none. A node without a cluster answers "_na_", which does not
// have the form of an id.
func clusterID(a probe.Answer) string {
	var id string
	if a.Status != http.StatusOK || json.Unmarshal(probe.Object(a.Body)["cluster_uuid"], &id) != nil || !uuid.MatchString(id) {
		return ""
	}
	return id
}
