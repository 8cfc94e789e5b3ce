package email

import (
	"cmp"
	"context"
	"slices"
	"time"

	"daylight/disclosure/fault"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Waits bound what is done with a mailbox. The zero value of each is its default.
type Waits struct {
	Step  time.Duration // each read and write while a command runs; 30 s
	Whole time.Duration // a whole command, so that a peer that drips is cut off too; 10 min
}

func (w Waits) withDefaults() Waits {
	return Waits{Step: cmp.Or(w.Step, 30*time.Second), Whole: cmp.Or(w.Whole, 10*time.Minute)}
}

// item is the metadata of a mail, fetched before its bytes. ENVELOPE and BODYSTRUCTURE are never fetched: one mail that
// the client library cannot parse would block the mailbox forever.
type item struct {
	uid      uint32
	size     int64
	received time.Time // INTERNALDATE: when our own server took it
}

// mailbox is the part of IMAP that fetching needs.
type mailbox interface {
	// open selects the mailbox for reading and returns its UIDVALIDITY.
	open(name string) (validity uint32, err error)
	// after lists what has a higher UID, in order.
	after(uid uint32) ([]item, error)
	// bytes returns the raw mail, or its first limit bytes; nil when it is gone.
	bytes(uid uint32, limit int64) ([]byte, error)
	// find returns the UIDs of the mails with a Message-ID.
	find(messageID string) ([]uint32, error)
	// wait returns after d, or earlier when the server says that something changed.
	wait(ctx context.Context, d time.Duration) error
	close()
}

// imapMailbox is a [mailbox] over go-imap. Every command runs under the deadlines of the connection and a watchdog,
// because the library waits forever for a peer that stopped answering.
type imapMailbox struct {
	conn   *guardedConn
	client *imapclient.Client
	waits  Waits
	hint   chan struct{}
	stop   func() bool
}

// dialIMAP connects and logs in. The end of ctx closes the connection.
func dialIMAP(ctx context.Context, s Server, w Waits) (mailbox, error) {
	w = w.withDefaults()
	conn, link, err := s.dial(ctx, w.Step)
	if err != nil {
		return nil, unavailable(err)
	}
	m := &imapMailbox{conn: conn, waits: w, hint: make(chan struct{}, 1)}
	m.stop = context.AfterFunc(ctx, func() { _ = conn.Close() })
	o := &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(*imapclient.UnilateralDataMailbox) { m.nudge() },
	}}
	if s.Security == StartTLS {
		o.TLSConfig = s.tlsConfig()
		err = m.guard(func() (err error) {
			m.client, err = imapclient.NewStartTLS(link, o)
			return err
		})
	} else {
		m.client = imapclient.New(link, o)
		err = m.guard(m.client.WaitGreeting)
	}
	if err == nil && s.Username != "" {
		err = m.guard(func() error { return m.client.Login(s.Username, s.Password).Wait() })
	}
	if err != nil {
		m.close()
		return nil, unavailable(err)
	}
	return m, nil
}

// unavailable hides addresses and the server's login messages, which may repeat the credentials.
func unavailable(err error) error {
	if e, ok := err.(*imap.Error); ok { //nolint:errorlint // the library returns it bare
		return fault.Errorf(fault.Unavailable, "the mailbox refused: %s %s", e.Type, e.Code)
	}
	return fault.Errorf(fault.Unavailable, "the mailbox cannot be reached: %s", what(err))
}

// guard runs one command under deadlines.
func (m *imapMailbox) guard(command func() error) error {
	m.conn.Allow(m.waits.Step)
	dog := time.AfterFunc(m.waits.Whole, func() { _ = m.conn.Close() })
	defer dog.Stop()
	err := command()
	// No deadline between commands, because storing a mail may take a while.
	m.conn.Allow(0)
	return err
}

func (m *imapMailbox) nudge() {
	select {
	case m.hint <- struct{}{}:
	default:
	}
}

func (m *imapMailbox) open(name string) (validity uint32, err error) {
	err = m.guard(func() error {
		data, err := m.client.Select(name, &imap.SelectOptions{ReadOnly: true}).Wait()
		if err == nil {
			validity = data.UIDValidity
		}
		return err
	})
	return validity, err
}

func (m *imapMailbox) after(uid uint32) (items []item, err error) {
	var set imap.UIDSet
	set.AddRange(imap.UID(uid+1), 0) // 0 is "*"
	err = m.guard(func() error {
		got, err := m.client.Fetch(set, &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: true}).Collect()
		for _, g := range got {
			// n:* names the last mail even when its UID is lower than n.
			if u := uint32(g.UID); u > uid {
				items = append(items, item{uid: u, size: g.RFC822Size, received: g.InternalDate})
			}
		}
		return err
	})
	slices.SortFunc(items, func(a, b item) int { return cmp.Compare(a.uid, b.uid) })
	return items, err
}

func (m *imapMailbox) bytes(uid uint32, limit int64) (raw []byte, err error) {
	section := &imap.FetchItemBodySection{Peek: true}
	if limit > 0 {
		section.Partial = &imap.SectionPartial{Size: limit}
	}
	err = m.guard(func() error {
		got, err := m.client.Fetch(imap.UIDSetNum(imap.UID(uid)), &imap.FetchOptions{
			UID: true, BodySection: []*imap.FetchItemBodySection{section},
		}).Collect()
		for _, g := range got {
			if uint32(g.UID) == uid && len(g.BodySection) > 0 {
				raw = g.BodySection[0].Bytes
			}
		}
		return err
	})
	return raw, err
}

func (m *imapMailbox) find(messageID string) (uids []uint32, err error) {
	err = m.guard(func() error {
		data, err := m.client.UIDSearch(&imap.SearchCriteria{
			Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: messageID}},
		}, nil).Wait()
		if err != nil {
			return err
		}
		for _, u := range data.AllUIDs() {
			uids = append(uids, uint32(u))
		}
		return nil
	})
	return uids, err
}

// wait uses IDLE if the server supports it, else it only waits. IDLE is just a hint: new mails are always found by UID.
func (m *imapMailbox) wait(ctx context.Context, d time.Duration) error {
	var idle *imapclient.IdleCommand
	err := m.guard(func() (err error) {
		if caps := m.client.Caps(); caps.Has(imap.CapIdle) {
			idle, err = m.client.Idle()
		}
		return err
	})
	if err != nil {
		return err
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-m.hint:
	case <-m.client.Closed():
	}
	if idle == nil {
		// Without IDLE only a command shows whether the peer is still alive.
		return m.guard(func() error { return m.client.Noop().Wait() })
	}
	return m.guard(func() error {
		if err := idle.Close(); err != nil {
			return err
		}
		return idle.Wait()
	})
}

// close logs out if the connection still works.
func (m *imapMailbox) close() {
	m.stop()
	if m.client != nil {
		m.conn.Allow(min(m.waits.Step, 2*time.Second))
		_ = m.client.Logout().Wait()
		_ = m.client.Close()
	}
	_ = m.conn.Close()
}
