package slack

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
	"daylight/disclosure/person"
)

// TaskVerdict tells what a probe answered that somebody waited for.
const TaskVerdict ledger.Task = "slack/verdict"

// Verdict is the payload of [TaskVerdict].
type Verdict struct {
	Event int    `json:"seq,omitempty"` // number of the answer, and of others that came with it
	User  string `json:"ref,omitempty"` // Slack id of who asked; "" is the thread of the case
	// Works is who works on the case, by name: they are told of a claim that does not hold, because they have to act.
	Works string `json:"works,omitempty"`
}

// Task implements [ledger.Payload].
func (Verdict) Task() ledger.Task { return TaskVerdict }

// gathered is for how long the answers of a case with many assets are gathered for one message. Of a few each is told at once.
const gathered = 30 * time.Second

// awaited reports whether an event is the answer of a probe that somebody waited for: it was asked because of a claim or by a person.
// What another vantage only says again is none.
func awaited(e *disclosure.Event) bool {
	asked := e.Detail.Request
	if e.Kind != disclosure.KindProbed || e.Detail.Probe == nil || asked == nil || asked.Again {
		return false
	}
	switch asked.Reason {
	case disclosure.ProbeForClaim:
		return true
	case disclosure.ProbeForPerson:
		return asked.By != disclosure.Engine().Name
	case disclosure.ProbeForSchedule, disclosure.ProbeForWatch, disclosure.ProbeForPublication:
		return false
	default:
		return false
	}
}

// askedBy is the Slack id of who asked there, "" for anybody else.
func askedBy(e *disclosure.Event) string {
	if asked := e.Detail.Request; asked != nil && asked.Channel == inboundChannel && userForm.MatchString(asked.Ref) {
		return asked.Ref
	}
	return ""
}

// falseClaim reports whether a probe shows open what somebody says is fixed.
func falseClaim(e *disclosure.Event) bool {
	return e.Detail.Request.Reason == disclosure.ProbeForClaim && e.Detail.Probe.Verdict == observed.Open && e.Detail.Reason == ""
}

// verdictJobs tell the thread, who asked in Slack, and of a claim that does not hold who works on the case.
func verdictJobs(k *disclosure.Case, e *disclosure.Event) []ledger.Job {
	if !awaited(e) {
		return nil
	}
	name, due := strconv.Itoa(e.Seq), e.RecordedAt
	if len(k.Assets) > oneByOne {
		due = bucketOf(e).Add(gathered)
		name = fmt.Sprintf("%d/%s", due.Unix(), e.Detail.Request.Reason)
	}
	var jobs []ledger.Job
	tell := map[string]Verdict{"thread": {Event: e.Seq}}
	if user := askedBy(e); user != "" {
		tell[user] = Verdict{Event: e.Seq, User: user}
	}
	if works := cmp.Or(k.Assignee, k.Author); falseClaim(e) && works != "" {
		tell["works"] = Verdict{Event: e.Seq, Works: works}
	}
	for _, to := range slices.Sorted(maps.Keys(tell)) {
		p := tell[to]
		job := ledger.NewJob(ledger.QueueSend, fmt.Sprintf("slack/verdict/%s/%s/%s", k.ID, name, to), p).At(due)
		job.Case = k.ID
		jobs = append(jobs, job)
	}
	return jobs
}

func bucketOf(e *disclosure.Event) time.Time { return e.RecordedAt.UTC().Truncate(gathered) }

// Verdict tells what a probe answered. It is the handler of [TaskVerdict].
func (a *App) Verdict(ctx context.Context, job ledger.Job, about Verdict, mark Mark) Result {
	if about.Works != "" {
		about.User = a.slackID(about.Works)
		if about.User == "" {
			return Result{Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "who works on the case has no Slack id: the thread has it"}, Phase: job.Phase}
		}
	}
	if about.User != "" && a.client.only != "" {
		return Result{Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "Slack rehearses: the thread has it"}, Phase: job.Phase}
	}
	var cases Cases
	p := post{Key: job.Key, Channel: about.User}
	if about.User == "" {
		in, _, at, wait := a.threadOf(ctx, job)
		if wait != nil {
			return *wait
		}
		cases, p.Channel, p.Thread = in.wall, at.Channel, at.TS
	} else if who := a.who(ctx, about.User); who.Known {
		cases = a.as(who.Actor).ports.Cases
	} else if who.Unclear {
		return Result{Delivery: ledger.Delivery{Kind: ledger.Retry, Reason: who.Refusal}, Phase: job.Phase}
	} else {
		return Result{Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "who asked is not in the team any more"}, Phase: job.Phase}
	}
	k, answers, err := verdictsOf(ctx, cases, job.Case, about)
	switch {
	case fault.CodeOf(err) == fault.NotFound:
		return Result{Delivery: ledger.Delivery{Kind: ledger.Sent, Receipt: "the case is restricted: nothing was posted"}, Phase: job.Phase}
	case err != nil:
		return Result{Delivery: a.local(err), Phase: job.Phase}
	case len(answers) == 0:
		return Result{Delivery: ledger.Delivery{Kind: ledger.Permanent, Reason: "the event is not on the timeline"}, Phase: job.Phase}
	}
	p.Text, p.Blocks = renderVerdict(k, answers, about)
	ts, d, phase := a.once(ctx, job, mark, p)
	if d.Kind == ledger.Sent {
		d.Receipt = ts
	}
	return Result{Delivery: d, Phase: phase}
}

// verdictsOf returns the answers that one message tells of: one, or all that a case with many assets had in the same time.
func verdictsOf(ctx context.Context, cases Cases, id disclosure.CaseID, about Verdict) (*disclosure.Case, []disclosure.Event, error) {
	k, err := cases.Case(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	t, err := cases.Timeline(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	var first *disclosure.Event
	for i := range t.Rows {
		if e := &t.Rows[i].Event; t.Rows[i].Seq == about.Event && awaited(e) {
			first = e
		}
	}
	if first == nil || len(k.Assets) <= oneByOne {
		if first == nil {
			return k, nil, nil
		}
		return k, []disclosure.Event{*first}, nil
	}
	var out []disclosure.Event
	for i := range t.Rows {
		e := &t.Rows[i].Event
		if awaited(e) && bucketOf(e).Equal(bucketOf(first)) && e.Detail.Request.Reason == first.Detail.Request.Reason && about.tells(e) {
			out = append(out, *e)
		}
	}
	return k, out, nil
}

// tells reports whether an answer is for whom a message goes to.
func (v Verdict) tells(e *disclosure.Event) bool {
	switch {
	case v.Works != "":
		return falseClaim(e)
	case v.User != "":
		return askedBy(e) == v.User
	default:
		return true
	}
}

// slackID is the Slack id of somebody in the team, "" for who has none.
func (a *App) slackID(name string) string {
	for id, m := range a.opts.Members {
		if person.Same(m.Name, name) {
			return id
		}
	}
	return ""
}

// renderVerdict words the answers, each on a line. Who reads it outside of the thread is told why they get it.
func renderVerdict(k *disclosure.Case, answers []disclosure.Event, to Verdict) (text string, blocks []slackapi.Block) {
	lines := make([]string, 0, len(answers)+1)
	switch {
	case to.Works != "":
		lines = append(lines, "You work on *"+safe(string(k.ID))+"*, and what they say does not hold. *Answer …* below their words in the thread tells them.")
	case to.User != "":
		lines = append(lines, "You asked for a probe of *"+safe(string(k.ID))+"*:")
	}
	for i := range answers {
		lines = append(lines, verdictLine(&answers[i]))
	}
	text = safe(string(k.ID)) + ": " + strings.Trim(lines[len(lines)-len(answers)], "*")
	if len(answers) > 1 {
		text = safe(string(k.ID)) + ": " + count(len(answers), "answer") + " of probes"
	}
	return text, pagesOf(sectionsOf(lines))[0]
}

// verdictLine says what one probe answered, and what follows from it.
func verdictLine(e *disclosure.Event) string {
	seen, claimed := e.Detail.Probe, e.Detail.Request.Reason == disclosure.ProbeForClaim
	strong := 0
	if e.Detail.Streak != nil {
		strong = e.Detail.Streak.Strong
	}
	asset := safeUpTo(cmp.Or(e.Detail.AssetID, "the asset"), 20)
	reason := ""
	if seen.Reason != "" && string(seen.Reason) != seen.Verdict.String() {
		reason = " (" + safeUpTo(strings.ReplaceAll(string(seen.Reason), "_", " "), 40) + ")"
	}
	var said string
	switch {
	case seen.Verdict == observed.Open && claimed:
		said = ":rotating_light: *A fix was claimed, and " + asset + " is still open*" + reason
	case seen.Verdict == observed.Open:
		said = ":rotating_light: *" + asset + " is open*" + reason
	case e.Detail.Reason != "": // the answer is of something else, and counts for nothing
		said = ":warning: *The probe of " + asset + " does not count*: " + safeUpTo(strings.ReplaceAll(e.Detail.Reason, "_", " "), 40)
	case seen.Verdict == observed.Closed && seen.Strength == observed.Weak:
		said = ":grey_question: *" + asset + " does not answer as before*" + reason + ": that does not show whether it was closed; it is asked again"
	case seen.Verdict == observed.Closed && strong > 1:
		said = ":lock: *" + asset + " is closed in " + count(strong, "answer") + " in a row*" + reason
	case seen.Verdict == observed.Closed:
		said = ":lock: *" + asset + " answers closed*" + reason + ": one answer is no proof yet; more probes will confirm it"
	case seen.Local:
		said = ":grey_question: *The probe of " + asset + " did not get out*" + reason + ": that is our side; it is asked again"
	default:
		said = ":grey_question: *The probe of " + asset + " could not tell*" + reason + ": it is asked again"
	}
	if seen.Vantage != "" {
		said += " · seen from " + safeUpTo(oneLine(seen.Vantage), 40)
	}
	return said + " · " + safe(e.At.String())
}
