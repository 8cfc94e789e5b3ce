// Package disclosure holds the facts of Daylight: what a case is, its events and their kinds, parties, assets, drafts and
// messages. [Apply] is the only function that changes a [Case]; the stored row, the verification and every page come out of
// it.
//
// What a transaction writes beside the events stands in ledger. What follows from the facts is decided in the packages above:
// closure, timeline, clock, outreach, inbound, stats, gate and agenda read them, command decides what may happen next, and
// engine runs what was decided. This package knows none of them, and imports the standard library and the small rooms below
// it only: fault, civil, statement, person, change and plain.
package disclosure
