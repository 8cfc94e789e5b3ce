package templates

import (
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/pattern"
)

// IssueBody renders the first contact as an issue in a private tracking repository: a title and a body in Markdown
// that ends with how to answer and the commands. A private report has another end: what is commented there, no program reads. It needs what a first contact by mail needs.
func (s *Set) IssueBody(lang string, d MailData) (title, body string, err error) {
	parsed, ok := s.issues[lang]
	if !ok {
		return "", "", fault.Errorf(fault.Invalid,
			"there is no text of an issue in %q: choose one of %v", lang, MessageLanguages())
	}
	if missing := append(d.missing(disclosure.FirstContact), d.unspoken(s.words[lang])...); len(missing) > 0 {
		return "", "", fault.Errorf(fault.Invalid,
			"the issue cannot be written yet, this is missing: %s", strings.Join(missing, "; "))
	}
	v := d.view(s.words[lang])
	// The title is shown as plain text; the values of the body stand in Markdown.
	title, _, err = execute(parsed, v)
	if err != nil {
		return "", "", err
	}
	_, body, err = execute(parsed, v.markdown())
	if err != nil {
		return "", "", err
	}
	return title, body, nil
}

// markdown returns the view with every value neutralised for Markdown. The team's own addresses stay links.
func (v view) markdown() view {
	for _, p := range []*string{
		&v.Party, &v.Owner, &v.OwnerWhy, &v.Why, &v.Contents, &v.Basis, &v.Team.Name, &v.Team.Signer, &v.Found, &v.Nouns, &v.Kind.Noun, &v.Checks, &v.Checked, &v.Past,
	} {
		*p = escapeMarkdown(*p)
	}
	code := strings.NewReplacer("`", "%60", "|", "%7C")
	groups := v.Groups
	v.Groups = nil
	for _, g := range groups {
		g.Title, g.Noun = escapeMarkdown(g.Title), escapeMarkdown(g.Noun)
		assets := g.Assets
		g.Assets = nil
		for _, a := range assets {
			a.Target, a.ID, a.Seen = code.Replace(a.Target), escapeMarkdown(a.ID), escapeMarkdown(a.Seen)
			g.Assets = append(g.Assets, a)
		}
		v.Groups = append(v.Groups, g)
	}
	// These stand in code spans, which a backtick would end and, in a table, a bar would split.
	for _, p := range []*string{&v.Target, &v.Team.Fingerprint} {
		*p = code.Replace(*p)
	}
	return v
}

// escapeMarkdown neutralises what Markdown, its HTML and GitHub's mentions, references and bare links would act upon.
// GitHub looks for the last three in the rendered page, where an escape or an entity is a plain character again, so
// these characters are replaced: by their full-width forms, which read the same, and by brackets.
func escapeMarkdown(s string) string {
	s = bareLink.ReplaceAllStringFunc(s, func(m string) string {
		return strings.NewReplacer(":", "[:]", ".", "[.]").Replace(m)
	})
	var b strings.Builder
	for _, r := range s {
		switch r {
		case '\\', '`', '*', '_', '[', ']', '|', '~':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '&':
			b.WriteString("&amp;")
		case '@':
			b.WriteRune('＠')
		case '#':
			b.WriteRune('＃')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// bareLink finds what a renderer makes a link of by itself: a scheme before "//" and a leading "www.".
var bareLink = pattern.New(`(?i)\w://|\bwww\.`)
