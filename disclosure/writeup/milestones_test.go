package writeup_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/milestone"
	"daylight/disclosure/observed"
	"daylight/disclosure/timeline"
	"daylight/disclosure/writeup"
	"daylight/templates"
)

// drawHistory makes up a history of a case with one or two vendors and assets: dates of any precision, sources of any kind, in an
// order that need not make sense.
func drawHistory(rng *rand.Rand) []disclosure.Event {
	pick := func(from ...string) string { return from[rng.IntN(len(from))] }
	facts := &disclosure.Facts{
		Title: "A finding", Imported: rng.IntN(3) == 0, Assets: []disclosure.Asset{{ID: "A1", Kind: "s3"}},
		Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "Alpha"}, {Role: disclosure.Provider, Name: "Host"}, {Role: disclosure.Coordinator, Name: "CERT"}},
	}
	if rng.IntN(2) == 0 {
		facts.Parties = append(facts.Parties, disclosure.Party{Role: disclosure.Vendor, Name: "Beta"})
	}
	if rng.IntN(3) == 0 {
		facts.Assets = append(facts.Assets, disclosure.Asset{ID: "A2", Kind: "s3"})
	}
	events := []disclosure.Event{{Kind: disclosure.KindRecorded, At: day(2020, time.January, 2), Detail: disclosure.Detail{Facts: facts}, Visibility: disclosure.InternalOnly}}
	for range 2 + rng.IntN(9) {
		d := civil.Date{Year: 2020, Month: time.January, Day: 3}.AddDays(rng.IntN(90))
		e := disclosure.Event{At: d.When(), Source: disclosure.Source(pick("person", "press", "import", "vendor_mail"))}
		if rng.IntN(5) == 0 {
			e.At, _ = civil.ParseWhen(d.String()[:len("2020-01")])
		}
		e.Kind = disclosure.Kind(pick("discovered", "contacted", "contacted", "contacted", "acknowledged", "replied", "fix_claimed", "refused", "closed",
			"verified", "probed", "probed", "reopened", "published", "publicly_reported", "bounced", "escalated", "heads_up_sent", "deemed_aware"))
		asset := facts.Assets[rng.IntN(len(facts.Assets))].ID
		switch e.Kind {
		case "verified":
			e.Kind, e.Source, e.Detail.AssetID = disclosure.KindClosed, disclosure.SourceOwnProbe, asset
			e.At = civil.At(d.When().Time().Add(9 * time.Hour))
			e.Detail.Closure = &disclosure.Closure{At: e.At, Verified: true, Source: e.Source}
		case disclosure.KindProbed:
			started := d.When().Time().Add(8 * time.Hour)
			e.At, e.Source, e.Detail.AssetID, e.Visibility = civil.At(started), disclosure.SourceOwnProbe, asset, disclosure.InternalOnly
			e.Detail.Probe = &observed.Observation{Verdict: observed.Open, Started: started}
			e.Detail.Streak = &disclosure.Streak{LastOpen: started}
		case disclosure.KindClosed, disclosure.KindReopened:
			e.Detail.AssetID = pick("", asset)
		default:
			p := facts.Parties[rng.IntN(len(facts.Parties))]
			e.Party, e.Name, e.Channel = p.Role, pick(p.Name, p.Name, ""), disclosure.Email
		}
		events = append(events, e)
	}
	return numbered(events)
}

// claims is what may be more, or less, in a history: what is on record at all, how well it is proven, and up to when.
type claims struct {
	exists map[string]bool
	first  map[string]civil.When // of these an earlier date says more
	proof  int
	seen   civil.When
}

func claimsOf(c *disclosure.Case, events []disclosure.Event) claims {
	h := milestone.OfEvents(c, events)
	out := claims{exists: map[string]bool{}, first: map[string]civil.When{}, seen: h.LastOpen.At}
	say := func(what string, m milestone.Moment) {
		if !m.IsZero() {
			out.exists[what], out.first[what] = true, m.At
		}
	}
	say("found", h.Discovered())
	say("public", h.Publication())
	for _, p := range c.Parties {
		say("told "+p.Name, h.FirstContactWith(p.Role, p.Name))
		say("answer of "+p.Name, h.FirstAnswerOf(p.Role, p.Name))
	}
	for _, role := range []disclosure.Role{disclosure.Vendor, disclosure.Provider} {
		say("told a "+string(role), h.FirstContact(role))
		say("answer of a "+string(role), h.FirstAnswer(role))
	}
	k := h.Closure()
	out.proof = slices.Index([]milestone.Proof{"", milestone.Claimed, milestone.Reported, milestone.Verified}, k.Kind)
	return out
}

// TestRemovingAnEventNeverClaimsMore takes each event out of random histories. An open answer and a re-opening speak against an end,
// so without them the end may be told; nothing else may be more than it was.
func TestRemovingAnEventNeverClaimsMore(t *testing.T) {
	t.Parallel()
	checked := 0
	for i := range histories(t) {
		events := drawHistory(rand.New(rand.NewPCG(uint64(i), 11)))
		c := milestone.Rebuild("DL-2020-0001", events)
		with := claimsOf(c, events)
		for drop := 1; drop < len(events); drop++ {
			left := slices.Delete(slices.Clone(events), drop, drop+1)
			without := claimsOf(milestone.Rebuild(c.ID, left), left)
			checked++
			dropped := &events[drop]
			fail := func(format string, args ...any) {
				t.Fatalf("history %d without event %d (%s %s %s): %s: %s", i, dropped.Seq, dropped.Kind, dropped.At, dropped.Name, fmt.Sprintf(format, args...), kindsOf(events))
			}
			for what := range without.exists {
				if !with.exists[what] {
					fail("says %s", what)
				}
				if now, was := without.first[what], with.first[what]; now.Last().Before(was.Last()) {
					fail("%s is dated %s, and was dated %s", what, now, was)
				}
			}
			against := dropped.SawOpen() || dropped.IsReopening()
			if without.proof > with.proof && !against {
				fail("the closure is proven better: %d, and was %d", without.proof, with.proof)
			}
			if !dropped.IsClosure() && !without.seen.IsZero() && (with.seen.IsZero() || with.seen.Compare(without.seen) < 0) && !against {
				fail("seen open up to %s, and was up to %s", without.seen, with.seen)
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d removals: the test is blind", checked)
	}
}

// reader finds the dates and the lengths in a text of one language.
type reader struct {
	months []string
	dates  *regexp.Regexp
	days   *regexp.Regexp
}

func newReader(months, days, work string) reader {
	const gap = "[ \u00a0\u202f]"
	names := strings.Fields(months)
	return reader{
		months: names,
		dates:  regexp.MustCompile(`(?:(\d{1,2})(?:\.|er)?` + gap + `(?:de` + gap + `)?)?(` + strings.Join(names, "|") + `)` + gap + `(?:de` + gap + `)?(\d{4})`),
		days:   regexp.MustCompile(`(?:(\d+)` + gap + `(?:to|bis|à|y)` + gap + `)?(\d+)` + gap + `(` + work + `|` + days + `)`),
	}
}

var readers = map[string]reader{
	"en": newReader("January February March April May June July August September October November December", "days?", "working days?"),
	"de": newReader("Januar Februar März April Mai Juni Juli August September Oktober November Dezember", "Tage?n?", "Arbeitstage?n?"),
	"fr": newReader("janvier février mars avril mai juin juillet août septembre octobre novembre décembre", "jours?", "jours? ouvrés?"),
	"es": newReader("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre", "días?", "días? hábiles?"),
}

// told are the dates and lengths that the milestones give. What is counted is worked out here from the bounds alone.
func told(c *disclosure.Case, h *milestone.History, asOf civil.Date) (dates map[string]bool, days map[int]bool) {
	dates, days = map[string]bool{asOf.String(): true}, map[int]bool{}
	moments := []milestone.Moment{
		h.Discovered(), h.FirstContact(disclosure.Vendor), h.FirstContact(disclosure.Provider), h.FirstAnswer(disclosure.Vendor), h.Publication(), h.LastOpen,
	}
	claim, _ := h.Claim()
	for i := range h.Episodes {
		moments = append(moments, h.Episodes[i].Discovered, h.Episodes[i].Closure.Moment)
	}
	day := func(w civil.When) {
		if w.Precision() == civil.PrecisionMonth {
			dates[w.String()] = true
		} else if !w.IsZero() {
			dates[w.First().String()] = true
		}
	}
	day(claim.At)
	for i := range c.Assets { // pages of several assets tell of each
		day(c.Assets[i].Closure.At)
		day(c.Assets[i].LastOpen())
	}
	ends := append(slices.Clone(moments), milestone.Moment{At: asOf.When(), Bounds: asOf.When().Range()})
	for _, from := range moments {
		day(from.At)
		for _, to := range ends {
			if from.IsZero() || to.IsZero() {
				continue
			}
			days[max(0, civil.DaysBetween(from.Bounds.Last, to.Bounds.First))] = true
			days[max(0, civil.DaysBetween(from.Bounds.First, to.Bounds.Last))] = true
			days[max(0, civil.WorkingDaysBetween(from.Bounds.Last, to.Bounds.First, nil))] = true
		}
	}
	sum := 0
	for i := range h.Episodes {
		e := &h.Episodes[i]
		end := e.Closure.Moment
		if end.IsZero() {
			end = h.LastOpen
		}
		if !e.Discovered.IsZero() && !end.IsZero() {
			sum += max(0, civil.DaysBetween(e.Discovered.Bounds.Last, end.Bounds.First))
		}
	}
	days[sum] = true
	return dates, days
}

// ownWords leaves out of a page the rows of the timeline, and what the other side said and when: those are events as they are on record.
func ownWords(page string) string {
	before, rest, _ := strings.Cut(page, "\n![")
	_, rest, _ = strings.Cut(rest, "\n\n")
	for strings.HasPrefix(rest, "|") || strings.HasPrefix(rest, "\n") {
		_, rest, _ = strings.Cut(rest, "\n")
	}
	out := before + "\n"
	says := false
	for line := range strings.Lines(rest) {
		switch _, known := saysHeads[strings.TrimSpace(line)]; {
		case known:
			says = true
		case strings.HasPrefix(line, "### ") && says:
			says = false
		}
		if !says {
			out += line
		}
	}
	return out
}

// saysHeads are the headings above what the other side says: one vendor by name, several by what they are.
var saysHeads = map[string]bool{
	"### What Alpha says": true, "### Was Alpha sagt": true, "### Ce que dit Alpha": true, "### Lo que dice Alpha": true,
	"### What the organisation says": true, "### Was das Unternehmen sagt": true, "### Ce que dit l’organisation": true, "### Lo que dice la organización": true,
}

// TestEachDateAndNumberParsesBackToAMilestone reads the pages and pictures of random histories, in each language, and looks for the
// milestone behind each date and each length. The rows of the timeline are events, so they are left out of the Markdown.
func TestEachDateAndNumberParsesBackToAMilestone(t *testing.T) {
	t.Parallel()
	r := newRenderer(t)
	found, read := 0, map[string]int{}
	for i := range histories(t) {
		events := drawHistory(rand.New(rand.NewPCG(uint64(i), 13)))
		c := milestone.Rebuild("DL-2020-0001", events)
		asOf := civil.Date{Year: 2020, Month: time.April, Day: 10}
		tl := timeline.Build(c, events, asOf)
		lang := templates.PageLanguages()[i%len(templates.PageLanguages())]
		reads, ok := readers[lang]
		if !ok {
			t.Fatalf("nobody reads %s", lang)
		}
		files, err := r.Render(writeup.Input{Case: c, Timeline: tl, Mode: disclosure.Limited, Lang: lang, Team: team})
		if err != nil {
			t.Fatal(err)
		}
		dates, days := told(c, &tl.Milestones, asOf)
		for i := range events {
			if events[i].IsReopening() { // each is told, also of one asset of several
				dates[events[i].At.String()[:min(len("2020-01-02"), len(events[i].At.String()))]] = true
			}
		}
		if err := reads.parseBack(files, dates, days, events, read); err != nil {
			t.Fatalf("history %d, %s: %v: %s", i, lang, err, kindsOf(events))
		}
		for line := range strings.Lines(ownWords(string(files[writeup.FileMarkdown]))) {
			for _, text := range reads.datesIn(line) {
				if found++; !dates[text] {
					t.Fatalf("history %d, %s: %s is no milestone: %q: %s", i, lang, text, line, kindsOf(events))
				}
			}
			for _, m := range reads.days.FindAllStringSubmatch(line, -1) {
				for _, text := range m[1:3] {
					if n, err := strconv.Atoi(text); err == nil && !days[n] {
						t.Fatalf("history %d, %s: %d lies between no milestones: %q: %s", i, lang, n, line, kindsOf(events))
					}
				}
				found++
			}
		}
	}
	for _, name := range pages() {
		found = min(found, read[name])
	}
	if found < 200 || read[writeup.FileHTML+" days"] < 50 || read[writeup.FilePicture+" days"] < 10 {
		t.Errorf("only %d dates and numbers were read, %v: the test is blind", found, read)
	}
}
