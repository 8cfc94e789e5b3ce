//go:build integration

package e2e

import (
	"context"
	"fmt"
	"net"
	"net/mail"
	"net/smtp"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/config"
	"daylight/cmd/bot/internal/loopback"
	"daylight/disclosure"
)

const realVendor = "security@vendor.example"

// mailPeers are the Postfix, Dovecot and OpenDKIM that scripts/peers-mail.sh starts.
type mailPeers map[string]string

func realMailPeers(t *testing.T) mailPeers {
	t.Helper()
	dir := os.Getenv("DAYLIGHT_MAIL_PEERS")
	if dir == "" {
		dir = filepath.Join(os.TempDir(), "daylight-mail-peers")
	}
	b, err := os.ReadFile(filepath.Join(dir, "settings"))
	if err != nil {
		t.Skip("Postfix, Dovecot and OpenDKIM are not running: start them with scripts/peers-mail.sh start")
	}
	p := mailPeers{}
	for line := range strings.Lines(string(b)) {
		k, v, _ := strings.Cut(strings.TrimSpace(line), "=")
		p[k] = v
	}
	if c, err := net.DialTimeout("tcp", p["vendor"], time.Second); err != nil {
		t.Fatal("Postfix was started and does not answer: run scripts/peers-mail.sh stop, then start")
	} else {
		_ = c.Close()
	}
	return p
}

var quoted = regexp.MustCompile(`"([^"]*)"`)

// txt is the vendor's name server: it knows the record that opendkim-genkey wrote.
func (p mailPeers) txt(context.Context, string) ([]string, error) {
	zone, err := os.ReadFile(p["key"])
	if err != nil {
		return nil, err
	}
	record := ""
	for _, m := range quoted.FindAllStringSubmatch(string(zone), -1) {
		record += m[1]
	}
	return []string{record}, nil
}

func (p mailPeers) server(t *testing.T, at, security string) config.Server {
	t.Helper()
	out, err := login(p[at], security)
	if err != nil {
		t.Fatal(err)
	}
	out.Password, out.CAFile = config.NewSecret(teamUser+"-password"), p["ca"]
	return out
}

// received waits until a mail with a Message-ID lies in the vendor's mailbox.
func (p mailPeers) received(t *testing.T, id string) (header mail.Header) {
	t.Helper()
	eventually(t, "the vendor has "+id, func() (bool, string) {
		paths, err := filepath.Glob(filepath.Join(p["mail"], "security", "Maildir", "[nc]*", "*"))
		for _, path := range paths {
			f, err := os.Open(path)
			if err != nil {
				continue // moved meanwhile
			}
			m, err := mail.ReadMessage(f)
			_ = f.Close()
			if err == nil && strings.Trim(m.Header.Get("Message-Id"), "<>") == id {
				header = m.Header
				return true, ""
			}
		}
		return false, fmt.Sprint(len(paths), " mails ", err)
	})
	return header
}

// answered sends an answer of the vendor to a mail over its server, which signs it.
func (p mailPeers) answered(t *testing.T, to mail.Header, text string) (id string) {
	t.Helper()
	from, err := mail.ParseAddress(to.Get("From"))
	if err != nil {
		t.Fatal(err)
	}
	id = fmt.Sprintf("%d@vendor.example", time.Now().UnixNano())
	refs := strings.TrimSpace(to.Get("References") + " " + to.Get("Message-Id"))
	raw := fmt.Sprintf("From: Jane Doe <%s>\r\nTo: %s\r\nSubject: Re: %s\r\nDate: %s\r\nMessage-ID: <%s>\r\nIn-Reply-To: %s\r\nReferences: %s\r\nMIME-Version: 1.0\r\n"+
		"Content-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n\r\nJane\r\n", realVendor, from.Address, to.Get("Subject"), time.Now().Format(time.RFC1123Z), id, to.Get("Message-Id"), refs, text)
	if err := smtp.SendMail(p["vendor"], nil, realVendor, []string{from.Address}, []byte(raw)); err != nil {
		t.Fatal(err)
	}
	return id
}

// TestRealMailFromClaimToProof lets the vendor claim a fix twice, in mails that a real signer signed: the bucket is asked each time,
// and what was seen goes back into the vendor's thread.
func TestRealMailFromClaimToProof(t *testing.T) {
	p := realMailPeers(t)
	s := &scene{world: &world{t: t, keys: p.txt}}
	var err error
	if s.ca, err = loopback.NewAuthority(); err != nil {
		t.Fatal(err)
	}
	conf, err := s.ca.Server(bucketHost, "localhost")
	if err != nil {
		t.Fatal(err)
	}
	s.serve(conf)
	s.cfg = s.config(t.TempDir())
	s.cfg.Rules.SecondPerson = nil
	s.cfg.Mail.Address, s.cfg.Mail.Archive, s.cfg.Team.Contact = "team@example.org", "team@example.org", "team@example.org"
	s.cfg.Mail.SMTP, s.cfg.Mail.IMAP.Server = p.server(t, "smtp", "starttls"), p.server(t, "imaps", "tls")
	s.app = s.bot()

	s.id = s.recordCase("NextMotion", "s3", bucketURL)
	s.seenOpen(s.id)
	contact := s.contact(s.id, disclosure.Email, realVendor)
	first := s.thread(p, s.approved(s.id, disclosure.FirstContact, contact), "")

	claim := p.answered(t, first, "I have closed the bucket, sorry for the delay.")
	s.claimed(1, disclosure.ExposureOpen)
	second := s.thread(p, s.approved(s.id, disclosure.FollowUp, contact), claim)

	s.bucket.Shut(true)
	claim = p.answered(t, second, "I have closed the bucket now. I took the policy away.")
	s.claimed(2, disclosure.ExposureClosed)
	s.thread(p, s.approved(s.id, disclosure.ClosureNotice, contact), claim)
}

// claimed waits for the claim, signed by the vendor's domain, and for what the probes say about it.
func (s *scene) claimed(n int, want disclosure.ExposureState) {
	s.t.Helper()
	eventually(s.t, fmt.Sprintf("claim %d ends as %s", n, want), func() (bool, string) {
		s.drain()
		c := s.load(s.id)
		waiting, err := s.app.Desk.Inbox(s.t.Context(), false)
		return len(c.Claims) == n && c.Assets[0].Exposure == want, fmt.Sprintf("%+v %s; waiting: %+v, %v", c.Claims, c.Assets[0].Exposure, waiting, err)
	})
	events, err := s.app.Desk.Events(s.t.Context(), s.id)
	if err != nil {
		s.t.Fatal(err)
	}
	claims, probed := 0, false
	for _, e := range events {
		if e.Kind == disclosure.KindFixClaimed {
			if claims, probed = claims+1, false; e.Detail.Trust != "dkim" {
				s.t.Errorf("the claim is trusted as %q", e.Detail.Trust)
			}
		}
		probed = probed || e.Kind == disclosure.KindProbed
	}
	if claims != n || !probed {
		s.t.Errorf("%d claims, asked after the last one: %t", claims, probed)
	}
}

// thread sends a draft and sees it arrive, in the thread of the mail that it answers.
func (s *scene) thread(p mailPeers, d disclosure.Draft, answers string) mail.Header {
	s.t.Helper()
	if err := s.send(s.id, d); err != nil {
		s.t.Fatal(err)
	}
	sent := s.load(s.id).Messages
	h := p.received(s.t, sent[len(sent)-1].ID)
	if answers != "" && (h.Get("In-Reply-To") != "<"+answers+">" || !strings.HasSuffix(h.Get("References"), "<"+answers+">") || !strings.Contains(h.Get("References"), sent[0].ID)) {
		s.t.Errorf("%s does not answer %s: In-Reply-To %s, References %s", d.Template, answers, h.Get("In-Reply-To"), h.Get("References"))
	}
	return h
}
