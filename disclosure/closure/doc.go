// Package closure turns verdicts into states: the rule that confirms a closure, where each facet of an asset stands, when an
// asset is probed again and within which budget, and whether what answers is still the same asset.
//
// The state of an asset itself is projected by package disclosure. Probes are made in package probe; no network here.
package closure
