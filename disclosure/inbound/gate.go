package inbound

// gateForms are the words of programs that hold a mail back until its sender shows to be a person, or is let in by a list, by language:
// en, de, fr, es, it, nl, pt, pl. They often speak as the owner of the mailbox ("my address book"), so that "I" makes no person of them.
var gateForms = forms(`not|isn't .. my|our address|contact|contacts|safe|allow|allowed|approved|white|trusted list|book|senders
	sender|address .. not .. recognised|recognized|whitelisted|approved
	type|enter|copy|retype .. letters|characters|digits|captcha
	solve|complete .. captcha|puzzle|challenge
	message|mail|email|e-mail .. held|hold|parked|quarantined|quarantine
	mail|message|email|e-mail .. until|once .. confirm|confirmed|verify|verified|approve|approved|click|clicked
	confirm|verify|prove|show .. human|robot|sender|real
	first|new time? senders|sender
	nicht|unbekannt .. adressbuch|kontakten|kontaktliste|absenderliste|whitelist
	buchstaben|zeichen|ziffern|captcha .. ein|eingeben|eintippen|abtippen|lösen
	nachricht|mail|e-mail .. zurückgehalten|angehalten|quarantäne|zurückgestellt
	kein roboter|bot|spammer|automat|spamversender
	absender .. bestätigen|bestätigt|freischalten|freigeschaltet|freigegeben|verifizieren
	recopie*|saisi*|tape* .. lettres|caractères|chiffres|captcha
	message|courriel|mail|e-mail .. attente|retenu|suspens|quarantaine
	pas .. carnet|contacts
	confirm*|vérifi*|prouv* .. expéditeur|humain|robot
	escrib*|introduzca|introduce|teclee|copie .. letras|caracteres|captcha
	mensaje|correo .. retenido|cuarentena|espera
	no .. agenda|libreta|contactos
	remitente .. confirm*|verific*|autoriz*
	no .. robot
	scriv*|digit*|inser*|copi*|ricopi* .. lettere|caratteri|captcha
	messaggio|mail|email|e-mail .. attesa|trattenut*|sospes*|quarantena
	non .. rubrica|contatti
	mittente .. conferm*|verific*|autorizz*
	non .. robot
	typ|typt|vul|voer|neem .. letters|tekens|cijfers|captcha
	bericht|mail|e-mail .. vastgehouden|quarantaine|tegengehouden
	niet .. adresboek|contacten|contactenlijst
	afzender .. bevestig*|verifi*|goedgekeurd
	geen robot
	digite|escreva|introduza|copie .. letras|caracteres|captcha
	mensagem|e-mail|email .. retid*|quarentena|espera
	não .. agenda|contactos|contatos
	remetente .. confirm*|verific*|autoriz*
	não .. robô
	wpis*|przepis* .. litery|znaki|cyfry
	wiadomość|mail|e-mail .. wstrzyman*|zatrzyman*|kwarantann*|oczekuje
	nie .. książce|kontaktach
	nadawc* .. potwierd*|zweryfik*
	nie .. robot*`)

// routeForms say that a message went to a desk without a name. Front desks have such sentences ready in the first person, with the name
// of whoever pressed the button below, so that neither makes a person of them.
var routeForms = forms(`relevant|appropriate|responsible|correct|right|concerned|dedicated|specialist|suitable|competent team|teams|department|colleague|colleagues|unit|office|specialists|desk
	team|colleagues|department concerned|responsible
	take it|this from here|there
	your message|mail|email|e-mail|note|ticket|request .. queue|inbox|backlog|pile
	deine|ihre|eure nachricht|mail|e-mail|anfrage .. warteschlange|liste
	zuständig*|verantwortlich*|entsprechend* .. team|stelle|abteilung|fachabteilung|kolleg*|bereich|fachbereich|amt|fachamt|dienststelle|referat|stellen|sachbearbeit*
	gegebenenfalls|bedarf|ggf auf sie? zu
	bei bedarf|rückfragen .. sie
	service|services|équipe*|interlocuteur*|département|collègues compétent*|concerné*|responsable*|approprié*|adéquat*
	departamento|equipo|área|servicio|compañeros|unidad correspondiente*|competente*|responsable*|pertinente*|adecuad*|encargad*
	ufficio|uffici|reparto|team|servizio|settore|colleghi competent*|preposto|preposti|responsabil*|dedicato|incaricat*
	di competenza
	juiste|betreffende|verantwoordelijke|desbetreffende|bevoegde|relevante afdeling|team|dienst|collega*
	equipa|equipe|departamento|setor|serviço|área|colegas responsável|responsáveis|competente|competentes|respetiv*|correspondente
	odpowiedni*|właściw* dział*|zespoł*|zespół|komór*|wydział*|osób|osoby|osobom|jednost*
	contact|get|be .. you if|should .. need|require|necessary|needed
	touch if|should .. need|require`)

// refuseForms say in somebody's own name that they want nothing of us. Programs want nothing and refuse nothing.
var refuseForms = forms(`we're|i'm|are|am not|no .. interested
	no interest in
	we|i don't|do|did|didn't|never not? want|wish|ask|asked|order|ordered|require
	leave us|me alone
	remove|delete|take us|me|our .. from|off
	haben|habe|kein|keinerlei kein|keinerlei|interesse interesse|daran|an
	nicht|nichts .. gebeten|bestellt|beauftragt|angefordert
	wir|ich verzichten|verzichte
	n'avons|n'ai rien|pas demandé|commandé|sollicité
	ne souhaitons|souhaite|voulons|veux|désirons pas
	pas|aucunement intéressé*
	aucun intérêt
	no queremos|quiero|deseamos|deseo
	no hemos|he pedido|solicitado
	no nos|me interesa
	no estamos|estoy interesad*
	non vogliamo|voglio|desideriamo|intendiamo|intendo
	non ci|mi interessa
	non siamo|sono interessat*
	non abbiamo|ho chiesto|richiesto
	geen interesse|belangstelling
	niet geïnteresseerd
	niet om gevraagd
	não queremos|quero|desejamos|pretendemos
	não pedimos|solicitamos|solicitámos
	não nos|me interessa
	não temos|tenho interesse
	não estamos|estou interessad*
	nie chcemy|życzymy|życzę|prosiliśmy|prosiłem|zamawialiśmy
	don't|doesn't|not have|run|use|own|operate|host|manage any|a|an|our|own|your|that|such|amazon|aws|elasticsearch|mongodb
	betreib*|nutz*|verwend*|haben|hat|besitzen .. kein* eigene*
	betreib*|nutz*|verwend*|haben|hat|besitzen .. kein* .. edv|it|server|webseite|website|homepage|datenbank|cloud|technik|bucket|amazon
	n'avons|n'utilisons|n'a|n'ai|n'utilise pas|aucun .. serveur*|site|informatique|informaticien|amazon|base|hébergement
	no tenemos|usamos|utilizamos|gestionamos .. servidor*|web|informátic*|amazon|bases|nada
	non abbiamo|usiamo|utilizziamo|gestiamo .. server|sito|informatic*|amazon|database
	hebben|gebruiken|beheren .. geen .. server*|website|ict|amazon|database
	não temos|usamos|utilizamos|gerimos .. servidor*|site|informátic*|amazon|base
	nie mamy|używamy|korzystamy .. serwer*|strony|informatyk*|amazon|baz*
	wrong company|person|address|department|inbox|place|people|firm|guy|recipient|acme|one|team
	^ cheers|hi|hello|sorry|thanks? wrong
	falsche|falschen|falscher|falsches firma|adresse|adressat|person|stelle|unternehmen|empfänger|ansprechpartner
	verwechseln|verwechselt|verwechslung
	trompez|trompé|trompés|erreur .. société|d'adresse|adresse|personne|destinataire|d'entreprise|entreprise
	mauvais|mauvaise destinataire|adresse|personne|société|interlocuteur
	equivoca*|confund* .. empresa|persona|dirección|destinatario
	sbagliat*|sbaglia* .. persona|azienda|indirizzo|destinatario|ditta
	verkeerde bedrijf|adres|persoon|afdeling
	engan*|errad* .. empresa|pessoa|endereço
	não é|são connosco|conosco
	pomyłka|pomyliliście|pomylili
	stimmt|stimmen nicht
	not|isn't true|correct|right
	c'est faux
	vous vous? trompez
	no es cierto|verdad
	non è vero
	klopt niet
	não é verdade
	to|jest? nieprawda
	ne sommes|suis pas .. propriétaire*|concerné*|responsable*|gestionnaire*
	não é|são nosso|nossa|nossos|nossas|meu|minha
	não nos|me pertence*
	nie jest|są nasz*|mój|moje|moja
	nie należy|należą do nas|mnie
	är|er inte|ikke vår|vårt|våra|vores|våre|vår
	není|nejsou náš|naše|naším|našich
	nem a mienk|miénk
	nu este|sunt al|a|ale nostru|noastră|noastre
	keine|nicht zeit .. für|dafür
	no|have time for
	nie mamy|mam czasu
	n'avons|n'ai pas le? temps
	no tenemos|tengo tiempo
	non abbiamo|ho tempo
	nie jesteśmy|jestem zainteresowan*`)

// mendedForms say that it is closed, in languages in which claims are not read: pt, pl, sv, da and no, fi, cs, hu, ro. They show that
// somebody answers us, and no more.
var mendedForms = forms(`wyłączymy|zamkniemy|naprawimy|usuniemy|zablokujemy|zabezpieczymy
	desligaremos|fecharemos|corrigiremos|vamos|vou? desligar|fechar|corrigir|bloquear
	old|former|legacy|alte|alter|altes|alten|ancien|ancienne|vieux|vieille .. server|serveur|servidor|shop|site|website|webseite|bucket|backup|testserver|database|datenbank|system|boutique
	server|serveur|servidor|sito|shop|database .. viejo|vieja|antigu*|vecchi*|antig*|velh*
	vecchio|vecchia|oude|stary|stara|stare|gammal|gammel|gammelt|vanha|starý|régi|viejo|vieja|antiguo|velho .. server*|serwer*|site|sito|shop|bucket|backup*|testserver|database|databas*|webb*|szerver*|sklep
	rule|policy|share|port|listing|listener|bucket|instance|container is|are gone|off|down|out|dead
	foi|foram|está|estão|já .. desligad*|desativad*|fechad*|corrigid*|removid*|bloquead*|resolvid*|protegid*
	fechei|desliguei|corrigi|removi|bloqueei|apaguei|fechámos|fechamos|desligámos|desligamos|corrigimos|removemos|bloqueámos|bloqueamos
	został|została|zostało|zostały|jest|są|już .. zamknięt*|wyłączon*|naprawion*|usunięt*|zabezpieczon*|zablokowan*|odcięt*
	wyłączyłem|wyłączyłam|wyłączyliśmy|zamknąłem|zamknęłam|zamknęliśmy|naprawiłem|naprawiliśmy|usunąłem|usunęliśmy|zablokowałem|zablokowaliśmy|zabezpieczyliśmy
	har .. stängt|åtgärdat|fixat|spärrat|tagit .. ner|bort|nu
	är nu? åtgärdat|spärrat|fixat
	har .. lukket|rettet|fikset|fjernet|stengt|spærret|sperret
	er nå|nu lukket|rettet|fikset|fjernet|stengt|lukka
	olemme|olen .. sulkeneet|sulkenut|korjanneet|korjannut|poistaneet|poistanut|estäneet
	on nyt? suljettu|korjattu|poistettu|estetty
	zavřeli|zavřel|zavřela|opravili|opravil|zabezpečili|zabezpečil|zablokovali|zablokoval|vypnuli|vypnul|odstranili|odstranil jsme|jsem
	jsme|jsem .. zavřeli|zavřel|opravili|opravil|zabezpečili|zabezpečil|zablokovali|zablokoval|vypnuli|vypnul|odstranili|odstranil
	lezártuk|lezártam|bezártuk|letiltottuk|letiltottam|kijavítottuk|kijavítottam|leállítottuk|leállítottam|eltávolítottuk|kikapcsoltuk|kikapcsoltam
	am închis|inchis|rezolvat|remediat|blocat|oprit|securizat`)

// pressing are words of questions that away messages ask everybody.
var pressing = forms(`urgent|emergency|urgently
	dringend|dringende|eilig|notfall|eilt
	urgence|urgent|urgente|urgentes|urgencia|urgenza|urgenti|urgência
	spoed|dringend
	pilne|pilna`)
