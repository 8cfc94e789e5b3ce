package mqtt

import (
	"strconv"

	"daylight/disclosure"
	"daylight/disclosure/probe"
)

const (
	ackBytes = 4   // type, length, flags and number, in version 3.1.1
	maxAck   = 131 // version 5 adds properties; more than one byte of length is no answer to us
	ackType  = 0x20
)

// whole reports whether b is the whole answer, or cannot become one.
func whole(b []byte) bool {
	if b[0] != ackType || (len(b) > 1 && (b[1] < 2 || b[1] > 127)) {
		return true
	}
	return len(b) > 1 && len(b) >= 2+int(b[1])
}

// judge reads a CONNACK and returns its verdict and its number.
func judge(b []byte) (disclosure.FacetResult, string) {
	odd := probe.Unsure(disclosure.ReasonUnrecognised)
	if len(b) < ackBytes || b[0] != ackType || len(b) != 2+int(b[1]) || b[2] > 1 {
		return odd, ""
	}
	n, code := b[3], strconv.Itoa(int(b[3]))
	if len(b) > ackBytes {
		return version5(n), "v5 " + code
	}
	switch n {
	case 0:
		if b[2] == 0 { // a clean session has no past
			return probe.Open(), code
		}
	case 4, 5: // bad user name or password, not authorised
		return probe.Closed(disclosure.ReasonAuthRequired), code
	case 3: // unavailable
		return probe.Unsure(disclosure.ReasonServerError), code
	}
	return odd, code
}

// version5 judges the number of a broker that answers in version 5 only. It cannot have taken a session of ours.
func version5(n byte) disclosure.FacetResult {
	switch n {
	case 0x86, 0x87: // bad user name or password, not authorised
		return probe.Closed(disclosure.ReasonAuthRequired)
	case 0x88, 0x89, 0x97, 0x9f: // unavailable, busy, quota, rate
		return probe.Unsure(disclosure.ReasonServerError)
	}
	return probe.Unsure(disclosure.ReasonUnrecognised)
}
