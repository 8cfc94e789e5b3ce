package ftp

import (
	"bytes"
	"strconv"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

const (
	maxLine  = 1024 // bytes
	maxLines = 64   // of one reply
)

// The numbers that mean something here (RFC 959, section 4.2).
const (
	ready         = 220
	loggedIn      = 230
	agreed        = 234 // to AUTH, RFC 4217
	wantsPassword = 331
	unavailable   = 421
	notLoggedIn   = 530
)

// reply is a reply without its text. Of the text it keeps only whether it names a reason other than the login, and whether that is TLS.
type reply struct {
	number      int // 0 for anything that is not a reply
	lines       int
	otherReason bool
	aboutTLS    bool
}

// otherReasons are words in refusals that are not about the anonymous login, in lower case. A refusal with one of them decides
// nothing.
var otherReasons = [...][]byte{
	[]byte("too many"), []byte("maximum"), []byte("limit"),
	[]byte("try again"), []byte("busy"), []byte("later"), []byte("temporar"), []byte("full"), []byte("already"),
	[]byte("host"), []byte("your ip"), []byte("address"), []byte("chroot"), []byte("directory"), []byte("500 oops"),
}

// tlsWords are words in the refusal of a login that is not within TLS, in lower case.
var tlsWords = [...][]byte{[]byte("tls"), []byte("ssl"), []byte("encrypt"), []byte("secure"), []byte("cleartext")}

// add reads one more line, and reports whether the reply ends with it (RFC 959, section 4.2).
func (r *reply) add(line []byte) bool {
	r.lines++
	low := bytes.ToLower(line)
	for _, word := range otherReasons {
		r.otherReason = r.otherReason || bytes.Contains(low, word)
	}
	for _, word := range tlsWords {
		r.aboutTLS = r.aboutTLS || bytes.Contains(low, word)
	}
	n, sep := head(line)
	switch {
	case r.lines == 1 && n == 0:
		return true
	case r.lines == 1:
		r.number = n
		return sep == ' '
	default:
		return n == r.number && sep == ' '
	}
}

// head returns the number at the beginning of a line and the byte behind it, 0 when there is no number.
func head(line []byte) (int, byte) {
	if len(line) < 3 || line[0] < '1' || line[0] > '5' {
		return 0, 0
	}
	n, err := strconv.Atoi(string(line[:3]))
	if err != nil || n < 100 {
		return 0, 0
	}
	if len(line) == 3 {
		return n, ' ' // some servers send neither text nor the space before it
	}
	if line[3] != ' ' && line[3] != '-' {
		return 0, 0
	}
	return n, line[3]
}

// code is the number as text, for the seal.
func (r reply) code() string {
	if r.number == 0 {
		return ""
	}
	return strconv.Itoa(r.number)
}

// trouble judges a reply that is not one of the expected ones.
func (r reply) trouble() observed.FacetResult {
	if r.number == unavailable {
		return probe.Unsure(observed.ReasonServerError)
	}
	return probe.Unsure(observed.ReasonUnrecognised)
}

// result judges the reply to the login.
func (r reply) result() observed.FacetResult {
	switch {
	case r.number == loggedIn:
		return probe.Open()
	case r.number >= unavailable && r.aboutTLS:
		return probe.Unsure(observed.ReasonTLSWanted)
	case r.number == notLoggedIn && !r.otherReason:
		return probe.Closed(observed.ReasonAuthRequired)
	}
	return r.trouble()
}
