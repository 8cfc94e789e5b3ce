package email

import (
	"bytes"
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"io"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/fault"

	"github.com/emersion/go-message"
)

// The limits of a mail that is written here. They catch mistakes: no real mail to a vendor comes near them.
const (
	maxBody       = 256 << 10 // bytes
	maxSubject    = 200       // runes
	maxReferences = 30        // beyond it, the root and the newest are kept
)

// Composer turns an approved draft into the bytes to send. They are composed once and stay the same for all attempts.
type Composer struct {
	tokens *Tokens
	name   string
	clock  func() time.Time
	random io.Reader
}

// ComposerOptions are the parts of a [Composer].
type ComposerOptions struct {
	Tokens *Tokens
	Name   string           // name of the sender as the vendor reads it, such as "Daylight Security Team"
	Clock  func() time.Time // UTC
	Random io.Reader        // for Message-IDs; nil is crypto/rand
}

// NewComposer returns a composer.
func NewComposer(o ComposerOptions) (*Composer, error) {
	if o.Tokens == nil || o.Clock == nil {
		return nil, fault.Errorf(fault.Internal, "a composer needs tokens and a clock")
	}
	if err := oneLine("the sender's name", o.Name); err != nil {
		return nil, err
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	return &Composer{tokens: o.Tokens, name: o.Name, clock: o.Clock, random: o.Random}, nil
}

// ComposeInput is what a mail is made of.
type ComposeInput struct {
	Case    disclosure.CaseID
	Contact disclosure.Contact // ID and Address; one mail goes to one contact
	Subject string             // the tag [DL-2020-0001] is added where it is missing
	Body    string             // UTF-8, any line ends; wrapped here
	Lang    string             // BCP 47, for Content-Language; may be ""
	// Thread are the Message-IDs of the conversation, root first, newest last, with or without angle brackets. A
	// follow-up repeats the subject of the root, so that clients which group by subject keep it together.
	Thread []string
	// Ticket is how the other side's ticket system writes its number in a subject, "" for none. It is added where it is missing.
	Ticket string
}

// Compose returns the Message-ID (without angle brackets), the bare recipient, and the complete RFC 5322 bytes with
// CRLF line ends. Equal input gives equal bytes except for the date and the Message-ID.
//
// There is no Auto-Submitted field, because a person approved the mail; no User-Agent, no HTML, no attachment, no
// tracking. It refuses line breaks and control characters in fields with code Invalid, and writes nothing then.
func (c *Composer) Compose(in ComposeInput) (id, to string, raw []byte, err error) {
	from := c.tokens.Address(in.Case, in.Contact.ID)
	if from == "" {
		return "", "", nil, fault.Errorf(fault.Invalid, "case %q and contact %q give no mail address", in.Case, in.Contact.ID)
	}
	if to, err = Address(in.Contact.Address); err != nil {
		return "", "", nil, err
	}
	subject, err := c.subject(in)
	if err != nil {
		return "", "", nil, err
	}
	if err = checkBody(in.Body); err != nil {
		return "", "", nil, err
	}
	if id, err = c.messageID(in); err != nil {
		return "", "", nil, err
	}
	refs, err := references(in.Thread)
	if err != nil {
		return "", "", nil, err
	}
	if err = oneLine("the language", in.Lang); err != nil {
		return "", "", nil, err
	}
	fields := [][2]string{
		{"Date", c.clock().UTC().Format(dateForm)},
		{"From", (&mail.Address{Name: c.name, Address: from}).String()},
		{"To", to},
		{"Subject", encodeWords(subject)},
		{"Message-ID", "<" + id + ">"},
	}
	if len(refs) > 0 {
		fields = append(fields, [2]string{"In-Reply-To", refs[len(refs)-1]}, [2]string{"References", strings.Join(refs, " ")})
	}
	if in.Lang != "" {
		fields = append(fields, [2]string{"Content-Language", in.Lang})
	}
	fields = append(fields, [][2]string{
		{"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=utf-8; format=flowed"},
		{"Content-Transfer-Encoding", "quoted-printable"},
	}...)
	if raw, err = write(fields, flowed(in.Body)); err != nil {
		return "", "", nil, err
	}
	return id, to, raw, verify(raw, from, to)
}

// write renders into a buffer: go-message notices a bad value only after it wrote the fields before it.
func write(fields [][2]string, body string) ([]byte, error) {
	var h message.Header
	for _, f := range slices.Backward(fields) { // the writer emits the newest first
		h.AddRaw(fold(f[0], f[1]))
	}
	var b bytes.Buffer
	b.Grow(len(body) + len(body)/8 + 1024)
	w, err := message.CreateWriter(&b, h)
	if err == nil {
		_, err = io.WriteString(w, body)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "the mail could not be written: %w", err)
	}
	return b.Bytes(), nil
}

// fold writes a field in lines of at most 76 characters, broken at blanks. A word that is longer stays whole. The
// value has no line break: everything in it was checked or encoded before.
func fold(name, value string) []byte {
	const width = 76
	line := len(name) + 1
	b := []byte(name + ":")
	for i, word := range strings.Fields(value) {
		if i > 0 && line+1+len(word) > width {
			b = append(b, "\r\n"...)
			line = 0
		}
		b = append(append(b, ' '), word...)
		line += 1 + len(word)
	}
	return append(b, "\r\n"...)
}

// verify parses the bytes again, because frozen bytes are sent without any further check.
func verify(raw []byte, from, to string) error {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return fault.Errorf(fault.Internal, "the mail that was written cannot be read back: %w", err)
	}
	f, errF := m.Header.AddressList("From")
	t, errT := m.Header.AddressList("To")
	if errF != nil || errT != nil || len(f) != 1 || len(t) != 1 || f[0].Address != from || t[0].Address != to ||
		len(m.Header["From"]) != 1 || len(m.Header["To"]) != 1 || len(m.Header["Cc"])+len(m.Header["Bcc"]) != 0 {
		return fault.Errorf(fault.Internal, "the mail that was written has other addresses than it should")
	}
	return nil
}

// subject returns the subject with the tag of the case.
func (c *Composer) subject(in ComposeInput) (string, error) {
	if err := oneLine("the subject", in.Subject); err != nil {
		return "", err
	}
	s := strings.TrimSpace(in.Subject)
	if s == "" {
		return "", fault.Errorf(fault.Invalid, "the mail has no subject")
	}
	if err := oneLine("their reference", in.Ticket); err != nil {
		return "", err
	}
	if t := in.Ticket; t != "" && !strings.Contains(s, t) && utf8.RuneCountInString(s+t)+len(in.Case)+4 <= maxSubject {
		s += " " + t
	}
	if tag := "[" + string(in.Case) + "]"; !strings.Contains(s, tag) {
		s += " " + tag
	}
	if n := utf8.RuneCountInString(s); n > maxSubject {
		return "", fault.Errorf(fault.Invalid, "the subject has %d characters: at most %d are allowed", n, maxSubject)
	}
	return s, nil
}

// messageID returns an unguessable id, so that a mail that refers to it proves that its sender saw ours.
func (c *Composer) messageID(in ComposeInput) (string, error) {
	r := make([]byte, 15)
	if _, err := io.ReadFull(c.random, r); err != nil {
		return "", fault.Errorf(fault.Internal, "no randomness for a Message-ID: %w", err)
	}
	tail := strings.ToLower(base32.StdEncoding.EncodeToString(r))
	return strings.ToLower(string(in.Case)+"."+in.Contact.ID) + "." + tail + "@" + c.tokens.domain, nil
}

// references returns the thread in angle brackets, shortened in its middle.
func references(thread []string) ([]string, error) {
	refs := make([]string, 0, len(thread))
	for _, id := range thread {
		id = strings.Trim(strings.TrimSpace(id), "<>")
		if id == "" {
			continue
		}
		if strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' || r == '<' || r == '>' }) || len(id) > 250 {
			return nil, fault.Errorf(fault.Invalid, "a Message-ID of the thread is not valid")
		}
		refs = append(refs, "<"+id+">")
	}
	if len(refs) > maxReferences {
		refs = slices.Concat(refs[:1], refs[len(refs)-maxReferences+1:])
	}
	return refs, nil
}

// encodeWords encodes what is not ASCII (RFC 2047) in words short enough that each fits into a line. All of the text is
// encoded, because readers drop blanks between two encoded words but keep those next to plain words.
func encodeWords(s string) string {
	if isASCII(s) && !strings.Contains(s, "=?") {
		return s
	}
	const perWord = 36 // bytes: 48 in base64, 60 with its frame, 69 behind "Subject: "
	var words []string
	for len(s) > 0 {
		n := min(perWord, len(s))
		for n < len(s) && !utf8.RuneStart(s[n]) {
			n--
		}
		words = append(words, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(s[:n]))+"?=")
		s = s[n:]
	}
	return strings.Join(words, " ")
}

// oneLine refuses what could start another header field or hide in one.
func oneLine(what, s string) error {
	if !utf8.ValidString(s) {
		return fault.Errorf(fault.Invalid, "%s is not valid UTF-8", what)
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || hidden(r) }) {
		return fault.Errorf(fault.Invalid, "%s has a line break or an invisible character: remove it", what)
	}
	return nil
}

func checkBody(s string) error {
	switch {
	case strings.TrimSpace(s) == "":
		return fault.Errorf(fault.Invalid, "the mail has no text")
	case len(s) > maxBody:
		return fault.Errorf(fault.Invalid, "the mail has %d bytes of text: at most %d are allowed", len(s), maxBody)
	case !utf8.ValidString(s):
		return fault.Errorf(fault.Invalid, "the text of the mail is not valid UTF-8")
	case strings.ContainsFunc(s, func(r rune) bool {
		return hidden(r) || unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
	}):
		return fault.Errorf(fault.Invalid, "the text of the mail has a control or an invisible character: remove it")
	}
	return nil
}

// hidden reports whether r changes the direction of text or is invisible. Such characters are refused in our mails.
func hidden(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200B || r == 0x2028 || r == 0x2029 || r == 0xFEFF
}
