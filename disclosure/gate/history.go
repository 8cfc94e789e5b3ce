package gate

import (
	"net/url"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
)

// counts says from when on the gate counts an event: at once where it is evidence of ours or was decided by two people, else from
// the day on which two people confirmed it. It is zero for what rests on one person's word or on a file.
func (in *Input) counts(e *disclosure.Event) civil.When {
	if e.Ours() || e.Detail.CoApprover != "" {
		return e.At
	}
	confirmed := milestone.HistoryConfirmed(in.Case, e.Seq)
	if confirmed.IsZero() || confirmed.SurelyBefore(e.At) {
		return civil.When{}
	}
	return confirmed
}

// find returns the events that match and that the gate counts, oldest first, and the newest one that is only told, nil where there
// is none.
func (in *Input) find(match func(*disclosure.Event) bool) (counted []*disclosure.Event, told *disclosure.Event) {
	for i := range in.Timeline.Rows {
		e := &in.Timeline.Rows[i].Event
		switch {
		case e.Planned || !match(e):
		case in.counts(e).IsZero():
			told = e
		default:
			counted = append(counted, e)
		}
	}
	return counted, told
}

// vendors are the vendors of the case that somebody could be told of. Each has to know of a publication. One without a name and without
// a contact is nobody yet.
func (in *Input) vendors() []disclosure.Party {
	return slices.DeleteFunc(slices.Clone(in.Case.Parties), func(p disclosure.Party) bool {
		reachable := slices.ContainsFunc(in.Case.Contacts, func(k disclosure.Contact) bool { return k.Role == p.Role && strings.EqualFold(k.Name, p.Name) })
		return p.Role != disclosure.Vendor || p.Name == "" && !p.DoNotContact && !reachable
	})
}

// about reports whether an event is about a vendor. One that names no party is about the vendor; one that names no vendor beside
// several is about none of them.
func (in *Input) about(e *disclosure.Event, vendor disclosure.Party) bool {
	if e.Party != "" && e.Party != disclosure.Vendor {
		return false
	}
	return strings.EqualFold(milestone.NameOf(in.Case, e), vendor.Name)
}

// each names a vendor where the case has several.
func (in *Input) each(vendor disclosure.Party) string {
	if len(in.vendors()) > 1 && vendor.Name != "" {
		return "the vendor " + vendor.Name
	}
	return "the vendor"
}

// cameBack reports whether a heads-up came back, as far as anybody says.
func (in *Input) cameBack(sent *disclosure.Event) bool {
	m := sent.Detail.Message
	return m != nil && slices.ContainsFunc(in.Case.ClockEvents, func(t disclosure.ClockEvent) bool {
		return t.Kind == disclosure.KindBounced && t.Contact == m.Contact && !t.At.SurelyBefore(sent.At)
	})
}

// publicReport finds a public report that needs no heads-up any more: one with an address at which everybody can read it, put on
// record by a lead, or confirmed by two people where it came with a file. told is one that lacks something.
func (in *Input) publicReport() (report, told *disclosure.Event) {
	for i := range in.Timeline.Rows {
		e := &in.Timeline.Rows[i].Event
		if e.Kind != disclosure.KindPubliclyReported || e.Planned {
			continue
		}
		if told = e; readable(e.Ref) && (!in.fromFile(e) || !in.counts(e).IsZero()) {
			return e, nil
		}
	}
	return nil, told
}

// readable reports whether a reference is a web address.
func readable(ref string) bool {
	u, err := url.Parse(strings.TrimSpace(ref))
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// unwilling says whether a vendor that is marked as not to be contacted is so by more than one person's word.
func (in *Input) unwilling(vendor disclosure.Party) bool {
	said := func(p disclosure.Party) bool {
		return p.Role == disclosure.Vendor && p.DoNotContact && strings.EqualFold(p.Name, vendor.Name)
	}
	first := 0 // the event that says so first
	for i := range in.Timeline.Rows {
		e := &in.Timeline.Rows[i].Event
		d := &e.Detail
		if d.Party != nil && said(*d.Party) || d.Facts != nil && slices.ContainsFunc(d.Facts.Parties, said) {
			if first == 0 || e.Seq < first {
				first = e.Seq
			}
		}
	}
	return first > 0 && !milestone.HistoryConfirmed(in.Case, first).IsZero()
}

// askedToStop reports whether the owner of an asset asked us to stop: in a mail or an issue, or by the word of two people.
func (in *Input) askedToStop(asset string) bool {
	for i := range in.Timeline.Rows {
		e := &in.Timeline.Rows[i].Event
		if e.Kind == disclosure.KindProbingStopped && (e.Detail.AssetID == "" || e.Detail.AssetID == asset) && !in.counts(e).IsZero() {
			return true
		}
	}
	return false
}

// fromFile reports whether an event came with the case file that the case was imported from.
func (in *Input) fromFile(e *disclosure.Event) bool {
	return in.Case.Imported && e.RecordedAt.Equal(in.Case.RecordedAt)
}
