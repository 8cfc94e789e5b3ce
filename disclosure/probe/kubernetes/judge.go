package kubernetes

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe"
)

// anonymous is the user that a cluster takes a client without credentials for.
const anonymous = "system:anonymous"

// judgeAPI judges the answer to the list of namespaces.
func judgeAPI(a probe.Answer) observed.FacetResult {
	if a.Status == http.StatusOK {
		return listed(a.Body, "NamespaceList")
	}
	return refusal(a)
}

// someList is the beginning of a list of any type. Lists of custom resources name their version before their kind.
var someList = pattern.New(`^\{"(?:kind":"[A-Za-z0-9]{1,40}List"|apiVersion":")`)

// judgeCollection judges the answer to a list whose type is not known beforehand.
func judgeCollection(a probe.Answer) observed.FacetResult {
	switch {
	case a.Status != http.StatusOK:
		return refusal(a)
	case someList.Match(a.Body):
		return probe.Open()
	}
	return probe.Unsure(observed.ReasonUnrecognised)
}

// refusal recognises the two documents with which an API server refuses strangers.
func refusal(a probe.Answer) observed.FacetResult {
	switch s := readStatus(a.Body); {
	case a.Status == http.StatusUnauthorized && s.reason == "Unauthorized":
		return probe.Closed(observed.ReasonAuthRequired)
	case a.Status == http.StatusForbidden && s.reason == "Forbidden" && s.stranger:
		return probe.Closed(observed.ReasonAccessDenied)
	}
	return observed.FacetResult{}
}

// judgeKubelet judges an answer of the kubelet, which refuses in plain text: 401 means that anonymous access is off, 403 that it is
// on but that this user may not list pods.
func judgeKubelet(a probe.Answer) observed.FacetResult {
	if a.Status == http.StatusOK {
		return listed(a.Body, "PodList")
	}
	if a.Status == http.StatusForbidden && bytes.HasPrefix(a.Body, []byte("Forbidden (user="+anonymous+", ")) {
		return probe.Closed(observed.ReasonAccessDenied)
	}
	return observed.FacetResult{}
}

// listed recognises the beginning of a list. The rest is not read, and Go writes the members of a type always in the same order.
func listed(body []byte, kind string) observed.FacetResult {
	if bytes.HasPrefix(body, []byte(`{"kind":"`+kind+`",`)) {
		return probe.Open()
	}
	return probe.Unsure(observed.ReasonUnrecognised)
}

// status is what is kept of the document with which an API server refuses.
type status struct {
	reason   string // "Unauthorized", "Forbidden" or ""
	stranger bool   // the anonymous user was refused
}

// readStatus reads the document of a refusal. Any other document gives an empty status.
func readStatus(body []byte) status {
	var doc struct {
		Kind    string `json:"kind"`
		Status  string `json:"status"`
		Reason  string `json:"reason"`
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &doc) != nil || doc.Kind != "Status" || doc.Status != "Failure" {
		return status{}
	}
	if doc.Reason != "Unauthorized" && doc.Reason != "Forbidden" {
		return status{}
	}
	return status{reason: doc.Reason, stranger: strings.Contains(doc.Message, `"`+anonymous+`"`)}
}
