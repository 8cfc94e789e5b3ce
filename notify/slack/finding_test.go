package slack

import (
	"encoding/json"
	"strings"
	"testing"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

func TestMessageBecomesFindingAndCard(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.shortcut(userR, "*Open bucket with patient files* at <https://example-bucket.s3.eu-west-3.amazonaws.com/|here> &amp; more\nsecond line")
	b.server.until("the modal is open", func() bool { return len(b.server.calls("/views.open")) == 1 })

	view := b.openedView()
	got := values(view)
	if got[fieldAsset] != bucket || got[fieldKind] != "s3" || !strings.HasPrefix(got[fieldTitle], "Open bucket with patient files") {
		t.Fatalf("prefilled %v", got)
	}
	if strings.Contains(got[fieldTitle], "example-bucket") {
		t.Errorf("the title holds the target: %q", got[fieldTitle])
	}
	got[fieldVendor], got[fieldDiscovered], got[fieldRecords], got[fieldData] = "NextMotion <!channel>", "2020-01-24", "900,000", "medical images, Videos"
	got[fieldSeverity] = "high"
	ack := b.submit(userR, callbackFinding, view.PrivateMetadata, got)
	if !strings.Contains(string(ack), `"response_action":"update"`) {
		t.Fatalf("acknowledged with %s", ack)
	}
	b.work()

	k, err := b.desk.Case(t.Context(), "DL-2020-0001")
	if err != nil {
		t.Fatal(err)
	}
	if k.Author != "Rosa" || k.Discovered.String() != "2020-01-24" || k.Exposed.Records != 900000 || k.Exposed.Severity != "high" || strings.Join(k.Exposed.Data, " ") != "medical_images videos" {
		t.Errorf("recorded %+v", k)
	}
	note := b.desk.events["DL-2020-0001"][1]
	if note.Kind != disclosure.KindNote || note.Ref != "https://team.slack.com/archives/C0TALK/p1580000000000100" ||
		!strings.Contains(note.Text, "Vito") || note.Visibility != disclosure.InternalOnly {
		t.Errorf("the origin is noted as %+v", note)
	}
	posts := b.server.posts()
	if len(posts) != 1 || posts[0].Channel != triage || posts[0].Thread != "" {
		t.Fatalf("posted %+v", posts)
	}
	card := posts[0]
	if !strings.Contains(card.Text, "NextMotion &lt;!channel&gt;") {
		t.Errorf("the vendor is not escaped: %s", card.Text)
	}
	for _, secret := range []string{"example-bucket", "amazonaws"} {
		if strings.Contains(card.Blocks+card.Text, secret) {
			t.Errorf("the card shows %q", secret)
		}
	}
	if !strings.Contains(card.Metadata, metadataType) || !strings.Contains(card.Metadata, "card/DL-2020-0001") {
		t.Errorf("metadata %s", card.Metadata)
	}
	if ref, _, _ := b.desk.Ref(t.Context(), "DL-2020-0001", owner, refCard); ref != triage+":"+card.TS {
		t.Errorf("remembered %q", ref)
	}
	if reply := b.lastReply("/views.update"); !strings.Contains(reply, "DL-2020-0001") {
		t.Errorf("the modal says %s", reply)
	}
	for _, r := range b.server.calls("/chat.postMessage") {
		if r.Auth != "Bearer xoxb-secret" {
			t.Errorf("the token is not in the header: %q", r.Auth)
		}
	}
}

func TestCardIsNoFinding(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.desk.refer([]ledger.Ref{{Case: "DL-2020-0009", Owner: owner, Name: refCard, Value: "C0TALK:1580000000.000100"}})
	b.desk.mu.Lock()
	b.desk.cases["DL-2020-0009"] = &disclosure.Case{ID: "DL-2020-0009"}
	b.desk.mu.Unlock()
	b.shortcut(userR, "whatever")
	b.server.until("an answer", func() bool { return len(b.server.calls("/respond")) == 1 })
	if reply := b.lastReply("/respond"); !strings.Contains(reply, "is the card of DL-2020-0009") {
		t.Errorf("answered %s", reply)
	}
}

func TestFieldErrorsAreInTheAcknowledgement(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.record()
	good := map[string]string{fieldTitle: "A title", fieldAsset: "https://other.example/", fieldKind: "http"}
	cases := []struct {
		name, field, value, want string
	}{
		{"a title is needed", fieldTitle, "", "needed"},
		{"a slash date is refused with advice", fieldDiscovered, "01/24/2020", "2020-01-24"},
		{"a date in the future is refused", fieldDiscovered, "2020-02-01", "future"},
		{"an internal target is refused", fieldAsset, "http://127.0.0.1/", "rivate and internal"},
		{"a malformed target is refused", fieldAsset, "nothing", "URL"},
		{"a known asset names its case", fieldAsset, bucket, "DL-2020-0001"},
		{"a kind that is not offered is refused", fieldKind, "ftp", "s3, http"},
		{"a count has to be a number", fieldRecords, "many", "900000"},
		{"a country has two letters", fieldCountry, "France", "FR"},
		{"a domain is bare", fieldDomain, "https://x/", "example.com"},
		{"categories are words", fieldData, "a=b", "commas"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			in := map[string]string{}
			for k, v := range good {
				in[k] = v
			}
			in[c.field] = c.value
			b.t = t
			ack := b.submit(userR, callbackFinding, "", in)
			var got slackapi.ViewSubmissionResponse
			if err := json.Unmarshal(ack, &got); err != nil || got.ResponseAction != slackapi.RAErrors {
				t.Fatalf("acknowledged with %s", ack)
			}
			if !strings.Contains(got.Errors[c.field], c.want) {
				t.Errorf("errors %v", got.Errors)
			}
		})
	}
	if _, _, _, jobs := b.desk.counts(); jobs != 0 {
		t.Error("a refused submission was stored")
	}
}

func TestFindingRunTwiceIsRecordedOnce(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.submitFinding(userR, "", map[string]string{fieldTitle: "A title", fieldAsset: bucket, fieldKind: "s3"})
	job, _ := b.desk.take()
	b.run(job)
	b.run(job) // the process died before the job was finished
	if cases, _, _, _ := b.desk.counts(); cases != 1 {
		t.Errorf("%d cases", cases)
	}
}

func TestModalIsOpenedOncePerTrigger(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.shortcut(userR, "a message")
	b.shortcut(userR, "a message")
	b.server.until("the modal is open", func() bool { return len(b.server.calls("/views.open")) >= 1 })
	b.command(userV, "help")
	b.work()
	if n := len(b.server.calls("/views.open")); n != 1 {
		t.Errorf("%d modals", n)
	}
}

func TestUnavailableDeskLeavesTheJobToTheEngine(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.submitFinding(userR, "", map[string]string{fieldTitle: "A title", fieldAsset: bucket, fieldKind: "s3"})
	b.desk.broken = fault.Errorf(fault.Unavailable, "busy")
	job, _ := b.desk.take()
	in, raw := b.desk.inbound(job.Key)
	if _, err := b.Handle(t.Context(), in, raw); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("Handle gave %v", err)
	}
}

func TestNewOpensTheEmptyModalAtOnce(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.command(userR, "new")
	b.server.until("the modal is open", func() bool { return len(b.server.calls("/views.open")) == 1 })
	if got := values(b.openedView()); got[fieldTitle] != "" || got[fieldKind] != kindAsWritten {
		t.Errorf("prefilled %v", got)
	}
	if readOrigin(b.openedView().PrivateMetadata).Channel != "C0OTHER" {
		t.Error("the modal forgot where it was opened")
	}
	if ack := b.command(userV, "new"); !strings.Contains(string(ack), "needs the rank researcher") {
		t.Errorf("acknowledged with %s", ack)
	}
}

func TestNewReadsWhatStandsBehindIt(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.command(userR, "new Open bucket with patient files <"+bucket+">")
	b.server.until("the modal is open", func() bool { return len(b.server.calls("/views.open")) == 1 })
	view := b.openedView()
	if got := values(view); got[fieldAsset] != bucket || got[fieldKind] != "s3" || got[fieldTitle] != "Open bucket with patient files" {
		t.Errorf("prefilled %v", got)
	}
	if says := saidAbove(t, view); !strings.Contains(says, "Read as") || !strings.Contains(says, "example-bucket") || !strings.Contains(says, "the title") {
		t.Errorf("says %q", says)
	}
}

func TestWhatIsNoAssetIsSaidAndPresetsNothing(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	b.shortcut(userR, "please call me about the invoices")
	b.server.until("the modal is open", func() bool { return len(b.server.calls("/views.open")) == 1 })
	view := b.openedView()
	if got := values(view); got[fieldAsset] != "" || got[fieldKind] != kindAsWritten || !strings.Contains(saidAbove(t, view), "surely one asset") {
		t.Errorf("prefilled %v, says %q", got, saidAbove(t, view))
	}
}

// TestWhatWasTypedIsShownBeforeItIsRecorded submits an asset that the form has not shown, and another one after that.
func TestWhatWasTypedIsShownBeforeItIsRecorded(t *testing.T) {
	b := newBench(t, nil)
	b.connect()
	in := map[string]string{fieldTitle: "A title", fieldAsset: bucket, fieldKind: kindAsWritten, fieldNote: "a note", fieldVendor: "NextMotion"}
	first := shownAgain(t, b.submit(userR, callbackFinding, "", in))
	if first == nil || !strings.Contains(saidAbove(t, *first), "Nothing is recorded yet") {
		t.Fatalf("shown %+v", first)
	}
	if got := values(*first); got[fieldTitle] != "A title" || got[fieldAsset] != bucket || got[fieldNote] != "a note" || got[fieldVendor] != "NextMotion" {
		t.Errorf("the form forgot %v", got)
	}
	if _, _, _, jobs := b.desk.counts(); jobs != 0 {
		t.Error("it was recorded before anybody saw what was read")
	}
	in[fieldAsset] = "https://other.example/"
	second := shownAgain(t, b.submit(userR, callbackFinding, first.PrivateMetadata, in))
	if second == nil || !strings.Contains(saidAbove(t, *second), "other") {
		t.Fatalf("another asset is recorded unseen: %+v", second)
	}
	if again := shownAgain(t, b.submit(userR, callbackFinding, second.PrivateMetadata, in)); again != nil {
		t.Errorf("shown a third time: %s", saidAbove(t, *again))
	}
	b.work()
	if cases, _, _, _ := b.desk.counts(); cases != 1 {
		t.Errorf("%d cases", cases)
	}
}

func TestExpiredTriggerIsExplained(t *testing.T) {
	b := newBench(t, func(s *server, _ *Options) { s.fail["/views.open"] = failing(9, code("expired_trigger_id")) })
	b.connect()
	b.command(userR, "new")
	b.server.until("an answer", func() bool { return len(b.server.calls("/respond")) == 1 })
	if got := b.lastReply("/respond"); !strings.Contains(got, "try again") {
		t.Errorf("answered %s", got)
	}
}

func TestEveryTargetOfATextIsNamedAsItIsReadAndDuplicatesWithTheirCases(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.connect()
	id := b.record()
	b.shortcut(userR, "Patient files at https://third.example/a and "+bucket+" and http://127.0.0.1/ and https://third.example/a again")
	b.server.until("the modal is open", func() bool { return len(b.server.calls("/views.open")) > 0 })
	v := b.openedView()
	said := allText(v)
	for _, want := range []string{"Read as", "third[.]example", "names more", "example-bucket[.]s3", "*" + string(id) + "* (active) already"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said: %s", want, said)
		}
	}
	if strings.Count(said, "third[.]example/a/*") != 1 || strings.Contains(said, "127") || strings.Contains(values(v)[fieldTitle], "example") {
		t.Errorf("said %s, title %q", said, values(v)[fieldTitle])
	}
	for title, wrong := range map[string]bool{
		"Patient files at third.example": true, "see https://third.example/a": true, "Files of " + "security@nextmotion.example": false, "Open bucket with patient files": false,
	} {
		_, errs := b.readFinding(map[string]string{fieldTitle: title, fieldAsset: "https://third.example/a", fieldKind: kindAsWritten})
		if (errs[fieldTitle] != "") != wrong {
			t.Errorf("%q: %v", title, errs)
		}
	}
	b.desk.change(id, func(k *disclosure.Case) { k.Circle.Names = []string{"Malik"} })
	b.shortcut(userR, "again "+bucket)
	b.server.until("the modal is open", func() bool { return len(b.server.calls("/views.open")) > 1 })
	if said := allText(b.openedView()); strings.Contains(said, string(id)) {
		t.Errorf("a restricted case is named: %s", said)
	}
}
