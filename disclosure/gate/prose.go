package gate

import (
	"fmt"

	"daylight/disclosure"
	"daylight/disclosure/cite"
)

// Prose is what people wrote for a page in its language, as far as the form of the page shows it.
type Prose struct {
	Passages []cite.Passage
	Facts    cite.Facts // that the page prints for its placeholders
	Unread   string     // why the text that is on record cannot be read; "" where it can
}

// prose holds what people wrote against the case: a placeholder without a fact prints nothing, and a date or a number of days that
// contradicts the case would stand beside the right one.
func (in *Input) prose() Check {
	const c = check(CheckProse)
	switch {
	case in.Prose == nil:
		return c.skip("nobody wrote a text for this page")
	case in.Prose.Unread != "":
		return c.fail("the text of the page cannot be read: %s", in.Prose.Unread)
	case in.Mode == disclosure.Stub || len(in.Prose.Passages) == 0:
		return c.skip("this form of the page shows nothing of the text that people wrote")
	}
	var wrong, look []string
	for _, f := range in.Prose.Facts.Check(in.Lang, in.Prose.Passages) {
		if f.Wrong {
			wrong = append(wrong, f.String())
			continue
		}
		look = append(look, f.String())
	}
	switch {
	case len(wrong) > 0:
		return c.fail("%s", listed(wrong))
	case len(look) > 0:
		return c.pass("%s", fmt.Sprintf("nothing contradicts the case; %d worth a look: %s", len(look), listed(look)))
	}
	return c.pass("each fact in the text is one of the case")
}
