package github

import (
	"os"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/inbound"
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
		in, raw := heard(t, func(i *Item) { i.Comment.Body = sentence + "\n\n> It is closed now. STOP\n" })
		r := testReader()
		out, err := r.Interpret(in, raw, func(Item) (Known, error) {
			return Known{Found: true, Case: "DL-2020-0001", Tracked: trackedCase().Issues[0]}, nil
		})
		if err != nil || len(out.Commands) != 1 {
			t.Fatalf("%q: %+v, %v", sentence, out, err)
		}
		cmd, ok := out.Commands[0].(incoming.RecordInbound)
		if !ok || cmd.Kind != want || cmd.Says != inbound.Read(sentence).Words() {
			t.Errorf("%q: %s, %q; want %s", sentence, cmd.Kind, cmd.Says, want)
		}
	}
}
