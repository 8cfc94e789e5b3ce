package github

import (
	"strings"

	"daylight/disclosure/civil"
	"daylight/disclosure/pattern"
	"daylight/disclosure/slash"
)

// maxComment is how much of a comment is looked at, in bytes. GitHub takes 65536 characters.
const maxComment = 4 * 65536

// orders are what the lines of a comment ask for, in order: commands, and what was probably meant as one. It returns the comment
// with its commands in one spelling, so that the one reader of answers and the excerpt see them as everybody writes them. A command
// must be a line of the author's own text: not in a quote, a block of code, an HTML comment, or the mail below an answer. A list
// item or a code span of its own is a line like any other, because our list of commands prints them so.
func orders(body string, today civil.Date, bots ...string) (found []slash.Order, plain string) {
	own := map[string]int{}
	for line := range strings.SplitSeq(written(unspanned(body, bots)), "\n") {
		own[line]++
	}
	var out []string
	for line := range strings.SplitSeq(unspanned(body, bots), "\n") {
		key := strings.TrimRight(line, " \t")
		o, is := slash.Read(line, bots...)
		if is == slash.Copied {
			continue // our own list
		}
		if is == slash.NoOrder || own[key] == 0 {
			out = append(out, line)
			continue
		}
		own[key]--
		if o = o.Ahead(today); o.Known() {
			line = o.Line()
		}
		found, out = append(found, o), append(out, line)
	}
	return found, strings.Join(out, "\n")
}

// unspanned takes commands out of the code span that they stand in, where that is a line of its own. Within a span that began on an
// earlier line nothing is.
func unspanned(body string, bots []string) string {
	if len(body) > maxComment {
		body = body[:maxComment]
	}
	body = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(body, "�"))
	if !strings.Contains(body, "`") {
		return body
	}
	lines := strings.Split(body, "\n")
	open := false
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			open = false
		}
		ticks := strings.Count(line, "`")
		if ticks > 0 && !open && !indented(line) {
			if o, is := slash.Read(line, bots...); is == slash.IsOrder && len(leading(strings.TrimLeft(line, " "))) < 3 {
				if lines[i] = strings.TrimSpace(o.As + " " + o.Rest); !o.Known() && o.Word == "" && o.Rest == "" {
					lines[i] = o.As
				}
				continue
			}
		}
		open = open != (ticks%2 == 1)
	}
	return strings.Join(lines, "\n")
}

// indented reports whether a line is code because of the blanks before it.
func indented(line string) bool {
	return strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "\t")
}

// asksNothing reports whether a comment is nothing but requests for help and commands that we do not know: it is no answer.
func asksNothing(plain string, found []slash.Order, bots ...string) bool {
	asked := false
	for _, o := range found {
		if o.Word != "" && o.Word != slash.Help || o.Word == "" && (o.Rest != "" || o.Asked) {
			return false
		}
		asked = true
	}
	if !asked {
		return false
	}
	for line := range strings.SplitSeq(written(plain), "\n") {
		if _, is := slash.Read(line, bots...); is == slash.NoOrder && strings.TrimSpace(line) != "" {
			return false
		}
	}
	return true
}

// The parts of a comment that are markup and may run over lines. (?s) lets them; an unterminated one runs to the end.
var (
	htmlComment = pattern.New(`(?s)<!--.*?(?:-->|$)`)
	htmlBlock   = pattern.New(`(?is)<(pre|code|blockquote)\b.*?(?:</(?:pre|code|blockquote)\s*>|$)`)
	mailTail    = pattern.New(`(?i)^(?:-- ?$|-{2,}\s*(?:original message|ursprüngliche nachricht|message d'origine)|` +
		`_{10,}|(?:on|am|le)\b.{0,200}\b(?:wrote|schrieb|a écrit)\b.{0,100}:\s*$|reply to this email directly|from:\s.+@)`)
)

// written returns the lines of the author's own text in a comment, in order. It drops everything else.
func written(body string) string {
	if len(body) > maxComment {
		body = body[:maxComment]
	}
	body = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(body, "�"))
	body = dropFences(body)
	body = htmlComment.ReplaceAllString(body, " ")
	body = htmlBlock.ReplaceAllString(body, " ")
	body = dropSpans(body)
	var lines []string
	for line := range strings.SplitSeq(body, "\n") {
		trimmed := strings.TrimLeft(line, " \t")
		if mailTail.MatchString(trimmed) {
			break
		}
		if strings.HasPrefix(trimmed, ">") || indented(line) {
			continue
		}
		lines = append(lines, strings.TrimRight(line, " \t"))
	}
	return strings.Join(lines, "\n")
}

// dropFences removes fenced code blocks; one that is not closed reaches to the end, as it does on the page.
func dropFences(body string) string {
	var out []string
	fence := ""
	for line := range strings.SplitSeq(body, "\n") {
		mark := strings.TrimLeft(line, " >")
		run := leading(mark)
		switch {
		case fence == "" && len(run) >= 3:
			fence = run
		case fence == "":
			out = append(out, line)
		case len(run) >= len(fence) && run[0] == fence[0] && strings.TrimSpace(mark[len(run):]) == "":
			fence = ""
		}
	}
	return strings.Join(out, "\n")
}

// leading returns the run of backticks or tildes at the start of a line.
func leading(s string) string {
	if s == "" || s[0] != '`' && s[0] != '~' {
		return ""
	}
	n := 0
	for n < len(s) && s[n] == s[0] {
		n++
	}
	return s[:n]
}

// dropSpans removes inline code, which may run over the lines of a paragraph. Each paragraph is read once.
func dropSpans(body string) string {
	paragraphs := strings.Split(body, "\n\n")
	for i, p := range paragraphs {
		if strings.Contains(p, "`") {
			paragraphs[i] = dropParagraphSpans(p)
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

// dropParagraphSpans pairs runs of backticks of the same length. The position of the next run of each length is
// prepared first, so that hostile text costs no more than one pass.
func dropParagraphSpans(p string) string {
	type run struct{ at, n int }
	var runs []run
	for i := 0; i < len(p); {
		if p[i] != '`' {
			i++
			continue
		}
		n := len(leading(p[i:]))
		runs = append(runs, run{i, n})
		i += n
	}
	next := make([]int, len(runs)) // index of the next run of the same length
	latest := make(map[int]int)
	for i := len(runs) - 1; i >= 0; i-- {
		next[i] = -1
		if j, ok := latest[runs[i].n]; ok {
			next[i] = j
		}
		latest[runs[i].n] = i
	}
	var b strings.Builder
	pos := 0
	for i := 0; i < len(runs); i++ {
		if next[i] < 0 {
			continue
		}
		b.WriteString(p[pos:runs[i].at])
		// A placeholder stays, so that the text after the code does not move to the start of a line and look like a
		// command.
		b.WriteString("`…`")
		i = next[i]
		pos = runs[i].at + runs[i].n
	}
	b.WriteString(p[pos:])
	return b.String()
}
