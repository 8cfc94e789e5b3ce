package slack

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
	"daylight/disclosure/pattern"
	"daylight/notify"
)

// Notice is what a member of the team is told in a message of their own: reminders, alerts, the digest of the day.
type Notice struct {
	Key     string
	User    string // Slack id
	Name    string // in the configuration
	Subject string
	Text    string
	About   []About
}

// About is an event that a notice tells of.
type About struct {
	Case  disclosure.CaseID
	Event int // its number
}

// maxQuiet is for how many reminders one notice offers to put them off. The card and the command line have the others.
const maxQuiet = 10

// maxNotice is how many bytes of words one notice holds. It comes in one message, so that it comes once.
const maxNotice = 8000

// Reaches reports whether a person has a Slack id.
func (*App) Reaches(user string) bool { return userForm.MatchString(user) }

// Notify makes one attempt to bring a notice to its person. In a rehearsal it stands in the channel of the rehearsal.
func (a *App) Notify(ctx context.Context, n Notice, mark Mark) ledger.Delivery {
	who := a.who(ctx, n.User)
	switch {
	case who.Unclear:
		return ledger.Delivery{Kind: ledger.Retry, Reason: who.Refusal}
	case !who.Known:
		return ledger.Delivery{Kind: ledger.Permanent, Reason: "nobody in the team has this Slack id as a full member of the workspace"}
	}
	theirs := a.as(who.Actor)
	subject := theirs.veiled(ctx, oneLine(n.Subject))
	lines := []string{"*" + safeUpTo(subject, 200) + "*"}
	p := post{Channel: n.User, Key: n.Key, Text: safeUpTo(subject, 300)}
	if a.client.only != "" {
		p.Channel = a.client.only
		lines = append([]string{"Outside of the rehearsal, " + safeUpTo(oneLine(n.Name), 80) + " would have got this."}, lines...)
	}
	lines = append(lines, theirs.noticeLines(ctx, n.Text)...)
	p.Blocks = append(sectionsOf(lines), theirs.quietRows(ctx, n.About)...)
	if err := mark(ctx, phasePosting); err != nil {
		return a.local(err)
	}
	ts, err := a.client.post(ctx, p)
	d := classify(err)
	d.Receipt = ts
	return d
}

// Announce is a notice on its way into a channel, with what anybody may see. It is posted once: its key tells whether it stands there.
func (a *App) Announce(to string, n Notice, since time.Time) outbound.Effect {
	return announcing{a, to, n, since}
}

type announcing struct {
	a     *App
	to    string
	n     Notice
	since time.Time
}

// post renders it, with the targets and addresses of the cases that it names left out.
func (e announcing) post(ctx context.Context) posting {
	subject := e.a.veiled(ctx, oneLine(e.n.Subject))
	lines := append([]string{"*" + safeUpTo(subject, 200) + "*"}, e.a.noticeLines(ctx, e.n.Text)...)
	return posting{e.a, post{Channel: e.to, Key: e.n.Key, Text: safeUpTo(subject, 300), Blocks: sectionsOf(lines)}, e.since}
}

// Send implements [outbound.Effect].
func (e announcing) Send(ctx context.Context, mark outbound.Mark) ledger.Delivery {
	return e.post(ctx).Send(ctx, mark)
}

// Find implements [outbound.Effect].
func (e announcing) Find(ctx context.Context) ledger.Delivery { return e.post(ctx).Find(ctx) }

// noticeLines are the words of a notice as far as they fit, with what leads to an asset or a mailbox left out.
func (a *App) noticeLines(ctx context.Context, text string) []string {
	var lines []string
	size := 0
	for line := range strings.Lines(a.veiled(ctx, text)) {
		line = safeUpTo(strings.TrimRight(line, "\n "), 600)
		if size += len(line); size > maxNotice {
			return append(lines, "… and more: `bot agenda` on the command line has all of it")
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// caseInText is how texts name cases.
var caseInText = pattern.New(`\b[A-Z][A-Z0-9]{0,15}-[0-9]{4}-[0-9]{4,6}\b`)

// veiled takes out of a text whatever leads to an asset or a mailbox of a case that it names.
func (a *App) veiled(ctx context.Context, text string) string {
	seen := map[string]bool{}
	for _, id := range caseInText.FindAllString(text, -1) {
		if seen[id] {
			continue
		}
		seen[id] = true
		if k, err := a.ports.Cases.Case(ctx, disclosure.CaseID(id)); err == nil {
			v := veilFor(k, false)
			v.links = true
			text = v.hide(text)
		}
	}
	return notify.Defang(addressForm.ReplaceAllString(text, "[address]"))
}

// quietRows are the menus by which a person puts reminders off.
func (a *App) quietRows(ctx context.Context, about []About) []slackapi.Block {
	var out []slackapi.Block
	for i, at := range about {
		clause, err := a.clauseOf(ctx, at)
		if err != nil || len(out) == 2*maxQuiet {
			continue
		}
		v := value{Case: at.Case, Revision: at.Event}.String()
		option := func(what, label string) *slackapi.OptionBlockObject {
			return slackapi.NewOptionBlockObject(what+" "+v, plain(label), nil)
		}
		out = append(out,
			section("*"+safe(string(at.Case))+"*: reminders of "+safeUpTo(strings.ReplaceAll(clause, "_", " "), 120)),
			slackapi.NewActionBlock("quiet_"+strconv.Itoa(i), slackapi.NewOverflowBlockElement(actionQuiet,
				option("1", "Quiet for a day"), option("7", "Quiet for a week"), option("stop", "Stop them"), option("again", "Let them come"))))
	}
	return out
}

// clauseOf is the clock that a reminder is about. Other events have none.
func (a *App) clauseOf(ctx context.Context, at About) (string, error) {
	e, ok, err := a.eventOf(ctx, at.Case, at.Event)
	if err != nil {
		return "", err
	}
	if !ok || e.Detail.Clock == nil || e.Kind != disclosure.KindReminded && e.Kind != disclosure.KindDeadlinePassed {
		return "", fault.Errorf(fault.NotFound, "this is no reminder any more: look at the case with %s show %s", commandName, at.Case)
	}
	return e.Detail.Clock.Key(), nil
}

// runQuiet puts the reminders of a clock off, or stops them.
func (a *App) runQuiet(ctx context.Context, c call) (outcome, error) {
	what, rest, _ := strings.Cut(c.Value, " ")
	v, err := readValue(rest)
	if err != nil {
		return outcome{}, err
	}
	done := outcome{Case: v.Case, Note: "reminders " + what}
	clause, err := a.clauseOf(ctx, About{Case: v.Case, Event: v.Revision})
	if err != nil {
		return done, err
	}
	cmd := deadline.SnoozeReminders{Clause: clause}
	name := "Reminders of " + safeUpTo(strings.ReplaceAll(clause, "_", " "), 120) + " of *" + safe(string(v.Case)) + "* "
	switch what {
	case "1", "7":
		n, _ := strconv.Atoi(what)
		day := civil.DayIn(civil.At(a.opts.Clock()), a.opts.Zone).AddDays(n)
		cmd.Until = day.When()
		name += fmt.Sprintf("are quiet until %s.", day)
	case "stop":
		cmd.Stop = true
		name += "are stopped."
	case "again":
		name += "come again."
	default:
		return done, fault.Errorf(fault.Invalid, "this menu belongs to another version of Daylight")
	}
	if _, err := a.ports.Findings.Do(ctx, c.Actor, v.Case, cmd); err != nil {
		return done, err
	}
	a.reply(ctx, c.interaction, name)
	return done, nil
}
