package email

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/quotedprintable"
	"strings"
	"time"
	"unicode/utf8"

	"daylight/disclosure/pattern"
	"daylight/notify"

	"github.com/jhillyerd/enmime/v2"
	"golang.org/x/net/html/charset"
)

// mailParts is what was found in the body.
type mailParts struct {
	text        string
	report      string   // value of report-type, where the mail itself is a multipart/report
	inside      string   // type of a report that is the mail or a part of its first level
	status      [][]byte // contents of delivery-status parts
	fields      [][]byte // contents of the parts of other reports
	untyped     []byte   // the first part that gives no type
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
	env, err := p.ReadEnvelope(bytes.NewReader(abridge(raw)))
	if err != nil {
		return mailParts{}, fmt.Errorf("the structure of the mail is broken: %.100s", notify.Line(err.Error()))
	}
	out := mailParts{text: env.Text, all: raw}
	if strings.TrimSpace(out.text) == "" && env.HTML != "" {
		out.text = htmlText(clip(env.HTML, maxText))
	}
	if env.Root != nil {
		out.inside = reportInside(env.Root)
		walk(env.Root, &out)
	}
	if strings.TrimSpace(out.text) == "" {
		out.text = string(out.untyped)
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
		switch partType(p) {
		case "message/delivery-status", "message/global-delivery-status":
			out.status = append(out.status, p.Content)
		case "message/disposition-notification", "message/global-disposition-notification", "message/feedback-report":
			out.fields = append(out.fields, p.Content)
		case "message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers", "message/rfc822-headers":
			out.original = append(out.original, p.Content)
		case "":
			// RFC 2045 section 5.2: a part that gives no type is plain text. The library leaves such text out.
			if len(out.untyped) == 0 && p.FirstChild == nil {
				out.untyped = p.Content
			}
		default:
			if p.FileName != "" && len(out.attachments) < maxParts {
				out.attachments = append(out.attachments, notify.Cap(notify.Line(p.FileName), 120))
			}
		}
		walk(p.FirstChild, out)
	}
}

// bareParts is the second reader: the text after the header, decoded if the whole mail is one encoded text, or the first
// text of a mail that has too many parts or broken ones. The source of parts is no text.
func bareParts(h header, body []byte) mailParts {
	out := mailParts{all: body}
	if b := declared([]byte("Content-Type: " + h.get("Content-Type"))); b != "" {
		if inner, rest, ok := firstText(b, body, maxDepth); ok {
			out.text = bareParts(inner, rest).text
		} else if !bytes.Contains(body, []byte("--"+b)) {
			out.text = string(body[:min(len(body), maxText)]) // it has no parts, whatever its header says
		}
		return out
	}
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
	if utf8.Valid(body) && !utf8.Valid(text) || strings.EqualFold(params["charset"], "us-ascii") && utf8.Valid(body) && len(text) > 0 && h.get("Content-Transfer-Encoding") == "" {
		text = body[:min(len(body), maxText)] // the label is wrong
	}
	if len(text) == 0 {
		text = body[:min(len(body), maxText)]
	}
	out.text = string(text)
	if kind == "text/html" {
		out.text = htmlText(out.text)
	}
	return out
}

// cutBoundary cuts a body around the next line that begins with a mark.
func cutBoundary(body, mark []byte) (before, after []byte, found bool) {
	if after, ok := bytes.CutPrefix(body, mark); ok {
		return nil, after, true
	}
	before, after, found = bytes.Cut(body, append([]byte("\n"), mark...))
	return bytes.TrimSuffix(before, []byte("\r")), after, found
}

// firstText finds the first part of a multipart that is text, or names no type.
func firstText(boundary string, body []byte, depth int) (header, []byte, bool) {
	if depth == 0 {
		return nil, nil, false
	}
	mark := []byte("--" + boundary)
	for n := 0; n < maxParts; n++ {
		_, after, found := cutBoundary(body, mark)
		if !found || bytes.HasPrefix(after, []byte("--")) {
			break
		}
		_, part := cutLine(after)
		body = after
		part, _, _ = cutBoundary(part, mark)
		h, text := readHeader(part)
		if len(h) == 0 {
			text = part // a part may begin without a header, with or without its empty line
		}
		kind, _, _ := strings.Cut(strings.ToLower(h.get("Content-Type")), ";")
		switch kind = strings.TrimSpace(kind); {
		case strings.HasPrefix(kind, "multipart/"):
			if b := declared([]byte("Content-Type: " + h.get("Content-Type"))); b != "" {
				if h, text, ok := firstText(b, text, depth-1); ok {
					return h, text, true
				}
			}
		case (kind == "" || kind == "text/plain" || kind == "text/html") && len(bytes.TrimSpace(text)) > 0:
			h = maps.Clone(h)
			return h, text, true
		}
	}
	return nil, nil, false
}

// The types of reports that programs write about mails (RFC 6522). Their parts may be message/global-* too (RFC 6533).
const (
	reportDelivery    = "delivery-status"
	reportDisposition = "disposition-notification" // a read receipt
	reportFeedback    = "feedback-report"          // somebody marked a mail as spam
)

var reportParam = pattern.New(`(?i)report-type\s*=\s*"?\s*([a-z-]+)`)

// reportType returns the report-type of a Content-Type field, "" if it is no multipart/report. It reads the raw field,
// because the MIME library keeps no parameters of parts that it parsed. A field that breaks the rules is searched.
func reportType(field string) string {
	kind, params, err := mime.ParseMediaType(field)
	if err != nil {
		kind, _, _ = strings.Cut(field, ";")
		params = map[string]string{}
		if m := reportParam.FindStringSubmatch(clip(field, maxField)); m != nil {
			params["report-type"] = m[1]
		}
	}
	if !strings.EqualFold(strings.TrimSpace(kind), "multipart/report") {
		return ""
	}
	return strings.ToLower(strings.TrimSpace(params["report-type"]))
}

// partType returns the media type of a part in lower case.
func partType(p *enmime.Part) string {
	kind, _, _ := strings.Cut(p.Header.Get("Content-Type"), ";")
	if kind = strings.ToLower(strings.TrimSpace(kind)); kind != "" {
		return kind
	}
	return strings.ToLower(p.ContentType)
}

// reportPart returns the type of report that a part is, "" if it is none.
func reportPart(p *enmime.Part) string {
	kind := partType(p)
	if kind == "multipart/report" {
		return reportType(p.Header.Get("Content-Type"))
	}
	kind, ok := strings.CutPrefix(kind, "message/")
	switch kind = strings.TrimPrefix(kind, "global-"); {
	case ok && (kind == reportDelivery || kind == reportDisposition || kind == reportFeedback):
		return kind
	default:
		return ""
	}
}

// reportInside returns the type of the first report among the mail itself and its parts of the first level. Lists and
// scanners put reports into a multipart/mixed, and some servers write no multipart/report at all.
func reportInside(root *enmime.Part) string {
	if t := reportPart(root); t != "" {
		return t
	}
	for p := root.FirstChild; p != nil; p = p.NextSibling {
		if t := reportPart(p); t != "" {
			return t
		}
	}
	return ""
}

// forwardSubject matches the subjects of mails that a person passed on.
var forwardSubject = pattern.New(`(?i)^\s*(?:fwd?|wg|tr|rv|vb|vs|doorst)\s*:`)

// reports returns the type of report that a mail is. A part alone does not make a report of what a person forwards.
func (p *mailParts) reports(subject string) string {
	if p.report == "" && !forwardSubject.MatchString(subject) {
		return p.inside
	}
	return p.report
}

// about returns the Message-IDs of the mails that a report is about, as far as it names them.
func (p *mailParts) about() []string {
	var ids []string
	for _, content := range p.fields {
		h, _ := readHeader(content[:min(len(content), maxStatus)])
		ids = append(ids, h.messageIDs("Original-Message-Id")...)
	}
	for _, content := range p.original {
		h, _ := readHeader(content[:min(len(content), maxStatus)])
		ids = append(ids, h.messageIDs("Message-Id")...)
	}
	return ids[:min(len(ids), 20)]
}
