package commandtest

import (
	"time"

	"daylight/disclosure/observed"
)

// SeesOpen is an observation that finds the asset open.
func SeesOpen(at time.Time) observed.Observation {
	return Observation(at, observed.FacetResult{Verdict: observed.Open, Reason: observed.ReasonOpen})
}

// SeesClosed is an observation with a strong closed verdict.
func SeesClosed(at time.Time) observed.Observation {
	return Observation(at, observed.FacetResult{Verdict: observed.Closed, Strength: observed.Strong, Reason: observed.ReasonAccessDenied})
}

// SeesWeak is an observation with a weak closed verdict.
func SeesWeak(at time.Time) observed.Observation {
	return Observation(at, observed.FacetResult{Verdict: observed.Closed, Strength: observed.Weak, Reason: observed.ReasonConnRefused})
}

// SeesNothing is an inconclusive observation.
func SeesNothing(at time.Time) observed.Observation {
	return Observation(at, observed.FacetResult{Reason: observed.ReasonTimeoutRead})
}

func seesOurFault(at time.Time) observed.Observation {
	o := Observation(at, observed.FacetResult{Reason: observed.ReasonOffline})
	o.Local = true
	return o
}

// Observation is an answer about the one facet of the asset.
func Observation(at time.Time, list observed.FacetResult) observed.Observation {
	o := observed.Observation{
		Kind: "s3", Version: 1, Target: "https://bucket.s3.example/", Facets: map[string]observed.FacetResult{"list": list},
		Started: at, RTT: 31 * time.Millisecond, RTTMs: 31, Status: 200, Headers: map[string]string{"server": "fixture"}, Bytes: 412,
	}
	o.Summarise()
	return o
}
