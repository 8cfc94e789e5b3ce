package httpfile

import (
	"bytes"
	"net/http"
	"strconv"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// head is how much of .git/HEAD is asked for and read.
const head = 16

// judgeGit knows the file by its words: they are proof on any site, whatever it says to other paths.
func judgeGit(a probe.Answer) disclosure.FacetResult {
	if (a.Status == http.StatusPartialContent || a.Status == http.StatusOK) && namesBranch(a) {
		return probe.Open()
	}
	return disclosure.FacetResult{}
}

// namesBranch reads the beginning of .git/HEAD: a branch, or the id of a commit where none is checked out. The id
// looks like any number, so the length of the whole has to be that of an id as well.
func namesBranch(a probe.Answer) bool {
	body := a.Body[:min(len(a.Body), head)]
	if bytes.HasPrefix(body, []byte("ref: refs/")) {
		return true
	}
	if len(body) != head || len(bytes.Trim(body, "0123456789abcdef")) > 0 {
		return false
	}
	switch a.Header.Get("Content-Range") {
	case "bytes 0-15/41", "bytes 0-15/65": // SHA-1, SHA-256
		return a.Status == http.StatusPartialContent
	}
	return false
}

// judgeFile compares the head of an answer with what was recorded. Without a record, a file is what has a length and a
// type on a site that says "not found" for what it does not have.
func judgeFile(as *probe.Clause, a probe.Answer, honest bool) disclosure.FacetResult {
	if a.Status != http.StatusOK {
		return disclosure.FacetResult{}
	}
	switch {
	case as != nil && as.Matches(a, func(status int) bool { return status == http.StatusOK }):
		if !honest && a.Header.Get("Etag") == "" {
			return probe.Unsure(disclosure.ReasonSoft404) // the page for everything may have this length
		}
		return probe.Open()
	case as != nil:
		return probe.Unsure(disclosure.ReasonUnrecognised) // another file, which a person has to look at
	case !honest:
		return probe.Unsure(disclosure.ReasonSoft404)
	}
	if n, err := strconv.ParseInt(a.Header.Get("Content-Length"), 10, 64); err == nil && n > 0 && a.Header.Get("Content-Type") != "" {
		return probe.Open()
	}
	return probe.Unsure(disclosure.ReasonUnrecognised)
}
