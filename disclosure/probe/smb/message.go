package smb

import (
	"encoding/binary"
	"unicode/utf16"

	"daylight/disclosure/probe/target"
)

// The commands in use (MS-SMB2, section 2.2.1).
const (
	cmdNegotiate   = 0
	cmdSetup       = 1
	cmdTreeConnect = 3
)

const (
	frameBytes  = 4  // a zero byte and a length of three bytes
	headerBytes = 64 // of every message
	signingOn   = 1  // we support signing, although a null session has no key for it
	credits     = 8  // requests that we may have outstanding
	guidBytes   = 16
)

// frame puts length and header before a body (MS-SMB2, section 2.2.1.2).
func frame(command uint16, id, session uint64, body []byte) []byte {
	le := binary.LittleEndian
	b := binary.BigEndian.AppendUint32(nil, uint32(headerBytes+len(body))) //nolint:gosec // some hundred bytes at most
	b = append(b, 0xfe, 'S', 'M', 'B')
	b = le.AppendUint16(b, headerBytes)
	b = le.AppendUint16(b, min(command, 1)) // the credit charge: none for the first message
	b = le.AppendUint32(b, 0)
	b = le.AppendUint16(b, command)
	b = le.AppendUint16(b, credits)
	b = le.AppendUint32(b, 0)
	b = le.AppendUint32(b, 0)
	b = le.AppendUint64(b, id)
	b = le.AppendUint32(b, 0)
	b = le.AppendUint32(b, 0)
	b = le.AppendUint64(b, session)
	return append(append(b, make([]byte, 16)...), body...) // no signature
}

// negotiate offers the dialects that work without encryption or pre-authentication hashes: 2.0.2, 2.1 and 3.0.
func negotiate(t target.Target) []byte {
	return offer(t, []uint16{0x0202, 0x0210, 0x0300}, 0, nil)
}

// newest offers 3.1.1 alone, for servers that speak nothing else. It takes a list of hashes for the beginning of the conversation; a
// null session has no key, so nothing is ever computed with them.
func newest(t target.Target) []byte {
	const at = headerBytes + 40 // the first multiple of 8 behind the one dialect
	le := binary.LittleEndian
	hashes := le.AppendUint16([]byte{0, 0}, 1) // padding, then MS-SMB2, section 2.2.3.1.1
	hashes = le.AppendUint16(hashes, 38)
	hashes = le.AppendUint32(hashes, 0)
	hashes = le.AppendUint16(hashes, 1)
	hashes = le.AppendUint16(hashes, 2*guidBytes)
	hashes = le.AppendUint16(hashes, 1) // SHA-512
	salt := (target.Token(t) + "daylig")[:guidBytes]
	return offer(t, []uint16{0x0311}, at|1<<32, append(hashes, salt+salt...))
}

// offer carries dialects, and where the contexts behind them begin (NEGOTIATE, MS-SMB2, section 2.2.3).
func offer(t target.Target, dialects []uint16, contexts uint64, behind []byte) []byte {
	le := binary.LittleEndian
	b := le.AppendUint16(nil, 36)
	b = le.AppendUint16(b, uint16(len(dialects))) //nolint:gosec // three at most
	b = le.AppendUint16(b, signingOn)
	b = le.AppendUint16(b, 0)
	b = le.AppendUint32(b, 0)
	b = append(b, (target.Token(t) + "daylig")[:guidBytes]...) // client GUID: the same each time
	b = le.AppendUint64(b, contexts)
	for _, d := range dialects {
		b = le.AppendUint16(b, d)
	}
	return frame(cmdNegotiate, 0, 0, append(b, behind...))
}

// setup carries one step of the login (SESSION_SETUP).
func setup(id, session uint64, token []byte) []byte {
	const at = headerBytes + 24
	le := binary.LittleEndian
	b := le.AppendUint16(nil, 25)
	b = append(b, 0, signingOn)
	b = le.AppendUint32(b, 0)
	b = le.AppendUint32(b, 0)
	b = le.AppendUint16(b, at)
	b = le.AppendUint16(b, uint16(len(token))) //nolint:gosec // constants of some bytes
	b = le.AppendUint64(b, 0)
	return frame(cmdSetup, id, session, append(b, token...))
}

// treeConnect connects to a share.
func treeConnect(session uint64, e target.Endpoint) []byte {
	const at = headerBytes + 8
	le := binary.LittleEndian
	name := utf16.Encode([]rune(`\\` + e.Host + `\` + e.Path))
	b := le.AppendUint16(nil, 9)
	b = le.AppendUint16(b, 0)
	b = le.AppendUint16(b, at)
	b = le.AppendUint16(b, uint16(2*len(name))) //nolint:gosec // a host and 80 characters
	for _, u := range name {
		b = le.AppendUint16(b, u)
	}
	return frame(cmdTreeConnect, 3, session, b)
}
