package vantage

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe/probetest"
)

// texts returns, for each text anywhere in an observation, how to write another one in its place. A field that comes later
// is found by itself.
func texts(t *testing.T, o *observed.Observation) map[string]func(string) {
	t.Helper()
	out := map[string]func(string){}
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			out[path] = func(s string) { v.SetString(s) }
		case reflect.Pointer:
			if !v.IsNil() {
				walk(path, v.Elem())
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if f := v.Type().Field(i); f.IsExported() {
					walk(path+"."+f.Name, v.Field(i))
				}
			}
		case reflect.Map:
			for _, key := range v.MapKeys() {
				at := path + "[" + key.String() + "]"
				out[at+" key"] = func(s string) {
					v.SetMapIndex(reflect.ValueOf(s).Convert(key.Type()), v.MapIndex(key))
					v.SetMapIndex(key, reflect.Value{})
				}
				copied := reflect.New(v.Type().Elem()).Elem()
				copied.Set(v.MapIndex(key))
				inner := map[string]func(string){}
				outer := out
				out = inner
				walk(at, copied)
				out = outer
				for name, set := range inner {
					out[name] = func(s string) { set(s); v.SetMapIndex(key, copied) }
				}
			}
		case reflect.Slice, reflect.Array, reflect.Interface:
			t.Errorf("%s: nobody looks into it", path)
		default:
		}
	}
	walk("", reflect.ValueOf(o).Elem())
	return out
}

// full is an observation with something in each of its maps.
func full(o observed.Observation) observed.Observation {
	o.Facets = maps.Clone(o.Facets)
	o.Headers, o.Identity = map[string]string{"server": "x"}, map[string]string{"region": "x"}
	return o
}

func TestNoTextOfAnObservationCanCarryContent(t *testing.T) {
	var s *stand
	names := func() []string {
		o := full(observed.Observation{Facets: map[string]observed.FacetResult{"http": {}}})
		return slices.Sorted(maps.Keys(texts(t, &o)))
	}()
	if len(names) < 15 || !slices.Contains(names, ".Asker") || !slices.Contains(names, ".Facets[http].Reason") {
		t.Fatal(names)
	}
	for what, content := range map[string]string{"12 KB": strings.Repeat(probetest.Secret+"\x1b\r\n", 600), "a control character": "SENTINEL\x1b"} {
		for _, name := range names {
			t.Run(name+" of "+what, func(t *testing.T) {
				s = newStand(t, change{middle: liar(func() *Key { return s.key }, purposeAnswer, func(st *Statement) {
					st.Observation = full(st.Observation)
					texts(t, &st.Observation)[name](content)
					if strings.HasPrefix(name, ".Facets") {
						st.Observation.Summarise() // or the summary alone would give it away
					}
				})})
				s.missed(s.probe(), observed.ReasonVantageUnverified)
			})
		}
	}
	t.Run("unchanged, it is taken", func(t *testing.T) {
		s = newStand(t, change{middle: liar(func() *Key { return s.key }, purposeAnswer, func(st *Statement) { st.Observation = full(st.Observation) })})
		if o := s.probe(); o.Verdict != observed.Closed || o.Asker != s.client.o.Prober.Requester() {
			t.Errorf("%+v", o)
		}
	})
	t.Run("a short word in place of who asked", func(t *testing.T) {
		s = newStand(t, change{middle: liar(func() *Key { return s.key }, purposeAnswer, func(st *Statement) { st.Observation.Asker = "SENTINEL" })})
		s.missed(s.probe(), observed.ReasonVantageUnverified)
	})
}

func TestEachTextOfARecordIsBoundToItsStatement(t *testing.T) {
	s := newStand(t, change{})
	b, err := json.Marshal(s.probe())
	if err != nil {
		t.Fatal(err)
	}
	read := func() (o observed.Observation) {
		if err := json.Unmarshal(b, &o); err != nil {
			t.Fatal(err)
		}
		return o
	}
	o := read()
	for name := range texts(t, &o) {
		if name == ".Boot" {
			continue // our own machine
		}
		changed := read()
		texts(t, &changed)[name]("changed")
		if Verify(changed, s.key.public()) == nil {
			t.Errorf("%s: changed and still good", name)
		}
	}
}
