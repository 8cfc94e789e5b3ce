package publish_test

import (
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/command/commandtest"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/person"
)

// bobOnGitHub is bob by his account there.
var bobOnGitHub = disclosure.Actor{Name: "bob", Role: disclosure.Lead, Hand: person.Hand{Via: person.GitHub, Account: "77", Proof: person.ByGitHub}}

// forReview is an order whose page lacks these checks.
func forReview(digest string, lacks ...string) publish.OfferForReview {
	o := publish.OfferForReview{Offer: offerOf(digest)}
	for _, name := range lacks {
		o.Checks = append(o.Checks, gate.Check{Name: name, State: gate.CheckFail, Reason: "no"})
	}
	return o
}

func TestAPageGoesToAReviewOnlyIfItLacksTheApprovalAlone(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	both := []string{gate.CheckSecondPerson, gate.CheckApprovalCurrent}
	p.Refused(commandtest.Ada, forReview("d"), fault.Conflict, "approved already")
	p.Refused(commandtest.Ada, forReview("d", gate.CheckSecondPerson, gate.CheckNoCredentials), fault.Refused, "more than an approval")
	p.Refused(commandtest.Ada, forReview("d", gate.CheckClosure), fault.Refused, "more than an approval")
	p.Refused(commandtest.Robot, forReview("d", both...), fault.Forbidden, "only a person")
	p.Refused(commandtest.Rita, forReview("d", both...), fault.Forbidden, "")
	unchecked := forReview("d", both...)
	unchecked.Checks = nil
	p.Refused(commandtest.Ada, unchecked, fault.Refused, "more than an approval")
	full := forReview("d", both...)
	full.Mode = disclosure.Full // the asset is open
	p.Refused(commandtest.Ada, full, fault.Refused, "not closed by our own probes")
	d := p.Do(commandtest.Ada, forReview("d", both...))
	if len(d.Jobs) == 0 || len(d.Blobs) != 1 || len(p.C.Proposals) != 1 {
		t.Errorf("%d jobs, %d blobs, %d proposals", len(d.Jobs), len(d.Blobs), len(p.C.Proposals))
	}
	if p.Do(commandtest.Ada, forReview("d", both...)); len(p.C.Proposals) != 1 {
		t.Errorf("who asked already asks twice: %d", len(p.C.Proposals))
	}
}

func TestAReviewApprovesWhatLiesWhereItWasGiven(t *testing.T) {
	t.Parallel()
	review := func(digest, where string) publish.ApproveReviewed {
		return publish.ApproveReviewed{
			ApprovePublication: publish.ApprovePublication{Mode: disclosure.Stub, Lang: "en", Digest: digest}, Where: where, Review: "review 5 of commit abc",
		}
	}
	p := commandtest.NewPlay(t)
	p.Refused(bobOnGitHub, review("d", "team/site#7"), fault.Refused, "no such files")
	p.Do(commandtest.Robot, publish.Offered{Mode: disclosure.Stub, Lang: "en", Digest: "d", Where: "team/site#7"})
	ada, pending, rita := bobOnGitHub, bobOnGitHub, bobOnGitHub
	ada.Name, pending.Pending, rita.Role = "ada", "77 of bob is not accepted yet", disclosure.Researcher
	nameless := review("d", "team/site#7")
	nameless.Review = ""
	for rule, c := range map[string]struct {
		who  disclosure.Actor
		cmd  publish.ApproveReviewed
		code fault.Code
	}{
		"other files":                          {bobOnGitHub, review("e", "team/site#7"), fault.Refused},
		"another request":                      {bobOnGitHub, review("d", "team/site#8"), fault.Refused},
		"no review":                            {bobOnGitHub, nameless, fault.Invalid},
		"the first person":                     {ada, review("d", "team/site#7"), fault.Refused},
		"an account that nobody accepted":      {pending, review("d", "team/site#7"), fault.Refused},
		"somebody who may not approve":         {rita, review("d", "team/site#7"), fault.Forbidden},
		"a press in Slack, which is no review": {commandtest.Bob, review("d", "team/site#7"), fault.Refused},
		"Daylight itself":                      {commandtest.Robot, review("d", "team/site#7"), fault.Forbidden},
	} {
		t.Log(rule)
		p.Refused(c.who, c.cmd, c.code, "")
	}
	d := p.Do(bobOnGitHub, review("d", "team/site#7"))
	if n := len(d.Events); n != 2 || d.Events[1].Kind != disclosure.KindPublishApproved || d.Events[1].Detail.Reason != "review 5 of commit abc at team/site#7" {
		t.Errorf("%+v", d.Events)
	}
	if _, ok := gate.Approval(p.C, disclosure.Consent{Mode: disclosure.Stub, Lang: "en", Digest: "d"}, false); !ok {
		t.Error("the review is no approval")
	}
	p.Do(commandtest.Ada, offerOf("d")) // and the existing way goes on
}

func TestWhatThereIsToTellOfAReviewIsToldOnce(t *testing.T) {
	t.Parallel()
	p := commandtest.NewPlay(t)
	tell := publish.TellReview{Mode: disclosure.Stub, Lang: "en", Digest: "d", Where: "team/site#7", Text: "the review of ada does not count"}
	p.Refused(commandtest.Robot, tell, fault.Refused, "no such files")
	p.Do(commandtest.Robot, publish.Offered{Mode: disclosure.Stub, Lang: "en", Digest: "d", Where: "team/site#7"})
	if n := len(p.Do(commandtest.Robot, tell).Events); n != 1 || !publish.Told(p.C, tell) {
		t.Errorf("%d events", n)
	}
	if n := len(p.Do(commandtest.Robot, tell).Events); n != 0 {
		t.Errorf("told twice: %d", n)
	}
}
