package form

import (
	"fmt"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/publish"
)

// maxPublic bounds what the readers of a page are told, in characters.
const maxPublic = 1000

// maxGuards is how many protected words are offered one by one. A list of a chat has room for a hundred.
const maxGuards = 100

// pages are what changes a page that is out, and what may stand on it. The page itself goes out anew by the way of every page: shown,
// approved, published.
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
		{
			Name: "word_unprotect", Group: Pages, Label: "Take a protected word out …", Title: "Take a word out", Yes: "Take it out", Doing: "Taking a protected word out",
			Rank: disclosure.Researcher, Can: func(s *Seen) bool { return len(s.Case.Manuscript.Guards) > 0 },
			Says: func(*Seen) []string {
				return []string{"What a word is cannot be shown. Once it is taken out, pages may hold it again. It takes two people."}
			},
			Fields: func(s *Seen) []Field {
				var all []Choice
				for _, w := range s.Case.Manuscript.Guards {
					all = append(all, Choice{w.ID, w.ID + ", protected by " + w.By + " on " + w.At.In(s.Zone).Format(time.DateOnly)})
				}
				which := choice(fieldWhat, "Which one", all)
				if len(all) > maxGuards {
					which = line(fieldWhat, "Which one", "Its id, such as "+all[len(all)-1].Value+".", false)
				}
				return []Field{which, why("For the team. Do not write the word.", true)}
			},
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: publish.Unprotect{Word: r.Text(fieldWhat), Reason: r.Text(fieldWhy)}}
			},
			Blame: fieldWhat, Done: "The word is not protected any more.",
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
