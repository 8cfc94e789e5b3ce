package templates

import (
	"slices"
	"strings"
)

// neighbour names the step that asks whether the machine of an asset answers elsewhere.
const neighbour = "neighbour"

// Step is one step of the plan by which an asset is asked.
type Step struct {
	Name    string // of its words
	Content int64  // bytes of what is exposed that are read at most
	Login   string // as whom it asks; "" for nobody
}

// checkWords say what a check does. They hold {steps}, {nouns}, {size} or {on}.
type checkWords struct {
	Until        string            `json:"until"`
	UntilSeveral string            `json:"until_several"`
	Past         string            `json:"past"`
	Of           string            `json:"of"`
	Never        string            `json:"never"`
	NeverOne     string            `json:"never_one"`
	NoMore       string            `json:"no_more"`       // of a kind that was asked once and is no more
	Stopped      string            `json:"stopped"`       // nobody or somebody else asked for it
	StoppedAsked string            `json:"stopped_asked"` // the recipient asked for it; holds {on}
	Neighbour    string            `json:"neighbour"`     // a step that every kind may have
	Silent       string            `json:"silent"`
	Content      string            `json:"content"`
	Logins       map[string]string `json:"logins"`
	Stop         string            `json:"stop"`
	StopIssue    string            `json:"stop_issue"`
}

// steps says what a plan does, each of its steps once.
func (w *words) steps(k kindWords, plan []Step) string {
	var out []string
	for _, s := range plan {
		if text := w.step(k, s); text != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return w.listApart(out)
}

// step says what one step does, "" where nobody wrote it down.
func (w *words) step(k kindWords, s Step) string {
	if s.Name == neighbour {
		return w.Checks.Neighbour
	}
	return k.Steps[s.Name]
}

// limits says as whom a plan asks and how much it reads.
func (w *words) limits(plan []Step) string {
	var out []string
	var content int64
	for _, s := range plan {
		content += s.Content
		if text := w.Checks.Logins[s.Login]; s.Login != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	if len(out) == 0 {
		out = append(out, w.Checks.Logins[""])
	}
	if content == 0 {
		return strings.Join(append(out, w.Checks.Silent), " ")
	}
	return strings.Join(append(out, strings.ReplaceAll(w.Checks.Content, "{size}", w.size(content))), " ")
}

// size writes a number of bytes.
func (w *words) size(n int64) string {
	if n >= 1024 && n%1024 == 0 {
		return strings.ReplaceAll(w.Size.KiB, "{n}", w.number(n/1024))
	}
	return strings.ReplaceAll(w.Size.Bytes, "{n}", w.number(n))
}

// checks says for a message what we do until everything is closed.
func (w *words) checks(groups []group) string {
	if len(groups) == 1 {
		g := &groups[0]
		switch {
		case len(g.plan) == 0:
			return w.unasked(g)
		case g.stopped():
			return w.stopped(g)
		case !asked(groups):
			return w.past(groups)
		}
		return strings.ReplaceAll(w.Checks.Until, "{steps}", w.steps(g.words, g.plan)) + " " + w.limits(g.plan)
	}
	var parts []string
	if asked(groups) {
		parts = append(parts, w.Checks.UntilSeveral)
	}
	for i := range groups {
		if g := &groups[i]; len(g.plan) > 0 && g.stopped() {
			parts = append(parts, w.stopped(g))
			continue
		}
		parts = append(parts, w.checkOf(&groups[i]))
	}
	return strings.Join(parts, " ")
}

// past says for a message what our check was, or what it is where none was made.
func (w *words) past(groups []group) string {
	if len(groups) == 1 && len(groups[0].plan) > 0 && groups[0].wasAsked() {
		return strings.ReplaceAll(w.Checks.Past, "{steps}", w.steps(groups[0].words, groups[0].plan)) + " " + w.limits(groups[0].plan)
	}
	return w.checked(groups)
}

// checked says for each kind what a check of it is.
func (w *words) checked(groups []group) string {
	if len(groups) == 1 && len(groups[0].plan) == 0 {
		return w.unasked(&groups[0])
	}
	var out []string
	for i := range groups {
		out = append(out, w.checkOf(&groups[i]))
	}
	return strings.Join(out, " ")
}

// checkOf says what a check of one kind is.
func (w *words) checkOf(g *group) string {
	text := w.Checks.Never
	switch {
	case len(g.plan) == 0 && g.wasAsked():
		text = w.Checks.NoMore
	case len(g.plan) > 0:
		text = w.Checks.Of + " " + w.limits(g.plan)
	}
	return strings.NewReplacer("{nouns}", g.words.Noun, "{steps}", w.steps(g.words, g.plan)).Replace(text)
}

// unasked says of the only kind of a message that no probe asks it, or none any more.
func (w *words) unasked(g *group) string {
	if g.wasAsked() {
		return strings.ReplaceAll(w.Checks.NoMore, "{nouns}", g.words.Noun)
	}
	return w.Checks.NeverOne
}

// stopped says that none of a group is asked any more, and that the recipient asked for it where they did of each of them.
func (w *words) stopped(g *group) string {
	text, on := w.Checks.Stopped, g.assets[0].StoppedOn // one of them stands for all only where all agree
	if !on.IsZero() && !slices.ContainsFunc(g.assets, func(a AssetFacts) bool { return a.StoppedOn != on }) {
		text = w.Checks.StoppedAsked
	}
	return strings.NewReplacer("{nouns}", g.words.Noun, "{on}", w.stamp(on)).Replace(text)
}

// asked reports whether one of the groups is asked until it is closed.
func asked(groups []group) bool {
	return slices.ContainsFunc(groups, func(g group) bool {
		return len(g.plan) > 0 && slices.ContainsFunc(g.assets, func(a AssetFacts) bool { return a.KeepsAsking && !a.Asset.Stopped })
	})
}

// wasAsked reports whether one of the assets was asked at all.
func (g *group) wasAsked() bool {
	return slices.ContainsFunc(g.assets, func(a AssetFacts) bool { return a.Asset.Probes > 0 || !a.Asset.Streak.LastOpen.IsZero() })
}

// asksWithoutLogin reports whether a plan asks as nobody, so that no password is tried.
func asksWithoutLogin(plan []Step) bool {
	return len(plan) > 0 && !slices.ContainsFunc(plan, func(s Step) bool { return s.Login != "" })
}

// stopped reports whether none of the assets is asked any more.
func (g *group) stopped() bool {
	return !slices.ContainsFunc(g.assets, func(a AssetFacts) bool { return !a.Asset.Stopped })
}
