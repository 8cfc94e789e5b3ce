// Package glance lets a page show what the gate says of a case without rendering the writeup each time: what was found in the
// rendered files is kept for as long as nothing changes that they are made from. Everything else that the gate looks at, such as
// clocks and the age of a probe, is asked anew each time.
//
// It serves people who look. Whoever approves or publishes renders the files, and lets the gate read them.
package glance

import (
	"context"

	lru "github.com/hashicorp/golang-lru/v2"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/gate"
	"daylight/disclosure/timeline"
)

// View is one reading of a case: all of it is of the same moment.
type View struct {
	Case     *disclosure.Case
	Timeline timeline.Timeline
	// Gate says whether a writeup in a form and a language could go out; only approvals on record count.
	Gate func(ctx context.Context, mode disclosure.Mode, lang string) ([]gate.Check, error)
}

// Key is all that the files of a writeup are made from, beside what stays the same for as long as a program runs. The version counts
// the events of the case, and no event ever changes.
type Key struct {
	Case    disclosure.CaseID
	Version int
	Mode    disclosure.Mode
	Lang    string
	Today   civil.Date
	Solo    bool
}

// Page is what the gate has to know of the rendered files.
type Page struct {
	Digest string
	Read   gate.Read
	Prose  *gate.Prose
}

// Pages keeps what was found in the pages that were looked at last. It is safe for concurrent use.
type Pages struct{ kept *lru.Cache[Key, Page] }

// most is how many pages are kept. One without findings takes about 200 bytes.
const most = 4096

// New keeps nothing yet.
func New() *Pages {
	kept, err := lru.New[Key, Page](most)
	if err != nil {
		panic(err) // the size is not positive, which is a constant
	}
	return &Pages{kept: kept}
}

// Of returns what is kept for a key, else what render gives. An error is not kept.
func (p *Pages) Of(key Key, render func() (Page, error)) (Page, error) {
	if page, ok := p.kept.Get(key); ok {
		return page, nil
	}
	page, err := render()
	if err == nil {
		p.kept.Add(key, page)
	}
	return page, err
}
