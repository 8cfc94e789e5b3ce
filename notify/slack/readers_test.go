package slack

import (
	"strconv"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/person"
	"daylight/notify/slack/form"
)

// unknownReaders are accounts of whom nobody said who they are.
func unknownReaders(n int) []form.Reader {
	out := []form.Reader{{Contact: "C1", Account: 99, Login: "passer-by<!channel>", Sight: "collaborator (write), first seen on 2020-01-26"}}
	for i := 1; i < n; i++ {
		out = append(out, form.Reader{Contact: "C1", Account: int64(100 + i), Login: "reader-" + strconv.Itoa(i), Sight: "invited (read), since 2020-01-25"})
	}
	return out
}

// strangersRead lets accounts read where the case writes, and says so on record as the engine does.
func (b *bench) strangersRead(id disclosure.CaseID, n int, kind disclosure.Kind) {
	b.t.Helper()
	b.desk.mu.Lock()
	b.desk.known.Readers = unknownReaders(n)
	b.desk.mu.Unlock()
	b.event(id, disclosure.Event{
		Kind: kind, Channel: disclosure.Issue, Ref: "team/nextmotion", Text: "Somebody can read there, and nobody said who that is.", Hand: person.Hand{Via: person.Engine},
	})
	b.work()
}

// readerValue is what a button of a reader carries.
func readerValue(id disclosure.CaseID) string {
	return value{Case: id, Draft: "C1-99", Version: 1}.String()
}

func TestWhoReadsAndIsNotKnownStandsOnCardAndThreadWithWhatCanBeSaid(t *testing.T) {
	t.Parallel()
	for _, kind := range []disclosure.Kind{disclosure.KindReadersChanged, disclosure.KindMessageCancelled} {
		b, id := connected(t)
		b.addContact(id)
		b.strangersRead(id, 6, kind)
		posts := b.inChannel()
		card, thread := posts[0].Blocks, posts[len(posts)-1].Blocks
		for where, got := range map[string]string{"card": card, "thread": thread} {
			for _, want := range []string{
				"6 accounts can read", "collaborator (write), first seen on 2020-01-26", "invited (read), since 2020-01-25", form.ReaderMayRead, form.ReaderSpeaks, "And 2 more",
			} {
				if !strings.Contains(got, want) {
					t.Errorf("%s, the %s lacks %q:\n%s", kind, where, want, got)
				}
			}
			if strings.Contains(got, "<!channel>") {
				t.Errorf("%s, the %s: a login calls everybody", kind, where)
			}
		}
	}
}

func TestAPressSaysOnceWhoAReaderIs(t *testing.T) {
	t.Parallel()
	for action, said := range map[string]string{form.ReaderMayRead: "may read what is written to", form.ReaderSpeaks: "speaks for the party in"} {
		b, id := connected(t)
		b.addContact(id)
		b.strangersRead(id, 1, disclosure.KindReadersChanged)
		press := func(user string) { b.click(user, actionAct+":"+action+"#C1-99", readerValue(id)) }
		confirmed := func() (n int) {
			b.desk.mu.Lock()
			defer b.desk.mu.Unlock()
			for _, e := range b.desk.events[id] {
				if e.Kind == disclosure.KindNote && strings.Contains(e.Text, said) && strings.Contains(e.Text, "named in their mail") {
					n++
				}
			}
			return n
		}

		press(userR)
		b.server.until("the refusal", func() bool { return strings.Contains(b.lastReply("/respond"), "lead") })

		opened := len(b.server.calls("/views.open"))
		press(userL)
		b.server.until("the form", func() bool { return len(b.server.calls("/views.open")) > opened })
		v := b.openedView()
		if shown := allText(v); !strings.Contains(shown, "collaborator (write), first seen on 2020-01-26") || strings.Contains(shown, "<!channel>") {
			t.Errorf("%s: the form shows %s", action, shown)
		}
		if got := b.fill(userL, v, map[string]string{"text": " "}); len(got.Errors) == 0 {
			t.Errorf("%s: taken without a reason", action)
		}
		for range 2 { // the same submission, delivered twice
			if got := b.fill(userL, v, map[string]string{"text": "named in their mail"}); len(got.Errors) > 0 {
				t.Errorf("%s: %v", action, got.Errors)
			}
		}
		b.work()
		if n := confirmed(); n != 1 {
			t.Errorf("%s: on record %d times", action, n)
		}
		if updates := b.server.calls("/chat.update"); strings.Contains(updates[len(updates)-1].Form.Get("blocks"), action) {
			t.Errorf("%s: the card still asks", action)
		}

		press(userM)
		b.server.until("the answer to a late press", func() bool { return strings.Contains(b.lastReply("/respond"), "not possible") })
		if n := confirmed(); n != 1 {
			t.Errorf("%s: on record %d times after a late press", action, n)
		}
	}
}

// Who reads where a restricted case writes is for the people named alone.
func TestReadersOfARestrictedCaseAreNamedInItsOwnConversationAlone(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	b.addContact(id)
	b.hide(id)
	b.strangersRead(id, 1, disclosure.KindReadersChanged)
	private := 0
	for _, p := range b.server.posts() {
		switch named := strings.Contains(p.Blocks, "passer-by"); {
		case named && p.Channel == triage:
			t.Errorf("in the channel: %s", p.Blocks)
		case named:
			private++
		}
	}
	if private < 2 {
		t.Errorf("card and thread of the people named: %d", private)
	}
	press := func(user string) { b.click(user, actionAct+":"+form.ReaderSpeaks+"#C1-99", readerValue(id)) }
	opened := len(b.server.calls("/views.open"))
	press(userL)
	b.server.until("there is no such case", func() bool { return strings.Contains(b.lastReply("/respond"), "There is no case") })
	if len(b.server.calls("/views.open")) != opened {
		t.Error("a form opened for somebody who is not named")
	}
	press(userM)
	b.server.until("the form", func() bool { return len(b.server.calls("/views.open")) > opened })
}
