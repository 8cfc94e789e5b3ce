// Package edition says which editions a page has: when each went out, what changed in it and why. It is derived from the events of a
// case, so that the page, its front matter, its linked data and its feed say the same dates.
package edition

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// Edition is a state of a page in one language. Publishing what is out already makes no new one.
type Edition struct {
	Number int        // from 1
	On     civil.Date // when it went out, in the team's zone; zero for one that has not yet
	Mode   disclosure.Mode
	Digest string // of its files without that day
	Seq    int    // number of the event that says so

	// What changed since the edition before it. The first one has changed nothing.
	Was       disclosure.Mode // the form of the edition before, "" where it has the same
	Entries   int             // that are new in the timeline
	Corrected int             // entries that were corrected
	Withdrawn bool            // it is the first that says that the page is withdrawn
	Reasons   []string        // the words of the team, oldest first
}

// Ours reports whether an event says that a page of ours went out. One that a file or a person tells of is an entry of the
// timeline like others.
func Ours(e *disclosure.Event) bool {
	return e.Kind == disclosure.KindPublished && e.Detail.Consent != nil
}

// Of returns the editions of the page in a language, oldest first. events are those that may be told outside, in the order in which
// they were recorded.
func Of(events []disclosure.Event, lang string) []Edition {
	var out []Edition
	from := 0 // events before it belong to an edition
	for i := range events {
		k := events[i].Detail.Consent
		if !Ours(&events[i]) || k.Lang != lang {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Mode == k.Mode && out[n-1].Digest == k.Digest {
			continue
		}
		out = append(out, following(out, events[from:i], k.Mode))
		last := &out[len(out)-1]
		last.On, last.Digest, last.Seq = events[i].At.First(), k.Digest, events[i].Seq
		from = i + 1
	}
	return out
}

// Next returns the editions with the one that would go out now, in a form. Its day and digest are not known yet.
func Next(events []disclosure.Event, lang string, mode disclosure.Mode) []Edition {
	before := Of(events, lang)
	from := 0
	for i := range events {
		if Ours(&events[i]) && events[i].Detail.Consent.Lang == lang {
			from = i + 1
		}
	}
	return append(before, following(before, events[from:], mode))
}

// following is the edition after others; since are the events since the last of them.
func following(before []Edition, since []disclosure.Event, mode disclosure.Mode) Edition {
	e := Edition{Number: len(before) + 1, Mode: mode}
	if len(before) == 0 {
		return e
	}
	if was := before[len(before)-1].Mode; was != mode {
		e.Was = was
	}
	for i := range since {
		s := &since[i]
		switch {
		case s.Visibility != disclosure.Public || Ours(s) || s.Kind == disclosure.KindPublishApproved:
		case s.Kind == disclosure.KindCorrected || s.Kind == disclosure.KindWithdrawn:
			e.Withdrawn = e.Withdrawn || s.Kind == disclosure.KindWithdrawn
			if why := strings.TrimSpace(s.Text); why != "" {
				e.Reasons = append(e.Reasons, why)
			}
		case s.Corrects > 0:
			e.Corrected++
		default:
			e.Entries++
		}
	}
	return e
}

// Dates are when a page first went out and when it was last changed; the second is zero for a first edition. They are the only
// dates that a page, its front matter, its linked data and its feed have.
func Dates(all []Edition) (published, modified civil.Date) {
	if len(all) == 0 {
		return civil.Date{}, civil.Date{}
	}
	if len(all) > 1 {
		modified = all[len(all)-1].On
	}
	return all[0].On, modified
}

// Without returns the events without those that say that a page of ours went out: a page lists its editions, and one in another
// language would change by it.
func Without(events []disclosure.Event) []disclosure.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e disclosure.Event) bool { return Ours(&e) })
}
