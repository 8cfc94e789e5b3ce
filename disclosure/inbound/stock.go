package inbound

// The phrases that programs write, by language: en, de, fr, es, it, nl, pt, pl. A sentence in which
// somebody speaks of themselves ("a ticket was created and I will handle it") is no stock phrase.
var (
	// selfForms say that a program wrote it.
	selfForms = forms(`this|it is|was an? automated|automatic|auto-reply|autoreply|auto-generated|auto-response
		this e-mail|email|message|mail|response|reply|notification .. automatically|automated|auto-generated|computer-generated
		automatically|computer|system generated
		automated|automatic|auto message|response|reply|notification|acknowledgement|confirmation|e-mail|email
		dies|dieses|diese ist .. automatisch*
		diese e-mail|mail|nachricht .. automatisch*
		automatisch generiert*|erstellt*|erzeugt*|versandt*|versendet*|verschickt*
		automatische antwort|eingangsbestätigung|empfangsbestätigung|nachricht
		ce|cet|cette message|e-mail|courriel|mail|email|réponse .. automatique*
		généré*|envoyé* automatiquement
		accusé de réception automatique
		réponse|message automatique
		este|esta .. mensaje|correo|respuesta|notificación .. automátic*
		mensaje|respuesta|correo automátic*
		generado|enviado automáticamente
		questo|questa .. messaggio|email|e-mail|risposta .. automatic*
		messaggio|risposta|email automatic*
		generat*|inviat* automaticamente|automatica
		dit is .. automatisch*
		automatisch gegenereerd*|verzonden*|aangemaakt*|bericht
		automatische ontvangstbevestiging|bevestiging
		esta|este .. mensagem|e-mail|resposta .. automátic*
		mensagem|resposta automática
		wiadomość .. automatycz*
		automatyczna odpowiedź|wiadomość
		wygenerowan* automatycznie
		note|first .. is|was automated|automatic|sent
		automatiskt|automatisk|automatisch svar|meddelande|utskick|genererat|genererad|besked|beskjed|generert|genereret|kvittering|kvittens
		automaattinen|automaattisesti viesti|vastaus|lähetetty|luotu
		automatická|automaticky odpověď|generovan*|vygenerovan*|vytvořen*
		automatikus* válasz*|üzenet*|levél|értesít*
		mesaj|răspuns automat
		i'm|am|ich|je|soy|sono|ik|sou the|your|der|die|l'assistant|el|la|il|lo|un|een|de|o|a? virtual|virtuell*|virtuel*|virtuale|virtueel|virtuele|digital|digitaler|digitale
		virtual|digital|ai assistant|agent
		virtueller|digitaler|virtuelle|digitale assistent|assistentin
		assistant|assistante virtuel|virtuelle
		asistente|assistente virtual|virtuale
		chatbot`)

	greetForms = forms(`^ hi|hello|hey|dear|greetings|good
		^ sehr geehrte|geehrter|geehrtes
		^ guten tag|morgen|abend
		^ hallo|moin|liebe|lieber|liebes|servus|grüezi
		^ bonjour|bonsoir|cher|chère|madame|monsieur|salut
		^ hola|estimad*|buenos|buenas
		^ buongiorno|buonasera|gentile|salve|ciao|egregio|spettabile
		^ beste|geachte|goedemorgen|goedemiddag|goedendag|dag
		^ olá|prezad*|caro|cara|bom
		^ dzień|szanown*|witam|cześć`)

	helloForms = forms(`^ team|all|sir|madam|there`)

	leaveForms = forms(`^ best|kind|warm|many? regards|wishes|thanks
		^ regards|sincerely|cheers|thanks|thank $
		^ yours sincerely|faithfully|truly
		^ thank you $
		^ thanks|thank you? again|all|team|so
		^ mit freundlichen|besten|herzlichen|vielen
		^ freundliche|beste|viele|herzliche|liebe grüße|grüsse
		^ vielen dank|danke $
		^ danke $
		^ cordialement|salutations
		^ bien à|cordialement
		^ merci $
		^ saludos|atentamente|cordialmente|gracias $
		^ un saludo
		^ saludos cordiales
		^ cordiali|distinti saluti
		^ grazie|saluti $
		^ met vriendelijke|hartelijke
		^ groet|groeten|mvg|bedankt $
		^ atenciosamente|cumprimentos|obrigado|obrigada $
		^ com os melhores cumprimentos
		^ pozdrawiam|dziękuję|poważaniem $
		^ z poważaniem|pozdrowieniami
		^ your|ihr|votre|su|il|het .. team|équipe|equipo
		^ the|das .. team $`)

	// stockForms are what front desks and ticket systems write to everybody.
	stockForms = forms(`thank|thanks you? very? much? for .. contacting|writing|reaching|email|e-mail|emailing|message|inquiry|enquiry|request|submission|getting|submitting|mail|interest|report|reporting|feedback|your
		have|we've|has been? received|got|registered|recorded|logged your|the|a|and
		we got|received your
		your .. request|email|message|ticket|enquiry|inquiry|report|submission|query|e-mail|case|feedback|mail|support .. received|registered|created|logged|assigned|recorded|forwarded|reviewed|being|queued|queue|opened|updated|submitted|processed|important|closed|solved
		^ we're|we are? on it $
		will|we'll .. get back|respond|reply|answer|contact|touch|follow|review|look|investigate|process|handle
		someone|member|representative|specialist|agent|somebody|colleague .. will|shortly|soon|touch
		you will|should|can|may .. receive|hear|expect|track|view|check
		one|member of our
		being|be|currently reviewed|processed|handled|investigated
		our|support|security|service .. team|staff|specialists|agents|experts|department .. review|reviewing|will|aim|aims|reply|respond|investigate|investigating|working|has|look
		response|reply|waiting|answer time|times
		within .. hours|days|business|working|hrs
		business|office|opening|working|support hours
		add .. comments|comment|information|details|attachments .. reply
		reply to|reply-to .. email|e-mail|message|ticket|above
		please|always|kindly .. include|quote|keep|mention|use|refer|retain .. number|id|reference|subject|ticket
		reference|ticket|case|request|tracking|incident number|id|no|nr|is|reference
		ticket|case|request|incident|issue .. created|opened|assigned|received|registered|logged|submitted|updated
		do not|don't reply|respond|answer
		replies .. not monitored|read|received
		passed|forwarded|referred|sent to the? relevant|appropriate|responsible|competent|right|correct department|team|office|unit|service
		assigned to .. group|team|queue|department|manager
		moved from .. to
		status|state|priority .. changed|updated|moved|set
		view|track|follow .. portal|online|issue|request|ticket
		individual reports|requests|messages|complaints
		within our|my remit
		weitergeleitet .. zuständig*
		zuständig* stelle|abteilung|bereich|sachbearbeiter*|fachabteilung
		ist|wurde der|dem|einer gruppe|abteilung|warteschlange .. zugewiesen
		service|services compétent|compétents|concerné|concernés
		est passé* à|en .. état
		juiste|betreffende|verantwoordelijke afdeling|dienst|team
		toegewezen aan
		op de hoogte via|zodra|wanneer
		departamento|servicio|área correspondiente|competente|responsable
		estado .. caso|ticket|solicitud
		ufficio|settore|servizio competente|responsabile
		preso|presa in carico
		setor|departamento|serviço responsável|competente
		reply|answer yes|y or no|n
		visit|check|see|consult|browse .. help|faq|faqs|portal|website|center|centre|knowledge|page|articles
		mailbox|inbox|address .. monitored|unattended|unmonitored|longer|use
		held|pending|quarantined until|for|in|because
		confirm|verify|prove .. person|human|robot|address|click|email|sender
		rate|survey|satisfied|satisfaction|questionnaire
		how did|was|would|satisfied
		umfrage|zufrieden|bewerten|bewertung|bewerte|sondage|satisfait|satisfaits|satisfaction|encuesta|satisfecho|sondaggio|soddisfatt*|enquête|tevreden|pesquisa|satisfeito|ankiet*|zadowolen*
		please|only use|using|submit|via|through .. form|portal|website|webform
		not accept|process|accepted|processed .. email|e-mail|mail|requests|reports
		unsubscribe|newsletter
		click here|below|the|on
		all rights reserved
		patience|understanding $
		we appreciate your
		we|our aim|strive|try|endeavour|endeavor to
		high|large|higher volume|number|than
		##-* please type
		type your|reply above
		if|should you have .. further|any|additional|other questions|question|information|concerns
		let us know .. anything|else|questions|further
		feel free
		vielen|herzlichen|besten dank für .. anfrage|nachricht|mail|e-mail|mitteilung|meldung|kontaktaufnahme|interesse|hinweis|schreiben|ihre|ihr|ihren
		danke für .. ihre|ihr|deine
		ihre|deine|ihr|die .. anfrage|nachricht|mail|e-mail|meldung|mitteilung|anliegen|ticket|vorgang .. eingegangen|erhalten|erfasst|registriert|weitergeleitet|bearbeitet|bearbeitung|erstellt|angelegt|aufgenommen|zugestellt
		haben|hat|wurde|wurden .. ihre|ihr|anfrage|nachricht|e-mail .. erhalten|eingegangen|registriert|erfasst|empfangen|weitergeleitet
		wurde|wird .. ticketnummer|vorgangsnummer|ticket|nummer|ticket-nr .. erfasst|registriert|erstellt|angelegt|eröffnet|bearbeitet|geführt
		ticket|vorgang|fall .. erstellt|angelegt|eröffnet|erfasst
		ticketnummer|vorgangsnummer|ticket-nr|ticket-id|referenznummer|bearbeitungsnummer|aktenzeichen
		melden uns|sich|wir .. in|bei|schnellstmöglich|zeitnah|umgehend|so|kürze
		setzen|setzt uns|sich .. verbindung
		werden|wird .. anfrage|anliegen|nachricht|e-mail|sie|ihnen .. bearbeiten|beantworten|prüfen|melden|kontaktieren|antworten|bearbeitet|beantwortet
		schnellstmöglich|baldmöglichst|zeitnah|baldmöglich
		antworten|antworte sie|bitte? nicht|nur
		bitte .. nicht auf diese
		um .. geduld|verständnis
		unsere servicezeiten|öffnungszeiten|geschäftszeiten|bürozeiten
		öffnungszeiten|servicezeiten|bürozeiten
		mitarbeiter* .. sich|kümmern|bearbeiten|melden|werden
		innerhalb|binnen von? .. stunden|werktagen|tagen|arbeitstagen
		geben|nennen|verwenden sie .. nummer|ticketnummer|betreff|vorgangsnummer
		rückfragen|fragen .. verfügung|gern|gerne
		kontaktformular|webformular|serviceportal|kundenportal
		merci .. contacté*|message|demande|courriel|mail|e-mail|intérêt|écrit|contact
		nous avons|accusons bien? reçu|réception|enregistré
		nous vous remercions
		votre|la demande|message|requête|ticket|courriel|mail|réclamation|signalement .. reçu*|enregistré*|prise|transmis*|traité*|traitement|créé*
		a été enregistré*|créé* sous
		ticket|dossier .. créé|ouvert|enregistré
		numéro de|du? dossier|ticket|demande|référence|suivi
		nous .. reviendrons|répondrons|traiterons|contacterons|efforçons|recontacterons
		reviendra|répondra|recontactera|contactera vers|à|dans
		dans les meilleurs|plus brefs
		meilleurs|brefs délais
		ne pas répondre
		merci|prière|veuillez de|ne? .. répondre|rappeler|indiquer|utiliser|conserver
		service|équipe .. traite*|prend*|clients|répond*
		sous .. heures|jours|h
		heures d'ouverture|ouverture
		formulaire de contact|en
		n'hésitez pas
		gracias por .. contactar*|escribir*|mensaje|solicitud|consulta|correo|ponerse|comunicarse|su
		hemos|ha|han recibido su|tu|correctamente|el
		su|tu|la solicitud|mensaje|consulta|correo|ticket|caso|petición .. recibid*|registrad*|cread*|asignad*|procesad*|atendid*
		ha sido|se registrad*|cread*|recibid* con|el|un|su|correctamente
		ticket|caso .. cread*|abiert*|registrad*
		número de|del? ticket|caso|referencia|solicitud|seguimiento
		le|nos|te responderemos|contactaremos|pondremos|atenderemos
		responderemos|contactaremos|atenderemos
		lo antes posible
		a la mayor brevedad
		no responda|responder|conteste|contestar
		uno de nuestros
		nuestro equipo .. revisará|atenderá|contacto|contactará|responderá|pondrá
		horas|días hábiles|laborables
		horario de atención
		formulario de contacto
		no dude en
		grazie|ringraziamo per .. contattat*|messaggio|richiesta|scritto|email|e-mail|mail|aver|averci
		la ringraziamo
		abbiamo ricevuto|preso la|il|in
		sua|vostra|tua|la richiesta|email|e-mail|mail|messaggio|segnalazione|ticket .. ricevut*|registrat*|presa|inoltrat*|assegnat*|elaborazione|creat*
		è stat* ricevut*|registrat*|creat*|apert*|presa|inoltrat*
		ticket|pratica .. creat*|apert*|registrat*
		numero di|del? ticket|pratica|richiesta|riferimento|protocollo
		risponderemo|contatteremo|ricontatteremo
		le|ti|vi risponder*|contatter*|ricontatter*
		al più presto
		prima possibile
		non risponda|rispondere|rispondete
		nostro team|staff|servizio
		entro .. ore|giorni
		orari di|ufficio
		non esiti|esitate
		modulo di|contatto
		bedankt|dank voor .. contact|bericht|aanvraag|mail|e-mail|vraag|interesse|melding|uw|je
		hebben uw|je|jouw .. ontvangen
		uw|je|jouw bericht|aanvraag|verzoek|mail|e-mail|vraag|melding|ticket .. ontvangen|geregistreerd|aangemaakt|doorgestuurd|behandeling|behandeld
		is|werd geregistreerd|aangemaakt onder|met
		ticket|zaak|melding .. aangemaakt|geopend|geregistreerd
		ticketnummer|zaaknummer|referentienummer|meldingsnummer
		nemen|neemt .. contact
		zo snel|spoedig mogelijk
		binnen .. uur|werkdagen|dagen
		niet .. beantwoorden|antwoorden|reageren|beantwoord
		onze medewerkers|collega's|klantenservice .. zullen|zal|nemen|neemt
		openingstijden|bereikbaar
		contactformulier
		obrigad* por .. contact*|contat*|mensagem|email|e-mail|entrar|escrever|seu|sua
		recebemos|registrámos|registramos .. seu|sua|mensagem|pedido|solicitação|o|a
		seu|sua|o|a pedido|mensagem|solicitação|ticket|e-mail|chamado .. recebid*|registad*|registrad*|criad*|encaminhad*
		foi criado|criada|aberto|registad*|registrad*
		número do|de ticket|pedido|protocolo|chamado
		responderemos|entraremos|retornaremos
		mais breve|rápido possível
		assim que possível
		não responda
		nossa|nosso equipe|equipa|time .. contato|contacto|responder*|analis*
		dziękujemy za .. wiadomość|kontakt|zgłoszenie|zapytanie|przesłanie
		otrzymaliśmy|zarejestrowaliśmy
		zgłoszenie .. zarejestrowane|przyjęte|utworzone|otrzymaliśmy
		zostało|została|został zarejestrowan*|przyjęt*|utworzon*|przekazan*
		numer zgłoszenia|sprawy
		odpowiemy|skontaktujemy|odezwiemy
		jak najszybciej
		możliwie szybko
		nie odpowiadać|odpowiadaj
		nasz zespół|konsultant
		w ciągu .. godzin|dni|dniu
		did|do you know|see
		one|some|any of these|our articles|topics|guides
		help us help
		did|were|was we|i|this|that|able .. help*
		thumb|thumbs up
		daumen hoch|nach
		konnten|konnte wir|ich .. helfen
		avons-nous|ai-je .. aider|aidé
		hemos|pudimos|he podido? ayudar*|ayudado
		riusciti|abbiamo ad? aiutar*|aiutat*
		hebben|konden we|wij .. helpen|geholpen
		conseguimos|pudemos ajudar
		udało .. pomóc
		your|ihre|deine|votre|su|tu|la|uw application|bewerbung|candidature|candidatura|sollicitatie|order|bestellung|commande|pedido|ordine|bestelling|booking|reservation|buchung|réservation|reserva|prenotazione
		application|bewerbung|candidature|candidatura|sollicitatie
		my|this|our|the address|email|e-mail has|have changed
		have you seen|tried|checked|read our|the
		wussten|wusstest sie|du|ihr
		kennen|kennst|haben|hast sie|du schon unser*
		saviez-vous|savais-tu
		le saviez-vous
		sabía|sabías|sabíais|sabia|sabias que
		lo sapevi|sapeva|sapevate
		sapevi|sapeva|sapevate che
		wist u|je|jij dat|al
		czy wiesz|wiecie|wiedzieliście
		secure|encrypted message
		new|unread message|messages|notification|document
		sign|log|logging|signing in to|and|at|with
		link|code|session .. expires|valid
		melden|loggen sie sich|dich .. an|ein
		einloggen|anmelden um|und|unter
		connectez-vous|identifiez-vous
		inicie|inicia sesión|sessão
		acceda|accedi|accedere al|all|alla|nel
		log|logt in op|om|via
		zaloguj
		receive|receiving|received|got|getting this email|e-mail|mail|message because|as|since
		recevez|reçu ce|cet courriel|message|mail|e-mail car|parce
		recibe|recibes|recibió este correo|mensaje porque
		riceve|ricevi|ricevuto questa|questo email|e-mail|messaggio|mail perché
		ontvangt|krijgt deze|dit mail|e-mail|bericht omdat
		erhalten|bekommen diese|die e-mail|mail|nachricht weil|da
		recebeu|recebe este|esta email|e-mail|mensagem porque
		otrzymał* .. wiadomość .. ponieważ
		se désabonner|désinscrire
		abmelden|abbestellen
		uitschrijven|afmelden
		cancelar|darse suscripción|subscrição
		minutes|minuten|minutos|minuti|minut .. questions|fragen|preguntas|domande|vragen|perguntas|survey|answer|répondre|responder|rispondere
		your|votre|ihre|deine|su|tu|la|uw|je|sua opinion|avis|meinung|opinión|opinione|mening|opinião .. counts|matters|important|compte|intéresse|zählt|wichtig|importa|importante|telt|conta
		ticket|case|request|anfrage|vorgang|ticket|demande|dossier|caso|solicitud|richiesta|pratica|melding|zaak|pedido|chamado|zgłoszenie|sprawa|ärende|sag|sak .. closed|resolved|reopen*|solved|geschlossen|gelöst|erledigt|clôturé*|résolu*|fermé*|cerrad*|resuelt*|chius*|risolt*|riapert*|gesloten|heropen*|opgelost|fechad*|resolvid*|encerrad*|zamknięt*|rozwiązan*|stängt*|lukket
		tack för .. ditt|din|er|ert|meddelande|mejl|mail|fråga|förfrågan|intresse|kontakt*
		har tagit|mottagit emot|ditt|din|ert|er
		ärende|meddelande|förfrågan|mejl .. registrerat|registrerats|mottaget|mottagits|skapat|skapats|tilldelats|inkommit
		ärendenummer|diarienummer|ärende-id
		återkommer|svarar|återkoppla* .. snart|inom|snarast
		handläggare|medarbetare|kollega .. återkommer|kontaktar|besvarar
		svara .. inte|ej
		tak|takk .. henvendelse*|besked|beskjed|mail|e-mail|e-post|melding|interesse|meddelelse
		har modtaget|mottatt .. din|deres|henvendelse*
		henvendelse*|sag|sak|besked|melding .. oprettet|opprettet|registreret|registrert|modtaget|mottatt
		sagsnummer|saksnummer|referansenummer|referencenummer
		vender|kommer tilbage|tilbake .. hurtigst|så|snart|inden|innen
		svare|svar .. ikke
		medarbejder|saksbehandler|sagsbehandler|medarbeider .. tilbage|tilbake|kontakt*
		kiitos yhteyden*|viesti*|palaut*
		olemme vastaanottaneet|rekisteröineet
		viesti*|pyyntö*|tukipyyntö* .. vastaanotettu|rekisteröity|kirjattu|käsitellään
		palaamme|vastaamme .. pian|mahdollisimman|kuluessa
		älä|älkää vastaa|vastatko
		děkujeme za .. vaši|váš|vaše|zprávu|dotaz|zájem|e-mail|email|kontakt*
		požadavek|dotaz|zpráva|podání|tiket|hlášení .. přijat*|zaregistrován*|založen*|zaevidován*|doručen*|předán*
		ozveme|odpovíme|budeme .. co|vás|vám|kontaktovat
		co nejdříve
		neodpovídejte
		pod číslem|značkou
		köszönjük .. megkeresés*|levelét|üzenetét|jelentkez*|érdeklőd*|bejelentés*
		megkeresés*|levelét|üzenetét|bejelentés* .. megkaptuk|rögzítettük|iktattuk|fogadtuk|beérkezett|továbbítottuk
		munkatárs*|kollégá* .. hamarosan|rövidesen|válaszol*|felves*|jelentkez*
		hamarosan|rövidesen|munkanapon|mielőbb .. válaszol*|jelentkez*|felves*|keres*
		ne válaszoljon
		ügyszám*|iktatószám*|azonosító*
		mulțumim|multumim .. mesaj*|solicit*|interes*|contact*
		solicitarea|mesajul|sesizarea .. înregistrat*|inregistrat*|primit*|preluat*
		vom|veți reveni|răspunde|contacta|contactat
		cel mai scurt timp
		nu răspundeți|raspundeti
		спасибо|благодарим|дякуємо за .. обращение|письмо|сообщение|звернення|лист|повідомлення|заявку
		обращение|заявка|запрос|письмо|звернення|запит|лист|тикет .. зарегистрирован*|принят*|получен*|создан*|передан*|зареєстрован*|прийнят*|отриман*|створен*
		ответим|свяжемся|свяжется|відповімо|зв'яжемося .. с|з|вами|ближайшее|найближчим|течение|протягом
		ближайшее время
		найближчим часом
		не отвечайте|відповідайте
		номер заявки|обращения|звернення
		talebiniz|mesajınız|başvurunuz|e-postanız .. alınmıştır|alındı|ulaştı|kaydedilmiştir|oluşturuldu|iletilmiştir
		en kısa sürede
		kayıt|talep|bilet numaranız|numarası
		cevap|yanıt vermeyiniz`)
)
