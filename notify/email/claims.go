package email

import (
	"regexp"
	"strings"
)

// claimForms match statements that something is closed, in English, German and French. They are narrow on purpose: a
// person reads a missed claim anyway, but a false one starts a probe and an answer.
var claimForms = []*regexp.Regexp{
	regexp.MustCompile(`\b(?:has|have|had|was|were|is|are)(?: now| already| since| meanwhile| just| immediately| promptly)*(?: been)?(?: now| already| fully| completely| successfully| immediately| promptly)* ` +
		`(?:fixed|closed|secured|remediated|patched|mitigated|locked down|locked|shut down|taken down|taken offline|made private|restricted|disabled|removed from public)\b`),
	regexp.MustCompile(`\bwe(?:'ve|’ve| have)?(?: now| already| since| just| immediately)* ` +
		`(?:fixed|closed|secured|remediated|patched|mitigated|locked down|shut down|taken down|took down|taken offline|took offline|made private|restricted|disabled)\b`),
	regexp.MustCompile(`\btook (?:it|them|(?:the|this|that|our) [\pL-]+(?: [\pL-]+)?) (?:offline|down)\b`),
	regexp.MustCompile(`\b(?:is|are) (?:no longer|not) (?:publicly |longer )?(?:accessible|reachable|exposed|open)\b`),
	regexp.MustCompile(`\b(?:wurde|wurden|ist|sind|haben|hat|habe)\b[^.!?\n]{0,80}\b(?:behoben|geschlossen|gesichert|abgesichert|gesperrt|abgeschaltet|gepatcht|gefixt|vom netz genommen|offline genommen)\b`),
	regexp.MustCompile(`\b(?:ist|sind) (?:nun |jetzt |inzwischen )?nicht mehr (?:öffentlich )?(?:zugänglich|erreichbar|einsehbar)\b`),
	regexp.MustCompile(`\b(?:a été|ont été|avons|est|sont|a|ai)(?: désormais| maintenant| bien| depuis| immédiatement| été)* (?:corrigée?s?|fermée?s?|sécurisée?s?|résolue?s?|désactivée?s?|colmatée?s?|bloquée?s?|remédiée?s?)(?:[ ,.;!]|$)`),
	regexp.MustCompile(`\bn['’]est plus (?:publiquement )?(?:accessible|exposée?|ouverte?)\b`),
}

// noClaim matches what makes such a sentence no claim: a plan, a doubt, a condition, a denial, or a closed ticket.
var noClaim = regexp.MustCompile(`\b(?:not (?:yet )?been|hasn['’]t|haven['’]t|isn['’]t|wasn['’]t|aren['’]t|not yet|will|would|should|shall|once|when|if|until|whether|unless|soon|tomorrow|going to|plan|planning|expect|please|never|` +
	`ticket|request|inquiry|enquiry|account|` +
	`noch nicht|nicht (?:behoben|geschlossen|gesichert)|wird|werden|sobald|wenn|falls|ob|bis|bitte|morgen|bald|nie|anfrage|vorgang|` +
	`pas|sera|seront|dès que|lorsque|si|quand|bientôt|demain|veuillez|jamais|demande)\b`)

// claimsFixed returns the sentence in which the author claims a fix, "" if there is none. s must be the text of the
// author without quotations.
func claimsFixed(reply string) string {
	for _, s := range sentences(clip(reply, 16<<10)) {
		low := strings.ReplaceAll(strings.ToLower(s), "heute morgen", "heute") // this morning, not tomorrow
		if strings.HasSuffix(strings.TrimSpace(low), "?") || noClaim.MatchString(low) {
			continue
		}
		for _, f := range claimForms {
			if f.MatchString(low) {
				return strings.TrimSpace(s)
			}
		}
	}
	return ""
}

// sentences cuts after ., ! and ? before a blank, and at empty lines. Lines of one sentence are joined.
func sentences(s string) []string {
	var out []string
	for para := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		para = strings.Join(strings.Fields(para), " ")
		start := 0
		for i := 0; i+1 < len(para); i++ {
			if (para[i] == '.' || para[i] == '!' || para[i] == '?') && para[i+1] == ' ' {
				out = append(out, para[start:i+1])
				start = i + 2
			}
		}
		if start < len(para) {
			out = append(out, para[start:])
		}
	}
	return out
}
