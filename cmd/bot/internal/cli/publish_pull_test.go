package cli

import (
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/app/gallery"
	"daylight/disclosure/ledger"
)

func TestHowAPullRequestStandsIsSaid(t *testing.T) {
	t.Parallel()
	done := ledger.Job{State: ledger.JobDone}
	for _, c := range []struct {
		state string
		order gallery.Order
		says  string
	}{
		{"ordered", gallery.Order{Job: ledger.Job{State: ledger.JobWaiting}}, "`bot serve` opens it"},
		{"ordered", gallery.Order{Job: ledger.Job{State: ledger.JobRunning, LastError: "GitHub asks to slow down"}}, "The last attempt: GitHub asks to slow down"},
		{"ordered", gallery.Order{Failed: "the token may not do this"}, "The order before this one brought nothing there: the token may not do this"},
		{"gone", gallery.Order{Job: done}, "is gone"},
		{"open", gallery.Order{Job: done, Offered: gallery.Offered{Ref: "a/b#1", Open: true, Holds: true}}, "a/b#1 is open"},
		{"open", gallery.Order{Job: done, Offered: gallery.Offered{Ref: "a/b#1", Open: true}}, "IT DOES NOT HOLD what was approved"},
		{"open", gallery.Order{Publication: &desk.Publication{}, Job: done, Offered: gallery.Offered{Ref: "a/b#1", Open: true, Holds: true, Review: true}}, "a/b#1 is open, and waits for the second person"},
		{"merged", gallery.Order{Job: done, Offered: gallery.Offered{Ref: "a/b#1", Merged: true, Holds: true}}, "a/b#1 is merged"},
		{"closed", gallery.Order{Job: done, Offered: gallery.Offered{Ref: "a/b#1", Holds: true}}, "closed, and not merged"},
	} {
		said := saidOf(&c.order, "a/b")
		if stateOf(&c.order) != c.state || !strings.Contains(said, c.says) || c.order.Holds && strings.Contains(said, "NOT HOLD") {
			t.Errorf("%s: %s: %s", c.state, stateOf(&c.order), said)
		}
	}
	for _, c := range []struct {
		landed gallery.Landed
		says   string
	}{
		{gallery.Landed{}, ""},
		{gallery.Landed{Tried: []string{"https://a.example/"}}, "does not have it yet at https://a.example/"},
		{gallery.Landed{Out: true}, "; published"},
		{gallery.Landed{Out: true, Address: "https://a.example/"}, "the site has it at https://a.example/"},
	} {
		if said := landedAs(&c.landed); !strings.Contains(said, c.says) || strings.Contains(said, "published") != c.landed.Out {
			t.Errorf("%+v: %s", c.landed, said)
		}
	}
}

func TestAPullRequestNeedsTheRepositoryOfASite(t *testing.T) {
	t.Parallel()
	dir, id := hiddenCase(t)
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"--pull"}, "set github.site in the configuration"},
		{[]string{"--seen"}, "write it with --pull"},
		{[]string{"--pull", "--review"}, "set github.site in the configuration"},
		{[]string{"--review"}, "write it with --pull"},
		{[]string{"--pull", "--review", "--seen"}, "without --seen"},
		{[]string{"--pull", "--out", "x"}, "none of the others can be"},
	} {
		if out, code := outsider(dir, append([]string{"publish", string(id)}, c.args...)...); code == 0 || !strings.Contains(out, c.says) {
			t.Errorf("%v: %d, %s", c.args, code, out)
		}
	}
}
