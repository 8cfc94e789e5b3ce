package email_test

import (
	"bytes"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/notify/email"
)

func testClock() time.Time { return time.Date(2020, 1, 27, 9, 30, 0, 0, time.UTC) }

func testComposer(t testing.TB) *email.Composer {
	t.Helper()
	c, err := email.NewComposer(email.ComposerOptions{
		Tokens: testTokens(t), Name: "Équipe Daylight", Clock: testClock, Random: strings.NewReader(strings.Repeat("0123456789abcde", 100)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func firstContact() email.ComposeInput {
	return email.ComposeInput{
		Case: "DL-2020-0001", Contact: disclosure.Contact{ID: "C1", Address: "Sécurité <security@bücher.example>"}, Lang: "fr",
		Subject: "Données de santé accessibles publiquement – votre action est nécessaire",
		Body: "Bonjour,\n\nun espace de stockage de votre société est accessible sans mot de passe, et nous vous prions de le fermer " +
			"dès que possible parce que n'importe qui peut le lire.\n\n  - indented\n> looks like a quotation\nFrom here on\n.\n" +
			"https://example-bucket.s3.eu-west-3.amazonaws.com/a/very/long/path/that/does/not/fit/into/one/line/at/all\n\n-- \nDaylight\n",
	}
}

func TestComposeGolden(t *testing.T) {
	id, to, raw, err := testComposer(t).Compose(firstContact())
	if err != nil {
		t.Fatal(err)
	}
	if want := "dl-2020-0001.c1.gaytemzugu3doobz"; !strings.HasPrefix(id, want) || !strings.HasSuffix(id, "@example.org") {
		t.Errorf("Message-ID %q, want %s…", id, want)
	}
	if to != "security@xn--bcher-kva.example" {
		t.Errorf("recipient %q", to)
	}
	golden(t, "compose.eml", raw)
}

func TestComposedMailKeepsTheRulesOfMail(t *testing.T) {
	in := firstContact()
	in.Thread = []string{"root@example.org", "<second@example.org>"}
	_, _, raw, err := testComposer(t).Compose(in)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(raw), "\r\n") {
		if len(line) > 76 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("line of %d characters: %q", len(line), line)
		}
	}
	for i, c := range raw {
		if c >= 0x80 {
			t.Fatalf("byte %d is not ASCII", i)
		}
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != in.Subject+" [DL-2020-0001]" {
		t.Errorf("subject %q, %v", subject, err)
	}
	from, err := m.Header.AddressList("From")
	if err != nil || from[0].Name != "Équipe Daylight" {
		t.Errorf("from %v, %v", from, err)
	}
	if id, contact, ok := testTokens(t).Parse(from[0].Address); !ok || id != in.Case || contact != "C1" {
		t.Errorf("the sender %v has no token", from[0])
	}
	if got := m.Header.Get("References"); got != "<root@example.org> <second@example.org>" {
		t.Errorf("References %q", got)
	}
	if got := m.Header.Get("In-Reply-To"); got != "<second@example.org>" {
		t.Errorf("In-Reply-To %q", got)
	}
	for _, absent := range []string{"User-Agent", "X-Mailer", "Auto-Submitted", "Reply-To", "Cc", "Bcc"} {
		if m.Header.Get(absent) != "" {
			t.Errorf("%s is there", absent)
		}
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	if got := unflow(string(body)); got != strings.ReplaceAll(in.Body, "> looks", "> looks") {
		t.Errorf("the text is\n%q, want\n%q", got, in.Body)
	}
	again, err := email.Read(raw)
	if err != nil || again.Class != email.Person || !strings.Contains(again.Text, "fermer") {
		t.Errorf("read back: %+v, %v", again, err)
	}
}

// unflow is a reader of RFC 3676 section 4.
func unflow(s string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimSuffix(s, "\r\n"), "\r\n") {
		line = strings.TrimPrefix(line, " ")
		b.WriteString(line)
		if !strings.HasSuffix(line, " ") || line == "-- " {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func TestComposeRefuses(t *testing.T) {
	for name, change := range map[string]func(*email.ComposeInput){
		"a line break in the subject":     func(in *email.ComposeInput) { in.Subject = "x\r\nBcc: a@example.com" },
		"a bare LF in the subject":        func(in *email.ComposeInput) { in.Subject = "x\ny" },
		"NUL in the subject":              func(in *email.ComposeInput) { in.Subject = "x\x00" },
		"a direction override":            func(in *email.ComposeInput) { in.Subject = "x\u202Ey" },
		"no subject":                      func(in *email.ComposeInput) { in.Subject = " " },
		"a very long subject":             func(in *email.ComposeInput) { in.Subject = strings.Repeat("x", 300) },
		"no text":                         func(in *email.ComposeInput) { in.Body = "\n \n" },
		"too much text":                   func(in *email.ComposeInput) { in.Body = strings.Repeat("x", 300<<10) },
		"bytes that are no UTF-8":         func(in *email.ComposeInput) { in.Body = "a\xff" },
		"an escape sequence":              func(in *email.ComposeInput) { in.Body = "a\x1b[31m" },
		"two recipients":                  func(in *email.ComposeInput) { in.Contact.Address = "a@example.org, b@example.org" },
		"a line break in the address":     func(in *email.ComposeInput) { in.Contact.Address = "a@example.org\nBcc: b@example.com" },
		"a local part outside ASCII":      func(in *email.ComposeInput) { in.Contact.Address = "müller@example.org" },
		"a contact without id":            func(in *email.ComposeInput) { in.Contact.ID = "" },
		"a line break in the language":    func(in *email.ComposeInput) { in.Lang = "en\r\nX: y" },
		"a line break in a Message-ID":    func(in *email.ComposeInput) { in.Thread = []string{"a@b\r\nX: y"} },
		"angle brackets in a Message-ID":  func(in *email.ComposeInput) { in.Thread = []string{"a@b> <c@d"} },
		"a case that gives no local part": func(in *email.ComposeInput) { in.Case = "DL 2020" },
	} {
		t.Run(name, func(t *testing.T) {
			in := firstContact()
			change(&in)
			if _, _, raw, err := testComposer(t).Compose(in); fault.CodeOf(err) != fault.Invalid || raw != nil {
				t.Errorf("got %d bytes, %v", len(raw), err)
			}
		})
	}
	if _, err := email.NewComposer(email.ComposerOptions{Tokens: testTokens(t), Clock: testClock, Name: "a\r\nb"}); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a line break in the sender's name: %v", err)
	}
}

func TestFollowUpKeepsTheSubjectWithItsTag(t *testing.T) {
	in := firstContact()
	in.Subject = "Open storage [DL-2020-0001]"
	_, _, raw, err := testComposer(t).Compose(in)
	if err != nil || !bytes.Contains(raw, []byte("\r\nSubject: Open storage [DL-2020-0001]\r\n")) {
		t.Errorf("%v\n%s", err, raw)
	}
	in.Thread = nil
	for range 100 {
		in.Thread = append(in.Thread, "m@example.org")
	}
	in.Thread[0] = "root@example.org"
	_, _, raw, err = testComposer(t).Compose(in)
	if err != nil || bytes.Count(raw, []byte("<m@example.org>")) != 30 || !bytes.Contains(raw, []byte("<root@example.org>")) {
		t.Errorf("a long thread keeps its root and its end: %v\n%s", err, raw)
	}
}

func TestSubjectWordsRoundTrip(t *testing.T) {
	for _, s := range []string{"Ä", "plain", strings.Repeat("ä ö", 40), "日本語の件名" + strings.Repeat("です", 20), "mixed = ? _ ü", "👩‍💻 emoji"} {
		in := firstContact()
		in.Subject = s
		_, _, raw, err := testComposer(t).Compose(in)
		if err != nil {
			t.Fatal(err)
		}
		m, err := email.Read(raw)
		if err != nil || m.Subject != s+" [DL-2020-0001]" {
			t.Errorf("%q became %q, %v", s, m.Subject, err)
		}
	}
}

func FuzzCompose(f *testing.F) {
	f.Add("subject", "body\n> q\n-- \nx", "a@example.org")
	f.Add("s\r\nX: y", strings.Repeat("long ", 100), "ü@ü.example")
	f.Fuzz(func(t *testing.T, subject, body, to string) {
		in := firstContact()
		in.Subject, in.Body, in.Contact.Address = subject, body, to
		_, rcpt, raw, err := testComposer(t).Compose(in)
		if err != nil {
			if raw != nil {
				t.Fatal("bytes in spite of an error")
			}
			return
		}
		m, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Header) != 9 {
			t.Fatalf("%d fields: %v", len(m.Header), m.Header)
		}
		if a, err := m.Header.AddressList("To"); err != nil || len(a) != 1 || a[0].Address != rcpt {
			t.Fatalf("To %v, %v", a, err)
		}
		text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := strings.Join(strings.Fields(unflow(string(text))), " "), strings.Join(strings.Fields(body), " "); got != want {
			t.Fatalf("text %q, want %q", got, want)
		}
		for line := range strings.SplitSeq(string(raw), "\r\n") {
			if len(line) > 76 && !strings.HasPrefix(line, "To: ") {
				t.Fatalf("line of %d characters %q", len(line), line)
			}
		}
	})
}

func BenchmarkCompose(b *testing.B) {
	c, err := email.NewComposer(email.ComposerOptions{Tokens: testTokens(b), Name: "Daylight", Clock: testClock})
	if err != nil {
		b.Fatal(err)
	}
	in := firstContact()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, _, err := c.Compose(in); err != nil {
			b.Fatal(err)
		}
	}
}
