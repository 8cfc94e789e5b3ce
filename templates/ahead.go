package templates

import (
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/outreach"
)

// aheadWords say what follows when nobody answers. Turn holds {whom} and {on}, Soon {whom} and {n}, Limited {on}.
type aheadWords struct {
	Soon    plural                        `json:"soon"` // after some days
	Turn    string                        `json:"turn"`
	Whom    map[disclosure.DueKind]string `json:"whom"`
	Limited string                        `json:"limited"`
}

// ahead says what follows without an answer, and when; "" where the policy plans nothing.
func (w *words) ahead(steps []outreach.Ahead) string {
	var out []string
	for _, s := range steps {
		whom := w.Ahead.Whom[s.What]
		text := w.Ahead.Turn
		switch {
		case s.What == disclosure.DuePublishLimited:
			text = w.Ahead.Limited
		case whom == "":
			continue
		case s.Days == 1:
			text = w.Ahead.Soon.One
		case s.Soon():
			text = w.Ahead.Soon.Other
		}
		out = append(out, strings.NewReplacer("{whom}", whom, "{on}", w.day(s.On), "{n}", strconv.Itoa(s.Days)).Replace(text))
	}
	return strings.Join(out, " ")
}
