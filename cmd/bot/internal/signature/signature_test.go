package signature_test

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"

	"daylight/cmd/bot/internal/signature"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func statement() signature.Statement {
	return signature.Statement{
		Instance: "0123456789abcdef", By: "Bob Ö.", At: now.Add(-time.Hour),
		Decision: person.Decision{Case: "DL-2020-0001", What: "publish full en", Digest: strings.Repeat("ab", 32)},
	}
}

func signer(t *testing.T, private crypto.PrivateKey) ssh.Signer {
	t.Helper()
	s, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newEd25519(t *testing.T) ssh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return signer(t, private)
}

func newRSA(t *testing.T, bits int) ssh.Signer {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err) // a skip here would leave out the whole table of weak keys
	}
	return signer(t, private)
}

func sign(t *testing.T, key ssh.Signer, text, namespace string) person.Signature {
	t.Helper()
	sig, err := sshsig.Sign(strings.NewReader(text), key, sshsig.HashSHA512, namespace)
	if err != nil {
		t.Fatal(err)
	}
	return person.Signature{Text: text, Armor: string(sshsig.Armor(sig))}
}

// changed is a text with another letter at a place.
func changed(text string, at int) string {
	b := []byte(text)
	if b[at] == 'A' {
		b[at] = 'B'
	} else {
		b[at] = 'A'
	}
	return string(b)
}

func TestASignatureThatDoesNotFitIsRefused(t *testing.T) {
	t.Parallel()
	key, text := newEd25519(t), statement().Text()
	good := sign(t, key, text, signature.Namespace)
	s, k, err := signature.Verify(good)
	if err != nil || s != statement() || k.Fingerprint != ssh.FingerprintSHA256(key.PublicKey()) {
		t.Fatalf("a good signature: %+v %+v %v", s, k, err)
	}
	middle := len(good.Armor) / 2
	for name, bad := range map[string]person.Signature{
		"none":                      {Text: text},
		"over other bytes":          {Text: strings.Replace(text, "full", "stub", 1), Armor: good.Armor},
		"with one byte more":        {Text: text + "\n", Armor: good.Armor},
		"with one byte changed":     {Text: text, Armor: changed(good.Armor, middle)},
		"spelled in another way":    {Text: text, Armor: good.Armor + "\n"},
		"of another namespace":      sign(t, key, text, "file"),
		"over a text of no form":    sign(t, key, "publish everything\n", signature.Namespace),
		"by a weak RSA key":         sign(t, newRSA(t, 1024), text, signature.Namespace),
		"of another kind of armor":  {Text: text, Armor: "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n"},
		"of a size that nobody has": {Text: text, Armor: strings.Repeat("A", 20_000)},
	} {
		if s, k, err := signature.Verify(bad); err == nil {
			t.Errorf("%s: taken as %+v by %s", name, s, k.Fingerprint)
		}
	}
	if _, _, err := signature.Verify(sign(t, newRSA(t, 2048), text, signature.Namespace)); err != nil {
		t.Errorf("an RSA key of 2048 bits: %v", err)
	}
}

func TestEachChangedByteOfASignatureIsNoticed(t *testing.T) {
	t.Parallel()
	good := sign(t, newEd25519(t), statement().Text(), signature.Namespace)
	for i := range good.Armor {
		if _, _, err := signature.Verify(person.Signature{Text: good.Text, Armor: changed(good.Armor, i)}); err == nil {
			t.Errorf("byte %d of the armor was changed", i)
		}
	}
	for i := range good.Text {
		if _, _, err := signature.Verify(person.Signature{Text: changed(good.Text, i), Armor: good.Armor}); err == nil {
			t.Errorf("byte %d of the text was changed", i)
		}
	}
}

func TestASignatureApprovesOneDecision(t *testing.T) {
	t.Parallel()
	wanted := statement()
	for _, c := range []struct {
		rule   string
		change func(s *signature.Statement)
		ok     bool
	}{
		{"what was asked", func(*signature.Statement) {}, true},
		{"another case", func(s *signature.Statement) { s.Decision.Case = "DL-2020-0002" }, false},
		{"another decision", func(s *signature.Statement) { s.Decision.What = "publish stub en" }, false},
		{"other files", func(s *signature.Statement) { s.Decision.Digest = strings.Repeat("cd", 32) }, false},
		{"another instance", func(s *signature.Statement) { s.Instance = "fedcba9876543210" }, false},
		{"a week ago", func(s *signature.Statement) { s.At = now.Add(-7 * 24 * time.Hour) }, true},
		{"more than a week ago", func(s *signature.Statement) { s.At = now.Add(-7*24*time.Hour - time.Second) }, false},
		{"a clock that is five minutes fast", func(s *signature.Statement) { s.At = now.Add(5 * time.Minute) }, true},
		{"from the future", func(s *signature.Statement) { s.At = now.Add(5*time.Minute + time.Second) }, false},
	} {
		s := statement()
		c.change(&s)
		err := s.Approves(wanted, now)
		if (err == nil) != c.ok || err != nil && fault.CodeOf(err) != fault.Refused {
			t.Errorf("%s: %v", c.rule, err)
		}
	}
}

func TestAStatementHasOneSpelling(t *testing.T) {
	t.Parallel()
	const want = `daylight approval 1
instance: 0123456789abcdef
case: DL-2020-0001
decision: publish full en
digest: abababababababababababababababababababababababababababababababab
approved by: Bob Ö.
at: 2026-03-01T11:00:00Z
`
	if got := statement().Text(); got != want {
		t.Errorf("the text is\n%s", got)
	}
	if s, err := signature.ParseStatement(want); err != nil || s != statement() {
		t.Errorf("read back as %+v, %v", s, err)
	}
	for name, text := range map[string]string{
		"nothing":              "",
		"another form":         strings.Replace(want, "approval 1", "approval 2", 1),
		"no last line break":   strings.TrimSuffix(want, "\n"),
		"a line more":          want + "note: x\n",
		"lines in other order": strings.Replace(strings.Replace(want, "case: DL-2020-0001\n", "", 1), "instance", "case: DL-2020-0001\ninstance", 1),
		"another zone":         strings.Replace(want, "11:00:00Z", "12:00:00+01:00", 1),
		"a blank at an edge":   strings.Replace(want, "full en", "full en ", 1),
		"an empty name":        strings.Replace(want, "Bob Ö.", "", 1),
		"Windows line breaks":  strings.ReplaceAll(want, "\n", "\r\n"),
	} {
		if s, err := signature.ParseStatement(text); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	two := statement()
	two.By = "bob\ncase: DL-2020-0002"
	if two.Check() == nil {
		t.Error("a name with a line break makes a line of its own")
	}
}

func TestKeysThatAreRefused(t *testing.T) {
	t.Parallel()
	line := func(s ssh.Signer) string { return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(s.PublicKey()))) }
	good := newEd25519(t)
	k, err := signature.ParseKey(line(good) + " bob@example.org")
	if err != nil || k.Line != line(good) || k.Fingerprint != ssh.FingerprintSHA256(good.PublicKey()) {
		t.Fatalf("a good key: %+v, %v", k, err)
	}
	cert := &ssh.Certificate{Key: good.PublicKey(), CertType: ssh.UserCert, ValidPrincipals: []string{"bob"}, ValidBefore: ssh.CertTimeInfinity}
	if err := cert.SignCert(rand.Reader, newEd25519(t)); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"nothing":       "",
		"words":         "ssh-ed25519 of bob",
		"two lines":     line(good) + "\n" + line(newEd25519(t)),
		"with options":  "cert-authority " + line(good),
		"RSA 1024":      line(newRSA(t, 1024)),
		"DSA":           "ssh-dss AAAAB3NzaC1kc3MAAACBAP1/U4EddRIpUt9KnC7s5Of2EbdSPO9EAMMeP4C2USZpRV1AIlH7WT2NWPq/xfW6MPbLm1Vs14E7gB00b/JmYLdrmVClpJ+f6AR7ECLCT7up1/63xhv4O1fnxqimFQ8E+4P208UewwI1VBNaFpEy9nXzrith1yrv8iIDGZ3RSAHHAAAAFQCXYFCPFSMLzLKSuYKi64QL8Fgc9QAAAIEA9+GghdabPd7LvKtcNrhXuXmUr7v6OuqC+VdMCz0HgmdRWVeOutRZT+ZxBxCBgLRJFnEj6EwoFhO3zwkyjMim4TwWeotUfI0o4KOuHiuzpnWRbqN/C/ohNWLx+2J6ASQ7zKTxvqhRkImog9/hWuWfBpKLZl6Ae1UlZAFMO/7PSSoAAACBAPaDCDWoqP8yLXcbDpOrM9lmOLN+BZ0vGmRVOEjw6Vzx6ybKrNMRvnHmyASBZVRXY0BBFBTBLqtrYWJcpgTAhqqZLfBMBbPb8FKxrPQwAVy7A3cBBTvXIbG0vVEFTwDXTtVBU2GPyOBEKMvYZTkHgLDMV1aODWcHgdCKDTVEqvFT",
		"a certificate": strings.TrimSpace(string(ssh.MarshalAuthorizedKey(cert))),
		"a private key": "-----BEGIN OPENSSH PRIVATE KEY-----",
	} {
		if k, err := signature.ParseKey(bad); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %+v, %v", name, k, err)
		}
	}
}

func TestWhatIsHandedInIsReadInBothForms(t *testing.T) {
	t.Parallel()
	good := sign(t, newEd25519(t), statement().Text(), signature.Namespace)
	for name, c := range map[string]struct{ in, text string }{
		"the armor alone":            {good.Armor, ""},
		"the text with the armor":    {good.Text + good.Armor, good.Text},
		"with blank lines behind it": {good.Armor + "\n\n", ""},
		"with Windows line breaks":   {strings.ReplaceAll(good.Armor, "\n", "\r\n"), ""},
		"in lines of another length": {rewrapped(good.Armor), ""},
	} {
		text, armor, err := signature.Read([]byte(c.in))
		if err != nil || text != c.text || armor != good.Armor {
			t.Errorf("%s: %q %q %v", name, text, armor, err)
		}
	}
	for name, in := range map[string]string{"nothing": "", "a text": good.Text, "too much": good.Text + good.Armor + strings.Repeat("\n", 40_000)} {
		if _, _, err := signature.Read([]byte(in)); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// rewrapped breaks the lines of an armor as OpenSSH does.
func rewrapped(armor string) string {
	lines := strings.Split(strings.TrimSpace(armor), "\n")
	body := strings.Join(lines[1:len(lines)-1], "")
	out := lines[0] + "\n"
	for len(body) > 70 {
		out, body = out+body[:70]+"\n", body[70:]
	}
	return out + body + "\n" + lines[len(lines)-1] + "\n"
}

func TestASignatureMadeByOpenSSHIsRead(t *testing.T) {
	t.Parallel()
	keygen, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("OpenSSH is not installed: ssh-keygen is missing")
	}
	for _, kind := range [][]string{{"ed25519"}, {"ecdsa", "-b", "256"}, {"rsa", "-b", "2048"}} {
		t.Run(kind[0], func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			key, text := filepath.Join(dir, "key"), filepath.Join(dir, "statement.txt")
			run(t, keygen, append([]string{"-q", "-N", "", "-C", "bob@example.org", "-f", key, "-t"}, kind...)...)
			if err := os.WriteFile(text, []byte(statement().Text()), 0o600); err != nil {
				t.Fatal(err)
			}
			run(t, keygen, "-Y", "sign", "-n", signature.Namespace, "-f", key, text)
			in, err := os.ReadFile(text + ".sig")
			if err != nil {
				t.Fatal(err)
			}
			public, err := os.ReadFile(key + ".pub")
			if err != nil {
				t.Fatal(err)
			}
			want, err := signature.ParseKey(string(public))
			if err != nil {
				t.Fatal(err)
			}
			_, armor, err := signature.Read(in)
			if err != nil {
				t.Fatal(err)
			}
			if s, k, err := signature.Verify(person.Signature{Text: statement().Text(), Armor: armor}); err != nil || s != statement() || k != want {
				t.Errorf("%+v %+v %v", s, k, err)
			}
		})
	}
}

func run(t *testing.T, program string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", program, args, err, out)
	}
}

func FuzzSignatureIsReadWithinLimits(f *testing.F) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	key, err := ssh.NewSignerFromKey(private)
	if err != nil {
		f.Fatal(err)
	}
	sig, err := sshsig.Sign(strings.NewReader(statement().Text()), key, sshsig.HashSHA512, signature.Namespace)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(statement().Text() + string(sshsig.Armor(sig))))
	f.Add(sshsig.Armor(sig))
	f.Add([]byte("-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n"))
	f.Add([]byte("-----BEGIN SSH SIGNATURE-----"))
	f.Fuzz(func(t *testing.T, in []byte) {
		text, armor, err := signature.Read(in)
		if err != nil {
			return
		}
		// What was read once is read the same again, and only a true signature is taken.
		if again, same, err := signature.Read([]byte(text + armor)); err != nil || again != text || same != armor {
			t.Errorf("%q %q %v", again, same, err)
		}
		if s, _, err := signature.Verify(person.Signature{Text: text, Armor: armor}); err == nil && s.Text() != text {
			t.Errorf("%q is taken for %q", text, s.Text())
		}
	})
}
