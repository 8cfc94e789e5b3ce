package person

import (
	"slices"
	"strings"
)

// Reader is who looks at cases. The zero value is anybody at all, such as who opens the board: they see no restricted case.
type Reader struct {
	name string
	all  bool
}

// ReaderNamed is the person with this name in the configuration.
func ReaderNamed(name string) Reader { return Reader{name: strings.TrimSpace(name)} }

// ReaderEngine is Daylight itself, which works on every case.
func ReaderEngine() Reader { return Reader{all: true} }

// Name is the reader's name; "" for anybody and for Daylight itself.
func (r Reader) Name() string { return r.name }

// All reports whether the reader sees every case.
func (r Reader) All() bool { return r.all }

// Circle are the people to whom a case is restricted. A case without one is open to the team.
type Circle struct {
	Names  []string `json:"names,omitempty"` // in the configuration
	Lifted bool     `json:"lifted,omitempty"`
}

// Restricted reports whether the circle keeps anybody out.
func (c Circle) Restricted() bool { return len(c.Names) > 0 }

// Sees is the one function that decides who may see a case: everybody if it is not restricted, else the people named and
// Daylight itself.
func (c Circle) Sees(r Reader) bool {
	return !c.Restricted() || r.all || c.Has(r.name)
}

// Has reports whether the circle names the person.
func (c Circle) Has(name string) bool {
	return strings.TrimSpace(name) != "" && slices.ContainsFunc(c.Names, func(n string) bool { return Same(n, name) })
}

// Clone returns a copy that shares nothing.
func (c Circle) Clone() Circle { return Circle{Names: slices.Clone(c.Names), Lifted: c.Lifted} }
