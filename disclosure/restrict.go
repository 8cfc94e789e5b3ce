package disclosure

import (
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// restrict changes to whom the case is restricted. An event that says neither names nor that the restriction is lifted
// opens nothing.
func (c *Case) restrict(e *Event) {
	switch circle := e.Detail.Circle; {
	case circle == nil:
	case circle.Restricted():
		c.Circle = person.Circle{Names: circle.Clone().Names}
	case circle.Lifted:
		c.Circle = person.Circle{}
	}
}

// VisibleTo reports whether a reader may see the case. See [person.Circle.Sees].
func (c *Case) VisibleTo(r person.Reader) bool { return c.Circle.Sees(r) }

// NotFound is the error for a case that does not exist, and for one that the reader may not see: nobody can tell the two
// apart.
func (id CaseID) NotFound() error { return fault.Errorf(fault.NotFound, "there is no case %s", id) }
