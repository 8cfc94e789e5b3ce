package email_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/notify/email"
)

const ourID = "dl-2020-0001.c1.gaytemzugu3doobzmfrggzdf@example.org"

// book is a lookup with one case.
type book struct {
	state disclosure.MessageState
	err   error
	asked int
	wrote string // what our message said
	refs  map[string]string
	sent  time.Time // when our message left
}

func (b *book) FindMessage(_ context.Context, id string) (disclosure.CaseID, string, bool, error) {
	b.asked++
	if b.err != nil {
		return "", "", false, b.err
	}
	if strings.EqualFold(id, ourID) {
		return "DL-2020-0001", "DL-2020-0001/first_contact/C1/1", true, nil
	}
	return "", "", false, nil
}

func (b *book) Load(_ context.Context, id disclosure.CaseID) (*disclosure.Case, error) {
	if id != "DL-2020-0001" {
		return nil, fault.Errorf(fault.NotFound, "no case %s", id)
	}
	return &disclosure.Case{
		ID:       id,
		Contacts: []disclosure.Contact{{ID: "C1", Role: disclosure.Provider, Name: "AWS", Channel: disclosure.Email, Address: "security@vendor.example"}},
		Messages: []disclosure.Message{{
			Key: "DL-2020-0001/first_contact/C1/1", ID: ourID, Contact: "C1", Channel: disclosure.Email, State: b.state, Role: disclosure.Provider, Raw: "frozen", SentAt: b.sent,
		}},
	}, nil
}

func (b *book) Blob(context.Context, disclosure.BlobRef) ([]byte, error) {
	return []byte("From: team@example.org\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + b.wrote), nil
}

func (b *book) Ref(_ context.Context, _ disclosure.CaseID, _, name string) (string, bool, error) {
	v, ok := b.refs[name]
	return v, ok, nil
}

func inbound() ledger.Inbound {
	return ledger.Inbound{ID: 7, Received: time.Date(2020, 2, 11, 15, 2, 0, 0, time.UTC), Raw: "blob", Meta: map[string]string{}}
}

// TestALineIsAPersonsByHowItCame has one short answer. What comes within seconds is nobody's, whatever it says.
func TestALineIsAPersonsByHowItCame(t *testing.T) {
	t.Parallel()
	mail := func(from, extra string) []byte {
		return []byte("From: " + from + "\r\nTo: team@example.org\r\nSubject: Re: Security notice\r\nIn-Reply-To: <" + ourID + ">\r\n" + extra + "\r\nThank you, we look into it.\r\n")
	}
	anna := mail("Anna Weber <anna@vendor.example>", "")
	for rule, c := range map[string]struct {
		raw   []byte
		after time.Duration
		want  disclosure.Kind
	}{
		"by a person, at the pace of people":    {anna, 14 * time.Minute, disclosure.KindReplied},
		"by a person, in our thread":            {anna, 0, disclosure.KindReplied},
		"within seconds":                        {anna, 5 * time.Second, disclosure.KindUnclear},
		"before our message left":               {anna, -time.Hour, disclosure.KindReplied},
		"by a desk, within a minute and a half": {mail("Helpdesk <help@vendor.example>", ""), 80 * time.Second, disclosure.KindUnclear},
		"by an address that takes no answers":   {mail("Anna Weber <noreply@vendor.example>", ""), time.Hour, disclosure.KindUnclear},
		"marked as generated":                   {mail("Anna Weber <anna@vendor.example>", "Auto-Submitted: auto-generated\r\n"), time.Hour, disclosure.KindUnclear},
		"marked as answered by a program":       {mail("Anna Weber <anna@vendor.example>", "Auto-Submitted: auto-replied\r\n"), time.Hour, disclosure.KindAutoReplied},
	} {
		in := inbound()
		sent := in.Received.Add(-c.after)
		if c.after == 0 {
			sent = time.Time{}
		}
		r, err := email.NewInterpreter(testTokens(t), &book{state: disclosure.MessageSent, sent: sent}).Interpret(t.Context(), in, c.raw)
		if err != nil {
			t.Fatal(err)
		}
		if cmd, ok := r.Command.(incoming.RecordInbound); !ok || cmd.Kind != c.want {
			t.Errorf("%s: %s, want %s: %s", rule, cmd.Kind, c.want, r.Update.Note)
		}
	}
}

func TestInterpretSamples(t *testing.T) {
	all := samples(t)
	p := email.NewInterpreter(testTokens(t), &book{state: disclosure.MessageSent})
	for name, want := range map[string]struct {
		state ledger.InboundState
		kind  disclosure.Kind // "" is no command
		how   string
	}{
		"bounce-postfix":       {ledger.InboundMatched, disclosure.KindBounced, "address"},
		"bounce-exim-dsn":      {ledger.InboundMatched, disclosure.KindBounced, "address"},
		"bounce-exim-prose":    {ledger.InboundMatched, disclosure.KindBounced, "address"},
		"bounce-exchange":      {ledger.InboundMatched, disclosure.KindBounced, "address"},
		"bounce-policy-global": {ledger.InboundMatched, disclosure.KindBounced, "address"},
		"notice-relayed":       {ledger.InboundMatched, disclosure.KindDelivered, "address"},
		"notice-delayed":       {ledger.InboundMatched, "", "address"},
		"away-en":              {ledger.InboundMatched, disclosure.KindAutoReplied, "address"},
		"ticket-ack":           {ledger.InboundMatched, disclosure.KindAutoReplied, "their reference 482913"},
		"ticket-person":        {ledger.InboundMatched, disclosure.KindReplied, "marked as generated"},
		"reply-inline":         {ledger.InboundMatched, disclosure.KindReplied, "address"},
		"reply-top":            {ledger.InboundMatched, disclosure.KindFixClaimed, "unverified"},
		"reply-no-token":       {ledger.InboundMatched, disclosure.KindReplied, "thread"},
		"hostile":              {ledger.InboundWaiting, disclosure.KindUnclear, "address"},
		"bounce-gmail":         {ledger.InboundMatched, disclosure.KindBounced, "address"},
		"bounce-path":          {ledger.InboundMatched, disclosure.KindBounced, "address"},
		"bounce-wrapped":       {ledger.InboundMatched, disclosure.KindBounced, "address"},
		"bounce-parts":         {ledger.InboundMatched, disclosure.KindBounced, "address"},
		"bounce-bare-daemon":   {ledger.InboundMatched, disclosure.KindBounced, "address"},
		"bounce-empty-from":    {ledger.InboundMatched, disclosure.KindBounced, "address"},
		"receipt-outlook":      {ledger.InboundMatched, disclosure.KindAutoReplied, "report of type disposition-notification"},
		"receipt-odd-type":     {ledger.InboundMatched, disclosure.KindAutoReplied, "matched by thread"},
		"abuse-arf":            {ledger.InboundWaiting, "", "held: a report of abuse"},
		"server-quarantine":    {ledger.InboundWaiting, "", "held: a mail server wrote"},
		"two-froms":            {ledger.InboundWaiting, "", "not exactly one author"},
		"stranger-fixed":       {ledger.InboundWaiting, "", "held: attacker.example is not known to this case; it reads as fix_claimed and asks to STOP"},
		"stranger-sender":      {ledger.InboundWaiting, "", "held: handed in by attacker.example in the name of vendor.example"},
		"stranger-nobody":      {ledger.InboundWaiting, "", "not exactly one author, but 0"},
		"bounce-forged":        {ledger.InboundWaiting, "", "held: a delivery notice that names no mail of ours"},
		"unknown-sender":       {ledger.InboundWaiting, "", "no case matches"},
		"guessed-token":        {ledger.InboundWaiting, "", "no case matches"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := p.Interpret(t.Context(), inbound(), all[name])
			if err != nil {
				t.Fatal(err)
			}
			if r.Update.State != want.state || r.Update.ID != 7 || !strings.Contains(r.Update.Note, want.how) {
				t.Errorf("update %+v", r.Update)
			}
			cmd, ok := r.Command.(incoming.RecordInbound)
			if ok != (want.kind != "") || cmd.Kind != want.kind {
				t.Fatalf("command %+v, want %q", r.Command, want.kind)
			}
			if !ok {
				// What is held still says to which case it would belong.
				if held := strings.HasPrefix(r.Update.Note, "held: "); held != (r.Update.Case != "" && want.state == ledger.InboundWaiting) {
					t.Errorf("update %+v", r.Update)
				}
				return
			}
			if r.Case != "DL-2020-0001" || cmd.Inbox != 7 || cmd.Party != disclosure.Provider || cmd.Name != "AWS" || cmd.Channel != disclosure.Email ||
				cmd.Answers != "DL-2020-0001/first_contact/C1/1" || cmd.Body != "blob" || cmd.At.String() != "2020-02-11T15:02:00Z" {
				t.Errorf("command %+v", cmd)
			}
			if strings.ContainsAny(cmd.Text, "\x00\x1b\r\u202e") || len([]rune(cmd.Text)) > 2000 || cmd.Text == "" {
				t.Errorf("excerpt %q", cmd.Text)
			}
			if (cmd.Kind == disclosure.KindBounced) != (cmd.Contact == "security@vendor.example") {
				t.Errorf("contact %q", cmd.Contact)
			}
		})
	}
}

// mailTo builds a mail of few fields.
func mailTo(fields ...string) []byte {
	return []byte(strings.Join(fields, "\r\n") + "\r\nFrom: a@vendor.example\r\n\r\nHello\r\n")
}

func TestMatchingOrder(t *testing.T) {
	tok := testTokens(t).Address("DL-2020-0001", "C1")
	other := testTokens(t).Address("DL-2020-0002", "C9")
	p := email.NewInterpreter(testTokens(t), &book{})
	for name, tc := range map[string]struct {
		raw  []byte
		want disclosure.CaseID
		note string
	}{
		"Delivered-To":                {mailTo("Delivered-To: " + tok), "DL-2020-0001", "address"},
		"X-Original-To":               {mailTo("X-Original-To: " + strings.ToUpper(tok)), "DL-2020-0001", "address"},
		"Envelope-To":                 {mailTo("Envelope-To: <" + tok + ">"), "DL-2020-0001", "address"},
		"Cc among others":             {mailTo("Cc: x@vendor.example, Team <" + tok + ">"), "DL-2020-0001", "address"},
		"To that breaks the rules":    {mailTo("To: Team <" + tok), "DL-2020-0001", "address"},
		"In-Reply-To":                 {mailTo("In-Reply-To: <" + ourID + ">"), "DL-2020-0001", "thread"},
		"References, newest first":    {mailTo("References: <x@vendor.example>\r\n <" + ourID + ">"), "DL-2020-0001", "thread"},
		"token beats thread":          {mailTo("To: "+other, "In-Reply-To: <"+ourID+">"), "", "does not exist here"},
		"a foreign domain is not ask": {mailTo("In-Reply-To: <" + strings.Replace(ourID, "example.org", "evil.example", 1) + ">"), "", "no case"},
		"subject alone":               {mailTo("Subject: Re: x [DL-2020-0001]"), "", "no case"},
		"our own domain":              {[]byte("From: colleague@example.org\r\nTo: x@vendor.example\r\nCc: " + tok + "\r\n\r\nHi"), "", "our own domain"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := p.Interpret(t.Context(), inbound(), tc.raw)
			if err != nil || !strings.Contains(r.Update.Note, tc.note) {
				t.Fatalf("%+v, %v", r.Update, err)
			}
			if (r.Command != nil) != (tc.want != "") {
				t.Errorf("command %+v", r.Command)
			}
		})
	}
}

func TestBounceIsMatchedByWhatItReturns(t *testing.T) {
	p := email.NewInterpreter(testTokens(t), &book{})
	for name, part := range map[string]string{
		"ENVID":               "--B\r\nContent-Type: message/delivery-status\r\n\r\nOriginal-Envelope-Id: " + ourID + "\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n",
		"returned header":     "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: x\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n--B\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" + ourID + ">\r\n",
		"Message-ID in prose": "--B\r\nContent-Type: text/plain\r\n\r\nUser unknown\r\n   Message-ID: <" + ourID + ">\r\n",
		"our envelope sender": "--B\r\nContent-Type: text/plain\r\n\r\nUser unknown, from " + testTokens(t).Bounce(testTokens(t).Address("DL-2020-0001", "C1")) + "\r\n",
	} {
		raw := "From: MAILER-DAEMON@mx.example.net\r\nTo: team@example.org\r\nSubject: failure notice\r\n" +
			"Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n" + part + "--B--\r\n"
		r, err := p.Interpret(t.Context(), inbound(), []byte(raw))
		if cmd, ok := r.Command.(incoming.RecordInbound); err != nil || !ok || cmd.Kind != disclosure.KindBounced || cmd.Contact != "security@vendor.example" {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

func TestArchiveCopyResolvesAnUncertainMessage(t *testing.T) {
	out := outgoing(t, "vendor@example.com")
	for state, want := range map[disclosure.MessageState]bool{disclosure.MessageUncertain: true, disclosure.MessageSent: false} {
		r, err := email.NewInterpreter(testTokens(t), &book{state: state}).Interpret(t.Context(), inbound(), out.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		cmd, ok := r.Command.(message.ResolveMessage)
		if ok != want || ok && (!cmd.Arrived || cmd.Message == "") {
			t.Errorf("%s: command %+v", state, r.Command)
		}
		if !want && r.Update.State != ledger.InboundIgnored {
			t.Errorf("%s: update %+v", state, r.Update)
		}
	}
}

func TestWhatCannotBeReadIsKeptForAPerson(t *testing.T) {
	p := email.NewInterpreter(testTokens(t), &book{})
	in := inbound()
	r, err := p.Interpret(t.Context(), in, []byte("no mail"))
	if err != nil || r.Update.State != ledger.InboundFailed || r.Command != nil || r.Update.Note == "" {
		t.Errorf("%+v, %v", r, err)
	}
	in.Meta[email.MetaUnread] = "true"
	r, err = p.Interpret(t.Context(), in, []byte("Subject: note\r\n\r\n"))
	if err != nil || r.Update.State != ledger.InboundFailed {
		t.Errorf("%+v, %v", r, err)
	}
	down := errors.New("down")
	if _, err := email.NewInterpreter(testTokens(t), &book{err: down}).Interpret(t.Context(), inbound(), mailTo("In-Reply-To: <"+ourID+">")); !errors.Is(err, down) {
		t.Errorf("a lookup that failed: %v", err)
	}
}

func TestOneMailAsksLittle(t *testing.T) {
	b := &book{}
	raw := mailTo("References: " + strings.Repeat("<x@example.org> ", 500))
	if _, err := email.NewInterpreter(testTokens(t), b).Interpret(t.Context(), inbound(), raw); err != nil || b.asked > 41 {
		t.Errorf("%d questions, %v", b.asked, err)
	}
}

func FuzzInterpret(f *testing.F) {
	for _, raw := range samples(f) {
		if len(raw) < 4<<10 {
			f.Add(raw)
		}
	}
	p := email.NewInterpreter(testTokens(f), &book{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := p.Interpret(t.Context(), inbound(), raw)
		if err != nil {
			t.Fatal(err)
		}
		if r.Update.ID != 7 || r.Update.State == "" || r.Update.State == ledger.InboundNew {
			t.Fatalf("%+v", r.Update)
		}
		if r.Command == nil && r.Update.Note == "" {
			t.Fatal("neither a command nor a note")
		}
	})
}

// TestOurOwnWordsAreNobodysClaim: what we wrote is cut by its bytes, whatever the program of the other side puts above it.
func TestOurOwnWordsAreNobodysClaim(t *testing.T) {
	t.Parallel()
	b := &book{state: disclosure.MessageSent, wrote: "Hello,\r\n\r\nwe asked the server again today and looked at the answer.\r\nIt is closed now.\r\n"}
	p := email.NewInterpreter(testTokens(t), b)
	for rule, text := range map[string]string{
		"a heading in Finnish":          "Kiitos.\r\n\r\n27. tammikuuta 2020 klo 10.30 Team <team@example.org> kirjoitti:\r\n\r\nIt is closed now.\r\n",
		"a heading that nobody knows":   "Kiitos.\r\n\r\n<team@example.org> 27.01.2020 glubberte:\r\nIt is closed now.\r\n",
		"no heading, and several lines": "Thanks.\r\n\r\nwe asked the server again today and looked at the answer. It is\r\nclosed now.\r\n",
	} {
		raw := []byte("In-Reply-To: <" + ourID + ">\r\nFrom: security@vendor.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text)
		r, err := p.Interpret(t.Context(), inbound(), raw)
		if err != nil || strings.Contains(r.Mail.Reply, "closed") || !strings.Contains(r.Mail.Quoted, "closed now.") || r.Mail.Says.Kind() == disclosure.KindFixClaimed {
			t.Errorf("%s: %v, reply %q, quoted %q", rule, err, r.Mail.Reply, r.Mail.Quoted)
		}
	}
}

// TestTwoCopiesAreOneAnswer: a list sends a copy with a footer, which has the author and the Message-ID of the first.
func TestTwoCopiesAreOneAnswer(t *testing.T) {
	t.Parallel()
	b := &book{state: disclosure.MessageSent, refs: map[string]string{}}
	p := email.NewInterpreter(testTokens(t), b)
	mail := func(id, more string) []byte {
		return []byte("In-Reply-To: <" + ourID + ">\r\nMessage-ID: <" + id + ">\r\nFrom: security@vendor.example\r\n\r\nI checked the server with our developers.\r\n" + more)
	}
	first, err := p.Interpret(t.Context(), inbound(), mail("a@vendor.example", ""))
	if err != nil || first.Command == nil || len(first.Refs) != 1 {
		t.Fatalf("%+v, %v", first, err)
	}
	b.refs[first.Refs[0].Name] = first.Refs[0].Value
	if again, err := p.Interpret(t.Context(), inbound(), mail("a@vendor.example", "")); err != nil || again.Command == nil {
		t.Errorf("the same item again: %+v, %v", again, err)
	}
	copied := inbound()
	copied.ID = 8
	if r, err := p.Interpret(t.Context(), copied, mail("a@vendor.example", "-- \r\nlist footer\r\n")); err != nil || r.Command != nil || r.Update.State != ledger.InboundIgnored || !strings.Contains(r.Update.Note, "item 7") {
		t.Errorf("the copy: %+v, %v", r, err)
	}
	if r, err := p.Interpret(t.Context(), copied, mail("b@vendor.example", "")); err != nil || r.Command == nil {
		t.Errorf("another mail: %+v, %v", r, err)
	}
}
