package email

import (
	"regexp"
	"strings"

	"daylight/notify"
)

// classify says what kind of mail it is, and why. The order matters: Postfix marks its bounces as auto-replied too,
// so bounces are looked for first. A label never hides text: Text and Reply are filled in whatever the class.
func classify(m *Mail, h header, parts mailParts) {
	m.Class = Person
	if isNotice(m, h, parts) {
		return
	}
	if automatic(m, h, parts) {
		m.Class = Automatic
		m.Ticket = ticket(m.Subject + "\n" + clip(m.Text, 4000))
		return
	}
	m.Ticket = ticket(m.Subject)
	if why := claimsFixed(m.Reply); why != "" {
		m.ClaimsFixed = true
		m.because("says that it is closed: “" + why + "”")
	}
}

// because adds evidence, safe to show.
func (m *Mail) because(why string) {
	m.Evidence = append(m.Evidence, notify.Cap(notify.Line(why), 200))
}

// isNotice recognises delivery notices.
func isNotice(m *Mail, h header, parts mailParts) bool {
	fromServer := serverAddress(m.From) || nullPath(h)
	if b := status(parts, fromServer); b != nil {
		m.Bounce = b
		m.because("delivery notice, action " + b.Action + ", status " + b.Status)
	} else if b := prose(m, h, fromServer); b != nil {
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
	if parts.report != "delivery-status" && !fromServer {
		return nil
	}
	for _, s := range parts.status {
		if b, ok := parseStatus(s); ok {
			return b
		}
	}
	return nil
}

var bounceSubject = regexp.MustCompile(`(?i)undeliver|delivery (?:status notification|failure|has failed|problem)|mail delivery (?:failed|system)|` +
	`failure notice|returned (?:mail|to sender)|could not be delivered|delivery (?:incomplete|delayed)|unzustellbar|nicht zugestellt|` +
	`zustellung fehlgeschlagen|non remis|échec de la remise|non distribu|no se puede entregar|mancata consegna|onbestelbaar|niet bezorgd`)

// prose recognises a bounce without a delivery-status part, which is about every second one. It requires a server as
// the sender, or Exim's field, and typical phrases. A person who quotes a bounce has neither such a sender nor the
// field.
func prose(m *Mail, h header, fromServer bool) *Bounce {
	failed := typedAddress(h.get("X-Failed-Recipients"))
	if failed == "" && !fromServer {
		return nil
	}
	text := strings.ToLower(clip(m.Text, 16<<10))
	status := enhancedCode(clip(m.Text, 16<<10))
	class := byWords(text)
	switch {
	case failed != "", bounceSubject.MatchString(m.Subject):
	case serverAddress(m.From) && (class == AddressDead || class == MailboxFull):
	default:
		return nil
	}
	if status != "" {
		class = bounceClass(status, text, true)
	}
	if delaySubject.MatchString(m.Subject) || strings.Contains(text, "you do not need to resend") || strings.Contains(text, "this is a warning message only") {
		class = StillTrying
	}
	b := &Bounce{Class: class, Status: status, Recipient: failed}
	if b.Recipient == "" {
		for _, a := range addressLike(clip(m.Text, 16<<10)) {
			if !serverAddress(a) {
				b.Recipient = a
				break
			}
		}
	}
	return b
}

var delaySubject = regexp.MustCompile(`(?i)delayed|warning: (?:message|could not send)|verzögert|retard`)

// serverAddress reports whether an address is one that mail servers write from.
func serverAddress(a string) bool {
	local, _ := splitAddress(strings.ToLower(a))
	return local == "mailer-daemon" || local == "postmaster" || local == "mail-daemon" || local == "maildaemon" ||
		strings.HasPrefix(local, "microsoftexchange")
}

// nullPath reports whether the mail was sent with an empty return path, as every notice and automatic answer should
// (RFC 5321 section 4.5.5). Our own server writes the field on delivery.
func nullPath(h header) bool {
	v := strings.TrimSpace(h.get("Return-Path"))
	return v == "<>" || strings.EqualFold(v, "<mailer-daemon>")
}

// automatic collects evidence of a program as the author (RFC 3834 section 2 and common other fields).
// X-Auto-Response-Suppress is not evidence: it only asks others not to answer, and mails of people carry it.
func automatic(m *Mail, h header, parts mailParts) bool {
	n := len(m.Evidence)
	if v := strings.ToLower(h.get("Auto-Submitted")); v != "" && firstWord(strings.TrimRight(v, ";")) != "no" {
		m.because("Auto-Submitted: " + v)
	}
	for _, f := range []string{"X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Auto-Reply-From", "X-Autoreply-Type", "X-Vacation", "X-Ms-Exchange-Inbox-Rules-Loop", "X-Mail-Autoreply"} {
		if h.has(f) && !strings.EqualFold(h.get(f), "no") {
			m.because(f + " is there")
		}
	}
	if v := strings.ToLower(h.get("Precedence")); v == "auto_reply" || v == "auto-reply" {
		m.because("Precedence: " + v)
	}
	if parts.report == "disposition-notification" || parts.report == "feedback-report" {
		m.because("report of type " + parts.report)
	}
	if nullPath(h) {
		m.because("empty return path")
	}
	if awaySubject.MatchString(m.Subject) {
		m.because("subject of an automatic answer")
	}
	headers := len(m.Evidence)
	text := strings.ToLower(clip(m.Reply, 4000))
	for _, phrase := range machinePhrases() {
		if strings.Contains(text, phrase) {
			m.because("says so itself: " + phrase)
			break
		}
	}
	away := awaySubject.MatchString(m.Subject)
	if len(m.Evidence) == n {
		bulk(m, h)
		return false
	}
	// Ticket systems mark what their people write as auto-generated too. Without other evidence of a program, a person
	// is possible. The label stays, because a wrong "a person answered" would stop a clock.
	generated := strings.HasPrefix(strings.ToLower(h.get("Auto-Submitted")), "auto-generated")
	m.Doubt = generated && headers == n+1 && len(m.Evidence) == headers && !away
	if m.Doubt {
		m.because("ticket systems mark answers of people like this as well: please read it")
	}
	return true
}

// bulk notes weak evidence: lists and ticket systems set these fields on mails of people too.
func bulk(m *Mail, h header) {
	switch v := strings.ToLower(h.get("Precedence")); v {
	case "bulk", "junk", "list":
		m.because("Precedence: " + v + ", which mails of people may carry")
	}
}

// awaySubject matches the subjects of vacation notices and automatic answers, by language: en, de, fr, es, it, pt,
// nl, sv, da, no, fi, pl, cs, ja. They stand at the beginning, where only "Re:" may precede them.
var awaySubject = regexp.MustCompile(`(?i)^\s*(?:(?:re|aw|sv|tr|rv)\s*:\s*)?(?:` +
	`auto(?:matic|matische|matisk|matiskt)?[ :-]*(?:reply|response|answer|antwort|svar)\b|auto[ -]?(?:reply|respon)|automated (?:reply|response)|` +
	`out of (?:the )?office|ooo\b|on (?:vacation|holiday|leave)\b|away from (?:the|my) office|` +
	`automatische antwort|abwesenheit|abwesend|nicht im büro|urlaub|` +
	`réponse automatique|absence du bureau|absent(?:e)? du bureau|message d'absence|absence\b|` +
	`respuesta automática|fuera de (?:la )?oficina|risposta automatica|fuori (?:sede|ufficio)|assenza|` +
	`resposta automática|fora do escritório|automatisch antwoord|afwezig|niet aanwezig|` +
	`autosvar|frånvaro|fravær|ikke til ?stede|ikke på kontoret|automaattinen vastaus|poissa|` +
	`autoodpowiedź|automatyczna odpowiedź|odpowiedź automatyczna|automatická odpověď|自動返信|自動応答|不在)`)

// machinePhrases are phrases of automatic mails, in lower case.
func machinePhrases() []string {
	return []string{
		"this is an automated", "this is an automatic", "this is an auto", "this message was generated automatically",
		"this message was automatically generated", "automatically generated message", "automatically generated email", "automatically generated e-mail",
		"do not reply to this e", "do not reply to this message", "your request has been received", "your ticket has been created", "a ticket has been created",
		"a support ticket has been", "has been assigned ticket", "this mailbox is not monitored", "i am currently out of the office",
		"diese nachricht wurde automatisch", "diese e-mail wurde automatisch", "dies ist eine automatisch", "automatisch generiert",
		"ihre anfrage ist bei uns eingegangen", "wurde ein ticket", "bitte antworten sie nicht auf diese", "ich bin derzeit nicht im büro", "ich bin bis",
		"ceci est un message automatique", "ce message est généré automatiquement", "ce message a été généré automatiquement", "ne pas répondre à ce",
		"votre demande a bien été enregistrée", "un ticket a été créé", "je suis absent",
		"este es un mensaje automático", "questo è un messaggio automatico", "dit is een automatisch", //nolint:misspell // Italian
	}
}

var ticketForm = regexp.MustCompile(`(?i)(?:\b(?:ticket|case|request|incident|inquiry|vorgang|anfrage|fall|demande|dossier|caso|ticketnummer)\b` +
	`(?:[ -]?(?:id|no|nr|number|nummer|numéro|reference|referenz))?\.?\s*[:#]*\s*|\[|#)#?([a-z]{0,10}[-/]?[0-9]{3,12}(?:-[0-9]{1,8})?)\b`)

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

var ownTag = regexp.MustCompile(`(?i)^[a-z]+-(?:19|20)[0-9]{2}-[0-9]{4,}$`)
