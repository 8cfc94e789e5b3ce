// Package timeline derives the history of a case from its events: rows in the order in which things happened, milestones,
// durations between them, stretches of exposure, and the lint that finds contradictions. Every page and every answer about
// dates comes from it.
//
// Deadlines are computed in package clock.
package timeline
