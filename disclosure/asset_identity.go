package disclosure

import (
	"maps"
	"slices"

	"daylight/disclosure/place"
)

// Identifies reports whether two different values of a property mean two different things. Only what a server keeps for
// good is on the list: a version, a protocol or our own definition of a probe changes with each update, and what
// changes with an update must never pass for another owner.
func Identifies(property string) bool {
	switch property {
	case "region", "cluster_uuid", "cluster_id", "spki":
		return true
	default:
		return false
	}
}

// gone reports whether an observation says that there is nothing under the name any more.
func (o *Observation) gone() bool {
	switch o.Reason {
	case ReasonResourceGone, ReasonNameGone, ReasonGoneAmbiguous:
		return o.Verdict == Closed && !o.Local
	default:
		return false
	}
}

// vanished reports whether an answer proves that the name was given up: the provider says so, or the name was not found
// twice in a row. A single weak answer may be a resolver's bad day.
func (a *Asset) vanished(o *Observation) bool {
	switch {
	case !o.gone():
		return false
	case o.Reason == ReasonResourceGone:
		return o.Strength == Strong
	default:
		return o.Reason == ReasonNameGone && a.Unnamed && o.Started.After(a.LastSeen)
	}
}

// Mismatches reports whether an observation is about something other than the asset: its name was given up, and what
// answers under it now is not what answered before. Anybody can register a name that is free.
func (a *Asset) Mismatches(o *Observation) bool {
	switch {
	case o.Local || o.Verdict == Inconclusive || o.gone():
		return false
	case a.Recreated: // an answer without the old identity may come from the new owner
		return a.ChangedProperty(o.Identity) != "" || !a.isKnown(o.Identity)
	default:
		return a.Gone && a.ChangedProperty(o.Identity) != ""
	}
}

// Discounts reports whether an observation counts for nothing because it is not the asset's own. One that is open is never
// discounted: whoever owns the name now, we must not publish as closed what is open.
func (a *Asset) Discounts(o *Observation) bool { return o.Verdict != Open && a.Mismatches(o) }

// ChangedProperty names the first property that has a value which the asset never showed, although it showed other values; "" if there is none.
func (a *Asset) ChangedProperty(identity map[string]string) string {
	for _, name := range slices.Sorted(maps.Keys(identity)) {
		if _, known := a.Identity[name]; known && Identifies(name) && !a.hasShown(name, identity[name]) {
			return name
		}
	}
	return ""
}

// isKnown reports whether an identity has a value that the asset showed once.
func (a *Asset) isKnown(identity map[string]string) bool {
	for name, value := range identity {
		if Identifies(name) && a.hasShown(name, value) {
			return true
		}
	}
	return false
}

func (a *Asset) hasShown(name, value string) bool {
	v, ok := a.Identity[name]
	return ok && v == value || slices.Contains(a.Former[name], value)
}

// recordIdentity keeps what identifies an asset. An asset that is gone shows the identity of whatever answers in its place,
// such as the certificate that replaced a leaked one. That is not recorded, and neither is the identity of another owner.
func (a *Asset) recordIdentity(o *Observation) {
	if o.Local {
		return
	}
	mismatched := a.Mismatches(o)
	if o.Verdict != Inconclusive && !mismatched {
		a.recordPresence(o)
	}
	if o.gone() || mismatched {
		return
	}
	if o.Retarget != "" {
		a.Retarget = o.Retarget
	}
	for _, name := range slices.Sorted(maps.Keys(o.Identity)) {
		if Identifies(name) {
			a.setProperty(name, o.Identity[name])
		}
	}
}

// recordPresence keeps whether there is something under the name of an asset.
func (a *Asset) recordPresence(o *Observation) {
	vanished := a.vanished(o)
	a.Unnamed = o.gone() && o.Reason == ReasonNameGone
	switch {
	case vanished:
		a.Gone = true
	case !o.gone() && o.identifies():
		a.Gone, a.Recreated = false, false
	}
}

// identifies reports whether an answer shows anything that tells one asset from another.
func (o *Observation) identifies() bool {
	return slices.ContainsFunc(slices.Sorted(maps.Keys(o.Identity)), Identifies)
}

// setProperty keeps the newest value of a property, and the former ones: an old server that is put back is the old server.
func (a *Asset) setProperty(name, value string) {
	if old, ok := a.Identity[name]; ok && old != value {
		a.keepFormer(name, old)
	}
	if a.Identity == nil {
		a.Identity = map[string]string{}
	}
	a.Identity[name] = value
}

func (a *Asset) keepFormer(name, value string) {
	if slices.Contains(a.Former[name], value) {
		return
	}
	if a.Former == nil {
		a.Former = map[string][]string{}
	}
	a.Former[name] = append(slices.Clone(a.Former[name]), value)
}

// acceptIdentity follows a person's decision that this is the asset: whatever it shows next is what identifies it.
func (a *Asset) acceptIdentity() {
	for _, name := range slices.Sorted(maps.Keys(a.Identity)) {
		a.keepFormer(name, a.Identity[name])
	}
	a.Recreated, a.Gone, a.Unnamed, a.Identity = false, false, false, nil
}

// recordPlace keeps where an asset was open.
func (a *Asset) recordPlace(o *Observation) {
	if !o.Local && o.Verdict == Open {
		a.OpenAt = place.Remember(a.OpenAt, o.Peer, o.Key)
	}
}

// recordOpenFacets keeps which facets were open last. One that is not probed any more stays on the list: nobody saw it closed.
func (a *Asset) recordOpenFacets(o *Observation) {
	if o.Local || o.Started.Before(a.LastSeen) && !o.ClockJumped {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(o.Facets)) {
		i, listed := slices.BinarySearch(a.OpenFacets, name)
		switch v := o.Facets[name].Verdict; {
		case v == Open && !listed:
			a.OpenFacets = slices.Insert(slices.Clone(a.OpenFacets), i, name)
		case v == Closed && listed:
			a.OpenFacets = slices.Delete(slices.Clone(a.OpenFacets), i, i+1)
		}
	}
}

// ListingOnly reports whether the asset is a bucket of which no object is asked for: what closes is its listing, and its objects
// may still be readable by whoever knows their names.
func (a *Asset) ListingOnly() bool {
	return a.Key == "" && (a.Kind == "s3" || a.Kind == "gcs" || a.Kind == "azure")
}

// Defanged returns the target as a person can read it and no program follows it; see [place.Defanged].
func (a Asset) Defanged() string { return place.Defanged(a.Target) }

// Place is the same for all spellings of one thing; see [place.Of].
func (a Asset) Place() string { return place.Of(a.Target) }
