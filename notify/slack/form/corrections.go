package form

import (
	"daylight/disclosure"
	"daylight/disclosure/command/record"
)

// corrections are what puts an asset or a contact right that was recorded otherwise than it is.
func corrections() []Action {
	all := func(*disclosure.Asset) bool { return true }
	has := func(s *Seen) bool { return s.working() && len(s.Case.Assets) > 0 }
	which := func(s *Seen) Field { return choice(fieldAsset, "Asset", assetChoices(s, all)) }
	return []Action{
		{
			Name: "asset_edit", Group: Assets, Label: "Whose it is …", Title: "Whose it is", Yes: "Save", Doing: "Editing an asset", Rank: disclosure.Researcher,
			Can: has,
			Says: func(*Seen) []string {
				return []string{"Only whose it is and who hosts it are told of it. A field that is left empty stays as it was."}
			},
			Fields: func(s *Seen) []Field {
				return []Field{
					which(s), line("owner", "Whose it is", "Name of a vendor of the case.", true), line("host", "Who hosts it", "Name of a provider of the case.", true),
					line("noun", "What it is", "In a few words.", true), why("It stays on record.", true),
				}
			},
			Read: func(_ *Seen, r *Reading) Order {
				do := record.EditAsset{Asset: r.Text(fieldAsset), Owner: r.given("owner"), Host: r.given("host"), Noun: r.given("noun"), Text: r.Text(fieldWhy)}
				if do.Owner == nil && do.Host == nil && do.Noun == nil {
					r.Wrong("owner", "Say whose it is, who hosts it or what it is.")
				}
				return Order{Command: do}
			},
			Blame: "owner", Done: "The asset is corrected.",
		},
		{
			Name: "asset_rename", Group: Assets, Label: "Another target was meant …", Title: "Another target", Yes: "That was meant", Doing: "Correcting a target",
			Rank: disclosure.Researcher, Can: has, Says: func(s *Seen) []string { return targets(s, all) },
			Fields: func(s *Seen) []Field {
				to := assetFields(s)
				return []Field{which(s), to[0], to[1], why("It begins anew: what was seen at the old target says nothing about it. It may take two people.", false)}
			},
			Read: func(s *Seen, r *Reading) Order {
				add, _ := readAsset(s, r).Command.(record.AddAsset)
				return Order{Command: record.RenameAsset{Asset: r.Text(fieldAsset), To: add.Asset, Text: r.Text(fieldWhy)}}
			},
			Blame: "target", Done: "The asset has the target that was meant, under an id of its own.",
		},
		{
			Name: "asset_drop", Group: Assets, Label: "Recorded by mistake …", Title: "Drop an asset", Yes: "Drop", Doing: "Dropping an asset", Rank: disclosure.Researcher,
			Can: has, Says: func(s *Seen) []string { return targets(s, all) },
			Fields: func(s *Seen) []Field {
				return []Field{which(s), why("It stays in the history. Once something is known of it, it takes two people.", false)}
			},
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: record.DropAsset{Asset: r.Text(fieldAsset), Text: r.Text(fieldWhy)}}
			},
			Blame: fieldAsset, Done: "The asset is dropped: its checks end, and no new text tells of it.",
		},
		{
			Name: "contact_edit", Group: Contacts, Label: "Correct a contact …", Title: "Correct a contact", Yes: "Save", Doing: "Correcting a contact",
			Rank: disclosure.Researcher, Can: func(s *Seen) bool { return s.working() && len(s.Case.Contacts) > 0 }, Says: saysContacts,
			Fields: func(s *Seen) []Field {
				qualities := append([]Choice{{asItIs, "as it is"}}, words([]disclosure.Quality{disclosure.QualityPublished, disclosure.QualityConfirmed, disclosure.QualityGuessed})...)
				return []Field{
					choice(fieldContact, "Contact", contactChoices(s, anyContact)),
					line("address", "Another address", "As it is if left out. One that was written to stays: add the right one instead.", true),
					line("found", "Where it was found", "As it is if left out.", true),
					preset("quality", "How far it can be relied upon", qualities), why("It stays on record.", true),
				}
			},
			Read: func(_ *Seen, r *Reading) Order {
				do := record.EditContact{ID: r.Text(fieldContact), Address: r.given("address"), Found: r.given("found"), Text: r.Text(fieldWhy)}
				if q := disclosure.Quality(r.Text("quality")); q != asItIs {
					do.Quality = &q
				}
				return Order{Command: do}
			},
			Blame: "address", Done: "The contact is corrected. What was approved for it has to be approved again.",
		},
	}
}

// asItIs changes nothing.
const asItIs = "as_it_is"
