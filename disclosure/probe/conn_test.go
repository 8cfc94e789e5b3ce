package probe_test

import (
	"context"
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

// talker is a kind that holds the conversation of a test.
type talker struct {
	tls  bool
	talk func(ctx context.Context, c *probe.Conn) error
}

var line = target.Service{Kind: "line", Name: "line", Schemes: []string{"line"}, Ports: []uint16{4711}}

func (talker) Name() string                   { return "line" }
func (talker) Version() int                   { return 1 }
func (talker) Info() probe.Info               { return probe.Info{Facets: []string{"a", "b"}, Ports: line.Ports} }
func (talker) Validate(t target.Target) error { _, err := line.At(t); return err }

func (talker) Plan(t target.Target) ([]probe.Step, error) {
	at, err := line.Parse(t.Target)
	return []probe.Step{{Facet: "a", Address: at.Address(), Request: []byte("HELLO\r\n")}}, err
}

func (k talker) Run(ctx context.Context, env *probe.Env, t target.Target) observed.Observation {
	q := env.Inquire(t)
	at, _ := line.Parse(t.Target)
	q.Talk(ctx, probe.Call{Address: at.Address(), TLS: k.tls}, func(ctx context.Context, c *probe.Conn) error {
		if err := k.talk(ctx, c); err != nil {
			return err
		}
		q.Set("a", probe.Open(), "OK")
		return nil
	}, "a", "b")
	return q.Done()
}

func converse(t *testing.T, k talker, edit func(*probe.Options), exchanges ...probetest.Exchange) observed.Observation {
	t.Helper()
	srv := probetest.Dialogue(t, exchanges...)
	o, err := probetest.Observe(t, probetest.New(t, edit, k), target.Target{Kind: "line", Target: "line://" + srv.Addr})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestConversationReadsNoMoreThanItsLimits(t *testing.T) {
	for name, read := range map[string]func(context.Context, *probe.Conn) error{
		"a line":  func(_ context.Context, c *probe.Conn) error { _, err := c.Line(100); return err },
		"a count": func(_ context.Context, c *probe.Conn) error { _, err := c.Bytes(1 << 30); return err },
		"until": func(_ context.Context, c *probe.Conn) error {
			_, err := c.Until(100, func([]byte) bool { return false })
			return err
		},
		"all lines": func(_ context.Context, c *probe.Conn) error {
			for {
				if _, err := c.Line(1 << 20); err != nil {
					return err
				}
			}
		},
	} {
		o := converse(t, talker{talk: read}, nil, probetest.Forever(strings.Repeat(probetest.Secret, 100)+"\n"))
		if o.Facets["a"] != probe.Unsure(observed.ReasonUnrecognised) || o.Bytes > probe.DefaultLimits().Talk {
			t.Errorf("%s: %+v", name, o)
		}
	}
}

func TestConversationReadsWhatComesInPieces(t *testing.T) {
	o := converse(t, talker{talk: func(_ context.Context, c *probe.Conn) error {
		greeting, err := c.Line(20)
		if err != nil || string(greeting) != "hello" {
			t.Errorf("%q, %v", greeting, err)
		}
		if err := c.Send([]byte("HELLO\r\n")); err != nil {
			return err
		}
		three, err := c.Bytes(3)
		if err != nil || string(three) != "abc" {
			t.Errorf("%q, %v", three, err)
		}
		rest, err := c.Until(10, func(b []byte) bool { return b[len(b)-1] == '!' })
		if err != nil || string(rest) != "de!" {
			t.Errorf("%q, %v", rest, err)
		}
		return nil
	}}, nil, probetest.Say("hel"), probetest.Say("lo\r\n"), probetest.ReadLine(), probetest.Say("abcde!"+probetest.Secret))
	if o.Facets["a"] != probe.Open() || o.Facets["b"] != probe.Unsure(observed.ReasonUnrecognised) {
		t.Errorf("%+v", o)
	}
}

func TestConversationFaultsHaveTheirReasons(t *testing.T) {
	read := func(_ context.Context, c *probe.Conn) error {
		if err := c.Send([]byte("HELLO\r\n")); err != nil {
			return err
		}
		_, err := c.Line(100)
		return err
	}
	for _, tt := range []struct {
		name      string
		tls       bool
		edit      func(*probe.Options)
		exchanges []probetest.Exchange
		reason    observed.Reason
	}{
		{"silence", false, probetest.Impatient, []probetest.Exchange{probetest.Silence()}, observed.ReasonTimeoutRead},
		{"drip", false, probetest.Impatient, []probetest.Exchange{probetest.Slowly(probetest.Secret)}, observed.ReasonTimeoutRead},
		{"end", false, nil, []probetest.Exchange{probetest.ReadLine()}, observed.ReasonEOF},
		{"end within a line", false, nil, []probetest.Exchange{probetest.ReadLine(), probetest.Say("SENTINEL")}, observed.ReasonEOF},
		{"reset", false, nil, []probetest.Exchange{probetest.ReadLine(), probetest.Abort()}, observed.ReasonReset},
		{"no TLS where TLS is", true, nil, []probetest.Exchange{probetest.ReadSome(), probetest.Say("SSH-2.0-SENTINEL\r\n")}, observed.ReasonTLSError},
		{"silence instead of TLS", true, probetest.Impatient, []probetest.Exchange{probetest.Silence()}, observed.ReasonTimeoutRead},
		{"HTTP where TLS is", true, nil, []probetest.Exchange{probetest.ReadSome(), probetest.Say("HTTP/1.1 400 Bad Request\r\n\r\n")}, observed.ReasonHTTPOnHTTPS},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := converse(t, talker{tls: tt.tls, talk: read}, tt.edit, tt.exchanges...)
			for _, facet := range []string{"a", "b"} {
				if o.Facets[facet] != probe.Unsure(tt.reason) {
					t.Errorf("facet %s: %+v, want %s", facet, o.Facets[facet], tt.reason)
				}
			}
		})
	}
}

func TestTCPStepNeedsAddressAndBytes(t *testing.T) {
	p := probetest.New(t, nil, talker{})
	one, err := p.Plan(target.Target{Kind: "line", Target: "line://db.example"})
	if err != nil || string(one.Steps[0].Request) != "HELLO\r\n" || one.Steps[0].Address != "db.example:4711" {
		t.Errorf("%+v, %v", one, err)
	}
	two, err := p.Plan(target.Target{Kind: "line", Target: "line://db.example:4712"})
	if err != nil || one.Hash == two.Hash {
		t.Errorf("another port has the same plan: %v", err)
	}
}
