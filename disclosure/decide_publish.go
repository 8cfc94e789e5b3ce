package disclosure

import "slices"

// ApprovePublication is a second person's consent to exactly these files.
type ApprovePublication struct {
	Mode   Mode
	Lang   string
	Digest string
}

// Rule implements [Command].
func (ApprovePublication) Rule() CommandRule { return CommandRule{Rank: Lead, Second: SecondAlways} }

// Decide records a second person's consent to exactly the files with the digest.
func (cmd ApprovePublication) Decide(d *Frame) error {
	switch {
	case !cmd.Mode.Valid():
		return Errorf(Invalid, "unknown form %q: write full, limited or stub", cmd.Mode)
	case cmd.Digest == "":
		return Errorf(Invalid, "an approval needs the digest of the files")
	case samePerson(d.Env.Actor.Name, d.Case.Author):
		return Errorf(Refused, "%s recorded the case: a publication needs the approval of a second person", d.Case.Author)
	}
	consent := Consent{By: d.Env.Actor.Name, Mode: cmd.Mode, Lang: cmd.Lang, Digest: cmd.Digest}
	d.Emit(Event{
		Kind: KindPublishApproved, Text: string(cmd.Mode) + " writeup in " + cmd.Lang + " approved", Ref: cmd.Digest,
		Detail: Detail{Consent: &consent},
	})
	return nil
}

// Publish says that the writeup is out. Checks are those of the gate, all passed.
type Publish struct {
	Mode   Mode
	Lang   string
	Digest string
	Where  string
	Checks []Check
}

// Rule implements [Command].
func (Publish) Rule() CommandRule { return CommandRule{Rank: Lead, Second: SecondAlways} }

// Decide records that a writeup is out. The gate was asked by the caller; what a decision can see for itself is
// checked once more, so that no path leads around it.
func (cmd Publish) Decide(d *Frame) error {
	if !cmd.Mode.Valid() {
		return Errorf(Invalid, "unknown form %q: write full, limited or stub", cmd.Mode)
	}
	if len(cmd.Checks) == 0 || !Passed(cmd.Checks) {
		return Errorf(Refused, "the gate has not passed: see `bot publish %s --check`", d.Case.ID)
	}
	if cmd.Mode == Full && !d.Case.AllClosed() {
		return Errorf(Refused, "%s is not closed by our own probes: a full writeup waits for that; "+
			"after the deadline a limited one is possible", d.Case.ID)
	}
	if cmd.Mode == Limited && !d.Case.AllClosed() {
		if k, reached, _ := d.Case.permit(d.Env.Clock(), DuePublishLimited); !reached {
			return Errorf(Refused, "%s is still open and its deadline has not passed: %s", d.Case.ID, k.Because)
		}
	}
	if !d.Case.Embargo.IsZero() && !d.Case.Exploited && !d.Case.Embargo.Passed(d.Env.Now, d.Env.Rules.Zone()) {
		return Errorf(Refused, "the embargo holds until %s", d.Case.Embargo)
	}
	i := slices.IndexFunc(d.Case.Approvals, func(k Consent) bool {
		return k.Mode == cmd.Mode && k.Lang == cmd.Lang && k.Digest == cmd.Digest && !samePerson(k.By, d.Case.Author)
	})
	if i < 0 {
		return Errorf(Refused, "nobody has approved exactly these files: a second person does it with --approve-as")
	}
	consent := d.Case.Approvals[i]
	d.Emit(Event{
		Kind: KindPublished, At: d.Env.Today().When(), Text: string(cmd.Mode) + " writeup", Ref: cmd.Where,
		Detail: Detail{Consent: &consent},
	})
	return nil
}

// CloseCase ends the work on a case.
type CloseCase struct {
	Outcome Outcome
	Text    string
}

// Rule implements [Command].
func (CloseCase) Rule() CommandRule { return CommandRule{Rank: Lead} }

// Decide implements [Command].
func (cmd CloseCase) Decide(d *Frame) error {
	if !slices.Contains(Outcomes(), cmd.Outcome) {
		return Errorf(Invalid, "unknown outcome %q: write one of %s", cmd.Outcome, join(Outcomes()))
	}
	if d.Case.Work == WorkClosed {
		return Errorf(Conflict, "%s is closed already (%s)", d.Case.ID, d.Case.Outcome)
	}
	if cmd.Outcome == OutcomeVerified && !d.Case.AllClosed() {
		return Errorf(Refused, "%s is not closed by our own probes: choose %s if only the owner says so",
			d.Case.ID, OutcomeClaimOnly)
	}
	if slices.ContainsFunc(d.Case.Messages, func(m Message) bool { return m.State == MessageUncertain || m.State == MessageQueued }) {
		return Errorf(Refused, "a message of %s is on its way or uncertain: resolve it first", d.Case.ID)
	}
	d.Emit(Event{Kind: KindNote, Text: closing(cmd), Detail: Detail{Work: WorkClosed, Outcome: cmd.Outcome}})
	return nil
}

func closing(cmd CloseCase) string {
	text := "case closed: " + string(cmd.Outcome)
	if cmd.Text != "" {
		text += ": " + cmd.Text
	}
	return text
}

// ReopenCase takes up the work again.
type ReopenCase struct{ Text string }

// Rule implements [Command].
func (ReopenCase) Rule() CommandRule { return CommandRule{Rank: Researcher, Ended: true} }

// Decide implements [Command].
func (cmd ReopenCase) Decide(d *Frame) error {
	if d.Case.Work == WorkActive || d.Case.Work == WorkDraft {
		return Errorf(Conflict, "%s is open", d.Case.ID)
	}
	d.Emit(Event{Kind: KindNote, Text: "work taken up again: " + cmd.Text, Detail: Detail{Work: WorkActive}})
	for i := range d.Case.Assets {
		if a := &d.Case.Assets[i]; a.Exposure != ExposureClosed && !d.Case.Imported && d.mayProbe(a) == nil {
			d.probeNow(a, Asked{Reason: AskedPerson, By: d.Env.Actor.Name})
		}
	}
	return nil
}

func (d *Frame) endWork(kind Kind, work Work, ref, text string) error {
	if d.Case.Work == work {
		return Errorf(Conflict, "%s is %s already", d.Case.ID, work)
	}
	d.Emit(Event{Kind: kind, Ref: ref, Text: text, Detail: Detail{Work: work}})
	return nil
}

// RejectCase says that the finding is none.
type RejectCase struct{ Text string }

// Rule implements [Command].
func (RejectCase) Rule() CommandRule { return CommandRule{Rank: Lead} }

// Decide implements [Command].
func (cmd RejectCase) Decide(d *Frame) error {
	return d.endWork(KindRejected, WorkRejected, "", cmd.Text)
}

// MarkDuplicate points at the case where the work goes on.
type MarkDuplicate struct {
	Of   CaseID
	Text string
}

// Rule implements [Command].
func (MarkDuplicate) Rule() CommandRule { return CommandRule{Rank: Researcher} }

// Decide implements [Command].
func (cmd MarkDuplicate) Decide(d *Frame) error {
	if cmd.Of == "" || cmd.Of == d.Case.ID {
		return Errorf(Invalid, "a duplicate needs another case to point at")
	}
	return d.endWork(KindDuplicateOf, WorkDuplicate, string(cmd.Of), cmd.Text)
}

// HandOver gives the case to another team.
type HandOver struct{ To, Text string }

// Rule implements [Command].
func (HandOver) Rule() CommandRule { return CommandRule{Rank: Lead} }

// Decide implements [Command].
func (cmd HandOver) Decide(d *Frame) error {
	if cmd.To == "" {
		return Errorf(Invalid, "a hand-over needs to say to whom")
	}
	return d.endWork(KindHandedOver, WorkHandedOver, cmd.To, cmd.Text)
}
