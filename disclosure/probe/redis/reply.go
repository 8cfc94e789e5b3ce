package redis

import (
	"bytes"
	"slices"
	"strings"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// reply is a line of the protocol without its text. Of an error only the name is kept, because its text may quote data.
type reply struct {
	sort byte   // '+', '-', ':', or 0 for anything that is not a reply
	code string // the name of an error, "PONG", or "" for everything else
}

// names are the names of errors that matter here. Any other error is an error without a name.
var names = []string{
	"NOAUTH", "DENIED", "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "MISCONF", "TRYAGAIN", "MAXCLIENTS",
}

// The refusals of a single command: it is forbidden, or goes by another name. Others may be allowed. What is forbidden about a key
// is neither.
const (
	forbidden = "NOPERM"
	renamed   = "UNKNOWN"
)

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
	case '$':
		if text == "-1" {
			return reply{'$', "nil"}
		}
	case ':':
		if len(text) <= 20 && len(bytes.Trim(line[1:], "0123456789")) == 0 {
			return reply{sort: ':'}
		}
	case '-':
		name, _, _ := strings.Cut(text, " ")
		switch {
		case name == "NOPERM" && strings.Contains(text, "permissions to run the "):
			return reply{'-', forbidden}
		case strings.HasPrefix(text, "ERR unknown command"):
			return reply{'-', renamed}
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

// about reports whether a refusal is about one command and not about the client.
func (r reply) about() bool { return r.code == forbidden || r.code == renamed }

// result judges the reply to a command, by the sort of reply that a success is.
func (r reply) result(success byte) observed.FacetResult {
	switch {
	case r.sort == success && r.sort != 0:
		return probe.Open()
	case r.sort != '-':
		return probe.Unsure(observed.ReasonUnrecognised)
	}
	switch r.code {
	case "NOAUTH":
		return probe.Closed(observed.ReasonAuthRequired)
	case "DENIED": // protected mode refuses every client that is not on the same machine
		return probe.Closed(observed.ReasonAccessDenied)
	case "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "MISCONF", "TRYAGAIN", "MAXCLIENTS":
		return probe.Unsure(observed.ReasonServerError)
	}
	return probe.Unsure(observed.ReasonUnrecognised)
}
