// Package task holds the payloads of the domain's tasks: what a job has to know to do each of them. A job itself, its queue
// and its states are facts of package disclosure; channels have the payloads of their tasks in their own packages.
package task
