// Package imports opens cases from what somebody else wrote of their history: one from a case file, many from a sheet.
package imports

import (
	"context"

	"daylight/cmd/bot/internal/app/desk/codes"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
)

// Imports opens cases from files, for a reader.
type Imports struct {
	Service *command.Service
	Refs    Refs
	Asset   func(disclosure.Asset) (read disclosure.Asset, how string, err error) // brings a target to its canonical form
	Reader  person.Reader
}

// Refs finds what is kept under references, whoever may see it.
type Refs interface {
	FindRef(ctx context.Context, owner, name, value string) (disclosure.CaseID, bool, error)
	Circle(ctx context.Context, id disclosure.CaseID) (person.Circle, error)
}

// Open opens a case. Targets keep the spelling of the source where they cannot be read: an import never fails because of an asset
// that Daylight cannot probe. It does over one of a kind that nobody knows. The references are kept with the case.
func (i Imports) Open(ctx context.Context, actor disclosure.Actor, imp record.Import, preferred disclosure.CaseID, refs ...ledger.Ref) (*disclosure.Case, error) {
	if err := i.read(&imp); err != nil {
		return nil, err
	}
	res, err := i.Service.Open(ctx, actor, imp, preferred, refs...)
	if preferred != "" && fault.CodeOf(err) == fault.Conflict {
		// The same words whether the reader may see that case or not: a file with ids could be used to find restricted ones.
		return nil, fault.Errorf(fault.Conflict, "the id %s is not free: leave it out of the file, and the case gets the next one", preferred)
	}
	return res.Case, err
}

// Try returns what [Imports.Open] would refuse, and writes nothing.
func (i Imports) Try(actor disclosure.Actor, imp record.Import) error {
	if err := i.read(&imp); err != nil {
		return err
	}
	return i.Service.Try(actor, imp)
}

// read brings codes and targets to their canonical form.
func (i Imports) read(imp *record.Import) error {
	parties, err := codes.Parties(imp.Facts.Parties)
	if err != nil {
		return err
	}
	imp.Facts.Parties = parties
	for n, a := range imp.Facts.Assets {
		if read, _, err := i.Asset(a); err == nil {
			imp.Facts.Assets[n] = read
		}
	}
	return nil
}
