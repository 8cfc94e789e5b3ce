// Package rehearse holds the one rule of a rehearsal: what of a case may leave by which way. A team practises with the real bot, and
// all that leaves reaches the team. A case that was recorded in a rehearsal stays one for ever. It knows no channel, sends nothing,
// and reads no configuration: it is told how each way works.
package rehearse
