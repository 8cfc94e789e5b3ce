package people

import (
	"slices"
	"strings"

	"daylight/disclosure/content/hit"
)

// plan is how the numbers of a country are dialled within it.
type plan struct {
	code   string // of the country, for calls from abroad
	trunk  string // before a number within the country
	least  int    // digits behind the trunk
	most   int
	begins string // what they may begin with
	alone  bool   // a number in groups is one without a word that says so
}

// plans are those of the countries whose holidays Daylight knows, and their neighbours. They are small on purpose: what counts is that
// a number is plausible, not that somebody answers it. A library that knows all plans costs 7 MB and 13 ms of each start.
var plans = map[string]plan{
	"FR": {"33", "0", 9, 9, "123456789", true}, "DE": {"49", "0", 6, 11, "123456789", true}, "GB": {"44", "0", 9, 10, "12378", true}, "US": {"1", "", 10, 10, "23456789", true}, "CA": {"1", "", 10, 10, "23456789", true},
	"ES": {"34", "", 9, 9, "6789", true}, "IT": {"39", "", 9, 11, "03", true}, "NL": {"31", "0", 9, 9, "12345678", true}, "BE": {"32", "0", 8, 9, "123456789", true}, "CH": {"41", "0", 9, 9, "234567", true},
	"AT": {"43", "0", 6, 12, "1234567", true}, "PL": {"48", "", 9, 9, "12345678", true}, "PT": {"351", "", 9, 9, "239", true}, "SE": {"46", "0", 7, 9, "1234567", true}, "FI": {"358", "0", 6, 10, "123456789", true},
	"DK": {"45", "", 8, 8, "23456789", false}, "NO": {"47", "", 8, 8, "23456789", false}, "IE": {"353", "0", 7, 9, "12456789", true}, "BR": {"55", "", 10, 11, "123456789", true}, "IL": {"972", "0", 8, 9, "2345789", true},
	"LU": {"352", "", 6, 9, "23456789", false}, "CZ": {"420", "", 9, 9, "234567", false}, "AU": {"61", "0", 9, 9, "23478", true}, "IN": {"91", "", 10, 10, "6789", false}, "JP": {"81", "0", 9, 10, "123456789", true},
}

// phoneWords say that a number is one to call.
const phoneWords = "phone,telephone,tel,tel.,mobile,mobil,cell,call,fax,whatsapp,signal,telefon,handy,rufnummer,ruf,festnetz,téléphone,portable,fixe,appel,appelez,teléfono,móvil,movil,llame,celular,telefono,cellulare,chiamare,telefone,telemóvel,ligar,telefoon,mobiel,gsm,bellen,komórka,komórkowy,zadzwo,numer tel,telefonnummer,puhelin,nummer"

// phones finds numbers to call: with the code of any country, and as they are written within the countries of the parties.
func phones(text string, numbers []number, countries []string) []hit.Hit {
	var out []hit.Hit
	for _, n := range numbers {
		if n.plus && international(n.digits) || strings.HasPrefix(n.digits, "00") && international(n.digits[2:]) && len(n.digits) >= 11 {
			out = append(out, n.find("phone number"))
			continue
		}
		if dated(n) {
			continue
		}
		said := beside(text, n, phoneWords)
		for _, c := range countries {
			if p, ok := plans[strings.ToUpper(c)]; ok && p.fits(n, said) {
				out = append(out, n.find("phone number"))
				break
			}
		}
		if len(n.digits) >= 8 && len(n.digits) <= 15 && said && beside(text, n, "phone,tel,tel.,mobile,whatsapp,telefon,téléphone,teléfono,telefono,telefone,telefoon") && !slices.ContainsFunc(out, func(h hit.Hit) bool { return h.Start == n.start }) {
			out = append(out, n.find("phone number"))
		}
	}
	return out
}

// international reports whether digits behind a plus are a number by E.164: a code that exists, eight to fifteen digits in all.
func international(d string) bool {
	return len(d) >= 8 && len(d) <= 16 && d[0] != '0' && !strings.HasPrefix(d, "21000") && !same(d)
}

// fits reports whether a number is written as within a country. Without a word beside it only groups tell it from a count.
func (p plan) fits(n number, said bool) bool {
	rest, ok := strings.CutPrefix(n.digits, p.trunk)
	if !ok || len(rest) < p.least || len(rest) > p.most || !strings.ContainsAny(rest[:1], p.begins) || same(n.digits) {
		return false
	}
	if said {
		return true
	}
	if !p.alone || len(n.groups) < 2 && (p.trunk == "" || len(rest) < 9) {
		return false
	}
	if p.trunk == "" { // "123 456 789" counts something, unless the groups are of a phone
		switch shape(n) {
		case "3-3-4", "3-2-2-2", "2-2-2-2-2", "2-4-4", "2-5-4", "3-3-3", "3-4-4", "3-3-2-2", "3-7", "3-6", "2-3-2-2":
			return p.code != "48" && shape(n) != "3-3-3" || n.marks != "..  " && strings.Trim(n.marks, "-") == "" || shape(n) == "3-3-3" && (p.code == "34" || p.code == "351") && strings.Trim(n.marks, " \u00a0\u202f") == ""
		}
		return false
	}
	return n.groups[0] >= 2
}

// dated reports whether groups are a date, a time or an interval of years.
func dated(n number) bool {
	s := shape(n)
	if strings.HasPrefix(s, "4-2-2") || strings.HasPrefix(s, "2-2-4") || strings.HasPrefix(s, "1-1-4") || strings.HasPrefix(s, "2-1-4") || strings.HasPrefix(s, "1-2-4") || s == "4-4" {
		return true
	}
	return strings.Contains(n.marks, ".") && strings.Trim(n.marks, ".") == "" && len(n.groups) <= 4 && slices.Max(n.groups) == 3 && n.groups[0] <= 3 && n.digits[0] != '0'
}
