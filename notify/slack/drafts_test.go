package slack

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

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
	actor := b.who(t.Context(), userL).Actor
	if _, err := b.desk.SendDraft(t.Context(), actor, v.Case, "D1"); err != nil {
		t.Fatal(err)
	}
	c := call{interaction: interaction{User: userM, Channel: triage}, Actor: disclosure.Actor{Name: "Malik", Role: disclosure.Lead}}
	err := b.meanwhile(t.Context(), c, v, disclosure.DraftApproved, fault.Errorf(fault.Refused, "no"))
	if err != nil {
		t.Fatal(err)
	}
	if got := b.lastReply("/chat.postEphemeral"); !strings.Contains(got, "by Lena") {
		t.Errorf("told %s", got)
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

func TestPreviewOfADraftThatCannotBeApprovedIsNotShown(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	reply := func(want string) {
		t.Helper()
		n := len(b.server.calls("/respond"))
		b.click(userL, actionApprove, v.String())
		b.server.until("an answer", func() bool { return len(b.server.calls("/respond")) > n })
		if got := b.lastReply("/respond"); !strings.Contains(got, want) {
			t.Errorf("answered %s", got)
		}
	}
	b.desk.mu.Lock()
	b.desk.bodies["DL-2020-0001D1"] = strings.Repeat("x", maxPreview+1)
	b.desk.mu.Unlock()
	reply("too long")
	b.approve(userL, v)
	b.work()
	reply("is approved already")
	v.Draft = "D9"
	reply("no longer exists")
	v.Case = "DL-2020-0099"
	reply("There is no case")
	if len(b.server.calls("/views.open")) != 0 {
		t.Error("a preview was shown")
	}
}

func TestSecondDraftOfAFirstContactIsRefused(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	v := b.drafted()
	b.click(userR, actionDraft, v.String())
	b.work()
	if got := b.lastReply("/respond"); !strings.Contains(got, "Nothing to draft") {
		t.Errorf("answered %s", got)
	}
	if k, _ := b.desk.Case(t.Context(), v.Case); len(k.Drafts) != 1 {
		t.Errorf("%d drafts", len(k.Drafts))
	}
}
