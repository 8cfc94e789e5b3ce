package exposure

import (
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
)

// ContradictReport records for each asset that our own probes saw it open after a source says that it was closed. Such a
// report ends nothing: what we saw counts.
func ContradictReport(d *command.Frame, reported civil.When) {
	for _, a := range d.Case.Assets {
		if seen := a.Streak.LastOpen; !seen.IsZero() && reported.SurelyBefore(civil.At(seen)) {
			contradict(d, a.ID, reported, civil.At(seen.In(d.Env.Rules.Zone())))
		}
	}
}

func contradict(d *command.Frame, asset string, reported, seen civil.When) {
	d.Emit(disclosure.Event{
		Kind: disclosure.KindClosureContradicted, At: seen, Source: disclosure.SourceOwnProbe, Ref: asset,
		Text:   asset + " was open when we probed it, although it was reported closed on " + reported.String(),
		Detail: disclosure.Detail{AssetID: asset},
	})
}
