package couchdb

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// user is how a session describes the client.
type user struct {
	Name  *string   `json:"name"`
	Roles *[]string `json:"roles"`
}

// sessionUser reads the answer of /_session. ok is false for any other answer.
func sessionUser(body []byte) (user, bool) {
	members := probe.Object(body)
	var u user
	if string(members["ok"]) != "true" || json.Unmarshal(members["userCtx"], &u) != nil || u.Roles == nil {
		return user{}, false
	}
	return u, true
}

// judgeSession judges whether an anonymous session has the role of an administrator.
func judgeSession(a probe.Answer) observed.FacetResult {
	if a.Status != http.StatusOK {
		return refusal(a)
	}
	u, ok := sessionUser(a.Body)
	switch {
	case !ok:
		return probe.Unsure(observed.ReasonUnrecognised)
	case slices.Contains(*u.Roles, "_admin"):
		return probe.Open()
	case u.Name == nil:
		return probe.Closed(observed.ReasonAuthRequired)
	}
	// Something in front signs every client in as a user of its own. What that user may do is not ours to find out.
	return probe.Unsure(observed.ReasonUnrecognised)
}

// isCouchDB reports whether an answer comes from CouchDB. A list alone could come from any JSON service.
func isCouchDB(a probe.Answer) bool {
	_, ok := sessionUser(a.Body)
	return ok || saysSo(a) || errorName(a.Body) != ""
}

// saysSo reports whether the header of an answer names CouchDB.
func saysSo(a probe.Answer) bool { return strings.HasPrefix(a.Header.Get("Server"), "CouchDB/") }

// judgeList judges the answer to the list of databases. ours says that the server was recognised before.
func judgeList(a probe.Answer, ours bool) observed.FacetResult {
	if a.Status != http.StatusOK {
		return refusal(a)
	}
	if (ours || isCouchDB(a)) && (bytes.Equal(a.Body, []byte("[]")) || bytes.Equal(a.Body, []byte(`["`))) {
		return probe.Open()
	}
	return probe.Unsure(observed.ReasonUnrecognised)
}

// judgeDatabase judges the answer about the database name. ours says that the server was recognised before; what the server says of a
// database by its name is as good.
func judgeDatabase(a probe.Answer, name string, ours bool) observed.FacetResult {
	switch {
	case a.Status == http.StatusNotFound && errorName(a.Body) == "not_found":
		return probe.Closed(observed.ReasonGoneAmbiguous)
	case a.Status != http.StatusOK:
		return refusal(a)
	case (ours || saysSo(a)) && bytes.HasPrefix(a.Body, []byte(`{"`)), names(a.Body, name):
		return probe.Open()
	}
	return probe.Unsure(observed.ReasonUnrecognised)
}

// names reports whether the beginning of an object bears the name of the database that was asked for, as only CouchDB writes it.
func names(body []byte, name string) bool {
	member, err := json.Marshal(name)
	return err == nil && bytes.HasPrefix(body, []byte(`{"`)) && bytes.Contains(body, append([]byte(`"db_name":`), member...))
}

// refusal judges the two statuses with which the server refuses a stranger. Status and error name have to agree.
func refusal(a probe.Answer) observed.FacetResult {
	switch name := errorName(a.Body); {
	case a.Status == http.StatusUnauthorized && name == "unauthorized":
		return probe.Closed(observed.ReasonAuthRequired)
	case a.Status == http.StatusForbidden && name == "forbidden":
		return probe.Closed(observed.ReasonAccessDenied)
	}
	return observed.FacetResult{}
}

// errorName returns the name of an error, "" for any other body. An error has a name and a reason, and nothing else.
func errorName(body []byte) string {
	members := probe.Object(body)
	var name, reason string
	if len(members) != 2 || json.Unmarshal(members["error"], &name) != nil || json.Unmarshal(members["reason"], &reason) != nil {
		return ""
	}
	return name
}
