package proof

import (
	"fmt"
	"slices"
	"strings"

	"daylight/disclosure/observed"
)

// manners say by what something was shut, for each reason that can confirm a closure.
var manners = map[observed.Reason]string{
	observed.ReasonAuthRequired: "a sign-in that it demands", observed.ReasonAccessDenied: "a refusal of access",
	observed.ReasonResourceGone: "its removal", observed.ReasonDenied: "a rule that refuses this place and not the site around it",
	observed.ReasonAuthInFront: "a sign-in put in front of it", observed.ReasonLoginInFront: "a way to a login, seen from several places",
}

// Words says in one sentence what the answers of an asset show.
func (a *Asset) Words() string {
	from, until := "", "never seen open by these probes"
	if len(a.Answers) > 0 {
		from = a.Answers[0].Asked
	}
	if a.LastOpen != nil {
		from, until = a.LastOpen.Asked, "open until "+a.LastOpen.Asked
	}
	asked, how := 0, []string{}
	if a.LastOpen != nil {
		asked++
	}
	last := from
	for i := range a.Answers {
		asked++
		last = a.Answers[i].Asked
		if words, ok := manners[a.Answers[i].Reason]; ok && a.Answers[i].Verdict == observed.Closed && !slices.Contains(how, words) {
			how = append(how, words)
		}
	}
	by := ""
	if len(how) > 0 {
		by = ", by " + strings.Join(how, " and ")
	}
	return fmt.Sprintf("%s (%s): asked %d times between %s and %s; %s, shut since %s%s.", a.ID, a.Kind, asked, from, last, until, a.FirstClosed, by)
}

// Words says what the proof shows, a line for each asset.
func (p *Proof) Words() string {
	var b strings.Builder
	for i := range p.Assets {
		b.WriteString(p.Assets[i].Words() + "\n")
	}
	return b.String()
}

// aboutPlans says where the bytes stand that the hashes of plans are over. They name the address, so they are kept from whoever
// may not know it.
func (p *Proof) aboutPlans() string {
	for i := range p.Assets {
		if p.Assets[i].Target == "" {
			return "\nWhat was sent is named by plan_hash, for this asker only: the bytes hold the address and the name of who asks. The team gives\n" +
				"them to whom it tells the address, and their SHA-256 is plan_hash.\n"
		}
	}
	return "\nWhat was sent is named by plan_hash, for this asker only, because the bytes hold the name of who asks. Where the plan is still\n" +
		"the same, plan-ASSET.txt holds them, and its SHA-256 is plan_hash:\n\n    openssl dgst -sha256 plan-A1.txt\n"
}

// Plans returns for each asset what the hash of its plan is over, where the plan that can be made now is still that of an answer.
func (p *Proof) Plans(now func(asset string) (text []byte, hash string)) map[string][]byte {
	out := map[string][]byte{}
	for i := range p.Assets {
		text, hash := now(p.Assets[i].ID)
		if slices.ContainsFunc(p.Assets[i].Answers, func(a Answer) bool { return hash != "" && a.PlanHash == hash }) {
			out[p.Assets[i].ID] = text
		}
	}
	return out
}
