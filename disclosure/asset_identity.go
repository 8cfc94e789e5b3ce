package disclosure

import (
	"maps"
	"slices"

	"daylight/disclosure/observed"
	"daylight/disclosure/place"
)

// vanished reports whether an answer proves that the name was given up: the provider says so, or the name was not found
// twice in a row. A single weak answer may be a resolver's bad day.
func (a *Asset) vanished(o *observed.Observation) bool {
	switch {
	case !o.Gone():
		return false
	case o.Reason == observed.ReasonResourceGone:
		return o.Strength == observed.Strong
	default:
		return o.Reason == observed.ReasonNameGone && a.Unnamed && o.Started.After(a.LastSeen)
	}
}

// Mismatches reports whether an observation is about something other than the asset: its name was given up, and what
// answers under it now is not what answered before. Anybody can register a name that is free.
func (a *Asset) Mismatches(o *observed.Observation) bool {
	switch {
	case o.Local || o.Verdict == observed.Inconclusive || o.Gone():
		return false
	case a.Recreated: // an answer without the old identity may come from the new owner
		return a.ChangedProperty(o.Identity) != "" || !a.isKnown(o.Identity)
	default:
		return a.Gone && a.ChangedProperty(o.Identity) != ""
	}
}

// Discounts reports whether an observation counts for nothing because it is not the asset's own. One that is open is never
// discounted: whoever owns the name now, we must not publish as closed what is open.
func (a *Asset) Discounts(o *observed.Observation) bool {
	return o.Verdict != observed.Open && a.Mismatches(o)
}

// ChangedProperty names the first property that has a value which the asset never showed, although it showed other values; "" if there is none.
func (a *Asset) ChangedProperty(identity map[string]string) string {
	for _, name := range slices.Sorted(maps.Keys(identity)) {
		if _, known := a.Identity[name]; known && observed.Identifies(name) && !a.hasShown(name, identity[name]) {
			return name
		}
	}
	return ""
}

// isKnown reports whether an identity has a value that the asset showed once.
func (a *Asset) isKnown(identity map[string]string) bool {
	for name, value := range identity {
		if observed.Identifies(name) && a.hasShown(name, value) {
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
func (a *Asset) recordIdentity(o *observed.Observation) {
	if o.Local {
		return
	}
	mismatched := a.Mismatches(o)
	if o.Verdict != observed.Inconclusive && !mismatched {
		a.recordPresence(o)
	}
	if o.Gone() || mismatched {
		return
	}
	if o.Retarget != "" {
		a.Retarget = o.Retarget
	}
	for _, name := range slices.Sorted(maps.Keys(o.Identity)) {
		if observed.Identifies(name) {
			a.setProperty(name, o.Identity[name])
		}
	}
}

// recordPresence keeps whether there is something under the name of an asset.
func (a *Asset) recordPresence(o *observed.Observation) {
	vanished := a.vanished(o)
	a.Unnamed = o.Gone() && o.Reason == observed.ReasonNameGone
	switch {
	case vanished:
		a.Gone = true
	case !o.Gone() && o.Recognisable():
		a.Gone, a.Recreated = false, false
	}
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
func (a *Asset) recordPlace(o *observed.Observation) {
	if !o.Local && o.Verdict == observed.Open {
		a.OpenAt = place.Remember(a.OpenAt, o.Peer, o.Key)
	}
}

// recordOpenFacets keeps which facets were open last. One that is not probed any more stays on the list: nobody saw it closed.
func (a *Asset) recordOpenFacets(o *observed.Observation) {
	if o.Local || o.Started.Before(a.LastSeen) && !o.ClockJumped {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(o.Facets)) {
		i, listed := slices.BinarySearch(a.OpenFacets, name)
		switch v := o.Facets[name].Verdict; {
		case v == observed.Open && !listed:
			a.OpenFacets = slices.Insert(slices.Clone(a.OpenFacets), i, name)
		case v == observed.Closed && listed:
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
