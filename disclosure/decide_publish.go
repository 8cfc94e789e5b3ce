package disclosure

import "slices"

// approvePublication records a second person's consent to exactly the files with the digest.
func (d *decider) approvePublication(cmd ApprovePublication) error {
	switch {
	case !cmd.Mode.Valid():
		return Errorf(Invalid, "unknown form %q: write full, limited or stub", cmd.Mode)
	case cmd.Digest == "":
		return Errorf(Invalid, "an approval needs the digest of the files")
	case samePerson(d.env.Actor.Name, d.c.Author):
		return Errorf(Refused, "%s recorded the case: a publication needs the approval of a second person", d.c.Author)
	}
	consent := Consent{By: d.env.Actor.Name, Mode: cmd.Mode, Lang: cmd.Lang, Digest: cmd.Digest}
	d.emit(Event{
		Kind: KindPublishApproved, Text: string(cmd.Mode) + " writeup in " + cmd.Lang + " approved", Ref: cmd.Digest,
		Detail: Detail{Consent: &consent},
	})
	return nil
}

// publish records that a writeup is out. The gate was asked by the caller; what a decision can see for itself is
// checked once more, so that no path leads around it.
func (d *decider) publish(cmd Publish) error {
	if !cmd.Mode.Valid() {
		return Errorf(Invalid, "unknown form %q: write full, limited or stub", cmd.Mode)
	}
	if len(cmd.Checks) == 0 || !Passed(cmd.Checks) {
		return Errorf(Refused, "the gate has not passed: see `bot publish %s --check`", d.c.ID)
	}
	if cmd.Mode == Full && !d.c.AllClosed() {
		return Errorf(Refused, "%s is not closed by our own probes: a full writeup waits for that; "+
			"after the deadline a limited one is possible", d.c.ID)
	}
	if cmd.Mode == Limited && !d.c.AllClosed() {
		if k, reached, _ := d.c.permit(d.env.Clock(), DuePublishLimited); !reached {
			return Errorf(Refused, "%s is still open and its deadline has not passed: %s", d.c.ID, k.Because)
		}
	}
	if !d.c.Embargo.IsZero() && !d.c.Exploited && !d.c.Embargo.Passed(d.env.Now, d.env.Rules.Zone()) {
		return Errorf(Refused, "the embargo holds until %s", d.c.Embargo)
	}
	i := slices.IndexFunc(d.c.Approvals, func(k Consent) bool {
		return k.Mode == cmd.Mode && k.Lang == cmd.Lang && k.Digest == cmd.Digest && !samePerson(k.By, d.c.Author)
	})
	if i < 0 {
		return Errorf(Refused, "nobody has approved exactly these files: a second person does it with --approve-as")
	}
	consent := d.c.Approvals[i]
	d.emit(Event{
		Kind: KindPublished, At: d.env.Today().When(), Text: string(cmd.Mode) + " writeup", Ref: cmd.Where,
		Detail: Detail{Consent: &consent},
	})
	return nil
}

func (d *decider) closeCase(cmd CloseCase) error {
	if !slices.Contains(Outcomes(), cmd.Outcome) {
		return Errorf(Invalid, "unknown outcome %q: write one of %s", cmd.Outcome, join(Outcomes()))
	}
	if d.c.Work == WorkClosed {
		return Errorf(Conflict, "%s is closed already (%s)", d.c.ID, d.c.Outcome)
	}
	if cmd.Outcome == OutcomeVerified && !d.c.AllClosed() {
		return Errorf(Refused, "%s is not closed by our own probes: choose %s if only the owner says so",
			d.c.ID, OutcomeClaimOnly)
	}
	if slices.ContainsFunc(d.c.Messages, func(m Message) bool { return m.State == MessageUncertain || m.State == MessageQueued }) {
		return Errorf(Refused, "a message of %s is on its way or uncertain: resolve it first", d.c.ID)
	}
	d.emit(Event{Kind: KindNote, Text: closing(cmd), Detail: Detail{Work: WorkClosed, Outcome: cmd.Outcome}})
	return nil
}

func closing(cmd CloseCase) string {
	text := "case closed: " + string(cmd.Outcome)
	if cmd.Text != "" {
		text += ": " + cmd.Text
	}
	return text
}

func (d *decider) reopenCase(cmd ReopenCase) error {
	if d.c.Work == WorkActive || d.c.Work == WorkDraft {
		return Errorf(Conflict, "%s is open", d.c.ID)
	}
	d.emit(Event{Kind: KindNote, Text: "work taken up again: " + cmd.Text, Detail: Detail{Work: WorkActive}})
	for i := range d.c.Assets {
		if a := &d.c.Assets[i]; a.Exposure != ExposureClosed && !d.c.Imported && d.mayProbe(a) == nil {
			d.probeNow(a, Asked{Reason: AskedPerson, By: d.env.Actor.Name})
		}
	}
	return nil
}

func (d *decider) endWork(kind Kind, work Work, ref, text string) error {
	if d.c.Work == work {
		return Errorf(Conflict, "%s is %s already", d.c.ID, work)
	}
	d.emit(Event{Kind: kind, Ref: ref, Text: text, Detail: Detail{Work: work}})
	return nil
}

func (d *decider) markDuplicate(cmd MarkDuplicate) error {
	if cmd.Of == "" || cmd.Of == d.c.ID {
		return Errorf(Invalid, "a duplicate needs another case to point at")
	}
	return d.endWork(KindDuplicateOf, WorkDuplicate, string(cmd.Of), cmd.Text)
}

func (d *decider) handOver(cmd HandOver) error {
	if cmd.To == "" {
		return Errorf(Invalid, "a hand-over needs to say to whom")
	}
	return d.endWork(KindHandedOver, WorkHandedOver, cmd.To, cmd.Text)
}
