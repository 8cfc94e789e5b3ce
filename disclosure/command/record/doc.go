// Package record holds the commands that put a case and its facts on record: cases, imported histories, events, contacts,
// assets, and the end of the work on a case.
package record
