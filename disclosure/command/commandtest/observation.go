package commandtest

import (
	"time"

	"daylight/disclosure"
)

// SeesOpen is an observation that finds the asset open.
func SeesOpen(at time.Time) disclosure.Observation {
	return Observation(at, disclosure.FacetResult{Verdict: disclosure.Open, Reason: disclosure.ReasonOpen})
}

// SeesClosed is an observation with a strong closed verdict.
func SeesClosed(at time.Time) disclosure.Observation {
	return Observation(at, disclosure.FacetResult{Verdict: disclosure.Closed, Strength: disclosure.Strong, Reason: disclosure.ReasonAccessDenied})
}

// SeesWeak is an observation with a weak closed verdict.
func SeesWeak(at time.Time) disclosure.Observation {
	return Observation(at, disclosure.FacetResult{Verdict: disclosure.Closed, Strength: disclosure.Weak, Reason: disclosure.ReasonConnRefused})
}

// SeesNothing is an inconclusive observation.
func SeesNothing(at time.Time) disclosure.Observation {
	return Observation(at, disclosure.FacetResult{Reason: disclosure.ReasonTimeoutRead})
}

func seesOurFault(at time.Time) disclosure.Observation {
	o := Observation(at, disclosure.FacetResult{Reason: disclosure.ReasonOffline})
	o.Local = true
	return o
}

// Observation is an answer about the one facet of the asset.
func Observation(at time.Time, list disclosure.FacetResult) disclosure.Observation {
	o := disclosure.Observation{
		Kind: "s3", Version: 1, Target: "https://bucket.s3.example/", Facets: map[string]disclosure.FacetResult{"list": list},
		Started: at, RTT: 31 * time.Millisecond, RTTMs: 31, Status: 200, Headers: map[string]string{"server": "fixture"}, Bytes: 412,
	}
	o.Summarise()
	return o
}
