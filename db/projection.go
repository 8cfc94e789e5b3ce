package db

import (
	"encoding/json"
	"math"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// never is the due time of what has none, so that it sorts last.
const never = math.MaxInt64

// columns are the parts of a case's row that lists filter, order and show. They are computed from the case alone,
// so that they can be compared with a rebuilt one.
type columns struct {
	ID          string
	Version     int
	Listed      bool
	Work        string
	Exposure    string
	Publication string
	Headline    string
	Title       string
	Vendor      string
	VendorKey   string
	Country     string
	Discovered  string
	Contacted   string
	Closed      string
	NextDue     int64
	NextWhat    string
	Waiting     bool
	RecordedAt  int64
	UpdatedAt   int64
	State       string // JSON
}

// Listing computes what lists show of a case beside its own fields. It is handed in: the store decides nothing about cases.
type Listing func(*disclosure.Case) ledger.Listing

// project computes the row of a case.
func project(c *disclosure.Case, listing Listing) (columns, error) {
	state, err := json.Marshal(c)
	if err != nil {
		return columns{}, fault.Errorf(fault.Internal, "case %s could not be encoded: %w", c.ID, err)
	}
	vendor := c.Vendor()
	listed := listing(c)
	return columns{
		ID: string(c.ID), Version: c.Version,
		Listed: c.Work == disclosure.WorkDraft || c.Work == disclosure.WorkActive,
		Work:   string(c.Work), Exposure: string(c.ExposureState()), Publication: string(c.Publication),
		Headline: listed.Headline, Title: c.Title,
		Vendor: vendor.Name, VendorKey: fold(vendor.Name), Country: vendor.Country,
		Discovered: c.Discovered.String(), Contacted: c.FirstContact.String(), Closed: c.Ends[""].At.String(),
		NextDue: dueMicros(listed.NextDue), NextWhat: listed.NextWhat, Waiting: listed.Waiting,
		RecordedAt: c.RecordedAt.UnixMicro(), UpdatedAt: c.UpdatedAt.UnixMicro(),
		State: string(state),
	}, nil
}

// fold makes names comparable without regard to case.
func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func dueMicros(t time.Time) int64 {
	if t.IsZero() {
		return never
	}
	return t.UnixMicro()
}

// fromMicros reads a stored time. The values that stand for none become the zero time.
func fromMicros(us int64) time.Time {
	if us == never || us == zeroMicros {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// zeroMicros is how the zero time is stored where a column must hold one.
const zeroMicros = -62135596800000000

// messageIDs returns the identifiers by which an answer finds the case, and the key of each message.
func messageIDs(c *disclosure.Case) map[string]string {
	out := make(map[string]string, len(c.Messages))
	for _, m := range c.Messages {
		if id := canonicalMessageID(m.ID); id != "" {
			out[id] = m.Key
		}
	}
	return out
}

// canonicalMessageID drops the angle brackets, which some programs keep and some do not.
func canonicalMessageID(id string) string {
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(id), "<"), ">")
}

// targetsOf returns where the assets of a case are, each place in one spelling.
func targetsOf(c *disclosure.Case) map[string]string {
	out := make(map[string]string, len(c.Assets))
	for _, a := range c.Assets {
		if a.Target != "" {
			out[a.Place()] = ""
		}
	}
	return out
}

// document is what full-text search knows of a case, but for the notes.
type document struct{ ID, Title, Parties, Targets, Facts string }

func documentOf(c *disclosure.Case) document {
	var parties, targets, facts []string
	for _, p := range c.Parties {
		parties = append(parties, p.Name, p.Domain)
	}
	for _, a := range c.Assets {
		targets = append(targets, a.Target)
	}
	facts = append(facts, c.Summary, c.Exposed.Note)
	facts = append(facts, c.Exposed.Data...)
	return document{
		ID: string(c.ID), Title: c.Title,
		Parties: lines(parties), Targets: lines(targets), Facts: lines(facts),
	}
}

// notesOf returns what events add to the text of a case.
func notesOf(events []disclosure.Event) string {
	var texts []string
	for i := range events {
		texts = append(texts, events[i].Text)
	}
	return lines(texts)
}

// lines joins what is not empty, each on a line of its own.
func lines(parts []string) string {
	var b strings.Builder
	for _, p := range parts {
		if p != "" {
			b.WriteString(p)
			b.WriteByte('\n')
		}
	}
	return b.String()
}
