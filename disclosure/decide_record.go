package disclosure

import (
	"fmt"
	"slices"
	"strings"
)

// Record opens a case. The id is given by the service.
type Record struct {
	ID         CaseID
	Facts      Facts
	Discovered When // zero: unknown
}

// Rule implements [Command].
func (Record) Rule() CommandRule { return CommandRule{Rank: Researcher, Engine: true, Opens: true} }

// For implements [Opening].
func (cmd Record) For(id CaseID) Opening {
	cmd.ID = id
	return cmd
}

// Discovery implements [Opening].
func (cmd Record) Discovery() When { return cmd.Discovered }

// Decide implements [Command].
func (cmd Record) Decide(d *Frame) error {
	facts, err := checkFacts(cmd.Facts)
	if err != nil {
		return err
	}
	if !cmd.Discovered.IsZero() && d.InFuture(cmd.Discovered) {
		return Errorf(Invalid, "the discovery on %s lies in the future", cmd.Discovered)
	}
	d.Open(cmd.ID)
	d.Emit(Event{Kind: KindRecorded, Text: facts.Title, Detail: Detail{Facts: &facts}})
	if !cmd.Discovered.IsZero() {
		d.Emit(Event{Kind: KindDiscovered, At: cmd.Discovered})
	}
	for i := range d.Case.Assets {
		d.scheduleProbe(&d.Case.Assets[i], d.Env.Now)
	}
	return nil
}

// Import opens a case from a history that somebody else wrote down. Ordering rules are not applied: the source
// says what it says, and the timeline's lint reports contradictions.
type Import struct {
	ID       CaseID
	Facts    Facts
	Contacts []Contact
	Events   []Event // Kind, At, Until, Ongoing, Planned, Party, Name, Channel, Source, Ref, Text, Visibility
}

// Rule implements [Command].
func (Import) Rule() CommandRule { return CommandRule{Rank: Researcher, Opens: true} }

// For implements [Opening].
func (cmd Import) For(id CaseID) Opening {
	cmd.ID = id
	return cmd
}

// Discovery implements [Opening].
func (cmd Import) Discovery() When {
	for _, e := range cmd.Events {
		if e.Kind == KindDiscovered && !e.Planned {
			return e.At
		}
	}
	return When{}
}

// Decide implements [Command].
func (cmd Import) Decide(d *Frame) error {
	facts, err := checkFacts(cmd.Facts)
	if err != nil {
		return err
	}
	facts.Imported = true
	d.Open(cmd.ID)
	d.Emit(Event{Kind: KindRecorded, Source: SourceImport, Text: facts.Title, Detail: Detail{Facts: &facts}})
	d.Imported = true
	for _, e := range cmd.Events {
		if err := checkWords(&e); err != nil {
			return err
		}
		if e.Source == "" {
			e.Source = SourceImport
		}
		e.Detail = importDetail(&e)
		d.Emit(e)
	}
	// Contacts come last: a correction names the event that it corrects by its place in the file.
	for _, k := range cmd.Contacts {
		if err := (AddContact{Contact: k}).Decide(d); err != nil {
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

// AddContact adds a way to reach a party, and the party itself if it is new.
type AddContact struct {
	Party   Party
	Contact Contact // ID is given
}

// Rule implements [Command].
func (AddContact) Rule() CommandRule { return CommandRule{Rank: Researcher} }

// Decide implements [Command].
func (cmd AddContact) Decide(d *Frame) error {
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
	i := slices.IndexFunc(d.Case.Contacts, func(old Contact) bool {
		return old.Channel == k.Channel && old.Role == k.Role && strings.EqualFold(old.Address, k.Address)
	})
	if i >= 0 && p.DoNotContact {
		return d.leaveAlone(d.Case.Contacts[i])
	}
	if i >= 0 && d.Case.Contacts[i].Quality != QualityBounced {
		return Errorf(Conflict, "%s is already contact %s", k.Address, d.Case.Contacts[i].ID)
	}
	k.Name = d.Case.nameOf(k.Role, k.Name)
	if k.FoundAt.IsZero() && !d.Imported {
		k.FoundAt = d.Now()
	}
	k.ID = fmt.Sprintf("C%d", len(d.Case.Contacts)+1)
	if i >= 0 {
		k.ID = d.Case.Contacts[i].ID // mail came back once; who adds it again says that it works now
	}
	detail := Detail{Contact: &k}
	if known, ok := d.Case.Party(k.Role, k.Name); !ok || p.Role != "" {
		if !ok {
			known = d.Case.nameless(k.Role)
			known.Name = k.Name
		}
		party := mergeParty(known, p)
		detail.Party = &party
	}
	d.Emit(Event{
		Kind: KindOwnerIdentified, Party: k.Role, Name: k.Name, Channel: k.Channel, Text: k.Found, Detail: detail,
	})
	return nil
}

// leaveAlone records that the party behind a known contact asked not to be contacted.
func (d *Frame) leaveAlone(k Contact) error {
	party, _ := d.Case.Party(k.Role, k.Name)
	if party.DoNotContact {
		return Errorf(Conflict, "the %s is on record as not to be contacted already", k.Role)
	}
	party.Role, party.DoNotContact = k.Role, true
	d.Emit(Event{
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

// AddAsset adds an asset to the case.
type AddAsset struct{ Asset Asset }

// Rule implements [Command].
func (AddAsset) Rule() CommandRule { return CommandRule{Rank: Researcher} }

// Decide implements [Command].
func (cmd AddAsset) Decide(d *Frame) error {
	a := cmd.Asset
	if a.Kind == "" || a.Target == "" {
		return Errorf(Invalid, "an asset needs a kind and a target")
	}
	if old, ok := d.Case.Asset(a.Target); ok {
		return Errorf(Conflict, "the target is already asset %s of this case", old.ID)
	}
	a = Asset{ID: fmt.Sprintf("A%d", len(d.Case.Assets)+1), Kind: a.Kind, Target: a.Target, Key: a.Key, Expect: a.Expect}
	d.Emit(Event{Kind: KindRecorded, Text: "asset " + a.ID + " added", Detail: Detail{Asset: &a, AssetID: a.ID}})
	d.scheduleProbe(&d.Case.Assets[len(d.Case.Assets)-1], d.Env.Now)
	return nil
}
