package db

import (
	"path/filepath"
	"testing"
	"time"

	"daylight/disclosure/agenda"
)

// older takes from a database what says by which version its cases are stored.
const older = `DELETE FROM meta WHERE name IN ('projection', 'rewriting')`

func BenchmarkRewrite10k(b *testing.B) {
	s := openTest(b)
	for n := 1; n <= 10_000; n += 5000 {
		fill(b, s, n, n+4999, 3)
	}
	benchmarkRewrite(b, s)
}

func BenchmarkRewrite100k(b *testing.B) { benchmarkRewrite(b, theLarge.open(b)) }

// benchmarkRewrite opens copies of a database that an older version wrote: it checks all chains, copies the file, and
// writes the rows and indexes of all cases. In the second one the full text of each case changes, too.
func benchmarkRewrite(b *testing.B, s *Store) {
	for _, v := range []struct{ name, before string }{
		{"full text stays", older},
		{"full text changes", `UPDATE cases_fts SET notes = notes || 'old'; ` + older},
	} {
		b.Run(v.name, func(b *testing.B) {
			var checked, copied time.Duration
			for b.Loop() {
				b.StopTimer()
				path := filepath.Join(b.TempDir(), "old.db")
				if err := s.copyTo(b.Context(), path); err != nil {
					b.Fatal(err)
				}
				alter(b, path, v.before)
				b.StartTimer()
				start := time.Now()
				again, err := Open(b.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: path, Identity: s.identity, Progress: func(r Rewriting) {
					switch {
					case r.Saved == "":
						checked = time.Since(start)
					case r.Done == 0:
						copied = time.Since(start) - checked
					}
				}})
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				if err := again.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			b.ReportMetric(checked.Seconds(), "s/check")
			b.ReportMetric(copied.Seconds(), "s/copy")
		})
	}
}
