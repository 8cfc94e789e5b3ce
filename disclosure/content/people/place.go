package people

import (
	"strconv"
	"strings"

	"daylight/disclosure/content/hit"
	"daylight/disclosure/pattern"
)

// placeForm is a pair of coordinates with four decimals and more: eleven metres, which is a door. Degrees, minutes and seconds are one
// too; so is a pair of fields of a record.
var (
	placeForm = pattern.New(`(?i)([-+]?\d{1,2}[.,]\d{4,12})\s?°?\s?[ns]?["']?\s?(?:[,;/|]\s?|\s)(?:["']?l(?:on|ng|ongitude)["']?\s?[:=]\s?)?["']?([-+]?\d{1,3}[.,]\d{4,12})\s?°?\s?[ewo]?`)
	angleForm = pattern.New(`(?i)\b\d{1,2}\s?°\s?\d{1,2}\s?['’′]\s?\d{1,2}(?:[.,]\d+)?\s?(?:["”″]|''|’’)\s?[ns]\b[,;]?\s?\d{1,3}\s?°\s?\d{1,2}\s?['’′]\s?\d{1,2}(?:[.,]\d+)?\s?(?:["”″]|''|’’)\s?[ewo]\b`)
	fieldForm = pattern.New(`(?i)\blat(?:itude)?["']?\s?[:=]\s?["']?([-+]?\d{1,2}[.,]\d{4,12})`)
)

func places(text string) []hit.Hit {
	var out []hit.Hit
	for _, w := range precise(text) {
		part := text[w.start:w.end]
		add := func(start, end int) {
			out = append(out, hit.Hit{Start: w.start + start, End: w.start + end, What: "coordinates", Lifts: liftsPlace})
		}
		for _, m := range placeForm.FindAllStringSubmatchIndex(part, -1) {
			if degrees(part[m[2]:m[3]], 90) && degrees(part[m[4]:m[5]], 180) && (m[0] == 0 || !isDigit(part[m[0]-1]) && part[m[0]-1] != '.') && (m[1] >= len(part) || !isDigit(part[m[1]])) {
				add(m[2], m[5])
			}
		}
		for _, m := range angleForm.FindAllStringIndex(part, -1) {
			add(m[0], m[1])
		}
		for _, m := range fieldForm.FindAllStringSubmatchIndex(part, -1) {
			add(m[2], m[3])
		}
	}
	return out
}

// precise returns the parts of a text around numbers with four decimals, and around degrees.
func precise(text string) []part {
	const reach = 64
	var out []part
	for i := 1; i+4 < len(text); i++ {
		decimals := (text[i] == '.' || text[i] == ',') && isDigit(text[i-1]) && isDigit(text[i+1]) && isDigit(text[i+2]) && isDigit(text[i+3]) && isDigit(text[i+4])
		if !decimals && (text[i] != '\xc2' || text[i+1] != '\xb0') {
			continue
		}
		start, end := border(text, max(0, i-reach)), border(text, min(len(text), i+reach))
		if n := len(out); n > 0 && start <= out[n-1].end {
			out[n-1].end = end
		} else {
			out = append(out, part{start, end})
		}
	}
	return out
}

func degrees(s string, most float64) bool {
	v, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	return err == nil && v <= most && v >= -most && v != 0
}
