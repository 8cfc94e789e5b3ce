package manuscript_test

import (
	"testing"

	"daylight/disclosure/manuscript"
)

func TestTheNewestRevisionOfEachLanguageStands(t *testing.T) {
	t.Parallel()
	var none manuscript.Manuscript
	m := none.After(3, &manuscript.Revision{Lang: "de", Number: 1}, nil)
	n := m.After(5, &manuscript.Revision{Lang: "de", Number: 2}, nil).After(6, &manuscript.Revision{Lang: "en", Number: 1}, nil)
	if m.Text("de").Number != 1 || n.Text("de") != (manuscript.Revision{Lang: "de", Number: 2, Seq: 5}) || n.Text("en").Seq != 6 || n.Text("fr").Number != 0 {
		t.Errorf("%+v %+v", m, n)
	}
	if !none.IsZero() || m.IsZero() || !none.After(1, nil, nil).IsZero() || !none.After(1, &manuscript.Revision{}, nil).IsZero() {
		t.Error("what says nothing counts for something")
	}
}

func TestAQuoteIsForTheWordsThatWereAllowedLast(t *testing.T) {
	t.Parallel()
	var none manuscript.Manuscript
	m := none.After(4, nil, &manuscript.Quote{Of: 2, Text: "a"}).After(5, nil, &manuscript.Quote{Of: 3, Text: "c"})
	n := m.After(6, nil, &manuscript.Quote{Of: 2, Text: "b"})
	if m.Quote(2).Text != "a" || n.Quote(2) != (manuscript.Quote{Of: 2, Text: "b", Seq: 6}) || n.Quote(3).Text != "c" {
		t.Errorf("%+v %+v", m, n)
	}
	if gone := n.After(7, nil, &manuscript.Quote{Of: 2}); gone.Quote(2).Text != "" || n.Quote(2).Text != "b" || gone.Quote(3).Text != "c" {
		t.Errorf("%+v", gone)
	}
}
