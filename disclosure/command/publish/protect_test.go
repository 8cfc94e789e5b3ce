package publish_test

import (
	"fmt"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/fault"
)

func protect(ids ...string) publish.Protect {
	b, err := disclosure.NewBlob([]byte(strings.Join(ids, "\n")), nil)
	if err != nil {
		panic(err)
	}
	return publish.Protect{IDs: ids, Blob: b}
}

func TestAWordIsProtectedOnceAndTakenOutByTwoPeople(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Refused(commandtest.Ada, publish.Protect{}, fault.Invalid, "no word")
	p.Refused(commandtest.Ada, publish.Protect{IDs: []string{"w1"}}, fault.Invalid, "without what the gate looks for")
	many := make([]string, 1001)
	for i := range many {
		many[i] = fmt.Sprint("w", i)
	}
	p.Refused(commandtest.Ada, protect(many...), fault.Invalid, "at most 1000 words")

	e := p.Do(commandtest.Ada, protect("w1", "w2", "w1")).Events[0]
	if e.Kind != disclosure.KindWordsProtected || e.Visibility != disclosure.InternalOnly || e.Detail.Body == "" || strings.Join(e.Detail.Words.IDs, " ") != "w1 w2" || !strings.HasPrefix(e.Text, "2 words") {
		t.Errorf("%+v", e)
	}
	if again := p.Do(commandtest.Bob, protect("w2", "w1")); len(again.Events) != 0 || len(again.Blobs) != 0 {
		t.Errorf("the same words once more: %+v", again)
	}
	if e := p.Do(commandtest.Bob, protect("w2", "w3")).Events[0]; strings.Join(e.Detail.Words.IDs, " ") != "w3" {
		t.Errorf("%+v", e.Detail.Words)
	}
	if w, ok := p.C.Manuscript.Word("w2"); !ok || w.By != commandtest.Ada.Name || w.At.IsZero() || w.Seq != e.Seq || len(p.C.Manuscript.Guards) != 3 {
		t.Errorf("%+v", p.C.Manuscript.Guards)
	}

	p.Refused(commandtest.Ada, publish.Unprotect{Word: "w9"}, fault.NotFound, "no word with this id")
	p.Refused(commandtest.Ada, publish.Unprotect{Word: "w2", Reason: strings.Repeat("x", 2000)}, fault.Invalid, "at most")
	if e := p.Do(commandtest.Ada, publish.Unprotect{Word: "w2"}).Events[0]; e.Kind != disclosure.KindProposed {
		t.Errorf("one person took a word out: %+v", e)
	}
	p.Refused(commandtest.Ada, publish.Unprotect{Word: "w2"}, fault.Refused, "somebody else has to approve it")
	if e := p.Do(commandtest.Bob, publish.Unprotect{Word: "w3"}).Events[0]; e.Kind != disclosure.KindProposed {
		t.Errorf("another word was taken for the same: %+v", e)
	}
	e = p.Do(commandtest.Bob, publish.Unprotect{Word: "w2", Reason: "it is public"}).Events[0]
	if _, still := p.C.Manuscript.Word("w2"); still || e.Kind != disclosure.KindWordUnprotected || e.Detail.CoApprover != commandtest.Ada.Name || !strings.Contains(e.Text, "it is public") {
		t.Errorf("%+v", e)
	}
	if left := p.C.OpenProposals(p.Now); len(left) != 1 || left[0].Name != "w3" {
		t.Errorf("%+v", left)
	}
	p.Do(commandtest.Bob, protect("w2"))
	if w, ok := p.C.Manuscript.Word("w2"); !ok || w.By != commandtest.Bob.Name {
		t.Errorf("%+v", w)
	}
	commandtest.WantSameCase(t, p)
}
