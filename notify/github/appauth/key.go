package appauth

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"time"

	"daylight/disclosure/fault"
)

// minKeyBits is the least size of a key; GitHub makes 2048 bits.
const minKeyBits = 2048

// Key is the private key of an app. It never prints.
type Key struct{ key *rsa.PrivateKey }

// ParseKey reads the PEM file that GitHub gives out once, in PKCS #1, or the same key in PKCS #8.
func ParseKey(text string) (Key, error) {
	const fix = ": download a new one at the app's page, Private keys > Generate a private key"
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return Key{}, fault.Errorf(fault.Invalid, "the private key of the GitHub App is no PEM text%s", fix)
	}
	key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		other, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		rsaKey, ok := other.(*rsa.PrivateKey)
		if err != nil || !ok {
			return Key{}, fault.Errorf(fault.Invalid, "the private key of the GitHub App is no RSA key%s", fix)
		}
		key = rsaKey
	}
	if key.N.BitLen() < minKeyBits {
		return Key{}, fault.Errorf(fault.Invalid, "the private key of the GitHub App has fewer than %d bits%s", minKeyBits, fix)
	}
	return Key{key}, nil
}

// Format hides the key from every verb.
func (Key) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[secret]")) }

// MarshalText hides the key.
func (Key) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }

// The life of the app's own token. GitHub takes at most ten minutes and refuses what was issued in its future, so the
// token begins in the past of a clock that is a little ahead.
const (
	jwtLife = 8 * time.Minute
	jwtBack = time.Minute
)

// jwt is the app's own token, signed by RS256 as RFC 7519 and GitHub's documentation ask.
func (k Key) jwt(issuer string, now time.Time) (string, error) {
	claims, err := json.Marshal(map[string]any{
		"iat": now.Add(-jwtBack).Unix(), "exp": now.Add(jwtLife).Unix(), "iss": issuer,
	})
	if err != nil {
		return "", err
	}
	enc := base64.RawURLEncoding
	text := enc.EncodeToString([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + enc.EncodeToString(claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, k.key, crypto.SHA256, sum[:])
	if err != nil {
		return "", fmt.Errorf("the token of the GitHub App could not be signed: %w", err)
	}
	return text + "." + enc.EncodeToString(signature), nil
}
