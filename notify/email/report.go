package email

import (
	"mime"
	"regexp"
	"strings"

	"github.com/jhillyerd/enmime/v2"
)

// The types of reports that programs write about mails (RFC 6522). Their parts may be message/global-* too (RFC 6533).
const (
	reportDelivery    = "delivery-status"
	reportDisposition = "disposition-notification" // a read receipt
	reportFeedback    = "feedback-report"          // somebody marked a mail as spam
)

var reportParam = regexp.MustCompile(`(?i)report-type\s*=\s*"?\s*([a-z-]+)`)

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
var forwardSubject = regexp.MustCompile(`(?i)^\s*(?:fwd?|wg|tr|rv|vb|vs|doorst)\s*:`)

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
