package templates

import (
	"slices"
	"strings"
)

// Look is how anybody sees an asset by hand.
type Look struct {
	Command      string   // one line for a shell; "" where none shows it
	Open, Closed []string // what its answer holds; one of them is enough
}

// lookWords lead to a command and say what its answers look like. Of holds {id}, Answers {open} and {closed}.
type lookWords struct {
	Of      string `json:"of"`
	Answers string `json:"answers"`
	Or      string `json:"or"`
	None    string `json:"none"`
}

// lookView is a command as a template sees it.
type lookView struct {
	Of      string // which asset it asks; "" where the message is about one
	Command string // within a block of code
	Answers string // Markdown
}

// looks are the commands of the assets that a message is about, one for each kind.
func (w *words) looks(groups []group) []lookView {
	var out []lookView
	for i := range groups {
		at := slices.IndexFunc(groups[i].assets, func(a AssetFacts) bool { return a.Look.Command != "" && !strings.ContainsAny(a.Look.Command, "\n\r`") })
		if at < 0 {
			continue
		}
		a := &groups[i].assets[at]
		v := lookView{Command: a.Look.Command, Answers: strings.NewReplacer(
			"{open}", w.anyCode(a.Look.Open), "{closed}", w.anyCode(a.Look.Closed),
		).Replace(w.Look.Answers)}
		if count(groups) > 1 {
			v.Of = strings.ReplaceAll(w.Look.Of, "{id}", escapeMarkdown(oneLine(a.Asset.ID)))
		}
		out = append(out, v)
	}
	return out
}

// anyCode lists what an answer may hold, as code.
func (w *words) anyCode(marks []string) string {
	spans := make([]string, len(marks))
	for i, m := range marks {
		spans[i] = "`" + strings.ReplaceAll(m, "`", "'") + "`"
	}
	if len(spans) < 2 {
		return strings.Join(spans, "")
	}
	last := len(spans) - 1
	return strings.Join(spans[:last], ", ") + " " + w.Look.Or + " " + spans[last]
}
