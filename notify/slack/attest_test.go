package slack

import (
	"strings"
	"testing"

	"daylight/disclosure"
)

func TestWhatNoProbeTellsIsAttestedFromTheCard(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	v := value{Case: id, Version: 1}.String()
	waits := func(k *disclosure.Case) { k.Assets[0].UndecidedNotified = true }
	if _, blocks := renderCard(cardData{Case: nextMotion(waits), Zone: utc()}); !strings.Contains(readable(blocks), "[I looked: it is closed …]") {
		t.Errorf("the card offers %s", readable(blocks))
	}
	for rule, change := range map[string]func(*disclosure.Case){
		"a probe tells":           func(*disclosure.Case) {},
		"its checks were stopped": func(k *disclosure.Case) { k.Assets[0].UndecidedNotified, k.Assets[0].Stopped = true, true },
		"the case is closed":      func(k *disclosure.Case) { k.Assets[0].UndecidedNotified, k.Work = true, disclosure.WorkClosed },
	} {
		if _, blocks := renderCard(cardData{Case: nextMotion(change), Zone: utc()}); strings.Contains(readable(blocks), "I looked: it is closed …]") {
			t.Errorf("%s, and the card offers to attest", rule)
		}
	}
	told := func(user, want string) {
		t.Helper()
		n := len(b.server.calls("/respond"))
		b.ids++
		b.click(user, actionAttest, v)
		b.server.until("an answer", func() bool { return len(b.server.calls("/respond")) > n })
		if got := b.lastReply("/respond"); !strings.Contains(got, want) {
			t.Errorf("answered %s", got)
		}
	}
	told(userR, "have a verdict again")
	b.desk.change(id, waits)
	told(userV, "needs the rank researcher")
	look := func(user string, nth int) disclosure.Asset {
		t.Helper()
		b.ids++
		b.click(user, actionAttest, v)
		b.server.until("the form", func() bool { return len(b.server.calls("/views.open")) == nth })
		form := b.openedView()
		if err := CheckView(form); err != nil {
			t.Fatal(err)
		}
		b.submit(user, callbackAttest, form.PrivateMetadata, map[string]string{fieldTarget: "A1", fieldSeen: "a login page"})
		b.work()
		k, _ := b.desk.Case(t.Context(), id)
		return k.Assets[0]
	}
	if a := look(userR, 1); a.AttestedBy != "Rosa" || a.Exposure == disclosure.ExposureAttested {
		t.Fatalf("one word made it %s by %q", a.Exposure, a.AttestedBy)
	}
	if a := look(userL, 2); a.Exposure != disclosure.ExposureAttested {
		t.Errorf("two words left it %s", a.Exposure)
	}
}
