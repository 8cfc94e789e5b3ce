// Package outbound brings something outside at most once. It is the one state machine for every channel: mark the phase, send, look
// for what was sent, settle, else leave it to a person. [Advance] takes one step of it; where it stands is the phase of the job.
//
// What a channel sends, and how it looks for it there, are its [Effect]. Cases, jobs and leases are matters of the engine.
package outbound
