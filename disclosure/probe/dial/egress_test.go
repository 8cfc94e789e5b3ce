package dial_test

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/dial"
	"daylight/disclosure/probe/guard"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/redis"
	"daylight/disclosure/probe/target"
	"daylight/disclosure/probe/web"
)

// shut is an answer that decides alone: no control follows it.
const shut = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"files\"\r\nContent-Length: 27\r\nServer: fixture\r\n\r\n<p>" + probetest.Secret

// proxyServer is a small SOCKS5 and CONNECT proxy. It records the addresses that it was asked to connect to.
type proxyServer struct {
	addr  string
	mu    sync.Mutex
	asked []string
}

func (p *proxyServer) note(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, what)
}

func (p *proxyServer) seen() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.asked...)
}

// newProxy serves until the test ends. refuse says no to every request.
func newProxy(t *testing.T, refuse bool) *proxyServer {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxyServer{addr: ln.Addr().String()}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { defer c.Close(); p.serve(c, refuse) })
		}
	})
	t.Cleanup(func() { _ = ln.Close(); wg.Wait() })
	return p
}

func (p *proxyServer) serve(c net.Conn, refuse bool) {
	r := bufio.NewReader(c)
	first, err := r.Peek(1)
	if err != nil {
		return
	}
	var to, yes string
	if first[0] == 5 {
		to, err = p.socks(c, r, refuse)
	} else {
		to, err = p.connect(c, r, refuse)
		yes = "HTTP/1.1 200 Connection established\r\nProxy-Agent: test\r\n\r\n"
	}
	if err != nil || refuse {
		return
	}
	far, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer far.Close()
	if _, err := io.WriteString(c, yes); err != nil {
		return
	}
	go func() { _, _ = io.Copy(far, r); _ = far.(*net.TCPConn).CloseWrite() }()
	_, _ = io.Copy(c, far)
}

func (p *proxyServer) socks(c net.Conn, r *bufio.Reader, refuse bool) (string, error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(r, head); err != nil {
		return "", err
	}
	if _, err := io.CopyN(io.Discard, r, int64(head[1])); err != nil {
		return "", err
	}
	_, _ = c.Write([]byte{5, 0})
	req := make([]byte, 4)
	if _, err := io.ReadFull(r, req); err != nil {
		return "", err
	}
	size := map[byte]int{1: 4, 4: 16}[req[3]]
	if size == 0 {
		p.note("a name")
		_, _ = c.Write([]byte{5, 8, 0, 1, 0, 0, 0, 0, 0, 0})
		return "", errors.New("a name")
	}
	rest := make([]byte, size+2)
	if _, err := io.ReadFull(r, rest); err != nil {
		return "", err
	}
	addr, _ := netip.AddrFromSlice(rest[:size])
	to := netip.AddrPortFrom(addr, binary.BigEndian.Uint16(rest[size:])).String()
	p.note(to)
	code := byte(0)
	if refuse {
		code = 5 // connection refused
	}
	_, err := c.Write([]byte{5, code, 0, 1, 0, 0, 0, 0, 0, 0})
	return to, err
}

func (p *proxyServer) connect(c net.Conn, r *bufio.Reader, refuse bool) (string, error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return "", err
	}
	for {
		if h, err := r.ReadString('\n'); err != nil || strings.TrimSpace(h) == "" {
			break
		}
	}
	to := strings.Fields(line)[1]
	p.note(to)
	if refuse {
		_, err = io.WriteString(c, "HTTP/1.1 403 Forbidden\r\n\r\n"+probetest.Secret)
	}
	return to, err
}

func through(t *testing.T, raw string, edit ...func(*probe.Options)) *probe.Prober {
	t.Helper()
	egress, err := dial.ParseEgress(raw)
	if err != nil {
		t.Fatal(err)
	}
	return probetest.New(t, func(o *probe.Options) {
		o.Egress, o.Vantage = egress, "elsewhere"
		o.Resolver = probetest.Names{"asset.example": {"127.0.0.1"}, "inside.example": {"10.0.0.7"}, "meta.example": {"169.254.169.254"}}
		for _, f := range edit {
			f(o)
		}
	}, web.New(), redis.New())
}

func TestAProxyGetsAnAddressAndNeverAName(t *testing.T) {
	srv := probetest.Serve(t, probetest.Write(shut))
	_, port, _ := net.SplitHostPort(srv.Addr)
	for _, scheme := range []string{"socks5", "http"} {
		p := newProxy(t, false)
		o, err := probetest.Observe(t, through(t, scheme+"://"+p.addr), target.Target{Kind: "http", Target: "http://asset.example:" + port + "/"})
		if err != nil {
			t.Fatal(err)
		}
		if o.Verdict != observed.Closed || o.Vantage != "elsewhere" || o.Peer != srv.Addr {
			t.Errorf("%s: %+v", scheme, o)
		}
		if got := p.seen(); len(got) != 1 || got[0] != srv.Addr {
			t.Errorf("%s: the proxy was asked for %v", scheme, got)
		}
	}
}

func TestAConversationOverTCPLeavesThroughTheProxyToo(t *testing.T) {
	d := probetest.Dialogue(t, probetest.ReadSome(), probetest.Say("-NOAUTH Authentication required.\r\n"))
	for _, scheme := range []string{"socks5", "http"} {
		p := newProxy(t, false)
		o, err := probetest.Observe(t, through(t, scheme+"://"+p.addr), target.Target{Kind: "redis", Target: "redis://" + d.Addr})
		if err != nil || o.Verdict != observed.Closed || o.Peer != d.Addr || len(p.seen()) == 0 {
			t.Errorf("%s: %+v %v, asked %v", scheme, o, err, p.seen())
		}
	}
}

func TestTheGuardJudgesBeforeTheProxyHearsOfIt(t *testing.T) {
	p := newProxy(t, false)
	for _, scheme := range []string{"socks5", "http"} {
		for _, asset := range []string{"http://inside.example/", "http://meta.example/", "http://169.254.169.254/", "http://10.0.0.7/", "http://[fd00:ec2::254]/"} {
			o, err := through(t, scheme+"://"+p.addr).Probe(t.Context(), target.Target{Kind: "http", Target: asset})
			if !errors.Is(err, guard.ErrRefused) || o.Reason != observed.ReasonPolicyDenied || !o.Local {
				t.Errorf("%s %s: %v %+v", scheme, asset, err, o)
			}
		}
		// Without the tests' allowance, loopback is refused as well, although the proxy itself is there.
		strict := through(t, scheme+"://"+p.addr, func(o *probe.Options) { o.AllowPrivate = nil })
		if _, err := strict.Probe(t.Context(), target.Target{Kind: "http", Target: "http://asset.example/"}); !errors.Is(err, guard.ErrRefused) {
			t.Errorf("%s: %v", scheme, err)
		}
	}
	if got := p.seen(); len(got) != 0 {
		t.Errorf("the proxy was asked for %v", got)
	}
}

func TestWhatAProxySaysInsteadOfTheAssetNeverCounts(t *testing.T) {
	srv := probetest.Serve(t, probetest.Write(shut))
	no := newProxy(t, true)
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = gone.Close()
	babble := probetest.Dialogue(t, probetest.Say(strings.Repeat("x", 20<<10)))
	for _, raw := range []string{
		"socks5://" + no.addr, "http://" + no.addr, "socks5://" + gone.Addr().String(), "http://" + gone.Addr().String(),
		"socks5://" + babble.Addr, "http://" + babble.Addr,
	} {
		o, err := probetest.Observe(t, through(t, raw), target.Target{Kind: "http", Target: "http://" + srv.Addr + "/"})
		if err != nil || o.Verdict != observed.Inconclusive || !o.Local || o.Reason != observed.ReasonVantageUnreachable || !o.Missed() {
			t.Errorf("%s: %v %+v", raw, err, o)
		}
	}
}

func TestWhatOurResolverSaysIsNotSeenFromBehindAProxy(t *testing.T) {
	p := newProxy(t, false)
	prober := through(t, "socks5://"+p.addr)
	o, err := probetest.Observe(t, prober, target.Target{Kind: "http", Target: "http://gone.example/"})
	if err != nil || o.Verdict != observed.Inconclusive || !o.Local || len(p.seen()) != 0 {
		t.Errorf("%v %+v, asked %v", err, o, p.seen())
	}
}

func TestAProxyThatHangsEndsWithTheLimit(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	impatient := func(o *probe.Options) { o.Limits = probe.Limits{Connect: 200 * time.Millisecond} }
	for _, scheme := range []string{"socks5", "http"} {
		o, err := probetest.Observe(t, through(t, scheme+"://"+ln.Addr().String(), impatient), target.Target{Kind: "http", Target: "http://127.0.0.1/"})
		if err != nil || !o.Missed() {
			t.Errorf("%s: %v %+v", scheme, err, o)
		}
	}
}

func TestProxiesOfTheEnvironmentAreIgnored(t *testing.T) {
	p := newProxy(t, false)
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"} {
		t.Setenv(name, "socks5://"+p.addr)
	}
	srv := probetest.Serve(t, probetest.Write(shut))
	real := newProxy(t, false)
	for _, prober := range []*probe.Prober{probetest.New(t, nil, web.New()), through(t, "socks5://"+real.addr), through(t, "http://"+real.addr)} {
		if o, err := probetest.Observe(t, prober, target.Target{Kind: "http", Target: "http://" + srv.Addr + "/"}); err != nil || o.Verdict != observed.Closed {
			t.Errorf("%v %+v", err, o)
		}
	}
	if got := p.seen(); len(got) != 0 {
		t.Errorf("the environment's proxy was asked for %v", got)
	}
}

func TestWhatIsNoProxy(t *testing.T) {
	for _, raw := range []string{
		"", "socks5://", "socks5://host", "socks4://h:1", "https://h:1", "socks5h://h:1080", "http://u:SENTINEL@h:1", "http://h:1/path", "http://h:1/?q", "::",
	} {
		_, err := dial.ParseEgress(raw)
		if fault.CodeOf(err) != fault.Invalid || strings.Contains(fmt.Sprint(err), "SENTINEL") {
			t.Errorf("%q: %v", raw, err)
		}
	}
	g, err := dial.ParseEgress("http://127.0.0.1:1/")
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Check(t.Context()); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("a proxy that is not there: %v", err)
	}
}
