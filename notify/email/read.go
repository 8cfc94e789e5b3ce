package email

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"daylight/disclosure/fault"
	"daylight/disclosure/inbound"
	"daylight/notify"
)

// The limits of what is read. A mail beyond them is kept raw and waits for a person.
const (
	maxMail        = 25 << 20         // bytes
	maxDepth       = 20               // nested multiparts
	maxParts       = 500              // parts
	maxText        = 1 << 20          // bytes of text that are looked at
	maxSubjectRead = 1000             // runes
	readTime       = 10 * time.Second // for the MIME library
)

// Class says what kind of mail it is.
type Class string

// The classes of mails.
const (
	Person    Class = "person"    // somebody wrote it
	Unclear   Class = "unclear"   // nothing shows plainly whether a person wrote it
	Automatic Class = "automatic" // a program answered: out of office, ticket system, read receipt
	Report    Class = "report"    // a program reports: somebody took a mail for spam
	Bounced   Class = "bounce"    // it did not arrive
	Delivered Class = "delivered" // a notice that the next server took it
	Delayed   Class = "delayed"   // a notice that a server still tries
)

// Mail is a parsed mail. Its texts are foreign and not escaped: every surface has to make them safe.
type Mail struct {
	MessageID  string // without angle brackets, as are the next two
	InReplyTo  []string
	References []string
	From       string // bare address, as claimed
	FromName   string
	Froms      int      // number of authors; anything but 1 is suspicious
	Senders    []string // who handed it in, where it says so: bare addresses
	Subject    string
	Date       time.Time // as claimed; zero when there is none
	Recipients []string  // every address in a field that may name who got it, bare
	Text       string    // plain text, from HTML where there is no other
	Reply      string    // what was newly written in Text
	Quoted     string    // what was left out of Reply

	Class    Class
	Evidence []string // why, in words for the team
	// Robot says why an automatic mail is no answer of anybody, such as a report of abuse; "" if it may be one.
	Robot  string
	Bounce *Bounce         // for Bounced, Delivered and Delayed
	Ticket string          // reference of the other side's ticket system
	Says   inbound.Reading // what Reply says
	Trust  Trust

	Attachments []string // names of what else the mail holds; never opened
	Defects     []string // what was wrong with its form

	signs     inbound.Signs // what the form shows of who wrote it
	encrypted bool          // by PGP or S/MIME
	inline    bool          // something was written between quotations
	original  [][]byte      // mails inside of it
}

// Read parses a raw mail: first with enmime, which tolerates the defects of real mail, then, if that fails, only the
// header and the bare text. It fails with code Invalid when the mail is beyond the limits or has no header at all; the
// caller keeps the raw bytes. It never panics and always ends.
func Read(raw []byte) (m Mail, err error) {
	defer func() {
		if p := recover(); p != nil {
			m, err = Mail{}, fault.Errorf(fault.Invalid, "reading the mail caused a panic")
		}
	}()
	return read(raw)
}

func read(raw []byte) (Mail, error) {
	h, body := readHeader(raw)
	if len(raw) > maxMail {
		return Mail{}, fault.Errorf(fault.Invalid, "the mail has %d bytes: at most %d are read", len(raw), maxMail)
	}
	if len(h) == 0 {
		return Mail{}, fault.Errorf(fault.Invalid, "this is not a mail: it has no header")
	}
	var m Mail
	m.Trust = Unverified
	fields(&m, h)
	parts, err := readParts(raw)
	if err != nil {
		m.Defects = append(m.Defects, err.Error())
		parts = bareParts(h, body)
	} else if strings.TrimSpace(parts.text) == "" && strings.HasPrefix(strings.ToLower(h.get("Content-Type")), "multipart/") {
		parts.text = bareParts(h, body).text // the library finds no part where a boundary is broken or missing
	}
	for _, field := range h.all("Content-Type") {
		parts.report = cmp.Or(parts.report, reportType(field))
	}
	m.Text = clip(unmangle(repair(begin(parts.text, maxText))), maxText)
	m.Attachments = parts.attachments
	m.Defects = append(m.Defects, parts.defects...)
	m.original = parts.original
	kind := strings.ToLower(h.get("Content-Type"))
	m.encrypted = strings.Contains(kind, "multipart/encrypted") || strings.Contains(kind, "enveloped-data")
	m.Reply, m.Quoted, m.inline = splitReply(m.Text)
	classify(&m, h, parts)
	return m, nil
}

// Words is what somebody wrote, or a plain statement of what is there where that is no text. It is never empty.
func (m Mail) Words() string {
	if s := strings.TrimSpace(m.Reply); s != "" {
		return s
	}
	say := "[This mail holds no text that can be read"
	if m.encrypted {
		say = "[This mail is encrypted and was not read"
	}
	switch n := len(m.Attachments); {
	case n > 0:
		say += "; attached: " + strings.Join(m.Attachments[:min(n, 10)], ", ")
		if n > 10 {
			say += fmt.Sprintf(" and %d more", n-10)
		}
	case len(m.Defects) > 0:
		say += "; " + m.Defects[0]
	}
	return say + "]"
}

// fields fills in what the header says.
func fields(m *Mail, h header) {
	if ids := h.messageIDs("Message-Id"); len(ids) > 0 {
		m.MessageID = ids[0]
	}
	m.InReplyTo, m.References = h.messageIDs("In-Reply-To"), h.messageIDs("References")
	m.Subject = notify.Cap(h.text("Subject"), maxSubjectRead)
	m.FromName, m.From, m.Froms = h.author()
	m.Senders = h.addresses("Sender")
	if d := h.get("Date"); d != "" {
		m.Date = readDate(d)
	}
	for _, f := range recipientFields() {
		m.Recipients = append(m.Recipients, h.addresses(f)...)
	}
}

// recipientFields are the fields that may hold the address by which a mail reached us, written by the sender or added
// by servers on the way.
func recipientFields() []string {
	return []string{
		"To", "Cc", "Bcc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To",
		"X-Rcpt-To", "X-Forwarded-To", "Resent-To", "Original-Recipient",
	}
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// begin cuts a text of any charset, and no character of UTF-8 in two.
func begin(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for k := n; k > n-utf8.UTFMax; k-- {
		if utf8.RuneStart(s[k]) {
			return s[:k]
		}
	}
	return s[:n]
}

// readDate reads a Date field; one that breaks the rules is no date.
func readDate(s string) time.Time {
	t, err := parseMailDate(s)
	if err != nil || t.Year() < 1970 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}
