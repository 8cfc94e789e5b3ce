package disclosure

import (
	"fmt"
	"slices"
	"strings"
)

func (d *decider) record(cmd Record) error {
	if !d.env.Actor.Role.AtLeast(Researcher) {
		return Errorf(Forbidden, "%s may not record cases: it takes the role researcher or more", d.env.Actor.Name)
	}
	facts, err := checkFacts(cmd.Facts)
	if err != nil {
		return err
	}
	if !cmd.Discovered.IsZero() && d.inFuture(cmd.Discovered) {
		return Errorf(Invalid, "the discovery on %s lies in the future", cmd.Discovered)
	}
	d.c = &Case{ID: cmd.ID}
	d.emit(Event{Kind: KindRecorded, Text: facts.Title, Detail: Detail{Facts: &facts}})
	if !cmd.Discovered.IsZero() {
		d.emit(Event{Kind: KindDiscovered, At: cmd.Discovered})
	}
	for i := range d.c.Assets {
		d.scheduleProbe(&d.c.Assets[i], d.env.Now)
	}
	return nil
}

func (d *decider) importHistory(cmd Import) error {
	if !d.env.Actor.Role.AtLeast(Researcher) {
		return Errorf(Forbidden, "%s may not import cases: it takes the role researcher or more", d.env.Actor.Name)
	}
	facts, err := checkFacts(cmd.Facts)
	if err != nil {
		return err
	}
	facts.Imported = true
	d.c = &Case{ID: cmd.ID}
	d.emit(Event{Kind: KindRecorded, Source: SourceImport, Text: facts.Title, Detail: Detail{Facts: &facts}})
	d.told = true
	for _, e := range cmd.Events {
		if err := checkWords(&e); err != nil {
			return err
		}
		if e.Source == "" {
			e.Source = SourceImport
		}
		e.Detail = importDetail(&e)
		d.emit(e)
	}
	// Contacts come last: a correction names the event that it corrects by its place in the file.
	for _, k := range cmd.Contacts {
		if err := d.addContact(AddContact{Contact: k}); err != nil {
			return err
		}
	}
	return nil
}

// importDetail is what an event of a file means beyond its place in the story. A file can tell, it cannot prove: no
// closure of it is verified, no publication of it approved.
func importDetail(e *Event) Detail {
	switch e.Kind {
	case KindDeadlineSet, KindExtensionGranted:
		if !e.Until.IsZero() {
			return Detail{Clock: &ClockSet{Clause: PublicationClause, Due: e.Until}}
		}
	case KindRejected:
		return Detail{Work: WorkRejected}
	case KindDuplicateOf:
		return Detail{Work: WorkDuplicate}
	case KindHandedOver:
		return Detail{Work: WorkHandedOver}
	default:
	}
	return Detail{}
}

// checkFacts completes and checks what a case starts with.
func checkFacts(f Facts) (Facts, error) {
	f.Title = strings.TrimSpace(f.Title)
	if f.Title == "" {
		return f, Errorf(Invalid, "a case needs a title")
	}
	if len(f.Title) > 300 {
		return f, Errorf(Invalid, "the title is longer than 300 bytes")
	}
	if f.Exposed.Records < 0 {
		return f, Errorf(Invalid, "the number of records cannot be negative")
	}
	assets := make([]Asset, 0, len(f.Assets))
	for i, a := range f.Assets {
		if a.Kind == "" || a.Target == "" {
			return f, Errorf(Invalid, "asset %d needs a kind and a target", i+1)
		}
		a.ID = fmt.Sprintf("A%d", i+1)
		assets = append(assets, Asset{ID: a.ID, Kind: a.Kind, Target: a.Target, Key: a.Key, Expect: a.Expect})
	}
	f.Assets = assets
	return f, nil
}

func (d *decider) addContact(cmd AddContact) error {
	k, p := cmd.Contact, cmd.Party
	if k.Role == "" {
		k.Role = p.Role
	}
	if k.Name == "" && k.Role == p.Role {
		k.Name = p.Name
	}
	switch {
	case !k.Role.Valid():
		return Errorf(Invalid, "unknown party %q: write one of %s", k.Role, join(Roles()))
	case !k.Channel.Valid():
		return Errorf(Invalid, "unknown channel %q: write one of %s", k.Channel, join(Channels()))
	case strings.TrimSpace(k.Address) == "" || strings.ContainsAny(k.Address, "\r\n"):
		return Errorf(Invalid, "a contact needs an address on one line")
	}
	i := slices.IndexFunc(d.c.Contacts, func(old Contact) bool {
		return old.Channel == k.Channel && old.Role == k.Role && strings.EqualFold(old.Address, k.Address)
	})
	if i >= 0 && p.DoNotContact {
		return d.leaveAlone(d.c.Contacts[i])
	}
	if i >= 0 && d.c.Contacts[i].Quality != QualityBounced {
		return Errorf(Conflict, "%s is already contact %s", k.Address, d.c.Contacts[i].ID)
	}
	k.Name = d.c.nameOf(k.Role, k.Name)
	if k.FoundAt.IsZero() && !d.told {
		k.FoundAt = d.now()
	}
	k.ID = fmt.Sprintf("C%d", len(d.c.Contacts)+1)
	if i >= 0 {
		k.ID = d.c.Contacts[i].ID // mail came back once; who adds it again says that it works now
	}
	detail := Detail{Contact: &k}
	if known, ok := d.c.Party(k.Role, k.Name); !ok || p.Role != "" {
		if !ok {
			known = d.c.nameless(k.Role)
			known.Name = k.Name
		}
		party := mergeParty(known, p)
		detail.Party = &party
	}
	d.emit(Event{
		Kind: KindOwnerIdentified, Party: k.Role, Name: k.Name, Channel: k.Channel, Text: k.Found, Detail: detail,
	})
	return nil
}

// leaveAlone records that the party behind a known contact asked not to be contacted.
func (d *decider) leaveAlone(k Contact) error {
	party, _ := d.c.Party(k.Role, k.Name)
	if party.DoNotContact {
		return Errorf(Conflict, "the %s is on record as not to be contacted already", k.Role)
	}
	party.Role, party.DoNotContact = k.Role, true
	d.emit(Event{
		Kind: KindOwnerIdentified, Party: k.Role, Name: k.Name, Channel: k.Channel, Text: "asked not to be contacted",
		Detail: Detail{Party: &party},
	})
	return nil
}

// nameless returns the party of the role that has no name yet, or a new one.
func (c *Case) nameless(role Role) Party {
	i := slices.IndexFunc(c.Parties, func(p Party) bool { return p.Role == role && p.Name == "" })
	if i < 0 {
		return Party{Role: role}
	}
	return c.Parties[i]
}

// mergeParty completes a known party with what is newly known of it. Its name stays as it is spelled.
func mergeParty(known, more Party) Party {
	for _, f := range []struct{ to, from *string }{
		{&known.Country, &more.Country}, {&known.Domain, &more.Domain}, {&known.Language, &more.Language},
	} {
		if *f.from != "" {
			*f.to = *f.from
		}
	}
	known.DoNotContact = known.DoNotContact || more.DoNotContact
	return known
}

func (d *decider) addAsset(cmd AddAsset) error {
	a := cmd.Asset
	if a.Kind == "" || a.Target == "" {
		return Errorf(Invalid, "an asset needs a kind and a target")
	}
	if old, ok := d.c.Asset(a.Target); ok {
		return Errorf(Conflict, "the target is already asset %s of this case", old.ID)
	}
	a = Asset{ID: fmt.Sprintf("A%d", len(d.c.Assets)+1), Kind: a.Kind, Target: a.Target, Key: a.Key, Expect: a.Expect}
	d.emit(Event{Kind: KindRecorded, Text: "asset " + a.ID + " added", Detail: Detail{Asset: &a, AssetID: a.ID}})
	d.scheduleProbe(&d.c.Assets[len(d.c.Assets)-1], d.env.Now)
	return nil
}
