package db

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"sync/atomic"
	"testing"

	"daylight/db/dbtest"
	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// BenchmarkIntake stores what comes in: as the bot does, on 32 connections at once, and for comparison as a single row of the same bytes
// with nothing around it, one after the other. Both are on disk before they return.
func BenchmarkIntake(b *testing.B) {
	body := bytes.Repeat([]byte(`{"action":"created","comment":{"body":"It is fixed."}} `), 40)
	b.Run("32 at once", func(b *testing.B) {
		s := openTest(b)
		var n atomic.Int64
		b.SetParallelism(16)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				key := fmt.Sprint("delivery/", n.Add(1))
				raw, err := disclosure.NewBlob(append([]byte(key), body...), rand.Reader)
				if err != nil {
					b.Error(err)
					return
				}
				in := ledger.Inbound{Channel: disclosure.Issue, Key: key, Meta: map[string]string{"event": "issue_comment"}}
				if _, fresh, err := s.Receive(b.Context(), in, raw, dbtest.InboundJob()); err != nil || !fresh {
					b.Error(fresh, err)
					return
				}
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "items/s")
	})
	b.Run("a single row", func(b *testing.B) {
		s := openTest(b)
		if _, err := s.w.ExecContext(b.Context(), `CREATE TABLE peer (id INTEGER PRIMARY KEY, key TEXT UNIQUE, body BLOB)`); err != nil {
			b.Fatal(err)
		}
		n := 0
		for b.Loop() {
			n++
			if _, err := s.w.ExecContext(b.Context(), `INSERT INTO peer (key, body) VALUES ($1, $2)`, fmt.Sprint(n), body); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "items/s")
	})
}
