package inbound

import "slices"

// departments are words of names that no person has, and the ends of such words: "Bürgerservice".
var departments = newLexicon(`support team security it edv kontakt contact office büro biuro gmbh ag ltd inc soporte assistenza klantenservice suporte system ticket tickets
	serviceteam postmaster privacy legal accounts billing jobs care sales marketing datenschutz empfang reception accueil secrétariat segreteria balie
	atención ugyfelszolgalat kundtjanst podpora webmaster mailbox noreply service customer help helpdesk desk info abuse admin servicedesk jira portal
	newsletter bot
	robot feedback cabinet studio praxis clínica mairie gemeente municipality ufficio sekretariat secretaria ouvidoria protocollo dpo psirt
	csirt kundenservice kundendienst client clients the der die das und and happiness success concierge crew hotline servicepoint zentrale direction
	redazione redaktion sekretær asiakaspalvelu tuki kundservice kundeservice kundesenter zákaznická ügyfélszolgálat titkárság recepce recepción recepção
	receção registro atendimento apoio assistance operations compliance incident response university hospital council trust klinikum stadt kommune kommun
	urząd obec önkormányzat hotel srl spa sarl sas bv oy ab as aps sp kft limited llc plc corp group holding hôtel restaurant trattoria ristorante auberge gasthof gasthaus pension café club verein schule école escuela colegio scuola school museum *service *dienst *stelle *büro *zentrale *desk
	*support *abteilung *verwaltung *sekretariat *betreuung *tjänst *center *centre *palvelu *szolgálat`)

// department reports whether a name says that it is of no person.
func department(name string) bool { return slices.ContainsFunc(wordsOf(name), departments.has) }
