package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/ledger"
)

const nobody = "U0STRANGER"

// rest waits until the bot that runs has done what is due at the time that stands still. It looks at all jobs at once: of two
// looks, one after the other, a job that goes from waiting to running would escape both.
func (s *scene) rest() {
	s.t.Helper()
	eventually(s.t, "nothing is left to do", func() (bool, string) {
		jobs, err := s.app.Jobs(s.t.Context(), ledger.JobFilter{Limit: 1000})
		if err != nil {
			s.t.Fatal(err)
		}
		for _, j := range jobs {
			if j.State == ledger.JobRunning || j.State == ledger.JobWaiting && !j.Due.After(s.time.Now()) {
				return false, fmt.Sprintf("%s is %s, due %s: %s", j.Key, j.State, j.Due, j.LastError)
			}
		}
		return true, ""
	})
}

// hears does something in Slack and returns the one answer that it led to, or what the envelope was acknowledged with.
func (s *scene) hears(do func() json.RawMessage) string {
	s.t.Helper()
	count := func() int { return len(s.slack.heard()) }
	before := count()
	if ack := string(do()); len(ack) > 4 {
		s.drain()
		return ack
	}
	eventually(s.t, "somebody is answered", func() (bool, string) { return count() > before, "" })
	s.drain()
	return s.slack.heard()[before]
}

// presses lets somebody use a button of the card.
func (s *scene) presses(user, label string) string {
	s.t.Helper()
	b := s.slack.button(s.slack.card(label), label)
	return s.hears(func() json.RawMessage {
		return s.slack.deliver(map[string]any{
			"type": "block_actions", "user": map[string]any{"id": user}, "channel": map[string]any{"id": triage},
			"actions": []any{map[string]any{"action_id": b.Action, "block_id": "actions", "type": "button", "value": b.Value}},
		})
	})
}

// readyToSend is a scene with an approved first contact and the card that offers to send it.
func readyToSend(t *testing.T) *scene {
	s := newScene(t, "Slack")
	s.id = s.recordCase("NextMotion", "s3", bucketURL)
	s.seenOpen(s.id)
	s.approved(s.id, disclosure.FirstContact, s.contact(s.id, disclosure.Email, vendorAddress))
	return s
}

// heldInTheThread is a case to which a stranger wrote a mail; the thread asks whose word it is.
func heldInTheThread(t *testing.T) *scene {
	s := readyToSend(t)
	s.presses(lena, "Send D1")
	eventually(t, "the vendor has the mail", func() (bool, string) { return len(s.letters(vendorAddress)) > 0, "" })
	s.mailed("From: x@attacker.example", "\r\nWe have fixed it.\r\n")
	s.slack.hears("attacker.example is not known", "Not theirs")
	s.drain()
	return s
}

func unknownChats() []unknownRow {
	row := func(what, name, does, sees, shows string, build func(t *testing.T) *scene, drive func(s *scene) string) unknownRow {
		return unknownRow{name: "Slack: " + name, what: what, way: "Slack", does: does, sees: sees, shows: shows, build: build, drive: drive}
	}
	withheld := row("changed meanwhile", "a first contact whose asset was closed meanwhile",
		"A lead presses Send, and the asset answered closed since the approval. The message is withheld.",
		"why, at once and in the thread, and which text fits; the draft is open again", "withheld",
		func(t *testing.T) *scene { return shutMeanwhile(t, "Slack") },
		func(s *scene) string {
			told := s.presses(lena, "Send D1")
			s.slack.hears("not sent")
			return told
		})
	withheld.dialogue, withheld.also = "drafted", "nobody was told: write D1 anew"
	return []unknownRow{
		row("stranger", "somebody who is not in the configuration presses Send", "Somebody who is not in the configuration presses a button. It does nothing.",
			"whom to ask", "does not know you", readyToSend, func(s *scene) string { return s.presses(nobody, "Send D1") }),
		row("stranger", "somebody without the rank presses Send", "A member without the rank presses Send. It does nothing.",
			"which rank it takes, and who has it", "needs the rank lead", readyToSend, func(s *scene) string { return s.presses(rosa, "Send D1") }),
		row("stranger", "somebody who is not in the configuration says whose word it is", "The thread shows a mail of a stranger with the buttons *Theirs* and *Not theirs*, and somebody unknown presses one. It does nothing.",
			"whom to ask", "does not know you", heldInTheThread, func(s *scene) string {
				return s.hears(func() json.RawMessage {
					return s.slack.deliver(map[string]any{
						"type": "block_actions", "user": map[string]any{"id": nobody}, "channel": map[string]any{"id": triage},
						"actions": []any{map[string]any{"action_id": "inbox_theirs", "block_id": "item", "type": "button", "value": string(s.id) + "|" + fmt.Sprint(s.inbox()[0].ID)}},
					})
				})
			}),
		row("changed meanwhile", "a text that was changed since it was shown", "A lead approves the text that a form shows, and somebody changed it meanwhile. Nothing is approved.",
			"which revision it is now", "you saw revision 1, now it is 2", textOnAScreen, func(s *scene) string {
				return s.hears(func() json.RawMessage { return s.slack.submit(lena, s.slack.opened(1), nil) })
			}),
		withheld,
		row("unknown", "several pasted addresses", "Two targets are pasted as Slack writes links, each with a label. Daylight takes neither; one alone is read without its label.",
			"what to write instead, at the field", "several addresses", readyToSend, func(s *scene) string {
				s.slack.shortcut(rosa, "finding_from_message", "look at this")
				v := s.slack.opened(1)
				return s.hears(func() json.RawMessage {
					return s.slack.submit(rosa, v, map[string]string{
						"title": "Open list", "asset": "<https://a.example/export/|a.example>, <https://b.example/|b.example>", "vendor": "Other", "discovered": "2020-01-24",
					})
				})
			}),
	}
}

// textOnAScreen is a draft that a lead reads in a form while somebody changes it.
func textOnAScreen(t *testing.T) *scene {
	s := newScene(t, "Slack")
	s.id = s.recordCase("NextMotion", "s3", bucketURL)
	s.seenOpen(s.id)
	contact := s.contact(s.id, disclosure.Email, vendorAddress)
	d, _, err := s.app.Desk.NewDraft(t.Context(), s.person(s.app, "Rosa"), s.id, disclosure.FirstContact, contact, "en")
	if err != nil {
		t.Fatal(err)
	}
	s.drain()
	s.slack.press(lena, "Approve D1")
	s.slack.opened(1)
	if _, err := s.app.Desk.EditDraft(t.Context(), s.person(s.app, "Rosa"), s.id, d.ID, "", "Other words.\n"); err != nil {
		t.Fatal(err)
	}
	s.drain()
	return s
}

// TestAButtonOfARestrictedCaseWorksForThoseNamedAlone presses the buttons of a card from before its case was restricted.
func TestAButtonOfARestrictedCaseWorksForThoseNamedAlone(t *testing.T) {
	t.Parallel()
	s := readyToSend(t)
	probe := s.slack.button(s.slack.card("Send D1"), "Probe now")
	press := func(user string) string {
		return s.hears(func() json.RawMessage {
			return s.slack.deliver(map[string]any{
				"type": "block_actions", "user": map[string]any{"id": user}, "channel": map[string]any{"id": triage},
				"actions": []any{map[string]any{"action_id": probe.Action, "block_id": "actions", "type": "button", "value": probe.Value}},
			})
		})
	}
	s.do(s.app, "Lena", s.id, record.Restrict{Names: []string{"Lena"}})
	s.drain()
	if told := press(rosa); !strings.Contains(told, "There is no case "+string(s.id)) {
		t.Errorf("somebody who is not named is told %s", told)
	}
	if told := press(lena); !strings.Contains(told, "is queued") || !strings.Contains(told, "for the people named alone") {
		t.Errorf("somebody who is named is told %s", told)
	}
	if card := s.slack.cards()[0]; strings.Contains(card.Text+card.Blocks, "NextMotion") || !strings.Contains(card.Text, "restricted") {
		t.Errorf("the channel sees %s", card.Blocks)
	}
}
