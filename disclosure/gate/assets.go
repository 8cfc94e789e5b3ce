package gate

import (
	"fmt"
	"strings"

	"daylight/disclosure/closure"
)

// assetReasons gathers what is to say of assets. What holds for many of them is said once, with their number and names.
type assetReasons struct {
	texts []string // with %s in place of the asset, in the order in which they came
	ids   map[string][]string
}

// add says something of an asset; text holds %s in its place.
func (r *assetReasons) add(id, text string) {
	if r.ids == nil {
		r.ids = map[string][]string{}
	}
	if len(r.ids[text]) == 0 {
		r.texts = append(r.texts, text)
	}
	r.ids[text] = append(r.ids[text], id)
}

// String lists the reasons.
func (r *assetReasons) String() string {
	out := make([]string, 0, len(r.texts))
	for _, text := range r.texts {
		who := r.ids[text][0]
		if n := len(r.ids[text]); n > 1 {
			who = fmt.Sprintf("each of %d assets (%s)", n, closure.Names(r.ids[text]))
		}
		out = append(out, strings.Replace(text, "%s", who, 1))
	}
	return strings.Join(out, "; ")
}
