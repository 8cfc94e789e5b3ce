package slack

import (
	"encoding/json"
	"strings"
	"testing"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
)

const bucket = "https://example-bucket.s3.eu-west-3.amazonaws.com/"

// shortcut uses "Turn into a finding" on a message.
func (b *bench) shortcut(user, text string) {
	b.t.Helper()
	b.deliver(envelopeInteractive, map[string]any{
		"type": interactionMessage, "callback_id": callbackFromMessage, "user": map[string]any{"id": user}, "trigger_id": "TS" + user + text[:1],
		"channel": map[string]any{"id": "C0TALK"}, "team": map[string]any{"domain": "team"}, "response_url": b.server.GetAPIURL() + "respond",
		"message": map[string]any{"ts": "1580000000.000100", "user": userV, "text": text},
	})
}

// values takes the initial values of a modal, as Slack sends them back.
func values(v slackapi.ModalViewRequest) map[string]string {
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
			out[in.BlockID] = e.InitialOption.Value
		}
	}
	return out
}

// record brings a case with its card into being.
func (b *bench) record() disclosure.CaseID {
	b.t.Helper()
	b.submit(userR, callbackFinding, origin{Channel: triage}.String(), map[string]string{
		fieldTitle: "Open bucket with patient files", fieldAsset: bucket, fieldKind: "s3", fieldVendor: "NextMotion", fieldDiscovered: "2020-01-24",
	})
	b.work()
	return "DL-2020-0001"
}

// drafted brings a case with an open draft into being and returns the value of its button.
func (b *bench) drafted() value {
	b.t.Helper()
	id := b.record()
	b.desk.change(id, func(k *disclosure.Case) {
		k.Contacts = append(k.Contacts, disclosure.Contact{ID: "C1", Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@nextmotion.example"})
	})
	b.click(userR, actionDraft, value{Case: id, Version: 1}.String())
	b.work()
	return value{Case: id, Draft: "D1", Revision: 1, Version: 2}
}

func (b *bench) approve(user string, v value) json.RawMessage {
	b.t.Helper()
	return b.submit(user, callbackApprove, origin{Channel: triage, Value: v.String()}.String(), nil)
}

func TestMessageBecomesFindingAndCard(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.shortcut(userR, "*Open bucket with patient files* at <https://example-bucket.s3.eu-west-3.amazonaws.com/|here> &amp; more\nsecond line")
	b.server.until("the modal is open", func() bool { return len(b.server.calls("/views.open")) == 1 })

	view := b.openedView()
	got := values(view)
	if got[fieldAsset] != bucket || got[fieldKind] != "s3" || !strings.HasPrefix(got[fieldTitle], "Open bucket with patient files") {
		t.Fatalf("prefilled %v", got)
	}
	if strings.Contains(got[fieldTitle], "example-bucket") {
		t.Errorf("the title holds the target: %q", got[fieldTitle])
	}
	got[fieldVendor], got[fieldDiscovered], got[fieldRecords], got[fieldData] = "NextMotion <!channel>", "2020-01-24", "900,000", "medical images, Videos"
	ack := b.submit(userR, callbackFinding, view.PrivateMetadata, got)
	if !strings.Contains(string(ack), `"response_action":"update"`) {
		t.Fatalf("acknowledged with %s", ack)
	}
	b.work()

	k, err := b.desk.Case(t.Context(), "DL-2020-0001")
	if err != nil {
		t.Fatal(err)
	}
	if k.Author != "Rosa" || k.Discovered.String() != "2020-01-24" || k.Exposed.Records != 900000 || strings.Join(k.Exposed.Data, " ") != "medical_images videos" {
		t.Errorf("recorded %+v", k)
	}
	note := b.desk.events["DL-2020-0001"][1]
	if note.Kind != disclosure.KindNote || note.Ref != "https://team.slack.com/archives/C0TALK/p1580000000000100" ||
		!strings.Contains(note.Text, "Vito") || note.Visibility != disclosure.InternalOnly {
		t.Errorf("the origin is noted as %+v", note)
	}
	posts := b.server.posts()
	if len(posts) != 1 || posts[0].Channel != triage || posts[0].Thread != "" {
		t.Fatalf("posted %+v", posts)
	}
	card := posts[0]
	if !strings.Contains(card.Text, "NextMotion &lt;!channel&gt;") {
		t.Errorf("the vendor is not escaped: %s", card.Text)
	}
	for _, secret := range []string{"example-bucket", "amazonaws"} {
		if strings.Contains(card.Blocks+card.Text, secret) {
			t.Errorf("the card shows %q", secret)
		}
	}
	if !strings.Contains(card.Metadata, metadataType) || !strings.Contains(card.Metadata, "card/DL-2020-0001") {
		t.Errorf("metadata %s", card.Metadata)
	}
	if ref, _, _ := b.desk.Ref(t.Context(), "DL-2020-0001", owner, refCard); ref != triage+":"+card.TS {
		t.Errorf("remembered %q", ref)
	}
	if reply := b.lastReply("/views.update"); !strings.Contains(reply, "DL-2020-0001") {
		t.Errorf("the modal says %s", reply)
	}
	for _, r := range b.server.calls("/chat.postMessage") {
		if r.Auth != "Bearer xoxb-secret" {
			t.Errorf("the token is not in the header: %q", r.Auth)
		}
	}
}

func TestCardIsNoFinding(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.desk.refer([]disclosure.Ref{{Case: "DL-2020-0009", Owner: owner, Name: refCard, Value: "C0TALK:1580000000.000100"}})
	b.shortcut(userR, "whatever")
	b.server.until("an answer", func() bool { return len(b.server.calls("/respond")) == 1 })
	if reply := b.lastReply("/respond"); !strings.Contains(reply, "is the card of DL-2020-0009") {
		t.Errorf("answered %s", reply)
	}
}

func TestFieldErrorsAreInTheAcknowledgement(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.record()
	good := map[string]string{fieldTitle: "A title", fieldAsset: "https://other.example/", fieldKind: "http"}
	cases := []struct {
		name, field, value, want string
	}{
		{"a title is needed", fieldTitle, "", "needed"},
		{"a slash date is refused with advice", fieldDiscovered, "01/24/2020", "2020-01-24"},
		{"a date in the future is refused", fieldDiscovered, "2020-02-01", "future"},
		{"an internal target is refused", fieldAsset, "http://127.0.0.1/", "rivate and internal"},
		{"a malformed target is refused", fieldAsset, "nothing", "URL"},
		{"a known asset names its case", fieldAsset, bucket, "DL-2020-0001"},
		{"a kind that is not offered is refused", fieldKind, "ftp", "s3, http"},
		{"a count has to be a number", fieldRecords, "many", "900000"},
		{"a country has two letters", fieldCountry, "France", "FR"},
		{"a domain is bare", fieldDomain, "https://x/", "example.com"},
		{"categories are words", fieldData, "a=b", "commas"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			in := map[string]string{}
			for k, v := range good {
				in[k] = v
			}
			in[c.field] = c.value
			b.t = t
			ack := b.submit(userR, callbackFinding, "", in)
			var got slackapi.ViewSubmissionResponse
			if err := json.Unmarshal(ack, &got); err != nil || got.ResponseAction != slackapi.RAErrors {
				t.Fatalf("acknowledged with %s", ack)
			}
			if !strings.Contains(got.Errors[c.field], c.want) {
				t.Errorf("errors %v", got.Errors)
			}
		})
	}
	if _, _, _, jobs := b.desk.counts(); jobs != 0 {
		t.Error("a refused submission was stored")
	}
}

func TestFindingRunTwiceIsRecordedOnce(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.submit(userR, callbackFinding, "", map[string]string{fieldTitle: "A title", fieldAsset: bucket, fieldKind: "s3"})
	job, _ := b.desk.take()
	b.run(job)
	b.run(job) // the process died before the job was finished
	if cases, _, _, _ := b.desk.counts(); cases != 1 {
		t.Errorf("%d cases", cases)
	}
}

func TestCommandsAnswerOnlyThePerson(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.record()
	b.desk.list = []disclosure.Summary{{ID: "DL-2020-0001", Title: "Open & <bucket>", Headline: "open", Vendor: "NextMotion"}}
	before := len(b.server.posts())
	cases := []struct{ name, text, want string }{
		{"show", "show dl-2020-1", "DL-2020-0001 · NextMotion"},
		{"timeline", "timeline DL-2020-0001", "contact to closure: 9 days (7 working)"},
		{"list", "list vendor:next motion", `Open \u0026amp; \u0026lt;bucket\u0026gt;`},
		{"help", "help", "/disclose timeline CASE"},
		{"bare is help", "", "/disclose new"},
		{"a slip of the pen gets a suggestion", "shwo DL-2020-0001", "Did you mean `/disclose show`?"},
		{"no such case", "show DL-2020-0099", "There is no case DL-2020-0099."},
		{"no case given", "show", "Name one case"},
		{"not a case id", "show 1/2", "is no case id"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b.t = t
			n := len(b.server.calls("/respond"))
			b.command(userV, c.text)
			b.work()
			b.server.until("an answer", func() bool { return len(b.server.calls("/respond")) > n })
			if got := b.lastReply("/respond"); !strings.Contains(got, c.want) || !strings.Contains(got, `"response_type":"ephemeral"`) {
				t.Errorf("answered %s", got)
			}
		})
	}
	if len(b.server.posts()) != before {
		t.Error("a command posted into a channel")
	}
	if f := b.desk.filters[0]; f.Vendor != "next" || f.Query != "motion" || f.Limit != listPage+1 {
		t.Errorf("filter %+v", f)
	}
}

func TestOpenQuoteIsRefusedInTheAcknowledgement(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	if ack := b.command(userV, `list "open`); !strings.Contains(string(ack), "quotation mark") {
		t.Errorf("acknowledged with %s", ack)
	}
}

func TestListTurnsPages(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	for i := range 45 {
		b.desk.list = append(b.desk.list, disclosure.Summary{ID: disclosure.CaseID("DL-2020-" + string([]byte{'0', '0', byte('0' + i/10), byte('0' + i%10)}))})
	}
	b.command(userV, "list all")
	b.work()
	if got := b.lastReply("/respond"); !strings.Contains(got, "DL-2020-0019") || strings.Contains(got, "DL-2020-0020*") || !strings.Contains(got, "DL-2020-0019 all") {
		t.Fatalf("first page %s", got)
	}
	b.click(userV, actionNext, "DL-2020-0019 all")
	b.work()
	got := b.lastReply("/respond")
	if !strings.Contains(got, "DL-2020-0020") || !strings.Contains(got, `"replace_original":true`) || !b.desk.filters[1].All {
		t.Errorf("second page %s", got)
	}
}

func TestStrangersAreRefusedPolitely(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	if ack := b.command(userX, "list"); !strings.Contains(string(ack), "Please ask Lena or Malik") || !strings.Contains(string(ack), userX) {
		t.Errorf("a command is acknowledged with %s", ack)
	}
	if ack := b.submit(userX, callbackFinding, "", map[string]string{fieldTitle: "t"}); !strings.Contains(string(ack), "does not know you") {
		t.Errorf("a submission is acknowledged with %s", ack)
	}
	n := len(b.server.calls("/respond"))
	b.click(userX, actionSend, v.String())
	b.server.until("an answer", func() bool { return len(b.server.calls("/respond")) > n })
	if got := b.lastReply("/respond"); !strings.Contains(got, "does not know you") {
		t.Errorf("a click is answered with %s", got)
	}
	b.shortcut(userX, "hello")
	b.server.until("an answer", func() bool { return len(b.server.calls("/respond")) > n+1 })
	if len(b.server.calls("/views.open")) != 0 {
		t.Error("a stranger got a modal")
	}
	if _, _, _, jobs := b.desk.counts(); jobs != 0 {
		t.Error("what a stranger sent was stored")
	}
}

func TestRankDecidesWhatAKnownUserMayDo(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	for name, step := range map[string]func(){
		"a viewer may not probe":          func() { b.click(userV, actionProbe, v.String()) },
		"a researcher may not send":       func() { b.click(userR, actionSend, v.String()) },
		"a researcher may not see a text": func() { b.click(userR, actionApprove, v.String()) },
	} {
		t.Run(name, func(t *testing.T) {
			b.t = t
			n := len(b.server.calls("/respond"))
			step()
			b.server.until("an answer", func() bool { return len(b.server.calls("/respond")) > n })
			if got := b.lastReply("/respond"); !strings.Contains(got, "needs the rank") || !strings.Contains(got, "Lena") {
				t.Errorf("answered %s", got)
			}
		})
	}
	if ack := b.approve(userR, v); !strings.Contains(string(ack), "needs the rank lead") {
		t.Errorf("an approval is acknowledged with %s", ack)
	}
	if _, sends, probes, jobs := b.desk.counts(); sends+probes+jobs != 0 || len(b.server.calls("/views.open")) != 0 {
		t.Error("something was done")
	}
}

func TestRankIsCheckedAgainWhenTheJobRuns(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	b.approve(userL, v)
	b.work()
	b.click(userL, actionSend, v.String())
	b.opts.Members[userL] = Member{"Lena", disclosure.Viewer}
	b.work()
	if _, sends, _, _ := b.desk.counts(); sends != 0 {
		t.Error("sent by somebody who may not any more")
	}
}

func TestApproveShowsTheBytesAndFreezesThem(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	if card := b.server.posts()[0]; !strings.Contains(card.Blocks, actionApprove) || strings.Contains(card.Blocks, "security@nextmotion.example") {
		t.Errorf("the card is %s", card.Blocks)
	}
	b.click(userL, actionApprove, v.String())
	b.server.until("the preview", func() bool { return len(b.server.calls("/views.open")) == 1 })
	preview := b.server.calls("/views.open")[0].Body
	for _, want := range []string{`\u0026lt;your bucket\u0026gt; \u0026amp; its files`, "Approve these bytes", "the vendor NextMotion by email", "revision 1"} {
		if !strings.Contains(preview, want) {
			t.Errorf("the preview lacks %q: %s", want, preview)
		}
	}
	if ack := b.approve(userL, v); !strings.Contains(string(ack), "Approving") {
		t.Fatalf("acknowledged with %s", ack)
	}
	b.work()
	k, _ := b.desk.Case(t.Context(), v.Case)
	if d, _ := k.Draft("D1"); d.State != disclosure.DraftApproved {
		t.Errorf("the draft is %s", d.State)
	}
	card := b.server.posts()[0]
	if !strings.Contains(card.Blocks, actionSend) || !strings.Contains(card.Blocks, "goes to the vendor NextMotion by email: 1 recipient") || strings.Contains(card.Blocks, "security@") {
		t.Errorf("the card is %s", card.Blocks)
	}
	if ack := b.approve(userM, v); !strings.Contains(string(ack), "is approved already") || !strings.Contains(string(ack), "Lena") {
		t.Errorf("a second approval is acknowledged with %s", ack)
	}
}

func TestChangedDraftIsNotApproved(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	b.desk.change(v.Case, func(k *disclosure.Case) { k.Drafts[0].Revision = 2 })
	if ack := b.approve(userL, v); !strings.Contains(string(ack), "you saw revision 1, now it is 2") {
		t.Errorf("acknowledged with %s", ack)
	}
}

func TestStaleClickIsExplainedAndTheCardRefreshed(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	updates := len(b.server.calls("/chat.update"))
	b.click(userL, actionSend, v.String()) // it was never approved
	b.work()
	if got := b.lastReply("/respond"); !strings.Contains(got, "has to be approved again") {
		t.Errorf("answered %s", got)
	}
	if len(b.server.calls("/chat.update")) == updates {
		t.Error("the card was not refreshed")
	}
	if _, sends, _, _ := b.desk.counts(); sends != 0 {
		t.Error("something was sent")
	}
	b.click(userL, actionSend, "nonsense")
	b.work()
	if got := b.lastReply("/respond"); !strings.Contains(got, "older version") {
		t.Errorf("answered %s", got)
	}
}

func TestTwoPeopleWhoSendLeadToOneSend(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	b.approve(userL, v)
	b.work()
	b.click(userL, actionSend, v.String())
	b.click(userM, actionSend, v.String())
	b.work()
	if _, sends, _, _ := b.desk.counts(); sends != 1 {
		t.Fatalf("%d sends", sends)
	}
	if got := b.lastReply("/respond"); !strings.Contains(got, "is sent already") || !strings.Contains(got, "by Lena") {
		t.Errorf("the second person reads %s", got)
	}
	var thread []string
	for _, p := range b.server.posts()[1:] {
		thread = append(thread, p.Text)
		if p.Thread != b.server.posts()[0].TS || p.Broadcast {
			t.Errorf("posted %+v", p)
		}
	}
	if all := strings.Join(thread, "\n"); len(thread) != 2 || !strings.Contains(all, "approved") || !strings.Contains(all, "Contacted") {
		t.Errorf("the thread says %q", thread)
	}
}

func TestSendThatLosesTheRaceNamesTheWinner(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	b.approve(userL, v)
	b.work()
	// Both saw an approved draft; the desk lets one through.
	actor, _ := b.who(userL)
	if _, err := b.desk.SendDraft(t.Context(), actor, v.Case, "D1"); err != nil {
		t.Fatal(err)
	}
	c := call{interaction: interaction{User: userM, Channel: triage}, Actor: disclosure.Actor{Name: "Malik", Role: disclosure.Lead}}
	err := b.meanwhile(t.Context(), c, v, disclosure.DraftApproved, disclosure.Errorf(disclosure.Refused, "no"))
	if err != nil {
		t.Fatal(err)
	}
	if got := b.lastReply("/chat.postEphemeral"); !strings.Contains(got, "by Lena") {
		t.Errorf("told %s", got)
	}
}

func TestProbeTimelineAndReveal(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	v := value{Case: id, Version: 1}
	b.click(userR, actionProbe, v.String())
	b.work()
	if _, _, probes, _ := b.desk.counts(); probes != 1 {
		t.Errorf("%d probes", probes)
	}
	b.click(userV, actionMore, moreTimeline+" "+v.String())
	b.work()
	if got := b.lastReply("/respond"); !strings.Contains(got, "timeline") || strings.Contains(got, "example-bucket") {
		t.Errorf("the timeline is %s", got)
	}
	b.click(userV, actionMore, moreReveal+" "+v.String())
	b.work()
	if got := b.lastReply("/respond"); !strings.Contains(got, "hxxps://example-bucket[.]s3") || strings.Contains(got, "https://example-bucket") {
		t.Errorf("revealed %s", got)
	}
	b.click(userV, actionMore, "else "+v.String())
	b.work()
	if got := b.lastReply("/respond"); !strings.Contains(got, "another version") {
		t.Errorf("answered %s", got)
	}
}

func TestRepeatedEnvelopeIsWorkedOnce(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	payload := b.clickPayload(userR, actionProbe, value{Case: id}.String())
	for _, envelope := range []string{"R1", "R1", "R2"} { // the same trigger, even in a new envelope
		b.send(envelopeInteractive, envelope, payload)
		b.server.until("the envelope is acknowledged", func() bool { _, ok := b.server.ackOf(envelope); return ok })
	}
	b.work()
	if _, _, probes, _ := b.desk.counts(); probes != 1 {
		t.Errorf("%d probes", probes)
	}
}

func TestModalIsOpenedOncePerTrigger(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.shortcut(userR, "a message")
	b.shortcut(userR, "a message")
	b.server.until("the modal is open", func() bool { return len(b.server.calls("/views.open")) >= 1 })
	b.command(userV, "help")
	b.work()
	if n := len(b.server.calls("/views.open")); n != 1 {
		t.Errorf("%d modals", n)
	}
}

func TestWhatCannotBeStoredIsNotClaimedToBeDone(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.desk.broken = disclosure.Errorf(disclosure.Unavailable, "the disk is full at /secret/path")
	if ack := b.command(userV, "list"); !strings.Contains(string(ack), "could not store") || strings.Contains(string(ack), "/secret") {
		t.Errorf("acknowledged with %s", ack)
	}
}

func TestPanicInAHandlerEndsNothingElse(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.desk.panics = true
	b.submit(userR, callbackFinding, "", map[string]string{fieldTitle: "A title", fieldAsset: bucket, fieldKind: "s3"})
	b.work()
	if n := b.desk.notes; len(n) != 1 || n[0].State != disclosure.InboundFailed {
		t.Errorf("noted %+v", n)
	}
	if got := b.lastReply("/views.update"); !strings.Contains(got, "went wrong") {
		t.Errorf("told %s", got)
	}
	if ack := b.command(userX, "help"); len(ack) == 0 {
		t.Error("the receiver is gone")
	}
}

func TestUnknownDeliveriesAreAcknowledged(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	// A block that the library cannot read fails its parser; the button inside still counts.
	id := b.record()
	payload := b.clickPayload(userR, actionProbe, value{Case: id}.String())
	payload["message"] = map[string]any{"ts": "5.1", "blocks": "not a list"}
	b.deliver(envelopeInteractive, payload)
	b.work()
	if _, _, probes, _ := b.desk.counts(); probes != 1 {
		t.Errorf("%d probes", probes)
	}
	b.deliver(envelopeInteractive, map[string]any{"type": "view_closed", "user": map[string]any{"id": userR}})
	b.deliver(envelopeInteractive, map[string]any{"type": interactionAction, "actions": []any{map[string]any{"action_id": "gone", "block_id": "b"}}})
	b.deliver("events_api", map[string]any{"type": "event_callback", "event": map[string]any{"type": "app_mention"}})
}

func TestUnavailableDeskLeavesTheJobToTheEngine(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.submit(userR, callbackFinding, "", map[string]string{fieldTitle: "A title", fieldAsset: bucket, fieldKind: "s3"})
	b.desk.broken = disclosure.Errorf(disclosure.Unavailable, "busy")
	job, _ := b.desk.take()
	in, raw := b.desk.inbound(job.Key)
	if _, err := b.Handle(t.Context(), in, raw); disclosure.CodeOf(err) != disclosure.Unavailable {
		t.Errorf("Handle gave %v", err)
	}
}

func TestAnswerFallsBackToADirectMessage(t *testing.T) {
	b := newBench(t, func(s *server, _ *Options) {
		for _, path := range []string{"/respond", "/chat.postEphemeral"} {
			s.fail[path] = func(w writer, _ int) bool {
				_, _ = w.Write([]byte(`{"ok":false,"error":"not_in_channel"}`))
				return true
			}
		}
	})
	b.connect()
	b.command(userV, "help")
	b.work()
	if posts := b.server.posts(); len(posts) != 1 || posts[0].Channel != userV {
		t.Errorf("posted %+v", posts)
	}
}

func TestTwoWorkersWhoSendLeadToOneSend(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	b.approve(userL, v)
	b.work()
	b.click(userL, actionSend, v.String())
	b.click(userM, actionSend, v.String())
	done := make(chan error, 2)
	for range 2 {
		job, ok := b.desk.take()
		if !ok {
			t.Fatal("a click was lost")
		}
		go func() {
			in, raw := b.desk.inbound(job.Key)
			_, err := b.Handle(t.Context(), in, raw)
			done <- err
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if _, sends, _, _ := b.desk.counts(); sends != 1 {
		t.Errorf("%d sends", sends)
	}
	var told string
	for _, r := range b.server.calls("/respond") {
		told += r.Body
	}
	if !strings.Contains(told, "is on its way") || !strings.Contains(told, "is sent already") {
		t.Errorf("told %s", told)
	}
}
