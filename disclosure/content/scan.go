package content

import (
	"cmp"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"daylight/disclosure/content/hit"
	"daylight/disclosure/content/people"
	"daylight/disclosure/content/reading"
	"daylight/disclosure/content/secret"
	"daylight/disclosure/content/target"
	"daylight/disclosure/place"
)

// Scan reads files and their names, in the order of the names, and returns what must not be published. What two people let pass is
// among it and marked, so that a caller sees which overrides were used.
func Scan(files map[string][]byte, about Subject) []Finding {
	s := newScanner(about)
	var out []Finding
	for _, name := range slices.Sorted(maps.Keys(files)) {
		out = append(out, s.file(name, files[name])...)
	}
	return out
}

// Open are the findings that nobody let pass.
func Open(all []Finding) []Finding {
	return slices.DeleteFunc(slices.Clone(all), func(f Finding) bool { return f.Overridden })
}

// IsText reports whether a file can be read: of anything else a scan sees the name and the bytes as they are.
func IsText(name string, data []byte) bool { return reading.IsText(name, data) }

// scanner knows what to look for in the files of one case.
type scanner struct {
	about      Subject
	targets    *target.Set
	people     people.Env
	overridden map[string]bool
	printed    map[string]string // where a protected word stands that the page prints by itself, by its value
}

func newScanner(about Subject) *scanner {
	s := &scanner{about: about, targets: target.New(about.Things, about.Sites), people: people.Env{Countries: about.Countries, Own: ownMail(about.Contact), Published: about.Published, Private: about.Private}, overridden: map[string]bool{}}
	for _, d := range about.Overridden {
		s.overridden[d] = true
	}
	s.printed = about.printedWords()
	return s
}

// found is a find within one passage.
type found struct {
	rule    Rule
	at      span
	what    string
	shown   string // masked in the finding; "" where nothing of it is shown
	value   string // one spelling for all of its own
	lifts   string
	version bool // it only looks like an address
}

// file scans one file and its name.
func (s *scanner) file(name string, data []byte) []Finding {
	f := reading.Read(name, data)
	r := report{s: s, file: s.without(name), seen: map[key]int{}, versions: map[key]bool{}}
	for _, found := range s.passages(f.Passages) {
		for i := range found {
			r.keep(found[i].in, found[i].all)
		}
	}
	if f.Cut != "" {
		r.out = append(r.out, Finding{
			Rule: RuleTarget, File: r.file, Line: 1, What: "a part that could not be read: " + f.Cut, Lifts: "Divide the file, or leave out what is packed in it.",
			Digest: digest(s.about.Case, RuleTarget, "unread "+name),
		})
	}
	return r.findings()
}

// maxExcerpts is how many findings of a file show what stands around them: who has more reads the file anew.
const maxExcerpts = 200

// report collects the findings of one file.
type report struct {
	s        *scanner
	file     string
	out      []Finding
	seen     map[key]int
	versions map[key]bool
}

// key is one thing in one line.
type key struct {
	line   int
	digest string
}

// finds are what was found in one reading of a passage.
type finds struct {
	in  *reading.Passage
	all []found
}

// passages looks at passages on all processors, and returns what it found in the order of the passages.
func (s *scanner) passages(all []reading.Passage) [][]finds {
	const each = 64 // passages at a time: most are a line
	out := make([][]finds, len(all))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), 1+len(all)/each) {
		wg.Go(func() {
			for from := int(next.Add(each)) - each; from < len(all); from = int(next.Add(each)) - each {
				for i := from; i < min(from+each, len(all)); i++ {
					out[i] = s.passage(&all[i])
				}
			}
		})
	}
	wg.Wait()
	return out
}

// passage looks at a passage in each way that a reader may see it.
func (s *scanner) passage(p *reading.Passage) []finds {
	var out []finds
	add := func(in *reading.Passage, all ...[]found) {
		if found := slices.Concat(all...); len(found) > 0 {
			out = append(out, finds{in, found})
		}
	}
	add(p, s.in(p))
	if p.Kind == reading.Opaque || p.Kind == reading.Embedded {
		return out
	}
	if latin, ok := p.Skeleton(); ok {
		add(&latin, s.targetsIn(&latin), s.linksIn(&latin), s.peopleIn(&latin, true), s.protectedIn(&latin))
	}
	if strings.ContainsAny(p.Text, "–—―") && s.targets.May(p.Text) {
		for _, as := range []rune{'-', ' '} { // a dash is a hyphen of a name, or stands between two
			read := p.Mapped(func(c rune) rune {
				if c >= '–' && c <= '―' {
					return as
				}
				return c
			})
			add(&read, s.targetsIn(&read), s.linksIn(&read))
		}
	}
	return out
}

// in looks for everything in one passage.
func (s *scanner) in(p *reading.Passage) []found {
	if p.Kind == reading.Opaque {
		return s.targetsIn(p) // packed pixels read like anything short by chance
	}
	out := s.targetsIn(p)
	if p.Kind == reading.Glued {
		within := func(f found) bool { return !p.Broken(f.at.start, f.at.end) }
		return append(out, slices.DeleteFunc(slices.Concat(s.peopleIn(p, true), s.addressesIn(p), s.protectedIn(p)), within)...)
	}
	out = append(out, hits(p, RuleCredential, liftsKey, secret.Find)...)
	out = append(out, s.protectedIn(p)...)
	if p.Kind == reading.Embedded {
		return out // shorter things turn up in it by chance
	}
	return slices.Concat(out, s.linksIn(p), s.peopleIn(p, false), s.addressesIn(p))
}

// hits are the finds of a finder that knows texts alone.
func hits(p *reading.Passage, rule Rule, lifts string, find func(text string) []hit.Hit) []found {
	var out []found
	for _, h := range find(p.Text) {
		text := p.Text[h.Start:h.End]
		out = append(out, found{
			rule: rule, at: span{h.Start, h.End}, what: h.What, shown: text, value: cmp.Or(h.Value, text), lifts: cmp.Or(h.Lifts, lifts),
		})
	}
	return out
}

// peopleIn looks for what belongs to a person. In a text that was put together from pieces only mail addresses are looked for: numbers
// side by side make numbers of many kinds.
func (s *scanner) peopleIn(p *reading.Passage, mailsOnly bool) []found {
	out := hits(p, RulePerson, liftsPerson, func(text string) []hit.Hit { return people.Find(text, s.people) })
	for i := range out {
		if out[i].what == people.MailAddress {
			out[i].rule = RuleMail
		}
	}
	if mailsOnly {
		out = slices.DeleteFunc(out, func(f found) bool { return f.rule != RuleMail })
	}
	return out
}

func (s *scanner) targetsIn(p *reading.Passage) []found {
	var out []found
	for _, t := range s.targets.Find(p.Text, s.about.Strict, p.Joint) {
		f := found{rule: RuleTarget, at: span{t.Start, t.End}, what: t.What + " of asset " + t.Asset, value: t.Asset + " " + t.Value, lifts: s.liftsTarget()}
		if t.Defanged {
			f.what += ", defanged, which this form does not allow"
		}
		out = append(out, f)
	}
	return out
}

func (s *scanner) linksIn(p *reading.Passage) []found {
	var out []found
	for _, l := range s.targets.Links(p.Text) {
		f := found{rule: RuleLink, at: span{l.Start, l.End}, what: "link to an IP address", value: l.Value, lifts: liftsLink}
		if l.Asset != "" {
			f.what = "link to asset " + l.Asset
		}
		out = append(out, f)
	}
	return out
}

// drawn reports whether an offset lies in an attribute whose numbers draw a picture.
func drawn(text string) func(int) bool {
	if lower := strings.ToLower(text); !strings.Contains(text, `="`) || !slices.ContainsFunc(drawingHints, func(h string) bool { return strings.Contains(lower, h) }) {
		return func(int) bool { return false }
	}
	all := drawing.FindAllStringIndex(text, -1)
	return func(at int) bool {
		return slices.ContainsFunc(all, func(d []int) bool { return at >= d[0] && at < d[1] })
	}
}

// addressesIn looks for IP addresses. Those that lead nobody anywhere (loopback, private, documentation) may stand in advice such as
// "bind it to 127.0.0.1", unless the case is about one.
func (s *scanner) addressesIn(p *reading.Passage) []found {
	text, was := p.Text, func(at int) int { return at }
	if s.about.Strict {
		plain := target.Refang(text, false)
		text, was = plain.Text, plain.Was
	}
	if strings.Count(text, ".") < 3 && strings.Count(text, ":") < 2 {
		return nil
	}
	var out []found
	all := place.Literals(text)
	if len(all) == 0 {
		return nil
	}
	inDrawing := sync.OnceValue(func() func(int) bool { return drawn(text) })
	for _, l := range all {
		asset, somebodys := s.targets.At(l.Addr), place.OfSomebody(l.Addr)
		if asset == "" && !somebodys || inDrawing()(l.Start) {
			continue
		}
		at := span{was(l.Start), was(l.End)}
		if asset != "" {
			out = append(out, found{rule: RuleTarget, at: at, what: "address of asset " + asset, value: asset + " " + l.Addr.Unmap().String(), lifts: s.liftsTarget()})
		}
		if somebodys {
			out = append(out, found{rule: RuleAddress, at: at, what: "IP address", shown: l.Addr.String(), value: l.Addr.String(), lifts: s.liftsAddress(), version: l.Version})
		}
	}
	return out
}

// keep adds the finds of a passage to the findings of the file, each once a line.
func (r *report) keep(p *reading.Passage, all []found) {
	spans := make([]span, len(all))
	for i := range all {
		spans[i] = all[i].at
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	for i := range all {
		f := &all[i]
		d := digest(r.s.about.Case, f.rule, f.value)
		k := key{p.Line(f.at.start), d}
		if f.version {
			r.versions[k] = true
			continue
		}
		if before, ok := r.seen[k]; ok {
			if was := &r.out[before]; len(was.What) > len(f.what) && strings.HasPrefix(was.What, f.what) {
				was.What = f.what // it is there as it is, and not only defanged
			}
			if p.Kind == reading.Shown && before < maxExcerpts {
				r.out[before].Excerpt = r.s.without(excerpt(p, f.at, spans)) // as readers see it, without markup
			}
			continue
		}
		r.seen[k] = len(r.out)
		out := Finding{Rule: f.rule, File: r.file, Line: k.line, What: f.what, Excerpt: blank, Lifts: f.lifts, Digest: d, Overridden: r.s.overridden[d]}
		if f.shown != "" {
			out.Masked = mask(f.shown, r.s.without(f.shown) != f.shown)
		}
		if len(r.out) < maxExcerpts {
			out.Excerpt = r.s.without(excerpt(p, f.at, spans))
		}
		r.out = append(r.out, out)
	}
}

// findings are those of the file, without the numbers that some reading of their line says are a version.
func (r *report) findings() []Finding {
	return slices.DeleteFunc(r.out, func(f Finding) bool {
		return f.Rule == RuleAddress && r.versions[key{f.Line, f.Digest}]
	})
}
