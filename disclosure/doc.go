// Package disclosure holds the facts of Daylight: what a case is, its events and their kinds, parties, assets, drafts,
// messages and jobs. [Apply] is the only function that changes a [Case]; the stored row, the verification and every page
// come out of it. [Commit] is what one transaction writes.
//
// What follows from the facts is decided in the packages below: closure, timeline, clock, outreach, inbound, stats, gate
// and agenda read them, command decides what may happen next, and engine runs what was decided. This package knows none of
// them, and imports the standard library, fault and civil only.
package disclosure
