package dial_test

import (
	"testing"

	"daylight/disclosure/probe/dial"
)

func TestAProxyOnLoopbackIsOnThisMachine(t *testing.T) {
	for proxy, want := range map[string]bool{
		"socks5://127.0.0.1:1080": true, "http://127.9.9.9:1": true, "socks5://[::1]:1080": true, "socks5://[::ffff:127.0.0.1]:1": true,
		"socks5://localhost:1080": true, "socks5://LOCALHOST.:1080": true, "http://a.localhost:1": true, "http://0.0.0.0:1": true,
		"socks5://proxy.example:1080": false, "socks5://192.0.2.1:1080": false, "socks5://localhost.example:1": false,
	} {
		g, err := dial.ParseEgress(proxy)
		if err != nil {
			t.Fatal(err)
		}
		if got := g.OnThisMachine(); got != want {
			t.Errorf("%s: %v, want %v", proxy, got, want)
		}
	}
}
