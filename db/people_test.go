package db

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"daylight/db/dbtest"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

func keyOf(name string) person.Pin {
	return person.Pin{Name: name, Means: person.KeyMeans, Value: "SHA256:" + name, Key: "ssh-ed25519 AAAA" + name}
}

func byKey(name string) person.Person {
	return person.Person{Name: name, Hand: person.Hand{Via: person.CLI, Account: "SHA256:" + name, Proof: person.ByKey}}
}

// pinned lists who is accepted by what.
func pinned(t *testing.T, s *Store) (out []string) {
	t.Helper()
	people, err := s.People(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range people.Pins {
		out = append(out, p.Name+"="+p.Value)
	}
	return out
}

func first(t *testing.T, s *Store, p person.Pin) error {
	t.Helper()
	return s.PinFirst(t.Context(), p, person.Hand{})
}

func TestTheFirstTwoPeopleArePinnedByTheirFirstProofAndNobodyElse(t *testing.T) {
	s := openTest(t)
	for _, c := range []struct {
		rule string
		pin  person.Pin
		code fault.Code
	}{
		{"the first", keyOf("ada"), ""},
		{"again", keyOf("ada"), ""},
		{"another key of the first", person.Pin{Name: "ada", Means: person.KeyMeans, Value: "SHA256:new"}, fault.Refused},
		{"another means of the first", person.Pin{Name: "Ada", Means: person.SlackMeans, Value: "U1"}, fault.Refused},
		{"the key of the first under another name", person.Pin{Name: "bob", Means: person.KeyMeans, Value: "SHA256:ada"}, fault.Refused},
		{"nothing", person.Pin{Name: "bob", Means: person.KeyMeans}, fault.Refused},
		{"the second", keyOf("bob"), ""},
		{"the third", keyOf("carol"), fault.Refused},
	} {
		if err := first(t, s, c.pin); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", c.rule, err)
		}
	}
	if got := pinned(t, s); !slices.Equal(got, []string{"ada=SHA256:ada", "bob=SHA256:bob"}) {
		t.Errorf("pinned are %v", got)
	}
}

func TestOnlyWhoIsPinnedAcceptsOthers(t *testing.T) {
	s := openTest(t)
	for _, name := range []string{"ada", "bob"} {
		if err := first(t, s, keyOf(name)); err != nil {
			t.Fatal(err)
		}
	}
	otherKey := byKey("ada")
	otherKey.Hand.Account = "SHA256:new"
	inSlack := person.Person{Name: "ada", Hand: person.Hand{Via: person.Slack, Account: "U1", Proof: person.BySlack}}
	login := person.Person{Name: "ada", Hand: person.Hand{Via: person.CLI, Login: "ada", Proof: person.ByLogin}}
	for _, c := range []struct {
		rule string
		pin  person.Pin
		by   person.Person
		code fault.Code
	}{
		{"by the person themselves", keyOf("carol"), byKey("carol"), fault.Refused},
		{"by a key that is not pinned", keyOf("carol"), otherKey, fault.Refused},
		{"by a Slack id that is not pinned", keyOf("carol"), inSlack, fault.Refused},
		{"by a login", keyOf("carol"), login, fault.Refused},
		{"by a name", keyOf("carol"), person.Person{Name: "ada"}, fault.Refused},
		{"a key that is somebody else's", person.Pin{Name: "carol", Means: person.KeyMeans, Value: "SHA256:bob"}, byKey("ada"), fault.Refused},
		{"by a pinned key", keyOf("carol"), byKey("ada"), ""},
		{"twice", keyOf("carol"), byKey("ada"), fault.Conflict},
		{"another key of a person", person.Pin{Name: "bob", Means: person.KeyMeans, Value: "SHA256:bob2"}, byKey("carol"), ""},
	} {
		if err := s.Accept(t.Context(), c.pin, c.by, person.Signature{}); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", c.rule, err)
		}
	}
	if err := s.Retire(t.Context(), "bob", login); err != nil {
		t.Fatal(err)
	}
	if err := s.Accept(t.Context(), keyOf("dora"), byKey("bob"), person.Signature{}); fault.CodeOf(err) != fault.Refused {
		t.Errorf("who is retired accepts: %v", err)
	}
	if err := s.Retire(t.Context(), "bob", login); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("retired twice: %v", err)
	}
	if got := pinned(t, s); !slices.Equal(got, []string{"ada=SHA256:ada", "carol=SHA256:carol"}) {
		t.Errorf("pinned are %v", got)
	}
	if report, err := s.Verify(t.Context(), nil); err != nil || !report.Clean() {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestWhoIsRetiredMakesNoRoomForAnotherFirstUse(t *testing.T) {
	s := openTest(t)
	for _, name := range []string{"ada", "bob"} {
		if err := first(t, s, keyOf(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Retire(t.Context(), "bob", byKey("ada")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"bob", "carol"} {
		if err := first(t, s, keyOf(name)); fault.CodeOf(err) != fault.Refused {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOfManyWhoComeAtOnceTwoArePinned(t *testing.T) {
	p := newPlace(t)
	var stores []*Store // each as a process of its own has it
	for range 4 {
		s, err := Open(t.Context(), p.options())
		if err != nil {
			t.Fatal(err)
		}
		stores = append(stores, s)
	}
	var group sync.WaitGroup
	for i, s := range stores {
		for j := range 4 {
			group.Go(func() {
				if err := s.PinFirst(t.Context(), keyOf(fmt.Sprintf("p%d%d", i, j)), person.Hand{}); err != nil && fault.CodeOf(err) != fault.Refused {
					t.Error(err)
				}
			})
		}
	}
	group.Wait()
	if got := pinned(t, stores[0]); len(got) != 2 {
		t.Errorf("pinned are %v", got)
	}
	for _, s := range stores {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if m, ok, err := (outside{key: p.key}).read(); err != nil || !ok || len(m.People.Pins) != 2 {
		t.Errorf("beside the key are %+v, %v", m.People, err)
	}
}

func TestARestoredDatabaseTrustsNobodyMore(t *testing.T) {
	p := newPlace(t)
	p.one()
	fresh := copyOf(t, p.path)
	p.with(func(s *Store) {
		for _, name := range []string{"ada", "bob"} {
			if err := first(t, s, keyOf(name)); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Accept(t.Context(), keyOf("carol"), byKey("ada"), person.Signature{}); err != nil {
			t.Fatal(err)
		}
	})
	full := copyOf(t, p.path)
	p.with(func(s *Store) {
		if err := s.Retire(t.Context(), "carol", byKey("ada")); err != nil {
			t.Fatal(err)
		}
	})
	want := []string{"ada=SHA256:ada", "bob=SHA256:bob"}
	for rule, copied := range map[string]string{"a copy from before anybody was pinned": fresh, "a copy that trusts who was retired": full} {
		p.copyBack(copied)
		p.with(func(s *Store) {
			if got := pinned(t, s); !slices.Equal(got, want) {
				t.Errorf("%s: pinned are %v", rule, got)
			}
			if err := first(t, s, keyOf("mallory")); err == nil {
				t.Errorf("%s: a third person is pinned on first use", rule)
			}
			if _, err := s.Resume(t.Context(), "ada", 100, nil, Resumed{}); err != nil {
				t.Fatal(err)
			}
			if err := first(t, s, keyOf("mallory")); fault.CodeOf(err) != fault.Refused {
				t.Errorf("%s: afterwards a third person is pinned: %v", rule, err)
			}
			if report, err := s.Verify(t.Context(), nil); err != nil || !report.Clean() {
				t.Errorf("%s: %+v, %v", rule, report, err)
			}
		})
	}
	t.Run("what changes after a restore counts", func(t *testing.T) {
		p.with(func(s *Store) {
			if err := s.Retire(t.Context(), "bob", byKey("ada")); err != nil {
				t.Fatal(err)
			}
		})
		p.copyBack(full)
		p.with(func(s *Store) {
			if got := pinned(t, s); !slices.Equal(got, want[:1]) {
				t.Errorf("pinned are %v", got)
			}
		})
	})
	t.Run("and nobody is pinned on first use where nothing is known beside the key", func(t *testing.T) {
		p.copyBack(fresh)
		if err := os.Remove(p.key.path + ".mark"); err != nil {
			t.Fatal(err)
		}
		p.with(func(s *Store) {
			if _, err := s.Resume(t.Context(), "ada", 100, nil, Resumed{}); err != nil {
				t.Fatal(err)
			}
			if err := first(t, s, keyOf("mallory")); fault.CodeOf(err) != fault.Refused {
				t.Errorf("%v", err)
			}
		})
	})
}

func TestVerifyHandsEachSignatureOverWithThePeopleOfItsTime(t *testing.T) {
	p := newPlace(t)
	o := p.options()
	now := day0
	o.Clock = func() time.Time { now = now.Add(time.Second); return now }
	var seen []Signed
	o.Signed = func(s Signed) error {
		seen = append(seen, s)
		if s.Event != nil && s.Event.Seq == 2 {
			return errors.New("the bytes are others")
		}
		return nil
	}
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := first(t, s, keyOf("ada")); err != nil {
		t.Fatal(err)
	}
	opening := dbtest.Recorded(dbtest.Facts(1))
	opening.RecordedAt = now
	c := dbtest.Put(t, s, dbtest.ID(1), nil, opening)
	signed := disclosure.Event{Seq: 2, Kind: disclosure.KindNote, At: opening.At, RecordedAt: now, Actor: "ada", Hand: byKey("ada").Hand, Visibility: disclosure.InternalOnly, Text: "x"}
	dbtest.Put(t, s, dbtest.ID(1), c, signed)
	now = now.AddDate(10, 0, 0)
	if err := s.Accept(t.Context(), keyOf("bob"), byKey("ada"), person.Signature{Text: "t", Armor: "a"}); err != nil {
		t.Fatal(err)
	}
	report, err := s.Verify(t.Context(), nil)
	if err != nil || len(report.Problems) != 1 || report.Problems[0].Case != dbtest.ID(1) || report.Problems[0].Seq != 2 || !strings.Contains(report.Problems[0].What, "the bytes are others") {
		t.Errorf("%+v, %v", report.Problems, err)
	}
	if len(seen) != 2 || seen[0].Entry == nil || seen[0].Entry.Signature.Armor != "a" || len(seen[0].People.Pins) != 1 ||
		seen[1].Event == nil || seen[1].Before == nil || seen[1].Before.Version != 1 || len(seen[1].People.Pins) != 1 || len(seen[1].Instance) != 32 {
		t.Errorf("%+v", seen)
	}
	if one, err := s.VerifyCase(t.Context(), dbtest.ID(1)); err != nil || len(one.Problems) != 1 {
		t.Errorf("%+v, %v", one.Problems, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if report, err := VerifyFile(t.Context(), copyOf(t, p.path), nil, agenda.ListingOf); err != nil || !report.Clean() {
		t.Errorf("a copy without anybody who knows signatures: %+v, %v", report, err)
	}
}
