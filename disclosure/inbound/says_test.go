package inbound_test

import (
	"os"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/inbound"
)

// TestWhatAClaimIs has sentences of six languages. A false claim starts probes and an answer; a missed one is read by a person.
func TestWhatAClaimIs(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"It has been fixed, please verify.", "The bucket has been closed.", "Hi,\n\nwe have now secured the\nserver. Thanks!", "This is fixed now, thanks.",
		"We took the server offline. Details follow.", "The data is no longer accessible.", "It can no longer be reached.", "Fixed.", "We have closed it, can you check?",
		"We closed it this morning and will send you a report next week.", "The listing is not accessible anymore.", "The issue has been resolved.", "/fixed", "/Fixed: thanks",
		"The vulnerability you reported is patched as of this morning.", "We've taken the bucket offline; could you recheck?", "Public access has been removed.", "The ACL is now private.",
		"We have not closed it, but access is now restricted.", "Hi, fixed it. Regards", "Der Server ist jetzt offline.", "Le serveur est maintenant hors ligne.",
		"Das Problem ist behoben.", "Das Problem wurde behoben.", "Wir haben den Zugriff heute Morgen gesperrt.", "Die Daten sind nicht mehr öffentlich zugänglich.",
		"Wir haben den öffentlichen Zugriff auf den Speicher heute gesperrt.", "Die Lücke ist geschlossen, bitte prüfen Sie das.", "Lücke geschlossen, danke.",
		"Nous avons fermé l'accès.", "Nous avons fermé l’accès.", "Le problème a été corrigé.", "Les accès ont été sécurisés hier soir.", "L'espace n'est plus accessible.", "C'est corrigé, merci.",
		"El problema ha sido corregido.", "Hemos cerrado el acceso.", "Ya no es accesible.", "El acceso está cerrado desde hoy.",
		"Il problema è stato risolto.", "Abbiamo chiuso l'accesso.", "Il server non è più raggiungibile.",
		"Het probleem is opgelost.", "We hebben de toegang afgesloten.", "De bucket is niet meer toegankelijk.",
		"The bucket has been closed for public access.", "Access has been closed from the internet.", "The server of the school has been secured.", "The bucket has been closed on 5 February.", "The port was closed on Monday.",
		"Der Zugriff wurde am 5. Februar vom Provider gesperrt.", "El acceso está cerrado desde el 5 de febrero.", "L'accesso è chiuso dal 5 febbraio.", "L'accès est fermé depuis le 5 février.", "Le serveur de l'école a été fermé.",
	} {
		if k := inbound.Read(s).Kind(); k != disclosure.KindFixClaimed {
			t.Errorf("%q is %s", s, k)
		}
	}
	for _, s := range []string{
		"/fixed not yet", "/fixed?", "/fixed tomorrow we hope it will be", "not fixed", "It is not fixed.", "> It is closed now.", "You wrote \"it is closed now\" and we cannot see that.",
		"You wrote that it was closed.", "Has it been closed?", "Is it closed now, or do you still see it?", "It has not been closed yet.", "It will be fixed tomorrow.",
		"Please tell us once it has been fixed.", "Please confirm that it has been closed.", "Please make sure that the bucket is closed.", "Your ticket has been closed.",
		"If the server was closed, we would see it.", "We haven't fixed it.", "We don't know whether it is closed.", "Our office is closed until Monday.", "I think it is fixed.",
		"The bucket must be closed.", "It should be fixed.", "We are looking into how this was configured.", "Closed as duplicate: the issue was closed as duplicate of another.",
		"Das wird morgen behoben.", "Ist das wirklich geschlossen?", "Wir prüfen, ob die Lücke geschlossen ist.", "Das ist noch nicht behoben.", "Unser Büro ist bis 2. Januar geschlossen.",
		"Ihre Anfrage wurde geschlossen.", "Sie schreiben, der Zugriff sei geschlossen.", "Sobald es behoben ist, melden wir uns.",
		"Cela sera corrigé demain.", "Le problème n'a pas été corrigé.", "Vous écrivez que l'accès est fermé.", "Dès que c'est corrigé, nous vous écrirons.",
		"No ha sido corregido.", "Será corregido mañana.", "¿Está cerrado?", "Non è stato risolto.", "Sarà corretto domani.", "Het is niet opgelost.", "Het wordt morgen opgelost.",
		"Uw verzoek is gesloten.", "Su solicitud ha sido cerrada.", "La sua richiesta è stata chiusa.", "Votre demande a été fermée.", "",
		"Our hotel is closed for the season.", "The museum is closed on Monday.", "Das Rathaus ist am Freitag geschlossen.", "L'atelier est fermé du 17 août au 6 septembre.",
		"L'hôtel est fermé pour la saison et rouvrira en décembre.", "La clínica está cerrada por vacaciones.", "Lo studio è chiuso dal 9 al 20 marzo.", "De praktijk is gesloten wegens vakantie.",
	} {
		if k := inbound.Read(s).Kind(); k == disclosure.KindFixClaimed {
			t.Errorf("%q is taken for a claim", s)
		}
	}
}

// TestWhoAsksToStop has a missed request as the worse mistake: pausing makes us do less, and a person can resume.
func TestWhoAsksToStop(t *testing.T) {
	t.Parallel()
	for s, plain := range map[string]bool{
		"STOP": true, "Stop": true, "stop.": true, "Please STOP.": true, "*STOP*": true, "\"STOP\"": true, "Bitte keine weiteren Prüfungen": true, "Stopp": true,
		"a\nb\nc\nd\ne\nf\nStop\n": true, "The bucket has been closed.\n\nSTOP": true, "Please stop the checks.": true, "Please stop all scans of our network": true,
		"No further tests please.": true, "Do not scan our servers again.": true, "Bitte stellen Sie Ihre Prüfungen ein.": true, "Bitte stoppen Sie die Scans.": true,
		"Merci d'arrêter les vérifications.": true, "Veuillez ne plus tester nos serveurs.": true, "Dejen de hacer comprobaciones.": true, "No más pruebas, por favor.": true,
		"Interrompete i controlli.": true, "Nessun altro controllo, grazie.": true, "Stop met scannen.": true, "Geen verdere controles.": true, "Stop please": true,
		"Please stop.\nThanks": true, "Please stop scanning us or we go to court.": true,
		"We ask you to stop.": false, "Please STOP writing to us.": false, "Please stop contacting us": false, "If you do not end the scans we will call the police.": false,
		"Merci de ne plus nous écrire à cette adresse.": false, "Please do not contact us again.": false, "No vuelvan a escribirnos.": false, "Non scriveteci più.": false,
	} {
		asked, got := inbound.Read(s).Stop()
		if !asked || got != plain {
			t.Errorf("%q: asked %v, plain %v", s, asked, got)
		}
	}
	for _, s := range []string{
		"We cannot stop the service.", "To stop receiving these mails, click here.", "Do not stop checking, please.", "> STOP", "Is it non-stop?", "Shall we stop by tomorrow?", "/stopwatch", "",
		"Thank you, we will look into it.", "The tests of our backup are fine.",
		"Se il problema persiste basta rispondere a questo messaggio.", "Bitte nicht auf diese E-Mail antworten.", "Merci de ne pas répondre à ce message.",
	} {
		if asked, _ := inbound.Read(s).Stop(); asked {
			t.Errorf("%q is taken for a request to stop", s)
		}
	}
}

func TestWhatElseIsRead(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]inbound.Saying{
		"We will close it by 2020-02-05.": inbound.Vows, "Wir werden den Zugriff bis Freitag sperren.": inbound.Vows, "Nous allons corriger le problème demain.": inbound.Vows,
		"Será corregido mañana.": inbound.Vows, "Verrà risolto domani.": inbound.Vows, "Het zal vrijdag worden opgelost.": inbound.Vows,
		"We need more time.": inbound.Wants, "Could you give us two more weeks?": inbound.Wants, "Wir bitten um eine Fristverlängerung.": inbound.Wants, "Nous demandons un délai supplémentaire.": inbound.Wants,
		"Necesitamos más tiempo.": inbound.Wants, "Chiediamo una proroga.": inbound.Wants, "Wij vragen uitstel.": inbound.Wants, "Please postpone the publication.": inbound.Wants,
		"This is not our server.": inbound.Argues, "Das ist keine Sicherheitslücke.": inbound.Argues, "Ce serveur ne nous appartient pas.": inbound.Argues, "No es nuestro servidor.": inbound.Argues,
		"Sono dati di prova.": inbound.Argues, "Dit is geen datalek.": inbound.Argues, "/dispute not ours": inbound.Argues,
		"We will take legal action.": inbound.Threat, "Wir behalten uns rechtliche Schritte vor.": inbound.Threat, "Nous allons porter plainte.": inbound.Threat,
		"Emprenderemos acciones legales.": inbound.Threat, "Procederemo per vie legali.": inbound.Threat, "Wij doen aangifte.": inbound.Threat, "You will hear from our lawyers.": inbound.Threat,
		"/ack": inbound.Ack, "/help": inbound.Help,
	} {
		if _, ok := inbound.Read(s).Says(want); !ok {
			t.Errorf("%q does not read as %s: %+v", s, want, inbound.Read(s))
		}
	}
	if s, _ := inbound.Read("We will close it by 5 February 2020.").Says(inbound.Vows); s.Day != "5 February 2020" {
		t.Errorf("the day is %q", s.Day)
	}
	for _, s := range []string{
		"If you are not the intended recipient, any unauthorized use may lead to legal action.", "Thank you for your report. We will look into it.", "Danke, ich leite das weiter.",
		"Bitte behandeln Sie diese E-Mail vertraulich, sonst drohen rechtliche Schritte.",
	} {
		if r := inbound.Read(s); len(r) > 0 {
			t.Errorf("%q reads as %+v", s, r)
		}
	}
	if w := inbound.Read("We need more time, and this is not our server.").Words(); !strings.Contains(w, "more time") || !strings.Contains(w, "dispute") {
		t.Errorf("words %q", w)
	}
}

// TestWhatASentenceSays reads the table that the intakes of mail, issues and chat are held to as well.
func TestWhatASentenceSays(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/sentences.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.SplitSeq(strings.TrimSpace(string(raw)), "\n") {
		want, sentence, _ := strings.Cut(line, "\t")
		var got []string
		for _, s := range inbound.Read(sentence) {
			word := string(s.What)
			if s.Plain {
				word += "!"
			}
			got = append(got, word)
		}
		if n++; strings.Join(got, ",") != strings.TrimPrefix(want, "-") {
			t.Errorf("%q says %q, want %s", sentence, got, want)
		}
	}
	if n < 100 {
		t.Errorf("%d sentences", n)
	}
}
