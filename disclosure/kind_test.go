package disclosure_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
)

// declaredKinds reads the constants of type Kind from the source, so that none can be left out of the table.
func declaredKinds(t *testing.T) []disclosure.Kind {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "kind.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []disclosure.Kind
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 {
			return true
		}
		if typ, ok := v.Type.(*ast.Ident); !ok || typ.Name != "Kind" {
			return true
		}
		name, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, disclosure.Kind(name))
		return true
	})
	return out
}

func TestEveryKindHasACompleteRowInTheTable(t *testing.T) {
	t.Parallel()
	declared := declaredKinds(t)
	if len(declared) < 60 {
		t.Fatalf("only %d kinds were found: the test is blind", len(declared))
	}
	for _, k := range declared {
		if !k.Valid() {
			t.Errorf("%s has no row in the table of kinds", k)
			continue
		}
		row := k.Info()
		switch {
		case row.Kind != k:
			t.Errorf("%s has the row of %s", k, row.Kind)
		case !row.Visibility.Valid():
			t.Errorf("%s says not who may see it", k)
		case row.Axis == "":
			t.Errorf("%s says not which axis it moves, not even none", k)
		case row.Lint != disclosure.LintTold && row.Lint != disclosure.LintBookkeeping:
			t.Errorf("%s has no class of lint", k)
		case row.Side == "":
			t.Errorf("%s says not whose doing it is", k)
		case row.Silent == (row.Lead != ""):
			t.Errorf("%s is either told with a lead or silent", k)
		case row.Lead == "" && (row.Glyph != "" || row.Broadcast || row.Quote):
			t.Errorf("%s is silent and says how it is told", k)
		}
	}
	if table := disclosure.Kinds(); !slices.Equal(table, declared) {
		t.Errorf("the table has %v\nand the constants are %v", table, declared)
	}
}

func TestAKindOfANewerVersionIsInternalAndMovesNothing(t *testing.T) {
	t.Parallel()
	row := disclosure.Kind("mind_read").Info()
	if row.Visibility != disclosure.InternalOnly || row.Clocks || row.ByHand || !row.Silent || row.Axis != disclosure.AxisNone {
		t.Errorf("%+v", row)
	}
	before := &disclosure.Case{ID: "DL-2020-0001", Work: disclosure.WorkActive}
	after := disclosure.Apply(before, disclosure.Event{Seq: 1, Kind: "mind_read", At: civil.OnDay(2020, 1, 27)})
	if after.Work != disclosure.WorkActive || len(after.ClockEvents) != 0 || after.Version != 1 {
		t.Errorf("%+v", after)
	}
}

// storedNotes are notes as the version before the table of kinds stored them, with the kind as which each is read.
var storedNotes = map[string]disclosure.Kind{
	`{"kind":"note","text":"case closed: owner_unknown: done","detail":{"work":"closed","outcome":"owner_unknown"}}`:                         disclosure.KindWorkClosed,
	`{"kind":"note","text":"work taken up again: ","detail":{"work":"active"}}`:                                                              disclosure.KindWorkResumed,
	`{"kind":"note","text":"handed to the sender","detail":{"message":{"key":"k","state":"queued"},"state":"queued"}}`:                       disclosure.KindMessageQueued,
	`{"kind":"note","text":"it is not known","detail":{"message":{"key":"k","state":"uncertain"},"state":"uncertain"}}`:                      disclosure.KindMessageUncertain,
	`{"kind":"note","text":"not sent: given up","detail":{"message":{"key":"k","state":"failed"},"state":"failed"}}`:                         disclosure.KindMessageFailed,
	`{"kind":"note","text":"approval taken back","detail":{"message":{"key":"k","state":"cancelled"},"state":"cancelled"}}`:                  disclosure.KindMessageCancelled,
	`{"kind":"note","text":"draft D1 discarded","detail":{"draft":{"id":"D1","state":"discarded"}}}`:                                         disclosure.KindDraftDiscarded,
	`{"kind":"note","text":"issue closed with the dates","detail":{"issue":{"ref":"team/v#7","closed":true}}}`:                               disclosure.KindIssueUpdated,
	`{"kind":"note","text":"probing stopped: ","detail":{"reason":"stop"}}`:                                                                  disclosure.KindProbingStopped,
	`{"kind":"note","text":"probing taken up again: ","detail":{"asset_id":"A1","reason":"resume"}}`:                                         disclosure.KindProbingResumed,
	`{"kind":"note","text":"A1 was gone","detail":{"asset_id":"A1","reason":"recreated"}}`:                                                   disclosure.KindRecreated,
	`{"kind":"note","text":"A1 is the same owner's: a call","detail":{"asset_id":"A1","reason":"same"}}`:                                     disclosure.KindSameAsset,
	`{"kind":"note","text":"A1 moved to A2","detail":{"asset_id":"A1","reason":"moved"}}`:                                                    disclosure.KindMoved,
	`{"kind":"note","text":"read was open","detail":{"asset_id":"A1","reason":"left"}}`:                                                      disclosure.KindFacetUnprobed,
	`{"kind":"note","text":"A1 has given no verdict","detail":{"asset_id":"A1","reason":"undecided"}}`:                                       disclosure.KindUndecided,
	`{"kind":"note","text":"A1 may be asked","detail":{"asset_id":"A1","reason":"probe_allowed","second":"bob"}}`:                            disclosure.KindProbeAllowed,
	`{"kind":"note","text":"proposed by bob","detail":{"proposal":{"what":"probe","by":"bob","at":"2020-01-27T09:00:00Z"}}}`:                 disclosure.KindProposed,
	`{"kind":"note","text":"all reminders stopped","detail":{"quiet":{"stop":true}}}`:                                                        disclosure.KindSnoozed,
	`{"kind":"note","text":"reminder: the fix is expected tomorrow","detail":{"clock":{"clause":"fix"},"reason":"reminder"}}`:                disclosure.KindReminded,
	`{"kind":"note","text":"follows the policy cert","detail":{"policy":{"name":"cert","version":"1"}}}`:                                     disclosure.KindPolicyChanged,
	`{"kind":"note","text":"given up: fix","detail":{"clock":{"clause":"fix"},"waived":true}}`:                                               disclosure.KindClauseWaived,
	`{"kind":"note","source":"system","text":"the probe budget of A1 is used up (120 probes): a person has to decide how to go on"}`:         disclosure.KindBudgetExhausted,
	`{"kind":"note","source":"system","text":"A1 points at a place that anybody could claim: that is a finding of its own"}`:                 disclosure.KindTakeoverRisk,
	`{"kind":"note","source":"person","text":"the probe budget of A1 was raised by me"}`:                                                     disclosure.KindNote,
	`{"kind":"note","source":"issue","text":"The issue was renamed.","detail":{"inbox":7,"excerpt":"The issue was renamed."}}`:               disclosure.KindNote,
	`{"kind":"note","source":"person","text":"I called them: A1 points at a place that anybody could claim: they know"}`:                     disclosure.KindNote,
	`{"kind":"note","source":"issue","channel":"issue","text":"a word in the tracker","detail":{"body":"b1"},"visibility":"internal"}`:       disclosure.KindNote,
	`{"kind":"note","source":"system","text":"something that no version ever said","detail":{"asset_id":"A1","reason":"nobody knows this"}}`: disclosure.KindNote,
}

func TestStoredNotesAreReadAsTheFactsThatTheyAre(t *testing.T) {
	t.Parallel()
	read := map[disclosure.Kind]bool{}
	for stored, want := range storedNotes {
		e, err := disclosure.DecodeEvent([]byte(stored))
		if err != nil || e.Kind != want {
			t.Errorf("%s\nis read as %s, want %s: %v", stored, e.Kind, want, err)
		}
		if kind, err := disclosure.StoredKind([]byte(stored)); err != nil || kind != disclosure.KindNote {
			t.Errorf("%s is stored as %s: %v", stored, kind, err)
		}
		read[want] = true
	}
	for _, k := range disclosure.Kinds() {
		names := disclosure.StoredKinds(k)
		if names[0] != k || k != disclosure.KindNote && slices.Contains(names, disclosure.KindNote) != read[k] {
			t.Errorf("%s is looked for as %v", k, names)
		}
	}
}

func TestWhatIsRecordedNowIsStoredUnderItsOwnKind(t *testing.T) {
	t.Parallel()
	for _, k := range disclosure.Kinds() {
		e := disclosure.Event{Seq: 1, Kind: k, At: civil.OnDay(2020, 1, 27), RecordedAt: time.Date(2020, 1, 27, 9, 0, 0, 0, time.UTC)}
		b, err := e.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if stored, err := disclosure.StoredKind(b); err != nil || stored != k {
			t.Errorf("%s is stored as %s: %v", k, stored, err)
		}
		if back, err := disclosure.DecodeEvent(b); err != nil || back.Kind != k {
			t.Errorf("%s is read back as %s: %v", k, back.Kind, err)
		}
	}
}
