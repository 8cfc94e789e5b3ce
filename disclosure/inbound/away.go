package inbound

import "daylight/disclosure/pattern"

// awayForms say that somebody is not there, by language: en, de, fr, es, it, nl, pt, pl and some more.
var awayForms = forms(`out of the|my? office
	on|upon|after my return
	at a|the conference|training|workshop|course|fair
	only|don't|do not? work on? monday|mondays|tuesday|tuesdays|wednesday|wednesdays|thursday|thursdays|friday|fridays|part-time|mornings|afternoons
	expect a|some delay|delays
	slow|slower|late to answer|respond|reply
	if .. urgent|can't|cannot wait?
	i|i've have? left .. please|my|today|the?
	my successor
	office|shop|practice|store|clinic|surgery|school .. closed for|from|until|on|between
	teilzeit
	auf|in einer? schulung|dienstreise|fortbildung|konferenz|messe|lehrgang
	lese|lesen|beantworte|beantworten .. nächsten|erst|nur|später
	nicht mehr im|in|bei|für .. unternehmen|firma|haus|team|dienst|tätig|beschäftigt
	nachfolger|nachfolgerin
	praxis|büro|kanzlei|geschäft|betrieb|schule .. geschlossen vom|von|bis
	en formation|déplacement|séminaire|réunion jusqu'au|cette|toute|du
	consulterai|lirai|relèverai mes|vos|les .. messages|mails|courriels|e-mails
	pour toute? urgence|urgences
	plus partie de
	mon|ma successeur|remplaçant|remplaçante
	cabinet|bureau|bureaux|magasin|secrétariat|mairie|agence|entreprise .. fermé* du|jusqu'au|pour|le
	seront|sera lus|lu|traités .. réouverture|retour
	de viaje|formación|permiso
	tendré|tengo acceso|limitado .. correo
	leeré|consultaré el|mi|mis|los correo*|mensajes
	si es|fuera urgente
	mi sucesor|sucesora|sustituto|sustituta
	oficina|clínica|tienda|despacho|consulta|colegio .. cerrad* del|hasta|por|desde
	in trasferta|riunione|formazione|congedo
	leggerò|leggo|consulterò la|i|le|solo posta|messaggi|mail|email
	per urgenze|emergenze
	mio|mia successore|sostituto|sostituta
	studio|ufficio|negozio|scuola .. chius* dal|fino|per
	werk niet|alleen|enkel op
	lees|beantwoord uw|je|mijn bericht|mail|mails|e-mail .. zodra|als|pas
	op cursus|training|reis
	mijn opvolger|vervanger
	kantoor|praktijk|winkel|school .. gesloten van|tot|wegens|op
	em formação|viagem|reunião|licença
	lerei|consultarei os|as|meus|minhas .. emails|e-mails|mensagens
	assuntos|casos urgentes
	meu|minha sucessor|sucessora|substituto|substituta
	na szkoleniu|konferencji|zwolnieniu|delegacji
	nach|bei|seit meiner rückkehr
	bin|sind|bleibt|ist|wir|praxis|büro .. nicht im|am büro|haus|platz|arbeitsplatz
	wieder erreichbar|da|anwesend|im ab|am
	nicht|nur eingeschränkt|sporadisch? gelesen|erreichbar
	à|dès mon retour
	de retour en|dès|à|à partir
	absent|absente|absents jusqu'à|dès|du|au
	no estoy|estaré en|disponible? la? oficina|hasta
	estoy|estaré|encuentro ausente|fuera
	ausente hasta|del|desde|por|entre|el
	a mi regreso|vuelta|retorno
	sono|sarò|trovo fuori|assente|ferie
	assente|fuori fino|dal|da|per|dall'ufficio
	al mio rientro|ritorno
	na|bij mijn terugkeer|terugkomst|vakantie|verlof
	afwezig|vakantie|verlof tot|t|van|en|wegens
	weer|terug bereikbaar|aanwezig|op|vanaf
	estou|estarei|encontro-me|encontro ausente|fora
	ausente até|de|do|no|entre|por
	no|ao meu regresso|retorno
	regresso|volto|voltarei|retorno em|no|a|dia|na
	przebywam|będę|jestem .. urlopie|urlop|zwolnieniu|delegacji|biurem
	po powrocie
	wracam|wrócę
	on|currently annual|parental|maternity|sick|paternity|vacation|holiday|leave
	away from my|the desk|office|email|e-mail|mail
	away|unavailable|travelling|traveling until|this|from|between
	limited|no access to my? email|e-mail|emails|mail|mailbox
	return|returning|back to|in the|my? office
	no longer work*|with|employed
	moved on from
	on the road|move
	check|read my? mail|email|e-mail only
	left the|this company
	arbeite|arbeiten nicht mehr bei|für|hier
	travaille plus
	ya no trabajo
	non lavoro più
	werk niet|er meer|niet
	i|we will|'ll? be? back|return|returning on|in|after|by
	in|for urgent|emergency matters|cases|issues|requests
	nicht im büro|haus
	nicht am arbeitsplatz
	bin|befinde .. urlaub|elternzeit|mutterschutz|dienstreise|abwesend
	im urlaub
	abwesend|außer haus
	in dringenden fällen
	während meiner abwesenheit
	ab dem .. wieder erreichbar|da|zurück
	wird|werden nicht weitergeleitet
	absent|absente|absents du|jusqu'au|jusqu'à|jusque|et|actuellement|pour|ce
	suis|serai absent|absente
	en congé|congés|vacances|déplacement
	de retour le|au
	en cas d'urgence
	cas urgence
	fuera de la? oficina
	estoy|estaré de vacaciones|baja
	de vacaciones|permiso
	en caso de urgencia
	regreso|volveré|regresaré el
	fuori ufficio|sede
	sono|sarò assente
	in ferie
	in caso di urgenz*
	niet|afwezig op|aanwezig kantoor
	ben|tot .. afwezig
	met|op vakantie|verlof
	bij spoed|dringende
	fora do escritório
	estou|estarei de|em férias
	de férias
	em caso de urgência
	na urlopie
	jestem nieobecn*|poza
	w pilnych sprawach
	nieobecn*
	szabadság*|házon|távol*
	på semester|ferie
	tjänstledig*|föräldraledig*|frånvar*
	lomalla
	dovolen*
	отпуск*|відпустк*|отсутству*
	looking|looks|covering|covers|standing|filling|handling|handles|deals|dealing after|for|in|with? .. my|me|mine
	return|returning|back .. #|spring|summer|autumn|winter|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday
	taking|having|enjoying|on .. break|rest|holiday|leave|vacation|sabbatical
	days|day|time off
	check|read|look|looks|answer .. inbox|mail|email|mailbox .. once|twice|only|rarely|seldom
	only .. look|check .. inbox|mailbox
	vertritt|vertreten|übernimmt .. mich|solange|meine|meinen
	mich .. vertritt
	meine vertretung
	ab|am|bis .. # .. wieder|zurück
	wieder .. ab|am dem? #
	mache|gönne .. pause|auszeit
	freie tage|woche|zeit
	suit|suivra|reprend|gère|assure|remplace|traite .. mes|mon|ma|l'intérim
	me remplace|remplacera
	reprends|reprendrai|reviens|reviendrai|rentre|rentrerai .. #|lundi|mardi|mercredi|jeudi|vendredi
	jours de|en? repos
	lleva|llevará|atiende|atenderá|cubre|gestiona .. mis|mi
	me sustituye|sustituirá
	vuelvo|regreso|reincorporo|volveré|reincorporaré .. #|lunes|martes|miércoles|jueves|viernes
	días de|libres descanso?
	segue|seguirà|gestisce|gestirà .. mie|mio|mia|miei
	mi sostituisce|sostituirà
	rientro|torno|tornerò|rientrerò .. #|lunedì|martedì|mercoledì|giovedì|venerdì
	prendo|faccio|concedo .. pausa|riposo|ferie
	neemt|behartigt|handelt .. mijn
	vervangt mij|me
	terug|weer .. vanaf|op|de #
	# weer|terug
	vrije dagen|dag
	acompanha|assegura|trata .. meus|minhas
	me substitui
	regresso|volto|voltarei|regressarei .. #
	dias de descanso|folga
	zastępuje|prowadzi|przejmuje .. mnie|moje
	dni wolnego
	tillbaka|åter på|den|måndag|igen
	inte på|inne|kontoret
	ledig till|från|den|i|denna
	ferie til|fra|frem|og|igjen
	tilbage|tilbake på|igen|igjen|mandag|den|d
	ikke på|til kontoret|stede
	palaan|poissa|lomalla
	vrátím|vracím|nejsem|nepřítom* se|v|do|zpět|kanceláři
	vagyok|leszek elérhető|irodában
	reveau|revin|concediu|absent*
	my|this address|email|e-mail .. has|have changed
	update your contacts|records|address
	meine adresse|mailadresse|e-mail-adresse .. geändert
	mon|mes adresse|coordonnées .. changé
	mi|mis dirección|correo .. cambiado
	mio|miei indirizzo|recapiti .. cambiat*
	mijn adres|e-mailadres|mailadres .. gewijzigd|veranderd
	izinde*|izinli*|tatil*
	concediu*
	休暇*|休假*|不在*`)

// awaySubject matches the subjects of vacation notices and automatic answers, by language: en, de, fr, es, it, pt, nl, sv, da,
// no, fi, pl, cs, hu, ru, tr, ja, zh. They stand at the beginning, where only "Re:" may precede them. A word that ordinary
// subjects begin with too, such as "Absence of authentication", has to be followed by a colon or nothing.
var awaySubject = pattern.New(`(?i)^\s*(?:(?:re|aw|sv|tr|rv|antw)\s*:\s*)?(?:` +
	`auto(?:matic|matische|matisk|matiskt)?[ :-]*(?:reply|response|answer|antwort|svar)\b|auto[ -]?(?:reply|respon)|automated (?:reply|response)|` +
	`out of (?:the )?office|ooo\b|on (?:vacation|holiday|leave)\b|away from (?:the|my) office|` +
	`automatische antwort|abwesenheits?(?:notiz|assistent|meldung|nachricht|info)|abwesend\b|abwesenheit\s*(?::|$|bis|vom)|nicht im büro|urlaub\s*(?::|$|bis|vom)|` +
	`réponse automatique|absence du bureau|absent(?:e)? du bureau|message d'absence|absence\s*(?::|$)|` +
	`(?:ausência|ausencia|nieobecność|dovolená)(?: temporária| temporal)?\s*(?::|$)|(?:jestem )?na urlopie\s*(?::|$)|(?:en |in |de |em |met )?(?:congés?|vacances|vacaciones|ferie|férias|vakantie)\s*(?::|$)|` +
	`respuesta automática|fuera de (?:la )?oficina|risposta automatica|fuori (?:sede|ufficio)|assenza\s*(?::|$)|` +
	`resposta automática|fora do escritório|automatisch antwoord|afwezig(?:heid)?\s*(?::|$|tot|van)|niet aanwezig|` +
	`autosvar|frånvaro|fravær|ikke til ?stede|ikke på kontoret|automaattinen vastaus|poissa\s*(?::|$)|` +
	`autoodpowiedź|automatyczna odpowiedź|odpowiedź automatyczna|automatická odpověď|automatikus válasz|házon kívül|автоматический ответ|автоответ|автовідповідь|otomatik (?:yanıt|cevap)|自動返信|自動応答|不在|自动回复|自動回覆)`)
