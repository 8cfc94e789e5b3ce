package github

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/ledger"
)

// Reads says whose a repository is: whoever is invited there reads everything in it.
type Reads struct {
	Role  disclosure.Role
	Name  string
	Since disclosure.CaseID // the case whose issue bound it; "" where the configuration says so
}

// partyRow is the row that binds a repository to a party. It has one value in all cases.
func partyRow(fullName string) string { return "repository/" + strings.ToLower(fullName) }

// partyKey is a party in one spelling.
func partyKey(role disclosure.Role, name string) string {
	return string(role) + "/" + strings.ToLower(strings.Join(strings.Fields(name), " "))
}

// Belongs says whether something for a party may be written to a repository. A repository belongs to one party, of the
// configuration or of its first issue. The row that it returns binds the repository; it belongs into the transaction that
// queues the message, and a store refuses it where another party was faster.
func (c *Channel) Belongs(ctx context.Context, kase *disclosure.Case, role disclosure.Role, party, fullName string) (ledger.Ref, error) {
	fullName = strings.TrimSpace(fullName)
	conf, ok := c.repos[strings.ToLower(fullName)]
	if !ok {
		return ledger.Ref{}, notTracked(fullName)
	}
	if conf.Rehearsal != kase.Rehearsal {
		return ledger.Ref{}, fault.Errorf(fault.Refused, "nothing of %s is written to %s: the issues of rehearsals stand in the repository of rehearsals, and no others", kase.ID, fullName)
	}
	if conf.Rehearsal { // it belongs to no party
		return ledger.Ref{Case: kase.ID, Owner: refOwner, Name: "rehearsal/" + strings.ToLower(fullName), Value: "issue"}, nil
	}
	party = kase.PartyName(role, party)
	if strings.TrimSpace(party) == "" {
		return ledger.Ref{}, fault.Errorf(fault.Refused,
			"the %s has no name yet, and a role stands for nobody: name the party before anything is written to %s", role, fullName)
	}
	foreign := func(owner string) error {
		return fault.Errorf(fault.Refused, "%s belongs to the %s, who reads everything in it: nothing is written there for the %s. Use another contact",
			fullName, owner, disclosure.PartyLabel(role, party)).With(hint.ToAddContact(kase.ID))
	}
	mine := partyKey(role, party)
	if conf.Vendor != "" && mine != partyKey(disclosure.Vendor, conf.Vendor) {
		return ledger.Ref{}, foreign(disclosure.PartyLabel(disclosure.Vendor, conf.Vendor))
	}
	bound, found, err := c.boundTo(ctx, fullName)
	if err != nil {
		return ledger.Ref{}, err
	}
	if found && bound.key != mine {
		return ledger.Ref{}, foreign(bound.label())
	}
	return ledger.Ref{Case: kase.ID, Owner: refOwner, Name: partyRow(fullName), Value: mine, Sole: true}, nil
}

// bound is the party that a repository is bound to.
type bound struct {
	key   string
	since disclosure.CaseID
}

func (b bound) label() string {
	role, name, _ := strings.Cut(b.key, "/")
	return disclosure.PartyLabel(disclosure.Role(role), name)
}

// boundTo returns the party to which the store says that a repository belongs: by its row, or by its first issue where an
// older version opened it.
func (c *Channel) boundTo(ctx context.Context, fullName string) (bound, bool, error) {
	rows, err := c.ports.Refs.FindRefs(ctx, refOwner, partyRow(fullName))
	if err != nil {
		return bound{}, false, err
	}
	for _, r := range rows {
		if r.Name == partyRow(fullName) {
			return bound{key: r.Value, since: r.Case}, true, nil
		}
	}
	issues, err := c.issueRows(ctx, fullName)
	if err != nil || len(issues) == 0 {
		return bound{}, false, err
	}
	first := slices.MinFunc(issues, func(a, b ledger.Ref) int { return cmp.Compare(number(a), number(b)) })
	kase, err := c.ports.Cases.Load(ctx, first.Case)
	if err != nil {
		return bound{}, false, err
	}
	for _, t := range kase.Issues {
		if strings.EqualFold(t.Ref, first.Value) {
			return bound{key: partyKey(t.Role, kase.PartyName(t.Role, t.Name)), since: kase.ID}, true, nil
		}
	}
	return bound{}, false, nil
}

// issueRows returns the rows of the issues that we opened in a repository.
func (c *Channel) issueRows(ctx context.Context, fullName string) ([]ledger.Ref, error) {
	return c.ports.Refs.FindRefs(ctx, refOwner, issueName(fullName+"#"))
}

func number(r ledger.Ref) int {
	ref, _ := ParseRef(r.Value)
	return ref.Number
}

// casesIn returns the cases that write or wrote to a repository.
func (c *Channel) casesIn(ctx context.Context, fullName string) ([]disclosure.CaseID, error) {
	rows, err := c.ports.Refs.FindRefs(ctx, refOwner, partyRow(fullName))
	if err != nil {
		return nil, err
	}
	issues, err := c.issueRows(ctx, fullName)
	if err != nil {
		return nil, err
	}
	var out []disclosure.CaseID
	for _, r := range rows {
		if r.Name == partyRow(fullName) {
			out = append(out, r.Case)
		}
	}
	for _, r := range issues {
		out = append(out, r.Case)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Reader says whose a repository is, false where nothing was written to it yet and the configuration names nobody.
func (c *Channel) Reader(ctx context.Context, fullName string) (Reads, bool, error) {
	b, found, err := c.boundTo(ctx, fullName)
	if err != nil {
		return Reads{}, false, err
	}
	if found {
		role, name, _ := strings.Cut(b.key, "/")
		return Reads{Role: disclosure.Role(role), Name: name, Since: b.since}, true, nil
	}
	conf := c.repos[strings.ToLower(fullName)]
	return Reads{Role: disclosure.Vendor, Name: conf.Vendor}, conf.Vendor != "", nil
}

// mayCreate asks [Channel.Belongs] for a message that is about to leave, and binds the repository where an older version
// queued the message.
func (c *Channel) mayCreate(ctx context.Context, out ledger.Outgoing) (ledger.Delivery, bool) {
	kase, err := c.ports.Cases.Load(ctx, out.Case)
	if err != nil {
		return retry(0, "the store did not answer"), false
	}
	row, err := c.Belongs(ctx, kase, out.Role, out.Name, out.To)
	if err == nil {
		err = c.ports.Binder.Commit(ctx, ledger.Commit{Refs: []ledger.Ref{row}})
	}
	switch {
	case err == nil:
		return ledger.Delivery{}, true
	case fault.CodeOf(err) == fault.Refused:
		return withheld(err.Error()), false
	}
	return retry(0, "the store did not answer"), false
}

// mayTell says whether a comment of a case may be written to one of its issues: the repository has to belong to the party
// that the issue went to.
func (c *Channel) mayTell(ctx context.Context, id disclosure.CaseID, ref Ref) (ledger.Delivery, bool) {
	kase, err := c.ports.Cases.Load(ctx, id)
	if err != nil {
		return retry(0, "the store did not answer"), false
	}
	if at := c.repos[strings.ToLower(ref.FullName())]; at.Rehearsal || kase.Rehearsal {
		if at.Rehearsal && kase.Rehearsal {
			return ledger.Delivery{}, true
		}
		return withheld("nothing is written to " + ref.String() + ": rehearsals stand in the repository of rehearsals, and nothing else does"), false
	}
	owner, found, err := c.boundTo(ctx, ref.FullName())
	if err != nil {
		return retry(0, "the store did not answer"), false
	}
	var parties []string
	for _, t := range kase.Issues {
		if strings.EqualFold(t.Ref, ref.String()) {
			parties = append(parties, partyKey(t.Role, kase.PartyName(t.Role, t.Name)))
		}
	}
	if len(parties) == 0 {
		// The issue exists, and its creation is not recorded yet.
		for _, m := range kase.Messages {
			if m.Channel == disclosure.Issue && strings.EqualFold(m.To, ref.FullName()) {
				parties = append(parties, partyKey(m.Role, kase.PartyName(m.Role, m.Name)))
			}
		}
	}
	conf := c.repos[strings.ToLower(ref.FullName())]
	for _, p := range parties {
		if (!found || p == owner.key) && (conf.Vendor == "" || p == partyKey(disclosure.Vendor, conf.Vendor)) {
			return ledger.Delivery{}, true
		}
	}
	return withheld("nothing is written to " + ref.String() + ": the repository belongs to somebody else than the issue was opened for"), false
}
