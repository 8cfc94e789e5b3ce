package content

import (
	"slices"
	"strings"

	"daylight/disclosure/content/reading"
	"daylight/disclosure/content/target"
	"daylight/disclosure/pattern"
)

var mailForm = pattern.New(`(?i)[a-z0-9!#$%&'*+/=?^_{|}~.-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}\b`)

// fileEndings look like the top level of a domain in names such as logo@2x.png.
var fileEndings = []string{".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".css", ".js", ".mjs", ".html", ".woff", ".ico"}

// mailHints are in lower case; one of them stands in every mail address, defanged or not.
var mailHints = []string{"@", "at]", "at)", "at}", "ät]", "ät)"}

// mailsIn looks for mail addresses of people: those of the exposed, and those of the vendor's staff. What a mail address may be that
// stands on a page says [scanner.mayStand].
func (s *scanner) mailsIn(p *reading.Passage) []found {
	if !containsAny(strings.ToLower(p.Text), mailHints) {
		return nil
	}
	plain := target.Refang(p.Text, false)
	if !strings.Contains(plain.Text, "@") {
		return nil
	}
	var out []found
	for _, at := range mailForm.FindAllStringIndex(plain.Text, -1) {
		address := strings.ToLower(plain.Text[at[0]:at[1]])
		if s.mayStand(address) || at[0] > 0 && plain.Text[at[0]-1] == '@' { // "@name@host" is a handle

			continue
		}
		out = append(out, found{
			rule: RuleMail, at: span{plain.Was(at[0]), plain.Was(at[1])}, what: "mail address", shown: plain.Text[at[0]:at[1]], value: address, lifts: liftsMail,
		})
	}
	return out
}

// mayStand reports whether a mail address may be published: the team's own, one that its party publishes, one that nobody has (RFC 2606),
// and one that belongs to a role and to no person, unless the case knows it as a contact that is not published.
func (s *scanner) mayStand(address string) bool {
	if hasAnySuffix(address, fileEndings) || slices.Contains(s.own, address) || slices.Contains(s.about.Published, address) {
		return true
	}
	if slices.Contains(s.about.Private, address) {
		return false
	}
	local, domain, _ := strings.Cut(address, "@")
	if reserved(domain) {
		return true
	}
	return ofRole(local)
}

// reserved reports whether a domain is one for examples: RFC 2606 and RFC 6761.
func reserved(domain string) bool {
	return hasAnySuffix("."+domain, []string{".example.com", ".example.net", ".example.org", ".example", ".test", ".invalid", ".localhost"})
}

// roles are names of mailboxes that belong to no person, in the languages of pages and some more.
var roles = names(`security securite sicherheit seguridad sicurezza seguranca beveiliging bezpieczenstwo cert csirt psirt cirt soc vulnerability vulnerabilities vuln vulns disclosure
	responsible-disclosure responsibledisclosure vulnerability-disclosure coordinated-disclosure cvd vdp bugbounty bug-bounty bugs report reports incident incidents abuse phishing noc
	hostmaster postmaster webmaster root admin administrator sysadmin it itsupport it-support it-security itsecurity infosec
	info infos information kontakt contact contacts contacto contatto contato hello hallo bonjour office mail post email support help helpdesk service servicedesk kundenservice
	kundendienst assistance assistenza soporte suporte customercare customer-service sales team
	press presse prensa stampa imprensa media pr communications communication comms newsroom redaktion redaction editor editors tips research
	privacy datenschutz dataprotection data-protection dpo dsb rgpd gdpr privacidad privacidade privacyofficer lopd legal compliance ethics
	datenschutzbeauftragter datenschutzbeauftragte protecciondedatos protecciondatos protection-donnees donneespersonnelles fg iod iodo avg
	incidents incidencias incidentes incidenti vorfall vorfaelle meldung meldungen melding meldpunt meldestelle alerte alertes alert alerts signalement zgloszenia
	product-security productsecurity appsec ciso trust safety trustandsafety fraud dns domains domain registry registrar whois ops devops dev developer developers engineering api
	pressestelle presseteam oeffentlichkeitsarbeit kommunikation comunicacion comunicacao comunicazione voorlichting pers biuroprasowe rzecznik marketing
	poststelle zentrale verwaltung sekretariat secretariat secretaria segreteria griffie bestuur biuro kancelaria recepcja reception accueil administration administracion
	amministrazione direction direccion direzione gemeente rathaus mairie klantenservice clientes clienti client customer atendimento obsluga hotline technik tecnico
	hr jobs careers karriere personal billing rechnung orders order shop partner partners redazione redacao redactie redakcja
	noreply no-reply donotreply do-not-reply newsletter feedback`)

// ofRole reports whether the local part of an address names a role: what follows a plus, and a country or a language, aside.
func ofRole(local string) bool {
	local, _, _ = strings.Cut(local, "+")
	if roles[local] {
		return true
	}
	for _, mark := range []string{"-", ".", "_"} {
		if first, last, two := strings.Cut(local, mark); two && (roles[first] && (roles[last] || len(last) <= 3) || roles[last] && len(first) <= 3) {
			return true
		}
	}
	return false
}

func names(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// ownMail is how the scanner finds the team's address: whole, and after the entity that HTML writes for a plus.
func ownMail(contact string) []string {
	contact = strings.ToLower(strings.TrimSpace(contact))
	if contact == "" || mailForm.FindString(contact) != contact {
		return nil
	}
	own := []string{contact}
	if at := strings.LastIndex(contact, "+"); at >= 0 {
		own = append(own, contact[at+1:])
	}
	return own
}

func hasAnySuffix(s string, endings []string) bool {
	for _, e := range endings {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

// drawingHints are in lower case; one of them stands in each attribute that draws.
var drawingHints = []string{" d=", "points=", "transform=", "viewbox=", "values=", "keytimes=", "dasharray="}

// drawing matches the attributes of a picture whose numbers run together: "M1.2.3.4" is three numbers.
var drawing = pattern.New(`(?i)\s(?:d|points|transform|viewBox|values|keyTimes|stroke-dasharray)="[-+0-9.,\sa-z()]*"`)
