package form

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/notify"
)

func assets() []Action {
	with := func(which func(s *Seen) func(*disclosure.Asset) bool) func(*Seen) bool {
		return func(s *Seen) bool { return s.working() && len(assetChoices(s, which(s))) > 0 }
	}
	unconfirmed := func(*Seen) func(*disclosure.Asset) bool {
		return func(a *disclosure.Asset) bool {
			return a.Exposure == disclosure.ExposureNotSeenOpen && a.ConfirmedBy == ""
		}
	}
	two := func(s *Seen) func(*disclosure.Asset) bool {
		return func(a *disclosure.Asset) bool { return a.AllowedBy == "" && slices.Contains(s.Known.Two, a.ID) }
	}
	recreated := func(*Seen) func(*disclosure.Asset) bool { return func(a *disclosure.Asset) bool { return a.Recreated } }
	asked := func(*Seen) func(*disclosure.Asset) bool { return func(a *disclosure.Asset) bool { return !a.Stopped } }
	stopped := func(*Seen) func(*disclosure.Asset) bool { return func(a *disclosure.Asset) bool { return a.Stopped } }
	one := func(which func(s *Seen) func(*disclosure.Asset) bool, more ...Field) func(*Seen) []Field {
		return func(s *Seen) []Field {
			return append([]Field{choice(fieldAsset, "Asset", assetChoices(s, which(s)))}, more...)
		}
	}
	says := func(which func(s *Seen) func(*disclosure.Asset) bool) func(*Seen) []string {
		return func(s *Seen) []string { return targets(s, which(s)) }
	}
	know := long(fieldWhy, "How do you know?", "It stays on record.", maxWhy, false)
	return []Action{
		{
			Name: "asset_add", Group: Assets, Label: "Add an asset …", Title: "Add an asset", Yes: "Add", Doing: "Adding an asset", Rank: disclosure.Researcher,
			Says:   func(*Seen) []string { return []string{"It is asked from now on, within the budget."} },
			Fields: assetFields, Read: readAsset, Blame: "target", Done: "The asset is added, and is asked now.",
		},
		{
			Name: "asset_confirm", Group: Assets, Label: "A target is right …", Title: "Confirm a target", Yes: "It is right", Doing: "Confirming a target",
			Rank: disclosure.Researcher, Can: with(unconfirmed), Says: says(unconfirmed), Fields: one(unconfirmed, know),
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: exposure.ConfirmTarget{Asset: r.Text(fieldAsset), Text: r.Text(fieldWhy)}}
			},
			Blame: fieldAsset, Done: "The target is confirmed. It is asked again now.",
		},
		{
			Name: "asset_allow", Group: Assets, Label: "Allow a probe …", Title: "Allow a probe", Yes: "Allow", Doing: "Allowing a probe",
			Rank: disclosure.Lead, Can: with(two), Says: says(two), Fields: one(two, why("It takes two people.", false)),
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: exposure.AllowProbe{Asset: r.Text(fieldAsset), Reason: r.Text(fieldWhy)}}
			},
			Blame: fieldAsset, Done: "The probe is allowed, and is on its way.",
		},
		{
			Name: "asset_same", Group: Assets, Label: "It is still theirs …", Title: "Still theirs", Yes: "It is theirs", Doing: "Confirming an owner",
			Rank: disclosure.Researcher, Can: with(recreated), Says: says(recreated), Fields: one(recreated, know),
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: exposure.AcceptIdentity{Asset: r.Text(fieldAsset), Text: r.Text(fieldWhy)}}
			},
			Blame: fieldAsset, Done: "Its closed answers count again. It is asked now.",
		},
		{
			Name: "probing_stop", Group: Assets, Label: "Stop the checks …", Title: "Stop the checks", Yes: "Stop", Doing: "Stopping the checks",
			Rank: disclosure.Researcher, Can: with(asked),
			Says:   func(*Seen) []string { return []string{"From then on only the owner can report its closure."} },
			Fields: one(asked, why("Who asked for it, and how.", false)),
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: exposure.StopProbing{Asset: r.Text(fieldAsset), Text: r.Text(fieldWhy)}}
			},
			Blame: fieldAsset, Done: "The checks are stopped.",
		},
		{
			Name: "probing_resume", Group: Assets, Label: "Resume the checks …", Title: "Resume the checks", Yes: "Resume", Doing: "Resuming the checks",
			Rank: disclosure.Researcher, Can: with(stopped), Fields: one(stopped, why("Who agreed to it.", false)),
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: exposure.StopProbing{Asset: r.Text(fieldAsset), Text: r.Text(fieldWhy), Resume: true}}
			},
			Blame: fieldAsset, Done: "The checks go on.",
		},
	}
}

// maxTargets is how many targets a form shows.
const maxTargets = 20

// targets shows where assets are, to the one person who has to know.
func targets(s *Seen, which func(*disclosure.Asset) bool) []string {
	out := []string{"Please keep the target to yourself."}
	for i := range s.Case.Assets {
		if a := &s.Case.Assets[i]; which(a) && len(out) <= maxTargets {
			out = append(out, a.ID+": "+notify.Defang(a.Target))
		}
	}
	return out
}

// asWritten leaves the kind of an asset to whoever reads its address.
const asWritten = "auto"

func assetFields(s *Seen) []Field {
	target := line("target", "Asset", "URL, s3://bucket or host:port. It is never shown in a channel.", false)
	target.Limit = 1000
	return []Field{
		target,
		preset("kind", "Kind", append([]Choice{{asWritten, "as the address says"}}, words(s.Known.Kinds)...)),
		line("noun", "What it is", "In a few words, for an asset of the kind other.", true),
		line("owner", "Whose it is", "Name of a vendor of the case. Every vendor if left out.", true),
		line("host", "Who hosts it", "Name of a provider of the case. Every provider if left out.", true),
	}
}

func readAsset(_ *Seen, r *Reading) Order {
	a := disclosure.Asset{Target: r.Text("target"), Noun: r.Text("noun"), Owner: r.Text("owner"), Host: r.Text("host")}
	if kind := r.Text("kind"); kind != asWritten {
		a.Kind = kind
	}
	return Order{Command: record.AddAsset{Asset: a}}
}
