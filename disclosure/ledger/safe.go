package ledger

import (
	"reflect"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/observed"
	"daylight/disclosure/person"
	"daylight/disclosure/plain"
	"daylight/disclosure/statement"
)

// severalLines are the fields of an event whose text may have more than one line. Every other text is a name, a title, an
// address or a reference.
var severalLines = map[string]bool{
	"Text": true, "Summary": true, "Note": true, "Excerpt": true, "Reason": true, "Because": true, "Withheld": true, "Receipt": true,
	"Old": true, "New": true,
}

// asTheyAre are the parts of an event that are no words of people: what a probe sends and saw, and what a message was proven
// to say, and what somebody signed. Changing a byte of them would make them something else.
var asTheyAre = map[reflect.Type]bool{
	reflect.TypeFor[observed.Observation](): true, reflect.TypeFor[disclosure.Expect](): true,
	reflect.TypeFor[statement.Made]():   true,
	reflect.TypeFor[person.Signature](): true,
}

// MakeSafe makes every text of an event safe to show, whoever it came from and whichever command brought it. It may be applied
// twice.
func MakeSafe(e *disclosure.Event) { safeValue(reflect.ValueOf(e).Elem(), "", plain.Line) }

// ReadEvent reads the stored form of an event. It is the one way by which what is on record comes back to a row, a list or a page:
// events that an older version recorded without [MakeSafe] are as safe to show as new ones. Their bytes stay what they are, because
// the chain hashes them.
func ReadEvent(stored []byte) (disclosure.Event, error) {
	e, err := disclosure.DecodeEvent(stored)
	if err == nil {
		safeValue(reflect.ValueOf(&e).Elem(), "", oldLine)
	}
	return e, err
}

// oldLine is [plain.Line] of what an older version recorded. What is safe on one line stays as it was written, blanks and all.
func oldLine(s string) string {
	if plain.Text(s) == s && !strings.ContainsAny(s, "\n\t") {
		return s
	}
	return plain.Line(s)
}

// Safe returns the item with what its sender wrote of themselves made safe to show.
func (in Inbound) Safe() Inbound {
	in.From, in.Subject, in.Note = plain.Line(in.From), plain.Line(in.Subject), plain.Text(in.Note)
	return in
}

// safeKeys makes the names of clocks safe, which name parties. The clocks themselves were computed, and stay.
func safeKeys(clocks disclosure.Clocks, line func(string) string) disclosure.Clocks {
	out := make(disclosure.Clocks, len(clocks))
	for key, k := range clocks {
		out[line(key)] = k
	}
	return out
}

func safeValue(v reflect.Value, field string, line func(string) string) {
	if clocks, ok := v.Interface().(disclosure.Clocks); ok && clocks != nil {
		v.Set(reflect.ValueOf(safeKeys(clocks, line)))
		return
	}
	if asTheyAre[v.Type()] {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			safeValue(v.Elem(), field, line)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				safeValue(v.Field(i), f.Name, line)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			safeValue(v.Index(i), field, line)
		}
	case reflect.String:
		if severalLines[field] {
			v.SetString(plain.Text(v.String()))
		} else {
			v.SetString(line(v.String()))
		}
	default: // numbers, dates and maps, which no command fills with words
	}
}
