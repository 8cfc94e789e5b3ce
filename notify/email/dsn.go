package email

import (
	"cmp"
	"strings"

	"daylight/disclosure/pattern"
	"daylight/notify"
)

// BounceClass says what a delivery notice means for us.
type BounceClass string

// The classes of delivery notices.
const (
	AddressDead BounceClass = "address_dead" // no such recipient: use the next contact
	MailboxFull BounceClass = "mailbox_full" // the recipient exists but has no room
	TooBig      BounceClass = "too_big"
	RefusedMail BounceClass = "refused"   // policy or spam: another wording or channel
	Expired     BounceClass = "expired"   // not delivered in time; the address is not proven dead
	OtherBounce BounceClass = "other"     // not delivered, for an unknown reason
	StillTrying BounceClass = "delayed"   // not delivered yet
	TookIt      BounceClass = "delivered" // the next server accepted it; no success notice says more
)

// Bounce is what a delivery notice says (RFC 3464, RFC 6533), or what was found in a notice in prose.
type Bounce struct {
	Class      BounceClass
	Action     string // failed, delayed, delivered, relayed, expanded; "" in prose
	Status     string // enhanced status code, such as 5.1.1
	Diagnostic string // the last server's words, made safe and short
	Recipient  string // Final-Recipient: may have been rewritten by an alias
	Original   string // Original-Recipient: the address that we wrote to
	EnvelopeID string // our ENVID, which is the Message-ID
	MessageID  string // of the mail that came back
	// Mentions are further Message-IDs and addresses in the notice, for matching only.
	Mentions []string
}

// Address returns the address that we wrote to, as far as the notice knows it.
func (b *Bounce) Address() string {
	if b.Original != "" {
		return b.Original
	}
	return b.Recipient
}

const (
	maxStatus     = 256 << 10 // bytes of a delivery-status part
	maxRecipients = 100       // groups in it
)

// parseStatus reads the fields of a message/delivery-status part: one group about the message, one for each recipient.
// With several recipients, the first failed one counts, else the first one.
func parseStatus(content []byte) (*Bounce, bool) {
	rest := content[:min(len(content), maxStatus)]
	var groups []header
	for len(rest) > 0 && len(groups) <= maxRecipients {
		before := len(rest)
		var h header
		h, rest = readHeader(rest)
		if len(h) > 0 {
			groups = append(groups, h)
		}
		if len(rest) >= before {
			break
		}
	}
	var best *Bounce
	envid := ""
	for _, g := range groups {
		if v := g.get("Original-Envelope-Id"); v != "" {
			envid = strings.Trim(unxtext(v), "<>")
		}
		if !g.has("Action") && !g.has("Status") && !g.has("Final-Recipient") {
			continue
		}
		b := recipientStatus(g)
		if best == nil || b.failed() && !best.failed() {
			best = b
		}
	}
	if best == nil {
		return nil, false
	}
	best.EnvelopeID = clip(envid, 250)
	return best, true
}

func (b *Bounce) failed() bool { return b.Action == "failed" }

// recipientStatus reads one recipient's group.
func recipientStatus(g header) *Bounce {
	b := &Bounce{
		Action:     strings.ToLower(firstWord(g.get("Action"))),
		Status:     enhancedCode(g.get("Status")),
		Recipient:  typedAddress(g.get("Final-Recipient")),
		Original:   typedAddress(g.get("Original-Recipient")),
		Diagnostic: notify.Cap(notify.Line(afterType(g.get("Diagnostic-Code"))), 300),
	}
	if b.Recipient == "" {
		b.Recipient = typedAddress(g.get("X-Actual-Recipient"))
	}
	// Exim writes "Status: 5.0.0" whatever happened; the meaningful code is in the diagnostic.
	if code := enhancedCode(b.Diagnostic); code != "" && (b.Status == "" || !strings.HasSuffix(code, ".0.0")) {
		b.Status = code
	}
	switch b.Action {
	case "delivered", "relayed", "expanded":
		b.Class = TookIt
	case "delayed":
		b.Class = StillTrying
	default:
		b.Class = bounceClass(b.Status, b.Diagnostic, b.Action == "failed")
	}
	return b
}

var enhancedForm = pattern.New(`(?:^|[^0-9.])([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:[^0-9.]|\.?$|\.[^0-9])`)

// enhancedCode finds the first enhanced status code in a text that says more than success or failure, else the first one.
func enhancedCode(s string) string {
	first := ""
	for _, m := range enhancedForm.FindAllStringSubmatch(clip(s, 4096), 10) {
		if !strings.HasSuffix(m[1], ".0.0") {
			return m[1]
		}
		first = cmp.Or(first, m[1])
	}
	return first
}

// typedAddress reads "rfc822; user@example.org" (RFC 3464 section 2.3.1), "utf-8;" (RFC 6533) included.
func typedAddress(s string) string {
	a := strings.Trim(strings.TrimSpace(afterType(s)), "<>")
	if !strings.Contains(a, "@") || strings.ContainsAny(a, " \t\r\n") || len(a) > 320 {
		return ""
	}
	return unxtext(a)
}

// afterType cuts the type before the first semicolon.
func afterType(s string) string {
	if _, v, ok := strings.Cut(s, ";"); ok {
		return strings.TrimSpace(v)
	}
	return strings.TrimSpace(s)
}

func firstWord(s string) string {
	f := strings.Fields(s)
	if len(f) == 0 {
		return ""
	}
	return f[0]
}

// unxtext undoes xtext (RFC 3461 section 4), as far as it is well formed. A plus sign of ours comes back as "+2B".
func unxtext(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '+' && i+2 < len(s) {
			hi, lo := hexDigit(s[i+1]), hexDigit(s[i+2])
			if c := hi<<4 | lo; hi >= 0 && lo >= 0 && c >= '!' && c <= '~' {
				b.WriteByte(byte(c))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// hexDigit knows the upper-case digits that xtext has.
func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// returned reads the mail that came back, or its header.
func (b *Bounce) returned(content []byte) {
	h, _ := readHeader(content[:min(len(content), maxStatus)])
	if ids := h.messageIDs("Message-Id"); len(ids) > 0 && b.MessageID == "" {
		b.MessageID = ids[0]
	}
	b.Mentions = append(b.Mentions, h.addresses("From")...)
	if b.Original == "" && b.Recipient == "" {
		if to := h.addresses("To"); len(to) > 0 {
			b.Recipient = to[0]
		}
	}
}

var returnedID = pattern.New(`(?i)message-id:\s*<([^<>\s@]{1,200}@[^<>\s@]{1,200})>`)

// mentions searches the whole notice for what could be ours: nine of ten bounces hold the Message-ID of the mail
// somewhere, half of them hold it nowhere else than in prose.
func (b *Bounce) mentions(raw []byte, own string) {
	raw = raw[:min(len(raw), maxText)]
	for _, m := range returnedID.FindAllSubmatch(raw, 20) {
		if id := string(m[1]); id != own {
			b.Mentions = append(b.Mentions, id)
		}
	}
	b.Mentions = append(b.Mentions, addressLike(string(raw))...)
}
