package postgres_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/postgres"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:   postgres.New(),
		Target: func(hostport string) string { return "postgres://" + hostport },
		Bad:    []string{"postgres://db.example/" + strings.Repeat("x", 64), "mysql://db.example", "postgres://db.example/%00"},
	})
}

var (
	isOpen = probe.Open()
	auth   = probe.Closed(observed.ReasonAuthRequired)
	access = probe.Closed(observed.ReasonAccessDenied)
	forUs  = probe.Closed(observed.ReasonDeniedForUs)
	busy   = probe.Unsure(observed.ReasonServerError)
	odd    = probe.Unsure(observed.ReasonUnrecognised)
	none   = observed.FacetResult{}
)

func message(kind byte, body string) string {
	return string(kind) + string(binary.BigEndian.AppendUint32(nil, uint32(len(body)+4))) + body
}

func demand(n byte) string { return message('R', "\x00\x00\x00"+string(n)) }

func refusal(code string) string {
	return message('E', "SFATAL\x00VFATAL\x00C"+code+"\x00Mno pg_hba.conf entry for host \"192.0.2.1\", user \"SENTINEL\"\x00\x00")
}

const trusted = "R\x00\x00\x00\x08\x00\x00\x00\x00"

// observe probes a server that answers its first connection to SSLRequest with letter and then with first, and the second
// connection with second.
func observe(t *testing.T, letter, first, second string) (observed.Observation, *probetest.ScriptedServer) {
	t.Helper()
	srv := probetest.DialogueBy(t, func(n int) []probetest.Exchange {
		if n > 0 {
			return []probetest.Exchange{probetest.ReadSome(), probetest.Say(second)}
		}
		exchanges := []probetest.Exchange{probetest.Read(8), probetest.Say(letter)}
		if letter == "S" {
			exchanges = append(exchanges, probetest.Secure(t))
		}
		return append(exchanges, probetest.ReadSome(), probetest.Say(first))
	})
	o, err := probetest.Observe(t, probetest.New(t, nil, postgres.New()), target.Target{Kind: "postgres", Target: "postgresql://" + srv.Addr})
	if err != nil {
		t.Fatal(err)
	}
	return o, srv
}

func TestAnswersWithoutTLSAreClassified(t *testing.T) {
	for _, tt := range []struct {
		name, answer string
		want         observed.FacetResult
	}{
		{"trusts everybody, though the user does not exist", trusted + refusal("28000"), isOpen},
		{"trust breaks off afterwards", trusted, isOpen},
		{"wants a password", demand(3), auth},
		{"wants a digest", message('R', "\x00\x00\x00\x05salt"), auth},
		{"wants SCRAM", message('R', "\x00\x00\x00\x0aSCRAM-SHA-256\x00\x00"), auth},
		{"wants Kerberos", demand(7), auth},
		{"wants a password by its error", refusal("28P01"), auth},
		{"has no rule for us", refusal("28000"), forUs},
		{"is full", refusal("53300"), busy},
		{"is starting", refusal("57P03"), busy},
		{"has no such database", refusal("3D000"), odd},
		{"an error without a code", message('E', "SFATAL\x00MSENTINEL\x00\x00"), odd},
		{"an error that names the code in its text", message('E', "SFATAL\x00M C28000\x00\x00"), odd},
		{"authentication of no known sort", demand(99), odd},
		{"the end of SASL before its beginning", demand(12), odd},
		{"trust with more behind it", message('R', "\x00\x00\x00\x00SENTINEL"), odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, _ := observe(t, "N", tt.answer, "")
			if got := o.Facets[postgres.FacetPlain]; got != tt.want || len(o.Facets) != 1 {
				t.Errorf("%+v, want %+v", o.Facets, tt.want)
			}
		})
	}
}

func TestPlainIsProbedWhenTLSIsShut(t *testing.T) {
	for _, tt := range []struct {
		name, first, second string
		tls, plain          observed.FacetResult
	}{
		{"open with TLS", trusted, "", isOpen, none},
		{"half-fix: shut with TLS only", demand(10), trusted, auth, isOpen},
		{"shut in both", demand(10), demand(10), auth, auth},
		{"without TLS nobody is let in", demand(10), refusal("28000"), auth, access},
		{"no rule for us in both", refusal("28000"), refusal("28000"), forUs, forUs},
		{"undecided with TLS", refusal("57P03"), "", busy, none},
		{"undecided without TLS", demand(10), "SENTINEL", auth, odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, _ := observe(t, "S", tt.first, tt.second)
			if o.Facets[postgres.FacetTLS] != tt.tls || o.Facets[postgres.FacetPlain] != tt.plain {
				t.Errorf("%+v, want tls %+v plain %+v", o.Facets, tt.tls, tt.plain)
			}
		})
	}
}

func TestNothingIsSaidBeforeTLSThatCountsWithinIt(t *testing.T) {
	o, _ := observe(t, "S"+trusted, "", "")
	if o.Verdict != observed.Inconclusive {
		t.Errorf("%+v", o)
	}
}

func TestTheUserIsAStrangerThatStaysTheSame(t *testing.T) {
	p := probetest.New(t, nil, postgres.New())
	hello := func(asset, key string) string {
		plan, err := p.Plan(target.Target{Kind: "postgres", Target: asset, Key: key})
		if err != nil {
			t.Fatal(err)
		}
		return string(plan.Steps[len(plan.Steps)-1].Request)
	}
	one := hello("postgres://db.example", "")
	if !strings.Contains(one, "user\x00daylight_") || !strings.Contains(one, "database\x00postgres\x00\x00") {
		t.Errorf("%q", one)
	}
	if again := hello("postgresql://DB.example:5432/", ""); again != one {
		t.Errorf("another spelling: %q, %q", one, again)
	}
	if other := hello("postgres://other.example", ""); other == one {
		t.Error("two servers meet the same stranger")
	}
	if named := hello("postgres://db.example/shop", "app"); !strings.Contains(named, "user\x00app\x00database\x00shop\x00\x00") {
		t.Errorf("%q", named)
	}
}
