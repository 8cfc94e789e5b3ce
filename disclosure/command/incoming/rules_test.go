package incoming_test

import (
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

func TestWhoseWordItIs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule    string
		in      incoming.RecordInbound
		answers bool // the message that was sent
		role    disclosure.Role
		name    string
		channel disclosure.Channel
	}{
		{"nobody named is the vendor", incoming.RecordInbound{Channel: disclosure.Email}, false, disclosure.Vendor, "NextMotion", disclosure.Email},
		{"a party that is named", incoming.RecordInbound{Party: disclosure.Provider, Name: "AWS", Channel: disclosure.Email}, false, disclosure.Provider, "AWS", disclosure.Email},
		{"an answer is that of whom we wrote to", incoming.RecordInbound{Party: disclosure.Provider, Name: "AWS"}, true, disclosure.Vendor, "NextMotion", disclosure.Email},
		{"an answer on another way keeps its way", incoming.RecordInbound{Channel: disclosure.Form}, true, disclosure.Vendor, "NextMotion", disclosure.Form},
		{"an answer to nothing that we know", incoming.RecordInbound{Party: disclosure.Provider, Answers: "<x@y>", Channel: disclosure.Email}, false, disclosure.Provider, "", disclosure.Email},
		{"an answer to nothing", incoming.RecordInbound{Party: disclosure.Provider}, false, disclosure.Provider, "", ""},
	} {
		p := commandtest.NewPlay(t)
		key := p.Sent(disclosure.FirstContact, "C1")
		c.in.Kind, c.in.Text, c.in.Ref, c.in.Inbox, c.in.Body = disclosure.KindReplied, "hello", "<r>", 7, "b"
		if c.answers {
			c.in.Answers = key
		}
		e := p.Do(commandtest.Robot, c.in).Events[0]
		if e.Party != c.role || e.Name != c.name || e.Channel != c.channel || e.Ref != "<r>" || e.Detail.Inbox != 7 || e.Detail.Body != "b" || e.At.IsZero() {
			t.Errorf("%s: %+v", c.rule, e)
		}
	}
}

func TestAMessageWithoutAnIDIsAnsweredByNobody(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Sent(disclosure.FirstContact, "C1")
	p.C.Messages[0].ID = "" // a message of an old case
	e := p.Do(commandtest.Robot, incoming.RecordInbound{Kind: disclosure.KindReplied, Party: disclosure.Provider, Channel: disclosure.Form}).Events[0]
	if e.Party != disclosure.Provider {
		t.Errorf("%+v", e)
	}
}

func TestWhatComesInIsRecordedAsItIs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind    disclosure.Kind
		first   disclosure.Kind // what the first one is
		again   disclosure.Kind
		excerpt bool
	}{
		{disclosure.KindReplied, disclosure.KindAcknowledged, disclosure.KindReplied, true},
		{disclosure.KindAcknowledged, disclosure.KindAcknowledged, disclosure.KindAcknowledged, true},
		{disclosure.KindAutoReplied, disclosure.KindAutoReplied, disclosure.KindAutoReplied, true},
		{disclosure.KindDelivered, disclosure.KindDelivered, disclosure.KindDelivered, true},
		{disclosure.KindFixClaimed, disclosure.KindFixClaimed, disclosure.KindFixClaimed, true},
		{disclosure.KindDisputed, disclosure.KindDisputed, disclosure.KindDisputed, true},
		{disclosure.KindRefused, disclosure.KindRefused, disclosure.KindRefused, true},
		{disclosure.KindFixPromised, disclosure.KindFixPromised, disclosure.KindFixPromised, true},
		{disclosure.KindBounced, disclosure.KindBounced, disclosure.KindBounced, true},
		{disclosure.KindNote, disclosure.KindNote, disclosure.KindNote, true},
		{disclosure.KindStatement, disclosure.KindStatement, disclosure.KindStatement, false},
	} {
		p := commandtest.NewPlay(t)
		p.Sent(disclosure.FirstContact, "C1")
		in := incoming.RecordInbound{Kind: c.kind, Channel: disclosure.Email, Text: "their words"}
		d := p.Do(commandtest.Robot, in)
		e := d.Events[0]
		if e.Kind != c.first || c.excerpt && (e.Text != "" || e.Detail.Excerpt != "their words") || !c.excerpt && (e.Text != "their words" || e.Detail.Excerpt != "") {
			t.Errorf("%s: %+v", c.kind, e)
		}
		if again := p.Do(commandtest.Robot, in).Events[0].Kind; again != c.again {
			t.Errorf("a second %s is %s", c.kind, again)
		}
		asked := 0
		for _, j := range d.Jobs {
			if j.Task() == ledger.TaskProbe {
				asked++
			}
		}
		if (asked > 0) != (c.kind == disclosure.KindFixClaimed) {
			t.Errorf("%s: %d probes", c.kind, asked)
		}
	}
}

func TestAnAnswerOfAnotherPartyIsItsFirstWord(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.Sent(disclosure.FirstContact, "C1")
	p.Do(commandtest.Robot, commandtest.Reply("hello"))
	if e := p.Do(commandtest.Robot, incoming.RecordInbound{Kind: disclosure.KindReplied, Party: disclosure.Provider, Name: "AWS", Channel: disclosure.Email}).Events[0]; e.Kind != disclosure.KindAcknowledged {
		t.Errorf("%s", e.Kind)
	}
}

func TestWhichContactABounceSpoils(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule    string
		contact string
		answers bool
		spoiled string // id; "" is none
		party   disclosure.Role
	}{
		{"the address that it names", "abuse@aws.example", false, "C2", disclosure.Provider},
		{"the address that it names, of the message that it answers", "abuse@aws.example", true, "C2", disclosure.Vendor},
		{"that of the message that it answers", "", true, "C1", disclosure.Vendor},
		{"an address that nobody knows", "x@y.example", true, "", disclosure.Vendor},
		{"an address that nobody knows, of no message", "x@y.example", false, "", disclosure.Vendor},
		{"none", "", false, "", disclosure.Vendor},
	} {
		p := commandtest.NewPlay(t)
		p.Do(commandtest.Ada, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Provider, Name: "AWS", Channel: disclosure.Email, Address: "abuse@aws.example"}})
		in := incoming.RecordInbound{Kind: disclosure.KindBounced, Channel: disclosure.Email, Contact: c.contact}
		if key := p.Sent(disclosure.FirstContact, "C1"); c.answers {
			in.Answers = key
		}
		e := p.Do(commandtest.Robot, in).Events[0]
		got := ""
		for _, k := range p.C.Contacts {
			if k.Quality == disclosure.QualityBounced {
				got += k.ID
			}
		}
		if got != c.spoiled || e.Party != c.party || (e.Detail.Contact != nil) != (c.spoiled != "") {
			t.Errorf("%s: spoiled %q of %s: %+v", c.rule, got, e.Party, e)
		}
	}
}

// TestWhatBouncedIsDeadOnlyIfProven: a full mailbox or a refusal says nothing against an address.
func TestWhatBouncedIsDeadOnlyIfProven(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	key := p.Sent(disclosure.FirstContact, "C1")
	e := p.Do(commandtest.Robot, incoming.RecordInbound{Kind: disclosure.KindBounced, Channel: disclosure.Email, Answers: key, Soft: true}).Events[0]
	if e.Kind != disclosure.KindBounced || e.Detail.Contact != nil || p.C.Contacts[0].Quality == disclosure.QualityBounced {
		t.Errorf("%+v, %+v", e, p.C.Contacts[0])
	}
}

// TestWhatIsUnclearStopsNoClock: it is on record, in no person's name, and a plain answer of a person comes after it.
func TestWhatIsUnclearStopsNoClock(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	key := p.Sent(disclosure.FirstContact, "C1")
	in := incoming.RecordInbound{Kind: disclosure.KindUnclear, Channel: disclosure.Email, Answers: key, Inbox: 7, Text: "We got your request. We're on it."}
	e := p.Do(commandtest.Robot, in).Events[0]
	if e.Kind != disclosure.KindUnclear || e.Kind.Info().Visibility != disclosure.InternalOnly || e.Text != "" || e.Detail.Excerpt == "" || e.Detail.Inbox != 7 {
		t.Errorf("%+v", e)
	}
	if p.C.HasAnswered(disclosure.Vendor, "") || p.C.DialogueWith(disclosure.Vendor, "", disclosure.Email) != disclosure.DialogueUnclear {
		t.Errorf("answered %v, dialogue %v", p.C.Answered, p.C.Dialogue)
	}
	in.Kind = disclosure.KindReplied
	if e := p.Do(commandtest.Ada, in).Events[0]; e.Kind != disclosure.KindAcknowledged || !p.C.HasAnswered(disclosure.Vendor, "") {
		t.Errorf("%+v", e)
	}
	in.Kind = disclosure.KindUnclear
	p.Do(commandtest.Robot, in)
	if d := p.C.DialogueWith(disclosure.Vendor, "", disclosure.Email); d != disclosure.DialogueAcknowledged {
		t.Errorf("after the answer of a person: %s", d)
	}
}

func TestAStopIsHeardInAnAnswerOfAPersonAlone(t *testing.T) {
	t.Parallel()
	for kind, want := range map[disclosure.Kind]bool{
		disclosure.KindReplied: true, disclosure.KindAcknowledged: true, disclosure.KindAutoReplied: false, disclosure.KindBounced: false,
		disclosure.KindDisputed: true, disclosure.KindFixClaimed: true, disclosure.KindUnclear: true, disclosure.KindStatement: false,
	} {
		for _, first := range []bool{true, false} {
			p := commandtest.NewPlay(t)
			p.Sent(disclosure.FirstContact, "C1")
			if !first {
				p.Do(commandtest.Robot, commandtest.Reply("hello"))
			}
			p.Do(commandtest.Robot, incoming.RecordInbound{Kind: kind, Channel: disclosure.Email, Text: "STOP"})
			if got := p.C.Assets[0].Stopped; got != want {
				t.Errorf("%s, the first word %v: stopped %v", kind, first, got)
			}
		}
		p := commandtest.NewPlay(t)
		p.Sent(disclosure.FirstContact, "C1")
		p.Do(commandtest.Robot, incoming.RecordInbound{Kind: kind, Channel: disclosure.Email, Text: "go on"})
		if p.C.Assets[0].Stopped {
			t.Errorf("%s without a STOP stopped the probes", kind)
		}
	}
}

func TestADateThatIsPossibleIsKept(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	in := commandtest.Reply("hello")
	in.At = commandtest.Day20(1, 23)
	if e := p.Do(commandtest.Robot, in).Events[0]; e.At != in.At {
		t.Errorf("%s", e.At)
	}
	in.At = civil.At(p.Now.Add(time.Hour))
	if e := p.Do(commandtest.Robot, in).Events[0]; e.At.Time().After(p.Now) {
		t.Errorf("%s", e.At)
	}
	in.Channel = "owl"
	p.Refused(commandtest.Robot, in, fault.Invalid, "unknown channel")
}

func TestAnIssueSaysWhatWeDidToIt(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	p.C.Issues = []disclosure.Tracked{{Ref: "o/other#1", Role: disclosure.Provider, Name: "P"}, {Ref: "o/r#7", Role: disclosure.Vendor, Name: "V", Marker: "m"}}
	for _, closed := range []bool{true, false} {
		want := "issue reopened"
		if closed {
			want = "issue closed with the dates"
		}
		e := p.Do(commandtest.Robot, incoming.TrackIssue{Ref: "o/r#7", Closed: closed}).Events[0]
		if e.Text != want || e.Kind != disclosure.KindIssueUpdated || e.Party != disclosure.Vendor || e.Name != "V" || e.Channel != disclosure.Issue || e.Ref != "o/r#7" || e.Detail.Issue.Closed != closed {
			t.Errorf("%+v", e)
		}
		if p.C.Issues[0].Closed || p.C.Issues[1].Closed != closed {
			t.Errorf("%+v", p.C.Issues)
		}
	}
}

func TestAWriterIsKnownByThePersonWhoAcceptedIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule string
		kind disclosure.Kind
		who  disclosure.Actor
		want bool
	}{
		{"a reply that a person took for theirs", disclosure.KindReplied, commandtest.Ada, true},
		{"a claim", disclosure.KindFixClaimed, commandtest.Ada, true},
		{"an automatic answer", disclosure.KindAutoReplied, commandtest.Ada, true},
		{"what the engine records", disclosure.KindReplied, commandtest.Robot, false},
		{"a bounce, which no party wrote", disclosure.KindBounced, commandtest.Ada, false},
		{"a notice of delivery", disclosure.KindDelivered, commandtest.Ada, false},
	} {
		p := commandtest.NewPlay(t)
		p.Sent(disclosure.FirstContact, "C1")
		contacts := len(p.C.Contacts)
		e := p.Do(c.who, incoming.RecordInbound{Kind: c.kind, Channel: disclosure.Email, Text: "hello", Writer: "jo@agency.example"}).Events[0]
		known := len(p.C.Writers) == 1 && p.C.Writers[0].Address == "jo@agency.example" && p.C.Writers[0].Name == "NextMotion" && p.C.Writers[0].Role == disclosure.Vendor
		if known != c.want || (e.Detail.Writer != "") != c.want || len(p.C.Contacts) != contacts {
			t.Errorf("%s: known %v, event %+v", c.rule, p.C.Writers, e)
		}
		if !c.want {
			continue
		}
		p.Do(commandtest.Ada, record.AddEvent{Kind: disclosure.KindNote, Text: "not theirs", At: commandtest.Day20(1, 24), Corrects: e.Seq})
		if len(p.C.Writers) != 0 {
			t.Errorf("%s: after the correction %+v is still known", c.rule, p.C.Writers)
		}
	}
}
