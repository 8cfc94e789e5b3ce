package form

import (
	"fmt"
	"strings"

	"daylight/disclosure"
)

// maxPublic bounds what the readers of a page are told, in characters.
const maxPublic = 1000

// pages are what changes a page that is out. The page itself goes out anew by the way of every page: shown, approved, published.
func pages() []Action {
	isOut := func(s *Seen) bool { return s.Case.IsPublished() || s.Case.Publication == disclosure.PublicationStub }
	reason := func(kind disclosure.Kind) func(*Seen, *Reading) Order {
		return func(_ *Seen, r *Reading) Order {
			return Order{Revise: &Revise{Kind: kind, Because: strings.Join(strings.Fields(r.Text(fieldWhy)), " ")}}
		}
	}
	fields := func(*Seen) []Field {
		return []Field{long(fieldWhy, "Why", "In words for the public: it stands on the page. No target, no address, no name of a person.", maxPublic, false)}
	}
	return []Action{
		{
			Name: "page_correct", Group: Pages, Label: "Correct the page …", Title: "Correct the page", Yes: "Put it on record", Doing: "Correcting a page",
			Rank: disclosure.Researcher, Can: func(s *Seen) bool { return isOut(s) || s.Case.Publication == disclosure.PublicationWithdrawn },
			Says: func(s *Seen) []string {
				return saysPages(s, "The facts themselves are corrected in the case. This says why the page changes.")
			},
			Fields: fields, Read: reason(disclosure.KindCorrected), Blame: fieldWhy,
			Done: "It is on record why the page changes. It stays as it is until it is approved by a second person and published again: press Publish on the card.",
		},
		{
			Name: "page_withdraw", Group: Pages, Label: "Withdraw the page …", Title: "Withdraw the page", Yes: "Withdraw it", Doing: "Withdrawing a page",
			Rank: disclosure.Researcher, Can: isOut,
			Says: func(s *Seen) []string {
				return saysPages(s, "A page that is withdrawn stays at its address and says so at its top. As a stub, nothing of the old report stays on it.")
			},
			Fields: fields, Read: reason(disclosure.KindWithdrawn), Blame: fieldWhy,
			Done: "It is on record that the page is withdrawn. It stays as it is until that is approved by a second person and published: press Publish on the card.",
		},
	}
}

// saysPages are the pages that are out, and whether a change of them waits already.
func saysPages(s *Seen, about string) []string {
	out := []string{about, "Whoever was told what the page says gets a draft with the correction, which is read, approved and sent like any other."}
	for _, p := range s.Case.Manuscript.Out {
		out = append(out, fmt.Sprintf("Out: %s, in %s", p.Mode, p.Lang))
	}
	if len(s.Case.Manuscript.Stale()) > 0 {
		out = append(out, fmt.Sprintf("A reason is on record already (event %d), and the page does not say it yet. Another one stands beside it.", s.Case.Manuscript.Reason))
	}
	return out
}
