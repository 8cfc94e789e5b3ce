package proof

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"io"

	"daylight/disclosure/fault"
)

// maxProof bounds the size of a document, in bytes.
const maxProof = 1 << 20

// Encode writes the one form of a proof: the same proof always has the same bytes.
func Encode(p Proof) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(p); err != nil {
		return nil, fault.Errorf(fault.Internal, "the proof could not be written: %w", err)
	}
	return out.Bytes(), nil
}

// Decode reads a proof. It refuses bytes that [Encode] would not write, so that no two readers see different things in
// one signed document: no unknown, missing or repeated field, no other spelling.
func Decode(b []byte) (Proof, error) {
	var p Proof
	if len(b) > maxProof {
		return p, fault.Errorf(fault.Invalid, "the proof has more than %d bytes", maxProof)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		return Proof{}, fault.Errorf(fault.Invalid, "proof.json is not a proof: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return Proof{}, fault.Errorf(fault.Invalid, "there is more after the end of the proof")
	}
	if p.Format != Format {
		return Proof{}, fault.Errorf(fault.Invalid, "this is a %.40q, and only a %q can be read", p.Format, Format)
	}
	again, err := Encode(p)
	if err != nil || !bytes.Equal(again, b) {
		return Proof{}, fault.Errorf(fault.Invalid, "proof.json is not written as Daylight writes it")
	}
	return p, nil
}

// KeyPEM writes a public key in the form that OpenSSL reads.
func KeyPEM(key ed25519.PublicKey) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return nil, fault.Errorf(fault.Internal, "the key could not be written: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}

// Fingerprint is the SHA-256 in hex of a public key as it stands in its PEM file.
func Fingerprint(key ed25519.PublicKey) string {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}
