package disclosure

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// reasonRecreated marks what a name answered after it was gone and came back as something else.
const reasonRecreated = "recreated"

// reasonSame marks the note by which a person says that it is the owner's all the same.
const reasonSame = "same"

// reasonMoved marks the note that an asset is found under another name.
const reasonMoved = "moved"

// reasonLeft marks the note that a facet was open and is not asked any more.
const reasonLeft = "left"

// tells reports whether two different values of a property mean two different things. Only what a server was given for
// good is on the list: a version, a protocol or our own definition of a probe changes with each update, and what changes
// must never pass for another owner.
func tells(property string) bool {
	switch property {
	case "region", "cluster_uuid", "cluster_id", "spki":
		return true
	default:
		return false
	}
}

// proves reports whether the same value of a property means the same thing. Half the world lies in one region.
func proves(property string) bool { return tells(property) && property != "region" }

// unlike names the first property that two identities do not share, "" if none contradicts.
func unlike(a, b map[string]string) string {
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if v, ok := b[name]; ok && v != a[name] && tells(name) {
			return name
		}
	}
	return ""
}

// sameThing names a property that proves two identities to be one, "" if there is none or if another contradicts.
func sameThing(a, b map[string]string) string {
	if unlike(a, b) != "" {
		return ""
	}
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if v, ok := b[name]; ok && v == a[name] && proves(name) {
			return name
		}
	}
	return ""
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

// alien reports whether an observation speaks of something else than the asset: its name was given up, and what
// answers under it now is not what answered before. Whoever registers a name that is free may be anybody.
func (a *Asset) alien(o *Observation) bool {
	switch {
	case o.Local || o.Verdict == Inconclusive || o.gone():
		return false
	case a.Recreated: // what does not show that it is the old one may be the new one
		return a.strange(o.Identity) != "" || !a.familiar(o.Identity)
	default:
		return a.Gone && a.strange(o.Identity) != ""
	}
}

// stranger reports whether an observation counts for nothing because it is not the asset's own. One that is open is never
// set aside: whoever owns the name now, what we may publish as closed is open.
func (a *Asset) stranger(o *Observation) bool { return o.Verdict != Open && a.alien(o) }

// strange names the first property whose value the asset never showed, though it showed others; "" if there is none.
func (a *Asset) strange(identity map[string]string) string {
	for _, name := range slices.Sorted(maps.Keys(identity)) {
		if _, known := a.Identity[name]; known && tells(name) && !a.showed(name, identity[name]) {
			return name
		}
	}
	return ""
}

// familiar reports whether an identity has a value that the asset showed once.
func (a *Asset) familiar(identity map[string]string) bool {
	for name, value := range identity {
		if tells(name) && a.showed(name, value) {
			return true
		}
	}
	return false
}

func (a *Asset) showed(name, value string) bool {
	v, ok := a.Identity[name]
	return ok && v == value || slices.Contains(a.Former[name], value)
}

// learn keeps what identifies an asset. What is gone shows the identity of whatever answers in its place, such as the
// certificate that replaced a leaked one: nothing is learnt from it, and nothing from another owner.
func (a *Asset) learn(o *Observation) {
	if o.Local {
		return
	}
	alien := a.alien(o)
	if o.Verdict != Inconclusive && !alien {
		a.settle(o)
	}
	if o.gone() || alien {
		return
	}
	if o.Retarget != "" {
		a.Retarget = o.Retarget
	}
	for _, name := range slices.Sorted(maps.Keys(o.Identity)) {
		if tells(name) {
			a.identify(name, o.Identity[name])
		}
	}
}

// settle keeps whether there is something under the name of an asset.
func (a *Asset) settle(o *Observation) {
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
	return slices.ContainsFunc(slices.Sorted(maps.Keys(o.Identity)), tells)
}

// identify keeps the newest value of a property, and the former ones: an old server that is put back is the old server.
func (a *Asset) identify(name, value string) {
	if old, ok := a.Identity[name]; ok && old != value {
		a.retire(name, old)
	}
	if a.Identity == nil {
		a.Identity = map[string]string{}
	}
	a.Identity[name] = value
}

func (a *Asset) retire(name, value string) {
	if slices.Contains(a.Former[name], value) {
		return
	}
	if a.Former == nil {
		a.Former = map[string][]string{}
	}
	a.Former[name] = append(slices.Clone(a.Former[name]), value)
}

// accept takes a person's word: whatever the asset shows next is what identifies it.
func (a *Asset) accept() {
	for _, name := range slices.Sorted(maps.Keys(a.Identity)) {
		a.retire(name, a.Identity[name])
	}
	a.Recreated, a.Gone, a.Unnamed, a.Identity = false, false, false, nil
}

// still keeps which facets were open last. One that is not asked any more stays on the list: nobody saw it closed.
func (a *Asset) still(o *Observation) {
	if o.Local || o.Started.Before(a.LastSeen) {
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

// left returns the facets that were open last and that an observation does not speak of.
func (a *Asset) left(o *Observation) []string {
	var out []string
	for _, name := range a.OpenFacets {
		if _, asked := o.Facets[name]; !asked {
			out = append(out, name)
		}
	}
	return out
}

// askWhose tells a person once that a name came back as something else.
func (d *Frame) askWhose(a *Asset, o *Observation) {
	if a.Recreated {
		return
	}
	name := a.strange(o.Identity)
	d.Emit(Event{
		Kind: KindNote, Source: SourceSystem, Ref: a.ID, Detail: Detail{AssetID: a.ID, Reason: reasonRecreated},
		Text: fmt.Sprintf("%s was gone and answers again as something else (another %s): it can open the asset but not close it until a person says whose it is",
			a.ID, strings.ReplaceAll(name, "_", " ")),
	})
}

// AcceptIdentity is a person's word that what answers under a name again belongs to the same owner. From there on its
// refusals count. Who thinks otherwise stops probing: it is not ours to ask.
type AcceptIdentity struct{ Asset, Text string }

// Rule implements [Command].
func (AcceptIdentity) Rule() CommandRule { return CommandRule{Rank: Researcher} }

// Decide lets the answers of a name that came back count again, and asks it.
func (cmd AcceptIdentity) Decide(d *Frame) error {
	a, ok := d.Case.Asset(cmd.Asset)
	switch {
	case !ok:
		return Errorf(NotFound, "%s has no asset %q", d.Case.ID, cmd.Asset)
	case !a.Recreated:
		return Errorf(Conflict, "%s has not come back as something else: there is nothing to decide", a.ID)
	case strings.TrimSpace(cmd.Text) == "":
		return Errorf(Invalid, "say how you know that %s is still the owner's", a.ID)
	}
	d.Emit(Event{
		Kind: KindNote, Ref: a.ID, Text: a.ID + " is the same owner's: " + cmd.Text,
		Detail: Detail{AssetID: a.ID, Reason: reasonSame},
	})
	if d.mayProbe(&a) == nil {
		d.probeNow(&a, Asked{Reason: AskedPerson, By: d.Env.Actor.Name})
	}
	return nil
}

// findMoved records that an asset lives on under the name of another asset of the case. Nobody searches for it: the asset
// itself named the host, and a person put that host on record.
func (d *Frame) findMoved(id string) {
	for _, a := range d.Case.Assets {
		for _, b := range d.Case.Assets {
			if a.ID == b.ID || a.Moved == b.ID || (a.ID != id && b.ID != id) || !sameHost(a.Retarget, b.Target) {
				continue
			}
			if name := sameThing(a.Identity, b.Identity); name != "" {
				d.Emit(Event{
					Kind: KindNote, Source: SourceSystem, Ref: b.ID, Detail: Detail{AssetID: a.ID, Reason: reasonMoved},
					Text: fmt.Sprintf("%s moved to %s (same %s)", a.ID, b.ID, strings.ReplaceAll(name, "_", " ")),
				})
			}
		}
	}
}

// sameHost reports whether two addresses name one host.
func sameHost(a, b string) bool {
	x, errX := url.Parse(a)
	y, errY := url.Parse(b)
	return errX == nil && errY == nil && x.Host != "" && strings.EqualFold(x.Host, y.Host)
}

// applyIdentity moves what an asset is, as the notes of this file say.
func (c *Case) applyIdentity(e *Event) {
	change := map[string]func(*Asset){
		reasonRecreated: func(a *Asset) { a.Recreated = true },
		reasonSame:      (*Asset).accept,
		reasonMoved:     func(a *Asset) { a.Moved = e.Ref },
	}[e.Detail.Reason]
	if change != nil && e.Detail.AssetID != "" {
		c.changeAsset(e.Detail.AssetID, change)
	}
}
