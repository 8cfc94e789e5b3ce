package smb

import "encoding/binary"

// A null session is an NTLM login (MS-NLMP) with empty names and an empty response to the challenge, wrapped in SPNEGO (RFC 4178).

const (
	ntlmUnicode   = 1 << 0
	ntlmTarget    = 1 << 2
	ntlmNTLM      = 1 << 9
	ntlmAnonymous = 1 << 11
	ntlmExtended  = 1 << 19
	ntlmFlags     = ntlmUnicode | ntlmTarget | ntlmNTLM | ntlmExtended

	ntlmFixed = 64 // bytes of an AUTHENTICATE message before its payload
)

// oidSPNEGO and oidNTLM are the object identifiers of the two mechanisms, in DER.
func oidSPNEGO() []byte { return []byte{0x06, 0x06, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x02} }

func oidNTLM() []byte {
	return []byte{0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0a}
}

// der writes an element: tag, length, value. None of ours reaches 256 bytes.
func der(tag byte, parts ...[]byte) []byte {
	var body []byte
	for _, p := range parts {
		body = append(body, p...)
	}
	n := byte(len(body)) //nolint:gosec // constants of some bytes
	if n < 0x80 {
		return append([]byte{tag, n}, body...)
	}
	return append([]byte{tag, 0x81, n}, body...)
}

func ntlm(sort, flags uint32) []byte {
	b := append([]byte("NTLMSSP\x00"), 0, 0, 0, 0)
	binary.LittleEndian.PutUint32(b[8:], sort)
	return binary.LittleEndian.AppendUint32(b, flags)
}

// announce announces a login: the NTLM NEGOTIATE message.
func announce() []byte {
	token := append(ntlm(1, ntlmFlags), make([]byte, 16)...) // no names
	return der(0x60, oidSPNEGO(), der(0xa0, der(0x30, der(0xa0, der(0x30, oidNTLM())), der(0xa2, der(0x04, token)))))
}

// anonymous is the login without a user: the NTLM AUTHENTICATE message in which all fields are empty, except one that is a single
// zero (MS-NLMP, section 3.2.5.1.2).
func anonymous() []byte {
	le := binary.LittleEndian
	b := ntlm(3, 0)[:12]
	for _, size := range [...]uint16{1, 0, 0, 0, 0, 0} { // two responses, domain, user, workstation, session key
		b = le.AppendUint16(b, size)
		b = le.AppendUint16(b, size)
		b = le.AppendUint32(b, ntlmFixed)
	}
	b = le.AppendUint32(b, ntlmFlags|ntlmAnonymous)
	return der(0xa1, der(0x30, der(0xa2, der(0x04, append(b, 0)))))
}
