package redis_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/redis"
	"daylight/disclosure/probe/target"
)

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:   redis.New(),
		Target: func(hostport string) string { return "redis://" + hostport },
		Secure: func(hostport string) string { return "rediss://" + hostport },
		Bad:    []string{"postgres://db.example", "redis://a.example,b.example"},
	})
}

var (
	isOpen = probe.Open()
	auth   = probe.Closed(observed.ReasonAuthRequired)
	denied = probe.Closed(observed.ReasonAccessDenied)
	busy   = probe.Unsure(observed.ReasonServerError)
	odd    = probe.Unsure(observed.ReasonUnrecognised)
)

const (
	noAuth = "-NOAUTH Authentication required.\r\n"
	noPerm = "-NOPERM User default has no permissions to run the 'dbsize' command SENTINEL\r\n"
)

var none = probe.Closed(observed.ReasonNoPermission)

func TestAnswersAreClassified(t *testing.T) {
	for _, tt := range []struct {
		name             string
		ping, dbsize     string // "" when it must not be sent
		wantPing, wantDB observed.FacetResult
	}{
		{"serves everybody", "+PONG\r\n", ":900000\r\n", isOpen, isOpen},
		{"serves everybody nothing", "+PONG\r\n", ":0\r\n", isOpen, isOpen},
		{"wants a password", noAuth, "", auth, auth},
		{"wants a password as before 2.8", "-ERR operation not permitted\r\n", "", auth, auth},
		{"half-fix: a stranger may only PING", "+PONG\r\n", noPerm + noPerm, isOpen, odd},
		{"a proxy PINGs by itself", "+PONG\r\n", noAuth, isOpen, auth},
		{"PING is forbidden and DBSIZE is not", noPerm, ":1\r\n", odd, isOpen},
		{"PING, DBSIZE and GET are forbidden", noPerm, noPerm + noPerm, none, none},
		{"a key is forbidden, and others may not be", noPerm, noPerm + "-NOPERM No permissions to access a key\r\n", odd, odd},
		{"half-fix: PING and DBSIZE are forbidden, and GET is not", noPerm, noPerm + "$-1\r\n", odd, isOpen},
		{"DBSIZE is renamed, and GET is not", "+PONG\r\n", "-ERR unknown command 'SENTINEL'\r\n$-1\r\n", isOpen, isOpen},
		{"DBSIZE is renamed", "+PONG\r\n", "-ERR unknown command 'SENTINEL'\r\n-ERR unknown command 'SENTINEL'\r\n", isOpen, odd},
		{"DBSIZE says no number", "+PONG\r\n", ":SENTINEL\r\n", isOpen, odd},
		{"DBSIZE says PONG", "+PONG\r\n", "+PONG\r\n", isOpen, odd},
		{"PING says a number", ":1\r\n", "", odd, odd},
		{"PING says something more", "+PONG SENTINEL\r\n", "", odd, odd},
		{"loading", "-LOADING Redis is loading the dataset in memory\r\n", "", busy, busy},
		{"full", "-ERR max number of clients reached\r\n", "", busy, busy},
		{"a name that only begins like the refusal", "-NOAUTHX SENTINEL\r\n", "", odd, odd},
		{"a refusal without its sign", "NOAUTH Authentication required.\r\n", "", odd, odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			exchanges := []probetest.Exchange{probetest.Read(14), probetest.Say(tt.ping)}
			if tt.dbsize != "" {
				exchanges = append(exchanges, probetest.Read(16), probetest.Say(tt.dbsize))
			}
			srv := probetest.Dialogue(t, exchanges...)
			p := probetest.New(t, nil, redis.New())
			o, err := probetest.Observe(t, p, target.Target{Kind: "redis", Target: "redis://" + srv.Addr})
			if err != nil || o.Facets[redis.FacetPing] != tt.wantPing || o.Facets[redis.FacetData] != tt.wantDB {
				t.Errorf("%+v, %v, want ping %+v data %+v", o.Facets, err, tt.wantPing, tt.wantDB)
			}
			if o.Bytes != int64(len(tt.ping)+len(tt.dbsize)) || o.AnswerMAC == "" {
				t.Errorf("%d bytes, seal %q", o.Bytes, o.AnswerMAC)
			}
		})
	}
}

func TestProtectedModeSpeaksFirstAndHangsUp(t *testing.T) {
	srv := probetest.Dialogue(t, probetest.Say("-DENIED Redis is running in protected mode because SENTINEL\r\n"))
	p := probetest.New(t, nil, redis.New())
	o, err := probetest.Observe(t, p, target.Target{Kind: "redis", Target: "redis://" + srv.Addr})
	if err != nil || o.Facets[redis.FacetPing] != denied || o.Facets[redis.FacetData] != denied {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestTLSOnThePortThatHadNoneIsAskedWithinIt(t *testing.T) {
	for _, tt := range []struct {
		name   string
		secure []probetest.Exchange
		want   observed.FacetResult
	}{
		{"open behind it", []probetest.Exchange{probetest.Secure(t), probetest.Read(14), probetest.Say("+PONG\r\n"), probetest.Read(16), probetest.Say(":1\r\n")}, isOpen},
		{"a password behind it", []probetest.Exchange{probetest.Secure(t), probetest.Read(14), probetest.Say(noAuth)}, auth},
		{"no TLS either", nil, probe.Unsure(observed.ReasonEOF)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.DialogueBy(t, func(connection int) []probetest.Exchange {
				if connection == 0 {
					return []probetest.Exchange{probetest.Read(14)}
				}
				return tt.secure
			})
			o, err := probetest.Observe(t, probetest.New(t, nil, redis.New()), target.Target{Kind: "redis", Target: "redis://" + srv.Addr})
			if err != nil || o.Facets[redis.FacetData] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}

func TestPasswordIsSeenBehindTLS(t *testing.T) {
	srv := probetest.Dialogue(t, probetest.Secure(t), probetest.Read(14), probetest.Say(noAuth))
	p := probetest.New(t, nil, redis.New())
	o, err := probetest.Observe(t, p, target.Target{Kind: "redis", Target: "rediss://" + srv.Addr})
	if err != nil || o.Facets[redis.FacetData] != auth || o.Bytes != int64(len(noAuth)) {
		t.Errorf("%+v, %v", o, err)
	}
}

func TestAnotherNumberOfKeysIsTheSameAnswer(t *testing.T) {
	var seals []string
	for _, n := range []string{":1\r\n", ":2\r\n"} {
		srv := probetest.Dialogue(t, probetest.Read(14), probetest.Say("+PONG\r\n"), probetest.Read(16), probetest.Say(n))
		o, err := probetest.Observe(t, probetest.New(t, nil, redis.New()), target.Target{Kind: "redis", Target: "redis://" + srv.Addr})
		if err != nil {
			t.Fatal(err)
		}
		seals = append(seals, o.AnswerMAC)
	}
	if seals[0] != seals[1] || seals[0] == "" {
		t.Errorf("seals %q", seals)
	}
}
