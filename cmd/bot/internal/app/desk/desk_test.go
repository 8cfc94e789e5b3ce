package desk_test

import (
	"reflect"
	"testing"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/db"
	"daylight/disclosure/command"
)

func TestNobodyIsHandedAWayAroundTheService(t *testing.T) {
	t.Parallel()
	writers := []reflect.Type{reflect.TypeFor[*db.Store](), reflect.TypeFor[*command.Service]()}
	bad := func(what string, got reflect.Type) {
		for _, w := range writers {
			if got == w {
				t.Errorf("%s hands out %s: what writes to a case goes through Execute", what, w)
			}
		}
	}
	for _, kind := range []reflect.Type{reflect.TypeFor[*app.App](), reflect.TypeFor[*desk.Desk]()} {
		for m := range kind.Methods() {
			for out := range m.Type.Outs() {
				bad(kind.String()+"."+m.Name, out)
			}
		}
		for f := range kind.Elem().Fields() {
			if f.IsExported() {
				bad(kind.String()+"."+f.Name, f.Type)
			}
		}
	}
	for m := range reflect.TypeFor[desk.Reader]().Methods() {
		if m.Name == "Commit" || m.Name == "Receive" || m.Name == "Enqueue" || m.Name == "EraseBlob" {
			t.Errorf("a desk could write by %s", m.Name)
		}
	}
}
