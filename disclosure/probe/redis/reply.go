package redis

import (
	"bytes"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// reply is a line of the protocol without its text. Errors keep their name only: the text may quote.
type reply struct {
	sort byte   // '+', '-', ':', or 0 for what is no reply
	code string // the name of an error, "PONG", or "" for everything else
}

// names are the errors that mean something here. Others are errors all the same and get no name.
var names = []string{
	"NOAUTH", "NOPERM", "DENIED", "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "MISCONF", "TRYAGAIN", "MAXCLIENTS",
}

// before28 is how Redis before 2.8 demanded a password, when errors had no names yet.
const before28 = "ERR operation not permitted"

// full is the one trouble that never got a name.
const full = "ERR max number of clients reached"

// parse reads a line. What is not of the protocol from end to end is no reply.
func parse(line []byte) reply {
	if len(line) < 2 {
		return reply{}
	}
	text := string(line[1:])
	switch line[0] {
	case '+':
		if text == "PONG" {
			return reply{'+', text}
		}
	case ':':
		if len(text) <= 20 && len(bytes.Trim(line[1:], "0123456789")) == 0 {
			return reply{sort: ':'}
		}
	case '-':
		name, _, _ := strings.Cut(text, " ")
		switch {
		case text == before28:
			return reply{'-', "NOAUTH"}
		case text == full:
			return reply{'-', "MAXCLIENTS"}
		case slices.Contains(names, name):
			return reply{'-', name}
		}
		return reply{sort: '-'}
	}
	return reply{}
}

// result judges a reply to a command. pong is the word of success, "" where a number is.
func (r reply) result(pong string) disclosure.FacetResult {
	switch {
	case r.sort == '+' && pong != "" && r.code == pong, r.sort == ':' && pong == "":
		return probe.Open()
	case r.sort != '-':
		return probe.Unsure(disclosure.ReasonUnrecognised)
	}
	switch r.code {
	case "NOAUTH":
		return probe.Closed(disclosure.ReasonAuthRequired)
	case "DENIED": // protected mode turns away everybody who is not on the machine itself
		return probe.Closed(disclosure.ReasonAccessDenied)
	case "NOPERM":
		// One command is forbidden to a stranger whom the server took in. The others, such as GET, may not be.
		return probe.Unsure(disclosure.ReasonUnrecognised)
	case "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "MISCONF", "TRYAGAIN", "MAXCLIENTS":
		return probe.Unsure(disclosure.ReasonServerError)
	}
	return probe.Unsure(disclosure.ReasonUnrecognised)
}
