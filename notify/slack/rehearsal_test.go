package slack

import (
	"strings"
	"testing"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure/fault"
)

func TestAPostOfARehearsalIsMarkedAndStaysInItsChannel(t *testing.T) {
	t.Parallel()
	r := rehearsing{only: "C0PRACTICE"}
	got, err := r.mark(post{Channel: "C0PRACTICE", Text: "DL-2020-0001", Blocks: []slackapi.Block{section("x")}})
	if err != nil || !strings.HasPrefix(got.Text, rehearsalMark) || len(got.Blocks) != 2 {
		t.Errorf("%+v, %v", got, err)
	}
	full := make([]slackapi.Block, maxBlocks)
	if got, err = r.mark(post{Channel: "C0PRACTICE", Blocks: full}); err != nil || len(got.Blocks) != maxBlocks {
		t.Errorf("%d blocks, %v", len(got.Blocks), err)
	}
	if _, err = r.mark(post{Channel: triage, Text: "x"}); fault.CodeOf(err) != fault.Refused {
		t.Errorf("it is posted elsewhere: %v", err)
	}
	if got, err = (rehearsing{}).mark(post{Channel: triage, Text: "x"}); err != nil || got.Text != "x" {
		t.Errorf("a live post: %+v, %v", got, err)
	}
}
