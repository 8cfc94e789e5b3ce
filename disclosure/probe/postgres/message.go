package postgres

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strconv"

	"daylight/disclosure/observed"
	"daylight/disclosure/pattern"
	"daylight/disclosure/probe"
)

// errProtocol is an answer that is not of the protocol.
var errProtocol = errors.New("not the protocol of PostgreSQL")

const (
	headBytes = 5 // type and length
	maxBody   = 2000
	minAuth   = 4 // bytes of the number in an authentication message
)

// bodySize returns how many bytes follow the head of a message. It accepts only the two messages that may come first in an answer,
// authentication (R) and error (E), and only lengths that they can have.
func bodySize(head []byte) (int, error) {
	if len(head) != headBytes {
		return 0, errProtocol
	}
	size := int64(binary.BigEndian.Uint32(head[1:])) - 4
	switch {
	case size < minAuth || size > maxBody:
		return 0, errProtocol
	case head[0] == 'R' || head[0] == 'E':
		return int(size), nil
	default:
		return 0, errProtocol
	}
}

// judge judges the first message of the answer to a login, and returns its verdict and its code.
func judge(kind byte, body []byte) (observed.FacetResult, string) {
	switch kind {
	case 'R':
		return authentication(body)
	case 'E':
		code := sqlState(body)
		if code == "08P01" && bytes.Contains(body, []byte("\x00Mlogin rejected\x00")) { // PgBouncer, by its rules for addresses
			return probe.Closed(observed.ReasonDeniedForUs), code
		}
		return byState(code), code
	}
	return probe.Unsure(observed.ReasonUnrecognised), ""
}

// authentication judges which authentication the server demands. The numbers are those in "Message Formats" of the manual.
func authentication(body []byte) (observed.FacetResult, string) {
	if len(body) < minAuth {
		return probe.Unsure(observed.ReasonUnrecognised), ""
	}
	n := binary.BigEndian.Uint32(body)
	code := "R" + strconv.FormatUint(uint64(n), 10)
	switch n {
	case 0:
		if len(body) == minAuth {
			return probe.Open(), code
		}
	case 2, 3, 5, 6, 7, 9, 10: // Kerberos, password, MD5, SCM, GSSAPI, SSPI, SASL
		return probe.Closed(observed.ReasonAuthRequired), code
	}
	return probe.Unsure(observed.ReasonUnrecognised), ""
}

var stateForm = pattern.New(`^[0-9A-Z]{5}$`)

// sqlState returns the code among the fields of an error, "" without one.
func sqlState(body []byte) string {
	for field := range bytes.SplitSeq(body, []byte{0}) {
		if len(field) > 1 && field[0] == 'C' && stateForm.Match(field[1:]) {
			return string(field[1:])
		}
	}
	return ""
}

// byState judges an error by its code. The text is in the language of the server, so it is no help.
func byState(code string) observed.FacetResult {
	switch code {
	case "28P01": // a password is required, and none was given
		return probe.Closed(observed.ReasonAuthRequired)
	case "28000":
		// Usually "no pg_hba.conf entry for host": our address is refused, others may not be.
		return probe.Closed(observed.ReasonDeniedForUs)
	case "53300", "57P01", "57P02", "57P03": // too many connections, shutting down, crashed, starting up
		return probe.Unsure(observed.ReasonServerError)
	}
	return probe.Unsure(observed.ReasonUnrecognised)
}
