package policyfile

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"daylight/cmd/bot/internal/strictyaml"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/clock"
)

// reader turns the tree of a file into a policy. It reports what does not fit and goes on.
type reader struct{ m *mistakes }

// fields are the values of a group by name.
type fields map[string]*yaml.Node

// group reads a group whose fields are known.
func (r *reader) group(path string, n *yaml.Node, depth int, known ...string) fields {
	r.m.lines[path] = n.Line
	if n.Kind != yaml.MappingNode {
		r.m.Add(n.Line, path, "is %s: write the fields %s", kindOf(n), strings.Join(known, ", "))
		return nil
	}
	if depth > maxDepth {
		r.m.Add(n.Line, path, "is nested too deeply")
		return nil
	}
	out := fields{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		at := strictyaml.Under(path, key.Value)
		switch {
		case key.Kind != yaml.ScalarNode || !slices.Contains(known, key.Value):
			r.m.Add(key.Line, strictyaml.Under(path, short(key.Value)), "is not a field here: write one of %s", strings.Join(known, ", "))
		case out[key.Value] != nil:
			r.m.Add(key.Line, at, "is written twice")
		default:
			out[key.Value] = value
			r.m.lines[at] = key.Line
		}
	}
	return out
}

// short cuts what somebody wrote to what fits on a line.
func short(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}

// list returns the values of a list.
func (r *reader) list(path string, n *yaml.Node) []*yaml.Node {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.m.Add(n.Line, path, "is %s: write a list", kindOf(n))
		return nil
	}
	for i, c := range n.Content {
		r.m.lines[strictyaml.Index(path, i)] = c.Line
	}
	return n.Content
}

// text reads a text. What YAML takes for a date is a text, too, and stays as it was written.
func (r *reader) text(path string, n *yaml.Node) string {
	switch {
	case n == nil:
		return ""
	case n.Kind == yaml.ScalarNode && (n.Tag == "!!str" || n.Tag == "!!timestamp"):
		if len(n.Value) > 4000 {
			r.m.Add(n.Line, path, "is longer than 4,000 bytes")
			return ""
		}
		return strings.TrimSpace(n.Value)
	default:
		r.m.Add(n.Line, path, "is %s: write a text, in quotes if it looks like a number", kindOf(n))
		return ""
	}
}

func (r *reader) number(path string, n *yaml.Node) int {
	switch {
	case n == nil:
		return 0
	case n.Kind == yaml.ScalarNode && n.Tag == "!!int":
		v, err := strconv.Atoi(n.Value)
		if err == nil {
			return v
		}
		fallthrough
	default:
		r.m.Add(n.Line, path, "is %s: write a whole number without quotes", kindOf(n))
		return 0
	}
}

func (r *reader) truth(path string, n *yaml.Node) bool {
	switch {
	case n == nil:
		return false
	case n.Kind == yaml.ScalarNode && n.Tag == "!!bool":
		return strings.EqualFold(n.Value, "true")
	default:
		r.m.Add(n.Line, path, "is %s: write true or false", kindOf(n))
		return false
	}
}

func (r *reader) policy(n *yaml.Node) clock.Policy {
	f := r.group("", n, 0, "policy", "title", "source", "version", "clauses")
	p := clock.Policy{
		Name: r.text("policy", f["policy"]), Title: r.text("title", f["title"]),
		Source: r.text("source", f["source"]), Version: r.text("version", f["version"]),
	}
	clauses := r.list("clauses", f["clauses"])
	if len(clauses) > clock.MaxPolicyClauses {
		r.m.Add(n.Line, "clauses", "has %d clauses; at most %d are read", len(clauses), clock.MaxPolicyClauses)
		clauses = nil
	}
	for i, c := range clauses {
		p.Clauses = append(p.Clauses, r.clause(strictyaml.Index("clauses", i), c))
	}
	return p
}

func (r *reader) clause(at string, n *yaml.Node) clock.Clause {
	f := r.group(at, n, 2, "name", "due", "anchor", "days", "unit", "hour", "zone", "grace", "max_extension", "shift",
		"holidays", "pause", "for", "when", "not_after", "not_before", "stops", "bounce", "step")
	if f == nil {
		return clock.Clause{}
	}
	if f["days"] == nil {
		r.m.Add(n.Line, strictyaml.Under(at, "days"), "is missing: write 0 for the day of the anchor itself")
	}
	c := clock.Clause{
		Name: r.text(at+".name", f["name"]), Due: disclosure.DueKind(r.text(at+".due", f["due"])),
		From: r.anchor(at+".anchor", f["anchor"], 3), Days: r.number(at+".days", f["days"]),
		Unit: civil.Unit(r.text(at+".unit", f["unit"])), Hour: r.hour(at+".hour", f["hour"]),
		Zone: r.zone(at+".zone", f["zone"]), Grace: r.number(at+".grace", f["grace"]),
		MaxExtension: r.number(at+".max_extension", f["max_extension"]),
		For:          clock.For(r.text(at+".for", f["for"])),
		Shift:        clock.Shift(r.text(at+".shift", f["shift"])), Holidays: r.text(at+".holidays", f["holidays"]),
		Pause: clock.PauseRule(r.text(at+".pause", f["pause"])),
		Cap:   r.relation(at+".not_after", f["not_after"]), Floor: r.relation(at+".not_before", f["not_before"]),
	}
	for i, w := range r.list(at+".when", f["when"]) {
		fact, clause, _ := strings.Cut(r.text(strictyaml.Index(at+".when", i), w), ":")
		c.When = append(c.When, clock.Condition{
			Fact: clock.Fact(strings.TrimSpace(fact)), Clause: strings.TrimSpace(clause),
		})
	}
	for i, s := range r.list(at+".stops", f["stops"]) {
		stop := clock.Stop(r.text(strictyaml.Index(at+".stops", i), s))
		if stop == clock.StopReply {
			stop = clock.StopAnswer // its former name
		}
		c.Stops = append(c.Stops, stop)
	}
	if b := f["bounce"]; b != nil {
		g := r.group(at+".bounce", b, 3, "role", "times")
		c.Bounce = &clock.Bounce{
			Role: disclosure.Role(r.text(at+".bounce.role", g["role"])), Times: r.number(at+".bounce.times", g["times"]),
		}
	}
	if s := f["step"]; s != nil {
		g := r.group(at+".step", s, 3, "role", "channel", "template", "draft")
		c.Step = &clock.EscalationStep{
			Role: disclosure.Role(r.text(at+".step.role", g["role"])), Channel: r.text(at+".step.channel", g["channel"]),
			Template: disclosure.Template(r.text(at+".step.template", g["template"])), Draft: r.text(at+".step.draft", g["draft"]),
		}
	}
	return c
}

func (r *reader) relation(at string, n *yaml.Node) *clock.Relation {
	if n == nil {
		return nil
	}
	f := r.group(at, n, 3, "anchor", "days", "unit")
	return &clock.Relation{
		From: r.anchor(at+".anchor", f["anchor"], 4), Days: r.number(at+".days", f["days"]),
		Unit: civil.Unit(r.text(at+".unit", f["unit"])),
	}
}

// anchor reads "attempt", a list of which the first one that happened counts, {earliest: […]}, {latest: […]} or
// {clause: fix, original: true}.
func (r *reader) anchor(at string, n *yaml.Node, depth int) clock.AnchorRule {
	var a clock.AnchorRule
	switch {
	case n == nil:
	case n.Kind == yaml.ScalarNode:
		a.Of = []clock.Anchor{clock.Anchor(r.text(at, n))}
	case n.Kind == yaml.SequenceNode:
		a.Of = r.anchors(at, n)
	default:
		f := r.group(at, n, depth, "earliest", "latest", "clause", "original")
		given := 0
		for _, key := range []string{"earliest", "latest", "clause"} {
			if f[key] != nil {
				given++
			}
		}
		if given > 1 {
			r.m.Add(n.Line, at, "has more than one of earliest, latest and clause: leave the others out")
		}
		switch {
		case f["earliest"] != nil:
			a.Take, a.Of = clock.TakeEarliest, r.anchors(at, f["earliest"])
		case f["latest"] != nil:
			a.Take, a.Of = clock.TakeLatest, r.anchors(at, f["latest"])
		}
		a.Clause, a.Original = r.text(at+".clause", f["clause"]), r.truth(at+".original", f["original"])
	}
	return a
}

func (r *reader) anchors(at string, n *yaml.Node) []clock.Anchor {
	var out []clock.Anchor
	for i, c := range r.list(at, n) {
		out = append(out, clock.Anchor(r.text(strictyaml.Index(at, i), c)))
	}
	return out
}

// hour reads a time of the day as minutes after midnight. The end of the day may be written as 24:00.
func (r *reader) hour(at string, n *yaml.Node) int {
	if n == nil {
		return 0
	}
	const reason = "write the time in quotes, as \"12:00\", and the end of the day as \"24:00\""
	text := ""
	if n.Kind == yaml.ScalarNode {
		text = n.Value // 12:00 without quotes is a number to some readers of YAML and a text to others
	}
	h, m, ok := strings.Cut(text, ":")
	hour, err := strconv.Atoi(h)
	minute, err2 := strconv.Atoi(m)
	if !ok || err != nil || err2 != nil || len(h) != 2 || len(m) != 2 || hour < 0 || minute < 0 || hour > 24 || minute > 59 || hour == 24 && minute > 0 {
		r.m.Add(n.Line, at, "%.20q is not a time of day: %s", text, reason)
		return 0
	}
	if hour == 24 {
		return 0
	}
	if hour+minute == 0 {
		r.m.Add(n.Line, at, "00:00 is the beginning of the day, which would leave nothing of it: %s", reason)
		return 0
	}
	return hour*60 + minute
}

// zone reads UTC or a name from the IANA database. It refuses abbreviations, which are ambiguous and fix one offset for
// the whole year.
func (r *reader) zone(at string, n *yaml.Node) *time.Location {
	name := r.text(at, n)
	switch {
	case name == "":
		return nil
	case name == "UTC":
		return time.UTC
	case !strings.Contains(name, "/") || strings.HasPrefix(name, "/") || strings.Contains(name, ".."):
		r.m.Add(n.Line, at, "%.60q is not a known time zone: write UTC or a place such as Europe/Berlin", name)
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		r.m.Add(n.Line, at, "%.60q is not a known time zone: write UTC or a place such as Europe/Berlin", name)
		return nil
	}
	return loc
}
