package ldap

import "errors"

// errProtocol is an answer that is not of the protocol.
var errProtocol = errors.New("not the protocol of LDAP")

const (
	maxHead    = 6    // tag and a length of up to four bytes
	maxMessage = 4096 // bytes of content; an entry without attributes is little more than its name
)

// The BER tags in use (RFC 4511, section 4 and appendix B).
const (
	tagInteger    = 0x02
	tagText       = 0x04
	tagEnum       = 0x0a
	tagSequence   = 0x30
	tagUnbind     = 0x42
	tagSearch     = 0x63
	tagEntry      = 0x64
	tagDone       = 0x65
	tagFilterHave = 0x87

	tagName         = 0x80
	tagExtended     = 0x77
	tagExtendedDone = 0x78
)

// tlv writes an element: tag, length, value. None of ours reaches 65536 bytes.
func tlv(tag byte, parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	out := []byte{tag}
	switch {
	case n < 0x80:
		out = append(out, byte(n))
	case n < 0x100:
		out = append(out, 0x81, byte(n))
	default:
		out = append(out, 0x82, byte(n>>8), byte(n))
	}
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// wholeHead reports whether b is a complete tag with its length, or can no longer become one.
func wholeHead(b []byte) bool {
	switch {
	case b[0] != tagSequence:
		return true
	case len(b) < 2:
		return false
	case b[1] < 0x80:
		return true
	default:
		n := int(b[1] & 0x7f)
		return n == 0 || n > 4 || len(b) == 2+n
	}
}

// contentSize returns the length in the head of a message, and false for one that no answer to our search can have.
func contentSize(head []byte) (int, bool) {
	if len(head) < 2 || head[0] != tagSequence {
		return 0, false
	}
	n := int(head[1])
	if n >= 0x80 {
		if n&0x7f != len(head)-2 || len(head) == 2 {
			return 0, false
		}
		n = 0
		for _, b := range head[2:] {
			n = n<<8 | int(b)
		}
	}
	return n, n > 0 && n <= maxMessage
}

// next cuts one element off b. It refuses a length that reaches beyond b, so no length from outside decides what is read.
func next(b []byte) (tag byte, value, rest []byte, ok bool) {
	if len(b) < 2 {
		return 0, nil, nil, false
	}
	tag, n, at := b[0], int(b[1]), 2
	if n >= 0x80 {
		width := n & 0x7f
		if width == 0 || width > 4 || len(b) < 2+width {
			return 0, nil, nil, false
		}
		n, at = 0, 2+width
		for _, d := range b[2:at] {
			n = n<<8 | int(d)
		}
	}
	if n > len(b)-at {
		return 0, nil, nil, false
	}
	return tag, b[at : at+n], b[at+n:], true
}
