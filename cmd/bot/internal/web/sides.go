package web

import (
	"fmt"
	"slices"
	"strconv"

	"daylight/disclosure"
	"daylight/disclosure/closure"
	"daylight/disclosure/observed"
)

// asset is a row of the table of assets.
type asset struct {
	ID, Kind, Target string // the target is defanged
	State            state
	Episode          string
	Seen, Next       date
	Result, Count    string
	Closure          string
	ClosedAt         date
	LastOpen         date // the other end of the interval in which it was closed
}

// assetsOf are all assets of a case, those of one kind next to each other.
func assetsOf(c *disclosure.Case) []asset {
	first := map[string]int{}
	out := make([]asset, 0, len(c.Assets))
	for i := range c.Assets {
		a := &c.Assets[i]
		row := asset{
			ID: a.ID, Kind: calledOnPage(a), Target: a.Defanged(), State: exposureState(a.Exposure, a.Closure),
			Seen: moment(a.LastSeen), Next: moment(a.NextProbe), Result: resultOf(a.Last),
			ClosedAt: dateOf(a.Closure.At), LastOpen: moment(a.Closure.LastOpen), Closure: closureOf(a),
		}
		if a.Episode > 1 {
			row.Episode = "exposed for the " + ordinal(a.Episode) + " time"
		}
		if a.Probes > 0 {
			row.Count = strconv.Itoa(a.Probes) + " probes"
			if a.Probes == 1 {
				row.Count = "1 probe"
			}
		}
		if a.Stopped {
			row.Next = date{}
			row.State.Word += closure.Stopped(a)
		}
		if _, ok := first[row.Kind]; !ok {
			first[row.Kind] = i
		}
		out = append(out, row)
	}
	slices.SortStableFunc(out, func(a, b asset) int { return first[a.Kind] - first[b.Kind] })
	return out
}

// calledOnPage is what an asset is: its kind, and the noun that a person gave.
func calledOnPage(a *disclosure.Asset) string {
	if a.Noun == "" {
		return a.Kind
	}
	return a.Kind + " (" + a.Noun + ")"
}

// resultOf writes "closed (weak): conn refused".
func resultOf(r observed.FacetResult) string {
	text := r.Verdict.String()
	if r.Verdict == observed.Closed && r.Strength == observed.Weak {
		text += " (weak)"
	}
	if r.Reason != "" && string(r.Reason) != text {
		text += ": " + words(r.Reason)
	}
	return text
}

func closureOf(a *disclosure.Asset) string {
	switch {
	case a.Closure.At.IsZero():
		return "not closed"
	case a.Closure.Verified:
		return "confirmed by our probes"
	case a.Closure.Source != "":
		return "reported (" + words(a.Closure.Source) + "), not confirmed"
	default:
		return "reported, not confirmed"
	}
}

func ordinal(n int) string {
	names := []string{"", "first", "second", "third", "fourth", "fifth"}
	if n > 0 && n < len(names) {
		return names[n]
	}
	return strconv.Itoa(n) + "th"
}

// claim is a statement by somebody else. It is shown beside our own observations and never merged with them.
type claim struct {
	Who, What, Text string
	At              date
}

func claimsOf(c *disclosure.Case) []claim {
	out := make([]claim, 0, len(c.Claims))
	for _, k := range c.Claims {
		out = append(out, claim{Who: who(k.Role, k.Name), What: words(k.Kind), Text: k.Text, At: dateOf(k.At)})
	}
	return out
}

// sawOf says for each asset what our own probes found.
func sawOf(c *disclosure.Case) []string {
	var out []string
	for i := range c.Assets {
		a := &c.Assets[i]
		if a.Probes == 0 {
			continue
		}
		text := fmt.Sprintf("%s: last probed on %s: %s.", a.ID, moment(a.LastSeen).full(), resultOf(a.Last))
		switch {
		case a.Closure.Verified:
			text += " The closure of " + dateOf(a.Closure.At).full() + " is confirmed."
		case a.InDoubt():
			text += " No probe of ours ever saw it open: a person has to say whether the target is right."
		case a.Streak.Strong > 0:
			text += fmt.Sprintf(" %d closed answers in a row; the closure is not confirmed yet.", a.Streak.Strong)
		case !a.Closure.At.IsZero():
			text += " The closure was reported and is not confirmed yet."
		}
		if left := closure.Unanswered(a); len(left) > 0 {
			text += " It says nothing of " + closure.Names(left) + ", open when last seen: a person has to check."
		}
		if !a.Streak.LastOpen.IsZero() {
			text += " Last seen open on " + moment(a.Streak.LastOpen).full() + "."
		}
		out = append(out, text)
	}
	return out
}

// letter is a draft or the message that it became, without its text.
type letter struct {
	Subject, What, To, Note string
	State                   state
	Sent                    date
}

// lettersOf lists messages in the order of their drafts, and the drafts without a message.
func lettersOf(c *disclosure.Case) []letter {
	var out []letter
	seen := make([]string, 0, len(c.Messages))
	for _, d := range c.Drafts {
		if i := slices.IndexFunc(c.Messages, func(m disclosure.Message) bool { return m.Key == d.Message || m.Draft == d.ID }); i >= 0 {
			seen = append(seen, c.Messages[i].Key)
			out = append(out, letterOf(&c.Messages[i]))
			continue
		}
		out = append(out, letter{
			Subject: d.Subject, What: joined(" · ", d.ID, words(d.Template), words(d.Channel)), To: toWhom(c, d.Contact),
			State: draftState(d.State), Note: fmt.Sprintf("revision %d by %s", d.Revision, d.Author),
		})
	}
	for i := range c.Messages {
		if !slices.Contains(seen, c.Messages[i].Key) {
			out = append(out, letterOf(&c.Messages[i]))
		}
	}
	return out
}

func letterOf(m *disclosure.Message) letter {
	l := letter{
		Subject: m.Subject, What: joined(" · ", m.Draft, words(m.Template), words(m.Channel)), To: m.To,
		State: messageState(m.State), Sent: moment(m.SentAt),
	}
	switch {
	case m.State == disclosure.MessageUncertain:
		l.Note = "a person has to find out whether it arrived"
	case m.Resends == 1:
		l.Note = "sent again once"
	case m.Resends > 1:
		l.Note = fmt.Sprintf("sent again %d times", m.Resends)
	}
	return l
}

func toWhom(c *disclosure.Case, contact string) string {
	if k, ok := c.Contact(contact); ok {
		return k.Address
	}
	return ""
}
