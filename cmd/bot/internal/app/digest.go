package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/engine"
	"daylight/disclosure/fault"
)

// digestDays is how far ahead a digest looks.
const digestDays = 7

// Digest is what a person should know this morning.
type Digest struct {
	Agenda
	Sections []DigestSection `json:"sections"`
}

// DigestSection is the part of a digest about one sort of thing.
type DigestSection struct {
	Title string        `json:"title"`
	Items []agenda.Item `json:"items"`
}

// digestSections are the parts of a digest, in order, with what stands in each.
var digestSections = []struct {
	title string
	whats []agenda.What
}{
	{"Overdue", []agenda.What{agenda.Overdue}},
	{"Open again", []agenda.What{agenda.Reopened}},
	{"Due within seven days", []agenda.What{agenda.Due}},
	{"Replies that wait for us", []agenda.What{agenda.ReplyWaiting, agenda.InboxWaiting}},
	{"Drafts that wait for approval or to be sent", []agenda.What{agenda.DraftWaiting, agenda.DraftApproved, agenda.CoApprovalWaiting}},
	{"Addresses that bounced, messages that failed", []agenda.What{agenda.ContactBounced, agenda.MessageFailed, agenda.MessageUncertain}},
	{"May be published", []agenda.What{agenda.MayPublish}},
	{"Probes that cannot tell", []agenda.What{agenda.ProbeUndecided}},
}

// Digest collects the digest of a person, or of everybody. It has no section when nothing is to be said. What somebody put
// off is left out until its day.
func (d *Desk) Digest(ctx context.Context, user string) (Digest, error) {
	a, err := d.Agenda(ctx, AgendaQuery{User: user, Days: digestDays})
	if err != nil {
		return Digest{}, err
	}
	out := Digest{Agenda: a, Sections: []DigestSection{}}
	for _, s := range digestSections {
		var items []agenda.Item
		for _, i := range a.Items {
			if slices.Contains(s.whats, i.What) && !i.Snoozed {
				items = append(items, i)
			}
		}
		if len(items) > 0 {
			out.Sections = append(out.Sections, DigestSection{Title: s.title, Items: items})
		}
	}
	return out, nil
}

// maxSection is how many lines a section of a digest has; the agenda has the rest.
const maxSection = 25

// Text writes a digest for people. It is empty when there is nothing to say.
func (g *Digest) Text() string {
	var b strings.Builder
	for i, s := range g.Sections {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s (%d)\n", s.Title, len(s.Items))
		for n := range s.Items {
			if n == maxSection {
				fmt.Fprintf(&b, "  … and %d more: see `bot agenda`\n", len(s.Items)-n)
				break
			}
			b.WriteString(digestLine(&s.Items[n]))
		}
	}
	for _, note := range g.Notes {
		fmt.Fprintf(&b, "\nNote: %s\n", note)
	}
	return b.String()
}

func digestLine(i *agenda.Item) string {
	when := ""
	if i.Due != nil {
		when = ", " + i.Due.Date.String()
		switch n := *i.Days; {
		case n < -1:
			when += fmt.Sprintf(", %d days ago", -n)
		case n == -1:
			when += ", yesterday"
		case n == 0:
			when += ", today"
		case n == 1:
			when += ", tomorrow"
		default:
			when += fmt.Sprintf(", in %d days", n)
		}
		when += " (" + i.Due.Zone + ")"
	}
	return fmt.Sprintf("  %s  %s%s\n      %s\n", cmp.Or(string(i.Case), "inbox"), i.Text, when, i.Title)
}

// Subject is the line above a digest.
func (g *Digest) Subject() string {
	parts := make([]string, 0, len(g.Sections))
	for _, s := range g.Sections {
		parts = append(parts, fmt.Sprintf("%d %s", len(s.Items), strings.ToLower(strings.SplitN(s.Title, " that ", 2)[0])))
	}
	return "Daylight, " + g.Today.String() + ": " + strings.Join(parts, ", ")
}

// digestFor is the payload of [taskDigest].
type digestFor struct {
	Person string `json:"ref,omitempty"` // "" is whoever reads the console, where no team is configured
}

// Task implements [disclosure.Payload].
func (digestFor) Task() disclosure.Task { return taskDigest }

// spreadDigest makes a job for each person when the digest comes round. The key holds the time, so that a restart or a
// second instance tells nobody twice; times that were slept through are not made up for.
func (n *herald) spreadDigest(_ context.Context, run *engine.Run) ([]disclosure.Job, error) {
	var jobs []disclosure.Job
	for _, name := range n.readers() {
		key := fmt.Sprintf("digest/%s/%s", name, run.Due.UTC().Format(time.RFC3339))
		jobs = append(jobs, disclosure.NewJob(disclosure.QueueSend, key, digestFor{Person: name}).At(n.quietEnd(name, run.Now)))
	}
	return jobs, nil
}

// readers are those who work on cases. Where no team is configured, the console reads for all.
func (n *herald) readers() []string {
	var names []string
	for _, p := range n.desk.staff() {
		if p.Role.AtLeast(disclosure.Researcher) {
			names = append(names, p.Name)
		}
	}
	if len(names) == 0 {
		return []string{""}
	}
	return names
}

// digest tells one person what is up today, and nothing when nothing is.
func (n *herald) digest(ctx context.Context, run *engine.Run, p digestFor) engine.Result {
	if !disclosure.Repeatable(run.Phase) {
		return engine.Result{Delivery: disclosure.Delivery{Kind: disclosure.Uncertain, Reason: "it is not known whether it arrived; it is not sent twice"}}
	}
	if until := n.quietEnd(p.Person, run.Now); until.After(run.Now) {
		return engine.Later(until, quietReason)
	}
	g, err := n.desk.Digest(ctx, p.Person)
	if err != nil {
		return engine.Again(0, err.Error())
	}
	if len(g.Sections) == 0 {
		return engine.Done(nil)
	}
	return n.tell(ctx, run, Word{Key: run.Key, Subject: g.Subject(), Text: g.Text()}, p.Person)
}

// newDigest schedules the digest, if the configuration has one.
func (a *App) newDigest() ([]engine.Handler, error) {
	if a.cfg.Remind.Digest == "" {
		return nil, nil
	}
	zone, err := time.LoadLocation(a.cfg.Remind.Zone)
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "remind.zone: %w", err)
	}
	tick, err := engine.NewTickIn("tick/digest", a.cfg.Remind.Digest, zone)
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "remind.digest: %w", err)
	}
	a.ticks = append(a.ticks, tick)
	return []engine.Handler{tick.Spread(a.herald.spreadDigest)}, nil
}
