package slack

import (
	"encoding/json"
	"strings"
	"testing"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/notify/slack/form"
)

// submitFile submits a form with a file beside what stands in its fields.
func (b *bench) submitFile(user string, v slackapi.ModalViewRequest, file string) answered {
	b.t.Helper()
	state := map[string]any{"file": map[string]any{"file": map[string]any{"type": "file_input", "files": []any{map[string]any{"id": file}}}}}
	for k, val := range formValues(v) {
		state[k] = map[string]any{k: map[string]any{"type": "plain_text_input", "value": val}}
	}
	ack := b.deliver(envelopeInteractive, map[string]any{
		"type": interactionSubmit, "user": map[string]any{"id": user}, "trigger_id": "TF" + file + b.t.Name(), "team": map[string]any{"domain": "team"},
		"view": map[string]any{"id": "V1", "hash": file, "callback_id": v.CallbackID, "private_metadata": v.PrivateMetadata, "state": map[string]any{"values": state}},
	})
	var out answered
	if len(ack) > 0 {
		if err := json.Unmarshal(ack, &out); err != nil {
			b.t.Fatalf("%v in %s", err, ack)
		}
	}
	b.work()
	return out
}

// givesFile gives a text back as a file, and returns the form that asks whether it is the one.
func (b *bench) givesFile(user string, v slackapi.ModalViewRequest, text string) slackapi.ModalViewRequest {
	b.t.Helper()
	if got := b.submitFile(user, v, b.server.Upload(user, "text.txt", []byte(text))); len(got.Errors) > 0 {
		b.t.Fatal(got.Errors)
	}
	return b.replaced()
}

// replaced is the newest form that took the place of another one.
func (b *bench) replaced() slackapi.ModalViewRequest {
	b.t.Helper()
	var req struct {
		View slackapi.ModalViewRequest `json:"view"`
	}
	if err := json.Unmarshal([]byte(b.lastReply("/views.update")), &req); err != nil {
		b.t.Fatal(err)
	}
	return req.View
}

func TestATextThatNoFormHoldsComesAndGoesAsAFile(t *testing.T) {
	t.Parallel()
	b, id := connected(t)
	b.addContact(id)
	long := strings.Repeat(strings.Repeat("x", 999)+"\n", 14)
	b.desk.change(id, func(k *disclosure.Case) {
		k.Drafts = []disclosure.Draft{{ID: "D1", Template: disclosure.FreeText, Contact: "C1", Role: disclosure.Vendor, Name: "NextMotion", Channel: disclosure.Email, Subject: "A question", Revision: 2, State: disclosure.DraftOpen}}
		b.desk.bodies[string(id)+"D1"] = long
	})
	open := func(user string) slackapi.ModalViewRequest {
		n := len(b.server.calls("/views.open"))
		b.click(user, actionAct+":"+editAction, value{Case: id, Draft: "D1"}.String())
		b.server.until("the form is open", func() bool { return len(b.server.calls("/views.open")) > n })
		return b.openedView()
	}
	v := open(userR)
	b.server.until("the text is there as a file", func() bool {
		for _, m := range b.server.Messages() {
			if m.Channel == "D0RESEARCH" && len(m.Files) == 1 {
				name, content := b.server.File(m.Files[0])
				return name == "DL-2020-0001-D1-revision-2.txt" && string(content) == long
			}
		}
		return false
	})
	if !strings.Contains(allText(v), "too long for a form") || formValues(v)["text1"] != "" {
		t.Fatalf("half a text stands in the form: %v", formValues(v))
	}
	for name, c := range map[string]struct{ file, says string }{
		"no text":                    {b.server.Upload(userR, "a.txt", []byte("\xff\xfe")), "no text in UTF-8"},
		"an empty one":               {b.server.Upload(userR, "b.txt", []byte(" \n")), "is empty"},
		"more than a message":        {b.server.Upload(userR, "c.txt", []byte(strings.Repeat("x", form.MaxFile+1))), "more than 256 kB"},
		"one that somebody else has": {b.server.Upload(userL, "d.txt", []byte("secret")), "not uploaded by you"},
		"one that there is not":      {"F0NONE", "could not be read"},
		"the same text":              {b.server.Upload(userR, "e.txt", []byte(long)), "Nothing is changed"},
	} {
		b.submitFile(userR, v, c.file)
		if said := b.lastReply("/views.update"); !strings.Contains(said, c.says) || b.caseOf(id).Drafts[0].Revision != 2 {
			t.Errorf("%s: revision %d, said %s", name, b.caseOf(id).Drafts[0].Revision, said)
		}
	}
	edited := strings.Replace(long, "x\n", "y\n", 1) + strings.Repeat("One more <!channel> line.\n", 2000)
	file := b.server.Upload(userR, "new.txt", []byte("\ufeff"+strings.ReplaceAll(edited, "\n", "\r\n")))
	b.submitFile(userR, v, file)
	ask := b.replaced()
	if said := allText(ask); !strings.Contains(said, "2001 lines are new or changed, 1 are gone. Nothing is saved yet") || !strings.Contains(said, "in your file, which is saved as a whole") || b.caseOf(id).Drafts[0].Revision != 2 {
		t.Fatalf("the text is not shown before it counts: %.600s", allText(ask))
	}
	b.fill(userR, ask, nil)
	b.work()
	if d := b.caseOf(id).Drafts[0]; d.Revision != 3 || b.desk.bodies[string(id)+"D1"] != edited {
		t.Errorf("revision %d has %d characters, not %d", d.Revision, len(b.desk.bodies[string(id)+"D1"]), len(edited))
	}
	v = open(userR)
	ask = b.givesFile(userR, v, "short")
	b.desk.change(id, func(k *disclosure.Case) { k.Drafts[0].Revision = 7 })
	if got := b.fill(userR, ask, nil); got.View == nil || !strings.Contains(allText(*got.View), "has changed since you opened this") {
		t.Errorf("a text counts in the place of one that was not seen: %+v", got)
	}
}
