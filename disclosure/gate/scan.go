package gate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure/content"
)

// scanFiles makes checks of what package content finds in the rendered files.
func (in *Input) scanFiles() []Check {
	clean := map[content.Rule]string{
		content.RuleTarget:     "no target of the case can be followed from the files",
		content.RuleCredential: "no credential found",
		content.RuleMail:       "no mail address found",
		content.RuleLink:       "no link leads to an asset or to an IP address",
		content.RuleAddress:    "no IP address found",
	}
	checks := make([]Check, 0, len(clean))
	if len(in.Files) == 0 {
		for _, rule := range content.Rules() {
			checks = append(checks, check(rule).fail("nothing was rendered, so nothing could be read"))
		}
		return checks
	}
	about := content.About(in.Case, in.Mode, in.Contact)
	about.Overridden = in.Overridden
	findings := content.Scan(in.Files, about)
	for _, rule := range content.Rules() {
		var found, overridden []string
		for i := range findings {
			f := &findings[i]
			switch {
			case f.Rule != rule:
			case f.Overridden:
				if !slices.Contains(overridden, f.Digest) {
					overridden = append(overridden, f.Digest)
				}
			case !slices.Contains(found, f.String()):
				found = append(found, f.String())
			}
		}
		switch {
		case len(found) > 0:
			checks = append(checks, check(rule).fail("%s", listed(found)))
		case len(overridden) > 0:
			checks = append(checks, check(rule).pass("two people let %s pass in %s", counted(len(overridden), "finding"), counted(len(in.Files), "file")))
		default:
			checks = append(checks, check(rule).pass("%s in %s", clean[rule], counted(len(in.Files), "file")))
		}
	}
	return checks
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
