package inbound

// lateForms promise an answer later on. People away set them up in their own name, so that "I" makes no person of them.
var lateForms = forms(`will reply|respond|answer|read
	try|hope|aim to .. reply|respond|answer
	versuche|bemühe .. antworten
	essaie|efforce .. répondre
	intentaré|procuro|procuraré responder|contestar
	cerco|cercherò di rispondere
	probeer|streef .. antwoorden|reageren|beantwoorden
	tento|tentarei|procuro responder
	frequently asked questions
	häufig* fragen
	questions fréquentes
	preguntas frecuentes
	domande frequenti
	veelgestelde vragen
	perguntas frequentes
	leggeremo|leeremos|lirons
	get back|reply|respond|answer|touch .. soon|possible|shortly|able|can|return|when
	melde|melden mich|uns .. sobald|schnell*|bald*|kürze|zurück
	répondrai|répondrons|reviendrai .. dès|plus|retour|possible
	responderé|contestaré .. pronto|posible|vuelva
	risponderò .. presto|possibile|appena|rientro
	reageer|antwoord|neem .. mogelijk|zodra|terug
	responderei|retornarei .. possível|breve|voltar
	odpowiem|odpiszę .. szybko|szybciej|powrocie`)
