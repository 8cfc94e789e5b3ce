package inbound_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/inbound"
)

func TestAMistypedCodeMeansItsNeighbours(t *testing.T) {
	t.Parallel()
	const want = disclosure.CaseID("DL-2020-0012")
	for rule, c := range map[string]struct {
		subject       string
		written, near bool // whether want is among them
	}{
		"as we wrote it":              {"Re: [DL-2020-0012] your notice", true, false},
		"in small letters":            {"re: dl-2020-0012", true, false},
		"with the letter O":           {"Re: DL-2O20-OO12", true, false},
		"with the letter l":           {"Re: DL-2020-00l2", true, false},
		"with other separators":       {"Fall DL 2020/0012", true, false},
		"without separators":          {"Ticket DL20200012 closed", true, false},
		"one digit wrong":             {"DL-2020-0013", false, true},
		"one digit of the year wrong": {"DL-2021-0012", false, true},
		"one letter wrong":            {"DK-2020-0012", false, true},
		"a letter for a digit":        {"DL-2020-0x12", false, true},
		"two digits swapped":          {"DL-2020-0021", false, true},
		"two letters swapped":         {"LD-2020-0012", false, true},
		"swapped and with an O":       {"DL-2002-OO12", false, true},
		"swapped over the hyphen":     {"DL-2002-0012", false, true},
		"two digits wrong":            {"DL-2020-0034", false, false},
		"an invoice":                  {"Rechnung RE-2020-0012", false, false},
		"no prefix":                   {"Ticket 2020-0012", false, false},
		"a telephone number":          {"Call us: +49 30 2020 0012", false, false},
		"nothing":                     {"", false, false},
	} {
		got := inbound.CodesIn(c.subject, "DL")
		if slices.Contains(got.Written, want) != c.written || slices.Contains(got.Near, want) != c.near {
			t.Errorf("%s: %+v", rule, got)
		}
		for _, id := range got.Near {
			if slices.Contains(got.Written, id) {
				t.Errorf("%s: %s is both written and near", rule, id)
			}
		}
	}
	if got := inbound.CodesIn("DL-2020-12345", "DL"); !slices.Contains(got.Written, "DL-2020-12345") {
		t.Errorf("a number of five digits: %+v", got)
	}
	if got := inbound.CodesIn("DL-2020-0012", ""); len(got.Written)+len(got.Near) > 0 {
		t.Errorf("without a prefix: %+v", got)
	}
}

// TestATextFullOfCodesCostsNoTime: sixty codes have some eighteen thousand neighbours, and each was compared with all that were found before.
func TestATextFullOfCodesCostsNoTime(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&text, "DL2020%06d ", i*37)
	}
	begun := time.Now()
	got := inbound.CodesIn(text.String(), "DL")
	if took := time.Since(begun); took > time.Second {
		t.Errorf("it took %s", took)
	}
	if len(got.Written) == 0 || len(got.Near) == 0 || len(got.Near) > 1000 {
		t.Errorf("%d codes, %d near them", len(got.Written), len(got.Near))
	}
}

func FuzzCodesIn(f *testing.F) {
	f.Add("Re: [DL-2020-0012]", "DL")
	f.Add("DL20200012 DL 2020 0012", "A1")
	f.Fuzz(func(t *testing.T, text, prefix string) {
		if len(prefix) > 10 {
			return
		}
		got := inbound.CodesIn(text, prefix)
		if len(got.Near) > 1000 || len(got.Written) > 180 {
			t.Errorf("%d codes, %d near them", len(got.Written), len(got.Near))
		}
	})
}
