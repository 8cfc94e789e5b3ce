package desk

import (
	"os"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
)

// TestSentencesReadHereAsEverywhere holds what a press in Slack, or a person at the command line, makes of an item to the table that package inbound keeps for all of them.
func TestSentencesReadHereAsEverywhere(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("../../../../../disclosure/inbound/testdata/sentences.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(strings.TrimSpace(string(table)), "\n") {
		says, sentence, _ := strings.Cut(line, "\t")
		want := disclosure.KindReplied
		switch says {
		case "fix_claimed", "fix_claimed!":
			want = disclosure.KindFixClaimed
		case "disputed!":
			want = disclosure.KindDisputed
		}
		for _, item := range []struct {
			channel disclosure.Channel
			raw     string
		}{
			{disclosure.Email, "From: Jane Doe <jane@vendor.example>\r\nSubject: Re: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + sentence + "\r\n\r\n> It is closed now. STOP\r\n"},
			{"slack", sentence},
		} {
			text := new(Desk).Excerpt(ledger.Inbound{Channel: item.channel}, []byte(item.raw))
			if got := inbound.Read(text); got.Kind() != want || got.Words() != inbound.Read(sentence).Words() {
				t.Errorf("%s: %q: %s, want %s", item.channel, sentence, got.Kind(), want)
			}
		}
	}
}
