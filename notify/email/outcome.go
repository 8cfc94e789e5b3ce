package email

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"daylight/disclosure/ledger"
	"daylight/notify"

	"github.com/emersion/go-smtp"
)

// Phases of a send, as committed before the step that they name.
const (
	PhaseConnect = "connect"  // about to connect
	PhaseRcpt    = "rcpt"     // about to name the recipients
	PhaseDataEnd = "data_end" // about to write the final dot: the point of no return
)

// step is where in a transaction something happened.
type step uint8

const (
	stepDial step = iota // connection, greeting, EHLO
	stepTLS
	stepAuth
	stepMail
	stepRcpt    // the vendor's address
	stepArchive // our own second recipient
	stepData    // the DATA command and the bytes after it
	stepMark    // committing the phase before the dot
	stepDot     // the dot and its answer
)

// The waits before another attempt. The engine adds its own growth and jitter.
const (
	greylistWait = 5 * time.Minute  // RFC 6647 section 5: most greylists open within it
	setupWait    = 15 * time.Minute // something on our side has to be fixed first
)

// The errors of a sender itself.
var (
	errNoStartTLS = errors.New("the server does not offer STARTTLS")
	errNoAuth     = errors.New("the server offers no login that is understood (PLAIN or LOGIN)")
	errStopped    = errors.New("stopped before the mail was handed over")
)

// outcome classifies the end of an attempt. It is the only place that decides between the four outcomes:
//
//	before the dot   4xx, network, our own trouble → Retry; 5xx to MAIL, RCPT or DATA → Permanent
//	at the dot       2xx → Sent; 4xx → Retry; 5xx → Permanent; everything else → Uncertain
//
// One DATA is accepted or refused for all its recipients (RFC 5321 section 4.1.1.4), so a clear refusal of the dot
// reached nobody. An answer that is neither a refusal nor an acceptance is never followed by a blind retry.
func outcome(at step, reply string, err error) ledger.Delivery {
	if err == nil && at == stepDot {
		return ledger.Delivery{Kind: ledger.Sent, Receipt: safeReply(reply)}
	}
	if err == nil {
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: "the attempt ended without a result"}
	}
	if s, ok := errors.AsType[*smtp.SMTPError](err); ok {
		return refused(at, s)
	}
	if at == stepDot {
		return ledger.Delivery{
			Kind: ledger.Uncertain, Reason: "the connection broke after the mail was handed over and before the server answered: " + what(err),
		}
	}
	d := ledger.Delivery{Kind: ledger.Retry, Reason: stepName(at) + ": " + what(err)}
	if untrusted(err) || errors.Is(err, errNoStartTLS) || errors.Is(err, errNoAuth) || errors.Is(err, errNotLoopback) {
		d.After = setupWait
	}
	return d
}

// refused classifies an answer of the server.
func refused(at step, s *smtp.SMTPError) ledger.Delivery {
	reason := stepName(at) + ": " + safeReply(replyText(s))
	ours := at == stepDial || at == stepTLS || at == stepAuth || at == stepArchive || setupCode(s.Code)
	switch class := s.Code / 100; {
	case at == stepDot && class == 2:
		return ledger.Delivery{Kind: ledger.Sent, Receipt: safeReply(replyText(s))}
	case class == 4 && ours && s.Code != 421:
		return ledger.Delivery{Kind: ledger.Retry, After: setupWait, Reason: reason}
	case class == 4:
		return ledger.Delivery{Kind: ledger.Retry, After: greylistWait, Reason: reason}
	case at == stepDot && class != 5:
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: reason}
	case class == 5 && !ours:
		// A refusal of our own sender address says nothing about theirs.
		return ledger.Delivery{Kind: ledger.Permanent, Reason: reason, Ours: at == stepMail}
	default:
		// Our own server refuses us or breaks the protocol: that is no refusal by the vendor.
		return ledger.Delivery{Kind: ledger.Retry, After: setupWait, Reason: reason}
	}
}

// setupCode reports whether a code is about our login or encryption, at any step (RFC 4954 section 6, RFC 3207 section
// 4).
func setupCode(code int) bool {
	switch code {
	case 432, 454, 530, 534, 535, 538:
		return true
	}
	return false
}

func replyText(s *smtp.SMTPError) string {
	if s.EnhancedCode[0] > 0 {
		return fmt.Sprintf("%d %d.%d.%d %s", s.Code, s.EnhancedCode[0], s.EnhancedCode[1], s.EnhancedCode[2], s.Message)
	}
	return fmt.Sprintf("%d %s", s.Code, s.Message)
}

// safeReply makes the words of a server fit for a line of a timeline.
func safeReply(s string) string { return notify.Cap(notify.Line(s), 300) }

// stepName describes the step at which an attempt ended.
func stepName(at step) string {
	switch at {
	case stepDial:
		return "the mail server could not be reached"
	case stepTLS:
		return "the connection to the mail server is not secure"
	case stepAuth:
		return "the mail server refused the login"
	case stepMail:
		return "the sender's address was not accepted"
	case stepRcpt:
		return "the recipient was not accepted"
	case stepArchive:
		return "the archive address was not accepted, nothing was sent"
	case stepData:
		return "the mail was not accepted"
	case stepMark:
		return "the mail was not handed over"
	case stepDot:
		return "the mail was handed over"
	default:
		return "the mail was not sent"
	}
}

// what describes a network error without our own addresses.
func what(err error) string {
	switch ne, isNet := errors.AsType[net.Error](err); {
	case untrusted(err):
		return "the server's certificate is not trusted"
	case errors.Is(err, context.Canceled):
		return errStopped.Error()
	case isNet && ne.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	case isNet:
		if op, ok := errors.AsType[*net.OpError](err); ok && op.Err != nil {
			return safeReply(op.Op + ": " + op.Err.Error())
		}
	}
	return safeReply(err.Error())
}
