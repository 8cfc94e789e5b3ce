package templates

import (
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/outreach"
)

// grounds says on what ground the assets are called open. Of several, each says it for itself.
func (v *view) grounds(w *words, d *MailData) {
	only, ok := d.only()
	if !ok {
		v.SomeOpen = slices.ContainsFunc(d.Assets, func(f AssetFacts) bool { return f.Open.Ground == outreach.GroundSeen })
		v.Doubt = len(d.Assets) > 0 && !slices.ContainsFunc(d.Assets, func(f AssetFacts) bool { return !f.doubted() })
		return
	}
	v.Again = only.Asset.Exposure == disclosure.ExposureReopened
	v.Basis = d.basis(w, only)
	v.Doubt = v.Basis != "" && only.doubted()
}

// doubted reports whether nobody of us has seen an asset open. What our own answers showed once was found, however long ago.
func (f *AssetFacts) doubted() bool {
	switch f.Open.Ground {
	case outreach.GroundSeen, outreach.GroundLast, outreach.GroundByHand:
		return false
	case outreach.GroundSource, outreach.GroundBelief:
	}
	seenClosed := f.Asset.Closure.Verified && !f.Asset.Closure.At.IsZero()
	return f.Asset.Streak.LastOpen.IsZero() && !seenClosed
}

// basis says on what ground an asset is called open, "" where a fresh answer of ours shows it and where it is closed. It is the
// one sentence that says whether a check of ours has confirmed it.
func (d *MailData) basis(w *words, f *AssetFacts) string {
	b, o := &w.Openness, &f.Open
	switch {
	case o.Ground == outreach.GroundSeen || !d.FirstClosed.IsZero():
		return ""
	case o.Ground == outreach.GroundLast:
		return strings.NewReplacer("{on}", w.stampTime(o.At), "{age}", w.age(o)).Replace(b.Last)
	case o.Ground == outreach.GroundSource:
		return strings.NewReplacer("{on}", w.stamp(o.On), "{source}", w.source(o)).Replace(b.Source)
	case o.Ground == outreach.GroundByHand:
		return strings.ReplaceAll(b.ByHand, "{on}", w.stamp(o.On))
	case !f.Asset.Streak.LastOpen.IsZero():
		return strings.ReplaceAll(b.Since, "{on}", w.stampTime(f.Asset.Streak.LastOpen))
	default:
		return b.Believed
	}
}

// age says how old our last open answer is.
func (w *words) age(o *outreach.Openness) string {
	switch o.Days {
	case 0:
		return w.Openness.Today
	case 1:
		return w.Openness.Yesterday
	}
	return strings.ReplaceAll(w.Openness.Ago, "{n}", strconv.Itoa(o.Days))
}

// source names who told us.
func (w *words) source(o *outreach.Openness) string {
	if source := oneLine(o.Source); source != "" {
		return source
	}
	return w.Openness.Somebody
}
