package slack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/second"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/ledger"
	"daylight/disclosure/observed"
	"daylight/disclosure/timeline"
	"daylight/notify/slack/form"
)

// The goldens of this file are walked by the tables and the declarations of the domain, so that what is new there and looks like
// nothing here fails.

// declared are the constants of a type, in the order of their declaration, read from the source of a package.
func declared(t testing.TB, dir, name string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no source of %s: %v", dir, err)
	}
	var out []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if of, ok := spec.Type.(*ast.Ident); !ok || of.Name != name {
				return true
			}
			for _, v := range spec.Values {
				if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					if s, err := strconv.Unquote(lit.Value); err == nil {
						out = append(out, s)
					}
				}
			}
			return true
		})
	}
	if len(out) < 4 {
		t.Fatalf("only %d constants of %s: the walk is blind", len(out), name)
	}
	return out
}

// sight is one thing that Slack shows: a message, a form or a home.
type sight struct {
	name, text string
	field      string // what stands at a field, where nothing is markup
	blocks     []slackapi.Block
	modal      *slackapi.ModalViewRequest
	home       *slackapi.HomeTabViewRequest
	personal   bool // it is shown to one person, who may see targets and addresses
}

func (s *sight) check(t testing.TB) {
	t.Helper()
	var err error
	switch {
	case s.modal != nil:
		err = CheckView(*s.modal)
	case s.home != nil:
		err = checkHome(*s.home)
	default:
		for _, page := range pagesOf(s.blocks) {
			if e := Check(page); e != nil {
				err = e
			}
		}
	}
	if err != nil {
		t.Errorf("%s: %v", s.name, err)
	}
	if n := len([]rune(s.text)); n > maxMessageText {
		t.Errorf("%s: a text of %d characters", s.name, n)
	}
}

// all is everything in it that a client reads, decoded.
func (s *sight) all(t testing.TB) any {
	t.Helper()
	raw, err := json.Marshal(map[string]any{"text": s.text, "blocks": s.blocks, "modal": s.modal, "home": s.home})
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func (s *sight) readable() string {
	switch {
	case s.field != "":
		return "at its field: " + s.field + "\n" + readable(s.modal.Blocks.BlockSet)
	case s.modal != nil:
		return "[" + s.modal.Title.Text + "]\n" + readable(s.modal.Blocks.BlockSet)
	case s.home != nil:
		return readable(s.home.Blocks.BlockSet)
	default:
		return s.text + "\n" + readable(s.blocks)
	}
}

func goldenOf(t *testing.T, name string, sights []sight) {
	t.Helper()
	var out bytes.Buffer
	for i := range sights {
		sights[i].check(t)
		fmt.Fprintf(&out, "-- %s --\n%s\n", sights[i].name, sights[i].readable())
	}
	golden(t, name, out.Bytes())
}

// scene is a case and the words that people and others wrote into everything around it.
type scene struct {
	*bench
	k     *disclosure.Case
	words string
}

func newScene(t *testing.T, k *disclosure.Case, words string) *scene {
	t.Helper()
	b := newBench(t, nil)
	b.desk.cases[k.ID] = k
	b.health.set(Health{Connected: true})
	return &scene{b, k, words}
}

func (s *scene) with(change func(*disclosure.Case)) *disclosure.Case {
	k := s.k.Clone()
	change(k)
	return k
}

// states are a card for each state of a case on each axis.
func (s *scene) states(t *testing.T) []sight {
	t.Helper()
	var out []sight
	now := time.Date(2020, 2, 7, 12, 0, 0, 0, time.UTC)
	card := func(axis, state string, change func(*disclosure.Case)) {
		k := s.with(change)
		text, blocks := renderCard(cardData{Case: k, Headline: agenda.Headline(k), Now: now, Zone: time.UTC, IssueBase: "https://github.com", Held: []string{s.words}})
		out = append(out, sight{name: axis + ": " + state, text: text, blocks: blocks})
	}
	for _, state := range declared(t, "disclosure", "Work") {
		card("work", state, func(k *disclosure.Case) { k.Work = disclosure.Work(state) })
	}
	for _, state := range declared(t, "disclosure", "ExposureState") {
		card("exposure", state, func(k *disclosure.Case) { k.Assets[0].Exposure = disclosure.ExposureState(state) })
	}
	vendor := s.k.Parties[0].Name
	for _, state := range declared(t, "disclosure", "Dialogue") {
		card("dialogue", state, func(k *disclosure.Case) {
			k.Dialogue = map[disclosure.DialogueKey]disclosure.Dialogue{disclosure.KeyFor(disclosure.Vendor, vendor, disclosure.Email): disclosure.Dialogue(state)}
		})
	}
	for _, state := range declared(t, "disclosure", "ClockState") {
		card("clock", state, func(k *disclosure.Case) {
			k.FirstContact = civil.OnDay(2020, 1, 27)
			k.Clocks = disclosure.Clocks{"publication": {State: disclosure.ClockState(state), Due: civil.OnDay(2020, 4, 26)}}
		})
	}
	for _, state := range declared(t, "disclosure", "Publication") {
		card("publication", state, func(k *disclosure.Case) { k.Publication = disclosure.Publication(state) })
	}
	for _, state := range declared(t, "disclosure", "DraftState") {
		card("draft", state, func(k *disclosure.Case) {
			k.Drafts = []disclosure.Draft{{ID: "D1", Template: disclosure.FirstContact, Contact: "C1", Role: disclosure.Vendor, Name: vendor, Channel: disclosure.Email, Subject: s.words, Revision: 1, State: disclosure.DraftState(state), Withheld: map[bool]string{true: s.words}[state == "open"]}}
		})
	}
	unknown := append([]form.Reader{{Contact: "C1", Account: 7, Login: s.words, Sight: s.words}}, unknownReaders(5)...)
	text, blocks := renderCard(cardData{Case: s.k, Headline: agenda.Headline(s.k), Now: now, Zone: time.UTC, Readers: unknown})
	out = append(out, sight{name: "somebody reads of whom nobody said who it is", text: text, blocks: blocks})
	for _, state := range declared(t, "disclosure", "MessageState") {
		card("message", state, func(k *disclosure.Case) {
			k.Messages = []disclosure.Message{{Key: "M1", Draft: "D1", Role: disclosure.Vendor, Name: vendor, Channel: disclosure.Email, State: disclosure.MessageState(state)}}
		})
	}
	out = append(out, sight{name: "restricted", text: restrictedCard, blocks: []slackapi.Block{section(restrictedCard)}})
	return out
}

// announcements are everything that is posted below a card or beside it.
func (s *scene) announcements(t *testing.T) []sight {
	t.Helper()
	var out []sight
	add := func(name, text string, blocks []slackapi.Block) {
		out = append(out, sight{name: name, text: text, blocks: blocks})
	}
	event := func(kind disclosure.Kind) disclosure.Event {
		return disclosure.Event{Seq: 3, Kind: kind, At: civil.OnDay(2020, 2, 5), Party: disclosure.Vendor, Name: s.k.Parties[0].Name, Channel: disclosure.Email, Actor: "Rosa", Text: s.words, Ref: s.words}
	}
	for _, kind := range disclosure.Kinds() {
		e := event(kind)
		if _, notable := notice(e); !notable {
			add("event "+string(kind)+" is not shown", string(kind), []slackapi.Block{section("nothing")})
			continue
		}
		text, blocks, broadcast := renderNotice(s.k, e, false)
		add(fmt.Sprintf("event %s (channel %v)", kind, broadcast), text, blocks)
	}
	untold := event(disclosure.KindReminded)
	untold.Ref = "untold"
	text, blocks, _ := renderNotice(s.k, untold, false)
	add("a reminder", text, blocks)
	late := event(disclosure.KindReopened)
	late.Detail = disclosure.Detail{AssetID: "A1", Reason: s.words, Hint: &fault.Hint{Code: hint.Probe, Args: map[string]string{"case": string(s.k.ID)}}, Excerpt: s.words}
	text, blocks, _ = renderNotice(s.k, late, false)
	add("an asset is open again, with a reason and a hint", text, blocks)
	theirs := event(disclosure.KindUnattributed)
	theirs.Detail.Inbox = 7
	text, blocks, _ = renderNotice(s.k, theirs, false)
	add("whose word is it", text, blocks)
	unclear := event(disclosure.KindUnclear)
	unclear.Detail.Inbox = 7
	text, blocks, _ = renderNotice(s.k, unclear, false)
	add("did a person write it", text, blocks)
	proposed := event(disclosure.KindProposed)
	proposed.Detail.Proposal = &disclosure.Proposal{What: disclosure.ProposesWaiver, Clause: "fix", Reason: s.words, By: "Rosa", At: fixed()}
	text, blocks, _ = renderNotice(s.k, proposed, false)
	add("a decision waits for a second person", text, blocks)
	for _, reason := range declared(t, "disclosure", "ProbeReason") {
		for _, verdict := range []observed.Verdict{observed.Open, observed.Closed, observed.Inconclusive} {
			e := event(disclosure.KindProbed)
			e.Detail = disclosure.Detail{AssetID: "A1", Probe: &observed.Observation{Verdict: verdict, Strength: observed.Strong, Vantage: s.words}, Request: &disclosure.ProbeRequest{Reason: disclosure.ProbeReason(reason), By: "Rosa"}}
			if !awaited(&e) {
				continue
			}
			text, blocks := renderVerdict(s.k, []disclosure.Event{e}, Verdict{})
			add(fmt.Sprintf("verdict %s, asked because of a %s", verdict, reason), text, blocks)
			text, blocks = renderVerdict(s.k, []disclosure.Event{e}, Verdict{Works: s.words})
			add(fmt.Sprintf("verdict %s, asked because of a %s, to who works on the case", verdict, reason), text, blocks)
		}
	}
	text, blocks = renderUncertain(s.k, disclosure.Message{Key: "M1", Draft: "D1", Role: disclosure.Vendor, Name: s.k.Parties[0].Name, Channel: disclosure.Email, Receipt: s.words})
	add("a message is uncertain", text, blocks)
	for _, in := range []ledger.Inbound{
		{Case: s.k.ID, Note: s.words}, {Subject: string(s.k.ID), Note: s.words}, {Case: s.k.ID, Note: "unclear: " + s.words},
	} {
		name := map[bool]string{true: "may mean the case", false: "names the case"}[in.Case == ""]
		if strings.HasPrefix(in.Note, "unclear") {
			name = "is unclear"
		}
		in.ID, in.State, in.Channel = 1, ledger.InboundWaiting, disclosure.Email
		s.desk.items = []ledger.Inbound{in}
		p, ok, err := s.waiting(t.Context(), s.k, 1, false)
		if err != nil || !ok {
			t.Fatal(name, ok, err)
		}
		add("an item of the inbox "+name, p.Text, p.Blocks)
	}
	_, rows := renderTimeline(s.k, timeline.Timeline{Rows: []timeline.Row{{Kind: disclosure.KindNote, Text: s.words, Actor: s.words, At: "2020-01-24"}}, Lint: []timeline.Finding{{Level: "warning", Message: s.words}}}, false)
	add("the timeline", "", rows)
	text, list := s.renderList([]ledger.Summary{{ID: s.k.ID, Title: s.words, Vendor: s.words, Headline: s.words, NextDue: fixed(), NextWhat: "fix"}}, "all", "", func(disclosure.CaseID) (veil, bool) { return veilFor(s.k, false), true })
	add("a list", text, list)
	return out
}

// homes are the home of the app with each sort of item, empty, filtered, crowded, and for a stranger.
func (s *scene) homes(t *testing.T) []sight {
	t.Helper()
	var out []sight
	home := func(name, filter string, items []agenda.Item, notes ...string) {
		v := s.homeView(t.Context(), filter, items, notes)
		out = append(out, sight{name: name, home: &v})
	}
	home("nothing waits", homeMine, nil)
	item := func(what agenda.What) agenda.Item {
		return agenda.Item{Case: s.k.ID, Title: s.words, Text: s.words, Passed: s.words, What: what, Due: &agenda.Day{Date: civil.Date{Year: 2020, Month: 2, Day: 1}}}
	}
	var crowd []agenda.Item
	for _, what := range agenda.Whats() {
		home("one waits: "+string(what), homeMine, []agenda.Item{item(what)}, "the clocks of "+string(s.k.ID)+" cannot be computed: "+s.words)
		for range 12 {
			crowd = append(crowd, item(what))
		}
	}
	home("much waits", homeAll, crowd, "the clocks of "+string(s.k.ID)+" cannot be computed: "+s.words)
	home("an item of no case", homeLate, []agenda.Item{{What: agenda.InboxWaiting, Text: "read inbox item 7: hello <!channel>"}})
	s.health.set(Health{Problem: "invalid_auth at " + bucket + " <!channel>"})
	home("Slack is not connected", homeMine, nil)
	s.health.set(Health{Connected: true})
	stranger := strangersHome("Daylight does not know you.")
	return append(out, sight{name: "a stranger", home: &stranger})
}

// refusals are each code and each hint, as Slack shows them.
func (s *scene) refusals(t *testing.T) []sight {
	t.Helper()
	var out []sight
	add := func(name string, err error) {
		out = append(out, sight{name: name, field: refusalAtField(err), modal: note("Not done", explain(err))})
	}
	for _, code := range declared(t, "disclosure/fault", "Code") {
		add("code "+code, fault.Errorf(fault.Code(code), "something is %s: %s", code, s.words))
	}
	add("an error of nobody's", fmt.Errorf("a defect with details: %s", s.words))
	for _, h := range hint.All() {
		add("hint "+string(h.Code), fault.Errorf(fault.Refused, "it is refused: %s", s.words).With(h))
	}
	return out
}

// forms are the modals that are no form of package form: those have a walk of their own.
func (s *scene) modals(t *testing.T) []sight {
	t.Helper()
	var out []sight
	add := func(name string, v slackapi.ModalViewRequest) {
		out = append(out, sight{name: name, modal: &v, personal: true})
	}
	draft := disclosure.Draft{ID: "D1", Template: disclosure.FirstContact, Contact: "C1", Role: disclosure.Vendor, Channel: disclosure.Email, Subject: s.words, Revision: 2, State: disclosure.DraftOpen, Because: s.words}
	add("a new finding", s.findingView(map[string]string{fieldTitle: s.words, fieldNote: s.words}, readAs(bucket, s.words), origin{Channel: triage}))
	add("what a message says", s.filledIn(t.Context(), s.words, "The rest.", origin{Channel: triage}))
	add("approving a draft", approveView(s.k, draft, cutRunes(s.words, 600), origin{Channel: triage}))
	proposal := s.with(func(k *disclosure.Case) {
		k.Proposals = []disclosure.Proposal{{What: disclosure.ProposesWaiver, Clause: "fix", Reason: s.words, By: "Rosa", At: fixed()}}
	})
	w := second.Of(proposal, nil, fixed().Add(time.Hour))[0]
	w.Body = s.words
	add("a decision", decisionView(s.k.ID, &w, triage))
	add("a note", *note("Done", safe(s.words)))
	return out
}

func reference() *disclosure.Case { return nextMotion(func(*disclosure.Case) {}) }

func TestEveryStateAnnouncementHomeAndRefusalLooksAsItDid(t *testing.T) {
	t.Parallel()
	s := newScene(t, reference(), "a word, see "+bucket+" or write to security@nextmotion.example")
	goldenOf(t, "states.txtar", s.states(t))
	goldenOf(t, "announcements.txtar", s.announcements(t))
	goldenOf(t, "homes.txtar", s.homes(t))
	plainWords := newScene(t, reference(), "for a reason")
	goldenOf(t, "refusals.txtar", plainWords.refusals(t))
	goldenOf(t, "modals.txtar", plainWords.modals(t))
}

// The case of the extreme data: 500 assets, each of which leads somewhere, and words that a client would obey.
func extreme(words string) *disclosure.Case {
	k := reference()
	k.Title, k.Author, k.Parties[0].Name, k.Tracking = words, words, cutRunes(words, 300), words
	for i := range 500 {
		k.Assets = append(k.Assets, disclosure.Asset{ID: fmt.Sprint("A", i+2), Kind: "s3", Target: fmt.Sprintf("https://hidden-%03d.example/path", i), Exposure: disclosure.ExposureOpen, Noun: words})
	}
	k.Contacts = append(k.Contacts, disclosure.Contact{ID: "C2", Role: disclosure.Vendor, Name: k.Parties[0].Name, Channel: disclosure.Phone, Address: "+33 199 000 111"})
	k.Contacts[0].Name = k.Parties[0].Name
	k.Issues = []disclosure.Tracked{{Ref: words}}
	return k
}

func TestExtremeDataStayInsideEveryViewAndLeadNowhere(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine has nothing for the race detector; the run without -short does it")
	}
	t.Parallel()
	secrets := []string{"hidden-007", "example-bucket", "security@nextmotion", "+33 199 000 111"}
	live := []string{"<!", "<@", "<#", "<http", "\u202e", "\u2066", "\x00", "\x1b", "\u2028"}
	lead := "<!channel> <!here> <@U1> <https://x.example|bank> \u202e https://hidden-007.example/path " + bucket + " security@nextmotion.example +33 199 000 111 "
	for i, filler := range append(slices.Concat(hostile()[:4], hostile()[5:6], hostile()[7:8]), strings.Repeat("n", 300), "👩‍👩‍👧‍👦", "مرحبا") {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			words := lead + cutRunes(filler, 5000)
			s := newScene(t, extreme(words), words)
			for name, sights := range map[string][]sight{
				"states": s.states(t), "announcements": s.announcements(t), "homes": s.homes(t), "refusals": s.refusals(t), "modals": s.modals(t),
			} {
				for j := range sights {
					at := &sights[j]
					at.name = name + ", " + at.name
					at.check(t)
					for _, mark := range live[4:] {
						if strings.Contains(at.field, mark) {
							t.Errorf("%s: %q is in what stands at a field", at.name, mark)
						}
					}
					walk(at.all(t), func(text string) {
						for _, mark := range live {
							if strings.Contains(text, mark) && !at.typed(text) {
								t.Errorf("%s: %q is live in %.200q", at.name, mark, text)
							}
						}
						if name == "refusals" || at.personal {
							return // of one's own order, to oneself alone
						}
						for _, secret := range secrets {
							if strings.Contains(text, secret) {
								t.Errorf("%s: %s is shown in %.300q", at.name, secret, text)
							}
						}
					})
					if t.Failed() {
						return
					}
				}
			}
		})
	}
}

// typed reports whether a text is what stands in a field to be edited: there nothing is markup.
func (s *sight) typed(text string) bool {
	if s.modal == nil {
		return false
	}
	for _, blk := range s.modal.Blocks.BlockSet {
		if in, ok := blk.(*slackapi.InputBlock); ok {
			if e, ok := in.Element.(*slackapi.PlainTextInputBlockElement); ok && e.InitialValue == text {
				return true
			}
		}
	}
	return false
}

// walk visits each text of a decoded value.
func walk(v any, see func(string)) {
	switch v := v.(type) {
	case map[string]any:
		for _, x := range v {
			walk(x, see)
		}
	case []any:
		for _, x := range v {
			walk(x, see)
		}
	case string:
		see(v)
	}
}
