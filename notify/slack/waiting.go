package slack

import (
	"context"
	"strconv"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
)

// maxWaiting is how many items that wait a thread shows one by one. Whoever has the address of a case can write often, and
// must not fill the thread by it: after that one message says where the others are.
const maxWaiting = 5

// WaitingJob shows an item of the inbox in the thread of the case that it names, with what a person can decide about it.
func WaitingJob(id disclosure.CaseID, item int64) ledger.Job {
	job := ledger.NewJob(ledger.QueueSend, "slack/thread/"+string(id)+"/item/"+strconv.FormatInt(item, 10), Thread{Item: item})
	job.Case = id
	return job
}

// waiting renders an item that waits for a person; ok is false when it does not any more, or when enough of them are shown.
func (a *App) waiting(ctx context.Context, k *disclosure.Case, item int64, addresses bool) (p post, ok bool, err error) {
	in, raw, err := a.ports.Items.Inbound(ctx, item)
	if err != nil || in.State != ledger.InboundWaiting {
		return post{}, false, err
	}
	if belongs, err := a.belongs(ctx, in, k.ID); err != nil || !belongs {
		return post{}, false, err
	}
	all, err := a.ports.Items.Inbox(ctx, false)
	if err != nil {
		return post{}, false, err
	}
	before := 0
	for i := range all {
		if all[i].State != ledger.InboundWaiting || all[i].ID >= item {
			continue
		}
		belongs, err := a.belongs(ctx, all[i], k.ID)
		if err != nil {
			return post{}, false, err
		}
		if belongs {
			before++
		}
	}
	switch {
	case before > maxWaiting:
		return post{}, false, nil
	case before == maxWaiting:
		p.Text = safe(string(k.ID)) + ": more waits in the inbox"
		p.Blocks = []slackapi.Block{section("*:inbox_tray: More waits in the inbox for this case.*\nThey are not shown here one by one: `/disclose message " + safe(string(k.ID)) + "` lists them.")}
		return p, true, nil
	}
	v := veilFor(k, addresses)
	p.Text = safe(string(k.ID)) + ": something came in, and nobody knows whose word it is"
	what := " names this case and moved nothing*\n"
	if in.Case == "" {
		what = " may mean this case: the code in its subject is this one or one typing error away. It moved nothing*\n"
	}
	p.Blocks = []slackapi.Block{section("*:inbox_tray: Inbox item " + strconv.FormatInt(item, 10) + what + v.show(oneLine(in.Note), 400))}
	if words := strings.TrimSpace(a.ports.Items.Excerpt(in, raw)); words != "" {
		p.Blocks = append(p.Blocks, section("> "+strings.ReplaceAll(v.quote(words, maxQuote), "\n", "\n> ")))
	}
	if a.ports.Items.Unclear(in, raw) {
		p.Blocks = append(p.Blocks, whoButtons(k, item))
		return p, true, nil
	}
	p.Blocks = append(p.Blocks, itemButtons(k, item, in.Case == ""))
	return p, true, nil
}

// belongs reports whether an item is shown in the thread of a case: it names the case, or that case alone is suggested for it.
func (a *App) belongs(ctx context.Context, in ledger.Inbound, id disclosure.CaseID) (bool, error) {
	if in.Case != "" {
		return in.Case == id, nil
	}
	ids, err := a.ports.Items.Suggested(ctx, in)
	return len(ids) == 1 && ids[0] == id, err
}

// itemButtons ask whose word an item is. suggested is an item that names no case: then the button names the one that it goes to.
func itemButtons(k *disclosure.Case, item int64, suggested bool) *slackapi.ActionBlock {
	v := itemValue{Case: k.ID, Item: item}.String()
	question := "It is recorded in " + safeUpTo(string(k.ID), 40) + " as what it was read as, and whoever wrote it is known as theirs from then on."
	theirs, ask := "Theirs", "Is it their word?"
	if suggested {
		theirs, ask = "Assign to "+safeUpTo(string(k.ID), 40), "Does it belong to this case?"
	}
	return slackapi.NewActionBlock("item",
		slackapi.NewButtonBlockElement(actionTheirs, v, plain(theirs)).WithConfirm(confirm(ask, question, "Theirs", "Not yet")),
		slackapi.NewButtonBlockElement(actionThreat, v, plain("A legal threat")).WithConfirm(confirm("Do they threaten with the law?",
			"It is recorded as theirs and as a legal threat: Daylight writes nothing by itself any more, and publishing waits for the counsel or two leads.", "A legal threat", "Not yet")),
		slackapi.NewButtonBlockElement(actionNotTheirs, v, plain("Not theirs")))
}

// whoButtons ask whether a person wrote an item.
func whoButtons(k *disclosure.Case, item int64) *slackapi.ActionBlock {
	v := itemValue{Case: k.ID, Item: item}.String()
	return slackapi.NewActionBlock("item",
		slackapi.NewButtonBlockElement(actionPerson, v, plain("A person wrote it")).WithConfirm(confirm("Did a person write it?",
			"It is recorded in "+safeUpTo(string(k.ID), 40)+" as the answer of the party. Clocks that wait for an answer end on the day on which it came.", "A person", "Not yet")),
		slackapi.NewButtonBlockElement(actionMachine, v, plain("Automatic")),
		slackapi.NewButtonBlockElement(actionNotTheirs, v, plain("Not theirs")))
}

// itemValue is what the buttons of an item carry.
type itemValue struct {
	Case disclosure.CaseID
	Item int64
}

func (v itemValue) String() string { return string(v.Case) + "|" + strconv.FormatInt(v.Item, 10) }

// readItemValue is the inverse of [itemValue.String]. The value comes back from a client and is checked like any input.
func readItemValue(s string) (itemValue, error) {
	id, item, _ := strings.Cut(cutBytes(s, 200), "|")
	kase, err := readCaseID(id)
	n, bad := strconv.ParseInt(item, 10, 64)
	if err != nil || bad != nil || n <= 0 {
		return itemValue{}, fault.Errorf(fault.Invalid, "this button belongs to an older version of Daylight: look at the items of the case with %s message CASE", commandName)
	}
	return itemValue{Case: kase, Item: n}, nil
}

// runTheirs records an item in its case, as what it was read as.
func (a *App) runTheirs(ctx context.Context, c call) (outcome, error) {
	return a.assign(ctx, c, "", "is theirs, and on record")
}

// runThreat records an item in its case as a legal threat.
func (a *App) runThreat(ctx context.Context, c call) (outcome, error) {
	return a.assign(ctx, c, disclosure.KindLegalThreat, "is theirs, and on record as a legal threat")
}

// assign records an item in its case. An empty kind is what it was read as.
func (a *App) assign(ctx context.Context, c call, kind disclosure.Kind, said string) (outcome, error) {
	v, err := readItemValue(c.Value)
	if err != nil {
		return outcome{}, err
	}
	done := outcome{Case: v.Case, Note: "item " + strconv.FormatInt(v.Item, 10) + " is theirs"}
	if _, err := a.ports.Assign.AssignInbound(ctx, c.Actor, v.Item, v.Case, kind, ""); err != nil {
		return done, err
	}
	a.decided(ctx, c, v, said)
	return done, nil
}

// runNotTheirs ignores an item. It stays in the inbox and can still be assigned.
func (a *App) runNotTheirs(ctx context.Context, c call) (outcome, error) {
	v, err := readItemValue(c.Value)
	if err != nil {
		return outcome{}, err
	}
	done := outcome{Case: v.Case, Note: "item " + strconv.FormatInt(v.Item, 10) + " is not theirs"}
	if err := a.ports.Assign.IgnoreInbound(ctx, c.Actor, v.Item, "not theirs"); err != nil {
		return done, err
	}
	a.decided(ctx, c, v, "is not theirs, and ignored")
	return done, nil
}

// decided takes the buttons away and says who decided.
func (a *App) decided(ctx context.Context, c call, v itemValue, what string) {
	text := "Inbox item " + strconv.FormatInt(v.Item, 10) + " of *" + safe(string(v.Case)) + "* " + what + ": " + safe(c.Actor.Name) + " said so."
	a.answer(ctx, c.interaction, true, text)
}

// runPerson records that a person wrote an item.
func (a *App) runPerson(ctx context.Context, c call) (outcome, error) {
	return a.runWho(ctx, c, inbound.Person, "was written by a person, and is on record as their answer")
}

// runMachine records that a machine wrote an item.
func (a *App) runMachine(ctx context.Context, c call) (outcome, error) {
	return a.runWho(ctx, c, inbound.Automatic, "is automatic, and stops no clock")
}

func (a *App) runWho(ctx context.Context, c call, who inbound.Class, what string) (outcome, error) {
	v, err := readItemValue(c.Value)
	if err != nil {
		return outcome{}, err
	}
	done := outcome{Case: v.Case, Note: "item " + strconv.FormatInt(v.Item, 10) + " is " + string(who)}
	if _, err := a.ports.Assign.SayWho(ctx, c.Actor, v.Item, v.Case, who, "said in Slack"); err != nil {
		return done, err
	}
	a.decided(ctx, c, v, what)
	return done, nil
}
