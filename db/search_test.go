package db

import (
	"slices"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

func TestMatchQuery(t *testing.T) {
	for input, want := range map[string]string{
		"":                  ``,
		" - \" ":            ``,
		"bucket":            `"bucket"*`,
		"bucket ":           `"bucket"`,
		"a":                 `"a"`, // one letter is a word, not a beginning
		"open bucket":       `"open" "bucket"*`,
		"example-bucket.s3": `"example" "bucket" "s3"*`,
		`x" OR "y`:          `"x" "OR" "y"`,
		"NEAR(ab cd)":       `"NEAR" "ab" "cd"`,
		"1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18": `"1" "2" "3" "4" "5" "6" "7" "8" "9" "10" "11" "12" "13" "14" "15" "16"`,
	} {
		if got := matchQuery(input); got != want {
			t.Errorf("%q became %s, want %s", input, got, want)
		}
	}
}

func TestRowSet(t *testing.T) {
	var s rowSet
	for _, row := range []int64{1, 64, 63, 100_000, 64} {
		s.add(row)
	}
	if s.count != 4 || !s.has(63) || !s.has(100_000) || s.has(2) || s.has(1<<40) || s.json() != "[1,63,64,100000]" {
		t.Errorf("%d in %s", s.count, s.json())
	}
	var none rowSet
	if none.json() != "[]" || none.has(0) {
		t.Errorf("the empty set is %s", none.json())
	}
}

// A word of nearly every case takes another way through the list than a rare one, and must lead to the same order.
func TestSearchOfACommonWord(t *testing.T) {
	if testing.Short() {
		t.Skip("it fills the store with thousands of cases, one after the other")
	}
	s := openTest(t)
	fill(t, s, 1, few+100, 3)
	for _, f := range []ledger.Filter{
		{Limit: 70},
		{Limit: 70, After: "DL-2020-0321"},
		{Limit: few + 500, All: true},
		{Work: disclosure.WorkClosed},
		{Vendor: "vendor7 "},
		{Vendor: "of nobody"},
	} {
		want, err := s.List(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		f.Query = "customer files"
		got, err := s.List(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%+v: %d cases, want the %d of the list without a query", f, len(got), len(want))
		}
	}
	if got, err := s.List(t.Context(), ledger.Filter{Query: "customer 319"}); err != nil || len(got) != 0 {
		t.Errorf("a case that has ended: %v, %v", got, err)
	}
	if got, err := s.List(t.Context(), ledger.Filter{Query: "customer 319", All: true}); err != nil || len(got) != 1 {
		t.Errorf("one case: %v, %v", got, err)
	}
}
