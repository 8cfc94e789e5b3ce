package desk

import (
	"context"
	"time"

	"daylight/disclosure"
)

// Readers says who may see a case, and who read it while it was restricted.
type Readers struct {
	Case  disclosure.CaseID `json:"case"`
	Names []string          `json:"names"` // empty: the whole team
	Reads []CaseRead        `json:"reads"`
}

// CaseRead is the first time in a day (UTC) that a person read a restricted case through the bot.
type CaseRead struct {
	At time.Time `json:"at"`
	By string    `json:"by"`
}

// Readers returns who may see a case, and who read it while it was restricted. Asking is a read too.
func (d *Desk) Readers(ctx context.Context, id disclosure.CaseID) (Readers, error) {
	c, err := d.store.Load(ctx, id)
	if err != nil {
		return Readers{}, err
	}
	out := Readers{Case: c.ID, Names: append([]string{}, c.Circle.Names...), Reads: []CaseRead{}}
	if d.reads == nil {
		return out, nil
	}
	reads, err := d.reads.Reads(ctx, id)
	for i := range reads {
		out.Reads = append(out.Reads, CaseRead{At: reads[i].At, By: reads[i].By})
	}
	return out, err
}
