package agenda

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
	"daylight/disclosure/outreach"
)

// foldAt is how many octets a line of a calendar may have, its end not counted (RFC 5545, section 3.1).
const foldAt = 75

// calendarOf writes the items that have a date as an iCalendar object (RFC 5545). The same agenda gives the same bytes
// at any hour: what an entry follows from gives its stamp, and its clock gives its UID. It names neither titles nor parties,
// because calendars are often shared.
func calendarOf(g *desk.Agenda) []byte {
	var b bytes.Buffer
	line := func(name, value string) { foldLine(&b, name+":"+value) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//Daylight//agenda//EN")
	line("CALSCALE", "GREGORIAN")
	empty := true
	seen := map[string]int{}
	for i := range g.Items {
		it := &g.Items[i]
		if it.Due == nil {
			continue
		}
		empty = false
		line("BEGIN", "VEVENT")
		uid := nameless(it)
		if seen[uid]++; seen[uid] > 1 {
			uid += "/" + strconv.Itoa(seen[uid])
		}
		line("UID", escapeText(uid+"@daylight"))
		line("DTSTAMP", stamp(it.Recorded))
		if it.Due.Exact {
			line("DTSTART", stamp(it.Due.At))
		} else {
			foldLine(&b, "DTSTART;VALUE=DATE:"+dateValue(it.Due.Date))
			foldLine(&b, "DTEND;VALUE=DATE:"+dateValue(it.Due.Date.AddDays(1)))
		}
		line("SUMMARY", escapeText(fmt.Sprintf("%s: %s", it.Case, summary(it))))
		line("DESCRIPTION", escapeText(fmt.Sprintf("%s, %s\nWho: %s", it.Because, endText(it.Due), whoText(it))))
		line("CLASS", "CONFIDENTIAL")
		line("TRANSP", "TRANSPARENT") // a deadline takes nobody's time
		line("END", "VEVENT")
	}
	if empty {
		// A calendar without any component is not valid, and an old file must not stay.
		for _, text := range []string{
			"BEGIN:VTIMEZONE", "TZID:Etc/UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0000",
			"END:STANDARD", "END:VTIMEZONE",
		} {
			foldLine(&b, text)
		}
	}
	line("END", "VCALENDAR")
	return b.Bytes()
}

// nameless is the key of an item without the party whose clock it is. Not even a digest of the name is in it: whoever guesses a
// name could compare.
func nameless(it *agenda.Item) string {
	clause := *it
	clause.Ref = clock.SplitKey(it.Ref).Clause
	return clause.Key()
}

// summary is what has to be done, without the name of a party.
func summary(it *agenda.Item) string {
	if it.Ref == outreach.UntoldClause {
		return "nobody was told"
	}
	return it.Text
}

// endText says until when the day holds. An all-day entry has no zone, so its text has to name it.
func endText(d *agenda.Day) string {
	if d.Exact {
		return "due at " + dayText(d)
	}
	return fmt.Sprintf("until the end of %s in %s (%s)", d.Date, d.Zone, d.At.UTC().Format("2006-01-02 15:04 UTC"))
}

// stamp writes an instant in the form "with UTC time".
func stamp(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

func dateValue(d civil.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// escapeText writes a TEXT value (RFC 5545, section 3.3.11). Control characters have no place in one.
func escapeText(text string) string {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n") {
		switch {
		case r == '\\' || r == ';' || r == ',':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			b.WriteString(`\n`)
		case wording.Printable(r) >= 0:
			b.WriteRune(wording.Printable(r))
		}
	}
	return b.String()
}

// foldLine writes a content line in parts of at most [foldAt] octets. The blank that begins a part counts, and no
// character is torn apart.
func foldLine(b *bytes.Buffer, text string) {
	room := foldAt
	for len(text) > room {
		at := room
		for at > 0 && !utf8.RuneStart(text[at]) {
			at--
		}
		b.WriteString(text[:at] + "\r\n ")
		text, room = text[at:], foldAt-1
	}
	b.WriteString(text + "\r\n")
}
