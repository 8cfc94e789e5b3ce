package inbound

import "strings"

// voice is what shows in a language that somebody speaks, and of what.
type voice struct {
	common lexicon // words that every text of the language has
	first  lexicon // I
	plural lexicon // we
	topic  lexicon // what our messages are about
}

// lexicon holds words, beginnings of words ("server*"), and endings by which some languages say who acts ("*łem").
type lexicon struct {
	whole map[string]bool
	heads []string
	tails []string
}

func newLexicon(text string) lexicon {
	l := lexicon{whole: map[string]bool{}}
	for _, w := range strings.Fields(text) {
		if head, cut := strings.CutSuffix(w, "*"); cut {
			l.heads = append(l.heads, head)
		} else if tail, cut := strings.CutPrefix(w, "*"); cut {
			l.tails = append(l.tails, tail)
		} else {
			l.whole[w] = true
		}
	}
	return l
}

func (l lexicon) has(word string) bool {
	if l.whole[word] {
		return true
	}
	for _, h := range l.heads {
		if strings.HasPrefix(word, h) {
			return true
		}
	}
	for _, t := range l.tails {
		if strings.HasSuffix(word, t) && len(word) > len(t)+2 {
			return true
		}
	}
	return false
}

// things are words of the trade, the same in most languages.
const things = ` bucket* server* s3 index* elasticsearch database* backup* acl* aws azure api* url* ip* port* login* config* firewall* cve* admin* token* key* log* dns screenshot* listing* repo* cloud* `

// voices are the languages in which a person is recognised: en, de, fr, es, it, nl, pt, pl.
var voices = []voice{
	{
		common: newLexicon(`the a an and or of to in is are was were it this that these for on with as at by from be been has have had not we you i our your will can if but they there so what which do did does no any about me my us he she him his her yes ok got let know now just here more than when who how all one out up off back still also`),
		first:  newLexicon(`i i'm i'll i've i'd my me mine myself`),
		plural: newLexicon(`we we're we'll we've our us they`),
		topic: newLexicon(things + `data open opened access* expos* leak* vulnerab* storage finding* issue* report* misconfig* permission* public* patient* customer* record* file* incident* breach* developer* engineer* hosting provider*
			contractor* colleague* investigat* forward* passed checked checking looking check fix* clos* secur* disclos* publish* publication credit* pgp address* details* test* deploy* environment* system* team`),
	},
	{
		common: newLexicon(`der die das den dem des ein eine einen einem einer und oder zu in im ist sind war waren es dies diese dieser für auf mit als bei von vom zum zur wird werden wurde hat haben nicht wir sie ich unser unsere ihr ihre ihnen uns kann können wenn aber auch noch schon nur sich an aus nach um wie was bis so dass daran mir mich danke ja nein du dir dich dein deine deinem euch`),
		first:  newLexicon(`ich mir mich mein meine meinen meinem meiner`),
		plural: newLexicon(`wir uns unser*`),
		topic: newLexicon(things + `daten* zugriff* zugang* zugäng* offen* leck* lücke* schwachstelle* speicher* meldung* hinweis* problem* patient* kunden* datei* vorfall* entwickler* dienstleister* hoster* kolleg* weitergeleitet weiterge* leite
			geprüft prüfe* schau* geschlossen gesperrt behoben veröffentlich* frist* technik* it-abteilung system* fehl* berechtig* erreichbar kümmer* seite* befund*`),
	},
	{
		common: newLexicon(`le la les un une des de du et ou à au aux en est sont était ce cette ces pour sur avec comme par dans qui que ne pas nous vous je il elle on notre nos votre vos a ont avons avez ai été sera si mais aussi plus bien c'est j'ai n'est l'accès merci oui non y se son sa ses leur tout fait`),
		first:  newLexicon(`je j'ai j'en j'y j'* moi mon ma mes me m'*`),
		plural: newLexicon(`nous notre nos on`),
		topic: newLexicon(things + `donnée* accès l'accès fuite* faille* vulnérab* stockage signal* problème* patient* client* fichier* incident* développeur* prestataire* hébergeur* collègue* transmis transmet* transfér*
			vérifi* corrig* ferm* sécuris* publi* délai* technique* système* serveur* base* l'équipe informatique regard* ouvert* constat*`),
	},
	{
		common: newLexicon(`el la los las un una unos de del y o a al en es son era este esta esto estos para por con como que no nos nosotros usted ustedes yo su sus nuestro nuestra ha han hemos he sido será si pero también más muy ya lo le se me mi gracias sí hay está están les te ti cuando donde quien quién qué cómo hoy ahora aquí solo todo todos nada porque desde hasta entre sobre sin hace haber usted`),
		first:  newLexicon(`yo he mi mis me estoy soy voy puedo tengo conmigo hablo digo llevo creo llamo escribo reenvío paso miro acabo *aré *eré *iré`),
		plural: newLexicon(`nosotros nuestr* hemos estamos nos vamos podemos tenemos`),
		topic:  newLexicon(things + `datos acceso* fuga* filtrac* vulnerab* almacen* informe* aviso* problema* paciente* cliente* archivo* incidente* desarroll* proveedor* compañer* reenvi* revis* correg* cerr* asegur* bloque* publica* plazo* técnic* sistema* servidor* abiert* hallazgo*`),
	},
	{
		common: newLexicon(`il lo la i gli le un una di del della dei e o a al in è sono era questo questa per su con come che non ci noi voi lei io suo vostro nostro nostra ha hanno abbiamo ho stato stata sarà se ma anche più già mi me si grazie sì da dal nel nella alla le l'ho cui quando dove chi cosa oggi ora qui tutto tutti subito mille entro dopo siete siamo sa tempo`),
		first:  newLexicon(`io ho mio mia miei me mi posso sto devo vorrei chiudo guardo *erò *irò`),
		plural: newLexicon(`noi nostr* abbiamo stiamo siamo ci possiamo`),
		topic:  newLexicon(things + `dati accesso* l'accesso fuga* falla* vulnerab* archivi* segnalazion* problema* pazient* client* incident* sviluppat* fornitor* collegh* inoltrat* verific* corrett* chius* sicurezza* blocc* pubblic* scadenz* tecnic* sistem* apert* riscontr*`),
	},
	{
		common: newLexicon(`de het een en of van te in is zijn was waren dit dat deze die voor op met als bij door wordt werd heeft hebben niet wij we u ik jij je ons onze uw jullie kan kunnen als maar ook nog al er aan uit naar om hoe wat tot zo hij zij mij mijn me dank ja nee geen`),
		first:  newLexicon(`ik mij mijn me mezelf`),
		plural: newLexicon(`wij we ons onze`),
		topic:  newLexicon(things + `gegevens toegang* lek* datalek* kwetsbaar* opslag* melding* probleem* patiënt* klant* bestand* incident* ontwikkelaar* leverancier* collega* doorgestuurd* doorgezet* bekijk* bekeken opgelost gesloten beveilig* publicatie* termijn* technisch* systeem* uitgezocht kijk* bevinding*`),
	},
	{
		common: newLexicon(`o a os as um uma de do da dos das e ou em no na é são foi este esta isto para por com como que não nós você vocês eu seu sua nosso nossa há tem têm temos será se mas também mais muito já me meu minha obrigado obrigada sim ao à pelo pela está estão isto isso nada onde quem quando hoje agora aqui tudo até ele ela vez ainda pode podem sabe disto sua suas aos ser`),
		first:  newLexicon(`eu meu minha estou vou tenho posso mim encaminhei vi sou fui pediu-me fico peço sei percebo *ei *guei`),
		plural: newLexicon(`nós nosso nossa nossos nossas temos estamos vamos`),
		topic:  newLexicon(things + `dados acesso* vazamento* falha* vulnerab* armazen* relat* aviso* problema* paciente* cliente* arquivo* ficheiro* incidente* desenvolv* fornecedor* colega* encaminh* verific* corrig* fech* segur* bloque* public* prazo* técnic* sistema* servidor* deslig* desativ* remov* descobert*`),
	},
	{
		common: newLexicon(`i w we z ze na do o od po za przez dla jest są był była było to ten ta te tego tej który która które nie się że jak czy ale oraz my wy pan pani państwa państwo ja mój moja nasz nasza nas nam już też tylko co dziękuję tak mam mamy ma mi mnie mogę czy coś jeszcze jutro dziś dzisiaj proszę nie dzięki o u ci ciebie kto jaki jakiej jakie takie więcej by był byli będzie są tu tam gdy jeśli ją go jej ich im czasu teraz jestem siebie nad pod bez`),
		first:  newLexicon(`ja mój moja moje mnie mi jestem mogę sprawdzę chcę muszę wiem mam zrobię odezwę usuwam *łem *łam`),
		plural: newLexicon(`my nasz* nas nam jesteśmy sprawdzamy`),
		topic:  newLexicon(things + `dan* dostęp* wyciek* luk* podatno* zgłoszeni* problem* pacjent* klient* plik* incydent* programi* dostaw* koleg* przekaza* sprawdz* napraw* zamkni* zabezpiecz* publik* termin* technicz* system* serwer* ustaleni*`),
	},
}

// voiceOf returns the language in which most common words are found, nil where that is less than every fifth word, or only one
// word of several.
func voiceOf(words []string) *voice {
	var best *voice
	most, kinds := 0, 0
	for _, list := range [][]voice{voices, moreVoices} {
		for i := range list {
			n, seen := 0, map[string]bool{}
			for _, w := range words {
				if list[i].common.whole[w] {
					n++
					seen[w] = true
				}
			}
			if n > most {
				best, most, kinds = &list[i], n, len(seen)
			}
		}
	}
	if most*5 < len(words) || kinds < 2 && len(words) > 4 {
		return nil
	}
	return best
}
