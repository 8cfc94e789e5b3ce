package ledger

import (
	"time"

	"daylight/disclosure"

	"daylight/disclosure/civil"
	"daylight/disclosure/person"
)

// Filter narrows a list of cases. The zero value lists open cases, the nearest deadline first.
type Filter struct {
	Query    string          // full-text search over title, vendor, domain, targets and notes; "" is everything
	Vendor   string          // part of the vendor's name
	Work     disclosure.Work // "" is draft and active
	Exposure disclosure.ExposureState
	All      bool              // every state of work
	Overdue  time.Time         // not zero: only cases whose next deadline is before it
	Waiting  bool              // only cases in which something besides a date waits for a person
	Limit    int               // 0 is 50
	After    disclosure.CaseID // page: cases after this one in the same order
	// Reader is who looks. The zero value sees no restricted case.
	Reader person.Reader
}

// Summary is one line of a list.
type Summary struct {
	ID          disclosure.CaseID        `json:"id"`
	Title       string                   `json:"title"`
	Vendor      string                   `json:"vendor,omitempty"`
	Country     string                   `json:"country,omitempty"`
	Headline    string                   `json:"headline"`
	Work        disclosure.Work          `json:"work"`
	Exposure    disclosure.ExposureState `json:"exposure"`
	Publication disclosure.Publication   `json:"publication"`
	Discovered  civil.When               `json:"discovered,omitzero"`
	Contacted   civil.When               `json:"contacted,omitzero"`
	Closed      civil.When               `json:"closed,omitzero"`
	NextDue     time.Time                `json:"next_due,omitzero"` // UTC
	NextWhat    string                   `json:"next_what,omitempty"`
	UpdatedAt   time.Time                `json:"updated_at"`
}

// Listing is what a list shows of a case and filters by, and what other packages compute. A store keeps it beside the case.
type Listing struct {
	Headline string
	NextDue  time.Time // UTC; zero for none
	NextWhat string
	Waiting  bool // something besides a date may wait for a person
}

// JobFilter narrows a list of jobs.
type JobFilter struct {
	Case  disclosure.CaseID
	Queue Queue
	State JobState
	Limit int // 0 is 100
	// Reader is who looks. The zero value sees no job of a restricted case.
	Reader person.Reader
}
