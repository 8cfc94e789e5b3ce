package web

import (
	"context"
	"encoding/json"
	"testing"
)

func TestHealthIsOnlyAsGoodAsItsWorstPart(t *testing.T) {
	for _, c := range []struct {
		rule   string
		health func(context.Context) []Health
		status int
		word   string
	}{
		{"nobody to ask is well", nil, 200, "ok"},
		{"no part is well", func(context.Context) []Health { return nil }, 200, "ok"},
		{"all well", func(context.Context) []Health { return []Health{{Name: "store", OK: true}, {Name: "engine", OK: true}} }, 200, "ok"},
		{"one part fails", func(context.Context) []Health {
			return []Health{{Name: "store", OK: false, Detail: "the disk is full"}, {Name: "engine", OK: true}}
		}, 503, "failing"},
		{"parts are asked within a time", func(ctx context.Context) []Health {
			_, limited := ctx.Deadline()
			return []Health{{Name: "time", OK: limited}}
		}, 200, "ok"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			w := get(t, newServer(t, Options{Desk: newDesk("2020-02-16"), Health: c.health, Version: "1.2.3"}), "/healthz")
			var got struct {
				Status, Version string
				Checks          []Health
			}
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			if w.Code != c.status || got.Status != c.word || got.Version != "1.2.3" || got.Checks == nil {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if c.word == "failing" && got.Checks[0].Detail != "the disk is full" {
				t.Errorf("the reason is missing: %s", w.Body)
			}
		})
	}
}
