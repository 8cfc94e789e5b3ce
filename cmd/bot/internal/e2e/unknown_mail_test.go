package e2e

import (
	"fmt"
	"testing"
	"time"

	"daylight/disclosure"
)

// report is the content of a mail that reports on another one.
func report(kind, part string) string {
	return "Content-Type: multipart/report; report-type=" + kind + "; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nWe have fixed it.\r\n" +
		"--B\r\nContent-Type: message/" + kind + "\r\n\r\n" + part + "\r\n--B--\r\n"
}

const failedDelivery = "Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; " + vendorAddress + "\r\nAction: failed\r\nStatus: 5.1.1\r\n"

func mailRow(what, name, head, body, shows string) unknownRow {
	return unknownRow{
		name: "mail: " + name, what: what, way: "mail", shows: shows, sees: "an item in `bot inbox`: " + shows,
		drive: func(s *scene) string { s.mailed(head, body); return "" },
	}
}

func (r unknownRow) doing(does string) unknownRow { r.does = does; return r }

func unknownMails() []unknownRow {
	const fixed = "\r\nWe have fixed it.\r\n"
	return []unknownRow{
		mailRow("stranger", "a stranger who has the address claims a fix", "From: x@attacker.example", fixed, "attacker.example is not known").
			doing("Somebody who has the address of a case writes \"We have fixed it\". The mail is matched to the case and moves nothing."),
		mailRow("stranger", "a stranger asks to stop", "From: x@attacker.example", "\r\nSTOP\r\n", "asks to STOP").
			doing("A stranger writes STOP. Probing goes on until a person honours it; the team is told at once."),
		mailRow("stranger", "two From fields", "From: "+vendorAddress+"\r\nFrom: x@attacker.example", fixed, "not exactly one author, but 2").
			doing("A mail has two From fields, or none. It is nobody's word."),
		mailRow("stranger", "somebody else handed it in", "From: "+vendorAddress+"\r\nSender: x@attacker.example", fixed, "handed in by attacker.example").
			doing("A mail of the vendor names a Sender from elsewhere. It is nobody's word."),
		mailRow("stranger", "one of our own domain claims a fix", "From: ada@"+teamDomain, fixed, "our own domain").
			doing("Somebody of the team answers on the address of the case. A colleague is no vendor."),
		{
			name: "mail: a read receipt of the vendor", what: "machine", way: "mail", shows: "auto_replied",
			does:     "The vendor's program sends a read receipt. It is no answer of a person, and every step goes on.",
			sees:     "`auto_replied` in the timeline",
			dialogue: "auto_replied",
			drive: func(s *scene) string {
				s.mailed("From: "+vendorAddress, report("disposition-notification", "Disposition: manual-action/MDN-sent-manually; displayed\r\n"))
				return s.newest()
			},
		},
		{
			name: "mail: an answer that nobody can tell from a machine's", what: "unknown", way: "mail", shows: "unclear",
			does:     "The vendor's mailbox answers with a stock acknowledgement, without any field that marks it as automatic. It is in nobody's name and not public, and every step goes on.",
			sees:     "an item in `bot inbox`: unclear",
			dialogue: "unclear",
			drive: func(s *scene) string {
				s.mailed("From: Security <"+vendorAddress+">", "\r\nWe have received your message.\r\n")
				return ""
			},
		},
		mailRow("machine", "a report of abuse", "From: fbl@nextmotion.example", report("feedback-report", "Feedback-Type: abuse\r\n"), "a report of abuse").
			doing("A report of abuse comes in. It is never an answer of a person."),
		mailRow("machine", "a mail server that names no mail of ours", "From: MAILER-DAEMON", "\r\n"+vendorAddress+": user unknown\r\n", "names no mail of ours").
			doing("A mail server without a domain writes. It is believed only about a mail of ours."),
		mailRow("machine", "a failed delivery in the name of a person", "From: Mail Delivery <delivery@nextmotion.example>\r\nReturn-Path: <delivery@nextmotion.example>", report("delivery-status", failedDelivery), "names no mail of ours").
			doing("A report of a failed delivery comes from the vendor's own domain, with a return path as a person has it. It is a report all the same, and no answer."),
		bounceAsRead(),
		mailRow("machine", "a forged bounce", "From: MAILER-DAEMON@attacker.example\r\nReturn-Path: <>", report("delivery-status", failedDelivery), "names no mail of ours").
			doing("A bounce has neither our envelope token nor a Message-ID of ours. No contact is called dead."),
		{
			name: "mail: an approved message whose vendor answered meanwhile", what: "changed meanwhile", way: "mail",
			does:  "An approved reminder says that nobody answered, and the vendor answers before it is sent. It is withheld.",
			sees:  "why, at once, and which text fits; the draft is open again",
			shows: "withheld",
			build: answeredMeanwhile,
			drive: func(s *scene) string { return refusal(s.send(s.id, s.load(s.id).Drafts[1])) },
		},
		{
			name: "mail: a first contact whose asset was closed meanwhile", what: "changed meanwhile", way: "mail",
			does:  "A first contact was approved, and the asset answers closed before it is sent. It is withheld.",
			sees:  "why, at once, and which text fits; the draft is open again",
			shows: "withheld", dialogue: "drafted", also: "nobody was told: write D1 anew",
			build: func(t *testing.T) *scene { return shutMeanwhile(t, "mail") },
			drive: func(s *scene) string { return refusal(s.send(s.id, s.load(s.id).Drafts[0])) },
		},
	}
}

// answeredMeanwhile is a case with an approved reminder that the vendor's answer has overtaken.
func answeredMeanwhile(t *testing.T) *scene {
	s := written(t, "mail")
	s.time.pass(72 * time.Hour)
	s.drain()
	s.approved(s.id, disclosure.FollowUp, s.load(s.id).Contacts[0].ID)
	s.mailed("From: Security <"+vendorAddress+">", "\r\nThank you, I look into it with our developers.\r\n")
	if !s.load(s.id).HasAnswered(disclosure.Vendor, "") {
		t.Fatal("the answer of the vendor did not count")
	}
	return s
}

// shutMeanwhile is a case with an approved first contact whose bucket answers closed since.
func shutMeanwhile(t *testing.T, way string) *scene {
	s := newScene(t, way)
	s.id = s.recordCase("NextMotion", "s3", bucketURL)
	s.seenOpen(s.id)
	channel, address := disclosure.Email, vendorAddress
	if way == "issue" {
		channel, address = disclosure.Issue, smallRepo
	}
	s.approved(s.id, disclosure.FirstContact, s.contact(s.id, channel, address))
	s.bucket.Shut(true)
	s.time.pass(time.Hour)
	s.probeNow()
	return s
}

// refusal is what somebody was told whose call was refused; a call that was not is the fault of the row.
func refusal(err error) string {
	if err == nil {
		return "it was done"
	}
	return err.Error()
}

// bounceAsRead is a notice that a person takes from the inbox.
func bounceAsRead() unknownRow {
	return unknownRow{
		name: "mail: a bounce that a person takes as it was read", what: "machine", way: "mail", shows: "bounced", recorded: true,
		does: "A further delivery notice waits in the inbox, and a person assigns it as it was read. A bounce stays a bounce: nobody has answered, and every step goes on.",
		sees: "`bounced` in the timeline",
		build: func(t *testing.T) *scene {
			s := written(t, "CLI")
			s.file("config.yaml", callConfig)
			const server = "From: MAILER-DAEMON@elsewhere.example\r\nReturn-Path: <>"
			for range 2 { // these are believed: from the second on, no step of the ladder comes earlier
				s.mailed(server, report("delivery-status", "X-Original-Message-ID: <{ID}>\r\n"+failedDelivery))
			}
			s.mailed(server, report("delivery-status", failedDelivery))
			return s
		},
		drive: func(s *scene) string {
			said, code := s.call(s.t.Context(), s.folder(), "inbox", "assign", fmt.Sprint(s.inbox()[0].ID))
			if code != 0 {
				s.t.Fatal(said)
			}
			return s.newest()
		},
	}
}
