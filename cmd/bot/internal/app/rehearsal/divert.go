package rehearsal

import (
	"context"
	"mime"
	"strings"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/app/desk/carrier"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/medium"
	"daylight/disclosure/rehearse"
	"daylight/templates"
)

// header names, in a mail of a rehearsal, the address that it would have had.
const header = "X-Daylight-Rehearsal"

// diversion leads what is written in a rehearsal to its place.
type diversion struct {
	plan  rehearse.Plan
	texts *templates.Set
}

// Divert lets a desk freeze the messages of rehearsals as they leave: to the place of the rehearsal, and marked. What is approved is
// what is sent. Who reads a place is asked of that place too. It comes after the channels of the desk.
func Divert(d *desk.Desk, plan rehearse.Plan) {
	texts, _ := d.Texts()
	v := diversion{plan, texts}
	d.Through(v.carrier)
}

// carrier leads all that a channel does for a desk with the address of a contact.
func (v diversion) carrier(ch disclosure.Channel, next carrier.Carrier) carrier.Carrier {
	if next.Compose != nil {
		next.Compose = v.composer(ch, next.Compose)
	}
	if next.Guard != nil {
		next.Guard = v.guard(ch, next.Guard)
	}
	return v.readers(next)
}

// to is a contact with the address of the rehearsal. A case that is none keeps its own.
func (v diversion) to(c *disclosure.Case, k disclosure.Contact) (disclosure.Contact, error) {
	if !c.Rehearsal {
		return k, nil
	}
	way := rehearse.Way(k.Channel)
	if err := v.plan.MayLeave(c, way); err != nil {
		return k, err
	}
	if v.plan.Mode(way) == rehearse.DryRun { // it reaches nobody: what stands in the folder is what a vendor would get
		return k, nil
	}
	if k.Address = v.plan.To(way); k.Address == "" {
		return k, fault.Errorf(fault.Refused, "%s is a rehearsal, and nothing says where it goes by %s", c.ID, way)
	}
	return k, nil
}

func (v diversion) composer(ch disclosure.Channel, next carrier.Compose) carrier.Compose {
	return func(ctx context.Context, c *disclosure.Case, d disclosure.Draft, k disclosure.Contact, body string) (string, string, []byte, error) {
		there, err := v.to(c, k)
		if err != nil {
			return "", "", nil, err
		}
		if c.Rehearsal {
			mark, line := v.texts.Rehearsal(d.Lang, k.Address)
			d.Subject, body = mark+" "+d.Subject, line+"\n\n"+body
		}
		id, to, raw, err := next(ctx, c, d, there, body)
		if err == nil && c.Rehearsal && medium.Of(ch).Mailbox {
			raw = append([]byte(header+": "+inHeader(k.Address)+"\r\n"), raw...)
		}
		return id, to, raw, err
	}
}

func (v diversion) guard(_ disclosure.Channel, next carrier.Guard) carrier.Guard {
	return func(ctx context.Context, c *disclosure.Case, k disclosure.Contact) ([]ledger.Ref, error) {
		k, err := v.to(c, k)
		if err != nil {
			return nil, err
		}
		return next(ctx, c, k)
	}
}

// readers leads what is asked about the readers of a place to the place of the rehearsal: who reads at the vendor's is nothing that a
// rehearsal looks at, and nobody is let in there by one.
func (v diversion) readers(next carrier.Carrier) carrier.Carrier {
	if list := next.Readers; list != nil {
		next.Readers = func(ctx context.Context, c *disclosure.Case, k disclosure.Contact) (carrier.Readership, error) {
			there, err := v.to(c, k)
			if err != nil {
				return carrier.Readership{}, err
			}
			return list(ctx, c, there)
		}
	}
	if confirm := next.Confirm; confirm != nil {
		next.Confirm = func(ctx context.Context, c *disclosure.Case, k disclosure.Contact, login string, speaks bool) (carrier.Account, ledger.Ref, error) {
			there, err := v.to(c, k)
			if err != nil {
				return carrier.Account{}, ledger.Ref{}, err
			}
			return confirm(ctx, c, there, login, speaks)
		}
	}
	if strangers := next.Strangers; strangers != nil {
		next.Strangers = func(ctx context.Context, c *disclosure.Case, k disclosure.Contact) ([]carrier.Account, error) {
			there, err := v.to(c, k)
			if fault.CodeOf(err) == fault.Refused {
				return nil, nil // nothing of the case is written anywhere, so nobody is asked who reads it
			}
			if err != nil {
				return nil, err
			}
			return strangers(ctx, c, there)
		}
	}
	return next
}

// inHeader writes an address as the value of a header: one line, and ASCII alone.
func inHeader(address string) string {
	return mime.QEncoding.Encode("utf-8", strings.Join(strings.Fields(address), " "))
}
