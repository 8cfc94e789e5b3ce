package slack

import (
	"context"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// Names that Slack and the stored payloads know. They never change.
const (
	commandName = "/disclose"

	callbackFromMessage = "finding_from_message"
	callbackFinding     = "finding_new"
	callbackAddMessage  = "timeline_from_message"
	callbackWhichCase   = "timeline_case"
	callbackApprove     = "draft_approve"
	callbackBecause     = "draft_because"
	callbackHeadsUp     = "heads_up_to"
	callbackRedraft     = "draft_redraft"
	callbackDiscard     = "draft_discard"
	callbackConfirm     = "target_confirm"
	callbackAttest      = "asset_attest"
	callbackDecide      = "decision_approve"
	callbackBatch       = "batch_approve"
	callbackPages       = "pages_form"
	callbackPublish     = "pages_publish_now"
	callbackFound       = "pages_finding"
	callbackProtect     = "words_protect"

	actionApprove = "draft_preview"
	actionSend    = "draft_send"
	actionDraft   = "draft_first_contact"
	actionHeadsUp = "draft_heads_up"
	actionSendNow = "draft_approve_send"
	actionRedraft = "draft_withheld_anew"
	actionDiscard = "draft_withheld_discard"
	actionProbe   = "probe_now"
	actionMore    = "case_more"
	actionAttest  = "asset_looked_at"
	actionNext    = "list_next"
	actionDrafts  = "drafts_more"
	actionQuiet   = "reminders_quiet"
	actionHome    = "home_filter"
	actionDecide  = "decision_read"
	actionBatch   = "batch_read"

	actionPagesOpen    = "pages_open"
	actionPagesMode    = "pages_mode"
	actionPagesLangs   = "pages_langs"
	actionPagesPreview = "pages_preview"
	actionPagesAsk     = "pages_ask"
	actionPagesApprove = "pages_approve"
	actionPagesPublish = "pages_publish"
	actionPagesFound   = "pages_findings"

	actionTheirs    = "inbox_theirs"
	actionNotTheirs = "inbox_not_theirs"
	actionPerson    = "inbox_person"
	actionMachine   = "inbox_machine"
	actionThreat    = "inbox_legal_threat"
)

// call is one request, after its person was recognised.
type call struct {
	interaction
	Actor disclosure.Actor
	Args  []string
}

// outcome is the result of a call for the engine.
type outcome struct {
	Case disclosure.CaseID
	Note string
}

// route is one kind of request. The same table routes the deliveries and writes the manifest, so that the two cannot
// drift apart.
type route struct {
	Type string // of the interaction
	Name string // word of the command, callback or action
	Args string // of a word, for the help
	Help string // of a word or shortcut
	// Title is the name of a shortcut as people see it.
	Title string
	// Doing is a gerund for refusals: "Approving".
	Doing string
	Rank  disclosure.Rank
	// Scope is what an event needs besides the scopes of the calls.
	Scope string
	// Events are the names under which Slack offers an event, where they are others than its own; the app subscribes to them only where
	// it may read the channels it is in. See [WithHistory].
	Events []string
	// Heeds reports whether an event concerns Daylight. What does not is dropped unseen: it is neither stored nor answered. nil heeds all.
	Heeds func(a *App, ctx context.Context, c call) bool
	// Open answers at once with a modal, before the trigger expires. It writes nothing.
	Open func(a *App, ctx context.Context, c call) error
	// Asks reports whether this call needs the modal; else it is run as it is. nil opens the modal always.
	Asks func(a *App, ctx context.Context, c call) bool
	// Check looks at a submission while Slack waits. Errors are by block id; refuse replaces the modal.
	Check func(a *App, ctx context.Context, c call) (errs map[string]string, refuse string)
	// Look returns what its sender has to see before a submission counts, nil where there is nothing.
	Look func(a *App, ctx context.Context, c call) *slackapi.ModalViewRequest
	// Now carries a submission out while Slack waits, for one that nobody may keep: it is not stored. It answers with a view, or with what
	// is wrong by block id.
	Now func(a *App, ctx context.Context, c call) (view *slackapi.ModalViewRequest, errs map[string]string)
	// Working is what a submitted modal shows until the work is done.
	Working string
	// Run executes the call in the engine.
	Run func(a *App, ctx context.Context, c call) (outcome, error)
}

// routes lists everything that people can do in Slack.
func routes() []route {
	return append([]route{
		{
			Type: interactionCommand, Name: "new", Args: "[ADDRESS and words…]", Help: "record a finding", Doing: "Recording a finding",
			Rank: disclosure.Researcher, Open: (*App).openFinding,
		},
		{
			Type: interactionCommand, Name: "show", Args: "CASE", Help: "where a case stands", Doing: "Reading a case",
			Rank: disclosure.Viewer, Run: (*App).runShow,
		},
		{
			Type: interactionCommand, Name: "list", Args: "[open|all|closed|overdue|vendor:NAME|words…]", Help: "cases, the nearest deadline first",
			Doing: "Listing cases", Rank: disclosure.Viewer, Run: (*App).runList,
		},
		{
			Type: interactionCommand, Name: "timeline", Args: "CASE", Help: "what happened when, and the durations",
			Doing: "Reading a timeline", Rank: disclosure.Viewer, Run: (*App).runTimeline,
		},
		{
			Type: interactionCommand, Name: "publish", Args: "CASE [full|limited|stub] [LANGUAGE…]", Help: "the gate of a case; preview, approve and publish its pages",
			Doing: "Publishing", Rank: disclosure.Researcher, Open: (*App).openPublish,
		},
		{
			Type: interactionCommand, Name: "protect", Args: "CASE", Help: "keep names of people and projects out of the pages of a case", Doing: "Protecting words",
			Rank: disclosure.Researcher, Open: (*App).openProtect,
		},
		{
			Type: interactionSubmit, Name: callbackProtect, Doing: "Protecting words", Rank: disclosure.Researcher, Now: (*App).protectNow,
		},
		{
			Type: interactionCommand, Name: "people", Args: "accept NAME [ID]", Help: "let the key or Slack id of a further person count",
			Doing: "Accepting a person", Rank: disclosure.Lead, Run: (*App).runPeople,
		},
		{
			Type: interactionCommand, Name: "rehearse", Args: "end [why…]", Help: "end the rehearsal, as one of two people, before Daylight is live for the first time",
			Doing: "Ending the rehearsal", Rank: disclosure.Lead, Run: (*App).runRehearse,
		},
		{
			Type: interactionCommand, Name: "recover", Args: "CASE NAME… because WHY", Help: "give a restricted case to others, once all who may see it have left",
			Doing: "Recovering a case", Rank: disclosure.Researcher, Run: (*App).runRecover,
		},
		{
			Type: interactionCommand, Name: "help", Help: "this text", Doing: "Asking for help",
			Rank: disclosure.Viewer, Run: (*App).runHelp,
		},
		{
			Type: interactionMessage, Name: callbackFromMessage, Title: "Turn into a finding",
			Help: "Record a finding with this message as its origin", Doing: "Recording a finding",
			Rank: disclosure.Researcher, Open: (*App).openFindingFromMessage,
		},
		{
			Type: interactionMessage, Name: callbackAddMessage, Title: "Add to case timeline",
			Help: "Record this message in the timeline of a case", Doing: "Adding a message to a timeline",
			Rank: disclosure.Researcher, Open: (*App).openAddMessage,
		},
		{
			Type: interactionEvent, Name: eventMention, Doing: "Asking about a case", Rank: disclosure.Viewer, Scope: "app_mentions:read",
			Heeds: (*App).heedsMention, Open: (*App).openAsked,
		},
		{
			Type: interactionEvent, Name: eventMessage, Events: []string{"message.channels", "message.groups"}, Doing: "Asking about a case", Rank: disclosure.Viewer,
			Heeds: (*App).heedsMessage, Open: (*App).openAsked,
		},
		{
			Type: interactionSubmit, Name: callbackWhichCase, Doing: "Adding a message to a timeline", Rank: disclosure.Researcher,
			Check: (*App).checkWhichCase, Look: (*App).lookWhichCase, Run: (*App).runWhichCase,
		},
		{
			Type: interactionEvent, Name: reactionAdded, Doing: "Adding a message to a timeline", Rank: disclosure.Researcher, Scope: "reactions:read",
			Heeds: (*App).heedsReaction, Run: (*App).runReaction,
		},
		{
			Type: interactionEvent, Name: reactionRemoved, Doing: "Adding a message to a timeline", Rank: disclosure.Researcher, Scope: "reactions:read",
			Heeds: (*App).heedsReaction, Run: (*App).runReaction,
		},
		{
			Type: interactionSubmit, Name: callbackFinding, Doing: "Recording a finding", Rank: disclosure.Researcher,
			Check: (*App).checkFinding, Look: (*App).lookAtFinding, Working: "Recording the finding …", Run: (*App).runFinding,
		},
		{
			Type: interactionAction, Name: actionApprove, Doing: "Approving a message", Rank: disclosure.Lead,
			Open: (*App).openApprove,
		},
		{
			Type: interactionSubmit, Name: callbackApprove, Doing: "Approving a message", Rank: disclosure.Lead,
			Check: (*App).checkApprove, Working: "Approving …", Run: (*App).runApprove,
		},
		{
			Type: interactionAction, Name: actionSendNow, Doing: "Approving and sending a message", Rank: disclosure.Lead,
			Run: (*App).runApproveAndSend,
		},
		{
			Type: interactionAction, Name: actionBatch, Doing: "Approving a list of messages", Rank: disclosure.Lead,
			Open: (*App).openBatch,
		},
		{
			Type: interactionSubmit, Name: callbackBatch, Doing: "Approving a list of messages", Rank: disclosure.Lead,
			Working: "Approving …", Run: (*App).runBatch,
		},
		{
			Type: interactionAction, Name: actionSend, Doing: "Sending a message", Rank: disclosure.Lead,
			Run: (*App).runSend,
		},
		{
			Type: interactionEvent, Name: homeEvent, Doing: "Looking at what waits", Rank: disclosure.Viewer,
			Open: (*App).openHome,
		},
		{
			Type: interactionAction, Name: actionHome, Doing: "Looking at what waits", Rank: disclosure.Viewer,
			Open: (*App).openHome,
		},
		{
			Type: interactionAction, Name: actionQuiet, Doing: "Putting reminders off", Rank: disclosure.Researcher,
			Run: (*App).runQuiet,
		},
		{
			Type: interactionAction, Name: actionDrafts, Doing: "Reading a case", Rank: disclosure.Viewer,
			Run: (*App).runDrafts,
		},
		{
			Type: interactionAction, Name: actionRedraft, Doing: "Drafting a message", Rank: disclosure.Researcher,
			Open: (*App).openRedraft,
		},
		{
			Type: interactionSubmit, Name: callbackRedraft, Doing: "Drafting a message", Rank: disclosure.Researcher,
			Check: (*App).checkBecause, Working: "Drafting …", Run: (*App).runRedraft,
		},
		{
			Type: interactionAction, Name: actionDiscard, Doing: "Discarding a message", Rank: disclosure.Researcher,
			Open: (*App).openDiscard,
		},
		{
			Type: interactionSubmit, Name: callbackDiscard, Doing: "Discarding a message", Rank: disclosure.Researcher,
			Check: (*App).checkBecause, Working: "Discarding …", Run: (*App).runDiscard,
		},
		{
			Type: interactionAction, Name: actionProbe, Doing: "Probing", Rank: disclosure.Researcher,
			Run: (*App).runProbe,
		},
		{
			Type: interactionAction, Name: actionMore, Doing: "Reading a case", Rank: disclosure.Viewer,
			Asks: (*App).asksTarget, Open: (*App).openConfirm, Run: (*App).runMore,
		},
		{
			Type: interactionSubmit, Name: callbackConfirm, Doing: "Confirming a target", Rank: disclosure.Researcher,
			Working: "Confirming …", Run: (*App).runConfirm,
		},
		{
			Type: interactionAction, Name: actionAttest, Doing: "Attesting a closure", Rank: disclosure.Researcher,
			Open: (*App).openAttest,
		},
		{
			Type: interactionSubmit, Name: callbackAttest, Doing: "Attesting a closure", Rank: disclosure.Researcher,
			Check: (*App).checkAttest, Working: "Recording what you saw …", Run: (*App).runAttest,
		},
		{ // who may make the decision is the rule of its command: a counsel has no rank for it
			Type: interactionAction, Name: actionDecide, Doing: "Reading a decision", Rank: disclosure.Viewer,
			Open: (*App).openDecision,
		},
		{
			Type: interactionSubmit, Name: callbackDecide, Doing: "Approving a decision", Rank: disclosure.Viewer,
			Working: "Approving …", Run: (*App).runDecision,
		},
		{
			Type: interactionAction, Name: actionPagesOpen, Doing: "Publishing", Rank: disclosure.Researcher,
			Open: (*App).openPages,
		},
		{
			Type: interactionSubmit, Name: callbackPublish, Doing: "Publishing", Rank: disclosure.Lead,
			Working: "Publishing …", Run: (*App).runPagesPublish,
		},
		{
			Type: interactionAction, Name: actionPagesMode, Doing: "Choosing a page", Rank: disclosure.Researcher,
			Open: (*App).openChosen,
		},
		{
			Type: interactionAction, Name: actionPagesLangs, Doing: "Choosing a page", Rank: disclosure.Researcher,
			Open: (*App).openChosen,
		},
		{
			Type: interactionAction, Name: actionPagesPreview, Doing: "Previewing a page", Rank: disclosure.Researcher,
			Run: (*App).runPagesPreview,
		},
		{
			Type: interactionAction, Name: actionPagesAsk, Doing: "Asking for a second person", Rank: disclosure.Researcher,
			Run: (*App).runPagesAsk,
		},
		{
			Type: interactionAction, Name: actionPagesApprove, Doing: "Approving a page", Rank: disclosure.Lead,
			Run: (*App).runPagesApprove,
		},
		{
			Type: interactionAction, Name: actionPagesFound, Doing: "Deciding on a finding", Rank: disclosure.Researcher,
			Open: (*App).openFindings,
		},
		{
			Type: interactionSubmit, Name: callbackFound, Doing: "Deciding on a finding", Rank: disclosure.Researcher,
			Check: (*App).checkFound, Working: "Recording your word …", Run: (*App).runFound,
		},
		{
			Type: interactionAction, Name: actionPagesPublish, Doing: "Publishing", Rank: disclosure.Lead,
			Run: (*App).runPagesPublish,
		},
		{
			Type: interactionAction, Name: actionTheirs, Doing: "Assigning an item", Rank: disclosure.Researcher,
			Run: (*App).runTheirs,
		},
		{
			Type: interactionAction, Name: actionThreat, Doing: "Assigning an item", Rank: disclosure.Researcher,
			Run: (*App).runThreat,
		},
		{
			Type: interactionAction, Name: actionNotTheirs, Doing: "Ignoring an item", Rank: disclosure.Researcher,
			Run: (*App).runNotTheirs,
		},
		{
			Type: interactionAction, Name: actionPerson, Doing: "Saying who wrote an item", Rank: disclosure.Researcher,
			Run: (*App).runPerson,
		},
		{
			Type: interactionAction, Name: actionMachine, Doing: "Saying who wrote an item", Rank: disclosure.Researcher,
			Run: (*App).runMachine,
		},
		{
			Type: interactionAction, Name: actionNext, Doing: "Listing cases", Rank: disclosure.Viewer,
			Run: (*App).runNext,
		},
	}, append(starterRoutes(), actRoutes()...)...)
}

// find returns the route of an interaction.
func (a *App) find(kind, name string) (route, bool) {
	for _, r := range a.routes {
		if r.Type == kind && r.Name == name {
			return r, true
		}
	}
	return route{}, false
}

// words returns the words of the command.
func (a *App) words() []string {
	var out []string
	for _, r := range a.routes {
		if r.Type == interactionCommand {
			out = append(out, r.Name)
		}
	}
	return out
}

// resolve finds the route of an interaction and the call that it becomes. A command nobody knows becomes help.
func (a *App) resolve(in interaction) (route, call, error) {
	c := call{interaction: in}
	name := in.Callback
	switch in.Type {
	case interactionCommand:
		t, err := readCommand(in.Text)
		if err != nil {
			return route{}, c, err
		}
		name, c.Args = t.Word, t.Args
		if name == "" {
			name = "help"
		}
		if id, err := readCaseID(t.Word); err == nil && len(c.Args) == 0 {
			c.Args, name = []string{string(id)}, "show" // the case alone is a question about it
		}
		if _, ok := a.find(in.Type, name); !ok {
			c.Args, name = append([]string{name}, c.Args...), "help" // the help starts with what was probably meant
		}
	case interactionAction:
		name = subjectOf(in.Action)
	}
	r, ok := a.find(in.Type, name)
	if !ok {
		return route{}, c, fault.Errorf(fault.NotFound, "this belongs to another version of Daylight: use %s help", commandName)
	}
	return r, c, nil
}
