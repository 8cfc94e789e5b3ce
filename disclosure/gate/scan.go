package gate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure/content"
	"daylight/disclosure/hint"
)

// scanFiles makes checks of what package content finds in the rendered files.
func (in *Input) scanFiles() []Check {
	clean := map[content.Rule]string{
		content.RuleTarget:     "no target of the case can be followed from the files",
		content.RuleCredential: "no credential found",
		content.RuleMail:       "no mail address found",
		content.RulePerson:     "no number or place that belongs to a person found",
		content.RuleLink:       "no link leads to an asset or to an IP address",
		content.RuleAddress:    "no IP address found",
		content.RuleProtected:  "no protected word found",
	}
	checks := make([]Check, 0, len(clean))
	read := in.Found
	if read == nil {
		now := ReadFiles(in.Case, in.Mode, in.Contact, in.Protected, in.Files)
		read = &now
	}
	if read.Files == 0 {
		for _, rule := range content.Rules() {
			checks = append(checks, check(rule).fail("nothing was rendered, so nothing could be read"))
		}
		return checks
	}
	for _, rule := range content.Rules() {
		of := slices.DeleteFunc(slices.Clone(read.Findings), func(f content.Finding) bool { return f.Rule != rule })
		c := in.ofText(check(rule), of)
		switch words := len(in.Case.Manuscript.Guards); {
		case rule == content.RuleProtected && words > 0 && !read.Words:
			c = check(rule).fail("%s of the case cannot be read any more, so nobody looked for them", counted(words, "protected word")).with(hint.ToProtectWords(in.Case.ID))
		case rule == content.RuleProtected && words == 0:
			c = check(rule).skip("no word is protected in this case")
		case c.State == CheckPass:
			c.Reason = clean[rule] + " in " + counted(read.Files, "file")
		}
		checks = append(checks, c)
	}
	return checks
}

// ofText answers a check from the findings of its rule. Its reason is left out where there are none.
func (in *Input) ofText(c check, findings []content.Finding) Check {
	var open, let []string
	for i := range findings {
		f := &findings[i]
		switch o, ok := in.Case.Manuscript.Override(f.Digest); {
		case !f.Overridden:
			if said := f.String(); !slices.Contains(open, said) {
				open = append(open, said)
			}
		case ok:
			if said := f.What + " (" + strings.Join(o.By, " and ") + ": " + o.Reason + ")"; !slices.Contains(let, said) {
				let = append(let, said)
			}
		}
	}
	out := c.pass("")
	switch {
	case len(open) > 0:
		out = c.fail("%s", listed(open)).with(hint.ToSeeFindings(in.Case.ID, in.Mode, in.Lang))
	case len(let) > 0:
		out = Check{Name: string(c), State: CheckOverridden, Reason: listed(let)}
	}
	out.Findings = findings
	return out
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// listed joins the first few of many.
func listed(all []string) string {
	const most = 5
	if n := len(all); n > most {
		return fmt.Sprintf("%s; and %d more", strings.Join(all[:most], "; "), n-most)
	}
	return strings.Join(all, "; ")
}
