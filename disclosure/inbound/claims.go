package inbound

import (
	"slices"
	"strings"
	"sync"

	"daylight/disclosure/pattern"
)

// tongue is how claims are made, and taken back, in one language.
type tongue struct {
	done book // that it is closed now; a word of denial takes it back
	gone book // that it is open no longer: the denial belongs to it
	cond book // what makes a condition, a doubt or the words of others of it
}

// adverbs are the words that may stand between the two halves of a verb.
var adverbs = strings.NewReplacer(
	"{en}", "now|already|since|meanwhile|just|immediately|promptly|fully|completely|successfully|been|properly|finally|all|both|also|today|yesterday|being|hereby|therefore|entirely|permanently|temporarily",
	"{done.en}", "fixed|closed|secured|remediated|patched|mitigated|restricted|disabled|resolved|locked|protected|corrected|rectified|plugged|fixed-up|firewalled|blocked",
	"{open.en}", "accessible|reachable|exposed|open|available|visible|readable|public|listable|online",
	"{pub.en}", "publicly|openly|anonymously|freely|externally|longer",
	"{done.de}", "behoben|geschlossen|gesichert|abgesichert|gesperrt|abgeschaltet|gepatcht|gefixt|geschützt|eingeschränkt|unterbunden|abgestellt|deaktiviert|gelöst|beseitigt|blockiert|abgedichtet",
	"{open.de}", "zugänglich|erreichbar|einsehbar|abrufbar|offen|verfügbar|sichtbar|lesbar|öffentlich",
	"{fr}", "désormais|maintenant|bien|depuis|immédiatement|été|aussitôt|entièrement|définitivement|déjà|également|donc",
	"{done.fr}", "corrigé*|fermé*|sécurisé*|résolu*|désactivé*|colmaté*|bloqué*|remédié*|protégé*|restreint*|coupé*|comblé*",
	"{open.fr}", "accessible*|exposé*|ouvert*|disponible*|public*|visible*|consultable*|joignable*",
	"{es}", "ya|sido|inmediatamente|completamente|ahora|totalmente|hoy|también|correctamente",
	"{done.es}", "corregid*|cerrad*|asegurad*|resuelt*|solucionad*|bloquead*|desactivad*|protegid*|restringid*|arreglad*|subsanad*|mitigad*",
	"{open.es}", "accesible*|expuest*|disponible*|públic*|abiert*|visible*",
	"{it}", "già|ora|stato|stata|stati|state|subito|immediatamente|completamente|adesso|definitivamente|quindi|anche",
	"{done.it}", "corrett*|chius*|risolt*|bloccat*|protett*|disattivat*|sistemat*|disabilitat*|mitigat*",
	"{open.it}", "accessibil*|espost*|raggiungibil*|disponibil*|pubblic*|apert*|visibil*",
	"{done.nl}", "opgelost|gesloten|dichtgezet|afgesloten|beveiligd|verholpen|gedicht|afgeschermd|geblokkeerd|uitgeschakeld|hersteld|dichtgemaakt",
	"{your}", "your|the|these|those|all|any|this|our? further|automated|automatic|security|repeated|daily|probe?",
	"{checks.en}", "checks|check|checking|probes|probe|probing|scans|scan|scanning|tests|test|testing|requests|monitoring|polling|accessing|querying|crawling|attacks|attacking",
	"{checks.verb.en}", "check|probe|scan|test|access|query|crawl|monitor|poll",
	"{checked.en}", "checked|probed|scanned|tested|accessed|queried",
	"{checks.de}", "prüfungen|prüfung|überprüfungen|überprüfung|tests|test|scans|scan|anfragen|zugriffe|abfragen|scannen|prüfen|testen|kontrollen|messungen",
	"{checks.fr}", "vérifications|vérification|tests|test|contrôles|contrôle|scans|scan|analyses|sondages|requêtes|accès|vérifier|tester|scanner|sonder",
	"{checks.es}", "pruebas|prueba|comprobaciones|comprobación|escaneos|escaneo|verificaciones|verificación|análisis|accesos|tests|comprobar|escanear|verificar|probar",
	"{checks.it}", "controlli|controllo|verifiche|verifica|test|scansioni|scansione|accessi|prove|controllare|verificare|testare|scansionare",
	"{checks.nl}", "controles|controle|tests|test|scans|scan|controleren|testen|scannen|verzoeken|metingen",
	"{open.nl}", "toegankelijk|bereikbaar|zichtbaar|openbaar|beschikbaar|open|benaderbaar|opvraagbaar",
)

func forms(text string) book {
	return book{read: sync.OnceValue(func() *index { return newIndex(adverbs.Replace(text)) })}
}

// tongues are the languages in which claims are read.
var tongues = []tongue{
	{
		done: forms(`has|have|had|was|were|is|are|it's|that's|we've|i've|they've {en}? {en}? {en}? {done.en}
			we|i|they|team|engineers|admins|colleagues|provider|hoster|developers {en}? {en}? {done.en}
			has|have|was|were|is|are|we've|i've {en}? {en}? {en}? taken|brought|pulled|shut|locked .. down|offline
			is|are|it's {en}? offline|private
			access|permissions|listing .. {en}? revoked|removed|withdrawn
			^ we|i|hi|hello? fixed|closed|secured|resolved it|this|that
			took|pulled|brought .. offline|down
			made|set|switched|turned .. private
			has|have|was|were|is|are {en}? {en}? removed from public
			^ {en}? fixed|resolved|closed|secured|remediated {en}? $
			now {done.en} $`),
		gone: forms(`no longer {en}? {pub.en}? {open.en}
			not|isn't|aren't {en}? {pub.en}? {open.en} anymore
			not|isn't|aren't {en}? {pub.en}? {open.en} any more|longer
			no longer be accessed|reached|read|listed|opened|downloaded
			cannot|can't be accessed|reached|read|listed anymore`),
		cond: forms(`once|when|if|until|whether|unless
			closed for the? season|summer|winter|holidays|holiday|day|weekend|renovation|renovations|lunch
			closed over christmas|easter
			hotel|restaurant|museum|library|surgery|practice|reception is|are|was|remains closed
			as soon
			you|your .. write|wrote|said|say|says|claim|claimed|mentioned
			duplicate|wontfix|invalid
			ticket|request|inquiry|enquiry|account|case|office|offices|shop|store|chat|survey
			make|ensure|want|needs|need|must|ought|suppose|assume|think|believe|guess`),
	},
	{
		done: forms(`wurde|wurden|ist|sind|haben|hat|habe|ward .. .. {done.de}
			wurde|wurden|ist|sind|haben|hat|habe .. .. netz|offline genommen|gestellt
			ist|sind .. offline
			^ {done.de} $
			^ problem|lücke|zugriff|fehler|leck {done.de}`),
		gone: forms(`nicht mehr .. {open.de}
			nicht länger .. {open.de}`),
		cond: forms(`sobald|wenn|falls|ob|bis|sofern
			geschlossen wegen urlaub|ferien|betriebsferien|feiertag|umbau
			hotel|restaurant|gasthaus|rathaus|museum|bibliothek|schule|kita|betrieb|bürgerbüro ist|bleibt|sind .. geschlossen
			sie|ihrer schreiben|schrieben|sagen|sagten|behaupten|mail
			anfrage|vorgang|ticket|fall|büro|büros|praxis|geschäft|werk|filiale|konto|hotline
			glaube|glauben|denke|denken|vermute|vermuten|angeblich|müssen|muss`),
	},
	{
		done: forms(`a|ont|avons|ai|j'ai|l'a|l'ai|l'avons|l'ont|est|sont|c'est|été|avais|avaient {fr}? {fr}? {done.fr}
			a|ont|avons|ai|j'ai|été {fr}? {fr}? mis|mise|mises hors ligne
			est|sont .. hors ligne
			^ {done.fr} $
			^ problème|accès|faille|fuite {done.fr}`),
		gone: forms(`n'est|n'était|n'ont|ne .. plus .. {open.fr}
			n'est|n'était plus .. {open.fr}`),
		cond: forms(`dès|lorsque|si|s'il|s'ils|quand|jusqu'à|jusque
			fermé* pour .. saison|congés|vacances|travaux|inventaire
			fermé* du # .. au
			hôtel|l'hôtel|restaurant|musée|mairie|école|l'école|atelier|l'atelier|boutique|standard|accueil|l'accueil est|sera|reste fermé*
			une fois
			vous écrivez|dites|affirmez|signalez
			demande|dossier|ticket|compte|bureau|bureaux|agence|cabinet|magasin
			pensons|pense|croyons|crois|semble|devons|doit`),
	},
	{
		done: forms(`ha|han|hemos|he|está|están|fue|fueron|queda|quedan|quedó|quedaron|sido {es}? {es}? {done.es}
			^ {done.es} $
			^ problema|acceso|fallo {done.es}
			puesto|sacado .. fuera de línea`),
		gone: forms(`ya no .. {open.es}`),
		cond: forms(`cuando|si|hasta
			cerrad* por vacaciones|temporada|festivo|obras
			cerrad* del # .. al
			hotel|restaurante|museo|escuela|colegio|ayuntamiento|clínica está|estará|permanece|permanecerá cerrad*
			en cuanto
			ustedes|usted .. dicen|dice|escriben|escribe
			solicitud|ticket|caso|cuenta|oficina|oficinas|tienda
			creemos|creo|pensamos|parece|debe|debemos`),
	},
	{
		done: forms(`ha|hanno|abbiamo|ho|è|e'|sono|stato|stata|stati|state {it}? {it}? {it}? {done.it}
			ha|hanno|abbiamo|ho|è|sono|stato|stata {it}? {it}? mess* .. in sicurezza|offline
			^ {done.it} $
			^ problema|accesso|falla {done.it}`),
		gone: forms(`non è|sono più .. {open.it}`),
		cond: forms(`quando|se|finché|appena|affinché
			chius* per ferie|stagione|festività|lavori
			chius* dal # .. al
			hotel|albergo|ristorante|museo|scuola|studio|comune|clinica è|sarà|resta|resterà chius*
			voi|lei scrivete|scrive|dite|dice
			richiesta|ticket|pratica|account|ufficio|uffici|negozio
			crediamo|credo|pensiamo|sembra|deve|dobbiamo`),
	},
	{
		done: forms(`is|zijn|werd|werden|hebben|heeft|heb|hebt .. .. {done.nl}
			is|zijn|hebben|heeft|heb .. .. offline gehaald|gezet|genomen
			^ {done.nl} $
			^ probleem|lek|toegang {done.nl}`),
		gone: forms(`niet meer .. {open.nl}
			niet langer .. {open.nl}`),
		cond: forms(`wanneer|als|zodra|totdat|tot|indien
			gesloten wegens|vanwege .. vakantie|feestdagen|verbouwing
			hotel|restaurant|museum|school|praktijk|gemeentehuis|balie is|blijft gesloten
			u|jullie schrijft|schrijven|zegt|zeggen
			verzoek|aanvraag|ticket|zaak|account|kantoor|winkel|dossier
			denk|denken|geloof|geloven|lijkt|moet|moeten`),
	},
}

// denials and later are words that take a claim back: what is not so, and what is yet to come. heute morgen is this morning.
var (
	denials = forms(`not|never|cannot|neither|nor|nothing|without|no
		nicht|nie|niemals|kein*|weder|ohne
		pas|jamais|aucun*|ni
		nunca|jamás|tampoco|sin
		non|mai|senza|nessun*
		niet|nooit|geen|zonder
		won't|don't|doesn't|didn't|hasn't|haven't|hadn't|isn't|aren't|wasn't|weren't|can't|couldn't|wouldn't|shouldn't`)
	later = forms(`will|we'll|i'll|they'll|it'll|would|should|shall|may|might|soon|tomorrow|going|plan|plans|planning|planned|expect|expected|expects|hope|hopefully|trying|try
		to be {done.en}
		wird|werden|werde|soll|sollen|sollte|morgen|bald|demnächst|würde|könnte
		sera|seront|serait|va|vont|allons|vais|bientôt|demain|devrait|prévoyons
		será|serán|sería|va|van|vamos|voy|pronto|mañana|debería
		sarà|saranno|sarebbe|verrà|verranno|domani|presto|stiamo|dovrebbe
		zal|zullen|wordt|worden|morgen|binnenkort|gaat|gaan|zou|zouden`)
	requests = forms(`please|kindly|bitte|veuillez|merci|prière|prego|graag|alstublieft|gelieve
		por favor
		per favore
		si prega
		could|can|would you`)
	// questions are the beginnings of clauses that ask.
	questions = forms(`^ is|are|has|have|was|were|did|does|do|can|could|ist|sind|wurde|wurden|hat|haben|avez-vous|est-ce|est-il|a-t-il|ha|han|hanno|avete|è|is|zijn|heeft|hebben|werd it|the|this|that|you|they|your|es|das|die|der|sie|que|le|la|el|il|lo|het|de|u|jullie|ya|già|al`)
)

func negated(words []string) bool {
	return denials.in(words) || slices.ContainsFunc(words, func(w string) bool { return strings.HasSuffix(w, "n't") })
}

func future(words []string) bool { return later.in(today(words)) }

// today takes "heute morgen" (this morning) for today, not for tomorrow.
func today(words []string) []string {
	for i := range len(words) - 1 {
		if (words[i] == "heute" || words[i] == "gestern") && words[i+1] == "morgen" {
			out := slices.Clone(words)
			out[i+1] = "früh"
			return out
		}
	}
	return words
}

func conditional(words []string) bool {
	return slices.ContainsFunc(tongues, func(t tongue) bool { return t.cond.in(words) })
}

// clauseEnd cuts a sentence into clauses.
var clauseEnd = pattern.New(`[,;:–—()]|\s-\s|\b(?:but|aber|mais|pero|maar|sondern|and|und|et|y|ed|en)\b`)

// claims reports whether a sentence says that something is closed. It is narrow on purpose: a person reads a missed claim
// anyway, but a false one starts probes and an answer.
func claims(s string, words []string, asks bool) bool {
	for _, t := range tongues {
		if !t.done.in(words) && !t.gone.in(words) {
			continue
		}
		if t.cond.in(words) {
			continue
		}
		if !asks && t.claim(words) {
			return true
		}
		clauses := clauseEnd.Split(s, -1)
		for i, c := range clauses {
			w := wordsOf(c)
			if asks && (i == len(clauses)-1 || questions.in(w)) {
				continue
			}
			if len(clauses) > 1 && t.claim(w) {
				return true
			}
		}
	}
	return false
}

func (t tongue) claim(words []string) bool {
	switch {
	case future(words), requests.in(words):
		return false
	case t.gone.in(words):
		return true
	default:
		return t.done.in(words) && !negated(words)
	}
}

// affirmed reports whether a form stands in a sentence, or in a clause of it, that denies nothing.
func (b book) affirmed(s string, words []string) bool {
	if !b.in(words) {
		return false
	}
	if !negated(words) {
		return true
	}
	for _, c := range clauseEnd.Split(s, -1) {
		if w := wordsOf(c); b.in(w) && !negated(w) {
			return true
		}
	}
	return false
}
