package app_test

import (
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/loopback"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/outreach"
)

// happened puts an event of a party on record by hand.
func (b *bench) happened(
	id disclosure.CaseID, kind disclosure.Kind, at civil.When, role disclosure.Role, name string, ch disclosure.Channel,
) {
	b.t.Helper()
	b.do("alice", id, record.AddEvent{Kind: kind, At: at, Party: role, Name: name, Channel: ch})
}

// contactOf adds a mail address of somebody who is not the vendor.
func (b *bench) contactOf(id disclosure.CaseID, role disclosure.Role, name string) string {
	b.t.Helper()
	c := b.do("alice", id, record.AddContact{Contact: disclosure.Contact{
		Role: role, Name: name, Channel: disclosure.Email, Address: "desk@" + string(role) + ".example",
	}})
	return c.Contacts[len(c.Contacts)-1].ID
}

// body writes a draft and returns its text on one line.
func (b *bench) body(id disclosure.CaseID, t disclosure.Template, contact, lang string) string {
	b.t.Helper()
	_, body, err := b.Desk.NewDraftBecause(b.t.Context(), b.who("alice"), id, t, contact, lang, unasked)
	if err != nil {
		b.t.Fatal(err)
	}
	return strings.Join(strings.Fields(body), " ")
}

func says(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in: %s", part, text)
		}
	}
}

func silent(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(text, part) {
			t.Errorf("%q is said in: %s", part, text)
		}
	}
}

func TestANoticeListsEveryAttemptAndWhatCameOfIt(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.clock.set(t, "2020-02-12T09:00:00Z")
	id := b.record(nil)
	jan := func(day int) civil.When { return civil.OnDay(2020, 1, day) }
	b.happened(id, disclosure.KindContacted, jan(27), disclosure.Vendor, "", disclosure.Email)
	b.happened(id, disclosure.KindBounced, jan(27), disclosure.Vendor, "", disclosure.Email)
	b.happened(id, disclosure.KindContacted, jan(28), disclosure.Vendor, "", disclosure.Phone)
	b.happened(id, disclosure.KindEscalated, jan(30), disclosure.Provider, "AWS", disclosure.Email)
	b.happened(id, disclosure.KindAutoReplied, jan(31), disclosure.Provider, "AWS", disclosure.Email)
	b.happened(id, disclosure.KindContacted, jan(31), disclosure.Press, "A newspaper", disclosure.Email)
	b.do("alice", id, record.AddEvent{Kind: disclosure.KindContacted, At: civil.OnDay(2020, 3, 1), Party: disclosure.Vendor, Channel: disclosure.Letter, Planned: true})
	cert, cnil := b.contactOf(id, disclosure.Coordinator, "CERT-FR"), b.contactOf(id, disclosure.Regulator, "CNIL")
	b.happened(id, disclosure.KindEscalated, civil.OnDay(2020, 2, 1), disclosure.Coordinator, "CERT-FR", disclosure.Email)

	to := b.body(id, disclosure.CoordinatorNotice, cert, "en")
	says(t, to, "as of 12 February 2020", "27 January 2020, e-mail, owner (NextMotion): came back undelivered on 27 January 2020",
		"28 January 2020, telephone, owner (NextMotion): no answer so far",
		"30 January 2020, e-mail, hosting provider (AWS): automatic answer on 31 January 2020", "NextMotion, France")
	silent(t, to, "newspaper", "1 March 2020", "CERT-FR", "GDPR")
	says(t, b.body(id, disclosure.RegulatorNotice, cnil, "fr"), "1er février 2020, courriel, coordinateur (CERT-FR)", "28 janvier 2020, téléphone, exploitant (NextMotion) : sans réponse")

	// The provider reads how its customer was tried, as before.
	says(t, b.body(id, disclosure.ProviderNotice, b.contactOf(id, disclosure.Provider, "AWS"), "en"), "- 28 January 2020, telephone", "AWS is the host")
}

func TestADryRunIsNoAttempt(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := b.record(nil)
	b.send(id, b.draft(id))
	to := b.body(id, disclosure.CoordinatorNotice, b.contactOf(id, disclosure.Coordinator, "CERT-FR"), "en")
	says(t, to, "not yet found a way to reach the owner")
	silent(t, to, "27 January 2020", "GDPR")
}

func TestAMailThatAServerTookStartsTheHoursInNoticesAndInTheExplanation(t *testing.T) {
	t.Parallel()
	var bucket *loopback.Bucket
	b := newBench(t, withBucket(t, &bucket))
	id := b.record(nil)
	b.drain() // the bucket is open
	b.send(id, b.draft(id))
	b.clock.set(t, "2020-01-30T09:00:00Z")
	vendor := b.load(id).Contacts[0].ID
	want := "72 hours after the acceptance by the mail server (27 January 2020, 09:00 UTC) end on 30 January 2020, 09:00 UTC"
	says(t, b.body(id, disclosure.FollowUp, vendor, "en"), "If Article 33 GDPR applies to you, "+want, "not as legal advice")
	cnil := b.contactOf(id, disclosure.Regulator, "CNIL")
	says(t, b.body(id, disclosure.RegulatorNotice, cnil, "en"), "If Article 33 GDPR applies to NextMotion, "+want)

	x, err := b.Desk.Explain(t.Context(), id, nil, desk.WhatIf{})
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Information) != 1 || x.Information[0].Proof.Kind != outreach.ProofAccepted {
		t.Fatalf("%+v", x.Information)
	}
	says(t, x.Information[0].Text, "If Article 33 GDPR applies to NextMotion, "+want)

	// The mail came back after all: then nothing is proven.
	b.happened(id, disclosure.KindBounced, civil.OnDay(2020, 1, 30), disclosure.Vendor, "", disclosure.Email)
	silent(t, b.body(id, disclosure.RegulatorNotice, cnil, "en"), "GDPR")
	if x, err = b.Desk.Explain(t.Context(), id, nil, desk.WhatIf{}); err != nil || x.Information == nil || len(x.Information) != 0 {
		t.Errorf("%+v %v", x.Information, err)
	}
}

func TestARegulatorIsNotToldOfWhatHoldsNoDataOfPeople(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	id := b.record(func(f *disclosure.Facts) { f.Exposed = disclosure.Exposed{Records: 5} })
	_, _, err := b.Desk.NewDraft(t.Context(), b.who("alice"), id, disclosure.RegulatorNotice, b.contactOf(id, disclosure.Regulator, "CNIL"), "fr")
	refuses(t, err, fault.Invalid, "data of people")
}
