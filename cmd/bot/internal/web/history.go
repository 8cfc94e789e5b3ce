package web

import (
	"cmp"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/outreach"
	"daylight/disclosure/timeline"
)

// entry is a row of the history.
type entry struct {
	From, To date
	Ongoing  bool
	What     string
	Tags     []string
	Who      string
	Source   string
	Text     string
	Ref      string
	Recorded date
	Minor    bool // housekeeping, shown paler
}

// historyOf writes the rows of a timeline. A run of probes with the same answer is one row: an asset is asked four
// times a day, and thirty times "open" in a column hides what happened between.
func historyOf(rows []timeline.Row) []entry {
	out := make([]entry, 0, len(rows))
	for i := 0; i < len(rows); {
		n := 1
		for i+n < len(rows) && sameProbe(&rows[i], &rows[i+n]) {
			n++
		}
		e := entryOf(&rows[i])
		if many := alike(rows[i:]); many > outreach.MostApart {
			e.Who = agenda.Many(many, cmp.Or(rows[i].Party, disclosure.Vendor))
			e.Text = strings.TrimLeft(e.Text+"\n"+namesOf(rows[i:i+many]), "\n")
			out = append(out, e)
			i += many
			continue
		}
		if n > 1 {
			e.Tags = append(e.Tags, strconv.Itoa(n)+" times")
			e.From, e.To = e.From.day(), dateOf(rows[i+n-1].When).day()
			if e.From == e.To {
				e.To = date{}
			}
			e.Recorded = day(rows[i+n-1].Event.RecordedAt)
		}
		out = append(out, e)
		i += n
	}
	return out
}

// alike is how many rows say the same as the first, each of another party: they are one row that names them all.
func alike(rows []timeline.Row) int {
	first := entryOf(&rows[0])
	n := 1
	for n < len(rows) && rows[n].Name != "" && rows[n].Party == rows[0].Party {
		next := entryOf(&rows[n])
		next.Who = first.Who
		if !reflect.DeepEqual(first, next) {
			break
		}
		n++
	}
	if rows[0].Name == "" {
		return 1
	}
	return n
}

func namesOf(rows []timeline.Row) string {
	names := make([]string, len(rows))
	for i := range rows {
		names[i] = rows[i].Name
	}
	return strings.Join(names, ", ")
}

func sameProbe(a, b *timeline.Row) bool {
	return a.Kind == disclosure.KindProbed && b.Kind == disclosure.KindProbed && a.Text == b.Text && a.Ref == b.Ref &&
		a.Planned == b.Planned
}

func entryOf(r *timeline.Row) entry {
	e := entry{
		From: dateOf(r.When), To: dateOf(r.Event.Until), Ongoing: r.Event.Ongoing, What: capital(words(r.Kind)),
		Source: words(r.Source), Text: r.Text, Recorded: day(r.Event.RecordedAt), Minor: r.Kind.Info().Minor,
	}
	if r.Party != "" || r.Name != "" {
		e.Who = who(r.Party, r.Name)
	}
	if r.Channel != "" {
		e.What += " by " + words(r.Channel)
	}
	// Our own references mean nothing to a reader, so only foreign ones are shown.
	if r.Source == disclosure.SourcePress || r.Source == disclosure.SourceIssue || r.Kind == disclosure.KindProbed {
		e.Ref = r.Ref
	}
	if r.Kind == disclosure.KindProbed {
		e.Text = words(e.Text) // a verdict and a reason code, never foreign text
	}
	if r.Planned {
		e.Tags = append(e.Tags, "planned")
	}
	if r.Reported {
		e.Tags = append(e.Tags, "reported, not seen by a probe of ours")
	}
	if r.Corrects > 0 {
		e.Tags = append(e.Tags, fmt.Sprintf("corrects event %d", r.Corrects))
	}
	if r.How != "" && !r.Event.OfEngine() {
		e.Tags = append(e.Tags, r.How)
	}
	if r.Visibility == disclosure.InternalOnly {
		e.Tags = append(e.Tags, "internal")
	}
	return e
}

// duration is a row of the table of durations.
type duration struct {
	Name          string
	Days, Working string
	From, To      date
	Open          bool
	Seen          bool // counted up to our newest open answer
}

// durationsOf lists the known durations, in the order that all tables of durations share.
func durationsOf(t *timeline.Timeline) []duration {
	var out []duration
	for _, name := range timeline.DurationNames() {
		d := t.Durations[name]
		if d == nil {
			continue
		}
		row := duration{Name: capital(words(name)), Days: "–", Working: "–", From: readDate(d.From).day(), Open: d.Open}
		switch {
		case d.Days != nil:
			row.Days = strconv.Itoa(*d.Days)
		case d.AtLeast != nil && d.AtMost != nil:
			row.Days = fmt.Sprintf("%d to %d", *d.AtLeast, *d.AtMost)
		}
		if d.WorkingDays != nil {
			row.Working = strconv.Itoa(*d.WorkingDays)
		}
		if d.To != nil {
			row.To = readDate(*d.To).day()
		} else {
			row.To = dateOf(t.AsOf.When())
			if d.LastOpen != nil {
				row.To, row.Seen = readDate(*d.LastOpen).day(), true
			}
		}
		out = append(out, row)
	}
	return out
}

// readDate parses a date that a timeline wrote.
func readDate(text string) date {
	w, err := civil.ParseWhen(text)
	if err != nil {
		return date{Text: text}
	}
	return dateOf(w)
}
