package inbound

import "daylight/disclosure/pattern"

// The forms of what a text asks for or threatens with, by language: en, de, fr, es, it, nl. They only draw a person's
// attention, so they may be a little wide; none of them moves a case by itself, but for a plain request to stop.
var (
	disputeForms = forms(`not|isn't|aren't our|ours|mine
		not|isn't|aren't a|an|any? real? vulnerability|leak|exposure|breach|problem|issue|incident|security
		no personal|sensitive|real|confidential|customer data|information
		not|doesn't|don't belong to us
		not contain|hold|have any? personal|sensitive|real|customer
		not publicly|openly accessible|reachable|readable|exposed
		dispute|deny|reject|contest the|this|that|your|these|any
		disagree with
		test|dummy|fake|sample|synthetic|demo|mock data
		intentionally|deliberately public|open|accessible|exposed
		public|open by design
		false positive
		honeypot|honeypots|honigtopf
		nothing .. real
		on purpose
		mit absicht
		exprès|propósito|proposito|opzet|expres public*|públic*|pubblic*|openbaar|abiert*|apert*|ouvert*|open
		works|working as intended|designed
		gehört|gehören nicht|weder .. uns
		nicht unser*
		nicht von uns
		kein* sicherheitslücke|datenleck|schwachstelle|sicherheitsproblem|datenpanne|lücke|sicherheitsvorfall|problem
		keine personenbezogen*|echten|sensiblen|kundendaten
		bestreiten|widersprechen
		weisen .. zurück
		testdaten|beispieldaten|dummydaten|demodaten|dummy-daten|test-daten
		absichtlich|bewusst|gewollt öffentlich|offen|frei
		appartient|appartiennent pas
		pas à nous|notre|nos
		pas d'une|une|un faille|fuite|vulnérabilité|problème|incident
		aucune donnée|faille|fuite
		contestons|conteste|démentons|réfutons
		données de test|démonstration|démo
		données fictives|factices
		volontairement public*|ouvert*|accessible*
		no es|son nuestr*
		no nos pertenece*
		no es|hay una|ninguna? vulnerabilidad|fuga|brecha|fallo|filtración
		datos de prueba|demostración|ejemplo
		datos ficticios
		rechazamos|negamos|disputamos
		non è|sono nostr*
		non ci appartiene|appartengono
		non è|c'è una|alcuna|nessuna? vulnerabilità|falla|violazione|fuga
		dati di prova|test|esempio
		dati fittizi
		contestiamo|neghiamo
		niet van ons
		niet onze|ons
		geen lek|kwetsbaarheid|datalek|beveiligingslek|beveiligingsprobleem|probleem|persoonsgegevens
		betwisten|betwist
		testdata|testgegevens|proefgegevens`)

	promiseForms = forms(`will|shall|we'll|i'll|they'll {en}? {en}? be|get? {done.en}|fix|close|secure|patch|mitigate|remediate|restrict|disable|resolve|lock|protect|correct|block
		will|shall|we'll|i'll take .. offline|down
		going|plan|planning|intend|scheduled to {en}? fix|close|secure|patch|mitigate|remediate|restrict|disable|resolve|correct|block
		wird|werden|werde .. .. {done.de}|beheben|schließen|sperren|absichern|abschalten|patchen|deaktivieren|beseitigen|lösen
		sera|seront {fr}? {fr}? {done.fr}
		allons|vais|va|vont {fr}? corriger|fermer|sécuriser|bloquer|désactiver|résoudre|protéger
		corrigerons|fermerons|sécuriserons|bloquerons|résoudrons|désactiverons
		será|serán {es}? {done.es}
		vamos|voy|va|van a {es}? corregir|cerrar|asegurar|bloquear|solucionar|resolver|desactivar|proteger|arreglar
		corregiremos|cerraremos|aseguraremos|bloquearemos|solucionaremos|resolveremos
		sarà|saranno|verrà|verranno {it}? {done.it}
		chiuderemo|correggeremo|risolveremo|bloccheremo|sistemeremo|proteggeremo|disattiveremo
		zal|zullen|wordt|worden .. .. {done.nl}|oplossen|sluiten|dichtzetten|beveiligen|verhelpen|afsluiten|afschermen`)

	timeForms = forms(`need|needs|require|requires|request|requesting|ask|want|give|grant .. more|additional|extra|some|further time|days|weeks
		extension|postpone|postponement
		extend|delay|push .. deadline|publication|disclosure|date
		hold off .. publi*
		mehr|zusätzliche|weitere|noch zeit|tage|wochen
		fristverlängerung|aufschub|terminverschiebung
		frist .. verlänger*|verschieben
		verlänger* .. frist
		veröffentlichung .. verschieben|verschoben|aufschieben|warten
		délai|délais|temps|jours|semaines supplémentaire*
		plus de temps
		prolong* .. délai
		report*|repousser|retarder .. publication|divulgation
		más tiempo|días|semanas
		prórroga|aplaz*
		ampli* .. plazo
		più tempo|giorni|settimane
		proroga|rinviare|posticipare
		meer|extra tijd|dagen|weken
		uitstel|uitstellen`)

	demandForms = forms(`send|provide|show|give us|me .. evidence|proof
		who you are|represent|work
		by what|which right|authority
		bitte|bitten .. nachweis*|beleg*|auskunft|erläuter*
		wer sie sind
		mit|auf welch* recht|grundlage|rechtsgrundlage
		veuillez|merci|prie|prions|demande|demandons .. preuve*|précise*|justifi*|identit*
		de quel droit
		rog*|solicit*|ruego .. indi*|identifi*|acredit*|aclar*|prueba*|pruebas
		qué derecho|autorización
		solicit*|peço|pedimos .. identifi*|esclare*|prova*|comprova*
		chied*|preg* .. identific*|chiari*|prov*|dimostr*
		con quale diritto
		verzoek*|vraag .. bewijs*|onderbouw*|toelicht*
		met welk recht
		proszę|prosimy o wyjaśnienie|przesłanie|dowod*|podanie
		na jakiej podstawie
		resend|send|share .. link|url|path|filename
		schick*|send* .. link|url|pfad .. noch|nochmal|erneut|einmal
		renvoy*|envoy* .. lien|l'url|l'adresse
		reenv*|env* .. enlace|url|link|ligação
		rimand*|mand* .. link|url
		stuur .. link|url
		who|what are|is you|u|this $
		who .. you|this|behind
		how did|have|do you get|got|find|found|come|obtain|know
		what do you want
		how much do|are you
		wer sind|seid|bist sie|ihr|du
		woher haben|hast|habt|wissen|weißt|wisst sie|du|ihr
		wie kommen|kommst|kommt|sind|seid|bist sie|du|ihr .. an|auf|zu|gekommen
		was wollen|willst|wollt sie|du|ihr
		qui êtes-vous|es-tu|êtes
		comment avez-vous|vous|as-tu .. eu|trouvé|obtenu|avez
		que voulez-vous|veux-tu|voulez
		quién|quiénes son|es|eres|sois
		cómo|de dónde han|ha|has|habéis|tienen .. obtenido|encontrado|conseguido|sacado|llegado
		qué quieren|quiere|quieres
		chi siete|sei|è
		come avete|ha|hai|fate .. trovat*|avut*|ottenut*|sapere
		cosa|che volete|vuole|vuoi
		wie ben|bent|zijn jij|je|u|jullie
		hoe kom|komt|komen|weet|weten jij|je|u|jullie
		wat wil|wilt|willen je|jij|u|jullie
		quem são|é|és vocês|você|tu $
		como obtiveram|conseguiram|descobriram|encontraram|chegaram
		o que querem|quer|pretendem
		kim jesteś|jesteście|państwo|pan|pani
		skąd macie|masz|mają|wiecie|wiesz
		ile|czego|co chcecie|chcesz|państwo`)

	threatForms = forms(`violate|violates|violated|violation .. law|laws|act|code|statute|cfaa
		every|all remedy|remedies
		without prejudice
		fbi|prosecutor|prosecutors
		queixa|queixa-crime|notificação .. apresentar|judicial|crime
		apresentar|apresentaremos|reserva* .. queixa
		advogad*|mandatári* .. medidas|constituinte|providências
		medidas|providências|procedimento judiciais|judicial|legais|criminal
		kroki|konsekwencje|działania prawne
		prokuratur*|pozew|pozwu
		kancelari* prawn*
		zawiadom* .. policj*|organ*
		legal action|actions|steps|proceedings|measures|consequences|counsel
		take|taking|seek you to court
		our|my lawyer|lawyers|attorney|attorneys|solicitor|solicitors|counsel
		lawyer|lawyers|attorneys|solicitors will
		cease and desist
		sue|lawsuit|prosecute|prosecution|prosecuted|litigation|injunction
		criminal complaint|charges|offence|offense|prosecution
		press charges
		report .. police
		your|this illegal|unlawful|unauthorised|unauthorized access|scan|scanning|hacking|activity
		rechtlich*|juristisch* schritt*|maßnahme*|konsequenz*|mittel*
		rechtsanwalt*|rechtsanwält*|anwalt*|anwält*|rechtsabteilung
		strafanzeige|strafantrag|unterlassung*|abmahn*|verklagen|strafverfolgung*
		anzeige .. erstatten|erstattet
		poursuite*|action*|démarche*|suite* judiciaire*|juridique*|légale*|pénale*
		poursuivre|poursuivi*|agir en justice
		nos|notre|mon avocat*|conseil*
		porter|portons|porterons|déposer|déposerons|déposons|dépôt .. plainte
		plainte .. police|parquet|procureur
		mise en demeure
		accès frauduleux
		accion*|medida* legal*|judicial*
		nuestro*|mi abogado*
		querella|demandar*
		denuncia*|denunciar* .. policía|penal|autoridades
		vie|azion* legal*
		nostr*|mio|miei avvocat*|legal*
		denuncia|querela|diffid*|denunciare*
		juridische|gerechtelijke stappen|maatregelen|acties|actie
		advocaat|advocaten|aangifte|sommatie|sommeren|dagvaard*`)

	// fineForms stand in the small print below mails and are no threats.
	fineForms = forms(`intended recipient|addressee
		unauthorized|unauthorised use|copying|disclosure|distribution|review
		vertraulich*
		irrtümlich
		confidentiel*|confidencial*|riservat*|vertrouwelijk*
		destinataire|destinatario|destinatari
		no|not .. legal action|steps
		kein* rechtlich*`)

	stopForms = forms(`stop|cease|end|halt|discontinue|quit {your} {checks.en}
		stop .. from {checks.en}
		like|want|wish|need|prefer .. {checks.en} to stop|cease|end
		do not|don't {checks.verb.en}
		no more|further|additional {checks.en}
		not be {checked.en} again|further|anymore
		kein* weitere*|mehr {checks.de}
		unterlassen|stoppen|beenden|einstellen .. .. {checks.de}
		stellen .. {checks.de} ein
		stoppen|beenden|unterlassen .. {checks.de}
		{checks.de} .. zu|bitte|sofort? unterlassen|einzustellen|einstellen|stoppen|beenden
		nicht mehr|weiter prüfen|testen|scannen|abfragen
		prüfen|testen|scannen sie .. bitte? nicht mehr|weiter
		hören|hör .. auf .. zu prüfen|testen|scannen
		arrêtez|arrêter|cessez|cesser|stoppez|stopper|interrompre|interrompez .. {checks.fr}
		{checks.fr} doivent|devront|doit cesser|s'arrêter
		plus de|aucun|aucune {checks.fr}
		ne plus|pas vérifier|tester|sonder|scanner|analyser
		ne vérifiez|testez|scannez|sondez plus
		dejen|deje|paren|pare|detengan|detenga|cesen|cese|suspendan|interrumpan|parar|detener .. {checks.es}
		no más {checks.es}
		no hagan|haga|realicen|realice .. más {checks.es}
		ningun* {checks.es} .. más
		interrompete|interrompa|interrompere|smettete|smetta|cessate|cessi|fermate|fermi|sospendete|sospenda .. {checks.it}
		nessun* altr*|ulterior* {checks.it}
		non .. più {checks.it}
		basta {checks.it}
		stop|stopt|staak|staakt|beëindig .. {checks.nl}
		geen verdere|nieuwe|extra|enkele {checks.nl}
		niet meer|langer controleren|testen|scannen`)

	// vagueStopForms may be about our mails, and a person decides.
	vagueStopForms = forms(`^ please|kindly? stop|cease
		ask|asking|want|demand|request|require|urge .. to stop|cease
		stop contacting|writing|emailing|mailing|messaging|sending|bothering
		hören sie|bitte auf
		lassen sie .. ruhe
		bitte|wir .. aufhören|aufzuhören
		arrêtez|cessez
		veuillez|merci|prière arrêter|cesser
		dejen|deje|paren|pare|cesen de
		smettete|smetta|cessate
		^ basta $
		stop|stopt hiermee|ermee
		don't|do not? contact|write|email|mail|message|bother|call to? us|me
		uns|mich|mir nicht|keine .. mehr|weiter .. schreiben|anschreiben|kontaktieren|belästigen|mails|e-mails
		ne plus|pas nous|me|m' écrire|contacter|solliciter|importuner|relancer
		ne nous|me écrivez|contactez|sollicitez plus
		no nos|me escriba*|contacte*|moleste* más
		no vuelva* a escribirnos|contactarnos|escribirme|contactarme|molestarnos
		non ci|mi scrivete|scriva|contattate|contatti|scrivere|contattare|disturbate più
		non scriveteci|contattateci|scrivetemi più
		ons|mij niet|geen meer|langer .. mailen|schrijven|benaderen|contacteren|lastig|lastigvallen|mails
		não nos|me contact*|contat*|escrevam|incomode* mais
		nie pisać|pisz|piszcie|kontaktować .. do|z nas|mnie|nami|mną więcej`)

	// keepForms ask for the opposite, or say how somebody else could stop something.
	keepForms = forms(`don't|not|never|can't|cannot|won't .. stop
		to stop receiving|getting
		nicht .. aufhören|stoppen
		n'arrêtez|cessez pas
		no dejen|deje|paren|pare
		continue|keep .. checking|probing|testing`)
)

// dayForm finds a date as people write it in a promise.
var dayForm = pattern.New(`(?i)\b(?:20[0-9]{2}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[./][0-9]{1,2}[./](?:20[0-9]{2})?|` +
	`[0-9]{1,2}(?:\.|st|nd|rd|th|er|º)?(?: de| of)? (?:jan|feb|fév|mar|mär|apr|avr|abr|may|mai|mei|may|mag|jun|juin|giu|jul|juil|lug|aug|août|ago|sep|set|oct|okt|ott|nov|dec|dez|déc|dic)\pL*\.?(?:(?: de)? 20[0-9]{2})?|` +
	`(?:january|february|march|april|may|june|july|august|september|october|november|december) [0-9]{1,2}(?:st|nd|rd|th)?(?:,? 20[0-9]{2})?|` +
	`monday|tuesday|wednesday|thursday|friday|tomorrow|today|tonight|next week|montag|dienstag|mittwoch|donnerstag|freitag|heute|nächste woche|lundi|mardi|mercredi|jeudi|vendredi|demain|` +
	`lunes|martes|miércoles|jueves|viernes|mañana|lunedì|martedì|mercoledì|giovedì|venerdì|domani|maandag|dinsdag|woensdag|donderdag|vrijdag|morgen)`)

// dayIn returns the first date of a sentence in the words of the writer.
func dayIn(s string) string { return dayForm.FindString(s) }
