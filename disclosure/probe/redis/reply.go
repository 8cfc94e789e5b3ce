package redis

import (
	"bytes"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// reply is a line of the protocol without its text. Of an error only the name is kept, because its text may quote data.
type reply struct {
	sort byte   // '+', '-', ':', or 0 for anything that is not a reply
	code string // the name of an error, "PONG", or "" for everything else
}

// names are the names of errors that matter here. Any other error is an error without a name.
var names = []string{
	"NOAUTH", "NOPERM", "DENIED", "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "MISCONF", "TRYAGAIN", "MAXCLIENTS",
}

// before28 is how Redis demanded a password before version 2.8, when errors had no names.
const before28 = "ERR operation not permitted"

// full is the one error about the state of the server that never got a name.
const full = "ERR max number of clients reached"

// parse reads a line. A line that does not follow the protocol from end to end is not a reply.
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

// result judges the reply to a command. pong is the text of a success, "" when a success is a number.
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
	case "DENIED": // protected mode refuses every client that is not on the same machine
		return probe.Closed(disclosure.ReasonAccessDenied)
	case "NOPERM":
		// The server accepted a stranger and forbids this one command. Others, such as GET, may be allowed.
		return probe.Unsure(disclosure.ReasonUnrecognised)
	case "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "MISCONF", "TRYAGAIN", "MAXCLIENTS":
		return probe.Unsure(disclosure.ReasonServerError)
	}
	return probe.Unsure(disclosure.ReasonUnrecognised)
}
