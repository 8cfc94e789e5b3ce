package templates

import (
	"cmp"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
	"daylight/disclosure/outreach"
)

// How many assets a message names in its text: all of them up to a number, else a few and how many there are.
const (
	namesAll  = 100
	namesSome = 20
)

// AssetFacts are what a message says of one asset.
type AssetFacts struct {
	Asset disclosure.Asset
	Plan  []Step // by which it is asked; none where no probe can ask it
	// Open is on what ground it is called open. A message that names several does not call it open with the zero value.
	Open        outreach.Openness
	KeepsAsking bool // our checks of it go on
	Look        Look // how anybody sees it by hand
	// StoppedOn is when the recipient asked us to stop our checks of it; zero where it was somebody else, or nobody.
	StoppedOn civil.When
}

// group is the assets of one kind: those with the same words and the same way to ask.
type group struct {
	words  kindWords
	plan   []Step
	assets []AssetFacts
}

// groups sorts the assets of a message by what they are, in the order in which each kind comes first.
func (w *words) groups(all []AssetFacts) []group {
	var out []group
	for i := range all {
		a := &all[i]
		words := w.kind(&a.Asset)
		same := func(g group) bool {
			return g.words.Noun == words.Noun && g.words.Remedy == words.Remedy && slices.Equal(g.plan, a.Plan)
		}
		if at := slices.IndexFunc(out, same); at >= 0 {
			out[at].assets = append(out[at].assets, *a)
			continue
		}
		out = append(out, group{words: words, plan: a.Plan, assets: []AssetFacts{*a}})
	}
	return out
}

// nouns names what the groups are, with a number where there are several of a kind.
func (w *words) nouns(groups []group) string {
	var names []string
	counts, many := map[string]int{}, map[string]string{}
	for i := range groups {
		noun := groups[i].words.Noun
		if counts[noun] == 0 {
			names = append(names, noun)
		}
		counts[noun] += len(groups[i].assets)
		many[noun] = groups[i].words.Nouns
	}
	for i, noun := range names {
		if n := counts[noun]; n > 1 {
			names[i] = w.number(int64(n)) + " " + many[noun]
		}
	}
	return w.list(names)
}

// found says what we found, as the object of a sentence.
func (w *words) found(groups []group) string {
	n := count(groups)
	switch n {
	case 0:
		return w.Problem
	case 1:
		return cmp.Or(groups[0].words.Found, w.Problem)
	}
	return strings.NewReplacer("{n}", w.number(int64(n)), "{nouns}", w.nouns(groups)).Replace(w.Named)
}

func count(groups []group) int {
	n := 0
	for i := range groups {
		n += len(groups[i].assets)
	}
	return n
}

// unit is what is counted in the assets: that of their kinds where they agree, else records.
func (w *words) unit(groups []group) plural {
	if len(groups) == 0 {
		return w.Unit
	}
	unit := groups[0].words.Unit
	for i := range groups {
		if groups[i].words.Unit != unit {
			return w.Unit
		}
	}
	return unit
}

// subjects are the heads of a message about what the groups are.
type subjects struct {
	Open   string `json:"open"`
	Still  string `json:"still"`
	Again  string `json:"again"` // as Still, where it was closed in between; may be empty
	Doubt  string `json:"doubt"` // where no fresh answer of ours shows it open
	Closed string `json:"closed"`
	// Plain and PlainDoubt are Open and Doubt without a technical word; they hold {what} and {party}, and may be empty.
	Plain      string `json:"plain"`
	PlainDoubt string `json:"plain_doubt"`
}

// subject writes the heads for a party.
func (w *words) subject(groups []group, party string) subjects {
	n := count(groups)
	pattern := w.Subjects["several"]
	noun := ""
	if n == 1 {
		pattern, noun = w.Subjects[groups[0].words.Class], groups[0].words.Noun
	}
	fill := strings.NewReplacer("{noun}", noun, "{party}", party, "{n}", w.number(int64(n)))
	return subjects{
		Open: upper(fill.Replace(pattern.Open)), Still: upper(fill.Replace(pattern.Still)), Closed: upper(fill.Replace(pattern.Closed)),
		Again: upper(fill.Replace(cmp.Or(pattern.Again, pattern.Still))),
		Doubt: upper(fill.Replace(cmp.Or(pattern.Doubt, w.Subjects["other"].Doubt))),
		Plain: fill.Replace(cmp.Or(pattern.Plain, pattern.Open)), PlainDoubt: fill.Replace(cmp.Or(pattern.PlainDoubt, w.Subjects["other"].PlainDoubt)),
	}
}

// fillPlain names what is exposed in the subjects for people who are no technicians.
func (s *subjects) fillPlain(what string) {
	s.Plain, s.PlainDoubt = upper(strings.ReplaceAll(s.Plain, "{what}", what)), upper(strings.ReplaceAll(s.PlainDoubt, "{what}", what))
}

// mostData is how many kinds of data a subject names. Of more it says that they are data.
const mostData = 3

// exposedWhat says what is exposed in words without technology: the data, else what is counted.
func (w *words) exposedWhat(e disclosure.Exposed, groups []group) string {
	var names []string
	for _, d := range e.Data {
		if name := w.Data[d]; name != "" {
			names = append(names, name)
		}
	}
	switch {
	case len(names) > mostData, len(names) < len(e.Data):
		return w.AnyData
	case len(names) > 0:
		return w.list(names)
	default:
		return w.unit(groups).Other
	}
}

// seenWords say what was seen of an asset and when. They hold {open} and {closed}, and {age}, {source} and {on} where a ground
// has them.
type seenWords struct {
	Open         string `json:"open"`
	Closed       string `json:"closed"`
	OpenClosed   string `json:"open_closed"`
	Reported     string `json:"reported"`
	OpenReported string `json:"open_reported"`
	Asked        string `json:"asked"`
	Unasked      string `json:"unasked"`
	Never        string `json:"never"`
	Last         string `json:"last"`
	Source       string `json:"source"`
	ByHand       string `json:"by_hand"`
	Believed     string `json:"believed"`
	Stopped      string `json:"stopped"` // beside one of the others
}

// seen says what was seen of an asset and when, and where no fresh answer of ours shows it open, why it is called so.
func (w *words) seen(f *AssetFacts) string {
	a, o := &f.Asset, &f.Open
	open, closed := a.Streak.LastOpen, a.Closure.At
	var text string
	switch {
	case o.Ground == outreach.GroundLast:
		text = w.Seen.Last
	case o.Ground == outreach.GroundSource:
		text = w.Seen.Source
	case o.Ground == outreach.GroundByHand:
		text = w.Seen.ByHand + ", " + w.Seen.Unasked
		if slices.Contains(closure.Unaskable(), a.Kind) {
			text = w.Seen.ByHand + ", " + w.Seen.Never
		}
	case o.Ground == outreach.GroundBelief && !open.IsZero() && closed.IsZero():
		text = w.Seen.Believed
	case !closed.IsZero() && a.Closure.Verified && !open.IsZero():
		text = w.Seen.OpenClosed
	case !closed.IsZero() && a.Closure.Verified:
		text = w.Seen.Closed
	case !closed.IsZero() && !open.IsZero():
		text = w.Seen.OpenReported
	case !closed.IsZero():
		text = w.Seen.Reported
	case !open.IsZero():
		text = w.Seen.Open
	case slices.Contains(closure.Unaskable(), a.Kind):
		text = w.Seen.Never
	case a.Probes > 0:
		text = w.Seen.Asked
	default:
		text = w.Seen.Unasked
	}
	if a.Unchecked() {
		text += ", " + w.Seen.Stopped
	}
	return strings.NewReplacer(
		"{open}", w.stampTime(open), "{closed}", w.stamp(closed), "{age}", w.age(o), "{source}", w.source(o), "{on}", w.stamp(o.On),
	).Replace(text)
}

// groupView is a group as a template sees it.
type groupView struct {
	Title  string // what they are, with their number where there are several
	Noun   string
	Risk   string // "" where no answer of ours shows one of them open
	Remedy string
	Assets []assetView
}

type assetView struct {
	ID, Target, Seen string
	facts            *AssetFacts
}

// groupViews puts groups into words. At most namesAll assets are named; of more, a few of each kind.
func (w *words) groupViews(groups []group) (out []groupView, shown int) {
	left := count(groups)
	if left > namesAll {
		left = namesSome
	}
	quota := share(groups, left)
	for i := range groups {
		g := &groups[i]
		title := upper(g.words.Noun)
		if n := len(g.assets); n > 1 {
			title = w.number(int64(n)) + " " + g.words.Nouns
		}
		v := groupView{Title: title, Noun: upper(g.words.Noun), Remedy: g.words.Remedy}
		if slices.ContainsFunc(g.assets, func(a AssetFacts) bool { return a.Open.Ground == outreach.GroundSeen }) {
			v.Risk = g.words.Risk
		}
		for j := range g.assets[:quota[i]] {
			f := &g.assets[j]
			v.Assets = append(v.Assets, assetView{ID: oneLine(f.Asset.ID), Target: oneLine(f.Asset.Defanged()), Seen: w.seen(f), facts: f})
		}
		shown += quota[i]
		out = append(out, v)
	}
	return out, shown
}

// share divides a number of places among groups, one after the other, so that each kind is named.
func share(groups []group, places int) []int {
	out := make([]int, len(groups))
	for places > 0 {
		before := places
		for i := range groups {
			if places > 0 && out[i] < len(groups[i].assets) {
				out[i]++
				places--
			}
		}
		if places == before {
			break
		}
	}
	return out
}
