package email_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"daylight/notify/email"
)

// TestWhoseMailIsTrusted has mails that a real signer signed. Whatever does not prove the domain in From is unverified.
func TestWhoseMailIsTrusted(t *testing.T) {
	t.Parallel()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	v := email.Verifier{Server: "mx.team.example", LookupTXT: func(_ context.Context, name string) ([]string, error) {
		if asked++; name != "s1._domainkey.vendor.example" && name != "s1._domainkey.mail.vendor.example" && name != "s1._domainkey.attacker.example" {
			return nil, errors.New("no such name")
		}
		return []string{"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)}, nil
	}}
	const plain = "From: Jane <jane@vendor.example>\r\nTo: team@example.org\r\nSubject: Re: x\r\n\r\nIt is closed now.\r\n"
	signed := func(domain string) string {
		var b bytes.Buffer
		if err := dkim.Sign(&b, strings.NewReader(plain), &dkim.SignOptions{Domain: domain, Selector: "s1", Signer: private}); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	results := func(s string) string { return "Authentication-Results: " + s + "\r\n" + plain }
	for rule, c := range map[string]struct {
		raw  string
		want email.Trust
	}{
		"no signature":                            {plain, email.Unverified},
		"signed by the domain of From":            {signed("vendor.example"), email.Signed},
		"signed by a part of it":                  {signed("mail.vendor.example"), email.Signed},
		"signed by somebody else":                 {signed("attacker.example"), email.Unverified},
		"signed with a key that nobody publishes": {signed("other.vendor.example"), email.Unverified},
		"changed after it was signed":             {strings.Replace(signed("vendor.example"), "closed", "open", 1), email.Unverified},
		"a second From on top":                    {"From: x@attacker.example\r\n" + signed("vendor.example"), email.Unverified},
		"our server saw a signature":              {results("mx.team.example; dkim=pass header.d=vendor.example"), email.Vouched},
		"our server saw DMARC pass":               {results("mx.team.example; spf=fail; dmarc=pass header.from=vendor.example"), email.Vouched},
		"our server saw somebody else's":          {results("mx.team.example; dkim=pass header.d=attacker.example"), email.Unverified},
		"our server saw it fail":                  {results("mx.team.example; dkim=fail header.d=vendor.example"), email.Unverified},
		"another server saw it":                   {results("mx.attacker.example; dkim=pass header.d=vendor.example"), email.Unverified},
		"nonsense":                                {results("mx.team.example; ;;dkim==pass"), email.Unverified},
	} {
		m, err := email.Read([]byte(c.raw))
		if err != nil {
			t.Fatal(err)
		}
		if got := v.Trust(t.Context(), []byte(c.raw), m); got != c.want {
			t.Errorf("%s: %s, want %s", rule, got, c.want)
		}
		if got := (email.Verifier{}).Trust(t.Context(), []byte(c.raw), m); got != email.Unverified {
			t.Errorf("%s: %s without a check", rule, got)
		}
	}
	if asked == 0 {
		t.Error("nobody was asked for a key")
	}
}

func TestTheIntakeSaysHowFarAMailIsTrusted(t *testing.T) {
	t.Parallel()
	raw := []byte("Authentication-Results: mx.team.example; dkim=pass header.d=vendor.example\r\nFrom: Jane Doe <jane@vendor.example>\r\nSubject: Re: x\r\nIn-Reply-To: <" +
		ourID + ">\r\n\r\nThe bucket is closed now.\r\n")
	for server, want := range map[string]string{"": "person, unverified, ", "mx.team.example": "person, server, ", "mx.other.example": "person, unverified, "} {
		p := email.NewInterpreter(testTokens(t), &book{})
		p.Verifies(email.Verifier{Server: server})
		if r, err := p.Interpret(t.Context(), inbound(), raw); err != nil || !strings.HasPrefix(r.Update.Note, want) {
			t.Errorf("%q: %q, want %q: %v", server, r.Update.Note, want, err)
		}
	}
}

func FuzzTrust(f *testing.F) {
	f.Add([]byte("From: a@example.org\r\nDKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=s; h=from; bh=; b=\r\nAuthentication-Results: mx; dkim=pass header.d=example.org\r\n\r\nx\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := email.Read(raw)
		if err != nil {
			return
		}
		v := email.Verifier{Server: "mx", LookupTXT: func(context.Context, string) ([]string, error) { return nil, errors.New("no") }}
		if v.Trust(t.Context(), raw, m) == email.Signed {
			t.Fatal("signed without a key")
		}
	})
}
