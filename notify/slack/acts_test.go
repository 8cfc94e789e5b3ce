package slack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/deadline"
	"daylight/notify/slack/form"
)

// pushedView returns the newest modal that was put on top of another one.
func (b *bench) pushedView() slackapi.ModalViewRequest {
	b.t.Helper()
	calls := b.server.calls("/views.push")
	if len(calls) == 0 {
		b.t.Fatal("no modal was pushed")
	}
	var req struct {
		View slackapi.ModalViewRequest `json:"view"`
	}
	if err := json.Unmarshal([]byte(calls[len(calls)-1].Body), &req); err != nil {
		b.t.Fatal(err)
	}
	return req.View
}

// menu opens what is possible from the card and returns the buttons by their label.
func (b *bench) menu(user string, id disclosure.CaseID) map[string]*slackapi.ButtonBlockElement {
	b.t.Helper()
	n := len(b.server.calls("/views.open"))
	b.click(user, actionDo, value{Case: id, Version: 1}.String())
	b.server.until("the menu is open", func() bool { return len(b.server.calls("/views.open")) > n })
	out := map[string]*slackapi.ButtonBlockElement{}
	for _, blk := range b.openedView().Blocks.BlockSet {
		row, ok := blk.(*slackapi.ActionBlock)
		if !ok {
			continue
		}
		for _, e := range row.Elements.ElementSet {
			if button, ok := e.(*slackapi.ButtonBlockElement); ok {
				out[button.Text.Text] = button
			}
		}
	}
	return out
}

// choose presses a button of the menu and returns the form that opens on top of it.
func (b *bench) choose(user string, id disclosure.CaseID, label string) slackapi.ModalViewRequest {
	b.t.Helper()
	button := b.menu(user, id)[label]
	if button == nil {
		b.t.Fatalf("the menu has no %q", label)
	}
	n := len(b.server.calls("/views.push"))
	b.deliver(envelopeInteractive, map[string]any{
		"type": interactionAction, "user": map[string]any{"id": user}, "trigger_id": fmt.Sprintf("TP%d", b.ids),
		"container": map[string]any{"type": "view", "view_id": "V1"},
		"view":      map[string]any{"id": "V1", "callback_id": actionDo, "private_metadata": b.openedView().PrivateMetadata},
		"actions":   []any{map[string]any{"action_id": button.ActionID, "block_id": "x", "type": "button", "value": button.Value}},
	})
	b.server.until("the form is open", func() bool { return len(b.server.calls("/views.push")) > n })
	return b.pushedView()
}

// answered is what an acknowledgement of a submission says.
type answered struct {
	Errors map[string]string          `json:"errors"`
	View   *slackapi.ModalViewRequest `json:"view"`
}

// fill submits a form with its own values and some others.
func (b *bench) fill(user string, v slackapi.ModalViewRequest, with map[string]string) answered {
	b.t.Helper()
	given := formValues(v)
	for k, val := range with {
		given[k] = val
	}
	var out answered
	if ack := b.submit(user, v.CallbackID, v.PrivateMetadata, given); len(ack) > 0 {
		if err := json.Unmarshal(ack, &out); err != nil {
			b.t.Fatalf("%v in %s", err, ack)
		}
	}
	return out
}

// formValues are the initial values of a form. A choice that nobody made is not sent.
func formValues(v slackapi.ModalViewRequest) map[string]string {
	out := map[string]string{}
	for _, blk := range v.Blocks.BlockSet {
		in, ok := blk.(*slackapi.InputBlock)
		if !ok {
			continue
		}
		switch e := in.Element.(type) {
		case *slackapi.PlainTextInputBlockElement:
			out[in.BlockID] = e.InitialValue
		case *slackapi.SelectBlockElement:
			if e.InitialOption != nil {
				out[in.BlockID] = e.InitialOption.Value
			}
		}
	}
	return out
}

func (b *bench) caseOf(id disclosure.CaseID) *disclosure.Case {
	b.t.Helper()
	k, err := b.desk.Case(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return k
}

func connected(t *testing.T) (*bench, disclosure.CaseID) {
	t.Helper()
	b := newBench(t, nil)
	b.connect()
	return b, b.record()
}

const theirAddress = "security@nextmotion.example"

func (b *bench) addContact(id disclosure.CaseID) {
	b.t.Helper()
	v := b.choose(userR, id, "Add a contact …")
	got := b.fill(userR, v, map[string]string{"party": "vendor/NextMotion", "address": theirAddress, "found": "security.txt", "when": "2020-01-24"})
	if len(got.Errors) > 0 {
		b.t.Fatal(got.Errors)
	}
	b.work()
}

func TestAContactIsAddedFromTheCardAndItsAddressStaysOutOfTheChannel(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	b.addContact(id)
	k := b.caseOf(id)
	if len(k.Contacts) != 1 || k.Contacts[0].Address != theirAddress || k.Contacts[0].Quality != disclosure.QualityGuessed {
		t.Fatalf("%+v", k.Contacts)
	}
	if !strings.Contains(b.lastReply("/views.update"), "The contact is added.") {
		t.Error("nobody is told that it was done")
	}
	if !slices.ContainsFunc(b.server.posts(), func(m posted) bool { return m.Thread != "" && strings.Contains(m.Blocks, "A contact was added") }) {
		t.Error("the thread does not say what was done")
	}
	for _, m := range b.server.posts() {
		if strings.Contains(m.Text+m.Blocks, theirAddress) {
			t.Errorf("the address is in a channel: %s", m.Blocks)
		}
	}
	v := b.choose(userR, id, "Add a contact …")
	if said := allText(v); !strings.Contains(said, "3 days ago") {
		t.Errorf("the age of the source is not shown: %s", said)
	}
	got := b.fill(userR, v, map[string]string{"party": "vendor/NextMotion", "address": theirAddress, "found": "again"})
	if !strings.Contains(got.Errors["address"], "already contact C1") || !strings.Contains(got.Errors["address"], "(conflict)") {
		t.Errorf("a refusal stands at its field with its code, not %v", got)
	}
}

// allText is everything that a modal says above its fields.
func allText(v slackapi.ModalViewRequest) string {
	var out strings.Builder
	for _, blk := range v.Blocks.BlockSet {
		if s, ok := blk.(*slackapi.SectionBlock); ok {
			out.WriteString(s.Text.Text + "\n")
		}
	}
	return out.String()
}

func TestAFormNeedsTheRankOfItsActionWhereverItIsPressed(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	if menu := b.menu(userR, id); menu["Close …"] != nil || menu["Edit …"] == nil {
		t.Error("a researcher is offered what takes a lead, or is not offered what they may do")
	}
	v := b.choose(userL, id, "Close …")
	b.fill(userR, v, map[string]string{"outcome": "policy_published_open"}) // a forged submission
	b.work()
	if k := b.caseOf(id); k.Work != disclosure.WorkActive {
		t.Errorf("a researcher closed the case: %s", k.Work)
	}
	n := len(b.server.calls("/views.open")) + len(b.server.calls("/views.push"))
	b.click(userV, actionAct+":case_close", value{Case: id, Version: 1}.String())
	b.server.until("the viewer is answered", func() bool { return strings.Contains(b.lastReply("/respond"), "needs the rank lead") })
	if len(b.server.calls("/views.open"))+len(b.server.calls("/views.push")) != n {
		t.Error("a viewer was shown the form")
	}
}

func TestACaseIsClosedFromTheCardAndTheThreadSaysSo(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	v := b.choose(userL, id, "Close …")
	got := b.fill(userL, v, map[string]string{"outcome": "remediated_verified"})
	if got.Errors["outcome"] == "" {
		t.Fatalf("a closure that our probes do not show is taken: %+v", got)
	}
	b.fill(userL, v, map[string]string{"outcome": "policy_published_open", "why": "the owner is unknown"})
	b.work()
	if k := b.caseOf(id); k.Work != disclosure.WorkClosed {
		t.Fatal(k.Work)
	}
	if !slices.ContainsFunc(b.server.posts(), func(m posted) bool {
		return m.Thread != "" && strings.Contains(m.Blocks, "The case was closed")
	}) {
		t.Error("the thread does not say that the case was closed")
	}
	if menu := b.menu(userL, id); menu["Reopen …"] == nil || menu["Close …"] != nil {
		t.Error("a closed case is offered to be closed, or not to be reopened")
	}
}

// clocked brings a case with a deadline of the team's own into being.
func (b *bench) clocked(id disclosure.CaseID) {
	b.t.Helper()
	due, err := civil.ParseWhen("2020-02-10")
	if err != nil {
		b.t.Fatal(err)
	}
	lena := disclosure.Actor{Name: "Lena", Role: disclosure.Lead}
	if _, err := b.desk.Act(b.t.Context(), lena, b.caseOf(id), form.Order{Command: deadline.SetDeadline{Clause: "call_back", Due: due}}, "x"); err != nil {
		b.t.Fatal(err)
	}
	b.work()
}

func TestADeadlineIsMovedOnlyAfterItWasSaidFromWhenToWhen(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	b.clocked(id)
	v := b.choose(userL, id, "Give more time …")
	with := map[string]string{"clause": "call_back", "until": "2020-02-14", "why": "agreed on the phone"}
	got := b.fill(userL, v, with)
	if got.View == nil || !strings.Contains(allText(*got.View), "moves call back from 2020-02-10 to 2020-02-14") {
		t.Fatalf("it is not said what moves: %+v", got)
	}
	if b.work(); b.caseOf(id).Clocks["call_back"].Due.String() != "2020-02-10" {
		t.Fatal("it moved before it was confirmed")
	}
	// Another date than the one that was shown is shown first, too.
	other := b.fill(userL, *got.View, map[string]string{"until": "2020-02-20"})
	if other.View == nil || !strings.Contains(allText(*other.View), "to 2020-02-20") {
		t.Fatalf("a date that was not shown counted: %+v", other)
	}
	b.fill(userL, *got.View, nil)
	b.work()
	if due := b.caseOf(id).Clocks["call_back"].Due.String(); due != "2020-02-14" {
		t.Errorf("the deadline is %s", due)
	}
	early := b.fill(userL, b.choose(userL, id, "Give more time …"), map[string]string{"until": "2020-02-01", "why": "x"})
	if !strings.Contains(early.Errors["until"], "not later than the deadline") {
		t.Errorf("the refusal is not at its field: %+v", early)
	}
}

func TestWhatOthersChangedMeanwhileIsShownBeforeAFormCounts(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	b.clocked(id)
	v := b.choose(userR, id, "Edit …")
	b.desk.change(id, func(k *disclosure.Case) { k.Title = "Renamed by somebody else" })
	got := b.fill(userR, v, map[string]string{"tracking": "NM-4711"})
	if got.View == nil || !strings.Contains(allText(*got.View), "has changed since you opened this") {
		t.Fatalf("a form counts that shows what is no longer so: %+v", got)
	}
	if kept := formValues(*got.View)["tracking"]; kept != "NM-4711" {
		t.Errorf("what was written is lost: %q", kept)
	}
	// What the form does not show, such as a probe in between, is in nobody's way.
	v = b.choose(userR, id, "Edit …")
	b.desk.change(id, func(k *disclosure.Case) { k.Version++; k.Assets[0].Probes++ })
	b.desk.mu.Lock()
	b.desk.meddles = 1 // and once more between the look and the write
	b.desk.mu.Unlock()
	if again := b.fill(userR, v, map[string]string{"tracking": "NM-4711"}); again.View != nil && again.View.CallbackID != "" || len(again.Errors) > 0 {
		t.Fatalf("%+v", again)
	}
	if b.work(); b.caseOf(id).Tracking != "NM-4711" {
		t.Error("the edit was not made")
	}
}

func TestASubmissionThatIsHandledTwiceDoesItOnce(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	v := b.choose(userR, id, "Record what happened …")
	b.fill(userR, v, map[string]string{"what": "statement", "when": "2020-01-26", "party": "vendor/NextMotion", "text": "we look into it"})
	job, ok := b.desk.take()
	if !ok || job.Task() != TaskInbound {
		t.Fatalf("%+v", job)
	}
	b.run(job)
	b.run(job) // the process died before the delivery was done
	n := 0
	for _, e := range b.desk.events[id] {
		if e.Kind == disclosure.KindStatement {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d statements are on record", n)
	}
}

func TestAnAnswerIsDraftedBelowWhatTheyWrote(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	b.addContact(id)
	e := disclosure.Event{Kind: disclosure.KindReplied, Party: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Text: "Which bucket?"}
	_, blocks, _ := renderNotice(b.caseOf(id), e, false)
	row, ok := blocks[len(blocks)-1].(*slackapi.ActionBlock)
	if !ok {
		t.Fatal("there is no button below it")
	}
	button, ok := row.Elements.ElementSet[0].(*slackapi.ButtonBlockElement)
	if !ok {
		t.Fatal("no button")
	}
	n := len(b.server.calls("/views.open"))
	b.click(userR, button.ActionID, button.Value)
	b.server.until("the form is open", func() bool { return len(b.server.calls("/views.open")) > n })
	v := b.openedView()
	if formValues(v)["contact"] != "C1" {
		t.Errorf("it does not go to whoever wrote: %v", formValues(v))
	}
	b.fill(userR, v, map[string]string{"subject": "Re: Which bucket", "text": "The one of the imaging department."})
	b.work()
	k := b.caseOf(id)
	if len(k.Drafts) != 1 || k.Drafts[0].Template != disclosure.FreeText || b.desk.bodies[string(id)+"D1"] != "The one of the imaging department." {
		t.Fatalf("%+v", k.Drafts)
	}
	if got := answerButtons(&disclosure.Case{ID: id, Work: disclosure.WorkClosed, Contacts: k.Contacts, Parties: k.Parties}, &e); got != nil {
		t.Error("an answer is offered in a case that is closed")
	}
	request := e
	request.Kind = disclosure.KindExtensionRequested
	if row := answerButtons(k, &request); row == nil || len(row.Elements.ElementSet) != 2 {
		t.Error("a request for time has no button that decides about it")
	}
	press := e
	press.Kind, press.Party = disclosure.KindPubliclyReported, disclosure.Press
	if got := answerButtons(k, &press); got != nil {
		t.Error("an answer to the press is offered")
	}
}

func TestADraftIsReadAndEditedInAForm(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	b.addContact(id)
	b.click(userR, actionDraft, value{Case: id, Version: 1}.String())
	b.work()
	about := "D1 (first contact to vendor, open)"
	if said := allText(b.choose(userR, id, "Read "+about)); !strings.Contains(said, "&lt;your bucket&gt; &amp; its files are readable.") || !strings.Contains(said, "Subject: Exposed data") {
		t.Errorf("it is not what the receiver reads: %s", said)
	}
	v := b.choose(userR, id, "Edit "+about)
	if got := b.fill(userR, v, nil); got.Errors["subject"] == "" {
		t.Errorf("an edit of nothing is taken: %+v", got)
	}
	b.fill(userR, v, map[string]string{"text1": "Dear team, it is open."})
	b.work()
	if body := b.desk.bodies[string(id)+"D1"]; body != "Dear team, it is open." {
		t.Errorf("%q", body)
	}
}

func TestAFormThatIsTooLargeForAnAcknowledgementIsShownAfterIt(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	b.addContact(id)
	b.click(userR, actionDraft, value{Case: id, Version: 1}.String())
	b.work()
	b.desk.bodies[string(id)+"D1"] = strings.Repeat(strings.Repeat("é", 100)+"\n", 90)
	v := b.choose(userR, id, "Edit D1 (first contact to vendor, open)")
	b.desk.bodies[string(id)+"D1"] += "one more line\n"
	n := len(b.server.calls("/views.update"))
	ack := b.submit(userR, v.CallbackID, v.PrivateMetadata, formValues(v))
	if len(ack) > 20_480 {
		t.Errorf("an acknowledgement of %d bytes: Slack drops it", len(ack))
	}
	b.server.until("the form is shown", func() bool { return len(b.server.calls("/views.update")) > n })
	if got := b.lastReply("/views.update"); !strings.Contains(got, "has changed since you opened this") {
		t.Error("the form is not shown again")
	}
}

func TestAWordOfTheCommandOpensItsForms(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	for _, g := range form.Groups() {
		n, said := len(b.server.calls("/views.open")), len(b.server.calls("/respond"))
		b.command(userL, g.Group+" dl-2020-1")
		b.server.until("an answer to "+g.Group, func() bool {
			return len(b.server.calls("/views.open")) > n || len(b.server.calls("/respond")) > said && strings.Contains(b.lastReply("/respond"), "nothing of that to do")
		})
	}
	b.desk.change(id, func(k *disclosure.Case) { k.Circle.Names = []string{"Malik"} })
	n := len(b.server.calls("/views.open"))
	b.command(userL, "case "+string(id))
	b.server.until("a refusal", func() bool { return strings.Contains(b.lastReply("/respond"), "here is no case") })
	if len(b.server.calls("/views.open")) != n {
		t.Error("a restricted case shows its forms to somebody who may not see it")
	}
}

func TestEveryFormKeepsSlacksLimitsWhateverTheCaseHolds(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine has nothing for the race detector; the run without -short does it")
	}
	t.Parallel()
	a := &App{}
	s := extremeSeen()
	if err := CheckView(menuView(s, form.Menu(s, ""), origin{Channel: triage})); err != nil {
		t.Errorf("the menu: %v", err)
	}
	for _, act := range form.Actions() {
		subjects := []form.Choice{{}}
		if act.About != nil {
			subjects = act.About(s)[:1]
		}
		s.Subject = subjects[0].Value
		v := a.formView(&act, s, filled{changed: true, moves: []string{strings.Repeat("x", 9000)}}, origin{Channel: triage})
		if act.Fields(s) == nil || selectsOffer(v) {
			if err := CheckView(v); err != nil {
				t.Errorf("%s: %v", act.Name, err)
			}
		}
		if strings.Contains(allText(v), "<!channel>") {
			t.Errorf("%s: something calls everybody", act.Name)
		}
	}
}

// selectsOffer reports whether each select has something to choose: only then is the form offered.
func selectsOffer(v slackapi.ModalViewRequest) bool {
	for _, blk := range v.Blocks.BlockSet {
		if in, ok := blk.(*slackapi.InputBlock); ok {
			if e, ok := in.Element.(*slackapi.SelectBlockElement); ok && len(e.Options) == 0 {
				return false
			}
		}
	}
	return true
}

// extremeSeen is a case with too much of everything.
func extremeSeen() *form.Seen {
	long := strings.Repeat("<!channel> שלום 🔓 & ", 30)
	var readers []form.Reader
	k := &disclosure.Case{ID: "DL-2020-0001", Version: 99_999, Title: long, Summary: strings.Repeat(long, 10), Work: disclosure.WorkActive, Clocks: disclosure.Clocks{}}
	for i := range 500 {
		n := strconv.Itoa(i)
		readers = append(readers, form.Reader{Contact: "C" + n, Account: 9_000_000_000 + int64(i), Login: n + long, Sight: long})
		k.Parties = append(k.Parties, disclosure.Party{Role: disclosure.Vendor, Name: n + long})
		k.Contacts = append(k.Contacts, disclosure.Contact{ID: "C" + n, Role: disclosure.Vendor, Name: n + long, Channel: disclosure.Email, Address: long, Found: long})
		k.Assets = append(k.Assets, disclosure.Asset{ID: "A" + n, Kind: "s3", Target: "https://" + long, Exposure: disclosure.ExposureNotSeenOpen, Recreated: true, Stopped: i%2 == 0})
		k.Drafts = append(k.Drafts, disclosure.Draft{ID: "D" + n, State: disclosure.DraftOpen, Subject: long, Name: long})
		k.Messages = append(k.Messages, disclosure.Message{Key: "M" + n, State: disclosure.MessageUncertain, Name: long})
		k.Clocks["fix@vendor/"+n+long] = disclosure.Clock{State: disclosure.ClockRunning}
		k.Clocks["csirt@vendor/"+n+long] = disclosure.Clock{State: disclosure.ClockPaused}
	}
	known := form.Known{Two: []string{"A1"}, People: []string{long}, Kinds: []string{"s3"}, Languages: []string{"en"}, Readers: readers}
	for i := range 300 {
		known.Items = append(known.Items, form.Item{ID: int64(i + 1), Subject: long})
	}
	return &form.Seen{Case: k, Actor: disclosure.Actor{Role: disclosure.Admin}, Now: fixed(), Zone: utc(), Known: known, Text: strings.Repeat(long+"\n", 15)}
}

func TestARefusalStandsAtAFieldThatTheFormHas(t *testing.T) {
	t.Parallel()
	act := form.Action{Fields: func(*form.Seen) []form.Field { return []form.Field{{Name: "subject"}, {Name: "why"}} }}
	for want, name := range map[string]string{"why": "why", "subject": "text1"} {
		if got := (&submitted{}).fieldOr(&act, name); got != want {
			t.Errorf("%s: at %s, want %s", name, got, want)
		}
	}
}
