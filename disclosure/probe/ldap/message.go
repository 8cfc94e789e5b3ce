package ldap

import (
	"bytes"
	"strconv"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

const (
	messageSearch = 1
	messageUnbind = 2
	messageSecure = 3
)

// startTLS asks for TLS on the same connection (RFC 4511, section 4.14.1).
func startTLS() []byte {
	return tlv(tagSequence, tlv(tagInteger, []byte{messageSecure}), tlv(tagExtended, tlv(tagName, []byte("1.3.6.1.4.1.1466.20037"))))
}

// consent returns the number with which the server answers the wish for TLS: 0 agrees. ok is false for any other message.
func consent(message []byte) (number byte, ok bool) {
	_, body, rest, ok := next(message)
	tag, id, body, found := next(body)
	if !ok || !found || len(rest) > 0 || tag != tagInteger || !bytes.Equal(id, []byte{messageSecure}) {
		return 0, false
	}
	tag, body, _, ok = next(body)
	kind, code, _, found := next(body)
	if !ok || !found || tag != tagExtendedDone || kind != tagEnum || len(code) != 1 {
		return 0, false
	}
	return code[0], true
}

// search asks for the entry dn alone, without attributes.
func search(dn string) []byte {
	return tlv(
		tagSequence,
		tlv(tagInteger, []byte{messageSearch}),
		tlv(
			tagSearch,
			tlv(tagText, []byte(dn)),
			tlv(tagEnum, []byte{0}),     // scope: the entry itself, nothing below it
			tlv(tagEnum, []byte{0}),     // aliases are not dereferenced
			tlv(tagInteger, []byte{1}),  // size limit: one entry
			tlv(tagInteger, []byte{10}), // time limit in seconds
			tlv(0x01, []byte{0xff}),     // types only, no values
			tlv(tagFilterHave, []byte("objectClass")),
			tlv(tagSequence, tlv(tagText, []byte("1.1"))), // no attributes (RFC 4511, section 4.5.1.8)
		),
	)
}

// unbind says goodbye. The server does not answer it.
func unbind() []byte {
	return tlv(tagSequence, tlv(tagInteger, []byte{messageUnbind}), []byte{tagUnbind, 0})
}

// judge reads the first message of the answer and returns its verdict and its code.
func judge(message []byte) (observed.FacetResult, string) {
	odd := probe.Unsure(observed.ReasonUnrecognised)
	tag, body, rest, ok := next(message)
	if !ok || tag != tagSequence || len(rest) > 0 {
		return odd, ""
	}
	tag, id, body, ok := next(body)
	if !ok || tag != tagInteger || !bytes.Equal(id, []byte{messageSearch}) {
		return odd, "" // a notice of disconnection has message id 0
	}
	tag, body, _, ok = next(body)
	if !ok {
		return odd, ""
	}
	switch tag {
	case tagEntry:
		tag, name, _, ok := next(body)
		if ok && tag == tagText && len(name) > 0 {
			return probe.Open(), "entry"
		}
	case tagDone:
		return done(body)
	}
	return odd, ""
}

// done judges the end of a search that found no entry. The numbers are result codes (RFC 4511, appendix A).
func done(body []byte) (observed.FacetResult, string) {
	odd := probe.Unsure(observed.ReasonUnrecognised)
	tag, number, rest, ok := next(body)
	if !ok || tag != tagEnum || len(number) != 1 {
		return odd, ""
	}
	code := strconv.Itoa(int(number[0]))
	switch number[0] {
	case 1: // operations error, for anything; Active Directory puts a code of its own into the text
		if text := diagnostic(rest); bytes.HasPrefix(text, []byte("000004DC: ")) || bytes.Contains(text, []byte("a successful bind must be completed")) {
			return probe.Closed(observed.ReasonAuthRequired), code
		}
	case 53: // unwilling to perform, for any reason; this is the text of OpenLDAP
		if string(diagnostic(rest)) == "authentication required" {
			return probe.Closed(observed.ReasonAuthRequired), code
		}
	case 13: // confidentiality required: within TLS it may be open
		return probe.Unsure(observed.ReasonTLSWanted), code
	case 8, 48, 49: // stronger authentication required, inappropriate authentication, invalid credentials
		return probe.Closed(observed.ReasonAuthRequired), code
	case 50: // insufficient access rights
		return probe.Closed(observed.ReasonAccessDenied), code
	case 32: // no such object, or one that is hidden from us
		return probe.Closed(observed.ReasonGoneAmbiguous), code
	case 51, 52: // busy, unavailable
		return probe.Unsure(observed.ReasonServerError), code
	}
	return odd, code
}

// diagnostic returns the text of a result, nil without one. It is only compared, never kept.
func diagnostic(rest []byte) []byte {
	_, _, rest, ok := next(rest) // the matched name
	if !ok {
		return nil
	}
	tag, text, _, ok := next(rest)
	if !ok || tag != tagText {
		return nil
	}
	return text
}
