package content

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"daylight/disclosure/content/reading"
)

// Rule is a kind of thing that must not be published. Package gate has a check of the same name for each.
type Rule string

// The rules.
const (
	RuleTarget     Rule = "target_defanged"
	RuleCredential Rule = "no_credentials"
	RuleMail       Rule = "no_mail_addresses"
	RulePerson     Rule = "no_personal_data"
	RuleLink       Rule = "no_live_links"
	RuleAddress    Rule = "no_ip_addresses"
	RuleProtected  Rule = "no_protected_words"
)

// Rules are all rules, in the order in which they are told.
func Rules() []Rule {
	return []Rule{RuleTarget, RuleCredential, RuleMail, RulePerson, RuleLink, RuleAddress, RuleProtected}
}

// Finding is one thing that must not be published. None of its texts repeats it: at most its first quarter,
// and no more than four characters, are shown.
type Finding struct {
	Rule       Rule   `json:"rule"`
	File       string `json:"file"`
	Line       int    `json:"line"` // from 1; 0 is the name of the file
	What       string `json:"what"`
	Masked     string `json:"masked,omitempty"` // enough to recognise it in its place
	Excerpt    string `json:"excerpt"`          // what stands around it, without it
	Lifts      string `json:"lifts"`            // what would lift it
	Digest     string `json:"digest"`           // the same for this thing in every file and spelling of the case
	Overridden bool   `json:"overridden,omitempty"`
}

// String says where what was found.
func (f *Finding) String() string {
	if f.Masked == "" {
		return f.Place() + ": " + f.What
	}
	return f.Place() + ": " + f.What + " " + f.Masked
}

// Place is the file and the line.
func (f *Finding) Place() string {
	if f.Line == 0 {
		return "the name of " + clip(f.File, 60)
	}
	return f.File + " line " + strconv.Itoa(f.Line)
}

// clip shortens a text after a number of bytes, at the border of a character.
func clip(s string, most int) string {
	for i := range s {
		if i > most {
			return s[:i] + "…"
		}
	}
	return s
}

// digest binds an override to one thing. It is keyed by the case, so that the same thing in two cases has two; whoever knows the case
// can test a guess, which is why a digest stays within the team.
//
// An address is the same in capitals; a secret in other capitals is another one.
func digest(id string, rule Rule, value string) string {
	value = strings.Join(strings.Fields(value), " ")
	if rule != RuleCredential {
		value = strings.ToLower(value)
	}
	h := hmac.New(sha256.New, []byte("content\x00"+id))
	h.Write([]byte(string(rule) + "\x00" + value))
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// mask shows enough of a find to recognise it in its place and too little to use it; nothing of one that holds a protected word.
func mask(s string, protected bool) string {
	all := []rune(s)
	if protected {
		return fmt.Sprintf("(%d characters)", len(all))
	}
	shown := min(4, len(all)/4)
	return fmt.Sprintf("%q (%d characters)", string(all[:shown])+"…", len(all))
}

// span is a part of a passage.
type span struct{ start, end int }

// blank stands for what an excerpt leaves out.
const blank = "▮▮▮"

// longestFind is how far before an excerpt a find may begin that reaches into it.
const longestFind = 4096

// excerpt is what stands around a find. Everything that was found in the passage is left out, and so is each word with a digit or a sign
// in it: it may be a part of the same secret.
func excerpt(p *reading.Passage, at span, all []span) string {
	const around = 40
	from, to := max(0, at.start-around), min(len(p.Text), at.end+around)
	first, _ := slices.BinarySearchFunc(all, from-longestFind, func(s span, at int) int { return cmp.Compare(s.start, at) })
	last, _ := slices.BinarySearchFunc(all, to, func(s span, at int) int { return cmp.Compare(s.start, at) })
	all = all[first:max(first, last)]
	before := words(p.Text, span{from, at.start}, all)
	after := words(p.Text, span{at.end, to}, all)
	if from > 0 {
		_, before, _ = strings.Cut(before, " ") // half of a word
		before = "… " + before
	}
	if to < len(p.Text) {
		after = after[:max(strings.LastIndexByte(after, ' '), 0)] + " …"
	}
	text := before + blank + after
	for strings.Contains(text, blank+blank) {
		text = strings.ReplaceAll(text, blank+blank, blank)
	}
	return strings.TrimSpace(text)
}

// words is a part of a text with only its words.
func words(s string, part span, all []span) string {
	var b strings.Builder
	for i, r := range s[part.start:part.end] {
		at := part.start + i
		for _, found := range all {
			if at >= found.start && at < found.end {
				r = '▮'
			}
		}
		if unicode.IsSpace(r) {
			r = ' '
		}
		b.WriteRune(r)
	}
	fields := strings.SplitAfter(b.String(), " ")
	for i, w := range fields {
		word := strings.Trim(w, " .,;:!?()\"'“”„«»‘’—–…")
		if strings.Contains(w, "▮") || strings.ContainsFunc(word, func(r rune) bool { return r != '-' && !unicode.IsLetter(r) }) {
			fields[i] = blank
			if strings.HasSuffix(w, " ") {
				fields[i] += " "
			}
		}
	}
	return strings.Join(fields, "")
}
