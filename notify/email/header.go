package email

import (
	"bytes"
	"io"
	"mime"
	"net/mail"
	"net/textproto"
	"strings"
	"unicode/utf8"

	"daylight/disclosure/pattern"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"
)

// header holds the fields of a mail by canonical name, undecoded, in order of appearance.
type header map[string][]string

// get returns the first value of a field, undecoded.
func (h header) get(name string) string {
	if v := h[textproto.CanonicalMIMEHeaderKey(name)]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// all returns every value of a field.
func (h header) all(name string) []string { return h[textproto.CanonicalMIMEHeaderKey(name)] }

// has reports whether a field is there, be it empty.
func (h header) has(name string) bool { return len(h.all(name)) > 0 }

// text returns the first value of a field with its encoded words decoded (RFC 2047); what cannot be decoded stays.
func (h header) text(name string) string { return repair(decodeWords(h.get(name))) }

// repair reads text whose bytes are no UTF-8 as Windows-1252, which is what it mostly is when the charset is wrong.
func repair(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	if out, err := charmap.Windows1252.NewDecoder().String(s); err == nil {
		return out
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// unmangle gives back UTF-8 that was read as Windows-1252, because its label said so or said us-ascii: the letters of other
// text do not form valid sequences.
func unmangle(s string) string {
	if isASCII(s) {
		return s
	}
	out, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil || !utf8.ValidString(out) {
		return s
	}
	return out
}

func decodeWords(s string) string {
	if out, err := wordDecoder().DecodeHeader(s); err == nil {
		return out
	}
	return s
}

func wordDecoder() *mime.WordDecoder {
	return &mime.WordDecoder{CharsetReader: func(label string, r io.Reader) (io.Reader, error) {
		return charset.NewReaderLabel(label, r)
	}}
}

// author returns the name and the address of the first author, and how many there are.
func (h header) author() (name, addr string, n int) {
	all := h.addresses("From")
	n = max(len(all), len(h.all("From")))
	if len(all) > 0 {
		addr = all[0]
	} else if n == 1 {
		if addr = bareLocal(h.get("From")); addr == "" {
			n = 0 // it names nobody
		}
	}
	parser := mail.AddressParser{WordDecoder: wordDecoder()}
	if list, err := parser.ParseList(h.get("From")); err == nil {
		// With several authors nobody has written for sure: n says so, and what they wrote moves nothing.
		return repair(list[0].Name), addr, n
	}
	name, _, _ = strings.Cut(h.text("From"), "<")
	return strings.Trim(strings.TrimSpace(name), `"`), addr, n
}

var localForm = pattern.New(`^(?:[^<>()]*<\s*([A-Za-z0-9._-]{1,64})\s*>|([A-Za-z0-9._-]{1,64}))\s*(?:\([^()]*\))?\s*$`)

// bareLocal returns the author of a field that gives no domain, as servers write MAILER-DAEMON; "" if there is none.
func bareLocal(field string) string {
	m := localForm.FindStringSubmatch(clip(field, 1000))
	if m == nil {
		return ""
	}
	return m[1] + m[2]
}

// addresses returns the bare addresses of every value of a field. A list that breaks the rules gives whatever in it
// looks like an address.
func (h header) addresses(name string) []string {
	var out []string
	for _, v := range h.all(name) {
		list, err := mail.ParseAddressList(v)
		if err != nil {
			out = append(out, addressLike(v)...)
			continue
		}
		for _, a := range list {
			out = append(out, a.Address)
		}
	}
	return out
}

var addressForm = pattern.New(`[A-Za-z0-9._%+=~/!#$&'*^{}|-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+`)

// addressLike finds at most 50 addresses in free text.
func addressLike(s string) []string { return addressForm.FindAllString(s[:min(len(s), 64<<10)], 50) }

var messageIDForm = pattern.New(`<([^<>\s@]{1,200}@[^<>\s@]{1,200})>`)

// messageIDs returns the Message-IDs of a field, without angle brackets.
func (h header) messageIDs(name string) []string {
	var out []string
	for _, v := range h.all(name) {
		for _, m := range messageIDForm.FindAllStringSubmatch(v, 100) {
			out = append(out, m[1])
		}
	}
	return out
}

// maxField bounds what is looked at of one field, in bytes. The raw mail keeps all of it.
const maxField = 64 << 10

// readHeader reads the header of a mail leniently: what is no field is skipped, and where nothing can be read the
// header is empty. It returns what follows the empty line. Of an endless header only the beginning is kept, and whether more
// than one From is there.
func readHeader(raw []byte) (header, []byte) {
	h := make(header)
	rest := raw
	if bytes.HasPrefix(rest, []byte("From ")) { // the separator of an mbox
		_, rest, _ = bytes.Cut(rest, []byte("\n"))
	}
	var name string
	for size := 0; len(rest) > 0; {
		var line []byte
		line, rest = cutLine(rest)
		if len(line) == 0 {
			return h, rest
		}
		size += len(line)
		full := size > headLimit
		if line[0] == ' ' || line[0] == '\t' {
			if v := h[name]; name != "" && !full && len(v[len(v)-1]) < maxField {
				v[len(v)-1] += " " + strings.TrimSpace(string(line[:min(len(line), maxField)]))
			}
			continue
		}
		k, v, ok := bytes.Cut(line, []byte(":"))
		if !ok || !fieldName(k) {
			name = ""
			continue
		}
		name = textproto.CanonicalMIMEHeaderKey(string(bytes.TrimRight(k, " \t")))
		if full && (name != "From" || len(h[name]) > 1) {
			name = ""
			continue
		}
		h[name] = append(h[name], strings.TrimSpace(string(v[:min(len(v), maxField)])))
	}
	return h, nil
}

// cutLine cuts after the first line end, LF or CRLF.
func cutLine(b []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(b, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), rest
}

// fieldName reports whether k may name a field (RFC 5322 section 2.2), blanks before the colon forgiven.
func fieldName(k []byte) bool {
	k = bytes.TrimRight(k, " \t")
	if len(k) == 0 || len(k) > 100 {
		return false
	}
	for _, c := range k {
		if c <= ' ' || c >= 0x7f {
			return false
		}
	}
	return true
}
