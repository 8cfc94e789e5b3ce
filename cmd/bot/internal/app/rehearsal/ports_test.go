package rehearsal

import (
	"context"
	"reflect"
	"testing"

	"daylight/cmd/bot/internal/app/desk/carrier"
	"daylight/disclosure"
	"daylight/disclosure/rehearse"
	"daylight/templates"
)

// outsideOfContacts are what a channel does for a desk without the address of a contact, and why it reaches nobody.
func outsideOfContacts() map[string]string {
	return map[string]string{"Read": "it reads bytes that came in"}
}

// Every function of a carrier is walked, so that a new one cannot be forgotten: what takes a contact gets that of the rehearsal, and
// nothing where a rehearsal may not go.
func TestWhateverAChannelDoesWithAContactIsLedToThePlaceOfTheRehearsal(t *testing.T) {
	t.Parallel()
	texts, err := templates.New()
	if err != nil {
		t.Fatal(err)
	}
	contact, kase := reflect.TypeFor[disclosure.Contact](), reflect.TypeFor[*disclosure.Case]()
	failure := reflect.TypeFor[error]()
	for name, tt := range map[string]struct {
		plan rehearse.Plan
		kase disclosure.Case
		want string // the address that the channel gets; "" for never
	}{
		"a rehearsal goes to its place": {
			rehearse.NewPlan(map[rehearse.Way]rehearse.Mode{"issue": rehearse.Rehearse}, map[rehearse.Way]string{"issue": "team/practice"}), disclosure.Case{Rehearsal: true}, "team/practice",
		},
		"without a place it goes nowhere":    {rehearse.NewPlan(map[rehearse.Way]rehearse.Mode{"issue": rehearse.Rehearse}, nil), disclosure.Case{Rehearsal: true}, ""},
		"nor by a way that is live":          {rehearse.AllLive(), disclosure.Case{Rehearsal: true}, ""},
		"what is none keeps its own address": {rehearse.AllLive(), disclosure.Case{}, "vendor/tracking"},
	} {
		walked := 0
		for i := range reflect.TypeFor[carrier.Carrier]().NumField() {
			field := reflect.TypeFor[carrier.Carrier]().Field(i)
			if field.Type.Kind() != reflect.Func {
				t.Errorf("%s is no function: say how a rehearsal leads it", field.Name)
				continue
			}
			if outsideOfContacts()[field.Name] != "" {
				continue
			}
			got := ""
			var inner carrier.Carrier
			reflect.ValueOf(&inner).Elem().Field(i).Set(reflect.MakeFunc(field.Type, func(args []reflect.Value) []reflect.Value {
				for _, a := range args {
					if a.Type() == contact {
						got = a.Interface().(disclosure.Contact).Address
					}
				}
				return zeros(field.Type)
			}))
			put := diversion{tt.plan, texts}.carrier(disclosure.Issue, inner)
			args, knows := make([]reflect.Value, field.Type.NumIn()), 0
			for j := range args {
				switch in := field.Type.In(j); in {
				case contact:
					args[j], knows = reflect.ValueOf(disclosure.Contact{ID: "C1", Channel: disclosure.Issue, Address: "vendor/tracking"}), knows+1
				case kase:
					args[j], knows = reflect.ValueOf(&tt.kase), knows+1
				case reflect.TypeFor[context.Context]():
					args[j] = reflect.ValueOf(t.Context())
				default:
					args[j] = reflect.Zero(in)
				}
			}
			if knows != 2 {
				t.Errorf("%s takes no case and contact: whether it belongs to a rehearsal cannot be known", field.Name)
				continue
			}
			out := reflect.ValueOf(put).Field(i).Call(args)
			walked++
			if last := out[len(out)-1]; got != tt.want || tt.want != "" && last.Type() == failure && !last.IsNil() {
				t.Errorf("%s: %s asks of %q, want %q; %v", name, field.Name, got, tt.want, last)
			}
		}
		if walked < 5 {
			t.Errorf("%s: %d functions were walked", name, walked)
		}
	}
}

func zeros(f reflect.Type) []reflect.Value {
	out := make([]reflect.Value, f.NumOut())
	for i := range out {
		out[i] = reflect.Zero(f.Out(i))
	}
	return out
}
