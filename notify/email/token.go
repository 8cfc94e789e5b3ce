package email

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// macBytes is the length of the truncated HMAC. 80 bits is the least that RFC 2104 section 5 asks for; a guess can
// only be tried by sending a mail, and costs one each.
const macBytes = 10

// minKey is the shortest key, in bytes, that [NewTokens] takes.
const minKey = 16

// bouncePrefix marks the envelope sender, so that the address too distinguishes a bounce from a reply. It is only a
// hint: vacation programs answer the envelope sender as well.
const bouncePrefix = "b-"

// macCoding writes a MAC in letters and digits that survive any change of case.
func macCoding() *base32.Encoding {
	return base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
}

// Tokens makes and reads the addresses by which answers find their case: team+dl-2020-0001-c1-<mac>@example.org.
// Anybody can read the case and the contact, but only the key can make the MAC.
type Tokens struct {
	keys          [][]byte
	local, domain string
}

// NewTokens returns the tokens of the mailbox base (team@example.org), which must deliver its plus addresses. The
// first key signs, all of them verify, so that a key can be changed while old mails are still answered.
func NewTokens(base string, keys ...[]byte) (*Tokens, error) {
	addr, err := Address(base)
	if err != nil {
		return nil, err
	}
	if len(keys) == 0 {
		return nil, fault.Errorf(fault.Invalid, "mail addresses of cases need a key")
	}
	for _, k := range keys {
		if len(k) < minKey {
			return nil, fault.Errorf(fault.Invalid, "the key for mail addresses has %d bytes: give at least %d", len(k), minKey)
		}
	}
	local, domain := splitAddress(addr)
	if strings.Contains(local, "+") {
		return nil, fault.Errorf(fault.Invalid, "%q has a plus part already: give the plain mailbox", addr)
	}
	return &Tokens{keys: keys, local: strings.ToLower(local), domain: domain}, nil
}

// Base returns the plain mailbox.
func (t *Tokens) Base() string { return t.local + "@" + t.domain }

// Domain returns the domain of the addresses, as A-labels.
func (t *Tokens) Domain() string { return t.domain }

// Address returns the address that a mail about a case to one of its contacts is sent from. It is "" when the case
// or the contact has characters that an address would not keep.
func (t *Tokens) Address(id disclosure.CaseID, contact string) string {
	tok := t.token(id, contact)
	if tok == "" {
		return ""
	}
	return t.local + "+" + tok + "@" + t.domain
}

// Bounce returns the envelope sender that belongs to an address of [Tokens.Address], and any other address as it is.
func (t *Tokens) Bounce(addr string) string {
	if _, _, ok := t.Parse(addr); !ok {
		return addr
	}
	local, domain := splitAddress(addr)
	base, tok, _ := strings.Cut(local, "+")
	return base + "+" + bouncePrefix + strings.TrimPrefix(tok, bouncePrefix) + "@" + domain
}

// Parse reads an address that [Tokens.Address] or [Tokens.Bounce] made, in any case of letters. It compares in
// constant time and refuses a token that was guessed or belongs to another contact.
func (t *Tokens) Parse(addr string) (id disclosure.CaseID, contact string, ok bool) {
	addr = strings.Trim(strings.TrimSpace(addr), "<>")
	if len(addr) > 254 || !isASCII(addr) {
		return "", "", false
	}
	local, domain := splitAddress(strings.ToLower(addr))
	if domain != t.domain {
		return "", "", false
	}
	base, tok, found := strings.Cut(local, "+")
	if !found || base != t.local {
		return "", "", false
	}
	if id, contact, ok = t.verify(tok); ok {
		return id, contact, true
	}
	return t.verify(strings.TrimPrefix(tok, bouncePrefix))
}

// token returns case-contact-mac in lower case.
func (t *Tokens) token(id disclosure.CaseID, contact string) string {
	c, k := strings.ToUpper(string(id)), strings.ToUpper(contact)
	if !tokenText(c, true) || !tokenText(k, false) {
		return ""
	}
	return strings.ToLower(c+"-"+k) + "-" + macCoding().EncodeToString(t.mac(t.keys[0], c, k))
}

// verify splits and checks a token in lower case.
func (t *Tokens) verify(tok string) (disclosure.CaseID, string, bool) {
	rest, mac, ok := cutLast(tok, "-")
	if !ok {
		return "", "", false
	}
	c, k, ok := cutLast(strings.ToUpper(rest), "-")
	if !ok || !tokenText(c, true) || !tokenText(k, false) {
		return "", "", false
	}
	valid := false
	for _, key := range t.keys {
		want := macCoding().EncodeToString(t.mac(key, c, k))
		// No early return, so that the timing reveals nothing about the keys.
		if hmac.Equal([]byte(want), []byte(mac)) {
			valid = true
		}
	}
	if !valid {
		return "", "", false
	}
	return disclosure.CaseID(c), k, true
}

func (t *Tokens) mac(key []byte, id, contact string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("daylight mail address 1\x00" + id + "\x00" + contact))
	return m.Sum(nil)[:macBytes]
}

// tokenText reports whether s has only characters that an address preserves: letters, digits and, in a case, hyphens.
// The length leaves room for the mailbox within the 64 octets of a local part (RFC 5321 section 4.5.3.1.1).
func tokenText(s string, hyphen bool) bool {
	if s == "" || len(s) > 24 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for _, c := range []byte(s) {
		switch {
		case c >= 'A' && c <= 'Z', c >= '0' && c <= '9', hyphen && c == '-':
		default:
			return false
		}
	}
	return true
}

// cutLast is [strings.Cut] at the last separator.
func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
