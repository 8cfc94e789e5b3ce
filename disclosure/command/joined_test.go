package command_test

import (
	"slices"

	"pgregory.net/rapid"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/message"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/ledger"
)

// joinedCommand draws a command beside those of [anyCommand]: batches of messages, what Daylight drafts by itself, what somebody looked
// at, who may see a case, and corrections.
func joinedCommand(t *rapid.T, p *commandtest.Play) (disclosure.Actor, command.Command) {
	switch even(t, "of", 6) {
	case 0, 1, 2:
		return batchCommand(t, p)
	case 3:
		return pageCommand(t, p)
	case 4:
		return inboxCommand(t, p)
	default:
		return correction(t, p)
	}
}

// even draws one of the numbers below n, each as often as another, where rapid prefers small ones.
func even(t *rapid.T, label string, n int) int {
	drawn := 0
	for range 8 {
		drawn *= 2
		if rapid.Bool().Draw(t, label) {
			drawn++
		}
	}
	return drawn % n
}

// written is a draft of a kind that a batch or a step writes, to the vendor (C1) or to the provider (C2).
func written(t *rapid.T, contact string) disclosure.Draft {
	templates := []disclosure.Template{disclosure.FirstContact, disclosure.FirstContact, disclosure.FollowUp, disclosure.FreeText, disclosure.ProviderNotice, disclosure.PrePublication}
	draft := disclosure.Draft{
		Template: templates[even(t, "template", len(templates))], Contact: contact, Lang: []string{"en", "fr"}[even(t, "lang", 2)], Subject: "s", Body: "b",
	}
	if even(t, "because", 3) > 0 {
		draft.Because = commandtest.Unasked
	}
	return draft
}

// batchCommand draws what makes, reads, approves and sends a batch, and what becomes of one message.
func batchCommand(t *rapid.T, p *commandtest.Play) (disclosure.Actor, command.Command) {
	blob := disclosure.Blob{Ref: "b", Plain: []byte("x")}
	batch := rapid.SampledFrom([]string{"B1", "b1", "B2", ""}).Draw(t, "batch")
	in := message.InBatch(p.C, batch)
	key := ""
	if n := len(p.C.Messages); n > 0 {
		key = p.C.Messages[rapid.IntRange(0, n-1).Draw(t, "message")].Key
	}
	draft := disclosure.Draft{}
	if n := len(p.C.Drafts); n > 0 && even(t, "another draft", 4) > 0 {
		draft = p.C.Drafts[even(t, "draft", n)]
	}
	if draft.Batch != "" && rapid.Bool().Draw(t, "the batch of the draft") {
		batch, in = draft.Batch, message.InBatch(p.C, draft.Batch)
	}
	if even(t, "next", 2) == 0 {
		return nextStep(t, p, &draft)
	}
	switch even(t, "batching", 12) {
	case 0:
		return commandtest.Ada, message.NewBatch{Drafts: []disclosure.Draft{written(t, "C1")}, Blobs: []disclosure.Blob{blob}}
	case 1:
		return commandtest.Ada, message.NewBatch{Drafts: []disclosure.Draft{written(t, "C1"), written(t, "C2")}, Blobs: []disclosure.Blob{blob, blob}}
	case 2:
		return commandtest.Ada, message.ReadSample{Batch: batch}
	case 3:
		return commandtest.Ada, approvalOf(p, batch)
	case 4:
		var cmd command.Batch
		for i := range in {
			cmd = append(cmd, message.SendDraft{ID: in[i].ID})
		}
		return commandtest.Ada, cmd
	case 5:
		return commandtest.Ada, rapid.SampledFrom([]command.Command{
			message.CancelMessage{Message: key, Text: "wait"}, message.RetryMessage{Message: key, Text: "mended"}, message.ResolveMessage{Message: key},
		}).Draw(t, "outbox")
	case 6, 7:
		return commandtest.Ada, p.Approval(draft.ID)
	case 8, 9:
		return commandtest.Ada, message.SendDraft{ID: draft.ID}
	case 10:
		return commandtest.Robot, message.Doubt{Why: "restored", Key: "1"}
	default:
		return commandtest.Robot, message.DraftEscalation{
			Clause: "hurry", Episode: 1, Blob: blob,
			Draft: disclosure.Draft{Template: disclosure.ProviderNotice, Contact: "C2", Lang: "en", Subject: "s", Body: "b"},
		}
	}
}

// nextStep draws what takes a message on its way from where it is.
func nextStep(t *rapid.T, p *commandtest.Play, draft *disclosure.Draft) (disclosure.Actor, command.Command) {
	m, _ := p.C.Message(draft.Message)
	switch {
	case draft.ID == "":
		return commandtest.Ada, message.NewDraft{Draft: written(t, []string{"C1", "C2"}[even(t, "to", 2)]), Blob: disclosure.Blob{Ref: "b", Plain: []byte("x")}}
	case m.State == disclosure.MessageQueued || m.State == disclosure.MessageUncertain:
		return commandtest.Robot, message.RecordDelivery{Message: m.Key, Delivery: ledger.Delivery{Kind: []ledger.OutcomeKind{ledger.Uncertain, ledger.Sent, ledger.Permanent}[even(t, "outcome", 3)]}}
	case m.State == disclosure.MessageFailed:
		return commandtest.Ada, message.RetryMessage{Message: m.Key, Text: "mended"}
	case draft.State == disclosure.DraftApproved:
		return commandtest.Ada, message.SendDraft{ID: draft.ID}
	case draft.Batch == "":
		return commandtest.Ada, p.Approval(draft.ID)
	case len(draft.ReadBy) == 0:
		return commandtest.Ada, message.ReadSample{Batch: draft.Batch}
	default:
		return commandtest.Ada, approvalOf(p, draft.Batch)
	}
}

// approvalOf approves what is in a batch.
func approvalOf(p *commandtest.Play, batch string) message.ApproveBatch {
	cmd := message.ApproveBatch{Batch: batch}
	for _, draft := range message.InBatch(p.C, batch) {
		one := p.Approval(draft.ID)
		one.Message.ID += draft.ID
		cmd.Messages = append(cmd.Messages, one)
	}
	return cmd
}

// pageCommand draws what leads to a page: a revision that Daylight stores, questions, approvals of both, and the page itself.
func pageCommand(t *rapid.T, p *commandtest.Play) (disclosure.Actor, command.Command) {
	mode, digest := rapid.SampledFrom(disclosure.Modes()).Draw(t, "mode"), rapid.SampledFrom([]string{"d", "e"}).Draw(t, "digest")
	for i := range p.C.Proposals { // what is stored is the nearest way to a page
		if p.C.Proposals[i].Files != "" && rapid.Bool().Draw(t, "the stored one") {
			mode, digest = disclosure.Limited, p.C.Proposals[i].Name
		}
	}
	switch even(t, "page", 6) {
	case 0:
		return commandtest.Robot, publish.DraftRevision{Drafts: []publish.Revision{{Lang: "en", Digest: digest, Blob: disclosure.Blob{Ref: disclosure.BlobRef(digest), Plain: []byte("{}")}}}}
	case 1:
		return commandtest.Ada, publish.AskApproval{Mode: mode, Lang: "en", Digest: digest, Text: "now"}
	case 2, 3:
		return commandtest.Ada, publish.ApprovePublication{Mode: mode, Lang: "en", Digest: digest}
	case 4:
		return commandtest.Robot, exposure.RecordProbe{Asset: "A1", Observation: commandtest.SeesOpen(p.Now), Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForWatch}}
	default:
		return commandtest.Ada, publish.Publish{Mode: mode, Lang: "en", Digest: digest, Where: "https://team.example/2", Checks: commandtest.PassedChecks()}
	}
}

// inboxCommand draws what a person says of what came in: that a person wrote it or a machine, and that it was something else.
func inboxCommand(t *rapid.T, p *commandtest.Play) (disclosure.Actor, command.Command) {
	key := ""
	if n := len(p.C.Messages); n > 0 {
		key = p.C.Messages[rapid.IntRange(0, n-1).Draw(t, "message")].Key
	}
	item := int64(rapid.IntRange(1, 3).Draw(t, "item"))
	said := incoming.RecordInbound{
		Inbox: item, Party: disclosure.Vendor, Channel: disclosure.Email, Source: disclosure.SourceVendorMail, Ref: "<in@vendor>", Answers: key, At: civil.At(p.Now), Text: "text",
		Writer: rapid.SampledFrom([]string{"", "new@nextmotion.example"}).Draw(t, "writer"),
	}
	switch even(t, "inbox", 6) {
	case 0:
		said.Kind, said.Writer = disclosure.KindUnclear, ""
		return commandtest.Robot, said
	case 1:
		said.Kind = disclosure.KindReplied
	case 2:
		said.Kind = disclosure.KindAutoReplied
	case 3:
		said.Kind = rapid.SampledFrom([]disclosure.Kind{disclosure.KindFixClaimed, disclosure.KindDisputed, disclosure.KindBounced, disclosure.KindLegalThreat}).Draw(t, "said")
	case 4:
		came := slices.DeleteFunc(slices.Clone(p.Events), func(e disclosure.Event) bool { return e.Detail.Inbox != item })
		return commandtest.Ada, incoming.TakeBack{Inbox: item, Text: "another case", Events: came}
	default:
		return commandtest.Robot, incoming.RecordReaders{Place: "o/r", Change: "the repository is public now"}
	}
	return commandtest.Ada, said
}

// correction draws what corrects the case, says who may see it, or says what somebody saw.
func correction(t *rapid.T, p *commandtest.Play) (disclosure.Actor, command.Command) {
	asset, contact := rapid.SampledFrom([]string{"A1", "A2"}).Draw(t, "asset"), rapid.SampledFrom([]string{"C1", "C2"}).Draw(t, "contact")
	draft := rapid.SampledFrom([]string{"D1", "D2", "D3"}).Draw(t, "draft")
	team := []disclosure.Actor{commandtest.Ada} // Bob has left
	role := rapid.SampledFrom([]disclosure.Role{disclosure.Vendor, disclosure.Provider, disclosure.Press}).Draw(t, "role")
	all := []command.Command{
		exposure.Attest{Asset: asset, Closed: true, Seen: "a login page"},
		exposure.Attest{Asset: asset, Closed: true, Seen: "a login page", At: commandtest.Day20(1, 23)},
		exposure.AllowProbe{Asset: asset, Reason: "the owner agreed"},
		record.EditAsset{Asset: asset, Key: new("file.pdf")},
		record.EditAsset{Asset: asset, Owner: new("")},
		record.RenameAsset{Asset: asset, To: disclosure.Asset{Kind: "s3", Target: "https://other.s3.example/"}, Text: "a typo"},
		record.DropAsset{Asset: asset, Text: "a typo"},
		message.DiscardDraft{ID: draft, Text: "written anew"},
		record.Restrict{Names: []string{"ada"}, Text: "few"},
		record.Restrict{Lift: true, Text: "all"},
		record.Recover{Names: []string{"ada"}, Team: team, Text: "they left"},
		record.Recover{Names: []string{"ada", "bob"}, Team: team, Text: "they left"},
		record.EditCase{Title: new("Open bucket")},
		record.EditParty{Role: disclosure.Vendor, Country: new("DE")},
		record.EditContact{ID: contact, Address: new("other@nextmotion.example")},
		record.EditContact{ID: contact, Drop: true},
		record.AddContact{Contact: disclosure.Contact{Role: role, Channel: disclosure.Email, Address: "c@x.example"}},
		record.SetEmbargo{Until: civil.DateOf(p.Now.AddDate(0, 0, 5)).When(), Text: "asked for"},
		record.SetEmbargo{Text: "lifted"},
		record.AssignCase{To: "ada"},
		deadline.UsePolicy{Name: "plain", Reason: "ours"},
		deadline.SnoozeReminders{Stop: true},
		record.Import{ID: commandtest.PlayID, Facts: commandtest.NextMotionFacts()},
	}
	return commandtest.Ada, all[even(t, "correct", len(all))]
}

// file is a case file, with any events, of which some say that the case is told, over or published.
func file(t *rapid.T, id disclosure.CaseID, now civil.Date) record.Import {
	cmd := record.Import{ID: id, Facts: commandtest.NextMotionFacts(), Contacts: []disclosure.Contact{
		{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@nextmotion.example"},
		{Role: disclosure.Provider, Channel: disclosure.Email, Address: "abuse@host.example"},
	}}
	cmd.Facts.Parties = append(cmd.Facts.Parties, disclosure.Party{Role: disclosure.Provider, Name: "Host"})
	for range rapid.IntRange(1, 5).Draw(t, "events in the file") {
		at := rapid.SampledFrom([]civil.When{commandtest.Day20(1, 2), commandtest.Day20(1, 20), now.When()}).Draw(t, "in the file at")
		cmd.Events = append(cmd.Events, disclosure.Event{
			Kind: rapid.SampledFrom(slices.Concat(disclosure.Kinds(), []disclosure.Kind{
				disclosure.KindContacted, disclosure.KindHeadsUpSent, disclosure.KindDeadlineSet, disclosure.KindPublished, disclosure.KindClosed,
			})).Draw(t, "in the file"),
			At: at, Until: at, Party: disclosure.Vendor, Source: rapid.SampledFrom([]disclosure.Source{"", disclosure.SourcePress, disclosure.SourcePerson}).Draw(t, "source"),
		})
	}
	return cmd
}
