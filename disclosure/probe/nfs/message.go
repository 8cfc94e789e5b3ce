package nfs

import (
	"encoding/binary"
	"errors"
	"strconv"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// errProtocol is an answer that is not of the protocol.
var errProtocol = errors.New("not the protocol of NFS")

const (
	markBytes = 4
	maxRecord = 2048 // bytes of an answer, which has some numbers for each part of the path
	minRecord = 12
	last      = 1 << 31 // in a record mark: this is the last fragment (RFC 5531, section 11)

	callID = 0x6461796c // an arbitrary transaction id; the answer repeats it

	program   = 100003
	authSys   = 1
	nobody    = 65534
	opAccess  = 3
	opLookup  = 15
	opRoot    = 24
	mayRead   = 1
	mayLookup = 2
)

// call writes a COMPOUND of version 4.0 (RFC 7530): the root, a LOOKUP for each part of the path, and ACCESS. The result of ACCESS
// does not matter. It is there because some servers check their rules only when what was looked up is used.
func call(parts []string) []byte {
	words := func(b []byte, numbers ...uint32) []byte {
		for _, n := range numbers {
			b = binary.BigEndian.AppendUint32(b, n)
		}
		return b
	}
	b := words(make([]byte, markBytes), callID, 0, 2, program, 4, 1)
	cred := text(words(nil, 0), "daylight")
	cred = words(cred, nobody, nobody, 0)
	b = words(b, authSys, uint32(len(cred)))         //nolint:gosec // constants
	b = words(append(b, cred...), 0, 0)              // no verifier
	b = words(b, 0, 0, uint32(len(parts)+2), opRoot) //nolint:gosec // no tag, version 4.0; 16 parts at most
	for _, p := range parts {
		b = text(words(b, opLookup), p)
	}
	b = words(b, opAccess, mayRead|mayLookup)
	binary.BigEndian.PutUint32(b, last|uint32(len(b)-markBytes)) //nolint:gosec // 16 names of 255 bytes at most
	return b
}

// text writes a string in XDR, padded to a multiple of four bytes.
func text(b []byte, s string) []byte {
	b = append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...) //nolint:gosec // 255 bytes at most
	return append(b, make([]byte, -len(s)&3)...)
}

// recordSize returns the length of the answer. It refuses an answer in several fragments, which none of this size needs.
func recordSize(mark []byte) (int, error) {
	if len(mark) != markBytes {
		return 0, errProtocol
	}
	n := binary.BigEndian.Uint32(mark)
	if n&last == 0 || n&^uint32(last) < minRecord || n&^uint32(last) > maxRecord {
		return 0, errProtocol
	}
	return int(n &^ uint32(last)), nil
}

// reader reads numbers from a record. Past the end it returns zeros, and remembers that in ended.
type reader struct {
	b     []byte
	ended bool
}

// word reads one number of 32 bits.
func (r *reader) word() uint32 {
	if len(r.b) < 4 {
		r.b, r.ended = nil, true
		return 0
	}
	n := binary.BigEndian.Uint32(r.b)
	r.b = r.b[4:]
	return n
}

// skip skips n bytes and their padding.
func (r *reader) skip(n uint32) {
	if n > uint32(len(r.b)) || (n+3)&^3 > uint32(len(r.b)) { //nolint:gosec // a record of 2 KiB at most
		r.b, r.ended = nil, true
		return
	}
	r.b = r.b[(n+3)&^3:]
}

// judge judges the answer to a call for a path of that many parts, and returns its verdict and its code.
func judge(record []byte, parts int) (observed.FacetResult, string) {
	odd := probe.Unsure(observed.ReasonUnrecognised)
	r := &reader{b: record}
	if r.word() != callID || r.word() != 1 {
		return odd, ""
	}
	if r.word() != 0 {
		return denied(r)
	}
	r.word() // flavour of the verifier
	r.skip(r.word())
	if r.word() != 0 || r.ended {
		return odd, "" // for example, the server does not speak version 4
	}
	status := r.word()
	r.skip(r.word())
	results := int(r.word())
	if r.ended || results < 1 || results > parts+2 || !r.repeats(status, results, parts) {
		return odd, ""
	}
	return byStatus(status, results == parts+2)
}

// repeats reports whether the results belong to the call: all but the last succeeded, and the last one has the overall status.
func (r *reader) repeats(status uint32, results, parts int) bool {
	for i := range results {
		want := uint32(opLookup)
		switch i {
		case 0:
			want = opRoot
		case parts + 1:
			want = opAccess
		}
		op, got := r.word(), r.word()
		if r.ended || op != want || (i < results-1 && got != 0) || (i == results-1 && got != status) {
			return false
		}
	}
	return true
}

// denied judges a call that was rejected as a whole (RFC 5531, section 9).
func denied(r *reader) (observed.FacetResult, string) {
	if r.word() == 1 { // authentication
		switch n := r.word(); {
		case r.ended:
		case n == 5: // too weak: some servers say so to a client port above 1023
			return probe.Closed(observed.ReasonDeniedForUs), "auth 5"
		case n == 13, n == 14: // Kerberos
			return probe.Closed(observed.ReasonAuthRequired), "auth " + strconv.Itoa(int(n))
		}
	}
	return probe.Unsure(observed.ReasonUnrecognised), ""
}

// byStatus judges the overall status (RFC 7530, section 13). complete says that the whole path was looked up.
func byStatus(status uint32, complete bool) (observed.FacetResult, string) {
	code := strconv.FormatUint(uint64(status), 10)
	switch status {
	case 0:
		if complete {
			return probe.Open(), code
		}
	case 2: // no such entry, or one that is hidden from us
		return probe.Closed(observed.ReasonGoneAmbiguous), code
	case 1, 13: // not the owner, no access: for our address, our port or our user id
		return probe.Closed(observed.ReasonDeniedForUs), code
	case 10016: // wrong security flavour: it demands Kerberos
		return probe.Closed(observed.ReasonAuthRequired), code
	case 10006, 10008, 10013, 10018: // server fault, delay, grace period, resources
		return probe.Unsure(observed.ReasonServerError), code
	}
	return probe.Unsure(observed.ReasonUnrecognised), code
}
