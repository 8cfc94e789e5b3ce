// Package message holds the commands that take a message from a draft to its delivery. Nothing here sends: sending is a job.
package message
