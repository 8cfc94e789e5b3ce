package templates

import "testing"

func TestItemsWithCommasAreKeptApartBySemicolons(t *testing.T) {
	t.Parallel()
	w := &words{ListAnd: "and", Semicolon: "; "}
	for want, items := range map[string][]string{
		"":                                nil,
		"a PING, kept by nobody":          {"a PING, kept by nobody"},
		"a PING and a question":           {"a PING", "a question"},
		"a, b and c":                      {"a", "b", "c"},
		"a; b, where there is one; and c": {"a", "b, where there is one", "c"},
	} {
		if got := w.listApart(items); got != want {
			t.Errorf("%q is written %q", want, got)
		}
	}
}
