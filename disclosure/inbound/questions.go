package inbound

import "slices"

// Question is what somebody of the team asks about a case, in the chat of the team. Nothing but an answer follows from it.
type Question string

// The questions.
const (
	WhenDue  Question = "when_due"  // the next deadline
	IsClosed Question = "is_closed" // how the exposure is
	WhoKnows Question = "who_knows" // who was told, and who answered
	WhatNext Question = "what_next" // what the case waits for
)

// The forms of questions, by language: en, de, fr, es, it, nl.
var (
	dueForms = forms(`deadline|deadlines|due|overdue
		frist|fristen|fällig|stichtag
		échéance|échéances|délai
		plazo|plazos|vence|vencimiento
		scadenza|scadenze|scade
		termijn|vervaldatum
		when .. publish|published|publication
		wann .. veröffentlichen|veröffentlicht
		quand .. publier|publions|publié
		cuándo .. publicar|publicamos|publica
		quando .. pubblicare|pubblichiamo
		wanneer .. publiceren|gepubliceerd`)
	closedForms = forms(`closed|fixed|open|reachable|exposed
		offen|geschlossen|behoben|erreichbar
		ouvert|ouverte|fermé|fermée|corrigé|corrigée|accessible
		abierto|abierta|cerrado|cerrada|corregido|accesible
		aperto|aperta|chiuso|chiusa|corretto|raggiungibile
		gesloten|dicht|opgelost|bereikbaar`)
	knowForms = forms(`who .. told|know|knows|contacted|informed|answered|replied
		did|have|has .. answer|answered|reply|replied
		wer .. weiß|informiert|kontaktiert|geantwortet
		haben|hat .. geantwortet
		qui .. informé|prévenu|contacté|répondu
		ont-ils|a-t-il|ont .. répondu
		quién .. sabe|informado|contactado|respondido
		han|ha .. respondido|contestado
		chi .. sa|informato|contattato|risposto
		hanno|ha .. risposto
		wie .. weet|geïnformeerd|geantwoord`)
	nextForms = forms(`what|what's .. next|status|state|waits|waiting
		^ status|state
		was .. nächstes|stand|status|tun
		wie .. stand
		où en est|est-on|sommes-nous
		quoi|quelle .. suite|prochaine|statut|état
		qué .. sigue|siguiente|estado|falta
		cosa|che .. prossimo|stato|manca
		wat .. volgende|status|stand`)
)

// QuestionsIn says what a text of the team asks about a case, each question once. Sentences that ask nothing count too: "next deadline" is what
// people write to a bot.
func QuestionsIn(text string) []Question {
	var out []Question
	for _, s := range sentences(unquoted(text)) {
		words := wordsOf(s)
		words = words[:min(len(words), maxWords)]
		for _, q := range []struct {
			what Question
			in   book
		}{{WhenDue, dueForms}, {IsClosed, closedForms}, {WhoKnows, knowForms}, {WhatNext, nextForms}} {
			if q.in.in(words) && !slices.Contains(out, q.what) {
				out = append(out, q.what)
			}
		}
	}
	return out
}
