package github

import (
	"strings"

	"daylight/disclosure/inbound"
	"daylight/disclosure/pattern"
)

// Word is a command that a vendor may give in a comment.
type Word string

// The commands, in order of precedence: of several in one comment the first of this list counts.
const (
	WordFixed   Word = "fixed"
	WordDispute Word = "dispute"
	WordAck     Word = "ack"
	WordHelp    Word = "help"
)

// words returns the commands in order of precedence.
func words() []Word { return []Word{WordFixed, WordDispute, WordAck, WordHelp} }

// maxComment is how much of a comment is looked at, in bytes. GitHub takes 65536 characters.
const maxComment = 4 * 65536

// commandForm is a command at the very start of a line. A question mark behind it is no command.
var commandForm = pattern.New(`(?i)^/(fixed|dispute|ack|help)(?:[\s.!,:;]|$)`)

// ParseCommand returns the command of a comment. It must stand at the start of a line of the author's own text: not in
// a quote, code, an HTML comment, or the mail below an answer.
func ParseCommand(body string) (Word, bool) {
	said := inbound.Read(written(body))
	for _, w := range words() {
		what := map[Word]inbound.Saying{WordFixed: inbound.Fixed, WordDispute: inbound.Argues, WordAck: inbound.Ack, WordHelp: inbound.Help}[w]
		if s, ok := said.Says(what); ok && s.Plain {
			return w, true
		}
	}
	return "", false
}

// unknownForm is a line that is nothing but a word behind a slash.
var unknownForm = pattern.New(`^/[A-Za-z][A-Za-z-]{0,30}[.!:]?$`)

// withoutAnswer looks for what is no answer: requests for help and commands that we do not know. failed is the first
// command that we do not know; alone says that the comment is nothing else.
func withoutAnswer(body string) (failed string, alone bool) {
	rest := false
	for line := range strings.SplitSeq(written(body), "\n") {
		m := commandForm.FindStringSubmatch(line)
		switch {
		case m != nil && Word(strings.ToLower(m[1])) == WordHelp:
			alone = true
		case m == nil && unknownForm.MatchString(line):
			alone = true
			if failed == "" {
				failed = strings.TrimRight(line, ".!:")
			}
		case strings.TrimSpace(line) != "":
			rest = true
		}
	}
	return failed, alone && !rest
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
		if strings.HasPrefix(trimmed, ">") || strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "\t") {
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
