package ldap_test

import (
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/ldap"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

const base = "/dc=example,dc=org"

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:   ldap.New(),
		Target: func(hostport string) string { return "ldap://" + hostport + base },
		Secure: func(hostport string) string { return "ldaps://" + hostport + base },
		Bad:    []string{"ldap://db.example", "ldap://db.example/", "ldap://db.example/x", "ldap://db.example/dc=" + strings.Repeat("x", 255)},
	})
}

// element writes an element of less than 128 bytes.
func element(tag byte, body string) string { return string([]byte{tag, byte(len(body))}) + body }

func answer(id byte, operation string) string {
	return element(0x30, element(2, string([]byte{id}))+operation)
}

func done(code byte, text string) string {
	return answer(1, element(0x65, element(10, string([]byte{code}))+element(4, "")+element(4, text)))
}

func TestAnswersAreClassified(t *testing.T) {
	odd := probe.Unsure(observed.ReasonUnrecognised)
	auth := probe.Closed(observed.ReasonAuthRequired)
	busy := probe.Unsure(observed.ReasonServerError)
	entry := answer(1, element(0x64, element(4, "dc=SENTINEL")+element(0x30, "")))
	for _, tt := range []struct {
		name, reply string
		want        observed.FacetResult
	}{
		{"shows the entry", entry + done(0, ""), probe.Open()},
		{"shows the entry and ends late", entry, probe.Open()},
		{"wants a stronger bind", done(8, "SENTINEL"), auth},
		{"wants another bind", done(48, "anonymous access disallowed"), auth},
		{"does not know us", done(49, ""), auth},
		{"grants no access", done(50, ""), probe.Closed(observed.ReasonAccessDenied)},
		{"hides the entry, or has none", done(32, ""), probe.Closed(observed.ReasonGoneAmbiguous)},
		{"is an Active Directory that wants a bind", done(1, "000004DC: LdapErr: DSID-0C090A5C, comment: In order to perform this"), auth},
		{"is an OpenLDAP that wants a bind", done(53, "authentication required"), auth},
		{"has another trouble", done(1, "00002020: 000004DC: SENTINEL"), odd},
		{"ends well without an entry", done(0, ""), odd},
		{"demands encryption", done(13, ""), probe.Unsure(observed.ReasonTLSWanted)},
		{"refers to elsewhere", done(10, ""), odd},
		{"is busy", done(51, ""), busy},
		{"is unavailable", done(52, ""), busy},
		{"unwilling", done(53, "SENTINEL"), odd},
		{"an answer to another question", answer(2, element(0x65, element(10, "\x32")+element(4, "")+element(4, ""))), odd},
		{"a notice of the end", answer(0, element(0x78, element(10, "\x08"))), odd},
		{"an accepted bind", answer(1, element(0x61, element(10, "\x00")+element(4, "")+element(4, ""))), odd},
		{"an entry without a name", answer(1, element(0x64, element(4, "")+element(0x30, ""))), odd},
		{"a length beyond the end", answer(1, "\x65\x50\x0a\x01\x32"), odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Dialogue(t, probetest.ReadSome(), probetest.Say(tt.reply))
			o, err := probetest.Observe(t, probetest.New(t, nil, ldap.New()), target.Target{Kind: "ldap", Target: "ldap://" + srv.Addr + base})
			if err != nil || o.Facets[ldap.Facet] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}

func TestAServerThatWantsTLSIsAskedWithinIt(t *testing.T) {
	wants := done(13, "TLS confidentiality required")
	consent := answer(3, element(0x78, element(10, "\x00")+element(4, "")+element(4, "")))
	refusal := answer(3, element(0x78, element(10, "\x34")+element(4, "")+element(4, "")))
	busy := answer(3, element(0x78, element(10, "\x01")+element(4, "")+element(4, "")))
	entry := answer(1, element(0x64, element(4, "dc=SENTINEL")+element(0x30, "")))
	for name, tt := range map[string]struct {
		then []probetest.Exchange
		want observed.FacetResult
	}{
		"open within TLS":   {[]probetest.Exchange{probetest.Say(consent), probetest.Secure(t), probetest.ReadSome(), probetest.Say(entry)}, probe.Open()},
		"closed within TLS": {[]probetest.Exchange{probetest.Say(consent), probetest.Secure(t), probetest.ReadSome(), probetest.Say(done(50, ""))}, probe.Closed(observed.ReasonAccessDenied)},
		"was not done with the search yet": {
			[]probetest.Exchange{probetest.Say(busy), probetest.ReadSome(), probetest.Say(consent), probetest.Secure(t), probetest.ReadSome(), probetest.Say(entry)}, probe.Open(),
		},
		"is never done": {
			[]probetest.Exchange{probetest.Say(busy), probetest.ReadSome(), probetest.Say(busy), probetest.ReadSome(), probetest.Say(busy)}, probe.Unsure(observed.ReasonTLSWanted),
		},
		"offers no TLS": {[]probetest.Exchange{probetest.Say(refusal)}, probe.Unsure(observed.ReasonTLSWanted)},
		"consents to something else": {
			[]probetest.Exchange{probetest.Say(strings.Replace(consent, "\x02\x01\x03", "\x02\x01\x04", 1))}, probe.Unsure(observed.ReasonTLSWanted),
		},
	} {
		t.Run(name, func(t *testing.T) {
			srv := probetest.Dialogue(t, append([]probetest.Exchange{probetest.ReadSome(), probetest.Say(wants), probetest.ReadSome()}, tt.then...)...)
			o, err := probetest.Observe(t, probetest.New(t, nil, ldap.New()), target.Target{Kind: "ldap", Target: "ldap://" + srv.Addr + base})
			if err != nil || o.Facets[ldap.Facet] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}

func TestSearchRequestsNoAttributes(t *testing.T) {
	plan, err := probetest.New(t, nil, ldap.New()).Plan(target.Target{Kind: "ldap", Target: "ldap://db.example" + base})
	if err != nil || !strings.HasSuffix(string(plan.Steps[0].Request), "\x87\x0bobjectClass\x30\x05\x04\x031.1") ||
		!strings.Contains(string(plan.Steps[0].Request), "\x04\x11dc=example,dc=org\x0a\x01\x00") {
		t.Errorf("%+v, %v", plan, err)
	}
}

func TestNameStaysLegible(t *testing.T) {
	for _, raw := range []string{"ldap://DB.example" + base, "ldap://db.example:389/dc%3Dexample%2cdc%3dorg?cn?sub"} {
		got, _, err := ldap.New().Read(raw, false)
		if err != nil || got.Target != "ldap://db.example:389"+base {
			t.Errorf("%s is read as %q, %v", raw, got.Target, err)
		}
	}
}
