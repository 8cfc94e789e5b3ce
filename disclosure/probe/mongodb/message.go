package mongodb

import (
	"encoding/binary"
	"errors"
	"strconv"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// errProtocol is an answer that is not of the protocol.
var errProtocol = errors.New("not the protocol of MongoDB")

const (
	headBytes = 21       // length, request id, response id, opcode, flags, kind of the first section
	opMsg     = 2013     // the opcode OP_MSG
	maxHello  = 8 << 10  // bytes; the answer lists the members of a replica set
	maxLog    = 48 << 20 // bytes that a message may have by the protocol; only the beginning is read
	enough    = 1 << 10  // bytes that contain the number of lines, or an error with its code
	minBody   = 5        // an empty document
)

// message writes a command as OP_MSG.
func message(id uint32, parts ...[]byte) []byte {
	size := 4 + 1 // of the document: its length and its end
	for _, p := range parts {
		size += len(p)
	}
	b := binary.LittleEndian.AppendUint32(nil, uint32(headBytes+size))
	b = binary.LittleEndian.AppendUint32(b, id)
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = binary.LittleEndian.AppendUint32(b, opMsg)
	b = append(b, 0, 0, 0, 0, 0) // no flags, one section that is a document
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

// bodySize returns how many bytes the document in an answer has.
func bodySize(head []byte, id uint32) (int, error) {
	if len(head) != headBytes || binary.LittleEndian.Uint32(head[8:]) != id || binary.LittleEndian.Uint32(head[12:]) != opMsg {
		return 0, errProtocol
	}
	size := int64(binary.LittleEndian.Uint32(head)) - headBytes
	limit := int64(maxHello)
	if id == logID {
		limit = maxLog
	}
	// A flag would announce a checksum behind the document, or more messages. We requested neither.
	if flags := binary.LittleEndian.Uint32(head[16:]); flags != 0 || head[20] != 0 || size < minBody || size > limit {
		return 0, errProtocol
	}
	return int(size), nil
}

// wire returns the version of the protocol in an answer to hello.
func (f fields) wire() (string, bool) {
	n, ok := f.numbers["maxWireVersion"]
	if !ok || n < 0 || n > 1000 || n != float64(int(n)) {
		return "", false
	}
	return strconv.Itoa(int(n)), true
}

// failed returns the code of an error, "" for an answer that is not an error.
func (f fields) failed() string {
	ok, told := f.numbers["ok"]
	code, numbered := f.numbers["code"]
	if !told || ok != 0 || !numbered || code <= 0 || code >= 1e6 || code != float64(int(code)) {
		return ""
	}
	return strconv.Itoa(int(code))
}

// result judges the answer to getLog and returns its verdict and its code.
func (f fields) result() (observed.FacetResult, string) {
	if code := f.failed(); code != "" {
		switch code {
		case "13", "18": // unauthorised, authentication failed
			return probe.Closed(observed.ReasonAuthRequired), code
		case "91", "11600", "189", "13435", "13436", "11602": // going down, or between two primaries
			return probe.Unsure(observed.ReasonServerError), code
		}
		return probe.Unsure(observed.ReasonUnrecognised), code
	}
	_, lines := f.numbers["totalLinesWritten"]
	if ok, told := f.numbers["ok"]; lines && (!told || ok == 1) { // ok may come after the part that was read
		return probe.Open(), "totalLinesWritten"
	}
	return probe.Unsure(observed.ReasonUnrecognised), ""
}
