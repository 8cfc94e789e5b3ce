package spreadsheet

import (
	"slices"
	"strings"
)

// column is what a column holds. The fields of an event are named as in a case file.
type column string

// The columns. Those up to records are about a case, the rest about one event.
const (
	caseName  column = "case"
	title     column = "title"
	summary   column = "summary"
	vendor    column = "vendor"
	country   column = "country"
	domain    column = "domain"
	language  column = "language"
	asset     column = "asset"
	assetKind column = "asset kind"
	records   column = "records"
	data      column = "data"
	embargo   column = "embargo"

	date       column = "date"
	clock      column = "time"
	zone       column = "zone"
	until      column = "until"
	event      column = "event"
	party      column = "party"
	name       column = "name"
	channel    column = "channel"
	actor      column = "actor"
	source     column = "source"
	link       column = "link"
	text       column = "text"
	visibility column = "visibility"
	planned    column = "planned"
)

// Heads are the heads by which each column is known, English first, in the order in which messages name them.
func heads() [][]string {
	return [][]string{
		{string(caseName), "ref", "reference", "case id", "id", "fall", "aktenzeichen", "vorgang", "fallnummer", "dossier"},
		{string(title), "headline", "subject", "titel", "betreff", "titre"},
		{string(summary), "abstract", "zusammenfassung", "kurzfassung", "résumé"},
		{string(vendor), "company", "organisation", "organization", "hersteller", "unternehmen", "firma", "betreiber", "entreprise"},
		{string(country), "land", "pays"},
		{string(domain), "domäne"},
		{string(language), "sprache", "langue"},
		{string(asset), "target", "url", "address", "ziel", "adresse"},
		{string(assetKind), "kind of asset", "target kind", "art des ziels", "zielart"},
		{string(records), "number of records", "datensätze", "anzahl datensätze", "enregistrements"},
		{string(data), "kinds of data", "data kinds", "daten", "datenarten", "données"},
		{string(embargo), "sperrfrist"},
		{string(date), "at", "when", "day", "datum", "wann", "tag"},
		{string(clock), "uhrzeit", "zeit", "heure"},
		{string(zone), "timezone", "time zone", "zeitzone", "fuseau"},
		{string(until), "end", "to", "bis", "ende", "fin"},
		{string(event), "kind", "what", "what happened", "ereignis", "art", "was", "événement"},
		{string(party), "role", "partei", "rolle", "partie"},
		{string(name), "party name", "name of the party", "name der partei", "nom"},
		{string(channel), "via", "kanal", "weg", "canal"},
		{string(actor), "done by", "bearbeiter", "bearbeitet von", "auteur"},
		{string(source), "quelle"},
		{string(link), "source link", "evidence", "event ref", "beleg", "nachweis", "fundstelle", "lien"},
		{string(text), "note", "notes", "remark", "comment", "description", "bemerkung", "anmerkung", "notiz", "beschreibung", "kommentar", "texte", "remarque"},
		{string(visibility), "visible to", "sichtbarkeit", "sichtbar für"},
		{string(planned), "geplant", "prévu"},
	}
}

// known are the names of the columns, for messages.
func known() []string {
	var out []string
	for _, h := range heads() {
		out = append(out, h[0])
	}
	return out
}

// columnOf finds what a column holds by its head, "" if nobody knows it. Case, blanks, hyphens and underscores do not matter.
func columnOf(head string) column {
	head = squeezed(head)
	for _, spellings := range heads() {
		if slices.Contains(spellings, head) {
			return column(spellings[0])
		}
	}
	return ""
}

// squeezed is a word without what people write differently.
func squeezed(s string) string {
	s = strings.NewReplacer("_", " ", "-", " ", "\u00a0", " ").Replace(strings.ToLower(s))
	return strings.Join(strings.Fields(strings.TrimRight(s, " :.*")), " ")
}

// fieldOf is the column in which a field of a case file stands, by the last word of its path.
func fieldOf(path string) column {
	last := path[strings.LastIndexAny(path, ".")+1:]
	switch {
	case strings.Contains(path, "assets[") && last == "kind":
		return assetKind
	case strings.Contains(path, "assets["):
		return asset
	case path == "case.vendor.name":
		return vendor
	case strings.HasPrefix(path, "case.exposed.data"):
		return data
	case path == "case.vendor" || path == "case.exposed" || path == "case":
		return title
	}
	switch last {
	case "at":
		return date
	case "kind":
		return event
	case "ref":
		return link
	}
	if slices.Contains(known(), last) {
		return column(last)
	}
	return ""
}
