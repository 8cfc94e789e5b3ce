package slack

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/timeline"
)

const (
	listPage     = 20   // cases on one page
	timelineRows = 60   // newest events that are shown
	rowText      = 160  // characters of a text in a row
	maxQuery     = 1500 // of a list, carried by its Next button
)

// caseArg reads the case of a command.
func caseArg(c call, word string) (disclosure.CaseID, error) {
	if len(c.Args) != 1 {
		return "", fault.Errorf(fault.Invalid, "name one case, as in %s %s DL-2020-0001", commandName, word)
	}
	return readCaseID(c.Args[0])
}

// runShow answers with the card of a case.
func (a *App) runShow(ctx context.Context, c call) (outcome, error) {
	id, err := caseArg(c, "show")
	if err != nil {
		return outcome{}, err
	}
	text, blocks, err := a.card(ctx, a.ports.Cases, id, a.addresses(c.Channel))
	if err != nil {
		return outcome{}, err
	}
	a.reply(ctx, c.interaction, text, blocks...)
	return outcome{Case: id, Note: "shown"}, nil
}

// runList answers with one page of cases.
func (a *App) runList(ctx context.Context, c call) (outcome, error) {
	return outcome{}, a.list(ctx, c, strings.Join(c.Args, " "), "", false)
}

// runNext turns the page of a list. The button holds the words of the list and the last case that was shown.
func (a *App) runNext(ctx context.Context, c call) (outcome, error) {
	after, query, _ := strings.Cut(c.Value, " ")
	id, err := readCaseID(after)
	if err != nil {
		return outcome{}, err
	}
	return outcome{}, a.list(ctx, c, query, id, true)
}

func (a *App) list(ctx context.Context, c call, query string, after disclosure.CaseID, replace bool) error {
	t, err := readCommand("list " + query)
	if err != nil {
		return err
	}
	f := a.readFilter(t.Args)
	f.Limit, f.After = listPage+1, after
	found, err := a.ports.Cases.List(ctx, f)
	if err != nil {
		return err
	}
	text, blocks := a.renderList(found, query, after, a.veilOf(ctx))
	a.answer(ctx, c.interaction, replace, text, blocks...)
	return nil
}

// veilOf returns what hides the targets of a case in a list. A row does not hold them, and people write them into titles. ok is
// false where the case cannot be read: then nothing of it is shown but its id.
func (a *App) veilOf(ctx context.Context) func(disclosure.CaseID) (v veil, ok bool) {
	return func(id disclosure.CaseID) (veil, bool) {
		k, err := a.ports.Cases.Case(ctx, id)
		if err != nil {
			return veil{}, false
		}
		return veilFor(k, false), true
	}
}

// renderList renders a page. found holds one case more than the page if there is a next one.
func (a *App) renderList(found []ledger.Summary, query string, after disclosure.CaseID, veilOf func(disclosure.CaseID) (veil, bool)) (string, []slackapi.Block) {
	if len(found) == 0 {
		text := "No case matches."
		if after != "" {
			text = "No more cases."
		}
		return text, []slackapi.Block{section(text)}
	}
	more := len(found) > listPage
	found = found[:min(len(found), listPage)]
	title := "Cases"
	if query != "" {
		title += ": " + safeUpTo(oneLine(query), 100)
	}
	blocks := []slackapi.Block{slackapi.NewHeaderBlock(plain(cutRunes(title, maxHeader)))}
	for lines := range slices.Chunk(found, 5) {
		rows := make([]string, 0, len(lines))
		for _, s := range lines {
			if v, ok := veilOf(s.ID); ok {
				rows = append(rows, a.listRow(s, v))
			} else {
				rows = append(rows, "*"+safe(string(s.ID))+"*")
			}
		}
		blocks = append(blocks, section(strings.Join(rows, "\n")))
	}
	if more {
		last := string(found[len(found)-1].ID)
		button := slackapi.NewButtonBlockElement(actionNext, last+" "+cutRunes(query, maxQuery), plain("Next "+strconv.Itoa(listPage)))
		blocks = append(blocks, slackapi.NewActionBlock("pages", button))
	}
	return title + ": " + count(len(found), "case"), blocks
}

// listRow is one case. The title comes from a person who may have written the target into it.
func (a *App) listRow(s ledger.Summary, v veil) string {
	vendor := s.Vendor
	if vendor == "" {
		vendor = "vendor unknown"
	}
	row := "*" + safe(string(s.ID)) + "* · " + v.show(oneLine(vendor), 60) + " · " +
		v.show(oneLine(s.Title), 120) + "\n      " + v.show(oneLine(s.Headline), 100)
	if s.Headline == "" {
		row += string(s.Work) + ", " + strings.ReplaceAll(string(s.Exposure), "_", " ")
	}
	if !s.NextDue.IsZero() {
		row += " · due " + s.NextDue.In(a.opts.Zone).Format("2006-01-02")
		if s.NextDue.Before(a.opts.Clock()) {
			row += " (overdue)"
		}
		if s.NextWhat != "" {
			row += " " + safeUpTo(strings.ReplaceAll(s.NextWhat, "_", " "), 40)
		}
	}
	return row
}

// runTimeline answers with the history of a case.
func (a *App) runTimeline(ctx context.Context, c call) (outcome, error) {
	id, err := caseArg(c, "timeline")
	if err != nil {
		return outcome{}, err
	}
	k, err := a.ports.Cases.Case(ctx, id)
	if err != nil {
		return outcome{}, err
	}
	t, err := a.ports.Cases.Timeline(ctx, id)
	if err != nil {
		return outcome{}, err
	}
	text, blocks := renderTimeline(k, t, a.addresses(c.Channel))
	if said := a.sendPicture(ctx, c, k, t); said != "" {
		blocks = append(blocks, slackapi.NewContextBlock("", markdown(said)))
	}
	a.reply(ctx, c.interaction, text, blocks...)
	return outcome{Case: id, Note: "timeline shown"}, nil
}

// renderTimeline renders the newest rows and the durations.
func renderTimeline(k *disclosure.Case, t timeline.Timeline, addresses bool) (string, []slackapi.Block) {
	v := veilFor(k, addresses)
	header := safeUpTo(string(k.ID), 40) + " · timeline"
	blocks := []slackapi.Block{slackapi.NewHeaderBlock(plain(header))}
	rows := t.Rows
	if n := len(rows); n > timelineRows {
		rows = rows[n-timelineRows:]
		blocks = append(blocks, slackapi.NewContextBlock("", markdown(fmt.Sprintf("%d earlier entries are on the board and in `bot timeline`.", n-timelineRows))))
	}
	for part := range slices.Chunk(rows, 6) {
		lines := make([]string, 0, len(part))
		for _, r := range part {
			lines = append(lines, timelineRow(r, v))
		}
		blocks = append(blocks, section(strings.Join(lines, "\n")))
	}
	if len(rows) == 0 {
		blocks = append(blocks, section("Nothing happened yet."))
	}
	if d := durationLines(t); d != "" {
		blocks = append(blocks, slackapi.NewDividerBlock(), section(d))
	}
	for _, l := range t.Lint[:min(len(t.Lint), 5)] {
		blocks = append(blocks, slackapi.NewContextBlock("", markdown(safe(l.Level)+": "+v.show(l.Message, 300))))
	}
	return header, blocks
}

func timelineRow(r timeline.Row, v veil) string {
	line := "`" + safeUpTo(r.At, 40) + "` *" + safe(strings.ReplaceAll(string(r.Kind), "_", " ")) + "*"
	if r.Party != "" {
		line += " " + safe(string(r.Party))
		if r.Name != "" {
			line += " " + v.show(oneLine(r.Name), 60)
		}
	}
	if r.Reported {
		line += " (reported)"
	}
	if r.Planned {
		line += " (planned)"
	}
	if r.Text != "" {
		line += ": " + v.show(oneLine(r.Text), rowText)
	}
	return line
}

func durationLines(t timeline.Timeline) string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(t.Durations)) {
		d := t.Durations[name]
		if d == nil || d.Days == nil {
			continue
		}
		line := strings.ReplaceAll(name, "_", " ") + ": " + days(*d.Days)
		if d.WorkingDays != nil {
			line += fmt.Sprintf(" (%d working)", *d.WorkingDays)
		}
		if d.Open {
			line += ", " + sinceWhen(d)
		}
		lines = append(lines, safeUpTo(line, 120))
	}
	if len(lines) == 0 {
		return ""
	}
	return "*Durations*, the first day not counted\n" + strings.Join(lines[:min(len(lines), 20)], "\n")
}

// sinceWhen says up to when a duration without an end was counted.
func sinceWhen(d *timeline.Duration) string {
	if d.LastOpen != nil {
		return "last seen open " + *d.LastOpen
	}
	return "not yet"
}

// runHelp explains the command. An argument is an unknown subcommand.
func (a *App) runHelp(ctx context.Context, c call) (outcome, error) {
	a.reply(ctx, c.interaction, a.help(c.Args))
	return outcome{Note: "help"}, nil
}

func (a *App) help(unknown []string) string {
	var b strings.Builder
	if len(unknown) > 0 && !slices.Contains(a.words(), strings.ToLower(unknown[0])) {
		fmt.Fprintf(&b, "“%s” is not known.", safeUpTo(unknown[0], 40))
		if meant := closest(unknown[0], a.words()); meant != "" {
			fmt.Fprintf(&b, " Did you mean `%s`?", safeUpTo(strings.TrimSpace(commandName+" "+meant+" "+strings.Join(unknown[1:], " ")), 120))
		}
		b.WriteString("\n")
	}
	b.WriteString("*Daylight* tracks a finding from discovery to publication.\n")
	for _, r := range a.routes {
		if r.Type != interactionCommand {
			continue
		}
		usage := strings.TrimSpace(commandName + " " + r.Name + " " + r.Args)
		fmt.Fprintf(&b, "• `%s`: %s\n", safe(usage), r.Help)
	}
	for _, r := range a.routes {
		if r.Title != "" {
			fmt.Fprintf(&b, "• On a message, *%s*: %s\n", r.Title, strings.ToLower(r.Help[:1])+r.Help[1:])
		}
	}
	b.WriteString("Answers are shown to you only. Cards are in <#" + a.opts.Channel + ">.")
	return b.String()
}
