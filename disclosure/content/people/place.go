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
	add := func(start, end int) {
		out = append(out, hit.Hit{Start: start, End: end, What: "coordinates", Lifts: liftsPlace})
	}
	if !precise(text) && !strings.Contains(text, "°") {
		return nil
	}
	for _, m := range placeForm.FindAllStringSubmatchIndex(text, -1) {
		if degrees(text[m[2]:m[3]], 90) && degrees(text[m[4]:m[5]], 180) && (m[0] == 0 || !isDigit(text[m[0]-1]) && text[m[0]-1] != '.') && (m[1] >= len(text) || !isDigit(text[m[1]])) {
			add(m[2], m[5])
		}
	}
	if strings.Contains(text, "°") {
		for _, m := range angleForm.FindAllStringIndex(text, -1) {
			add(m[0], m[1])
		}
	}
	for _, m := range fieldForm.FindAllStringSubmatchIndex(text, -1) {
		add(m[2], m[3])
	}
	return out
}

// precise reports whether a number with four decimals stands in a text.
func precise(text string) bool {
	for i := 1; i+4 < len(text); i++ {
		if (text[i] == '.' || text[i] == ',') && isDigit(text[i-1]) && isDigit(text[i+1]) && isDigit(text[i+2]) && isDigit(text[i+3]) && isDigit(text[i+4]) {
			return true
		}
	}
	return false
}

func degrees(s string, most float64) bool {
	v, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	return err == nil && v <= most && v >= -most && v != 0
}
