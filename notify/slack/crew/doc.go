// Package crew knows for whom of a Slack workspace Daylight may act: which accounts are full members of it, by their own marks, and to
// whom a user group gives a rank. What it asked is kept for a while and refreshed. Whoever it cannot vouch for may do nothing.
//
// It knows nothing of cases, and nothing of the people whom the configuration names.
package crew
