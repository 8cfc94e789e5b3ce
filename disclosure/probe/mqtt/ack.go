package mqtt

import (
	"strconv"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

const (
	ackBytes = 4   // type, length, flags and return code of a CONNACK in version 3.1.1
	maxAck   = 131 // bytes; version 5 adds properties, but an answer to us needs only one byte for its length
	ackType  = 0x20
)

// whole reports whether b is a complete answer, or can no longer become one.
func whole(b []byte) bool {
	if b[0] != ackType || (len(b) > 1 && (b[1] < 2 || b[1] > 127)) {
		return true
	}
	return len(b) > 1 && len(b) >= 2+int(b[1])
}

// judge reads a CONNACK and returns its verdict and its code.
func judge(b []byte) (observed.FacetResult, string) {
	odd := probe.Unsure(observed.ReasonUnrecognised)
	if len(b) < ackBytes || b[0] != ackType || len(b) != 2+int(b[1]) || b[2] > 1 {
		return odd, ""
	}
	n, code := b[3], strconv.Itoa(int(b[3]))
	if len(b) > ackBytes {
		return version5(n), "v5 " + code
	}
	switch n {
	case 0:
		if b[2] == 0 { // the broker must not claim to remember a clean session
			return probe.Open(), code
		}
	case 4, 5: // bad user name or password, not authorised
		return probe.Closed(observed.ReasonAuthRequired), code
	case 3: // unavailable
		return probe.Unsure(observed.ReasonServerError), code
	}
	return odd, code
}

// version5 judges the reason code of a broker that answers in version 5. It cannot have accepted our session of version 3.1.1.
func version5(n byte) observed.FacetResult {
	switch n {
	case 0x86, 0x87: // bad user name or password, not authorised
		return probe.Closed(observed.ReasonAuthRequired)
	case 0x88, 0x89, 0x97, 0x9f: // unavailable, busy, quota, rate
		return probe.Unsure(observed.ReasonServerError)
	}
	return probe.Unsure(observed.ReasonUnrecognised)
}
