package mysql_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/mysql"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func frame(number byte, body string) string {
	return string([]byte{byte(len(body)), byte(len(body) >> 8), 0, number}) + body
}

func greeting(version string, secure bool) string {
	caps := byte(0xf7)
	if secure {
		caps = 0xff
	}
	return frame(0, "\x0a"+version+"\x00\x01\x00\x00\x0012345678\x00\xff"+string([]byte{caps})+"\x21\x02\x00\xff\xc1\x15"+
		strings.Repeat("\x00", 10)+"123456789012\x00mysql_native_password\x00")
}

func failure(number byte, code uint16) string {
	return frame(number, "\xff"+string(binary.LittleEndian.AppendUint16(nil, code))+"#28000Access denied for user 'SENTINEL'")
}

const done = "\x07\x00\x00\x02\x00\x00\x00\x02\x00\x00\x00"

var (
	odd   = probe.Unsure(observed.ReasonUnrecognised)
	busy  = probe.Unsure(observed.ReasonServerError)
	auth  = probe.Closed(observed.ReasonAuthRequired)
	forUs = probe.Closed(observed.ReasonDeniedForUs)
)

func TestRulesOfEveryKind(t *testing.T) {
	for _, kind := range []probe.Kind{mysql.New(), mysql.NewLogin()} {
		t.Run(kind.Name(), func(t *testing.T) {
			s := probetest.Subject{
				Kind:     kind,
				Target:   func(hostport string) string { return "mysql://" + hostport },
				Greeting: greeting("8.0.36", false),
				Bad:      []string{"postgres://db.example"},
			}
			if kind.Name() == "mysql" {
				// The greeting is the answer, so whatever comes after it changes nothing.
				for _, f := range probetest.Faults(t, s.Greeting) {
					if strings.Contains(f.Name, "after") || strings.HasPrefix(f.Name, "greets and speaks") {
						s.Except = append(s.Except, f.Name)
					}
				}
			}
			probetest.Suite(t, s)
		})
	}
}

func TestGreetingIsClassified(t *testing.T) {
	for _, tt := range []struct {
		name, first string
		want        observed.FacetResult
		version     string
	}{
		{"greets", greeting("8.0.36", true), probe.Open(), "8.0.36"},
		{"greets as MariaDB", greeting("5.5.5-10.11.6-MariaDB-0+deb12u1", false), probe.Open(), "10.11.6"},
		{"turns our address away", failure(0, 1130), forUs, ""},
		{"is full", failure(0, 1040), busy, ""},
		{"blocked us after errors", failure(0, 1129), odd, ""},
		{"denies before it was asked", failure(0, 1045), odd, ""},
		{"a version of something else", greeting("SENTINEL", false), odd, ""},
		{"a protocol of long ago", frame(0, "\x093.20\x00SENTINEL"), odd, ""},
		{"a greeting that ends early", frame(0, "\x0a8.0.36\x00\x01"), odd, ""},
		{"a greeting with the wrong number", strings.Replace(greeting("8.0.36", false), "\x00\x00\x0a", "\x00\x01\x0a", 1), odd, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Dialogue(t, probetest.Say(tt.first))
			o, err := probetest.Observe(t, probetest.New(t, nil, mysql.New()), target.Target{Kind: "mysql", Target: "mysql://" + srv.Addr})
			if err != nil || o.Facets[mysql.FacetGreeting] != tt.want || o.Identity["version"] != tt.version {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
			for _, got := range srv.Received() {
				if got != "" {
					t.Errorf("sent %q", got)
				}
			}
		})
	}
}

func TestLoginIsClassified(t *testing.T) {
	another := func(method string) string { return frame(2, "\xfe"+method+"\x0012345678901234567890\x00") }
	for _, tt := range []struct {
		name, first, answer, second string
		want                        observed.FacetResult
	}{
		{"lets in without a password", greeting("8.0.36", false), done, "", probe.Open()},
		{"wants a password", greeting("8.0.36", false), failure(2, 1045), "", auth},
		{"wants the account of the machine", greeting("8.0.36", false), failure(2, 1698), "", auth},
		{"asks for another method and lets in", greeting("8.0.36", false), another("caching_sha2_password"), frame(4, done[4:]), probe.Open()},
		{"asks for another method and refuses", greeting("8.0.36", false), another("mysql_native_password"), failure(4, 1045), auth},
		{"asks for a method that would need more", greeting("8.0.36", false), another("mysql_clear_password"), "", odd},
		{"turns our address away", failure(0, 1130), "", "", forUs},
		{"demands TLS and does not offer it", greeting("8.0.36", false), failure(2, 3159), "", odd},
		{"is full", greeting("8.0.36", false), failure(2, 1040), "", busy},
		{"something shorter than an OK", greeting("8.0.36", false), frame(2, "\x00\x00\x00"), "", odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			exchanges := []probetest.Exchange{probetest.Say(tt.first), probetest.ReadSome(), probetest.Say(tt.answer)}
			if tt.second != "" {
				exchanges = append(exchanges, probetest.Read(4), probetest.Say(tt.second))
			}
			login(t, tt.want, exchanges...)
		})
	}
}

func TestLoginGoesOnWithinTLSWhereItIsOffered(t *testing.T) {
	login(t, probe.Open(), probetest.Say(greeting("8.0.36", true)), probetest.Read(36), probetest.Secure(t), probetest.ReadSome(),
		probetest.Say(frame(3, done[4:])))
	login(t, auth, probetest.Say(greeting("8.0.36", true)), probetest.Read(36), probetest.Secure(t), probetest.ReadSome(), probetest.Say(failure(3, 1045)))
	login(t, probe.Unsure(observed.ReasonTLSError), probetest.Say(greeting("8.0.36", true)), probetest.Read(36), probetest.Say(failure(3, 1045)))
}

func login(t *testing.T, want observed.FacetResult, exchanges ...probetest.Exchange) {
	t.Helper()
	srv := probetest.Dialogue(t, exchanges...)
	o, err := probetest.Observe(t, probetest.New(t, nil, mysql.NewLogin()), target.Target{Kind: "mysql_login", Target: "mysql://" + srv.Addr})
	if err != nil || o.Facets[mysql.FacetLogin] != want {
		t.Errorf("%+v, %v, want %+v", o, err, want)
	}
}

func TestLoginIsAMatterForASecondPerson(t *testing.T) {
	if !mysql.NewLogin().Info().OptIn || mysql.New().Info().OptIn {
		t.Error("the login has to be agreed to, the greeting has not")
	}
	if got, _, err := mysql.NewLogin().Read("mysql://db.example", false); err != nil || got.Target != "" {
		t.Errorf("the login takes an address that nobody gave it: %+v, %v", got, err)
	}
	plan, err := probetest.New(t, nil, mysql.NewLogin()).Plan(target.Target{Kind: "mysql_login", Target: "mysql://db.example", Key: "app"})
	if err != nil || !strings.HasSuffix(string(plan.Steps[2].Request), "app\x00\x00mysql_native_password\x00") {
		t.Errorf("%+v, %v", plan, err)
	}
}
