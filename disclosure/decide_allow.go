package disclosure

// ProbeConsent says which assets two people have to allow before they are asked. The zero value asks for nobody's word.
type ProbeConsent struct {
	All   bool            // every asset
	Kinds map[string]bool // kinds that go further than a stranger's first question, such as a login with a published password
}

// Needed reports whether two people have to allow a probe of the kind.
func (p ProbeConsent) Needed(kind string) bool { return p.All || p.Kinds[kind] }

// reasonAllow marks the note by which two people allowed an asset to be asked.
const reasonAllow = "probe_allowed"

// AllowProbe is a person's word that an asset may be asked. The first one proposes, a second one decides.
type AllowProbe struct {
	Asset  string
	Reason string
}

// Rule implements [Command].
func (AllowProbe) Rule() CommandRule { return CommandRule{Rank: Lead, Second: SecondAlways} }

// Decide implements [Command].
func (cmd AllowProbe) Decide(d *Frame) error {
	a, ok := d.Case.Asset(cmd.Asset)
	switch {
	case !ok:
		return Errorf(NotFound, "%s has no asset %q", d.Case.ID, cmd.Asset)
	case !d.Env.Rules.Probing.Consent.Needed(a.Kind):
		return Errorf(Conflict, "%s needs nobody's consent: %s is asked by the schedule", a.ID, a.Kind)
	case a.AllowedBy != "":
		return Errorf(Conflict, "%s was allowed by %s already", a.ID, a.AllowedBy)
	}
	p := Proposal{What: ProposesProbe, Clause: a.ID, Reason: cmd.Reason}
	second, err := d.CoApprover(p, "it takes two people to ask an asset in this way")
	if err != nil || second == "" {
		return err
	}
	d.Emit(Event{
		Kind: KindNote, Ref: a.ID, Text: a.ID + " may be asked: " + a.Kind + " " + a.Target,
		Detail: Detail{AssetID: a.ID, Reason: reasonAllow, Second: second},
	})
	if fresh, ok := d.Case.Asset(a.ID); ok && d.mayProbe(&fresh) == nil {
		d.probeNow(&fresh, Asked{Reason: AskedPerson, By: d.Env.Actor.Name})
	}
	return nil
}
