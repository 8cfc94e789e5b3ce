package probe

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure/observed"
)

// observationView is an observation as programs read it: every field is there, also where it is empty.
type observationView struct {
	Kind     string                          `json:"kind"`
	Version  int                             `json:"version"`
	Target   string                          `json:"target"`
	Verdict  observed.Verdict                `json:"verdict"`
	Strength observed.Strength               `json:"strength"`
	Reason   observed.Reason                 `json:"reason"`
	Facets   map[string]observed.FacetResult `json:"facets"`
	Status   int                             `json:"status"`
	Bytes    int64                           `json:"bytes"`
	Headers  map[string]string               `json:"headers"`
	Started  string                          `json:"started"`
	RTTMs    int64                           `json:"rtt_ms"`
	Peer     string                          `json:"peer"`
	Vantage  string                          `json:"vantage"`
	Identity map[string]string               `json:"identity"`
	Retarget *string                         `json:"retarget"`
	Local    bool                            `json:"local"`
	PlanHash string                          `json:"plan_hash"`
	ReadAs   string                          `json:"read_as,omitempty"` // how a bare target was understood
	Unseen   string                          `json:"unseen,omitempty"`  // what may be open although this was refused
}

func viewOf(o observed.Observation, how, unseen string) observationView {
	var retarget *string
	if o.Retarget != "" {
		retarget = &o.Retarget
	}
	return observationView{
		o.Kind, o.Version, o.Target, o.Verdict, o.Strength, o.Reason, orEmpty(o.Facets), o.Status, o.Bytes, orEmpty(o.Headers),
		o.Started.UTC().Format(time.RFC3339), o.RTTMs, o.Peer, o.Vantage, orEmpty(o.Identity), retarget, o.Local, o.PlanHash, how, unseen,
	}
}

// orEmpty keeps an empty object from being null.
func orEmpty[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return m
}

// showObservation prints an answer: how a bare target was understood, and what may be open although it was refused, both "" for nothing.
func showObservation(s *session.Session, o observed.Observation, how, unseen string) error {
	if s.JSON {
		return s.PrintJSON(viewOf(o, how, unseen))
	}
	fmt.Fprintf(s.Out, "%s  %s %s\n", verdictWord(o.Result()), o.Kind, wording.OneLine(o.Target))
	if how != "" {
		fmt.Fprintf(s.Out, "  read as   %s\n", wording.OneLine(how))
	}
	for _, name := range slices.Sorted(maps.Keys(o.Facets)) {
		fmt.Fprintf(s.Out, "  %-9s %s: %s\n", name, verdictWord(o.Facets[name]), o.Facets[name].Reason)
	}
	if unseen != "" {
		fmt.Fprintf(s.Out, "  unseen    %s\n", wording.OneLine(unseen))
	}
	fmt.Fprintf(s.Out, "  asked     %s from %s, %d ms, status %d, %d bytes received and none kept\n",
		o.Started.UTC().Format("2006-01-02 15:04:05 UTC"), wording.OneLine(o.Vantage), o.RTTMs, o.Status, o.Bytes)
	return nil
}

func verdictWord(f observed.FacetResult) string {
	word := f.Verdict.String()
	if f.Verdict == observed.Closed && f.Strength == observed.Weak {
		word += " (weak)"
	}
	return word
}
