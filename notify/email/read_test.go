package email_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/notify/email"
)

// samples returns the mails of testdata by name, with the line ends of mail.
func samples(t testing.TB) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("testdata/mails/*.eml")
	if err != nil || len(paths) < 25 {
		t.Fatalf("%d samples, %v", len(paths), err)
	}
	out := make(map[string][]byte)
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		b = bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
		out[strings.TrimSuffix(filepath.Base(p), ".eml")] = b
	}
	return out
}

// TestSamples reads every sample and compares everything that was understood with one golden file, so that a change
// anywhere in the reading shows what it does to all of them.
func TestSamples(t *testing.T) {
	all := samples(t)
	var b bytes.Buffer
	for _, name := range slices.Sorted(mapsKeys(all)) {
		m, err := email.Read(all[name])
		fmt.Fprintf(&b, "-- %s --\n", name)
		if err != nil {
			fmt.Fprintf(&b, "error: %v\n", err)
		}
		fmt.Fprintf(&b, "class: %s  says: %v  ticket: %q  froms: %d\n", m.Class, m.Says, m.Ticket, m.Froms)
		fmt.Fprintf(&b, "from: %q %q  subject: %q\n", m.FromName, m.From, m.Subject)
		if n := m.Bounce; n != nil {
			fmt.Fprintf(&b, "bounce: %s %q status %q final %q original %q\n  envid %q id %q\n  says %q\n",
				n.Class, n.Action, n.Status, n.Recipient, n.Original, n.EnvelopeID, n.MessageID, n.Diagnostic)
		}
		if m.Robot != "" {
			fmt.Fprintf(&b, "nobody's: %s\n", m.Robot)
		}
		for _, e := range m.Evidence {
			fmt.Fprintf(&b, "because: %s\n", e)
		}
		for _, d := range m.Defects {
			fmt.Fprintf(&b, "defect: %s\n", d)
		}
		fmt.Fprintf(&b, "reply: %.300q\nquoted: %.200q\n\n", m.Reply, m.Quoted)
	}
	golden(t, "samples.golden", b.Bytes())
}

func mapsKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func TestNoSampleOfAMachineIsTakenForAPerson(t *testing.T) {
	for name, raw := range samples(t) {
		m, err := email.Read(raw)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		kind, _, _ := strings.Cut(name, "-")
		want := map[string][]email.Class{
			"bounce": {email.Bounced}, "notice": {email.Delayed, email.Delivered}, "away": {email.Automatic}, "hostile": {email.Unclear},
			"receipt": {email.Automatic}, "abuse": {email.Report}, "server": {email.Report},
		}[kind]
		if name == "ticket-ack" {
			want = []email.Class{email.Automatic}
		}
		if want == nil {
			want = []email.Class{email.Person, email.Unclear} // some hold no words that answer
		}
		if !slices.Contains(want, m.Class) {
			t.Errorf("%s is %s: %v", name, m.Class, m.Evidence)
		}
		if m.Trust != email.Unverified {
			t.Errorf("%s is trusted", name)
		}
	}
}

func TestBounceClasses(t *testing.T) {
	for _, tc := range []struct {
		status, action, words string
		want                  email.BounceClass
	}{
		{"5.1.1", "failed", "", email.AddressDead},
		{"5.0.0", "failed", "smtp; 550 5.1.1 <x@vendor.example>... User unknown", email.AddressDead},
		{"5.0.0", "failed", "smtp; 552 5.2.2 quota", email.MailboxFull},
		{"5.0.0", "failed", "smtp; 554 5.7.1 rejected", email.RefusedMail},
		{"5.0.0", "failed", "smtp; 554 5.6.0 malformed", email.OtherBounce},
		{"5.0.0", "failed", "smtp; 550 No such user here", email.AddressDead},
		{"5.0.0", "failed", "", email.OtherBounce},
		{"5.4.1", "failed", "smtp; 550 5.4.1 Recipient address rejected: Access denied", email.AddressDead}, // how Microsoft 365 says that there is nobody,
		{"5.4.4", "failed", "X-Postfix; Host or domain name not found", email.AddressDead},
		{"5.2.1", "failed", "smtp; 550 5.2.1 mailbox disabled", email.AddressDead},
		{"5.1.0", "failed", "smtp; 550 5.1.0 sender rejected", email.RefusedMail},
		{"5.1.1", "failed", "smtp; 550 5.1.1 Rejected by recipient preferences", email.RefusedMail},
		{"5.0.0", "failed", "smtp; 550 rate limit exceeded, too many messages", email.RefusedMail},
		{"5.0.0", "failed", "smtp; 550 Unknown host", email.AddressDead},
		{"5.0.0", "failed", "X-Exim; Unrouteable mail domain \"vendor.example\"", email.AddressDead},
		{"4.4.3", "failed", "X-Postfix; Host or domain name not found. Host not found, try again", email.Expired},
		{"5.7.1", "failed", "smtp; 552 5.7.1 mailbox full", email.MailboxFull},
		{"5.0.0", "failed", "smtp; 550-5.0.0 see below 550 5.1.1 no mailbox here", email.AddressDead},
		{"5.2.3", "failed", "smtp; 552 5.2.3 too large", email.TooBig},
		{"5.3.4", "failed", "", email.TooBig},
		{"5.7.1", "failed", "smtp; 550 5.7.1 unknown user", email.AddressDead},
		{"4.4.1", "failed", "X-Postfix; connection timed out", email.Expired},
		{"4.2.1", "failed", "", email.Expired},
		{"4.2.2", "failed", "smtp; 452 4.2.2 mailbox full", email.MailboxFull},
		{"5.0.0", "failed", "retry timeout exceeded", email.Expired},
		{"4.4.1", "delayed", "", email.StillTrying},
		{"2.0.0", "delivered", "smtp; 250 Ok", email.TookIt},
		{"2.1.5", "relayed", "smtp; 250 2.1.5 Ok", email.TookIt},
		{"2.1.5", "expanded", "", email.TookIt},
		{"5.6.7", "failed", "smtp; 550 5.6.7 SMTPUTF8 needed", email.OtherBounce},
		{"5.1.1", "failed", "smtp; 550 5.1.1 <x@vendor.example>: Recipient address rejected: vendor.example", email.AddressDead}, // no reason is given
		{"5.1.1", "failed", "smtp; 550 5.1.1 rejected: listed by blacklist.example", email.RefusedMail},
		{"5.1.1", "failed", "smtp; 550 RCPT TO:<x@vendor.example> max message size exceeded", email.TooBig},
		{"5.7.1", "failed", "smtp; 553 sorry, badrcptto (user mail-box not found) (#5.7.1)", email.AddressDead},
		{"5.0.0", "failed", "smtp; 550 BAD_RECIPIENT", email.AddressDead},
		{"5.0.0", "failed", "smtp; 551 <x@vendor.example> is a deactivated mailbox", email.AddressDead},
		{"5.0.0", "failed", "smtp; 550 x@vendor.example is not an active address at this host", email.AddressDead},
	} {
		raw := fmt.Sprintf("From: MAILER-DAEMON@mx.example.org\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n"+
			"--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; x@vendor.example\r\nAction: %s\r\nStatus: %s\r\nDiagnostic-Code: %s\r\n--B--\r\n",
			tc.action, tc.status, tc.words)
		m, err := email.Read([]byte(raw))
		if err != nil || m.Bounce == nil || m.Bounce.Class != tc.want {
			t.Errorf("%s %s %q: %+v, %v; want %s", tc.action, tc.status, tc.words, m.Bounce, err, tc.want)
		}
	}
}

func TestAutomaticSubjects(t *testing.T) {
	for _, s := range []string{
		"Automatic reply: x", "Auto-Reply: x", "Out of Office: x", "Out of the office", "Automatische Antwort: x", "Abwesenheitsnotiz", "Réponse automatique : x",
		"Absence du bureau : x", "Respuesta automática: x", "Risposta automatica: x", "Automatisch antwoord: x", "Autosvar: x", "Automatiskt svar: x",
		"Resposta automática: x", "Automaattinen vastaus: x", "Odpowiedź automatyczna: x", "自動返信: x", "Re: Out of Office", "Frånvaro: x",
	} {
		if m, err := email.Read([]byte("From: a@vendor.example\r\nSubject: " + s + "\r\n\r\nhello\r\n")); err != nil || m.Class != email.Automatic {
			t.Errorf("%q is %s, %v", s, m.Class, err)
		}
	}
	for _, s := range []string{"Re: your report", "Automation of our backups", "Urgent: office network", "AW: Speicher offen", "Our office is out of storage"} {
		if m, err := email.Read([]byte("From: a@vendor.example\r\nSubject: " + s + "\r\n\r\nI checked the server, and our developers look at it.\r\n")); err != nil || m.Class != email.Person {
			t.Errorf("%q is %s, %v, %v", s, m.Class, m.Evidence, err)
		}
	}
}

func TestClaimsOfAFix(t *testing.T) {
	for text, want := range map[string]bool{
		"The bucket has been closed.":                              true,
		"Hi,\n\nwe have now secured the\nserver. Thanks!":          true,
		"This is fixed now, thanks.":                               true,
		"We took the server offline. Details follow.":              true,
		"The data is no longer accessible.":                        true,
		"Das Problem wurde behoben.":                               true,
		"Wir haben den Zugriff heute Morgen gesperrt.":             true,
		"Die Daten sind nicht mehr öffentlich zugänglich.":         true,
		"Le problème a été corrigé.":                               true,
		"Les accès ont été sécurisés hier soir.":                   true,
		"Nous avons fermé le serveur.":                             true,
		"L'espace n'est plus accessible.":                          true,
		"Has it been closed?":                                      false,
		"It has not been closed yet.":                              false,
		"It will be fixed tomorrow.":                               false,
		"Please tell us once it has been fixed.":                   false,
		"Your ticket has been closed.":                             false,
		"Das wird morgen behoben.":                                 false,
		"Ist das wirklich geschlossen?":                            false,
		"Wir prüfen, ob die Lücke geschlossen ist.":                false,
		"Cela sera corrigé demain.":                                false,
		"Le problème n'a pas été corrigé.":                         false,
		"Thank you for your report.":                               false,
		"We are looking into how this was configured.":             false,
		"If the server was closed, we would see it.":               false,
		"We haven't fixed it.":                                     false,
		"Thank you for the report.\n\n> it has been closed, right": false,
	} {
		m, err := email.Read([]byte("From: a@vendor.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text))
		if err != nil || (m.Says.Kind() == disclosure.KindFixClaimed) != want {
			t.Errorf("%q: says %v, %v", text, m.Says, err)
		}
	}
}

func TestReadRefusesWhatIsNoMail(t *testing.T) {
	for name, raw := range map[string][]byte{
		"nothing":  nil,
		"no field": []byte("hello\r\n\r\nworld"),
		"too big":  append([]byte("Subject: x\r\n\r\n"), make([]byte, 26<<20)...),
		"binary":   {0, 1, 2, 3},
	} {
		if _, err := email.Read(raw); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReadBoundsTimeAndMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine, which the run without -short reads to the end")
	}
	head := "From: a@vendor.example\r\nSubject: x\r\n"
	for name, raw := range map[string]string{
		"deep HTML":       head + "Content-Type: text/html\r\n\r\n" + strings.Repeat("<div><blockquote>", 40_000) + "x",
		"long line":       head + "\r\n" + strings.Repeat("a", 2<<20),
		"many headers":    head + strings.Repeat("X-A: b\r\n", 40_000) + "\r\nx",
		"one long header": "Subject: " + strings.Repeat("a ", 200_000) + "\r\n\r\nx",
		"endless folding": "Subject: x\r\n" + strings.Repeat(" y\r\n", 60_000) + "\r\nx",
		"references":      head + "References: " + strings.Repeat("<a@b> ", 40_000) + "\r\n\r\nx",
		"quotes":          head + "\r\n" + strings.Repeat("> ", 200_000),
		"announcements":   head + "\r\n" + strings.Repeat("On 1 Jan 2020 a@b wrote:\n", 40_000),
		"colons":          head + "\r\n" + strings.Repeat("On 1 a:\n", 20_000),
		"addresses":       head + "To: " + strings.Repeat("a@b.example,", 20_000) + "\r\n\r\nx",
		"boundaries":      head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\n", 40_000),
		"encoded words":   "Subject: " + strings.Repeat("=?utf-8?q?a?= ", 20_000) + "\r\n\r\nx",
	} {
		t.Run(name, func(t *testing.T) {
			// Time grows with the size and not faster, so the test's own deadline is the only clock here.
			if _, err := email.Read([]byte(raw)); err != nil && fault.CodeOf(err) != fault.Invalid {
				t.Error(err)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	for _, raw := range samples(f) {
		if len(raw) < 8<<10 {
			f.Add(raw)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := email.Read(raw)
		if err != nil {
			if strings.Contains(err.Error(), "broke") {
				t.Fatal("it panicked")
			}
			return
		}
		if m.Class == "" || m.Trust != email.Unverified {
			t.Fatalf("%+v", m)
		}
		if (m.Class == email.Bounced || m.Class == email.Delayed || m.Class == email.Delivered) != (m.Bounce != nil) {
			t.Fatalf("class %s and bounce %+v", m.Class, m.Bounce)
		}
		for _, e := range m.Evidence {
			if strings.ContainsAny(e, "\r\n\x1b\x00") {
				t.Fatalf("evidence %q", e)
			}
		}
	})
}

func BenchmarkRead20KB(b *testing.B) {
	raw := samples(b)["reply-top"]
	raw = append(raw, bytes.Repeat([]byte("> quoted text of an earlier mail, as long as lines are\r\n"), 350)...)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := email.Read(raw); err != nil {
			b.Fatal(err)
		}
	}
}
