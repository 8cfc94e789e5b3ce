package email

import (
	"bytes"
	"context"
	"strings"
	"time"

	"github.com/emersion/go-msgauth/authres"
	"github.com/emersion/go-msgauth/dkim"
)

// Trust says what is known about who wrote a mail.
type Trust string

// The trusts, the strongest first. Anybody can forge From, so the zero value and whatever cannot be checked is unverified.
const (
	Signed     Trust = "dkim"       // we checked a signature of the domain in From (RFC 6376)
	Vouched    Trust = "server"     // our own server says that it did (RFC 8601)
	Unverified Trust = "unverified" // nothing shows that From is true
)

// Verifier checks whether a mail comes from the domain that it names. Its zero value checks nothing.
type Verifier struct {
	// LookupTXT reads the keys of signatures from the DNS; nil checks no signature.
	LookupTXT func(ctx context.Context, name string) ([]string, error)
	// Server is the name by which our own server signs its Authentication-Results; "" believes none. The server has to remove
	// fields with its name from mails of others, as RFC 8601 section 5 demands.
	Server string
}

// The limits of a check. A sender chooses how many signatures a mail has, and whose name servers are asked.
const (
	maxSignatures = 5
	verifyTime    = 10 * time.Second
)

// Trust checks the bytes of a mail as they came. A mail with other than one author in one From field is never trusted, because a
// signature covers only one of them.
func (v Verifier) Trust(ctx context.Context, raw []byte, m Mail) Trust {
	h := headOf(raw)
	if m.Froms != 1 || len(h.all("From")) != 1 || m.From == "" || len(raw) > maxMail {
		return Unverified
	}
	if v.LookupTXT != nil && h.has("Dkim-Signature") && v.signed(ctx, raw, m.From) {
		return Signed
	}
	if v.Server != "" && v.vouched(h.all("Authentication-Results"), m.From) {
		return Vouched
	}
	return Unverified
}

func (v Verifier) signed(ctx context.Context, raw []byte, from string) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, verifyTime)
	defer cancel()
	found, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{
		MaxVerifications: maxSignatures,
		LookupTXT:        func(name string) ([]string, error) { return v.LookupTXT(ctx, name) },
	})
	if err != nil && len(found) == 0 {
		return false
	}
	for _, s := range found {
		if s.Err == nil && aligned(s.Domain, from) {
			return true
		}
	}
	return false
}

func (v Verifier) vouched(fields []string, from string) bool {
	for _, f := range fields[:min(len(fields), 10)] {
		id, results, err := authres.Parse(clip(f, maxField))
		if err != nil || !strings.EqualFold(id, v.Server) {
			continue
		}
		for _, r := range results {
			switch r := r.(type) {
			case *authres.DKIMResult:
				if r.Value == authres.ResultPass && aligned(r.Domain, from) {
					return true
				}
			case *authres.DMARCResult:
				if r.Value == authres.ResultPass && aligned(r.From, from) {
					return true
				}
			}
		}
	}
	return false
}

// aligned reports whether a domain that signed is that of an address: the same one, or one of the same organisation (RFC 7489
// section 3.1.1, relaxed).
func aligned(signer, from string) bool {
	_, domain := splitAddress(from)
	signer, domain = asciiDomain(strings.TrimSuffix(signer, ".")), asciiDomain(domain)
	return signer != "" && (signer == domain || organisation(domain) != "" && organisation(signer) == organisation(domain))
}
