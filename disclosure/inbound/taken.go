package inbound

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// A first answer of a person is often a line: "Thanks, checking now." Programs write such lines too, so they count only where all
// of the text is of that kind, nothing speaks of requests, teams and tickets, and how it came shows a person.

// takeForms say that somebody takes up what we told them, by language: en, de, fr, es, it, nl, pt, pl.
var takeForms = forms(`looking|look|looks|looked into|at it|this|that|now
	looking|look into
	take|taking|have|having a look
	check|checking|checked|investigate|investigating|verify|verifying it|this|that|now|internally|with|right|today
	checking|investigating|looking now
	we're|i'm|am|are checking|investigating|looking
	talk|talking|speak to|with
	^ checking|investigating|looking|will
	forward|forwarded|forwarding|pass|passed|passing it|this|that
	^ on it $
	take|taking|takes care of it|this|that
	handle|handling|sort|sorting|fix|fixing|close|closing it|this|that
	kümmern|kümmere|kümmert uns|mich|sich
	prüfen|prüfe|überprüfen|checken|checke|klären|kläre wir|ich|das|es|dies
	prüfen|prüfe|klären|überprüfen das|es|dies|dem
	schaue|schau|schauen|sehe|sehen wir|mir|uns .. an
	wir|ich schauen|schaue|sehen|sehe .. an
	gehen|gehe dem|der .. nach
	^ bin dran|dabei
	rufe|ruf .. an
	wir|ich haben|habe .. gegeben|weitergegeben|übergeben
	sieht|schaut sich .. an
	spreche|rede|kläre|klären mit
	kümmert sich
	leite|leiten|gebe|geben ich|es|das|wir .. weiter
	leite|gebe ich? weiter
	regarde|regardons|regarder|vérifie|vérifions|vérifier|examinons|examine|étudions
	s'en occupe|occupons
	m'en occupe|charge
	nous en occupons
	transmets|transmettons|transfère à|au|aux|cela|ça
	fais|faisons suivre
	parle|parlons|demande|demandons à|au|avec
	lo|la reviso|revisamos|revisaremos|miro|miramos|comprobamos|verificamos|compruebo
	estamos|estoy mirando|revisando|comprobando|verificando|mirándolo|revisándolo
	hablar|hablo|hablamos con
	lo|la arreglamos|cerramos|solucionamos
	nos ocupamos
	me ocupo|encargo
	vamos|voy a revisarlo|mirarlo|verlo|comprobarlo|verificarlo|revisar|comprobar
	paso|pasamos|reenvío a|al
	verifichiamo|verifico|verificheremo|controllo|controlliamo
	stiamo|sto controllando|verificando|guardando
	ne parlo|parliamo
	parlo|parliamo .. con
	chiamo|chiamiamo|sento .. tecnico|fornitore|hosting
	sistemiamo|sistemo noi|subito|io|oggi
	ce ne occupiamo
	me ne occupo
	diamo|do un'occhiata
	giro|giriamo|inoltro|inoltriamo ai|al|a|alla
	kijken|kijk ernaar|er|naar
	pakken|pak het|dit op
	zoeken|zoek dit|het uit
	zijn|ben ermee|er bezig|mee
	bel|bellen|overleg|overleggen .. met
	regel|regelen het|dit
	het|dit uitzoeken|nakijken|bekijken
	ga|gaan .. fixen|oplossen|regelen|kijken|bekijken|sluiten|dichtzetten|nakijken|uitzoeken
	taking|take it|this|that down|offline
	^ all? done|sorted|erledigt|fait|hecho|fatto|gedaan|geregeld|klaar|feito|zrobione|gotowe|załatwione|klart|ordnet|hotovo|kész|tehty $
	^ c'est|ist|is|è|está|esta|już fait|erledigt|fatto|gebeurd|geregeld|gedaan|feito|zrobione|gotowe $
	^ ya está|quedó? hecho? $
	mach|mache|machen|schalte|schalten|sperre|sperren .. zu|dicht|aus|ab|sofort|gleich
	vais|allons .. regarder|voir|fermer|corriger|couper|occuper
	zet|zetten het|dit door
	vamos|vou verificar|analisar|ver|tratar|investigar
	estamos a ver|verificar|analisar
	estou vendo|verificando
	falar|falo com
	tratamos|trato disso
	liguei|ligo|vou? ligar? ao|à|para
	estamos vendo|verificando|analisando
	dzwonię|zadzwonię do
	to|go zamkniemy|naprawimy
	sprawdzimy|sprawdzę|sprawdzam|sprawdzamy|zajmiemy|zajmę|zajmujemy|przekażę|przekażemy`)

// heedForms thank for a notice, or say that it was understood. Thanks for a message, a request or an interest are a front desk's.
var heedForms = forms(`^ thanks|thank $
	^ thanks|thank you? very|so? much|again? $
	^ many thanks $
	thanks|thank .. for letting|telling|alerting|informing|notifying us|me
	thanks|thank .. for pointing|bringing|flagging
	thanks|thank .. for the|your heads|heads-up|report|notice|notification|information|info|hint|warning|tip
	^ ok|okay|understood|noted|acknowledged|alright thanks|thank|danke|merci|gracias|grazie|dank|bedankt|obrigado|obrigada|dziękuję? you|je? $
	^ danke|vielen sehr|schön|dank $
	^ merci beaucoup|bien $
	^ muchas gracias $
	^ mille|molte? grazie mille|molte? $
	^ dank je|u wel? $
	^ muito obrigado|obrigada $
	^ got it
	^ on it $
	^ danke|merci|gracias|grazie|bedankt|obrigado|obrigada|dziękuję|dziękujemy $
	danke|dank .. für|fürs den|die|ihren|ihre|deinen|deine? hinweis|info|information|warnung|meldung|mitteilung|bescheid|bescheidgeben|bescheidsagen
	^ verstanden|ok|okay|gut $
	^ alles klar
	merci .. pour l'information|l'info|l'alerte|votre|ce|le signalement|avertissement|alerte|retour
	merci .. pour l'information|l'info|l'alerte
	merci .. de nous avoir prévenu*|averti*|signalé|informé*|alerté*
	^ bien reçu|noté
	^ c'est noté
	gracias por .. aviso|avisar|avisarnos|avisarme|informar|informarnos|información|alertarnos
	^ recibido|entendido
	^ de acuerdo
	grazie .. l'avviso|avviso|segnalazione|segnalarcelo|avvisato|avvisarci|informazione
	^ ricevuto|capito|va
	bedankt|dank .. melding|doorgeven|informatie|laten|tip|waarschuwing
	^ begrepen|oké
	obrigad* .. aviso|avisar|avisarem|alerta|informação|informar
	^ recebido|entendido
	dziękuj* za informację|zgłoszenie|ostrzeżenie|sygnał|wiadomość? problemu?
	^ dzięki|vale|top|cheers
	^ va bene
	^ rozumiem|przyjęte`)

// deskForms are the words of front desks and ticket systems: where one stands, a short text is nobody's.
var deskForms = forms(`your|this request|inquiry|enquiry|e-mail|email|mail|message|submission|ticket|case|matter|query
	your .. enquiry|inquiry|request|submission|ticket
	thank|thanks .. for contacting|reaching|writing|getting
	someone|somebody|agent|representative|specialist|member
	our|the|a .. team|staff|agents|experts
	as soon as
	soon|shortly|within|asap|promptly
	ihre|ihr|ihrer|deine nachricht|anfrage|e-mail|mail|anliegen|schreiben|ticket
	schnellstmöglich|zeitnah|baldmöglich*|umgehend|kürze|innerhalb|binnen
	ticketnummer|vorgangsnummer|ticket|vorgang
	melden uns|sich
	votre|vos message|demande|courriel|mail|e-mail|email|requête|ticket
	répondrons|rapidement|délais|équipe|équipes|heures
	su|tu mensaje|solicitud|correo|consulta|ticket|petición
	posible|brevedad|equipo|horas|breve
	suo|sua|vostro|vostra messaggio|richiesta|e-mail|email|mail|ticket
	presto|possibile|team|ore|entro
	uw|je|jouw bericht|aanvraag|e-mail|mail|verzoek|vraag|ticket
	mogelijk|spoedig|binnen|team
	seu|sua|vosso mensagem|e-mail|email|pedido|solicitação|chamado
	possível|breve|equipa|equipe|horas
	wiadomość|państwa|zapytanie|zespół|szybko|szybciej|godzin|wkrótce`)

// arrivedForms say of a message that it arrived, which a program knows and a person does not mention.
var arrivedForms = forms(`message|mail|e-mail|email|request|report|ticket .. reached|arrived
	look forward to
	confirm*|acknowledge* .. receipt|reception
	important to us
	queue|backlog
	bestätigen .. eingang|erhalt|empfang
	wichtig .. uns
	uns wichtig
	sprechzeiten|warteschlange|fachabteilung|fachbereich
	confirmons|confirme .. réception
	étudié* par
	confirm* .. recepción|llegado|recibo|receção|recebimento|ricezione
	tomado nota
	plazo|tiempo de respuesta
	operatore .. esaminerà|prenderà|risponderà
	lunedì al venerdì
	monday to friday
	bevestigen .. ontvangst
	wachtrij|wachtrij|medewerker .. opgepakt|behandeld
	ordem de chegada
	potwierdzam* .. otrzymani*
	someone|somebody|member .. will
	nachricht|mail|e-mail|anfrage|meldung .. angekommen|eingetroffen
	message|mail|e-mail|courriel|demande .. parvenu*|arrivé*
	mensaje|correo|solicitud .. llegado
	messaggio|e-mail|email|mail|richiesta .. arrivat*|pervenut*
	bericht|mail|e-mail|aanvraag .. aangekomen|binnengekomen
	mensagem|e-mail|email|pedido .. chegou
	e-mail|wiadomość|zgłoszenie .. dotar*|wpłynę*
	nos|notre|unser*|our|onze|il team|staff|équipe*|equipo|serviceteam .. occupe*|kümmer*`)

// takenUp reports whether all of a text is a short answer of somebody who takes up what we told them.
func takenUp(t sifted) bool {
	if !t.takes || len(t.own) == 0 || len(t.own) > 4 || t.self || t.away {
		return false
	}
	return !slices.ContainsFunc(t.own, func(words []string) bool {
		return len(words) > 20 || deskForms.in(words) || !takeForms.in(words) && !heedForms.in(words)
	})
}

// answerDelay is from when on an answer came at the pace of people.
const answerDelay = 2 * time.Minute

// takenPoints is how many signs of a person a short answer needs.
const takenPoints = 2

// taken weighs how a short answer came: from whom, in answer to what, how fast. A program's way of sending it is never outweighed.
func (w *scale) taken(s Signs, t sifted) bool {
	if !takenUp(t) || s.Generated || s.NoReply || s.Bulk || s.Ticket != "" || s.After > 0 && s.After < soon {
		return false
	}
	points := 0
	var why []string
	for _, c := range []struct {
		is     bool
		points int
		say    string
	}{
		{s.personal(), 1, "from a person's name"},
		{department(s.Name), -1, ""},
		{t.name != "" || signed(s.Name, t.end), 2, "signed with a name"},
		{s.Answers, 1, "in the thread of our message"},
		{s.Quotes || s.Inline, 1, "quotes our message"},
		{s.After >= answerDelay, 1, "came minutes or more after our message"},
	} {
		if c.is {
			points += c.points
			if c.say != "" {
				why = append(why, c.say)
			}
		}
	}
	if points < takenPoints {
		return false
	}
	w.because("takes up what we wrote, and nothing else: %s", strings.Join(why, ", "))
	return true
}

// personal reports whether a name can be that of a person: two to four words, none of a department or a company; or one word
// that names the mailbox too, and not its domain.
func (s Signs) personal() bool {
	words := wordsOf(s.Name)
	switch {
	case len(words) == 0 || len(words) > 4 || department(s.Name):
		return false
	}
	local, domain, _ := strings.Cut(strings.ToLower(s.Address), "@")
	if len(words) > 1 {
		return len(words[0]) < 4 || !strings.Contains(domain, words[0]) // "Corvane Energy" of corvane.example
	}
	return len(words[0]) > 2 && slices.Contains(wordsOf(strings.NewReplacer(".", " ", "_", " ").Replace(local)), words[0]) && !strings.Contains(domain, words[0])
}

// signOff returns the name below or behind a leave-taking, as in "Gruß, Anna"; "" where none is there, or where a department signs.
func signOff(text string) string {
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == ',' || r == '.' || r == '!' })
	for i, l := range lines {
		words := wordsOf(l)
		if len(words) == 0 || len(words) > 5 || i == 0 {
			continue
		}
		name := ""
		switch {
		case leaveForms.in(words) && i+1 < len(lines):
			name = lines[i+1]
		case len(words) > 1 && leaveWords[words[0]]: // "LG Petra"
			name = strings.TrimSpace(l)[len(strings.Fields(l)[0]):]
		case i == len(lines)-1 && len(words) == 1:
			name = l
		}
		if name = strings.TrimSpace(name); nameLike(name) {
			return name
		}
	}
	return ""
}

// leaveWords are leave-takings that stand on one line with the name.
var leaveWords = map[string]bool{"lg": true, "vg": true, "mfg": true, "gruß": true, "grüße": true, "gruss": true, "groet": true, "groeten": true, "saludos": true, "saluti": true, "cheers": true, "regards": true, "cdlt": true}

// nameLike reports whether words are written as a name: up to three of them, each with a capital, none of a department.
func nameLike(s string) bool {
	fields := strings.Fields(s)
	if len(fields) == 0 || len(fields) > 3 || department(s) || leaveForms.in(wordsOf(s)) || heedForms.in(wordsOf(s)) {
		return false
	}
	for _, f := range fields {
		r := []rune(strings.Trim(f, ".-"))
		if len(r) < 2 || !unicode.IsUpper(r[0]) || !unicode.IsLower(r[1]) {
			return false
		}
	}
	return true
}
