package slack

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/timeline"
)

func TestATimelineComesWithItsPictureForWhoAsked(t *testing.T) {
	b := newBench(t, nil)
	var drawn timeline.Timeline
	var broken error
	b.desk.picture = func(tl timeline.Timeline) ([]byte, error) {
		drawn = tl
		return []byte("pixels"), broken
	}
	b.connect()
	id := b.record()
	b.event(id, disclosure.Event{Kind: disclosure.KindNote, Text: "they run https://example-bucket.s3.eu-west-3.amazonaws.com/ and write from jane@nextmotion.net"})
	before := len(b.server.files())
	b.command(userV, "timeline "+string(id))
	b.work()
	files := b.server.files()[before:]
	if len(files) != 1 || files[0].Name != "dl-2020-0001-timeline.png" || files[0].Content != "pixels" || files[0].Channel == triage || !strings.HasPrefix(files[0].Channel, "D") {
		t.Fatalf("brought were %+v", files)
	}
	if got := b.lastReply("/respond"); !strings.Contains(got, "The picture is in your messages with Daylight.") {
		t.Errorf("the answer is %s", got)
	}
	for _, r := range drawn.Rows {
		if strings.Contains(r.Text+r.Name, "example-bucket") || strings.Contains(r.Text, "jane@") {
			t.Errorf("drawn is %q", r.Text)
		}
	}
	broken = fault.Errorf(fault.Internal, "no letters")
	b.command(userV, "timeline "+string(id))
	b.work()
	if got := b.lastReply("/respond"); !strings.Contains(got, "could not be drawn") || !strings.Contains(got, "timeline") || len(b.server.files()) != before+1 {
		t.Errorf("without a picture the answer is %s", got)
	}
}
