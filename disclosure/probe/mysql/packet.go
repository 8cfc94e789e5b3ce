package mysql

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
var errProtocol = errors.New("not the protocol of MySQL")

const (
	headBytes  = 4 // length and sequence number
	maxBody    = 2000
	minBody    = 3
	nameBytes  = 64 // no version is longer
	capsOffset = 4 + 8 + 1

	nativePassword = "mysql_native_password" //nolint:gosec // the name of an authentication method
)

// packet is one message of the server.
type packet struct {
	number byte
	body   []byte
}

// bodySize returns how many bytes follow the head of a packet. It refuses lengths that no answer to us has.
func bodySize(head []byte) (int, error) {
	if len(head) != headBytes {
		return 0, errProtocol
	}
	n := int(head[0]) | int(head[1])<<8 | int(head[2])<<16
	if n < minBody || n > maxBody || head[3] > 8 {
		return 0, errProtocol
	}
	return n, nil
}

// frame puts a head before a body.
func frame(number byte, body []byte) []byte {
	n := len(body)
	return append([]byte{byte(n), byte(n >> 8), 0, number}, body...) //nolint:gosec // some hundred bytes at most
}

// greeting is what is kept of the first packet.
type greeting struct {
	version string
	tls     bool
}

// MariaDB may put 5.5.5- before its own version, for old clients.
var versionForm = pattern.New(`^(?:5\.5\.5-)?([0-9]{1,3}\.[0-9]{1,3}(?:\.[0-9]{1,3})?)(?:[-+~][!-~]{0,60})?$`)

// parseGreeting reads the greeting of protocol version 10.
func parseGreeting(p packet) (greeting, bool) {
	if p.number != 0 || len(p.body) < minBody || p.body[0] != 10 {
		return greeting{}, false
	}
	name, rest, ok := bytes.Cut(p.body[1:], []byte{0})
	m := versionForm.FindSubmatch(name)
	if !ok || len(name) > nameBytes || m == nil || len(rest) < capsOffset+2 {
		return greeting{}, false
	}
	caps := binary.LittleEndian.Uint16(rest[capsOffset:])
	return greeting{version: string(m[1]), tls: caps&clientTLS != 0}, true
}

// failure returns the number of an error packet, 0 for any other packet.
func failure(p packet) uint16 {
	if len(p.body) < minBody || p.body[0] != 0xff {
		return 0
	}
	return binary.LittleEndian.Uint16(p.body[1:])
}

// judgeRefusedConnection judges an error that comes in place of the greeting. We have not named a user yet, so it is about our
// address or about the server itself.
func judgeRefusedConnection(p packet) (observed.FacetResult, string) {
	n := failure(p)
	if n == 0 || p.number != 0 {
		return probe.Unsure(observed.ReasonUnrecognised), ""
	}
	return byNumber(n), strconv.Itoa(int(n))
}

// byNumber judges the errors that can come at any time.
func byNumber(n uint16) observed.FacetResult {
	switch n {
	case 1130: // host is not allowed
		return probe.Closed(observed.ReasonDeniedForUs)
	case 1040, 1203, 1053: // too many connections, too many of one user, shutdown in progress
		return probe.Unsure(observed.ReasonServerError)
	}
	return probe.Unsure(observed.ReasonUnrecognised) // such as 1129: the host is blocked after too many connection errors
}

// switchesToEmpty reports whether the server requests another authentication method, one in which an empty password is an empty
// packet.
func switchesToEmpty(p packet) bool {
	if len(p.body) < 2 || p.body[0] != 0xfe {
		return false
	}
	name, _, _ := bytes.Cut(p.body[1:], []byte{0})
	switch string(name) {
	case nativePassword, "caching_sha2_password", "sha256_password", "client_ed25519":
		return true
	}
	return false
}

// judge reads the answer to the login.
func judge(p packet) (observed.FacetResult, string) {
	if len(p.body) >= minBody && p.body[0] == 0 && len(p.body) >= 7 { // counts, status and warnings follow
		return probe.Open(), "OK"
	}
	n := failure(p)
	if n == 0 {
		return probe.Unsure(observed.ReasonUnrecognised), ""
	}
	code := strconv.Itoa(int(n))
	switch n {
	case 1045, 1698: // access denied; denied because the method checks the account of the operating system
		return probe.Closed(observed.ReasonAuthRequired), code
	case 4151, 3118: // the account is locked, in MariaDB and in MySQL: nobody signs in with it
		return probe.Closed(observed.ReasonAccessDenied), code
	}
	return byNumber(n), code
}
