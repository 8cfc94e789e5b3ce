// Package ledger is what a transaction writes and a store keeps beside the events: jobs with their payloads, what came in,
// references of channels, and the lines and filters of lists. [Commit] is what one transaction writes. What the events mean,
// and what the tasks of the domain are for, stands elsewhere.
package ledger
