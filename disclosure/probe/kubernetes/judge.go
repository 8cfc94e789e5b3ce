package kubernetes

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// anonymous is the name that a cluster gives to strangers.
const anonymous = "system:anonymous"

func judgeAPI(a probe.Answer) disclosure.FacetResult {
	if a.Status == http.StatusOK {
		return listed(a.Body, "NamespaceList")
	}
	return refusal(a)
}

// someList is the beginning of a list, of any type. Those of types that were added to a cluster name their version first.
var someList = regexp.MustCompile(`^\{"(?:kind":"[A-Za-z0-9]{1,40}List"|apiVersion":")`)

func judgeCollection(a probe.Answer) disclosure.FacetResult {
	switch {
	case a.Status != http.StatusOK:
		return refusal(a)
	case someList.Match(a.Body):
		return probe.Open()
	}
	return probe.Unsure(disclosure.ReasonUnrecognised)
}

// refusal knows the two documents with which an API server turns strangers away.
func refusal(a probe.Answer) disclosure.FacetResult {
	switch s := readStatus(a.Body); {
	case a.Status == http.StatusUnauthorized && s.reason == "Unauthorized":
		return probe.Closed(disclosure.ReasonAuthRequired)
	case a.Status == http.StatusForbidden && s.reason == "Forbidden" && s.stranger:
		return probe.Closed(disclosure.ReasonAccessDenied)
	}
	return disclosure.FacetResult{}
}

// judgeKubelet tells that strangers have to sign in (401) from that they may not (403). The kubelet writes plain text.
func judgeKubelet(a probe.Answer) disclosure.FacetResult {
	if a.Status == http.StatusOK {
		return listed(a.Body, "PodList")
	}
	if a.Status == http.StatusForbidden && bytes.HasPrefix(a.Body, []byte("Forbidden (user="+anonymous+", ")) {
		return probe.Closed(disclosure.ReasonAccessDenied)
	}
	return disclosure.FacetResult{}
}

// listed reads the beginning of a list, which is cut off: its members come in the order of the type.
func listed(body []byte, kind string) disclosure.FacetResult {
	if bytes.HasPrefix(body, []byte(`{"kind":"`+kind+`",`)) {
		return probe.Open()
	}
	return probe.Unsure(disclosure.ReasonUnrecognised)
}

// status is the document with which an API server refuses.
type status struct {
	reason   string // "Unauthorized", "Forbidden" or ""
	stranger bool   // it was refused to the anonymous user
}

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
