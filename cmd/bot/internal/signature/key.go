package signature

import (
	"crypto/rsa"
	"strings"

	"golang.org/x/crypto/ssh"

	"daylight/disclosure/fault"
)

// Key is a public key of a person.
type Key struct {
	Fingerprint string // SHA256:…, as ssh-keygen -l prints it
	Line        string // kind and key as authorized_keys has them, without a comment
}

// minRSA is the least size of an RSA key, in bits (NIST SP 800-131A).
const minRSA = 2048

// keyLimit bounds a line with a public key, in bytes: one of an RSA key with 16384 bits is shorter.
const keyLimit = 4 << 10

// ParseKey reads a line of authorized_keys. Weak keys, certificates, options and a second line are refused with code Invalid.
func ParseKey(line string) (Key, error) {
	line = strings.TrimSpace(line)
	switch {
	case line == "":
		return Key{}, fault.Errorf(fault.Invalid, "a public key is missing here: copy the line of the .pub file")
	case len(line) > keyLimit || strings.ContainsAny(line, "\r\n"):
		return Key{}, fault.Errorf(fault.Invalid, "this is not one public key: copy the one line of the .pub file")
	case strings.Contains(line, "PRIVATE KEY"):
		return Key{}, fault.Errorf(fault.Invalid, "this is a private key: it belongs to its owner alone, write the line of the .pub file")
	}
	pub, _, options, _, err := ssh.ParseAuthorizedKey([]byte(line))
	switch {
	case err != nil:
		return Key{}, fault.Errorf(fault.Invalid, "this is not a public key of SSH: copy the line of the .pub file, such as ssh-ed25519 AAAA… name")
	case len(options) > 0:
		return Key{}, fault.Errorf(fault.Invalid, "options before the key are not known here: write the line of the .pub file alone")
	}
	return keyOf(pub)
}

// keyOf refuses a key that is too weak to show who signed, and kinds that are not known. A certificate says who vouches for
// a key and not whose it is, so it is not supported.
func keyOf(pub ssh.PublicKey) (Key, error) {
	switch pub.Type() {
	case ssh.KeyAlgoED25519, ssh.KeyAlgoSKED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoSKECDSA256:
	case ssh.KeyAlgoRSA:
		with, ok := pub.(ssh.CryptoPublicKey)
		if !ok {
			return Key{}, fault.Errorf(fault.Invalid, "the size of this RSA key cannot be told")
		}
		if key, ok := with.CryptoPublicKey().(*rsa.PublicKey); !ok || key.N.BitLen() < minRSA {
			return Key{}, fault.Errorf(fault.Invalid, "this RSA key has less than %d bits, so others could sign for its owner: make one with ssh-keygen -t ed25519", minRSA)
		}
	default:
		if _, ok := pub.(*ssh.Certificate); ok {
			return Key{}, fault.Errorf(fault.Invalid, "certificates of SSH are not supported: use the key itself")
		}
		return Key{}, fault.Errorf(fault.Invalid, "keys of the kind %.30q are too weak or not known: make one with ssh-keygen -t ed25519", pub.Type())
	}
	return Key{Fingerprint: ssh.FingerprintSHA256(pub), Line: strings.TrimSpace(string(ssh.MarshalAuthorizedKey(pub)))}, nil
}
