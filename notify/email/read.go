package email

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"regexp"
	"strings"
	"time"

	"daylight/disclosure/fault"
	"daylight/notify"

	"github.com/jhillyerd/enmime/v2"
	"golang.org/x/net/html/charset"
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

// Trust says what is known about who wrote a mail.
type Trust string

// Unverified is the trust of every mail so far, because anybody can forge From. Aligned DKIM computed by us, the
// Authentication-Results of our own server, or a PGP signature by a pinned key would say more; none is checked yet.
const Unverified Trust = "unverified"

// Class says what kind of mail it is.
type Class string

// The classes of mails.
const (
	Person    Class = "person"     // somebody wrote it
	Automatic Class = "auto_reply" // a program answered: out of office, ticket system, read receipt
	Bounced   Class = "bounce"     // it did not arrive
	Delivered Class = "delivered"  // a notice that the next server took it
	Delayed   Class = "delayed"    // a notice that a server still tries
)

// Mail is a parsed mail. Its texts are foreign and not escaped: every surface has to make them safe.
type Mail struct {
	MessageID  string // without angle brackets, as are the next two
	InReplyTo  []string
	References []string
	From       string // bare address, as claimed
	FromName   string
	Froms      int // number of authors; anything but 1 is suspicious
	Subject    string
	Date       time.Time // as claimed; zero when there is none
	Recipients []string  // every address in a field that may name who got it, bare
	Text       string    // plain text, from HTML where there is no other
	Reply      string    // what was newly written in Text
	Quoted     string    // what was left out of Reply

	Class    Class
	Evidence []string // why, in words for the team
	// Doubt is set for an automatic mail that may be a person's answer sent through a ticket system.
	Doubt       bool
	Bounce      *Bounce // for Bounced, Delivered and Delayed
	Ticket      string  // reference of the other side's ticket system
	ClaimsFixed bool    // a person says that it is closed: a claim, no proof
	Trust       Trust

	Attachments []string // names of what else the mail holds; never opened
	Defects     []string // what was wrong with its form
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
	}
	m.Text = clip(repair(parts.text), maxText)
	m.Attachments = parts.attachments
	m.Defects = append(m.Defects, parts.defects...)
	m.Reply, m.Quoted = SplitReply(m.Text)
	classify(&m, h, parts)
	return m, nil
}

// fields fills in what the header says.
func fields(m *Mail, h header) {
	if ids := h.messageIDs("Message-Id"); len(ids) > 0 {
		m.MessageID = ids[0]
	}
	m.InReplyTo, m.References = h.messageIDs("In-Reply-To"), h.messageIDs("References")
	m.Subject = notify.Cap(h.text("Subject"), maxSubjectRead)
	m.FromName, m.From, m.Froms = h.author()
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

// mailParts is what was found in the body.
type mailParts struct {
	text        string
	report      string   // value of report-type of a multipart/report
	status      [][]byte // contents of delivery-status parts
	original    [][]byte // contents of returned mails or their headers
	attachments []string // names
	defects     []string // of the form
	all         []byte   // the raw mail, to search for what is nowhere else
}

// readParts lets enmime read the mail, under limits and outside of our own goroutine, so that neither a panic nor a
// pathological mail stops us.
func readParts(raw []byte) (mailParts, error) {
	if err := shape(raw); err != nil {
		return mailParts{}, err
	}
	type result struct {
		parts mailParts
		err   error
	}
	done := make(chan result, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- result{err: errors.New("the MIME library panicked")}
			}
		}()
		parts, err := enmimeParts(raw)
		done <- result{parts, err}
	}()
	timer := time.NewTimer(readTime)
	defer timer.Stop()
	select {
	case r := <-done:
		return r.parts, r.err
	case <-timer.C:
		return mailParts{}, errors.New("reading the mail took too long")
	}
}

func enmimeParts(raw []byte) (mailParts, error) {
	p := enmime.NewParser(
		enmime.SkipMalformedParts(true), enmime.MultipartWOBoundaryAsSinglePart(true), enmime.MaxStoredPartErrors(20),
		enmime.DisableTextConversion(true), enmime.SetReadPartErrorPolicy(enmime.AllowCorruptTextPartErrorPolicy),
	)
	env, err := p.ReadEnvelope(bytes.NewReader(raw))
	if err != nil {
		return mailParts{}, fmt.Errorf("the structure of the mail is broken: %.100s", notify.Line(err.Error()))
	}
	out := mailParts{text: env.Text, all: raw}
	if strings.TrimSpace(out.text) == "" && env.HTML != "" {
		out.text = htmlText(clip(env.HTML, maxText))
	}
	if env.Root != nil {
		if strings.EqualFold(env.Root.ContentType, "multipart/report") {
			out.report = strings.ToLower(env.Root.ContentTypeParams["report-type"])
		}
		walk(env.Root, &out)
	}
	for _, e := range env.Errors {
		if len(out.defects) < 10 {
			out.defects = append(out.defects, notify.Cap(notify.Line(e.Name+": "+e.Detail), 120))
		}
	}
	return out, nil
}

// walk collects the parts that matter. The tree is bounded by [shape].
func walk(p *enmime.Part, out *mailParts) {
	for ; p != nil; p = p.NextSibling {
		switch strings.ToLower(p.ContentType) {
		case "message/delivery-status", "message/global-delivery-status":
			out.status = append(out.status, p.Content)
		case "message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers", "message/rfc822-headers":
			out.original = append(out.original, p.Content)
		default:
			if p.FileName != "" && len(out.attachments) < maxParts {
				out.attachments = append(out.attachments, notify.Cap(notify.Line(p.FileName), 120))
			}
		}
		walk(p.FirstChild, out)
	}
}

// shape counts parts and depth before the mail is parsed, so that a hostile mail cannot exhaust the MIME library. The
// depth is the number of boundaries that are declared and not yet closed.
func shape(raw []byte) error {
	var open []string
	parts := 0
	for rest := raw; len(rest) > 0; {
		var line []byte
		line, rest = cutLine(rest)
		if bytes.HasPrefix(line, []byte("--")) {
			mark := string(bytes.TrimRight(line[2:], " \t"))
			for i := len(open) - 1; i >= 0; i-- {
				if mark == open[i] || mark == open[i]+"--" {
					open = open[:i+1]
					if mark != open[i] {
						open = open[:i]
					}
					parts++
					break
				}
			}
		} else if b := declared(line); b != "" {
			open = append(open, b)
		}
		if len(open) > maxDepth {
			return fmt.Errorf("the mail is nested deeper than %d levels", maxDepth)
		}
		if parts > maxParts {
			return fmt.Errorf("the mail has more than %d parts", maxParts)
		}
	}
	return nil
}

var boundaryName = regexp.MustCompile(`(?i)boundary\s*=`)

// declared returns the boundary that a header line declares.
func declared(line []byte) string {
	if len(line) > 2000 || len(line) == 0 {
		return ""
	}
	folded := line[0] == ' ' || line[0] == '\t'
	field := len(line) > 12 && bytes.EqualFold(line[:12], []byte("content-type"))
	if !folded && !field {
		return ""
	}
	at := boundaryName.FindIndex(line)
	if at == nil {
		return ""
	}
	v := strings.TrimSpace(string(line[at[1]:]))
	if q, ok := strings.CutPrefix(v, `"`); ok {
		v, _, _ = strings.Cut(q, `"`)
		return v
	}
	v, _, _ = strings.Cut(v, ";")
	return strings.TrimSpace(v)
}

// bareParts is the second reader: the text after the header, decoded if the whole mail is one encoded text.
func bareParts(h header, body []byte) mailParts {
	out := mailParts{all: body}
	var r io.Reader = bytes.NewReader(body)
	switch strings.ToLower(strings.TrimSpace(h.get("Content-Transfer-Encoding"))) {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	}
	kind, params, _ := mime.ParseMediaType(h.get("Content-Type"))
	if params["charset"] != "" {
		if c, err := charset.NewReaderLabel(params["charset"], r); err == nil {
			r = c
		}
	}
	text, _ := io.ReadAll(io.LimitReader(r, maxText)) // as far as it goes
	if len(text) == 0 {
		text = body[:min(len(body), maxText)]
	}
	out.text = string(text)
	if kind == "text/html" {
		out.text = htmlText(out.text)
	}
	if kind == "multipart/report" {
		out.report = strings.ToLower(params["report-type"])
	}
	return out
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// readDate reads a Date field; one that breaks the rules is no date.
func readDate(s string) time.Time {
	t, err := parseMailDate(s)
	if err != nil || t.Year() < 1970 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}
