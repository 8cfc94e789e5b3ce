// Package stats measures how long owners take to answer and to close, over many cases: by Kaplan and Meier, with the open
// cases as censored, in groups, and with what was left out and why.
//
// The durations of a single case are in package timeline.
package stats
