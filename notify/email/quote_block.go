package email

import (
	"strings"

	"daylight/disclosure/pattern"
)

// headerLine matches the lines of a header block as mail programs show it, by language: who, when, to whom, what.
var headerLine = pattern.New(`(?i)^\s*\*?(?:(from|von|de|da|van|från|fra|od|expéditeur|差出人|lähettäjä|от|от кого|від|kimden|gönderen|feladó|发件人|寄件者)|(sent|date|gesendet|datum|envoyé|enviado|inviato|data|verzonden|skickat|sendt|wysłano|fecha|送信日時|lähetetty|дата|отправлено|надіслано|tarih|gönderildi|gönderme tarihi|odesláno|elküldve|dátum|发送时间|日期|寄件日期)|` +
	`(to|an|à|para|a|aan|till|til|do|宛先|vastaanottaja|кому|kime|komu|címzett|收件人|收件者)|(subject|betreff|objet|asunto|oggetto|onderwerp|ämne|emne|temat|assunto|件名|aihe|тема|konu|předmět|tárgy|主题|主旨))\s?\*?\s?[:：]`)

// headerDate matches a line that says when a mail was sent, to the minute.
var headerDate = pattern.New(`(?i)^\s*\*?[\pL ]{2,20}\s?\*?\s?[:：].*[0-9]{1,2}[:.][0-9]{2}`)

// headerBlock returns how many of the first lines are a header block as mail programs show it, 0 if they are none: the author and two of the
// other three fields within six lines, or a date and two of the others. Two lines are enough where one holds an address and one a time,
// because nobody writes such lines by hand.
func headerBlock(lines []string) int {
	m := headerLine.FindStringSubmatch(lines[0])
	if m == nil || m[1] == "" && m[2] == "" {
		return 0
	}
	seen, last, address, minute := [5]bool{}, 0, false, false
	for i, l := range lines[:min(len(lines), 6)] {
		m := headerLine.FindStringSubmatch(l)
		if m == nil {
			continue
		}
		last = i
		for k := 1; k < len(m); k++ {
			seen[k] = seen[k] || m[k] != ""
		}
		if i < 2 {
			address = address || m[2] == "" && m[4] == "" && strings.Contains(l, "@")
			minute = minute || m[2] != "" && headerDate.MatchString(l)
		}
	}
	others := 0
	for k, s := range seen[1:] {
		if s && (k > 0) == seen[1] {
			others++
		}
	}
	if seen[1] && others >= 2 || !seen[1] && minute && others >= 2 || address && minute {
		return last + 1
	}
	return 0
}

// shared matches a line on which the announcement of a quotation stands behind what was written.
var shared = pattern.New(`^(.*\S)(?:\s+|\s*-{2,}\s*)((?:On|Am|Le|El|Il|Op|Den|Em) [^\n]{0,40}[0-9][^\n]{0,120}\b(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|skrev|escreveu)\b[^\n]{0,80}:)\s*$`)

// ownLine gives an announcement a line of its own where it shares one with what was written and a quotation follows.
func ownLine(lines []string) []string {
	for i, l := range lines[:min(len(lines), maxReplyLines)] {
		if len(l) > 1000 || i+1 == len(lines) || !isQuote(lines[i+1]) || announceStart.MatchString(l) {
			continue
		}
		if m := shared.FindStringSubmatch(l); m != nil {
			return append(append(append([]string{}, lines[:i]...), strings.TrimRight(m[1], "- "), m[2]), lines[i+1:]...)
		}
	}
	return lines
}

// wrapped reports whether a line between two quoted ones is the end of the first, which a program broke: no word in it is a word, as in
// the rest of an address. What people write between quotations has words.
func wrapped(lines []string, i int) bool {
	l := lines[i]
	if i+1 >= len(lines) || !isQuote(lines[i+1]) || len(l) > 200 || !strings.ContainsAny(l, "/=<>()") {
		return false
	}
	for _, w := range strings.Fields(l) {
		if !strings.ContainsAny(w, "/=<>()") {
			return false
		}
	}
	return true
}

// keepChosen keeps a quotation that the writer chose: it stands below words of theirs, nothing announces it, and nothing is written
// between it and the announcement of the mail that they answer. Words below a quotation answer it, so that one is the old mail's.
func keepChosen(lines []string, drop []bool) {
	from, written := -1, false // where a quotation began that nothing announces
	for i, l := range lines {
		switch {
		case strings.TrimSpace(l) == "":
		case isQuote(l):
			if from < 0 && written {
				from = i
			}
		case !drop[i]:
			written, from = true, -1
		default: // an announcement
			if from < 0 || announced(lines[i:]) == 0 {
				return
			}
			for j := from; j < i; j++ {
				drop[j] = false
			}
			return
		}
	}
}
