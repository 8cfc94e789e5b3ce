// Package carrier says what a desk needs of the channel that carries a medium: how a draft is frozen for it, and how what came in on
// it is read. The channel itself lives elsewhere; a desk knows none by name.
package carrier

import (
	"context"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// Carrier is what a channel that is set up does for a desk. A nil function is something that it does not do.
type Carrier struct {
	Compose   Compose
	Guard     Guard
	Read      Read
	Readers   Readers
	Confirm   Confirm
	Strangers Strangers
}

// Compose freezes a draft to the bytes that will leave.
type Compose func(ctx context.Context, c *disclosure.Case, d disclosure.Draft, k disclosure.Contact, body string) (id, to string, raw []byte, err error)

// Guard says whether something may be written to a contact, as far as its channel knows: a place that others read is no
// place for it. The references that it returns belong into the transaction that queues a message.
type Guard func(ctx context.Context, c *disclosure.Case, k disclosure.Contact) ([]ledger.Ref, error)

// Readers lists who can read what is written to a contact of a case, as far as its channel knows.
type Readers func(ctx context.Context, c *disclosure.Case, k disclosure.Contact) (Readership, error)

// Confirm finds an account that reads there. The row that it returns keeps that a person let it read, or speak for the party, and
// belongs into the transaction that records who said so.
type Confirm func(ctx context.Context, c *disclosure.Case, k disclosure.Contact, login string, speaks bool) (Account, ledger.Ref, error)

// Strangers are the readers of a contact's place of whom nobody said who they are, as the channel last listed them. It asks no server.
type Strangers func(ctx context.Context, c *disclosure.Case, k disclosure.Contact) ([]Account, error)

// Readership is who can read a place.
type Readership struct {
	Place   string    `json:"place"`
	At      time.Time `json:"at"` // when it was asked
	People  []Account `json:"people"`
	Unheard []string  `json:"unheard,omitempty"` // lists that could not be seen
	Theirs  bool      `json:"theirs,omitempty"`  // the party owns the place and decides who reads it
}

// Account is somebody who can read a place.
type Account struct {
	Place    string    `json:"-"` // where it reads
	ID       int64     `json:"id"`
	Login    string    `json:"login"`
	How      string    `json:"how"`            // by which they can read it
	Role     string    `json:"role,omitempty"` // what they may do there, in the words of the channel
	Since    time.Time `json:"since,omitzero"` // when they were invited; else when they were first seen while unknown
	Invited  bool      `json:"invited,omitempty"`
	Standing string    `json:"standing"` // ours, theirs, confirmed, unknown
}

// Sight says how somebody can read, as what, and since when as far as it is known.
func (a *Account) Sight(zone *time.Location) string {
	out := a.How
	if a.Role != "" {
		out += " (" + a.Role + ")"
	}
	switch {
	case a.Since.IsZero():
	case a.Invited:
		out += ", since " + civil.DateOf(a.Since.In(zone)).String()
	default:
		out += ", first seen on " + civil.DateOf(a.Since.In(zone)).String()
	}
	return out
}

// Read says what an item of a channel is for a case, and whose word, unless party says whose it is.
type Read func(ctx context.Context, in ledger.Inbound, raw []byte, c *disclosure.Case, party disclosure.Role) (incoming.RecordInbound, error)

// Shape is what is known of a medium without any configuration, so that what came in once can be read for ever. A nil function
// knows nothing.
type Shape struct {
	// Check refuses an address to which nothing could be sent.
	Check func(address string) error
	// Show is an item as a person sees it; ok is false for what is no item of the channel.
	Show func(in ledger.Inbound, raw []byte) (shown Shown, ok bool)
	// Attached are the files that came with an item, under names that are safe in a folder.
	Attached func(raw []byte) ([]File, error)
	// Knows reports whether a case knows the sender that an item shows. The sender is a claim, and decides nothing.
	Knows func(c *disclosure.Case, from string) bool
}

// Shown is an item of the inbox as a person sees it. Its texts are not made safe yet.
type Shown struct {
	Text    string     // what they wrote, without what they quote
	Whole   string     // all of it; "" is the same
	Unclear bool       // it does not show who wrote it: a person has to say so
	Ref     string     // where it stands; "" is the key of the item
	At      time.Time  // when it was written or done; zero is when it came in
	Hint    fault.Hint // what the team could do while it waits
}

// File is something attached to an item.
type File struct {
	Name string
	Type string // as claimed
	Data []byte
}

// Shapes are those of all media.
type Shapes map[disclosure.Channel]Shape

// Show shows an item as its channel does; ok is false where nobody can.
func (s Shapes) Show(in ledger.Inbound, raw []byte) (Shown, bool) {
	if show := s[in.Channel].Show; show != nil {
		return show(in, raw)
	}
	return Shown{}, false
}

// Knows reports whether a case knows the sender of an item.
func (s Shapes) Knows(c *disclosure.Case, in ledger.Inbound) bool {
	knows := s[in.Channel].Knows
	return knows != nil && knows(c, in.From)
}

// Check refuses an address to which nothing could be sent. Of a medium that people use themselves, any words will do.
func (s Shapes) Check(k disclosure.Contact) error {
	if check := s[k.Channel].Check; check != nil {
		return check(k.Address)
	}
	return nil
}

// Attached are the files that came with an item.
func (s Shapes) Attached(in ledger.Inbound, raw []byte) ([]File, error) {
	if attached := s[in.Channel].Attached; attached != nil {
		return attached(raw)
	}
	return nil, nil
}
