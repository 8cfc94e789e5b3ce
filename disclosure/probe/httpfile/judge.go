package httpfile

import (
	"bytes"
	"net/http"
	"strconv"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/expect"
)

// head is how many bytes of .git/HEAD are requested and read.
const head = 16

// namesBranch reports whether body is the beginning of .git/HEAD: the name of a branch, or the id of a commit when no branch is
// checked out. An id looks like any hex number, so the length of the whole file has to fit as well.
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

// judgeFile compares the header of an answer with what was recorded. Without a record, an answer counts as the file when it has a
// length, on a site that answers "not found" for what it does not have. A page is none: such files have another type, or none at
// all, as with Apache and Caddy.
func judgeFile(as *expect.Clause, a, control probe.Answer) observed.FacetResult {
	if a.Status != http.StatusOK {
		return observed.FacetResult{}
	}
	honest := probe.NotFound(control)
	switch {
	case as != nil && as.Matches(a, func(status int) bool { return status == http.StatusOK }):
		if !honest && a.Header.Get("Etag") == "" {
			return probe.Unsure(observed.ReasonSoft404) // the page that is shown for every path may have this length by chance
		}
		return probe.Open()
	case as != nil:
		return probe.Unsure(observed.ReasonUnrecognised) // another file; a person has to look at it
	case !honest:
		return probe.Unsure(observed.ReasonSoft404)
	}
	if n, err := strconv.ParseInt(a.Header.Get("Content-Length"), 10, 64); err == nil && n > 0 {
		return probe.Open()
	}
	return probe.Unsure(observed.ReasonUnrecognised)
}
