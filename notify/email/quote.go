package email

import (
	"slices"
	"strings"

	"daylight/disclosure/pattern"
)

// maxReplyLines bounds the search for the reply. Replies of people are shorter; the lines after it count as quoted.
const maxReplyLines = 4000

// SplitReply separates newly written text from quoted text: quotation blocks, the lines that announce them, the headers
// that Outlook puts above the old mail, signatures. Answers between quotations stay. Nothing is lost: text is either in
// reply or in quoted. If everything looks quoted, all of it is the reply.
func SplitReply(text string) (reply, quoted string) {
	reply, quoted, _ = splitReply(text)
	return reply, quoted
}

// splitReply also says whether something was written below or between quoted lines.
func splitReply(text string) (reply, quoted string, inline bool) {
	lines := ownLine(strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n"))
	rest := []string(nil)
	if len(lines) > maxReplyLines {
		lines, rest = lines[:maxReplyLines], lines[maxReplyLines:]
	}
	drop := make([]bool, len(lines))
	cutOldMail(lines, drop)
	for i, l := range lines {
		if isQuote(l) || i > 0 && drop[i-1] && wrapped(lines, i) {
			drop[i] = true
		}
	}
	dropAnnouncements(lines, drop)
	keepChosen(lines, drop)
	dropSignature(lines, drop)
	var r, q []string
	marked := false
	for i, l := range lines {
		if drop[i] {
			q = append(q, l)
			marked = marked || isQuote(l)
		} else {
			inline = inline || marked && !isQuote(l) && len(strings.Fields(l)) > 1
			r = append(r, strings.TrimRight(l, " \t"))
		}
	}
	reply, quoted = squeeze(r), strings.Trim(strings.Join(append(q, rest...), "\n"), "\n")
	if reply == "" {
		return strings.TrimSpace(text), "", false
	}
	return reply, quoted, inline
}

// isQuote reports whether a line is marked as quoted. Arrows on both sides of it are an ornament.
func isQuote(l string) bool {
	l = strings.Trim(l, " \t\u00a0")
	return (strings.HasPrefix(l, ">") || strings.HasPrefix(l, "|>")) && !strings.HasSuffix(l, "<<")
}

// announcement matches the line before a quotation: "On … wrote:" in en, de, fr, es, it, nl, pl, pt, sv, da, no, cs,
// ja. It may be folded over a few lines; they are joined before.
var announcement = pattern.New(`(?i)^\s*(?:` +
	`on\b.+\bwrote\s*:|.+\b(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|skrev|napisał(?:a|\(a\))?|escreveu|napsal(?:a|\(a\))?)\s*:|` +
	`am\b.+\bschrieb\b.*:|le\b.+\ba écrit\s*:|el\b.+\bescribió\s*:|il\b.+\bha scritto\s*:|` +
	`op\b.+\bschreef\b.*:|den\b.+\bskrev\b.*:|w dniu\b.+\bnapisał.*:|em\b.+\bescreveu\s*:|` +
	`.+のメール\s*:|.+(?:さん(?:は)?|様)(?:書きました|の書き込み)\s*[:：]|` +
	`.+\bkirjoitti\b.*:|.+(?:пишет|написал(?:\(а\)|а)?|пише|написав|написала)\b?.*:|.+(?:yazdı|şunu yazdı|tarihinde şunları yazdı)\s*:|.+\bnapsal(?:a|\(a\))?\b.*:|` +
	`.+\b(?:írta|ezt írta)\b.*:|.+\bnapisał(?:a|\(a\))?\b.*:|.+\bescreveu\b.*:|.+\bnapisana przez\b.*:|.+写道\s*[:：]|.+寫道\s*[:：]|.+scrisse\s*:|.+het volgende geschreven\s*:|.+geschrieben\s*:|` +
	// Dates and an address alone, as Gmail and Yandex write them: "2016-10-24 15:36 GMT+02:00 Name <addr>:".
	`(?:20[0-9]{2}[-/.年]\s?[0-9]{1,2}[-/.月]\s?[0-9]{1,2}|[0-9]{1,2}[./][0-9]{1,2}[./]20[0-9]{2})\S*[ ,].{0,120}<\S+@\S+>\s*:|` +
	`.+\bschrieb am\b.+:|.{0,60}[0-9]{1,2}:[0-9]{2},?\s.{0,120}<\S+@\S+>\s*:` +
	`)\s*$`)

// announceStart is how a folded announcement begins.
var announceStart = pattern.New(`(?i)^\s*(?:.*<\S+@\S+>|.*\bschrieb am\b|(?:on|am|le|el|il|op|den|w dniu|em|dne|ma|a|ti|to|pe|ke|su|la)\b\s.*\d|[0-9]{1,4}[-./年 ]|(?:пн|вт|ср|чт|пт|сб|вс|нд|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|lun|mar|mer|jeu|ven|sam|dim|po|út|st|čt|pá|so|ne)\.?,? .*\d)`)

// oldMailLine separates the old mail in Outlook and in forwards.
var oldMailLine = pattern.New(`(?i)^\s*(?:-{2,}\s*on\b.{0,60}[0-9].{0,80}\bwrote\s*:?\s*-{2,}|` +
	`(?:begin )?forwarded message:|anfang der weitergeleiteten (?:nachricht|e-mail):|début du message (?:transféré|réexpédié) ?:|inicio del mensaje reenviado:|inizio messaggio inoltrato:|begin doorgestuurd bericht:|` +
	`-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht|` +
	`message d'origine|message original|message transféré|mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original|oprindelig meddelelse|ursprungligt meddelande|` +
	`wiadomość oryginalna|původní zpráva|oprindelig besked|opprinnelig melding|alkuperäinen viesti|исходное сообщение|пересылаемое сообщение|оригінальне повідомлення|özgün ileti|orijinal mesaj|eredeti üzenet|原始邮件|原始郵件|元のメッセージ|転送メッセージ|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|messaggio originale)\s*-*)\s*$`)

// rule is the line that Outlook draws; people draw it too.
var rule = pattern.New(`^\s*_{20,}\s*$`)

// cutOldMail drops everything from the point where the old mail follows without quotation marks.
func cutOldMail(lines []string, drop []bool) {
	written := false // something stands above
	for i, l := range lines {
		switch {
		case isQuote(l):
			continue
		case !written && headerBlock(lines[i:]) > 0:
			// What stands above everything belongs to a mail that was passed on: its words follow.
			for j := i; j < len(lines) && strings.TrimSpace(lines[j]) != ""; j++ {
				drop[j] = true
			}
			written = true
			continue
		case drop[i]:
			continue
		case oldMailLine.MatchString(l), headerBlock(lines[i:]) > 0, rule.MatchString(l) && i+1 < len(lines) && headerBlock(lines[i+1:]) > 0:
		default:
			written = written || strings.TrimSpace(l) != ""
			n := announced(lines[i:])
			if n == 0 || quoteFollows(lines[i+n:]) || !strings.ContainsAny(strings.Join(lines[i:i+n], ""), "@0123456789") {
				continue
			}
			// Announced and not quoted line by line: the rest is the old mail.
		}
		for j := i; j < len(lines); j++ {
			drop[j] = true
		}
		return
	}
}

// announced returns the number of lines of the announcement that begins here, 0 if there is none.
func announced(lines []string) int {
	joined := ""
	window := lines[:min(len(lines), 4)]
	if !slices.ContainsFunc(window, func(l string) bool {
		l = strings.TrimRight(l, " \t\u00a0")
		return strings.HasSuffix(l, ":") || strings.HasSuffix(l, "：")
	}) {
		return 0
	}
	for n := range window {
		if l := strings.TrimSpace(lines[n]); l == "" || len(l) > 300 || isQuote(l) {
			return 0
		}
		joined = strings.TrimSpace(joined + " " + strings.TrimSpace(lines[n]))
		if announcement.MatchString(joined) {
			return n + 1
		}
		if n == 0 && !announceStart.MatchString(joined) {
			return 0
		}
	}
	return 0
}

// dateAndAddress matches an announcement without a colon, as Gmail wrote it once: "2011/4/7 Name <addr>". It needs a quotation behind it.
var dateAndAddress = pattern.New(`^\s*20[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}\s.{0,100}<\S+@\S+>\s*$`)

// quoteFollows reports whether the next line with text is a quotation.
func quoteFollows(rest []string) bool {
	for _, l := range rest {
		if strings.TrimSpace(l) != "" {
			return isQuote(l)
		}
	}
	return true // nothing follows: nothing to cut off
}

// dropAnnouncements drops the announcements of quotations.
func dropAnnouncements(lines []string, drop []bool) {
	for i := range lines {
		if drop[i] {
			continue
		}
		n := announced(lines[i:])
		if n == 0 && dateAndAddress.MatchString(lines[i]) && i+1 < len(lines) && quoteFollows(lines[i+1:]) {
			n = 1
		}
		if n == 0 || !quoteFollows(lines[i+n:]) {
			continue
		}
		for j := i; j < i+n; j++ {
			drop[j] = true
		}
	}
}

// mobile matches the lines that telephones add.
var mobile = pattern.New(`(?i)^\s*(?:sent from my |sent from (?:mail|outlook|yahoo|proton|mobile)|get outlook for |von meinem .{1,40} gesendet|gesendet von |diese nachricht wurde von meinem |` +
	`envoyé (?:de|depuis) mon |envoyé (?:de|depuis|à partir (?:de|d')) ?|obtenez outlook|enviado desde mi |inviato da |verstuurd vanaf |skickat från min |sendt fra min |wysłane z |enviado do meu |lähetetty |отправлено (?:с|из) |надіслано з |iphone'umdan|odesláno z |az iphone-omról|发自我的|從我的|iphoneから送信).{0,80}$`)

// dropSignature drops from the signature mark (RFC 3676 section 4.3) to the next quotation or the end, and the lines
// that telephones add.
func dropSignature(lines []string, drop []bool) {
	in := false
	for i, l := range lines {
		switch {
		case drop[i]:
			in = false
		case l == "-- " || l == "--" && i > 0:
			in = true
		}
		if in || !drop[i] && len(l) < 120 && mobile.MatchString(l) {
			drop[i] = true
		}
	}
}

// squeeze joins lines and leaves at most one empty line between them.
func squeeze(lines []string) string {
	var b strings.Builder
	empty := 0
	for _, l := range lines {
		if strings.TrimSpace(l) == "" {
			empty++
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n")
			if empty > 0 {
				b.WriteString("\n")
			}
		}
		empty = 0
		b.WriteString(l)
	}
	return b.String()
}
