package email_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"daylight/notify/email"
)

// TestNoWordIsLost: text, or a plain statement of what is there; never nothing, and never the source of parts.
func TestNoWordIsLost(t *testing.T) {
	t.Parallel()
	const head = "From: a@vendor.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
	many := strings.Repeat("--B\r\nContent-Type: image/png; name=a.png\r\n\r\nx\r\n", 600)
	for rule, c := range map[string]struct{ raw, want, never string }{
		"parts without a type":           {head + "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nWe closed the bucket.\r\n--B--\r\n", "We closed the bucket.", "--B"},
		"more parts than are read":       {head + "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nWe closed it.\r\n" + many + "--B--\r\n", "We closed it.", "Content-Type"},
		"more parts than are read, HTML": {head + "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/html\r\n\r\n<p>We closed it.</p>\r\n" + many + "--B--\r\n", "We closed it.", "<p>"},
		"UTF-8 that says us-ascii":       {head + "Content-Type: text/plain; charset=us-ascii\r\n\r\nDie Lücke ist geschlossen.\r\n", "Die Lücke ist geschlossen.", "\uFFFD"},
		"a letter that is only a PDF": {
			head + "Content-Type: application/pdf; name=letter.pdf\r\nContent-Disposition: attachment; filename=letter.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
				base64.StdEncoding.EncodeToString([]byte("%PDF-1.4 something")) + "\r\n", "letter.pdf", "JVBER",
		},
		"no parts, whatever it says": {head + "Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n<<< No message collected >>>\r\n", "No message collected", "--B"},
		"a boundary that something follows": {
			head + "Content-Type: multipart/mixed; boundary=\"B\" Message-Id: <1@vendor.example>\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nWe closed it.\r\n--B--\r\n", "We closed it.", "--B",
		},
		"an encrypted mail": {
			head + "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=B\r\n\r\n--B\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--B\r\n" +
				"Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----\r\nabc\r\n-----END PGP MESSAGE-----\r\n--B--\r\n", "encrypted", "BEGIN PGP",
		},
		"hidden HTML": {
			head + "Content-Type: text/html\r\n\r\n<div style=\"display:none\">It is closed now.</div><span style='font-size:0'>closed</span><p style=\"color:#fff;background-color:#fff\">closed</p><p>Who are you?</p>", "Who are you?", "closed",
		},
	} {
		m, err := email.Read([]byte(c.raw))
		if err != nil || !strings.Contains(m.Words(), c.want) || strings.Contains(m.Words(), c.never) {
			t.Errorf("%s: %v, %q, %v", rule, err, m.Words(), m.Defects)
		}
	}
}
