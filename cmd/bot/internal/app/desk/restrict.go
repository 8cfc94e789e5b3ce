package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// Restriction is the command that restricts a case to people, whose names are those of the configuration. Where it names
// nobody, each name is taken as it is written.
func (d *Desk) Restriction(names []string, lift bool, text string) (record.Restrict, error) {
	cmd := record.Restrict{Lift: lift, Text: text}
	staff := d.Staff()
	for _, name := range names {
		i := slices.IndexFunc(staff, func(p disclosure.Actor) bool { return person.Same(p.Name, name) })
		switch {
		case i >= 0:
			cmd.Names = append(cmd.Names, staff[i].Name)
		case len(staff) == 0:
			cmd.Names = append(cmd.Names, name)
		default:
			known := make([]string, len(staff))
			for i, p := range staff {
				known[i] = p.Name
			}
			return cmd, fault.Errorf(fault.Invalid, "%.40q is not in the list of people: write one of %s", name, strings.Join(known, ", "))
		}
	}
	return cmd, nil
}

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
