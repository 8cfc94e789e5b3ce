package db

import (
	"fmt"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
	"daylight/disclosure/task"
)

func BenchmarkCommitEventAndJob(b *testing.B) {
	s := openTest(b)
	c, events := history(1, 3)
	if err := s.Commit(b.Context(), ledger.Commit{Case: c, Events: events}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		e := events[2]
		e.Seq, e.Kind, e.Text = c.Version+1, disclosure.KindEvidenceAdded, ""
		next := milestone.Apply(c, e)
		job := ledger.NewJob(ledger.QueueProbe, fmt.Sprintf("probe/%d", e.Seq), task.Probe{}).At(day0)
		job.Case = c.ID
		err := s.Commit(b.Context(), ledger.Commit{
			Case: next, Expect: c.Version, Events: []disclosure.Event{e},
			Jobs: []ledger.Job{job},
		})
		if err != nil {
			b.Fatal(err)
		}
		c = next
	}
}

func BenchmarkLoad(b *testing.B) {
	s := openTest(b)
	c, events := history(1, 200)
	if err := s.Commit(b.Context(), ledger.Commit{Case: c, Events: events}); err != nil {
		b.Fatal(err)
	}
	b.Run("case of 200 events", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Load(b.Context(), c.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("200 events", func(b *testing.B) {
		for b.Loop() {
			if got, err := s.Events(b.Context(), c.ID); err != nil || len(got) != 200 {
				b.Fatal(len(got), err)
			}
		}
	})
}

func BenchmarkList100k(b *testing.B) {
	s := theLarge.open(b)
	for _, v := range []struct {
		name string
		f    ledger.Filter
		want int
	}{
		{"by deadline", ledger.Filter{}, 50},
		{"second page", ledger.Filter{After: "DL-2020-50000"}, 50},
		{"last page", ledger.Filter{After: "DL-2020-99990"}, 8},
		{"all", ledger.Filter{All: true}, 50},
		{"closed", ledger.Filter{Work: disclosure.WorkClosed}, 50},
		{"overdue", ledger.Filter{Overdue: day0.Add(72 * time.Hour)}, 50},
		{"exposure of nobody", ledger.Filter{Exposure: disclosure.ExposureDestroyed}, 0},
		{"rare vendor", ledger.Filter{Vendor: "dor4711 g"}, 16},
		{"vendor of nobody", ledger.Filter{Vendor: "nobody", All: true}, 0},
	} {
		b.Run(v.name, func(b *testing.B) { benchList(b, s, v.f, v.want) })
	}
}

func BenchmarkSearch100k(b *testing.B) {
	s := theLarge.open(b)
	for _, v := range []struct {
		name, query string
		want        int
	}{
		{"one case", "files 4712", 1},
		{"rare word", "vendor4711", 16},
		{"a seventh of all", "bucket", 50},
		{"every case", "customer", 50},
		{"two words of every case", "customer autumn", 50},
		{"phrase of every case", "s3.eu-west-3.amazonaws.com", 50},
		{"beginning of every case", "cu", 50},
		{"beginning of thousands of words", "vendor", 50},
		{"beginning of numbers", "47", 50},
		{"common word and rare word", "customer 4712", 1},
		{"no case", "nothing", 0},
	} {
		b.Run(v.name, func(b *testing.B) { benchList(b, s, ledger.Filter{Query: v.query}, v.want) })
	}
}

func benchList(b *testing.B, s *Store, f ledger.Filter, want int) {
	b.Helper()
	for b.Loop() {
		list, err := s.List(b.Context(), f)
		if err != nil {
			b.Fatal(err)
		}
		if want > 0 && len(list) == 0 || len(list) > 50 {
			b.Fatalf("%d cases, not %d", len(list), want)
		}
	}
}

func BenchmarkClaimAndFinish(b *testing.B) {
	s := openTest(b)
	jobs := make([]ledger.Job, 20_000)
	for i := range jobs {
		jobs[i] = ledger.NewJob(ledger.QueueSend, fmt.Sprint(i), task.Send{Channel: disclosure.Email}).At(day0)
	}
	if err := s.Enqueue(b.Context(), jobs); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		got, err := s.Claim(b.Context(), "w", ledger.Queues(), day0, time.Minute, 1)
		if err != nil {
			b.Fatal(err)
		}
		if len(got) == 0 {
			b.Fatal("out of jobs")
		}
		err = s.Commit(b.Context(), ledger.Commit{Finish: &ledger.Finish{
			JobID: got[0].ID, Owner: "w", State: ledger.JobDone, Receipt: "250 OK",
		}})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen100k(b *testing.B) {
	theLarge.open(b)
	for b.Loop() {
		s, err := Open(b.Context(), Options{Create: true, Listing: agenda.ListingOf, Path: theLarge.path(), Identity: theLarge.identity})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.List(b.Context(), ledger.Filter{}); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	s := openTest(b)
	fill(b, s, 1, 500, 20)
	for b.Loop() {
		report, err := s.Verify(b.Context(), nil)
		if err != nil || !report.Clean() {
			b.Fatal(report, err)
		}
	}
	b.ReportMetric(float64(b.N)*500*20/b.Elapsed().Seconds(), "events/s")
}
