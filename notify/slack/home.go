package slack

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/ledger"
)

// Agenda is what waits: for one person, or for everybody where it is nil. Items of more harm and an earlier day come first.
// notes say what a reader has to know to trust that nothing is missing.
type Agenda func(ctx context.Context, person *disclosure.Actor) (items []agenda.Item, notes []string, err error)

// homeEvent is what Slack tells when somebody opens the home of the app.
const homeEvent = "app_home_opened"

// homeRows is how many items each part of a home shows. A view holds 100 blocks.
const homeRows = 10

// The filters of a home.
const (
	homeMine = "mine"
	homeAll  = "all"
	homeLate = "overdue"
)

// homeParts are the parts of a home, in order, with the items in each. What is in none stands in the last one.
func homeParts() []struct {
	Title string
	Whats []agenda.What
} {
	return []struct {
		Title string
		Whats []agenda.What
	}{
		{"Waiting for approval", []agenda.What{agenda.DraftWaiting, agenda.CoApprovalWaiting}},
		{"Overdue and open again", []agenda.What{agenda.PublishedOpen, agenda.Overdue, agenda.Reopened}},
		{"Unclear mail and answers", []agenda.What{agenda.InboxWaiting, agenda.ReplyWaiting, agenda.LegalThreat}},
		{"Messages", []agenda.What{agenda.DraftApproved, agenda.MessageUncertain, agenda.MessageFailed, agenda.ContactBounced}},
		{"Cases", nil},
	}
}

// openHome shows somebody their home.
func (a *App) openHome(ctx context.Context, c call) error { return a.showHome(ctx, c, firstPause) }

// showHome shows a home as of now. Where Slack did not surely take it, it comes later, for half an hour: showing it twice does no harm.
func (a *App) showHome(ctx context.Context, c call, pause time.Duration) error {
	filter := cmp.Or(c.Value, homeMine)
	who := &c.Actor
	switch filter {
	case homeMine:
	case homeAll, homeLate:
		who = nil
	default:
		filter = homeMine
	}
	items, notes, err := a.ports.Agenda(ctx, who)
	if err != nil {
		return err
	}
	if filter == homeLate {
		late := homeParts()[1].Whats
		items = slices.DeleteFunc(slices.Clone(items), func(i agenda.Item) bool { return !slices.Contains(late, i.What) })
	}
	err = a.client.publish(ctx, c.User, a.homeView(ctx, filter, items, notes))
	if d := classify(err); (d.Kind == ledger.Retry || d.Kind == ledger.Uncertain) && pause <= lastPause {
		wait := max(pause, d.After)
		a.log.WarnContext(ctx, "a home comes later", "outcome", d.Reason)
		a.later(ctx, wait, func(ctx context.Context) {
			if who := a.enter(ctx, c.knock()); !who.Known {
				return // they may see nothing any more
			}
			if err := a.showHome(ctx, c, 2*max(pause, wait)); err != nil {
				a.reply(ctx, c.interaction, explain(err))
			}
		})
		return nil
	}
	return err
}

// homeView renders a home. Where a case cannot be read nothing of it is shown but its id.
func (a *App) homeView(ctx context.Context, filter string, items []agenda.Item, notes []string) slackapi.HomeTabViewRequest {
	option := func(value, label string) *slackapi.OptionBlockObject {
		return slackapi.NewOptionBlockObject(value, plain(label), nil)
	}
	options := []*slackapi.OptionBlockObject{option(homeMine, "What I can do"), option(homeAll, "What anybody can do"), option(homeLate, "Overdue and open again")}
	choice := slackapi.NewOptionsSelectBlockElement(slackapi.OptTypeStatic, nil, actionHome, options...)
	choice.InitialOption = options[slices.IndexFunc(options, func(o *slackapi.OptionBlockObject) bool { return o.Value == filter })]
	blocks := []slackapi.Block{
		slackapi.NewHeaderBlock(plain("Daylight")),
		slackapi.NewActionBlock("filter", choice),
	}
	left, veilOf := slices.Clone(items), a.veilOf(ctx)
	for _, part := range homeParts() {
		in := func(i agenda.Item) bool { return part.Whats == nil || slices.Contains(part.Whats, i.What) }
		var mine []agenda.Item
		for _, i := range left {
			if in(i) {
				mine = append(mine, i)
			}
		}
		left = slices.DeleteFunc(left, in)
		if len(mine) == 0 {
			continue
		}
		blocks = append(blocks, slackapi.NewDividerBlock(), section("*"+part.Title+"* ("+strconv.Itoa(len(mine))+")"))
		for i := range mine[:min(len(mine), homeRows)] {
			blocks = append(blocks, homeRow(&mine[i], veilOf))
		}
		if more := len(mine) - homeRows; more > 0 {
			blocks = append(blocks, slackapi.NewContextBlock("", markdown(count(more, "more item")+" on the command line: `bot agenda`")))
		}
	}
	if len(items) == 0 {
		blocks = append(blocks, slackapi.NewDividerBlock(), section("Nothing waits."))
	}
	for _, n := range notes[:min(len(notes), 5)] {
		blocks = append(blocks, slackapi.NewContextBlock("", markdown(safeUpTo(a.veiled(ctx, oneLine(n)), 300))))
	}
	health := "as of " + a.stamp(a.opts.Clock())
	if h := a.Health(); !h.Connected {
		health += " · Slack: " + veil{}.show(cmp.Or(h.Problem, "not connected"), 200)
	}
	blocks = append(blocks, slackapi.NewContextBlock("", markdown(health)))
	return slackapi.HomeTabViewRequest{Type: slackapi.VTHomeTab, CallbackID: "home", Blocks: slackapi.Blocks{BlockSet: blocks}}
}

// homeRow is one item. What belongs to no case yet holds no words of anybody but ours.
func homeRow(i *agenda.Item, veilOf func(disclosure.CaseID) (veil, bool)) slackapi.Block {
	if i.Case == "" {
		return section("inbox · " + veil{}.show(oneLine(i.Text), 300))
	}
	text := "*" + safe(string(i.Case)) + "*"
	if v, ok := veilOf(i.Case); ok {
		text += " · " + v.show(oneLine(i.Title), 100) + "\n" + v.show(oneLine(i.Text), 300)
		if i.Due != nil {
			text += " · due " + safe(i.Due.Date.String())
		}
		if i.Passed != "" {
			text += " · " + v.show(oneLine(i.Passed), 100)
		}
	}
	return section(text)
}

// strangersHome is the home of somebody who may not see anything.
func strangersHome(refusal string) slackapi.HomeTabViewRequest {
	return slackapi.HomeTabViewRequest{Type: slackapi.VTHomeTab, CallbackID: "home", Blocks: slackapi.Blocks{BlockSet: []slackapi.Block{section(refusal)}}}
}
