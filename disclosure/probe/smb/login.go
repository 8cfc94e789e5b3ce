package smb

import "encoding/binary"

// A null session is an NTLM login (MS-NLMP) with empty names and no answer to the challenge, wrapped in SPNEGO (RFC 4178).

const (
	ntlmUnicode   = 1 << 0
	ntlmTarget    = 1 << 2
	ntlmNTLM      = 1 << 9
	ntlmAnonymous = 1 << 11
	ntlmExtended  = 1 << 19
	ntlmFlags     = ntlmUnicode | ntlmTarget | ntlmNTLM | ntlmExtended

	ntlmFixed = 64 // bytes of an answer before what it carries
)

// oidSPNEGO and oidNTLM name the two methods in DER.
func oidSPNEGO() []byte { return []byte{0x06, 0x06, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x02} }

func oidNTLM() []byte {
	return []byte{0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0a}
}

// der writes an element. None of ours reaches 256 bytes.
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

// announce says that a login follows.
func announce() []byte {
	token := append(ntlm(1, ntlmFlags), make([]byte, 16)...) // no names
	return der(0x60, oidSPNEGO(), der(0xa0, der(0x30, der(0xa0, der(0x30, oidNTLM())), der(0xa2, der(0x04, token)))))
}

// anonymous is a login of nobody: all its fields are empty but one, which is a single zero.
func anonymous() []byte {
	le := binary.LittleEndian
	b := ntlm(3, 0)[:12]
	for _, size := range [...]uint16{1, 0, 0, 0, 0, 0} { // two answers, domain, user, machine, key
		b = le.AppendUint16(b, size)
		b = le.AppendUint16(b, size)
		b = le.AppendUint32(b, ntlmFixed)
	}
	b = le.AppendUint32(b, ntlmFlags|ntlmAnonymous)
	return der(0xa1, der(0x30, der(0xa2, der(0x04, append(b, 0)))))
}
