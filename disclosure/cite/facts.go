package cite

import (
	"cmp"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/milestone"
	"daylight/disclosure/timeline"
)

// Facts are what the prose about a case may cite.
type Facts struct {
	tl       timeline.Timeline
	vendors  []string
	hosts    []string
	public   map[int]bool
	assumeOn civil.Date
	entries  []entry // the table, made once
}

// Of are the facts of a timeline as it is told outside. On is the day of a publication that is being made, which is the day of
// publication while none is on record; zero where there is none.
func Of(tl timeline.Timeline, on civil.Date) Facts {
	f := Facts{tl: tl, public: map[int]bool{}, assumeOn: on, entries: table()}
	for i := range tl.Rows {
		f.public[tl.Rows[i].Seq] = tl.Rows[i].Visibility == disclosure.Public
	}
	for i := range tl.Milestones.Episodes {
		parties := tl.Milestones.Episodes[i].Parties
		for j := range parties {
			switch p := &parties[j]; p.Role { //nolint:exhaustive // The facts are about these two.
			case disclosure.Vendor:
				f.vendors = appendNew(f.vendors, p.Name)
			case disclosure.Provider:
				f.hosts = appendNew(f.hosts, p.Name)
			}
		}
	}
	return f
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// Value is a fact: a date or a duration.
type Value struct {
	When    civil.When
	Days    *timeline.Duration // nil for a date
	Working bool               // the working days of Days are meant
}

// anchor is what a date is the date of.
type anchor string

const (
	discovered   anchor = "discovered"
	contact      anchor = "contact"
	provider     anchor = "provider"
	acknowledged anchor = "acknowledgement"
	closure      anchor = "closure"
	published    anchor = "publication"
)

// entry is a name that a placeholder may have, with its sentence for a list of them.
type entry struct {
	name, says string
	of         anchor                                            // of a date that an anchor stands for
	party      disclosure.Role                                   // whose the fact is: beside several it has to be named
	at         func(f *Facts, party string, one bool) civil.When // of a date; nil for a duration
	duration   string                                            // its name in the timeline
	working    bool
	shown      func(f *Facts, party string, one bool) milestone.Moment // the event that has to be public; nil where there is none
}

// date makes the entry of a date that is the moment of an event.
func date(name, says string, of anchor, party disclosure.Role, find func(f *Facts, party string, one bool) milestone.Moment) entry {
	return entry{
		name: name, says: says, of: of, party: party, shown: find,
		at: func(f *Facts, party string, one bool) civil.When { return find(f, party, one).At },
	}
}

// contactWith is the first contact with a party of the role.
func contactWith(role disclosure.Role) func(f *Facts, party string, one bool) milestone.Moment {
	return func(f *Facts, party string, one bool) milestone.Moment {
		if one {
			return f.tl.Milestones.FirstContactWith(role, party)
		}
		return f.tl.Milestones.FirstContact(role)
	}
}

// table has every name that a placeholder may have.
func table() []entry {
	all := []entry{
		date("discovered", "when the exposure was found", discovered, "", func(f *Facts, _ string, _ bool) milestone.Moment {
			return f.tl.Milestones.Discovered()
		}),
		date("first_contact", "the first message to the organisation", contact, disclosure.Vendor, contactWith(disclosure.Vendor)),
		date("provider_told", "the first message to the hosting provider", provider, disclosure.Provider, contactWith(disclosure.Provider)),
		date("acknowledged", "the first answer of a person at the organisation", acknowledged, disclosure.Vendor,
			func(f *Facts, party string, one bool) milestone.Moment {
				if one {
					return f.tl.Milestones.FirstAnswerOf(disclosure.Vendor, party)
				}
				return f.tl.Milestones.FirstAnswer(disclosure.Vendor)
			}),
		date("closure", "when the exposure ended", closure, "", func(f *Facts, _ string, _ bool) milestone.Moment {
			return f.tl.Milestones.Closure().Moment
		}),
		date("reopened", "when it was open again", "", "", func(f *Facts, _ string, _ bool) milestone.Moment {
			return f.tl.Milestones.Current().Reopened
		}),
		date("publicly_reported", "when the press or somebody else reported", "", "", func(f *Facts, _ string, _ bool) milestone.Moment {
			return f.tl.Milestones.Reported
		}),
		{
			name: "published", says: "when this report came out, or somebody else's before it", of: published,
			at: func(f *Facts, _ string, _ bool) civil.When {
				if m := f.tl.Milestones.Publication(); !m.IsZero() || f.assumeOn.IsZero() {
					return m.At
				}
				return f.assumeOn.When()
			},
		},
		{name: "last_seen_open", says: "the newest check of ours that found it open", at: func(f *Facts, _ string, _ bool) civil.When {
			return dayOf(f.tl.Sight.LastOpen)
		}},
		{name: "days.open", says: "from the discovery to the end of the exposure, in days", duration: timeline.DiscoveryToClosure},
		{name: "working_days.open", says: "the same in working days", duration: timeline.DiscoveryToClosure, working: true},
	}
	for _, name := range timeline.DurationNames() {
		says := strings.ReplaceAll(name, "_", " ")
		var party disclosure.Role
		if strings.Contains(name, "contact") || strings.Contains(name, string(acknowledged)) {
			party = disclosure.Vendor
		}
		all = append(all,
			entry{name: "days." + name, says: says + ", in days", duration: name, party: party},
			entry{name: "working_days." + name, says: says + ", in working days", duration: name, party: party, working: true})
	}
	return all
}

// dayOf drops the hour of an instant.
func dayOf(w civil.When) civil.When {
	if w.Precision() == civil.PrecisionMinute {
		return w.First().When()
	}
	return w
}

// Name is a name that a placeholder may have, with what it says.
type Name struct{ Name, Says string }

// Names are all names of placeholders, in the order in which a list shows them.
func Names() []Name {
	all := table()
	out := make([]Name, len(all))
	for i := range all {
		out[i] = Name{all[i].name, all[i].says}
	}
	return out
}

// Known refuses what is no placeholder, and a name that no placeholder has.
func (h *Placeholder) Known() error {
	if !h.OK {
		return fault.Errorf(fault.Invalid, `%s is no placeholder: write {{name}}, or \{{ for two braces`, clip(h.Raw))
	}
	all := table()
	if slices.ContainsFunc(all, func(e entry) bool { return e.name == h.Name }) {
		return nil
	}
	best, distance := "", 1+max(2, len(h.Name)/3)
	for i := range all {
		if d := edits(h.Name, all[i].name); d < distance {
			best, distance = all[i].name, d
		}
	}
	if best == "" {
		return fault.Errorf(fault.Invalid, "there is no placeholder {{%s}}", clip(h.Name))
	}
	return fault.Errorf(fault.Invalid, "there is no placeholder {{%s}}: did you mean {{%s}}?", clip(h.Name), best)
}

// Find is the fact of a placeholder. The error says what the case does not know yet, and what to write where the placeholder is
// not one fact.
func (f *Facts) Find(h *Placeholder) (Value, error) {
	i := slices.IndexFunc(f.entries, func(e entry) bool { return e.name == h.Name })
	if !h.OK || i < 0 {
		return Value{}, cmp.Or(h.Known(), error(fault.Errorf(fault.NotFound, "no facts are known here")))
	}
	e := &f.entries[i]
	party, one, err := f.party(e, h)
	if err != nil {
		return Value{}, err
	}
	if e.duration != "" {
		return f.duration(e, party, one)
	}
	at := e.at(f, party, one)
	switch {
	case at.IsZero():
		return Value{}, fault.Errorf(fault.NotFound, "the case does not know yet %s: %s", e.says, clip(h.Raw))
	case e.shown != nil && !f.shows(e.shown(f, party, one)):
		return Value{}, fault.Errorf(fault.Refused, "%s is not public: %s", e.says, clip(h.Raw))
	}
	return Value{When: dayOf(at)}, nil
}

func (f *Facts) shows(m milestone.Moment) bool { return m.Seq == 0 || f.public[m.Seq] }

// party says whose fact a placeholder names. One is set where it names a party.
func (f *Facts) party(e *entry, h *Placeholder) (name string, one bool, err error) {
	given, attribute, known := h.Vendor, "vendor", f.vendors
	if e.party == disclosure.Provider {
		given, attribute, known = h.Provider, "provider", f.hosts
	}
	if other := cmp.Or(h.Vendor, h.Provider); e.party == "" && other != "" || given == "" && other != "" {
		return "", false, fault.Errorf(fault.Invalid, "%s: {{%s}} belongs to the case as a whole or to somebody else: leave out %q", clip(h.Raw), e.name, clip(other))
	}
	switch {
	case e.party == "":
		return "", false, nil
	case given != "":
		i := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(k, given) })
		if i < 0 {
			return "", false, fault.Errorf(fault.Invalid, "%s: the case has no %s %q%s", clip(h.Raw), attribute, clip(given), listed(known))
		}
		return known[i], true, nil
	case len(known) > 1:
		return "", false, fault.Errorf(fault.Invalid, "{{%s}} is not one fact, because the case has several: write {{%s %s=\"NAME\"}}%s", e.name, e.name, attribute, listed(known))
	}
	return "", false, nil
}

func listed(names []string) string {
	names = slices.DeleteFunc(slices.Clone(names), func(s string) bool { return s == "" })
	if len(names) == 0 {
		return ""
	}
	if len(names) > 6 {
		names = append(names[:6:6], "…")
	}
	return " (" + strings.Join(names, ", ") + ")"
}

// duration is a duration of the timeline, or one of a party.
func (f *Facts) duration(e *entry, party string, one bool) (Value, error) {
	if e.duration == timeline.DiscoveryToClosure && len(f.tl.Episodes) > 1 {
		return Value{}, fault.Errorf(fault.Invalid, "{{%s}} is not one fact, because it was open again: the page lists each period", e.name)
	}
	d := f.tl.Durations[e.duration]
	if one {
		d = f.durationOf(e.duration, party)
	}
	switch {
	case d == nil || d.Open && d.LastOpen == nil:
		return Value{}, fault.Errorf(fault.NotFound, "the case does not know yet how long it was: {{%s}}, %s", e.name, e.says)
	case d.Open:
		return Value{}, fault.Errorf(fault.NotFound, "{{%s}} has no end yet: cite {{last_seen_open}}", e.name)
	case e.working && d.WorkingDays == nil:
		return Value{}, fault.Errorf(fault.NotFound, "{{%s}} cannot be told, because a date is coarser than a day", e.name)
	}
	return Value{Days: d, Working: e.working}, nil
}

// durationOf measures what belongs to one organisation. nil is what cannot be told.
func (f *Facts) durationOf(name, party string) *timeline.Duration {
	h := &f.tl.Milestones
	told := h.FirstContactWith(disclosure.Vendor, party)
	ends := map[string][2]milestone.Moment{
		timeline.DiscoveryToContact:       {h.Discovered(), told},
		timeline.ContactToAcknowledgement: {told, h.FirstAnswerOf(disclosure.Vendor, party)},
		timeline.ContactToClosure:         {told, h.Current().Party(disclosure.Vendor, party).Closure.Moment},
	}
	pair, ok := ends[name]
	if !ok || pair[0].IsZero() || pair[1].IsZero() {
		return nil
	}
	span, ok := milestone.Between(pair[0], pair[1])
	if !ok || !span.Exact {
		return nil
	}
	return &timeline.Duration{Days: &span.Days, WorkingDays: &span.WorkingDays}
}

// clip keeps what somebody wrote short in a message.
func clip(s string) string { return timeline.Clip(s, 80) }

// edits is how many letters have to change to make one word of the other.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			before, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, before+cost)
		}
	}
	return row[len(b)]
}
