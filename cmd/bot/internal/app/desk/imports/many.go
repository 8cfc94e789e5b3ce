package imports

import (
	"context"
	"encoding/hex"

	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// One is a case of a sheet.
type One struct {
	Name   string   // how the sheet calls it; a case is imported once under a name
	Hash   [32]byte // of all that the sheet says of it
	Import record.Import
}

// Outcome is what became of a case of a sheet.
type Outcome string

// The outcomes.
const (
	New     Outcome = "new"     // it was imported, or would be
	Known   Outcome = "known"   // it was imported before, with the same rows
	Changed Outcome = "changed" // it was imported before, and the sheet says something else now: nothing was changed
)

// Result is what became of one case of a sheet.
type Result struct {
	Name    string            `json:"name"`
	Outcome Outcome           `json:"outcome"`
	Case    disclosure.CaseID `json:"case,omitempty"` // "" in a dry run, and where the reader may not see the case
	Title   string            `json:"title"`
	Events  int               `json:"events"`
}

// The references by which a case is known again. They stand in the transaction that opens it.
const (
	owner    = "import"
	refName  = "name"
	refHash  = "hash/" // and the name
	onceName = "once/" // and the name, for the id: of two imports at the same moment one is refused
)

// Many opens the cases of a sheet that are not known yet. All of them are decided on before the first is written, so that a sheet
// in which the rules refuse one case changes nothing. An import that was interrupted goes on where it stopped, because what is in
// is known. dry writes nothing. each is called after each case that
// was written.
func (i Imports) Many(ctx context.Context, actor disclosure.Actor, cases []One, dry bool, each func(done int)) ([]Result, error) {
	out := make([]Result, 0, len(cases))
	for n := range cases {
		r, err := i.known(ctx, &cases[n])
		if err != nil {
			return nil, err
		}
		if r.Outcome == New {
			if err := i.Try(actor, cases[n].Import); err != nil {
				return nil, fault.Errorf(fault.CodeOf(err), "the case %q of the sheet cannot be imported, so nothing was: %w", r.Name, err)
			}
		}
		out = append(out, r)
	}
	for n := range out {
		if out[n].Outcome == New && !dry {
			c, err := i.Open(ctx, actor, cases[n].Import, "", refsOf(&cases[n])...)
			if err != nil {
				return out[:n], fault.Errorf(fault.CodeOf(err), "the case %q of the sheet could not be imported; the %d before it are in, and importing the sheet again goes on here: %w",
					cases[n].Name, n, err)
			}
			out[n].Case = c.ID
			each(n + 1)
		}
	}
	return out, nil
}

func refsOf(one *One) []ledger.Ref {
	return []ledger.Ref{
		{Owner: owner, Name: refName, Value: one.Name},
		{Owner: owner, Name: refHash + one.Name, Value: hex.EncodeToString(one.Hash[:])},
		{Owner: owner, Name: onceName + one.Name, Sole: true},
	}
}

// known says whether a case was imported already. One that the reader may not see counts too, because it must not come in twice;
// its id is not shown.
func (i Imports) known(ctx context.Context, one *One) (Result, error) {
	r := Result{Name: one.Name, Outcome: New, Title: one.Import.Facts.Title, Events: len(one.Import.Events)}
	id, found, err := i.Refs.FindRef(ctx, owner, refName, one.Name)
	if err != nil || !found {
		return r, err
	}
	circle, err := i.Refs.Circle(ctx, id)
	if err != nil {
		return r, err
	}
	if circle.Sees(i.Reader) {
		r.Case = id
	}
	r.Outcome = Changed
	if _, same, err := i.Refs.FindRef(ctx, owner, refHash+one.Name, hex.EncodeToString(one.Hash[:])); err != nil {
		return r, err
	} else if same {
		r.Outcome = Known
	}
	return r, nil
}
