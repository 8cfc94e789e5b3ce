package mongodb

import (
	"encoding/binary"
	"errors"
	"strconv"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

// errForeign is an answer of something that does not speak the protocol.
var errForeign = errors.New("not the protocol of MongoDB")

const (
	headBytes = 21       // length, two numbers, the sort of message, flags, the sort of section
	opMsg     = 2013     // the sort
	maxHello  = 8 << 10  // bytes; the members of a replica set are in it
	maxLog    = 48 << 20 // bytes that a message may have; only the beginning is read
	enough    = 1 << 10  // bytes that tell the number of lines, or an error with its number
	minBody   = 5        // an empty document
)

// message writes a command.
func message(id uint32, parts ...[]byte) []byte {
	size := 4 + 1 // of the document: its length and its end
	for _, p := range parts {
		size += len(p)
	}
	b := binary.LittleEndian.AppendUint32(nil, uint32(headBytes+size))
	b = binary.LittleEndian.AppendUint32(b, id)
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = binary.LittleEndian.AppendUint32(b, opMsg)
	b = append(b, 0, 0, 0, 0, 0) // no flags, a section of one document
	b = binary.LittleEndian.AppendUint32(b, uint32(size))
	for _, p := range parts {
		b = append(b, p...)
	}
	return append(b, 0)
}

func intField(name string, n uint32) []byte {
	return binary.LittleEndian.AppendUint32(append(append([]byte{typeInt32}, name...), 0), n)
}

func textField(name, value string) []byte {
	b := append(append([]byte{typeText}, name...), 0)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(value)+1)) //nolint:gosec // constants of some bytes
	return append(append(b, value...), 0)
}

// bodySize returns how many bytes the document of an answer has.
func bodySize(head []byte, id uint32) (int, error) {
	if len(head) != headBytes || binary.LittleEndian.Uint32(head[8:]) != id || binary.LittleEndian.Uint32(head[12:]) != opMsg {
		return 0, errForeign
	}
	size := int64(binary.LittleEndian.Uint32(head)) - headBytes
	limit := int64(maxHello)
	if id == logID {
		limit = maxLog
	}
	// A flag could only mean a checksum behind the document, or that more messages follow: we asked for neither.
	if flags := binary.LittleEndian.Uint32(head[16:]); flags != 0 || head[20] != 0 || size < minBody || size > limit {
		return 0, errForeign
	}
	return int(size), nil
}

// wire returns the version of the protocol that an answer to hello tells.
func (f fields) wire() (string, bool) {
	n, ok := f.numbers["maxWireVersion"]
	if !ok || n < 0 || n > 1000 || n != float64(int(n)) {
		return "", false
	}
	return strconv.Itoa(int(n)), true
}

// failed returns the number of an error, "" for an answer that is none.
func (f fields) failed() string {
	ok, told := f.numbers["ok"]
	code, numbered := f.numbers["code"]
	if !told || ok != 0 || !numbered || code <= 0 || code >= 1e6 || code != float64(int(code)) {
		return ""
	}
	return strconv.Itoa(int(code))
}

// result judges the answer to getLog and returns its verdict and its number.
func (f fields) result() (disclosure.FacetResult, string) {
	if code := f.failed(); code != "" {
		switch code {
		case "13", "18": // unauthorised, authentication failed
			return probe.Closed(disclosure.ReasonAuthRequired), code
		case "91", "11600", "189", "13435", "13436", "11602": // going down, or between two primaries
			return probe.Unsure(disclosure.ReasonServerError), code
		}
		return probe.Unsure(disclosure.ReasonUnrecognised), code
	}
	_, lines := f.numbers["totalLinesWritten"]
	if ok, told := f.numbers["ok"]; lines && (!told || ok == 1) { // ok may stand behind what was read
		return probe.Open(), "totalLinesWritten"
	}
	return probe.Unsure(disclosure.ReasonUnrecognised), ""
}
