package slack

import (
	"fmt"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// waits puts items that name a case into the inbox and shows them in its thread.
func (b *bench) waits(id disclosure.CaseID, n int) {
	b.t.Helper()
	for i := 1; i <= n; i++ {
		b.desk.mu.Lock()
		b.desk.items = append(b.desk.items, ledger.Inbound{
			ID: int64(i), Case: id, State: ledger.InboundWaiting, Note: "held: attacker.example is not known to this case; it reads as fix_claimed",
		})
		b.desk.jobs = append(b.desk.jobs, WaitingJob(id, int64(i)).At(b.desk.clock()))
		b.desk.mu.Unlock()
	}
	b.work()
}

func (b *bench) stateOf(item int64) ledger.InboundState {
	b.t.Helper()
	in, _, err := b.desk.Inbound(b.t.Context(), item)
	if err != nil {
		b.t.Fatal(err)
	}
	return in.State
}

func TestWhatWaitsForAPersonIsShownInTheThreadAndDecidedThere(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.waits(id, 2)
	posts := b.server.posts()
	shown := posts[1]
	if shown.Thread != posts[0].TS || !strings.Contains(shown.Blocks, "attacker.example is not known") || !strings.Contains(shown.Blocks, "We have fixed it") ||
		!strings.Contains(shown.Blocks, actionTheirs) || !strings.Contains(shown.Blocks, actionNotTheirs) {
		t.Fatalf("the thread shows %+v", shown)
	}
	if strings.Contains(shown.Text+shown.Blocks, "example-bucket") {
		t.Errorf("the thread names the bucket: %s", shown.Blocks)
	}
	n := len(b.server.calls("/respond"))
	b.click(userV, actionTheirs, itemValue{id, 1}.String())
	b.server.until("a refusal", func() bool { return len(b.server.calls("/respond")) > n })
	if got := b.lastReply("/respond"); !strings.Contains(got, "needs the rank researcher") || b.stateOf(1) != ledger.InboundWaiting {
		t.Errorf("a viewer is told %s, the item is %s", got, b.stateOf(1))
	}
	b.click(userR, actionTheirs, itemValue{id, 1}.String())
	b.work()
	if got := b.lastReply("/respond"); b.stateOf(1) != ledger.InboundMatched || !strings.Contains(got, "is theirs") || !strings.Contains(got, "Rosa") || !strings.Contains(got, `"replace_original":true`) {
		t.Errorf("the item is %s, the thread says %s", b.stateOf(1), got)
	}
	b.click(userL, actionTheirs, itemValue{id, 1}.String())
	b.work()
	if got := b.lastReply("/respond"); !strings.Contains(got, "already belongs to") {
		t.Errorf("the second person is told %s", got)
	}
	b.click(userR, actionNotTheirs, itemValue{id, 2}.String())
	b.work()
	if b.stateOf(2) != ledger.InboundIgnored {
		t.Errorf("the other item is %s", b.stateOf(2))
	}
	b.click(userR, actionTheirs, "nonsense")
	b.work()
	if got := b.lastReply("/respond"); !strings.Contains(got, "older version") {
		t.Errorf("answered %s", got)
	}
}

// TestWhoWroteAnItemIsSaidWithOnePress: what reads as unclear is asked about, and either answer is applied.
func TestWhoWroteAnItemIsSaidWithOnePress(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.desk.mu.Lock()
	for i := int64(1); i <= 2; i++ {
		b.desk.items = append(b.desk.items, ledger.Inbound{ID: i, Case: id, State: ledger.InboundWaiting, Note: "unclear, unverified, matched by address"})
		b.desk.jobs = append(b.desk.jobs, WaitingJob(id, i).At(b.desk.clock()))
	}
	b.desk.mu.Unlock()
	b.work()
	if shown := b.server.posts()[1].Blocks; !strings.Contains(shown, actionPerson) || !strings.Contains(shown, actionMachine) || strings.Contains(shown, actionTheirs) {
		t.Fatalf("the thread shows %s", shown)
	}
	for item, press := range map[int64]string{1: actionPerson, 2: actionMachine} {
		b.click(userR, press, itemValue{id, item}.String())
		b.work()
		in, _, err := b.desk.Inbound(t.Context(), item)
		want := map[string]string{actionPerson: "person, said Rosa", actionMachine: "automatic, said Rosa"}[press]
		if err != nil || in.State != ledger.InboundMatched || in.Note != want {
			t.Errorf("%s: %+v, %v", press, in, err)
		}
	}
}

func TestAStrangerCannotFillTheThread(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.waits(id, 20)
	buttons, more := 0, 0
	for _, p := range b.server.posts() {
		buttons += strings.Count(p.Blocks, actionNotTheirs)
		more += strings.Count(p.Blocks, "/disclose message ")
	}
	if buttons != maxWaiting || more != 1 {
		t.Errorf("%d items are shown, %d times that more wait", buttons, more)
	}
}

func TestAnItemIsRecordedAsALegalThreat(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.desk.mu.Lock()
	b.desk.items = []ledger.Inbound{{ID: 1, Case: id, State: ledger.InboundWaiting, Note: "held"}}
	b.desk.jobs = append(b.desk.jobs, WaitingJob(id, 1).At(b.desk.clock()))
	b.desk.mu.Unlock()
	b.work()
	posts := b.server.posts()
	if last := posts[len(posts)-1]; !strings.Contains(last.Blocks, actionThreat) {
		t.Fatalf("the thread offers %s", last.Blocks)
	}
	n := len(b.server.calls("/respond"))
	b.click(userV, actionThreat, itemValue{id, 1}.String())
	b.server.until("a refusal", func() bool { return len(b.server.calls("/respond")) > n })
	b.click(userR, actionThreat, itemValue{id, 1}.String())
	b.work()
	events := b.desk.events[id]
	if last := events[len(events)-1]; last.Kind != disclosure.KindLegalThreat || last.Actor != "Rosa" || b.stateOf(1) != ledger.InboundMatched {
		t.Errorf("recorded %+v", last)
	}
	if got := b.lastReply("/respond"); !strings.Contains(got, "as a legal threat") {
		t.Errorf("the thread says %s", got)
	}
}

func TestWhatIsSettledIsNotShown(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.desk.mu.Lock()
	b.desk.items = []ledger.Inbound{{ID: 1, Case: id, State: ledger.InboundMatched}, {ID: 2, Case: "DL-2020-0009", State: ledger.InboundWaiting}}
	b.desk.jobs = append(b.desk.jobs, WaitingJob(id, 1).At(b.desk.clock()), WaitingJob(id, 2).At(b.desk.clock()))
	b.desk.mu.Unlock()
	b.work()
	if n := len(b.server.posts()); n != 1 {
		t.Errorf("%d posts", n)
	}
}

func TestAFirstContactThatNeedsAReasonAsksForIt(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.desk.change(id, func(k *disclosure.Case) {
		k.Contacts = append(k.Contacts, disclosure.Contact{ID: "C1", Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@nextmotion.example"})
	})
	b.desk.reason = "no answer of ours has shown A1 open"
	v := value{Case: id, Version: 1}
	b.click(userR, actionDraft, v.String())
	b.server.until("the form", func() bool { return len(b.server.calls("/views.open")) == 1 })
	form := b.openedView()
	if err := CheckView(form); err != nil || form.CallbackID != callbackBecause || !strings.Contains(b.server.calls("/views.open")[0].Body, "No answer of ours has shown A1 open") {
		t.Fatalf("the form is %+v: %v", form, err)
	}
	drafts := func() []disclosure.Draft { k, _ := b.desk.Case(t.Context(), id); return k.Drafts }
	if len(drafts()) != 0 {
		t.Fatal("it was drafted without a reason")
	}
	if ack := b.submit(userR, callbackBecause, form.PrivateMetadata, map[string]string{fieldBecause: "  "}); !strings.Contains(string(ack), "Say why") {
		t.Errorf("an empty reason is acknowledged with %s", ack)
	}
	b.ids++ // another trigger
	b.submit(userR, callbackBecause, form.PrivateMetadata, map[string]string{fieldBecause: "seen from another network"})
	b.work()
	if d := drafts(); len(d) != 1 || d[0].Because != "seen from another network" {
		t.Fatalf("drafted %+v", d)
	}
	// Whose asset was seen open is asked for nothing.
	b.desk.change(id, func(k *disclosure.Case) { k.Drafts = nil })
	b.desk.reason = ""
	b.click(userR, actionDraft, v.String())
	b.work()
	if d := drafts(); len(d) != 1 || d[0].Because != "" || len(b.server.calls("/views.open")) != 1 {
		t.Errorf("drafted %+v", d)
	}
}

func TestATargetThatWasNeverSeenOpenIsConfirmedFromTheCard(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	entry := moreConfirm + " " + value{Case: id, Version: 1}.String()
	k := nextMotion(func(k *disclosure.Case) { k.Assets[0].Exposure = disclosure.ExposureNotSeenOpen })
	if _, blocks := renderCard(cardData{Case: k, Zone: utc()}); !strings.Contains(readable(blocks), "(Confirm a target …)") {
		t.Errorf("the card offers %s", readable(blocks))
	}
	k.Assets[0].ConfirmedBy = "Rosa"
	if _, blocks := renderCard(cardData{Case: k, Zone: utc()}); strings.Contains(readable(blocks), "(Confirm") {
		t.Error("what is confirmed is offered again")
	}
	told := func(user, want string) {
		t.Helper()
		n := len(b.server.calls("/respond"))
		b.ids++
		b.click(user, actionMore, entry)
		b.server.until("an answer", func() bool { return len(b.server.calls("/respond")) > n })
		if got := b.lastReply("/respond"); !strings.Contains(got, want) {
			t.Errorf("answered %s", got)
		}
	}
	told(userR, "waits to be confirmed")
	b.desk.change(id, func(k *disclosure.Case) { k.Assets[0].Exposure = disclosure.ExposureNotSeenOpen })
	told(userV, "needs the rank researcher")
	b.click(userR, actionMore, entry)
	b.server.until("the form", func() bool { return len(b.server.calls("/views.open")) == 1 })
	form := b.openedView()
	if err := CheckView(form); err != nil || !strings.Contains(fmt.Sprint(b.server.calls("/views.open")[0].Body), "hxxps") {
		t.Fatalf("the form is %+v: %v", form, err)
	}
	b.submit(userR, callbackConfirm, form.PrivateMetadata, map[string]string{fieldTarget: "A1", fieldWhy: "seen by eye"})
	b.work()
	if k, _ := b.desk.Case(t.Context(), id); k.Assets[0].ConfirmedBy != "Rosa" {
		t.Errorf("the asset is %+v", k.Assets[0])
	}
}

// TestAnItemWithAMistypedCodeIsOfferedToItsCase: only where one case is suggested, and it gets there by a press alone.
func TestAnItemWithAMistypedCodeIsOfferedToItsCase(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.desk.mu.Lock()
	b.desk.items = []ledger.Inbound{
		{ID: 1, State: ledger.InboundWaiting, Subject: string(id), Note: "person, unverified, no case matches"},
		{ID: 2, State: ledger.InboundWaiting, Subject: string(id) + " DL-2020-0099", Note: "person, unverified, no case matches"},
		{ID: 3, State: ledger.InboundWaiting, Subject: "DL-2020-0099", Note: "person, unverified, no case matches"},
		{ID: 4, State: ledger.InboundWaiting, Subject: string(id), Note: "unclear, unverified, no case matches"},
	}
	for i := int64(1); i <= 4; i++ {
		b.desk.jobs = append(b.desk.jobs, WaitingJob(id, i).At(b.desk.clock()))
	}
	b.desk.mu.Unlock()
	b.work()
	posts := b.server.posts()[1:]
	if len(posts) != 2 || !strings.Contains(posts[0].Blocks, "Assign to "+string(id)) || !strings.Contains(posts[0].Blocks, "may mean this case") || !strings.Contains(posts[1].Blocks, actionPerson) {
		t.Fatalf("the thread shows %+v", posts)
	}
	for item := range int64(4) {
		if in, _, err := b.desk.Inbound(t.Context(), item+1); err != nil || in.Case != "" || in.State != ledger.InboundWaiting {
			t.Errorf("shown, item %d is %+v, %v", item+1, in, err)
		}
	}
	b.click(userR, actionTheirs, itemValue{id, 1}.String())
	b.click(userR, actionPerson, itemValue{id, 4}.String())
	b.work()
	for _, item := range []int64{1, 4} {
		if in, _, err := b.desk.Inbound(t.Context(), item); err != nil || in.Case != id || in.State != ledger.InboundMatched {
			t.Errorf("after the press item %d is %+v, %v", item, in, err)
		}
	}
}
