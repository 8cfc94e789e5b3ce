package email

import (
	"slices"
	"strings"

	"daylight/disclosure/inbound"
	"daylight/disclosure/pattern"
	"daylight/notify"
)

// classify says what kind of mail it is, and why. The order matters: Postfix marks its bounces as auto-replied too,
// so bounces are looked for first. A label never hides text: Text and Reply are filled in whatever the class.
func classify(m *Mail, h header, parts mailParts) {
	parts.report = parts.reports(m.Subject)
	if isNotice(m, h, parts) {
		return
	}
	if parts.report != "" {
		m.References = append(m.References, parts.about()...)
	}
	m.signs = signs(m, h, parts)
	if m.Robot = robot(parts.report, isServer(m, h)); m.Robot != "" {
		m.Class = Report
		m.because(m.Robot)
		return
	}
	m.weigh()
}

// weigh says who wrote a mail that no server wrote, and what it says. It is done again when more of the mail turns out to be
// quoted, or when more is known of it.
func (m *Mail) weigh() {
	m.signs.Text = m.Reply
	who, why := inbound.Weigh(m.signs)
	m.Class = map[inbound.Class]Class{inbound.Person: Person, inbound.Automatic: Automatic, inbound.Unclear: Unclear}[who]
	m.Evidence, m.Says = nil, inbound.Read(m.Reply)
	for _, w := range why {
		m.because(w)
	}
	if s, ok := m.Says.Says(inbound.Fixed); ok {
		m.because("says that it is closed: “" + s.Sentence + "”")
	}
	if w := m.Says.Words(); w != "" {
		m.because(w)
	}
}

// because adds evidence, safe to show.
func (m *Mail) because(why string) {
	m.Evidence = append(m.Evidence, notify.Cap(notify.Line(why), 200))
}

// isNotice recognises delivery notices.
func isNotice(m *Mail, h header, parts mailParts) bool {
	fromServer := isServer(m, h) || nullPath(h)
	if b := status(parts, fromServer); b != nil {
		m.Bounce = b
		if b.Class == OtherBounce && b.Diagnostic == "" {
			b.Class = byWords(strings.ToLower(clip(m.Text, 4<<10))) // servers of old said why in prose alone
		}
		m.because("delivery notice, action " + b.Action + ", status " + b.Status)
	} else if b := prose(m, h, parts, fromServer); b != nil {
		m.Bounce = b
		m.because("bounce in prose, read as " + string(b.Class))
	} else {
		return false
	}
	for _, o := range parts.original {
		m.Bounce.returned(o)
	}
	m.Bounce.mentions(parts.all, m.MessageID)
	switch m.Bounce.Class {
	case TookIt:
		m.Class = Delivered
	case StillTrying:
		m.Class = Delayed
	case AddressDead, MailboxFull, TooBig, RefusedMail, Expired, OtherBounce:
		m.Class = Bounced
	}
	return true
}

// status reads the delivery-status parts. A forwarded bounce has such a part as well, so the mail itself has to be a
// report or come from a server.
func status(parts mailParts, fromServer bool) *Bounce {
	if parts.report != reportDelivery && !fromServer {
		return nil
	}
	for _, s := range parts.status {
		if b, ok := parseStatus(s); ok {
			return b
		}
	}
	return nil
}

var bounceSubject = pattern.New(`(?i)undeliver|non-?delivery|delivery (?:status notification|failure|failed|has failed|problem|report|notification|error)|mail delivery (?:failed|system|error|warning)|` +
	`failure (?:notice|delivery)|returned (?:mail|to sender|message)|^failed mail\b|could ?n.t be delivered|could not be delivered|not delivered|delivery (?:incomplete|delayed|unsuccessful)|rejected mail|mail (?:rejected|refused|error|failure)|message (?:undeliverable|status)|` +
	`unzustellbar|nicht zugestellt|zustellung fehlgeschlagen|unzustellbarkeit|non remis|échec de la remise|non distribu|no se puede entregar|no entregado|mancata consegna|onbestelbaar|niet bezorgd|投递失败|系统退信`)

var answerSubject = pattern.New(`(?i)^\s*(?:re|aw|antw|sv|fwd?|wg|tr|rv|vb|doorst|odp|vs|r|i)\s*(?:\[[0-9]+\])?:`)

var smtpReply = pattern.New(`(?m)(?:^|[^0-9.])[45][0-9]{2}[ -][^\n]{3}`)

// prose recognises a bounce without a delivery-status part, which is about every second one. The signs of a server are added
// up. A person who quotes a bounce has neither such a sender nor its fields, and answers under its subject.
func prose(m *Mail, h header, parts mailParts, fromServer bool) *Bounce {
	failed := typedAddress(h.get("X-Failed-Recipients"))
	text := clip(m.Text, 16<<10)
	low := strings.ToLower(text)
	status, class := enhancedCode(text), byWords(low)
	begins := slices.ContainsFunc(bounceBody, func(p string) bool { return strings.Contains(low, p) })
	points := 0
	for _, c := range []struct {
		is     bool
		points int
	}{
		{fromServer, 2},
		{failed != "", 3},
		{bounceSubject.MatchString(m.Subject) || fromServer && delaySubject.MatchString(m.Subject), 2},
		{parts.report == reportDelivery, 3},
		{begins, 1},
		{status != "" || smtpReply.MatchString(text), 1},
		{class != OtherBounce, 1},
		{len(m.original) > 0, 1},
		{answerSubject.MatchString(m.Subject), -3},
	} {
		if c.is {
			points += c.points
		}
	}
	need := 4
	if isServer(m, h) {
		need = 3
	}
	if points < need || !fromServer && failed == "" && !begins {
		return nil
	}
	if status != "" {
		class = bounceClass(status, low, true)
	}
	if delaySubject.MatchString(m.Subject) || stillTrying(low) {
		class = StillTrying
	}
	b := &Bounce{Class: class, Status: status, Recipient: failed}
	if b.Recipient == "" {
		for _, a := range addressLike(text) {
			if !serverAddress(a) && !strings.EqualFold(a, m.From) {
				b.Recipient = a
				break
			}
		}
	}
	return b
}

// stillTrying reports whether a notice says that it is none of a failure.
func stillTrying(low string) bool {
	low = strings.Join(strings.Fields(low), " ")
	return slices.ContainsFunc([]string{
		"you do not need to resend", "this is a warning message only", "this is a warning message", "will be retried", "will continue to try", "will keep trying", "still trying", "will try again", "warning: message still undelivered",
		"has not yet been delivered", "not been delivered yet", "has been delayed", "has been postponed", "not yet been delivered", "delivery attempts will continue",
	}, func(p string) bool { return strings.Contains(low, p) }) && !strings.Contains(low, "giving up")
}

var delaySubject = pattern.New(`(?i)delayed|warning: (?:message|could not send)|verzögert|retard`)

// serverName matches the part before the @ of addresses that mail servers write from.
var serverName = pattern.New(`(?i)^(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|mdaemon[-_].*|bounces?|microsoftexchange[0-9a-f]*|postmaster|mail[-_.]?delivery.*|mail(?:er|admin)|.*smtp[-_]gateways?|mmdf|listserv)$`)

// serverAddress reports whether an address is one that mail servers write from.
func serverAddress(a string) bool {
	local, _ := splitAddress(a)
	local, _, _ = strings.Cut(local, "@")
	return serverName.MatchString(strings.Trim(local, `\"`))
}

// isServer reports whether the author of a mail is a mail server: by its address, which may lack a domain, or because
// the address is empty.
func isServer(m *Mail, h header) bool {
	return serverAddress(m.From) || m.From == "" && strings.Contains(strings.ReplaceAll(h.get("From"), " ", ""), "<>")
}

// nullPath reports whether the mail was sent with an empty return path, as every notice and automatic answer should
// (RFC 5321 section 4.5.5). Our own server writes the field on delivery.
func nullPath(h header) bool {
	v := strings.TrimSpace(h.get("Return-Path"))
	return v == "<>" || strings.EqualFold(v, "<mailer-daemon>")
}

// signs collects what the form of a mail shows of who wrote it (RFC 3834 section 2 and common other fields).
// X-Auto-Response-Suppress is none: it only asks others not to answer, and mails of people carry it.
func signs(m *Mail, h header, parts mailParts) inbound.Signs {
	s := inbound.Signs{Subject: m.Subject, Name: m.FromName, Address: m.From, Report: parts.report != "", Server: isServer(m, h) || nullPath(h), Answers: len(m.InReplyTo) > 0 || answerSubject.MatchString(m.Subject), Quotes: m.Quoted != "", Inline: m.inline}
	switch v := strings.ToLower(h.get("Auto-Submitted")); firstWord(strings.TrimRight(v, ";")) {
	case "", "no", "no;":
	case "auto-generated", "auto-generated;":
		s.Generated = true
	default:
		s.Fields = append(s.Fields, "Auto-Submitted: "+v)
	}
	for _, f := range []string{
		"X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Auto-Reply-From", "X-Autoreply-Type", "X-Vacation", "X-Ms-Exchange-Inbox-Rules-Loop", "X-Mail-Autoreply",
		"X-Autoresponder", "X-Autogenerated", "X-Away", "X-Zendesk-Auto", "X-Fc-Machinegenerated",
	} {
		if h.has(f) && !strings.EqualFold(h.get(f), "no") {
			s.Fields = append(s.Fields, f+" is there")
		}
	}
	switch v := strings.ToLower(h.get("Precedence")); v {
	case "auto_reply", "auto-reply":
		s.Fields = append(s.Fields, "Precedence: "+v)
	case "bulk", "junk", "list":
		s.Bulk = true
	}
	if parts.report != "" {
		s.Fields = append(s.Fields, "report of type "+parts.report)
	}
	switch {
	case isServer(m, h):
		s.Fields = append(s.Fields, "written by a mail server")
	case nullPath(h):
		s.Fields = append(s.Fields, "empty return path")
	}
	s.NoReply = noReply.MatchString(m.From)
	s.Ticket, m.Ticket = ticket(m.Subject+"\n"+clip(m.Reply, 4000)), ticket(m.Subject+"\n"+clip(m.Reply, 4000))
	return s
}

// noReply matches addresses that take no answers.
var noReply = pattern.New(`(?i)^(?:[a-z0-9.-]*[._-])?(?:no|do-?not|dont|nicht|ne-?pas|nao|não)[._-]?(?:reply|respond|antworten|repondre|responder|responda)|^(?:noreply|donotreply)`)

// robot says why an automatic mail is the answer of nobody. A read receipt is an answer of the mailbox that we wrote to.
func robot(report string, server bool) string {
	switch {
	case report == reportFeedback:
		return "a report of abuse: somebody took a mail for spam"
	case report != "" && report != reportDisposition:
		return "a report of type " + notify.Cap(notify.Line(report), 40) + " that could not be read"
	case server && report == "":
		return "a mail server wrote, and no notice about a mail was found in it"
	default:
		return ""
	}
}

var ticketForm = pattern.New(`(?i)(?:\b(?:ticket|case|request|incident|inquiry|vorgang|anfrage|fall|demande|dossier|caso|ticketnummer|vorgangsnummer|référence|solicitud|richiesta|pratica|zaaknummer|zgłoszenia)\b` +
	`(?:[ -]?(?:id|no|nr|number|nummer|numéro|número|numero|reference|referenz|n°|nº))?\.?\s*[:#(]*\s*|\[|#)#?([a-z]{0,10}[-/]?[0-9]{3,12}(?:-[0-9]{1,8})?)\b`)

// ticket finds the reference in the other side's ticket system. Our own tag has two hyphens and never matches.
func ticket(s string) string {
	for _, m := range ticketForm.FindAllStringSubmatchIndex(s, 10) {
		// A match within a longer token, such as our own tag, a date or a colour, is not a reference.
		if m[3] < len(s) && (s[m[3]] == '-' || s[m[3]] == '.') {
			continue
		}
		if ref := s[m[2]:m[3]]; !ownTag.MatchString(ref) {
			return notify.Cap(notify.Line(ref), 40)
		}
	}
	return ""
}

var ownTag = pattern.New(`(?i)^[a-z]+-(?:19|20)[0-9]{2}-[0-9]{4,}$`)
