package email

import (
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"os"
	"testing"

	"daylight/disclosure/inbound"

	"daylight/disclosure/ledger"

	"github.com/emersion/go-smtp"
)

func TestEverySMTPCodeHasAnOutcomeAtEveryStep(t *testing.T) {
	allSteps := []step{stepDial, stepTLS, stepAuth, stepMail, stepRcpt, stepArchive, stepData, stepMark, stepDot}
	for code := 100; code < 600; code++ {
		for _, at := range allSteps {
			d := outcome(at, "", &smtp.SMTPError{Code: code, Message: "words"})
			vendor := at == stepMail || at == stepRcpt || at == stepData || at == stepMark || at == stepDot
			var want ledger.OutcomeKind
			switch class := code / 100; {
			case at == stepDot && class == 2:
				want = ledger.Sent
			case class == 4:
				want = ledger.Retry
			case class == 5 && vendor && !setupCode(code):
				want = ledger.Permanent
			case class == 5:
				want = ledger.Retry
			case at == stepDot:
				want = ledger.Uncertain
			default:
				want = ledger.Retry
			}
			if d.Kind != want {
				t.Fatalf("code %d at step %d: %s, want %s", code, at, d.Kind, want)
			}
			if d.Kind == ledger.Retry && d.After < greylistWait {
				t.Fatalf("code %d at step %d: again after %s", code, at, d.After)
			}
			if d.Kind == ledger.Sent && d.Receipt == "" || d.Kind != ledger.Sent && d.Reason == "" {
				t.Fatalf("code %d at step %d says nothing: %+v", code, at, d)
			}
		}
	}
}

func TestEveryOtherErrorIsRetriedBeforeTheDotAndUncertainAtIt(t *testing.T) {
	for _, err := range []error{
		io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, os.ErrDeadlineExceeded, context.Canceled, context.DeadlineExceeded,
		&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, &net.DNSError{Err: "no such host", Name: "mx.example.org"},
		x509.UnknownAuthorityError{},
		fmt.Errorf("wrapped: %w", io.EOF), errNoAuth, errNoStartTLS, ledger.ErrLeaseLost,
	} {
		for at := stepDial; at < stepDot; at++ {
			if d := outcome(at, "", err); d.Kind != ledger.Retry || d.Reason == "" {
				t.Errorf("%v at step %d: %+v", err, at, d)
			}
		}
		if d := outcome(stepDot, "", err); d.Kind != ledger.Uncertain || d.Reason == "" {
			t.Errorf("%v at the dot: %+v", err, d)
		}
	}
	if d := outcome(stepMail, "", nil); d.Kind != ledger.Uncertain {
		t.Errorf("an attempt without a result: %+v", d)
	}
}

func TestReplyIsMadeSafe(t *testing.T) {
	d := outcome(stepRcpt, "", &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no\x1b[2J\r\nsuch \u202Euser"})
	if want := "the recipient was not accepted: 550 5.1.1 no[2J such user"; d.Reason != want {
		t.Errorf("got %q, want %q", d.Reason, want)
	}
}

func FuzzReadParts(f *testing.F) {
	f.Add([]byte("Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n"))
	f.Add([]byte("Original-Envelope-Id: x+2By\n\nAction: delayed\n\nAction: failed\nDiagnostic-Code: smtp; 550 5.7.1 no\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if b, ok := parseStatus(data); ok && b.Class == "" {
			t.Fatalf("no class: %+v", b)
		}
		htmlText(string(data))
		inbound.Read(string(data))
		ticket(string(data))
		_ = shape(data)
		readHeader(data)
		enhancedCode(string(data))
	})
}
