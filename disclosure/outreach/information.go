package outreach

import (
	"slices"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/closure"
)

// Law names a rule that gives the receiver of a message hours to act.
type Law string

// The laws that lines of information speak of.
const (
	LawGDPR Law = "gdpr" // Regulation (EU) 2016/679, Article 33(1)
	LawNIS2 Law = "nis2" // Directive (EU) 2022/2555, Article 23(4)(a) and (b)
	LawCRA  Law = "cra"  // Regulation (EU) 2024/2847, Article 14(2)(a) and (b), 14(4)(a) and (b)
)

// LawStep is what a law asks for within its hours.
type LawStep string

// The steps that have hours.
const (
	StepWarning      LawStep = "early_warning"
	StepNotification LawStep = "notification"
)

// InformationLine is a fact for whoever has been told of an exposure: if a law applies to them, so many hours after a
// proof that they were told end at an instant. It is no legal advice, and it does not say that the law applies.
type InformationLine struct {
	Law   Law             `json:"law"`
	Step  LawStep         `json:"step"`
	Hours int             `json:"hours"`
	Role  disclosure.Role `json:"party"`
	Name  string          `json:"name,omitempty"`
	Proof Proof           `json:"proof"`
	// Ends is Hours after the instant of the proof, in UTC. It is zero for a proof that has a day and no hour: then only
	// the day from which the hours count is known.
	Ends time.Time `json:"ends,omitzero"`
	// Parties is for how many parties of the role the line stands, who share proof and day and are not named; 0 for one alone.
	Parties int `json:"parties,omitempty"`
}

// InformationScope says what the facts of a case cannot tell.
type InformationScope struct {
	Product bool // the case is about a product with digital elements and not only about one running instance of something
}

// statute is a law with the day from which it applies. Nobody is told of a law that was not in force.
type statute struct {
	law   Law
	since civil.Date
	step  LawStep
	hours int
}

func statutes() []statute {
	gdpr := civil.Date{Year: 2018, Month: time.May, Day: 25}      // Article 99(2)
	nis2 := civil.Date{Year: 2024, Month: time.October, Day: 18}  // Article 41(1)
	cra := civil.Date{Year: 2026, Month: time.September, Day: 11} // Article 71(2)
	return []statute{
		{LawGDPR, gdpr, StepNotification, 72},
		{LawNIS2, nis2, StepWarning, 24},
		{LawNIS2, nis2, StepNotification, 72},
		{LawCRA, cra, StepWarning, 24},
		{LawCRA, cra, StepNotification, 72},
	}
}

// InformationLines returns the facts about hours for a party that has been told. It is pure, and it gives no line
// without a [DeliveryProof]. The GDPR is named where the case says which data of people are exposed, the Cyber
// Resilience Act for products only, NIS2 for whoever it may apply to; each from the day on which it applies.
func InformationLines(c *disclosure.Case, events []disclosure.Event, role disclosure.Role, name string, scope InformationScope) []InformationLine {
	return ProofsOf(c, events).InformationLines(role, name, scope)
}

// InformationLines is the function of that name, for whoever asks about many parties.
func (p *Proofs) InformationLines(role disclosure.Role, name string, scope InformationScope) []InformationLine {
	c, proof := p.c, p.Of(role, name)
	if proof.IsZero() {
		return nil
	}
	var lines []InformationLine
	for _, s := range statutes() {
		if proof.At.SurelyBefore(s.since.When()) || !s.concerns(c, scope) {
			continue
		}
		line := InformationLine{Law: s.law, Step: s.step, Hours: s.hours, Role: role, Name: c.PartyName(role, name), Proof: proof}
		if at, ok := proof.At.Instant(); ok {
			// Hours are counted as time that passes: 72 of them are three days on no clock that is put forward meanwhile.
			line.Ends = at.Add(time.Duration(s.hours) * time.Hour)
		}
		lines = append(lines, line)
	}
	return lines
}

// InformationOfAll is what each party of a role could be told. More than [MostApart] of them that share a line are one.
func (p *Proofs) InformationOfAll(role disclosure.Role, scope InformationScope) []InformationLine {
	type shared struct {
		law  Law
		step LawStep
		kind ProofKind
		at   civil.When
	}
	var all []InformationLine
	count := map[shared]int{}
	key := func(l *InformationLine) shared { return shared{l.Law, l.Step, l.Proof.Kind, l.Proof.At} }
	for i := range p.c.Parties {
		if q := &p.c.Parties[i]; q.Role == role {
			for _, line := range p.InformationLines(role, q.Name, scope) {
				count[key(&line)]++
				all = append(all, line)
			}
		}
	}
	out := all[:0]
	for i := range all {
		line := all[i]
		n := count[key(&line)]
		switch {
		case n == 0:
			continue // said before
		case n > MostApart:
			count[key(&line)] = 0
			line.Name, line.Parties = "", n
		}
		out = append(out, line)
	}
	return out
}

func (s statute) concerns(c *disclosure.Case, scope InformationScope) bool {
	switch s.law {
	case LawGDPR:
		return len(c.Exposed.Data) > 0
	case LawCRA:
		return scope.Product || slices.ContainsFunc(c.Assets, isProduct)
	case LawNIS2:
		return true
	default:
		return false
	}
}

// isProduct reports whether an asset is a product: of the kind "product" or one of its family, such as
// "product.firmware", or a flaw in one. Every other kind is one exposed instance, which its operator closes.
func isProduct(a disclosure.Asset) bool {
	family, _, _ := strings.Cut(a.Kind, ".")
	return family == "product" || a.Kind == closure.ProductFlaw
}
