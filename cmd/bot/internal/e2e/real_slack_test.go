//go:build integration

package e2e

import (
	"bytes"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"daylight/cmd/bot/internal/loopback"
)

// TestRealMailCarriesAWholeCaseInSlack is the whole case in Slack, with Postfix and Dovecot for the mail of both sides.
func TestRealMailCarriesAWholeCaseInSlack(t *testing.T) {
	p := realMailPeers(t)
	newWalk(t, func(w *walk) {
		w.keys, w.vendor = p.txt, realVendor
		w.cfg.Mail.Address, w.cfg.Mail.Archive, w.cfg.Team.Contact = "team@example.org", "team@example.org", "team@example.org"
		w.cfg.Mail.SMTP, w.cfg.Mail.IMAP.Server = p.server(t, "smtp", "starttls"), p.server(t, "imaps", "tls")
		before := len(p.letters(t))
		w.arrived = func() []loopback.Letter { return p.letters(t)[before:] }
		w.answers = func(to loopback.Letter, _, text string) error {
			m, err := mail.ReadMessage(bytes.NewReader(to.Bytes))
			if err == nil {
				p.answered(t, m.Header, text)
			}
			return err
		}
	}).whole()
}

// letters are the mails in the vendor's mailbox, oldest first.
func (p mailPeers) letters(t *testing.T) []loopback.Letter {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(p["mail"], "security", "Maildir", "[nc]*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(paths, func(a, b string) int { // their names begin with when they came
		if filepath.Base(a) < filepath.Base(b) {
			return -1
		}
		return 1
	})
	var out []loopback.Letter
	for _, path := range paths {
		if raw, err := os.ReadFile(path); err == nil {
			out = append(out, loopback.Letter{To: realVendor, Bytes: raw})
		}
	}
	return out
}
