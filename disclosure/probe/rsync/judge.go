package rsync

import (
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe"
)

var greetingLine = pattern.New(`^@RSYNCD: ([0-9]{1,3}(?:\.[0-9]{1,3})?)(?: [a-z0-9 ]{1,200})?$`)

// greeted reads the greeting of a server and returns the version of its protocol.
func greeted(line []byte) (string, bool) {
	m := greetingLine.FindSubmatch(line)
	if m == nil {
		return "", false
	}
	return string(m[1]), true
}

// judge judges a line that comes after the module was named. final is false for lines of the message of the day.
func judge(line []byte, module string) (result observed.FacetResult, code string, final bool) {
	text := string(line)
	if trouble, ok := strings.CutPrefix(text, "@ERROR: "); ok {
		result, code = refusal(trouble, module)
		return result, code, true
	}
	rest, ok := strings.CutPrefix(text, "@RSYNCD: ")
	if !ok {
		// Old servers send "@ERROR" without a text. Any other line belongs to the message of the day.
		return probe.Unsure(observed.ReasonUnrecognised), "", strings.HasPrefix(text, "@ERROR")
	}
	word, challenge, _ := strings.Cut(rest, " ")
	switch {
	case rest == "OK":
		return probe.Open(), "OK", true
	case word == "AUTHREQD" && challenge != "":
		return probe.Closed(observed.ReasonAuthRequired), "AUTHREQD", true
	}
	return probe.Unsure(observed.ReasonUnrecognised), "", true
}

// refusal judges an error by its beginning, because the text may end with our address.
func refusal(text, module string) (observed.FacetResult, string) {
	switch {
	case text == "Unknown module '"+module+"'":
		return probe.Closed(observed.ReasonGoneAmbiguous), "unknown module"
	case strings.HasPrefix(text, "access denied to "+module+" from "):
		return probe.Closed(observed.ReasonDeniedForUs), "access denied"
	case strings.HasPrefix(text, "max connections "):
		return probe.Unsure(observed.ReasonServerError), "full"
	}
	return probe.Unsure(observed.ReasonUnrecognised), ""
}
