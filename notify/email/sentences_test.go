package email_test

import (
	"os"
	"strings"
	"testing"

	"daylight/disclosure"
	asked "daylight/disclosure/inbound"
	"daylight/notify/email"
)

// TestSentencesReadHereAsEverywhere holds this intake to the table that package inbound keeps for all of them.
func TestSentencesReadHereAsEverywhere(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("../../disclosure/inbound/testdata/sentences.txt")
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
		m, err := email.Read([]byte("From: Jane Doe <jane@vendor.example>\r\nSubject: Re: Open storage\r\nIn-Reply-To: <" + ourID + ">\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
			sentence + "\r\n\r\n> It is closed now. STOP\r\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got, plain := m.Says, asked.Read(sentence); got.Kind() != want || got.Words() != plain.Words() || len(got) != len(plain) {
			t.Errorf("%q: %s, %q; want %s, %q", sentence, got.Kind(), got.Words(), want, plain.Words())
		}
	}
}
