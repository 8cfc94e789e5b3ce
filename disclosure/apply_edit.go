package disclosure

import (
	"cmp"
	"slices"
	"strings"

	"daylight/disclosure/change"
)

// applyEdit follows a correction of what a case says of itself, its parties, contacts and assets. The event keeps what stood
// there before.
func (c *Case) applyEdit(e *Event) {
	d := e.Detail
	switch e.Kind {
	case KindCaseEdited:
		c.applyCaseEdit(e)
	case KindAssigned:
		c.Assignee, _ = d.Edit.Get(change.Assignee)
	case KindPartyEdited:
		if d.Party != nil {
			c.editParty(e.Party, e.Name, *d.Party)
		}
	case KindContactEdited:
		i := slices.IndexFunc(c.Contacts, func(k Contact) bool { return d.Contact != nil && k.ID == d.Contact.ID })
		switch {
		case i < 0:
		case d.Edit != nil && d.Edit.Dropped:
			c.DroppedContacts = append(c.DroppedContacts, c.Contacts[i])
			c.Contacts = slices.Delete(c.Contacts, i, i+1)
		default:
			c.Contacts[i] = *d.Contact
		}
	case KindAssetDropped:
		c.dropAsset(d.AssetID, "")
	case KindAssetRenamed:
		if d.Asset != nil && c.dropAsset(d.AssetID, d.Asset.ID) {
			c.addAsset(*d.Asset)
		}
	default:
	}
}

func (c *Case) applyCaseEdit(e *Event) {
	d := e.Detail
	if k := d.Contact; k != nil && e.Corrects > 0 {
		c.setQuality(k) // it was called bounced by what is taken back
	}
	texts := map[change.Field]*string{
		change.Title: &c.Title, change.Summary: &c.Summary, change.Tracking: &c.Tracking, change.Severity: (*string)(&c.Exposed.Severity),
	}
	c.changeAsset(cmp.Or(d.AssetID, noAsset), func(a *Asset) {
		texts = map[change.Field]*string{change.Owner: &a.Owner, change.Host: &a.Host, change.Noun: &a.Noun, change.Key: &a.Key}
	})
	for field, at := range texts {
		if v, ok := d.Edit.Get(field); ok {
			*at = v
		}
	}
	if _, ok := d.Edit.Get(change.Embargo); ok && d.Facts != nil {
		c.Embargo = d.Facts.Embargo
	}
}

// noAsset is the id of none: an edit of the case itself changes no asset.
const noAsset = "-"

// editParty replaces a party by what it is called and where it is now, in everything that speaks of it.
func (c *Case) editParty(role Role, name string, p Party) {
	i := slices.IndexFunc(c.Parties, func(old Party) bool { return old.Role == role && strings.EqualFold(old.Name, name) })
	if i < 0 {
		c.addParty(p)
		return
	}
	if was := c.Parties[i].Name; was != p.Name {
		c.keepFormerName(role, was, p.Name)
		c.rename(role, was, p.Name)
		for j := range c.ClockEvents {
			if t := &c.ClockEvents[j]; cmp.Or(t.Party, Vendor) == role && t.Name == was {
				t.Name = p.Name
			}
		}
		for key, q := range c.Snoozed {
			if clause, theirs := strings.CutSuffix(key, "@"+string(role)+"/"+was); theirs && was != "" {
				delete(c.Snoozed, key)
				c.Snoozed[clause+"@"+string(role)+"/"+p.Name] = q
			}
		}
		for j := range c.Assets {
			of := map[Role]*string{Vendor: &c.Assets[j].Owner, Provider: &c.Assets[j].Host}[role]
			if of != nil && was != "" && strings.EqualFold(*of, was) {
				*of = p.Name
			}
		}
	}
	c.Parties[i] = p
}

// keepFormerName remembers a name that was corrected. Names from before lead to the newest one directly, so that a name that
// was taken back does not lead round in a circle.
func (c *Case) keepFormerName(role Role, was, now string) {
	if c.FormerNames == nil {
		c.FormerNames = map[PartyKey]string{}
	}
	for key, name := range c.FormerNames {
		if r, _, _ := strings.Cut(string(key), "/"); Role(r) == role && strings.EqualFold(name, was) {
			c.FormerNames[key] = now
		}
	}
	delete(c.FormerNames, KeyOf(role, strings.ToLower(now)))
	if was != "" {
		c.FormerNames[KeyOf(role, strings.ToLower(was))] = now
	}
}

// dropAsset takes an asset out of the case. It keeps what was known of it at that moment.
func (c *Case) dropAsset(id, renamed string) bool {
	i := slices.IndexFunc(c.Assets, func(a Asset) bool { return a.ID == id })
	if i < 0 {
		return false
	}
	a := c.Assets[i]
	a.Renamed, a.Stopped = renamed, true
	c.DroppedAssets = append(c.DroppedAssets, a)
	c.Assets = slices.Delete(c.Assets, i, i+1)
	return true
}

// DroppedOpen returns the assets that were dropped although our last word on them is that they are open. Nobody asks them any
// more, so the case cannot be called closed because of it, until the target is an asset again and its probes say so. One
// that got another target is not among them: the asset with that target has to be closed by itself.
func (c *Case) DroppedOpen() []Asset {
	var out []Asset
	for _, a := range c.DroppedAssets {
		_, again := c.Asset(a.Target)
		if a.Renamed == "" && !again && a.SeenOpen() && (a.Exposure != ExposureClosed || !a.Closure.Verified) {
			out = append(out, a)
		}
	}
	return out
}

// Counts reports whether what is on record of an asset counts for the case as a whole: not for one that was dropped, unless
// it was open then.
func (c *Case) Counts(asset string) bool {
	is := func(a Asset) bool { return a.ID == asset }
	return !slices.ContainsFunc(c.DroppedAssets, is) || slices.ContainsFunc(c.DroppedOpen(), is)
}

// AssetsEver returns the assets with those that were dropped: the target of a dropped one is a secret too.
func (c *Case) AssetsEver() []Asset { return slices.Concat(c.Assets, c.DroppedAssets) }
