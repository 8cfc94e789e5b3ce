package slack

import (
	"encoding/json"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
)

const bucket = "https://example-bucket.s3.eu-west-3.amazonaws.com/"

// shortcut uses "Turn into a finding" on a message.

func (b *bench) shortcut(user, text string) {
	b.t.Helper()
	b.deliver(envelopeInteractive, map[string]any{
		"type": interactionMessage, "callback_id": callbackFromMessage, "user": map[string]any{"id": user}, "trigger_id": "TS" + user + text[:1],
		"channel": map[string]any{"id": "C0TALK"}, "team": map[string]any{"domain": "team"}, "response_url": b.server.URL() + "respond",
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
	b.submitFinding(userR, origin{Channel: triage}.String(), map[string]string{
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
