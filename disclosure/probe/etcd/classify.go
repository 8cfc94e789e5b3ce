package etcd

import (
	"encoding/json"
	"net/http"
	"regexp"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// refusals are the errors with which the server refuses a stranger, each with the statuses under which gateways have sent it:
// older versions do not map every error to 401 or 403.
var refusals = map[string]struct {
	reason   disclosure.Reason
	statuses []int
}{
	"etcdserver: user name is empty": {disclosure.ReasonAuthRequired, []int{http.StatusBadRequest, http.StatusUnauthorized}},
	// "permission denied" is not one: it is about a user who was let in and may not read all keys, but maybe some.
}

// judge judges the answer to the count.
func judge(a probe.Answer) disclosure.FacetResult {
	if a.Status == http.StatusOK {
		if _, ok := cluster(a.Body); ok {
			return probe.Open()
		}
		return probe.Unsure(disclosure.ReasonUnrecognised)
	}
	r := refusals[failure(a.Body)]
	for _, status := range r.statuses {
		if status == a.Status {
			return probe.Closed(r.reason)
		}
	}
	return disclosure.FacetResult{}
}

var number = regexp.MustCompile(`^[0-9]{1,20}$`)

// cluster returns the id of the cluster that counted. ok is false when body is not the answer to a count. A server without keys
// leaves the count out, so the header has to be the proof.
func cluster(body []byte) (id string, ok bool) {
	members := probe.Object(body)
	var header struct {
		Cluster string `json:"cluster_id"`
		Member  string `json:"member_id"`
	}
	if json.Unmarshal(members["header"], &header) != nil || !number.MatchString(header.Cluster) || !number.MatchString(header.Member) {
		return "", false
	}
	return header.Cluster, true
}

// failure returns the text of an error, "" for any other body. Newer gateways call the member "message".
func failure(body []byte) string {
	members := probe.Object(body)
	for _, name := range [...]string{"error", "message"} {
		var text string
		if json.Unmarshal(members[name], &text) == nil && text != "" {
			return text
		}
	}
	return ""
}
