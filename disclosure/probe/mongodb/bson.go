package mongodb

import (
	"bytes"
	"encoding/binary"
	"math"
)

// The types of BSON that are walked over (bsonspec.org). A value of any other type ends the walk.
const (
	typeDouble   = 0x01
	typeText     = 0x02
	typeDocument = 0x03
	typeArray    = 0x04
	typeBinary   = 0x05
	typeObjectID = 0x07
	typeBool     = 0x08
	typeDate     = 0x09
	typeNull     = 0x0a
	typeInt32    = 0x10
	typeStamp    = 0x11
	typeInt64    = 0x12
)

const maxFields = 64

// fields are the few numbers of a document that matter here.
type fields struct{ numbers map[string]float64 }

// wanted reports whether name is one of them. Nothing else of a document is kept.
func wanted(name []byte) bool {
	switch string(name) {
	case "ok", "code", "totalLinesWritten", "maxWireVersion":
		return true
	}
	return false
}

// read walks over a document, as far as it was received and is understood.
func read(b []byte) fields {
	f := fields{numbers: map[string]float64{}}
	if len(b) < minBody {
		return f
	}
	b = b[4:] // skips the length: the walk finds the end by itself
	for range maxFields {
		if len(b) == 0 || b[0] == 0 {
			return f
		}
		kind := b[0]
		name, rest, ok := bytes.Cut(b[1:], []byte{0})
		if !ok {
			return f
		}
		size, ok := width(kind, rest)
		if !ok || size > len(rest) {
			return f
		}
		// The first value of a name counts: a valid document has each name once.
		if _, twice := f.numbers[string(name)]; wanted(name) && !twice {
			if n, ok := number(kind, rest[:size]); ok {
				f.numbers[string(name)] = n
			}
		}
		b = rest[size:]
	}
	return f
}

// width returns how many bytes a value has. That may be more than were received.
func width(kind byte, b []byte) (int, bool) {
	switch kind {
	case typeDouble, typeDate, typeStamp, typeInt64:
		return 8, true
	case typeInt32:
		return 4, true
	case typeObjectID:
		return 12, true
	case typeBool:
		return 1, true
	case typeNull:
		return 0, true
	case typeText, typeDocument, typeArray, typeBinary:
		return sized(kind, b)
	}
	return 0, false
}

// sized returns the width of a value that begins with its length. A length beyond that of any message is refused.
func sized(kind byte, b []byte) (int, bool) {
	if len(b) < 4 {
		return 0, false
	}
	n := int64(binary.LittleEndian.Uint32(b))
	switch kind {
	case typeText:
		n += 4
	case typeBinary:
		n += 5 // its subtype
	}
	return int(n), n >= minBody && n <= maxLog
}

func number(kind byte, b []byte) (float64, bool) {
	switch kind {
	case typeDouble:
		return math.Float64frombits(binary.LittleEndian.Uint64(b)), true
	case typeInt32:
		return float64(int32(binary.LittleEndian.Uint32(b))), true //nolint:gosec // the sign is part of it
	case typeInt64:
		return float64(int64(binary.LittleEndian.Uint64(b))), true //nolint:gosec // the sign is part of it
	}
	return 0, false
}
