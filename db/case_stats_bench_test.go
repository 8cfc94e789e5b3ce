package db

import (
	"testing"

	"daylight/disclosure/stats"
)

func BenchmarkCaseStats100k(b *testing.B) {
	s := theLarge.open(b)
	for b.Loop() {
		n := 0
		err := s.CaseStats(b.Context(), func(*stats.Case) error { n++; return nil })
		if err != nil || n != 100_000 {
			b.Fatal(n, err)
		}
	}
}
