package smb

import (
	"encoding/binary"
	"errors"
	"strconv"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// errProtocol is an answer that is not of the protocol.
var errProtocol = errors.New("not the protocol of SMB 2")

// errTurnedAway is the answer to a client whose address is not welcome (hosts deny), before anything was asked.
var errTurnedAway = errors.New("turned away by its address")

const (
	negativeResponse = 0x83 // RFC 1002, section 4.3.4

	maxFrame   = 4096 // bytes of an answer; the first one lists the login methods of the server
	maxPending = 3    // interim answers before the final one
	fromServer = 1    // flag of a response
)

// The status codes that matter here (MS-ERREF, section 2.3).
const (
	statusOK      = 0
	statusPending = 0x00000103
	statusMore    = 0xC0000016 // the login goes on

	statusAccessDenied   = 0xC0000022
	statusLogonFailure   = 0xC000006D
	statusRestriction    = 0xC000006E
	statusDisabled       = 0xC0000072
	statusNoLogonType    = 0xC000015B
	statusBadNetworkName = 0xC00000CC
	statusNotSupported   = 0xC00000BB // of the dialects that were offered
	statusNotAccepted    = 0xC00000D0
	statusResources      = 0xC000009A
	statusServerLimit    = 0xC0000205
)

// answer is what is kept of a message.
type answer struct {
	status  uint32
	session uint64
	size    int // of its body
}

// code is the status as text, for the seal.
func (a answer) code() string { return "0x" + strconv.FormatUint(uint64(a.status), 16) }

// frameSize returns the length of the message that follows.
func frameSize(head []byte) (int, error) {
	if len(head) != frameBytes {
		return 0, errProtocol
	}
	n := binary.BigEndian.Uint32(head)
	if n < headerBytes || n > maxFrame { // the first byte has to be zero, which this check includes
		return 0, errProtocol
	}
	return int(n), nil
}

// read reads what is needed from a message. It has to be the response to the request with that command and id.
func read(b []byte, command uint16, id uint64) (answer, error) {
	le := binary.LittleEndian
	if len(b) < headerBytes || string(b[:4]) != "\xfeSMB" || le.Uint16(b[4:]) != headerBytes ||
		le.Uint16(b[12:]) != command || le.Uint32(b[16:])&fromServer == 0 || le.Uint64(b[24:]) != id {
		return answer{}, errProtocol
	}
	return answer{status: le.Uint32(b[8:]), session: le.Uint64(b[40:]), size: len(b) - headerBytes}, nil
}

// trouble judges a status that says nothing about the share.
func trouble(status uint32) observed.FacetResult {
	switch status {
	case statusNotAccepted, statusResources, statusServerLimit:
		return probe.Unsure(observed.ReasonServerError)
	}
	return probe.Unsure(observed.ReasonUnrecognised)
}

// refusedSession judges a login that failed.
func refusedSession(status uint32) observed.FacetResult {
	switch status {
	case statusAccessDenied, statusLogonFailure, statusRestriction, statusDisabled, statusNoLogonType:
		return probe.Closed(observed.ReasonAuthRequired)
	}
	return trouble(status)
}

// treeBytes is the size of the body of a response to a tree connect that succeeded.
const treeBytes = 16

// share judges the response to the tree connect.
func share(a answer) observed.FacetResult {
	switch a.status {
	case statusOK:
		if a.size >= treeBytes {
			return probe.Open()
		}
	case statusAccessDenied:
		return probe.Closed(observed.ReasonAccessDenied)
	case statusBadNetworkName: // gone, renamed or hidden from us
		return probe.Closed(observed.ReasonGoneAmbiguous)
	}
	return trouble(a.status)
}
