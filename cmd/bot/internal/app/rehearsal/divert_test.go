package rehearsal

import (
	"context"
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/rehearse"
	"daylight/templates"
)

func TestWhatIsFrozenInARehearsalIsMarkedAndGoesToItsPlace(t *testing.T) {
	t.Parallel()
	texts, err := templates.New()
	if err != nil {
		t.Fatal(err)
	}
	modes := map[rehearse.Way]rehearse.Mode{rehearse.Way("email"): rehearse.Rehearse, rehearse.Way("issue"): rehearse.Rehearse}
	v := diversion{rehearse.NewPlan(modes, map[rehearse.Way]string{rehearse.Way("email"): "practice@practice.example", rehearse.Way("issue"): "team/practice"}), texts}
	compose := func(c *disclosure.Case, k disclosure.Contact, lang string) (subject, to, body, raw string, err error) {
		next := func(_ context.Context, _ *disclosure.Case, d disclosure.Draft, k disclosure.Contact, text string) (string, string, []byte, error) {
			subject, body = d.Subject, text
			return "id", k.Address, []byte("Date: now\r\n\r\n" + text), nil
		}
		_, to, bytes, err := v.composer(k.Channel, next)(t.Context(), c, disclosure.Draft{Subject: "Open", Lang: lang}, k, "Dear vendor")
		return subject, to, body, string(bytes), err
	}
	practice, live := &disclosure.Case{ID: "DL-2020-0001", Rehearsal: true}, &disclosure.Case{ID: "DL-2020-0002"}
	mail := disclosure.Contact{ID: "C1", Channel: disclosure.Email, Address: "security@vendor.example"}
	issue := disclosure.Contact{ID: "C2", Channel: disclosure.Issue, Address: "vendor/tracking"}
	for lang, mark := range map[string]string{"en": "[REHEARSAL] ", "de": "[ÜBUNG] ", "fr": "[EXERCICE] ", "xx": "[REHEARSAL] "} {
		subject, to, body, raw, err := compose(practice, mail, lang)
		first, _, _ := strings.Cut(body, "\n")
		if err != nil || subject != mark+"Open" || to != "practice@practice.example" || !strings.Contains(first, mail.Address) || !strings.HasPrefix(raw, "X-Daylight-Rehearsal: "+mail.Address+"\r\nDate:") {
			t.Errorf("%s: %q to %q, %q, %v", lang, subject, to, raw, err)
		}
	}
	subject, to, body, raw, err := compose(practice, issue, "en")
	if err != nil || to != "team/practice" || !strings.HasPrefix(subject, "[REHEARSAL] ") || !strings.Contains(body, "vendor/tracking") || strings.HasPrefix(raw, header) {
		t.Errorf("%q to %q, %q, %v", subject, to, body, err)
	}
	// A case that is none is composed as ever; that it does not leave is refused by the rule.
	if subject, to, body, _, err = compose(live, mail, "en"); err != nil || subject != "Open" || to != mail.Address || body != "Dear vendor" {
		t.Errorf("%q to %q, %q, %v", subject, to, body, err)
	}
	v.plan = rehearse.AllLive()
	if _, _, _, _, err = compose(practice, mail, "en"); fault.CodeOf(err) != fault.Refused {
		t.Errorf("a rehearsal is composed for a live way: %v", err)
	}
}

func TestTheGuardIsAskedOfThePlaceOfTheRehearsal(t *testing.T) {
	t.Parallel()
	v := diversion{plan: rehearse.NewPlan(map[rehearse.Way]rehearse.Mode{rehearse.Way("issue"): rehearse.Rehearse}, map[rehearse.Way]string{rehearse.Way("issue"): "team/practice"})}
	asked := ""
	guard := v.guard(disclosure.Issue, func(_ context.Context, _ *disclosure.Case, k disclosure.Contact) ([]ledger.Ref, error) {
		asked = k.Address
		return nil, nil
	})
	if _, err := guard(t.Context(), &disclosure.Case{Rehearsal: true}, disclosure.Contact{Channel: disclosure.Issue, Address: "vendor/tracking"}); err != nil || asked != "team/practice" {
		t.Errorf("asked of %q, %v", asked, err)
	}
}

func TestAnAddressInAHeaderIsOneLineOfASCII(t *testing.T) {
	t.Parallel()
	if got := inHeader("a@b.example\r\nBcc: x@y.example"); strings.ContainsAny(got, "\r\n") {
		t.Errorf("%q", got)
	}
	if got := inHeader("grüße@b.example"); strings.ContainsFunc(got, func(r rune) bool { return r > 126 }) {
		t.Errorf("%q", got)
	}
}
