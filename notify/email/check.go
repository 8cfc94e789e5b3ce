package email

import (
	"context"

	"daylight/disclosure/fault"
)

// Check connects, protects the connection and logs in, and sends nothing. Its error says what does not work.
func (s *Sender) Check(ctx context.Context) error {
	conn, link, err := s.o.Server.dial(ctx, s.o.Timeouts.Connect)
	if err != nil {
		return unavailable(err)
	}
	defer func() { _ = link.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	t := &transaction{Sender: s, conn: conn}
	c, err := t.connect(link)
	if err != nil {
		return fault.Errorf(fault.Unavailable, "the mail server %s: %s", s.o.Server, what(err))
	}
	t.conn.Allow(s.o.Timeouts.Quit)
	_ = c.Quit() // the login is proven
	return nil
}

// Check connects, logs in and opens the mailbox. Its error says what does not work.
func (f *Fetcher) Check(ctx context.Context) error {
	m, err := f.dial(ctx)
	if err != nil {
		return err
	}
	defer m.close()
	if _, err := m.open(f.o.Mailbox); err != nil {
		return unavailable(err)
	}
	return nil
}
