package email

import (
	"net/mail"
	"strings"
	"unicode/utf8"

	"daylight/disclosure"
)

// Notice composes a mail to a member of the team: a reminder, a digest. It comes from the team's mailbox, belongs to no
// case's conversation, and says that a program wrote it (RFC 3834, section 5), so that no program answers.
func (c *Composer) Notice(address, subject, body string) (id, to string, raw []byte, err error) {
	if to, err = Address(address); err != nil {
		return "", "", nil, err
	}
	subject = shorten(strings.Join(strings.Fields(subject), " "))
	if err = oneLine("the subject", subject); err != nil {
		return "", "", nil, err
	}
	if err = checkBody(body); err != nil {
		return "", "", nil, err
	}
	if id, err = c.messageID(ComposeInput{Case: "notice", Contact: disclosure.Contact{ID: "team"}}); err != nil {
		return "", "", nil, err
	}
	from := c.tokens.Base()
	raw, err = write([][2]string{
		{"Date", c.clock().UTC().Format(dateForm)},
		{"From", (&mail.Address{Name: c.name, Address: from}).String()},
		{"To", to},
		{"Subject", encodeWords(subject)},
		{"Message-ID", "<" + id + ">"},
		{"Auto-Submitted", "auto-generated"},
		{"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=utf-8; format=flowed"},
		{"Content-Transfer-Encoding", "quoted-printable"},
	}, flowed(body))
	if err != nil {
		return "", "", nil, err
	}
	return id, to, raw, verify(raw, from, to)
}

// shorten cuts a subject to what a mail may carry.
func shorten(s string) string {
	if utf8.RuneCountInString(s) <= maxSubject {
		return s
	}
	return string([]rune(s)[:maxSubject-1]) + "…"
}
