package people

import "strings"

// roles are names of mailboxes that belong to no person, in the languages of pages and some more.
var roles = map[string]bool{
	"security": true, "securite": true, "sécurité": true, "sicherheit": true, "seguridad": true, "sicurezza": true, "seguranca": true,
	"segurança": true, "beveiliging": true, "bezpieczenstwo": true, "cert": true, "csirt": true, "psirt": true, "cirt": true, "certbund": true, "cert-bund": true, "git": true, "soc": true, "cnil": true,
	"bsi": true, "ncsc": true, "incibe": true, "vulnerability": true, "vulnerabilities": true, "vuln": true, "vulns": true, "disclosure": true,
	"responsible-disclosure": true, "responsibledisclosure": true, "vulnerability-disclosure": true, "coordinated-disclosure": true, "cvd": true,
	"vdp": true, "bugbounty": true, "bug-bounty": true, "bounty": true, "bugs": true, "report": true, "reports": true, "reporting": true,
	"incident": true, "incidents": true, "abuse": true, "phishing": true, "noc": true, "fraud": true, "trust": true, "trustandsafety": true,
	"hostmaster": true, "postmaster": true, "webmaster": true, "root": true, "mailer-daemon": true, "admin": true, "administrator": true,
	"sysadmin": true, "it": true, "itsupport": true, "it-support": true, "it-security": true, "itsecurity": true, "infosec": true,
	"cybersecurity": true, "cyber": true, "info": true, "infos": true, "information": true, "kontakt": true, "contact": true, "contacts": true,
	"contacto": true, "contatto": true, "contato": true, "hello": true, "hallo": true, "bonjour": true, "office": true, "mail": true, "post": true,
	"support": true, "help": true, "helpdesk": true, "service": true, "servicedesk": true, "kundenservice": true, "kundendienst": true,
	"assistance": true, "assistenza": true, "soporte": true, "suporte": true, "customercare": true, "customer-service": true, "customerservice": true,
	"sales": true, "team": true, "press": true, "presse": true, "prensa": true, "stampa": true, "imprensa": true, "pers": true, "media": true,
	"medien": true, "pr": true, "communications": true, "communication": true, "comms": true, "newsroom": true, "redaktion": true, "redaction": true,
	"editor": true, "editors": true, "tips": true, "research": true, "privacy": true, "datenschutz": true, "dataprotection": true,
	"data-protection": true, "data.protection": true, "dpo": true, "dsb": true, "rgpd": true, "gdpr": true, "privacidad": true, "privacidade": true,
	"privacyofficer": true, "lopd": true, "poststelle": true, "legal": true, "compliance": true, "ethics": true, "noreply": true, "no-reply": true,
	"donotreply": true, "do-not-reply": true, "newsletter": true, "feedback": true, "disclose": true, "informationsecurity": true,
	"plaintes": true, "klachten": true, "beschwerde": true, "garante": true, "urp": true, "protocollo": true, "datenschutzbeauftragter": true,
	"datenschutzbeauftragte": true, "protecciondedatos": true, "protecciondatos": true, "protection-donnees": true, "donneespersonnelles": true,
	"fg": true, "iod": true, "iodo": true, "avg": true, "incidencias": true, "incidenti": true, "vorfall": true, "vorfaelle": true, "meldung": true,
	"meldungen": true, "melding": true, "meldpunt": true, "meldestelle": true, "alerte": true, "alertes": true, "alert": true, "alerts": true,
	"signalement": true, "zgloszenia": true, "product-security": true, "productsecurity": true, "appsec": true, "ciso": true, "safety": true,
	"dns": true, "domains": true, "domain": true, "registry": true, "registrar": true, "whois": true, "ops": true, "devops": true, "dev": true,
	"developer": true, "developers": true, "engineering": true, "api": true, "pressestelle": true, "presseteam": true, "oeffentlichkeitsarbeit": true,
	"kommunikation": true, "comunicacion": true, "comunicacao": true, "comunicazione": true, "voorlichting": true, "biuroprasowe": true,
	"rzecznik": true, "marketing": true, "zentrale": true, "verwaltung": true, "sekretariat": true, "secretariat": true, "secretaria": true,
	"segreteria": true, "griffie": true, "bestuur": true, "biuro": true, "kancelaria": true, "recepcja": true, "reception": true, "accueil": true,
	"administration": true, "administracion": true, "amministrazione": true, "direction": true, "direccion": true, "direzione": true, "gemeente": true,
	"rathaus": true, "mairie": true, "klantenservice": true, "clientes": true, "clienti": true, "client": true, "customer": true, "atendimento": true,
	"obsluga": true, "hotline": true, "technik": true, "tecnico": true, "hr": true, "jobs": true, "careers": true, "karriere": true, "personal": true,
	"billing": true, "rechnung": true, "orders": true, "order": true, "shop": true, "partner": true, "partners": true, "redazione": true,
	"redacao": true, "redactie": true, "redakcja": true,
}

// ofRole reports whether the local part of an address names a role: what follows a plus, and a country or a language, aside.
func ofRole(local string) bool {
	local, _, _ = strings.Cut(local, "+")
	if roles[local] {
		return true
	}
	for _, mark := range []string{"-", ".", "_"} {
		first, last, two := strings.Cut(local, mark)
		if two && (roles[first] && (roles[last] || len(last) <= 3) || roles[last] && len(first) <= 3) {
			return true
		}
	}
	return false
}
