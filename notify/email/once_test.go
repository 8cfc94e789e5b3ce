package email_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"daylight/disclosure/outbound"
	"daylight/notify/email"
	"daylight/notify/notifytest"
)

// copies is an archive that has what the server took, unless it is hidden or cannot be read.
type copies struct {
	server        *mailServer
	mu            sync.Mutex
	hidden, blind bool
}

func (c *copies) Find(context.Context, string) (string, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.blind {
		return "", false, errors.New("down")
	}
	return "Archive 7:12", !c.hidden && len(c.server.Mails()) > 0, nil
}

func (c *copies) set(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
}

func TestAMailIsSentOnce(t *testing.T) {
	notifytest.Run(t, func(t *testing.T) notifytest.Place {
		srv := new(mailServer)
		archive := &copies{server: srv}
		srv.start(t)
		sender, err := email.NewSender(email.SenderOptions{
			Server: email.Server{Addr: srv.Addr, Security: email.Insecure}, Tokens: testTokens(t), CopyTo: copyTo, Timeouts: quick(), Archive: archive,
		})
		if err != nil {
			t.Fatal(err)
		}
		out := outgoing(t, "vendor@example.com")
		return notifytest.Place{
			Effect: func() outbound.Effect { return mailing{sender, out} },
			Copies: func() int { return len(srv.Mails()) },
			Fail: func(f notifytest.Fault) bool {
				switch f {
				case notifytest.LostBefore:
					srv.Once("RCPT", "")
				case notifytest.LostDuring:
					srv.Once("DATA", "")
				case notifytest.LostAfter:
					srv.Once("DOT", "")
				case notifytest.BusyBare:
					srv.Once("RCPT", "450 4.2.1 try again later")
				case notifytest.DownBare:
					srv.Once("MAIL", "421 4.3.2 shutting down")
				case notifytest.Busy, notifytest.Down, notifytest.None:
					return false // SMTP names no time
				}
				return true
			},
			Sees:  true,
			Hide:  func(hidden bool) { archive.set(func() { archive.hidden = hidden }) },
			Blind: func(blind bool) { archive.set(func() { archive.blind = blind }) },
		}
	})
}
