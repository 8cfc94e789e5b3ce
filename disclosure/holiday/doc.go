// Package holiday knows on which days nobody works: weekends and public holidays, by country and, in Germany, by state.
//
// A set is named like "DE", "DE-BY" or "none", and with its edition like "DE@2026". An edition never changes: a case
// that began under one keeps its dates, whatever a later edition knows better. A name without an edition means the
// newest. The dates come from github.com/rickar/cal, corrected by the amendments of this package where a law began or
// a single day was added; Israel is computed here from the Hebrew calendar. The golden file of an edition holds what
// it answers, so that an update of the library cannot move a deadline unseen.
//
// Not here: how days are counted, which is package disclosure's matter, and half holidays, on which people work.
package holiday
