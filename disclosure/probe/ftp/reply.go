package ftp

import (
	"bytes"
	"strconv"

	"daylight/disclosure"
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
	wantsPassword = 331
	unavailable   = 421
	notLoggedIn   = 530
)

// reply is a reply without its text. Of that, it remembers only whether it named another reason than the login.
type reply struct {
	number int // 0 for what is no reply
	lines  int
	aside  bool
}

// asides are words of refusals that are not about being anonymous, in lower case.
var asides = [...][]byte{
	[]byte("tls"), []byte("ssl"), []byte("encrypt"), []byte("secure"), []byte("too many"), []byte("maximum"), []byte("limit"),
	[]byte("try again"), []byte("busy"), []byte("later"), []byte("temporar"), []byte("full"), []byte("already"),
	[]byte("host"), []byte("your ip"), []byte("address"), []byte("chroot"), []byte("directory"), []byte("500 oops"),
}

// add reads one more line and reports whether the reply ends with it.
func (r *reply) add(line []byte) bool {
	r.lines++
	low := bytes.ToLower(line)
	for _, word := range asides {
		r.aside = r.aside || bytes.Contains(low, word)
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

// head returns the number of a line and what stands behind it, 0 when there is none.
func head(line []byte) (int, byte) {
	if len(line) < 3 || line[0] < '1' || line[0] > '5' {
		return 0, 0
	}
	n, err := strconv.Atoi(string(line[:3]))
	if err != nil || n < 100 {
		return 0, 0
	}
	if len(line) == 3 {
		return n, ' ' // some servers leave out the text and the space before it
	}
	if line[3] != ' ' && line[3] != '-' {
		return 0, 0
	}
	return n, line[3]
}

// code is the number as a word, for the seal.
func (r reply) code() string {
	if r.number == 0 {
		return ""
	}
	return strconv.Itoa(r.number)
}

// trouble judges a reply that comes in place of the expected one.
func (r reply) trouble() disclosure.FacetResult {
	if r.number == unavailable {
		return probe.Unsure(disclosure.ReasonServerError)
	}
	return probe.Unsure(disclosure.ReasonUnrecognised)
}

// result judges the reply to the login.
func (r reply) result() disclosure.FacetResult {
	switch {
	case r.number == loggedIn:
		return probe.Open()
	case r.number == notLoggedIn && !r.aside:
		return probe.Closed(disclosure.ReasonAuthRequired)
	}
	return r.trouble()
}
