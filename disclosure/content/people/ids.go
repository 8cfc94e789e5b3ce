package people

import (
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure/content/hit"
	"daylight/disclosure/pattern"
)

// idForm is a number that a state gives to a person.
type idForm struct {
	country string
	what    string
	lengths []int
	check   func(digits string) bool
	words   string // what says that it is one, where chance fits the check too often; "" asks for no word
	always  string // groups in which it is one without a word, as "3-2-4"
}

// numberForms are numbers of digits alone.
var numberForms = []idForm{
	{"FR", "social security number", []int{15}, nir, "", ""},
	{"DE", "tax number", []int{11}, taxID, "steuer,idnr,id-nr,identifikationsnummer,tin,tax", "2-3-3-3"},
	{"NL", "citizen service number", []int{8, 9}, bsn, "bsn,burgerservice,sofi,citizen service", ""},
	{"BE", "national number", []int{11}, rijksregister, "", ""},
	{"PL", "PESEL", []int{11}, pesel, "", ""},
	{"PT", "tax number", []int{9}, nif, "nif,contribuinte,fiscal,tax", ""},
	{"SE", "personal number", []int{10, 12}, personnummer, "personnummer,personal number,pnr,född", "6-4,8-4"},
	{"CH", "social security number", []int{13}, ahv, "", ""},
	{"AT", "social security number", []int{10}, svnr, "svnr,sozialversicherung,sv-n,versicherungsnummer,social", "4-6"},
	{"GB", "NHS number", []int{10}, nhs, "nhs", "3-3-4"},
	{"US", "social security number", []int{9}, ssn, "ssn,social security", "3-2-4"},
	{"BR", "CPF", []int{11}, cpf, "", ""},
	{"IL", "identity number", []int{9}, luhnLeft, "teudat,identity,id number,ת.ז,t.z,tz", ""},
	{"DK", "CPR", []int{10}, dayFirst, "cpr,personnummer", "6-4"},
	{"NO", "birth number", []int{11}, fodselsnummer, "", ""},
	{"ES", "social security number", []int{12}, afiliacion, "seguridad social,afiliaci,nuss,naf", ""},
}

// ids finds the numbers that the states of the countries give to people.
func ids(text string, numbers []number, countries []string) []hit.Hit {
	var out []hit.Hit
	of := func(code string) bool {
		return slices.ContainsFunc(countries, func(c string) bool { return strings.EqualFold(c, code) })
	}
	for i := range numberForms {
		f := &numberForms[i]
		if !of(f.country) {
			continue
		}
		for _, n := range numbers {
			if n.plus || !slices.Contains(f.lengths, len(n.digits)) || same(n.digits) || !f.check(n.digits) {
				continue
			}
			if f.words == "" || slices.Contains(strings.Split(f.always, ","), shape(n)) || beside(text, n, f.words) {
				out = append(out, n.find(f.what))
			}
		}
	}
	for i := range letterForms {
		f := &letterForms[i]
		if !of(f.country) {
			continue
		}
		for _, at := range f.form.FindAllStringIndex(text, -1) {
			s := strings.NewReplacer(" ", "", "-", "", ".", "", "\u00a0", "").Replace(strings.ToUpper(text[at[0]:at[1]]))
			n := number{start: at[0], end: at[1]}
			if wordy(text, at[0]-1) || wordy(text, at[1]) || !f.check(s) || f.words != "" && !beside(text, n, f.words) {
				continue
			}
			out = append(out, n.find(f.what))
		}
	}
	return out
}

// shape is the lengths of the groups, as "3-2-4".
func shape(n number) string {
	var b strings.Builder
	for i, g := range n.groups {
		if i > 0 {
			b.WriteByte('-')
		}
		if g > 9 {
			return ""
		}
		b.WriteString(strconv.Itoa(g))
	}
	return b.String()
}

// letterForm is a number with letters in it.
type letterForm struct {
	country, what string
	form          *pattern.Pattern
	check         func(s string) bool
	words         string
}

var letterForms = []letterForm{
	{"ES", "identity number", pattern.New(`(?i)\b(?:\d{8}|\d{2}\.\d{3}\.\d{3}|[xyz][ -]?\d{7})[ -]?[a-z]\b`), dni, ""},
	{"IT", "codice fiscale", pattern.New(`(?i)\b[a-z]{6} ?\d[0-9lmnp-v] ?[abcdehlmprst] ?[0-9lmnp-v]{2} ?[a-z][0-9lmnp-v]{3} ?[a-z]\b`), codice, ""},
	{"FI", "personal identity code", pattern.New(`(?i)\b\d{6}[-+a-fu-y]\d{3}[0-9a-y]\b`), hetu, ""},
	{"FR", "social security number", pattern.New(`(?i)\b[12] ?\d\d ?(?:0[1-9]|1[0-2]) ?2[ab] ?\d{3} ?\d{3} ?\d\d\b`), corse, ""},
	{"GB", "national insurance number", pattern.New(`(?i)\b[a-ceghj-prstw-z][a-ceghj-nprstw-z] ?\d\d ?\d\d ?\d\d ?[a-d]\b`), func(s string) bool {
		return !slices.Contains([]string{"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}, s[:2])
	}, ""},
	{"IE", "PPS number", pattern.New(`(?i)\b\d{7}[a-w][a-iw]?\b`), pps, ""},
	{"DE", "pension insurance number", pattern.New(`(?i)\b\d\d ?\d{6} ?[a-z] ?\d{3}\b`), rvnr, ""},
}
