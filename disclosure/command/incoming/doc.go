// Package incoming holds the commands that record what came in, and what became of our issues.
package incoming
