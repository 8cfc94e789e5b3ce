package app

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/channel"
	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/command"
	"daylight/disclosure/engine"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/disclosure/person"
	"daylight/disclosure/rehearse"
)

// The tasks that notify members of the team.
const (
	taskNotice ledger.Task = "notice"
	taskDigest ledger.Task = "digest"
)

// notice is the payload of [taskNotice].
type notice struct {
	Event  int    `json:"seq,omitempty"` // number of the event, for operators who read the row
	Person string `json:"ref,omitempty"`
	Text   string `json:"text,omitempty"`
	Urgent bool   `json:"urgent,omitempty"` // is sent in quiet hours too
}

// Task implements [ledger.Payload].
func (notice) Task() ledger.Task { return taskNotice }

// noticeWait is how long a notification waits for others to the same person, so that one message can carry all of them.
// Alerts do not wait.
const noticeWait = 2 * time.Minute

// maxNotices is how many notifications one message lists; the agenda has the rest.
const maxNotices = 40

// teller is a channel that tells members of the team something, with its way out.
type teller struct {
	channel.Teller
	way rehearse.Way
}

// told tells the whole team what its members are told.
type told func(c *disclosure.Case, e *disclosure.Event, text string) []ledger.Job

// notifier sends notifications about cases to the team.
type notifier struct {
	cfg     *config.Config
	service *command.Service
	desk    *desk.Desk
	store   *db.Store
	console channel.Teller
	tell    []teller // the first that reaches a person is taken
	boards  []board  // where the whole team reads
	told    []told   // of the channels that are set up
	policy  outbound.Policy
}

// react returns the notifications about new events of a case, as jobs of the same transaction.
func (n *notifier) react(_, after *disclosure.Case, events []disclosure.Event) []ledger.Job {
	var jobs []ledger.Job
	now := n.service.Now()
	for _, a := range agenda.Notifications(after, events, n.desk.AgendaRules(0)) {
		if !after.VisibleTo(person.ReaderNamed(a.Person)) {
			continue
		}
		due := now
		if !a.Urgent {
			due = n.quietEnd(a.Person, now.Add(noticeWait))
		}
		key := fmt.Sprintf("%s%s/%d", noticePrefix(a.Person), a.Case, a.Seq)
		job := ledger.NewJob(ledger.QueueSend, key, notice{Event: a.Seq, Person: a.Person, Text: a.Text, Urgent: a.Urgent}).At(due)
		job.Case = a.Case
		jobs = append(jobs, job)
	}
	return append(jobs, n.toTheTeam(after, events)...)
}

// toTheTeam brings what single members are told to the channels that tell the whole team, once each.
func (n *notifier) toTheTeam(c *disclosure.Case, events []disclosure.Event) []ledger.Job {
	var jobs []ledger.Job
	said := map[int]bool{} // by event: each person who is told has the same words
	for _, a := range agenda.Notifications(c, events, n.desk.AgendaRules(0)) {
		i := slices.IndexFunc(events, func(e disclosure.Event) bool { return e.Seq == a.Seq })
		if i < 0 || said[a.Seq] {
			continue
		}
		said[a.Seq] = true
		for _, told := range n.told {
			jobs = append(jobs, told(c, &events[i], a.Text)...)
		}
	}
	return jobs
}

func noticePrefix(person string) string { return "notice/" + person + "/" }

// quietEnd returns the end of the person's quiet hours if t lies in them, else t.
func (n *notifier) quietEnd(person string, t time.Time) time.Time {
	p := n.person(person)
	q, err := config.ParseQuiet(p.Quiet)
	if err != nil {
		return t // refused when the configuration was read
	}
	return q.Ends(t, n.service.Rules().Zone())
}

// quietReason is the reason of a notification that came up late, such as after an outage, and waits again.
const quietReason = "quiet hours"

// person returns the member of the team with the name. A person who is not configured has only the name.
func (n *notifier) person(name string) config.Person {
	for _, p := range n.cfg.People {
		if strings.EqualFold(p.Name, name) {
			return p
		}
	}
	return config.Person{Name: name}
}

// notice sends a person all their waiting notifications in one message.
func (n *notifier) notice(ctx context.Context, run *engine.Run, p notice) engine.Result {
	if until := n.quietEnd(p.Person, run.Now); until.After(run.Now) && !p.Urgent {
		return engine.Later(until, quietReason)
	}
	gathered, err := n.store.Gather(ctx, run.Job, noticePrefix(p.Person), run.Now)
	if err != nil {
		return engine.Again(0, err.Error())
	}
	jobs := slices.DeleteFunc(append([]ledger.Job{run.Job}, gathered...), func(j ledger.Job) bool {
		return j.Case != "" && (!n.mayRead(ctx, p.Person, j.Case) || n.staysHere(ctx, p.Person, j.Case)) // it was restricted meanwhile, or belongs to the other side of a rehearsal
	})
	if len(jobs) == 0 {
		return engine.Done(nil)
	}
	titles := n.titles(ctx, jobs)
	var text strings.Builder
	var about []channel.About
	for i := range jobs {
		if i == maxNotices {
			fmt.Fprintf(&text, "… and %d more: see `bot agenda`\n", len(jobs)-i)
			break
		}
		payload, err := ledger.PayloadOf[notice](jobs[i])
		if err != nil {
			return engine.Again(0, err.Error())
		}
		about = append(about, channel.About{Case: jobs[i].Case, Event: payload.Event})
		fmt.Fprintf(&text, "%s  %s\n    %s\n", jobs[i].Case, titles[jobs[i].Case], payload.Text)
	}
	subject := fmt.Sprintf("%d reminders", len(jobs))
	if len(jobs) == 1 {
		one, err := ledger.PayloadOf[notice](jobs[0])
		if err != nil {
			return engine.Again(0, err.Error())
		}
		subject = fmt.Sprintf("%s: %s", cmp.Or(string(jobs[0].Case), "database"), one.Text)
	}
	return n.deliver(ctx, run, channel.Notice{Key: run.Key, Subject: subject, Text: text.String(), About: about}, p.Person)
}

// mayRead reports whether a person may see a case. Where that cannot be found out, they may not.
func (n *notifier) mayRead(ctx context.Context, name string, id disclosure.CaseID) bool {
	c, err := n.store.Load(ctx, id)
	return err == nil && c.VisibleTo(person.ReaderNamed(name))
}

// staysHere reports whether nothing of a case leaves now by the way that reaches a person: a rehearsal by a way that is live, or the
// other way round. The log of the running bot says so.
func (n *notifier) staysHere(ctx context.Context, name string, id disclosure.CaseID) bool {
	who := n.person(name)
	i := slices.IndexFunc(n.tell, func(t teller) bool { return t.Reaches(who) })
	if i < 0 {
		return false // it goes to the log alone
	}
	return !n.mayLeave(ctx, id, n.tell[i].way)
}

// mayLeave reports whether something of a case may be told by a way now. The log says why not.
func (n *notifier) mayLeave(ctx context.Context, id disclosure.CaseID, way rehearse.Way) bool {
	c, err := n.store.Load(ctx, id)
	if err == nil {
		err = n.service.Rules().Ways.MayLeave(c, way)
	}
	if err != nil {
		n.console.Notify(ctx, channel.Notice{Subject: string(id) + ": no notice leaves: " + err.Error()}, nil)
	}
	return err == nil
}

func (n *notifier) titles(ctx context.Context, jobs []ledger.Job) map[disclosure.CaseID]string {
	out := map[disclosure.CaseID]string{}
	for i := range jobs {
		id := jobs[i].Case
		if _, known := out[id]; known || id == "" {
			continue
		}
		out[id] = "" // a notification without the title is better than none
		if c, err := n.store.Load(ctx, id); err == nil {
			out[id] = c.Title
		}
	}
	return out
}

// deliver brings a notice to a person by the first channel that reaches them, and logs it. An attempt that will be retried is not
// logged, so that the log has each notification once.
func (n *notifier) deliver(ctx context.Context, run *engine.Run, msg channel.Notice, name string) engine.Result {
	msg.Person = n.person(name)
	step := outbound.Step{Delivery: ledger.Delivery{Kind: ledger.Sent}}
	if i := slices.IndexFunc(n.tell, func(t teller) bool { return t.Reaches(msg.Person) }); i >= 0 {
		at := outbound.Standing{Phase: run.Phase, Attempts: run.Attempts, Now: run.Now, Mark: run.Mark}
		step = outbound.Advance(ctx, at, notifying{n.tell[i], msg}, n.policy)
	}
	if step.Kind == ledger.Sent || step.Kind == ledger.Permanent {
		n.console.Notify(ctx, msg, run.Mark)
	}
	return engine.Stepped(run, step)
}

// notifying is a notification on its way. Nobody can look for it where it went, so a lost one is sent again.
type notifying struct {
	by  channel.Teller
	msg channel.Notice
}

// Send implements [outbound.Effect].
func (e notifying) Send(ctx context.Context, mark outbound.Mark) ledger.Delivery {
	return e.by.Notify(ctx, e.msg, mark)
}

// Find implements [outbound.Effect].
func (notifying) Find(context.Context) ledger.Delivery {
	return ledger.Delivery{Kind: ledger.Uncertain, Reason: "it is not known whether it arrived"}
}

// console is the log of the running bot.
type console struct{ log *slog.Logger }

// Reaches is always true: the operator reads the log.
func (console) Reaches(config.Person) bool { return true }

// Notify logs the notification, one entry for each of its lines.
func (c console) Notify(ctx context.Context, msg channel.Notice, _ func(context.Context, string) error) ledger.Delivery {
	c.log.InfoContext(ctx, "notice", "to", msg.Person.Name, "subject", msg.Subject)
	for line := range strings.Lines(msg.Text) {
		c.log.DebugContext(ctx, "notice", "to", msg.Person.Name, "text", strings.TrimRight(line, "\n"))
	}
	return ledger.Delivery{Kind: ledger.Sent}
}
