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
var roles = map[string]bool{
	"security": true, "securite": true, "sicherheit": true, "seguridad": true, "sicurezza": true, "seguranca": true, "beveiliging": true,
	"bezpieczenstwo": true, "cert": true, "csirt": true, "psirt": true, "cirt": true, "soc": true, "vulnerability": true, "vulnerabilities": true,
	"vuln": true, "vulns": true, "disclosure": true, "responsible-disclosure": true, "responsibledisclosure": true, "vulnerability-disclosure": true,
	"coordinated-disclosure": true, "cvd": true, "vdp": true, "bugbounty": true, "bug-bounty": true, "bugs": true, "report": true, "reports": true,
	"incident": true, "incidents": true, "abuse": true, "phishing": true, "noc": true, "hostmaster": true, "postmaster": true, "webmaster": true,
	"root": true, "admin": true, "administrator": true, "sysadmin": true, "it": true, "itsupport": true, "it-support": true, "it-security": true,
	"itsecurity": true, "infosec": true, "info": true, "infos": true, "information": true, "kontakt": true, "contact": true, "contacts": true,
	"contacto": true, "contatto": true, "contato": true, "hello": true, "hallo": true, "bonjour": true, "office": true, "mail": true, "post": true,
	"support": true, "help": true, "helpdesk": true, "service": true, "servicedesk": true, "kundenservice": true, "kundendienst": true,
	"assistance": true, "assistenza": true, "soporte": true, "suporte": true, "customercare": true, "customer-service": true, "sales": true,
	"team": true, "press": true, "presse": true, "prensa": true, "stampa": true, "imprensa": true, "media": true, "pr": true, "communications": true,
	"communication": true, "comms": true, "newsroom": true, "redaktion": true, "redaction": true, "editor": true, "editors": true, "tips": true,
	"research": true, "privacy": true, "datenschutz": true, "dataprotection": true, "data-protection": true, "dpo": true, "dsb": true, "rgpd": true,
	"gdpr": true, "privacidad": true, "privacidade": true, "privacyofficer": true, "lopd": true, "legal": true, "compliance": true, "ethics": true,
	"datenschutzbeauftragter": true, "datenschutzbeauftragte": true, "protecciondedatos": true, "protecciondatos": true, "protection-donnees": true,
	"donneespersonnelles": true, "fg": true, "iod": true, "iodo": true, "avg": true, "incidencias": true, "incidenti": true,
	"vorfall": true, "vorfaelle": true, "meldung": true, "meldungen": true, "melding": true, "meldpunt": true, "meldestelle": true, "alerte": true,
	"alertes": true, "alert": true, "alerts": true, "signalement": true, "zgloszenia": true, "product-security": true, "productsecurity": true,
	"appsec": true, "ciso": true, "trust": true, "safety": true, "trustandsafety": true, "fraud": true, "dns": true, "domains": true, "domain": true,
	"registry": true, "registrar": true, "whois": true, "ops": true, "devops": true, "dev": true, "developer": true, "developers": true,
	"engineering": true, "api": true, "pressestelle": true, "presseteam": true, "oeffentlichkeitsarbeit": true, "kommunikation": true,
	"comunicacion": true, "comunicacao": true, "comunicazione": true, "voorlichting": true, "pers": true, "biuroprasowe": true, "rzecznik": true,
	"marketing": true, "poststelle": true, "zentrale": true, "verwaltung": true, "sekretariat": true, "secretariat": true, "secretaria": true,
	"segreteria": true, "griffie": true, "bestuur": true, "biuro": true, "kancelaria": true, "recepcja": true, "reception": true, "accueil": true,
	"administration": true, "administracion": true, "amministrazione": true, "direction": true, "direccion": true, "direzione": true, "gemeente": true,
	"rathaus": true, "mairie": true, "klantenservice": true, "clientes": true, "clienti": true, "client": true, "customer": true, "atendimento": true,
	"obsluga": true, "hotline": true, "technik": true, "tecnico": true, "hr": true, "jobs": true, "careers": true, "karriere": true, "personal": true,
	"billing": true, "rechnung": true, "orders": true, "order": true, "shop": true, "partner": true, "partners": true, "redazione": true,
	"redacao": true, "redactie": true, "redakcja": true, "noreply": true, "no-reply": true, "donotreply": true, "do-not-reply": true,
	"newsletter": true, "feedback": true,
}

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
