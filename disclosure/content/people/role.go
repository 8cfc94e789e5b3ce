package people

import (
	"strings"
	"sync"
)

// roles are names of mailboxes that belong to no person, in the languages of pages and some more.
var roles = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(`security securite sécurité sicherheit seguridad sicurezza seguranca segurança beveiliging bezpieczenstwo cert csirt psirt cirt soc cnil bsi ncsc incibe
		vulnerability vulnerabilities vuln vulns disclosure responsible-disclosure responsibledisclosure vulnerability-disclosure coordinated-disclosure cvd vdp bugbounty bug-bounty bounty bugs report reports reporting
		incident incidents abuse phishing noc fraud trust trustandsafety hostmaster postmaster webmaster root admin administrator sysadmin it itsupport it-support it-security itsecurity infosec cybersecurity cyber
		info infos information kontakt contact contacts contacto contatto contato hello hallo bonjour office mail post email support help helpdesk service servicedesk kundenservice kundendienst
		assistance assistenza soporte suporte customercare customer-service customerservice sales team press presse prensa stampa imprensa pers media medien pr communications communication comms newsroom
		redaktion redaction editor editors tips research privacy datenschutz dataprotection data-protection data.protection dpo dsb rgpd gdpr privacidad privacidade privacyofficer lopd poststelle
		legal compliance ethics noreply no-reply donotreply do-not-reply newsletter feedback desk disclose informationsecurity plaintes klachten beschwerde garante urp protocollo`) {
		out[w] = true
	}
	return out
})

// ofRole reports whether the local part of an address names a role: what follows a plus, and a country or a language, aside.
func ofRole(local string) bool {
	local, _, _ = strings.Cut(local, "+")
	if roles()[local] {
		return true
	}
	for _, mark := range []string{"-", ".", "_"} {
		first, last, two := strings.Cut(local, mark)
		if two && (roles()[first] && (roles()[last] || len(last) <= 3) || roles()[last] && len(first) <= 3) {
			return true
		}
	}
	return false
}
