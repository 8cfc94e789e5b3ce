package casefile

import (
	"daylight/disclosure"
	"daylight/disclosure/command/record"
)

// File is the content of a case file.
type File struct {
	// ID is the id that the case had where it was exported, "" if the file names none.
	ID disclosure.CaseID
	// Facts are what stands in the section case. The vendor is the first party.
	Facts disclosure.Facts
	// Contacts are ways to reach the parties.
	Contacts []disclosure.Contact
	// Events are the history in the order of the file. Corrects is a sequence number as it will be after the import.
	Events []disclosure.Event
}

// Import returns the command that opens the case.
func (f *File) Import() record.Import {
	return record.Import{ID: f.ID, Facts: f.Facts, Contacts: f.Contacts, Events: f.Events}
}

// Format is a form of case files.
type Format string

// The forms of case files.
const (
	YAML Format = "yaml"
	JSON Format = "json"
)

// MaxSize is the size of the largest case file that [Parse] reads, in bytes.
const MaxSize = 1 << 20

// firstSeq is the sequence number that the first event of a file gets: an import records the case first.
const firstSeq = 2
