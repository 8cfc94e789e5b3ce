package writeup

import (
	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// How many assets a writeup tells of one by one: all of them up to a number, else a few and how many there are.
const (
	tellsAll  = 100
	tellsSome = 20
)

// sawEach says of each asset what it is and when it was seen how. Where it is stays out.
func (t *texts) sawEach(c *disclosure.Case) []string {
	n := len(c.Assets)
	if n > tellsAll {
		n = tellsSome
	}
	out := make([]string, 0, n+1)
	for i := range c.Assets[:n] {
		out = append(out, t.sawOne(&c.Assets[i]))
	}
	if rest := len(c.Assets) - n; rest > 0 {
		out = append(out, t.get("saw.each.more", "n", t.number(int64(rest))))
	}
	return out
}

func (t *texts) sawOne(a *disclosure.Asset) string {
	what := upper(t.kind(a).Noun) + " (" + a.ID + ")"
	open := ""
	if last := a.Streak.LastOpen; !last.IsZero() {
		open = t.stamp(civil.At(last.UTC()))
	}
	key := "saw.each.unseen"
	switch closed := !a.Closure.At.IsZero(); {
	case closed && a.Closure.Verified && open != "":
		key = "saw.each.closed"
	case closed && a.Closure.Verified:
		key = "saw.each.shut"
	case closed && open != "":
		key = "saw.each.open_reported"
	case closed:
		key = "saw.each.reported"
	case open != "":
		key = "saw.each.open"
	}
	text := t.get(key, "what", what, "open", open, "closed", t.stamp(a.Closure.At), "source", t.according(a.Closure.Source))
	if a.Unchecked() {
		text += " " + t.get("saw.stopped")
	}
	return text
}
