package ftp_test

import (
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/ftp"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

const greeting = "220 (vsFTPd 3.0.3)\r\n"

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:     ftp.New(),
		Target:   func(hostport string) string { return "ftp://" + hostport },
		Secure:   func(hostport string) string { return "ftps://" + hostport },
		Greeting: greeting,
		Bad:      []string{"sftp://files.example", "ftp://files.example:22"},
	})
}

func TestAnswersAreClassified(t *testing.T) {
	odd := probe.Unsure(observed.ReasonUnrecognised)
	auth := probe.Closed(observed.ReasonAuthRequired)
	busy, tls := probe.Unsure(observed.ReasonServerError), probe.Unsure(observed.ReasonTLSWanted)
	const ask = "331 Please specify the password.\r\n"
	for _, tt := range []struct {
		name, greeting, user, pass string // "" when it must not be sent
		want                       observed.FacetResult
	}{
		{"lets everybody in", greeting, ask, "230 Login successful.\r\n", probe.Open()},
		{"lets everybody in at the name", greeting, "230 Welcome SENTINEL\r\n", "", probe.Open()},
		{"tells much first", "220-SENTINEL\r\n 220 not yet\r\n220 now\r\n", ask, "230-SENTINEL\r\n530 in the text\r\n230 end\r\n", probe.Open()},
		{"wants a password", greeting, ask, "530 Login incorrect.\r\n", auth},
		{"refuses the name", greeting, "530 This FTP server does not allow anonymous logins.\r\n", "", auth},
		{"refuses in several lines", greeting, ask, "530-User cannot log in.\r\n SENTINEL\r\n530 End\r\n", auth},
		{"wants TLS, and has none", greeting, "530 Anonymous sessions must use encryption.\r\n", "", tls},
		{"wants TLS in two lines, and has none", greeting, "421-Sorry, cleartext sessions are not accepted.\r\n421 Please reconnect.\r\n", "", tls},
		{"is full and says so with the number of a refusal", greeting, ask, "530 Sorry, the maximum number of clients (10) are already connected.\r\n", odd},
		{"turns our address away", greeting, ask, "530 Your IP is not welcome.\r\n", odd},
		{"is full", "421 Too many users.\r\n", "", "", busy},
		{"is full at the login", greeting, "421 Too many users.\r\n", "", busy},
		{"wants an account", greeting, ask, "332 Need account for login.\r\n", odd},
		{"demands TLS by number, and has none", greeting, "534 Policy requires SSL.\r\n", "", tls},
		{"does not know the command", greeting, "500 SENTINEL\r\n", "", odd},
		{"greets with a refusal", "530 go away\r\n", "", "", odd},
		{"never ends its reply", greeting, strings.Repeat("230-SENTINEL\r\n", 100), "", odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			exchanges := []probetest.Exchange{probetest.Say(tt.greeting)}
			for _, reply := range []string{tt.user, tt.pass} {
				if reply != "" {
					exchanges = append(exchanges, probetest.ReadLine(), probetest.Say(reply))
				}
			}
			srv := probetest.Dialogue(t, exchanges...)
			o, err := probetest.Observe(t, probetest.New(t, nil, ftp.New()), target.Target{Kind: "ftp", Target: "ftp://" + srv.Addr})
			if err != nil || o.Facets[ftp.Facet] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
			for _, got := range srv.Received() {
				if strings.Contains(got, "LIST") || strings.Contains(got, "RETR") {
					t.Errorf("sent %q", got)
				}
			}
		})
	}
}

func TestAServerThatWantsTLSIsAskedWithinIt(t *testing.T) {
	const wants, consent, ask = "421-Sorry, cleartext sessions are not accepted.\r\n421 Please reconnect.\r\n", "234 AUTH TLS OK.\r\n", "331 Any password will do.\r\n"
	within := func(replies ...string) []probetest.Exchange {
		out := []probetest.Exchange{probetest.Say(consent), probetest.Secure(t)}
		for _, reply := range replies {
			out = append(out, probetest.ReadLine(), probetest.Say(reply))
		}
		return out
	}
	for name, tt := range map[string]struct {
		then []probetest.Exchange
		want observed.FacetResult
	}{
		"open within TLS":           {within(ask, "230 Anonymous user logged in\r\n"), probe.Open()},
		"closed within TLS":         {within(ask, "530 Login incorrect.\r\n"), probe.Closed(observed.ReasonAuthRequired)},
		"offers no TLS":             {[]probetest.Exchange{probetest.Say("500 This security scheme is not implemented\r\n")}, probe.Unsure(observed.ReasonTLSWanted)},
		"breaks off":                {nil, probe.Unsure(observed.ReasonTLSWanted)},
		"wants more of TLS":         {within("522 The key is too short for SSL.\r\n"), probe.Unsure(observed.ReasonTLSWanted)},
		"is busy once it is secret": {within("421 Try again later.\r\n"), probe.Unsure(observed.ReasonServerError)},
	} {
		t.Run(name, func(t *testing.T) {
			srv := probetest.DialogueBy(t, func(connection int) []probetest.Exchange {
				if connection == 0 {
					return []probetest.Exchange{probetest.Say(greeting), probetest.ReadLine(), probetest.Say(wants)}
				}
				return append([]probetest.Exchange{probetest.Say(greeting), probetest.ReadLine()}, tt.then...)
			})
			o, err := probetest.Observe(t, probetest.New(t, nil, ftp.New()), target.Target{Kind: "ftp", Target: "ftp://" + srv.Addr})
			if err != nil || o.Facets[ftp.Facet] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}

func TestRefusalThatTakesItsTimeIsWaitedFor(t *testing.T) {
	if limit := probe.DefaultLimits().Total.Seconds(); limit < 5 {
		t.Errorf("a probe ends after %v s; servers hold a refusal back for three", limit)
	}
}
