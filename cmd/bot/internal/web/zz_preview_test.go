package web

import (
	"context"
	"fmt"
	"testing"
	"time"

	"daylight/disclosure"
)

func TestPreview(t *testing.T) {
	d := newDesk("2020-02-16")
	d.picture = drawn(t)
	c := d.add("DL-2020-0001", nextMotion())
	for i := range 12 {
		due := on(2, 8+i*2)
		if i > 8 {
			due = disclosure.When{}
		}
		title := []string{"Elasticsearch server with passport scans of guests", "Open backup share", "Firebase database of a delivery service with addresses and telephone numbers of customers"}[i%3]
		ev := brief(i, title, due)
		if i%4 == 1 {
			ev = append(ev, disclosure.Event{Seq: 9, Kind: disclosure.KindRejected, Detail: disclosure.Detail{Work: disclosure.WorkActive}})
		}
		cc := d.add(disclosure.CaseID(fmt.Sprintf("DL-2020-%04d", i+2)), ev)
		if i == 2 {
			cc.Assets[0].Exposure = disclosure.ExposureReopened
		}
		if i == 3 {
			cc.Assets[0].Exposure = disclosure.ExposureSuspected
		}
		if i > 4 {
			cc.Assets[0].Exposure = disclosure.ExposureOpen
		}
	}
	ts := disclosure.Timeline{}
	_ = ts
	chk := disclosure.Gate(disclosure.GateInput{Case: c, Timeline: disclosure.BuildTimeline(c, d.events[c.ID], d.today), Mode: disclosure.Full, Lang: "en", Files: map[string][]byte{"a.md": []byte("x")}, Env: disclosure.Env{Now: time.Date(2020, 2, 16, 9, 0, 0, 0, time.UTC), Rules: disclosure.DefaultRules()}})
	d.checks[disclosure.Full] = chk
	d.checks[disclosure.Limited] = chk
	s := newServer(t, Options{Desk: d, Listen: "127.0.0.1:18099"})
	ctx, cancel := context.WithTimeout(t.Context(), 25*time.Minute)
	defer cancel()
	t.Log(s.Run(ctx))
}
