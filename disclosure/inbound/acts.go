package inbound

import "strings"

// others are those outside of a front desk to whom people turn with a finding, by language; programs turn to a team or a department.
var others = strings.NewReplacer(
	"{who.en}", "vendor|supplier|provider|hoster|host|hosting|developer|developers|contractor|agency|admin|administrator|sysadmin|programmer|freelancer|webmaster|integrator|consultant|accountant|landlord|boss|cto|ceo|owner|tenant|reseller|aws|azure|google|hetzner|ovh",
	"{who.de}", "provider|hoster|dienstleister|it-dienstleister|entwickler|entwicklern|admin|admins|administrator|betreuer|edv-betreuer|it-betreuer|agentur|webagentur|anbieter|lieferanten|hersteller|techniker|systemhaus|softwarehaus|rechenzentrum|programmierer|chef|chefin|geschäftsführer|steuerberater|herrn|frau|hosting-anbieter",
	"{who.fr}", "prestataire|prestataires|hébergeur|fournisseur|développeur|développeurs|administrateur|agence|technicien|éditeur|sous-traitant|informaticien|patron|directeur|webmaster|infogérant|m|mme",
	"{who.es}", "proveedor|desarrollador|desarrolladores|programador|administrador|agencia|técnico|informático|hosting|empresa|jefe|jefa|gerente",
	"{who.it}", "fornitore|fornitori|sviluppatore|sviluppatori|programmatore|amministratore|agenzia|tecnico|sistemista|gestore|hosting|titolare|capo|direttore|consulente|informatico|webmaster|cugino",
	"{who.nl}", "leverancier|hoster|hostingpartij|hostingprovider|ontwikkelaar|ontwikkelaars|beheerder|systeembeheerder|bureau|webbouwer|programmeur|ict-partner|ict-leverancier|ict'er|directeur|baas",
	"{who.pt}", "fornecedor|programador|desenvolvedor|administrador|agência|técnico|informático|hospedagem|provedor|chefe|gerente|diretor|alojamento",
	"{who.pl}", "dostawcą|dostawcę|dostawcy|programistą|programistę|programisty|administratorem|administratora|informatykiem|informatyka|agencją|agencji|hostingiem|hostingu|firmą|firmę|szefem|szefa|serwisem",
)

// actForms say what somebody did with what we told them: whom they asked, called or told about it.
var actForms = forms(others.Replace(`we|i|we've|i've|i'm|we're|i'll|we'll .. asked|asking|called|calling|phoned|phoning|rang|ringing|told|telling|informed|alerted|notified|contacted|contacting|emailed|messaged|instructed|chased|pinged|given|handed|sent|spoken|spoke|talked|talking|ask|call|ring|phone .. {who.en}
	{who.en} .. is|are looking|checking|fixing|investigating|working
	^ just|already? asked|called|phoned|rang|told|informed|alerted|emailed|contacted .. {who.en}
	wir|ich|habe|haben|hab .. {who.de} .. informiert|gebeten|angerufen|gefragt|gegeben|kontaktiert|beauftragt|verständigt|weitergegeben|weitergeleitet|angeschrieben|gesprochen|erreicht
	rufe|frage|informiere|kontaktiere|bitte|spreche .. {who.de}
	nous|j'ai|ai|avons|on|j'appelle|je .. contacté|appelé|prévenu|demandé|alerté|saisi|sollicité|averti|interrogé|transmis|contacte|appelle|préviens .. {who.fr}
	{who.fr} .. regarde|vérifie|intervient|s'en
	he|hemos .. avisado|llamado|preguntado|pedido|contactado|hablado|pasado .. {who.es}
	llamo|aviso|pregunto|hablo|llamé|avisé|pregunté|hablé .. {who.es}
	ho|abbiamo .. avvisato|chiamato|chiesto|contattato|sentito|girato|inoltrato|parlato|interpellato .. {who.it}
	chiamo|avviso|sento|chiedo .. {who.it}
	we|wij|ik|heb|hebben .. {who.nl} .. gebeld|gevraagd|ingelicht|gemaild|gesproken|benaderd
	we|wij|ik|heb|hebben .. gebeld|gesproken|gemaild|contact met|aan .. {who.nl}
	bel|vraag|mail .. {who.nl}
	avisei|liguei|perguntei|pedi|contactei|falei|avisámos|ligámos|pedimos|contactámos|falámos|contatamos|avisamos|ligamos .. {who.pt}
	zadzwoniłem|zadzwoniłam|zapytałem|zapytałam|poprosiłem|poprosiłam|poprosiliśmy|zgłosiłem|zgłosiłam|rozmawiałem|rozmawiałam|skontaktowaliśmy|powiadomiłem|powiadomiliśmy|zgłosiliśmy .. {who.pl}`))
