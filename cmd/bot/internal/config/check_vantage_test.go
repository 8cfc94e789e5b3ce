package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/config"
)

const (
	agentKey = "ed25519:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	otherKey = "ed25519:AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
)

func TestVantagePointsThatAreTaken(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "paris.token"), []byte("0123456789abcdef0123456789abcdef\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Parse([]byte(`
probe:
  vantages:
    - {name: paris, url: "https://probe.example.org:8443", token: "file:paris.token", public_key: "`+agentKey+`", ca_file: ca.pem}
    - {name: rome, proxy: "socks5://127.0.0.1:1080"}
    - {name: oslo, proxy: "http://127.0.0.1:3128"}
    - {name: here-too, url: "http://127.0.0.1:8443", token: 0123456789abcdef0123456789abcdef, public_key: "`+otherKey+`"}
rules: {closure: {vantages: 4}}
`), dir, noEnv)
	if err != nil {
		t.Fatal(err)
	}
	v := c.Probe.Vantages[0]
	if v.Token.Reveal() != "0123456789abcdef0123456789abcdef" || v.CAFile != filepath.Join(dir, "ca.pem") {
		t.Errorf("%+v", v)
	}
	if strings.Contains(string(show(t, c)), "0123456789abcdef") {
		t.Error("the token is shown")
	}
}

func TestEachMistakeInAVantagePointSaysWhatToWrite(t *testing.T) {
	t.Parallel()
	const good = `url: "https://p.example", token: 0123456789abcdef0123456789abcdef, public_key: "` + agentKey + `"`
	for _, c := range []struct{ name, vantages, says string }{
		{"no name", `{` + good + `}`, "probe.vantages[0].name: \"\" is not the name"},
		{"a name of words", `{name: two words, ` + good + `}`, "is not the name of a vantage"},
		{"our own name", `{name: here, ` + good + `}`, "names two vantages"},
		{"a name twice", `{name: a, ` + good + `}, {name: a, ` + good + `}`, "probe.vantages[1].name"},
		{"neither agent nor proxy", `{name: a}`, "write either url or proxy"},
		{"both", `{name: a, proxy: "socks5://h:1", ` + good + `}`, "write either url or proxy"},
		{"no token", `{name: a, url: "https://p.example", public_key: "` + agentKey + `"}`, "token: an agent accepts no job"},
		{"a short token", `{name: a, url: "https://p.example", token: SENTINEL, public_key: "` + agentKey + `"}`, "token is shorter than 20"},
		{"no key", `{name: a, url: "https://p.example", token: 0123456789abcdef0123456789abcdef}`, "public_key: this is not the public key"},
		{"half a key", `{name: a, url: "https://p.example", token: 0123456789abcdef0123456789abcdef, public_key: "ed25519:AAAA"}`, "public_key: this is not the public key"},
		{"no TLS", `{name: a, url: "http://p.example", token: 0123456789abcdef0123456789abcdef, public_key: "` + agentKey + `"}`, "never sent without TLS"},
		{"a login in the address", `{name: a, url: "https://u:SENTINEL@p.example", token: 0123456789abcdef0123456789abcdef, public_key: "` + agentKey + `"}`, "gives the login away"},
		{"a proxy of another sort", `{name: a, proxy: "socks4://h:1"}`, "is not a proxy"},
		{"a proxy without a port", `{name: a, proxy: "socks5://h"}`, "is not a proxy"},
		{"a proxy with a login", `{name: a, proxy: "socks5://u:SENTINEL@h:1"}`, "login is not supported"},
		{"a proxy with a key", `{name: a, proxy: "socks5://h:1", public_key: "` + agentKey + `"}`, "belong to an agent"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Parse([]byte("probe: {vantages: ["+c.vantages+"]}\n"), "", noEnv)
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "SENTINEL") {
				t.Errorf("%v, want %q", err, c.says)
			}
		})
	}
}

func TestTwoNamesDoNotMakeTwoPlaces(t *testing.T) {
	t.Parallel()
	agent := func(name, url, key string) string {
		return `{name: ` + name + `, url: "` + url + `", token: 0123456789abcdef0123456789abcdef, public_key: "` + key + `"}`
	}
	proxy := func(name, url string) string { return `{name: ` + name + `, proxy: "` + url + `"}` }
	for _, c := range []struct{ name, vantages, says string }{
		{"one address", agent("a", "https://p.example", agentKey) + "," + agent("b", "https://p.example", otherKey), "[1].url: this is the same url as that of probe.vantages[0]"},
		{"one address in another spelling", agent("a", "https://p.example", agentKey) + "," + agent("b", "https://P.example.:443/", otherKey), "[1].url: this is the same"},
		{"one key", agent("a", "https://p.example", agentKey) + "," + agent("b", "https://q.example", agentKey), "[1].public_key: this is the same"},
		{"one proxy", proxy("a", "socks5://h:1") + "," + proxy("b", "socks5://h:1"), "[1].proxy: this is the same"},
		{"one proxy by two protocols", proxy("a", "socks5://h:1") + "," + proxy("b", "http://H:1"), "[1].proxy: this is the same"},
		{"one proxy with another between", proxy("a", "socks5://h:1") + "," + proxy("b", "socks5://h:2") + "," + proxy("c", "socks5://h:1"), "[2].proxy: this is the same proxy as that of probe.vantages[0]"},
		{"several", agent("a", "https://p.example", agentKey) + "," + agent("b", "https://p.example:8443", otherKey) + "," + proxy("c", "socks5://p.example:443"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Parse([]byte("probe: {vantages: ["+c.vantages+"]}\n"), "", noEnv)
			if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %q", err, c.says)
			}
		})
	}
	t.Run("the name of our own place", func(t *testing.T) {
		t.Parallel()
		_, err := config.Parse([]byte("probe: {vantage: oslo, vantages: ["+proxy("oslo", "socks5://h:1")+"]}\n"), "", noEnv)
		if err == nil || !strings.Contains(err.Error(), "probe.vantages[0].name: \"oslo\" names two vantages") {
			t.Error(err)
		}
	})
}

func TestAClosureNeedsNoMorePlacesThanThereAre(t *testing.T) {
	t.Parallel()
	_, err := config.Parse([]byte("rules: {closure: {vantages: 2}}\n"), "", noEnv)
	all, ok := errors.AsType[config.Problems](err)
	if !ok || len(all) != 1 || !strings.Contains(all[0].String(), "would need 2 vantages and there are 1") {
		t.Error(err)
	}
	_, err = config.Parse([]byte("probe: {per_day: 1, vantages: [{name: a, proxy: \"socks5://h:1\"}]}\nrules: {closure: {vantages: 2}}\n"), "", noEnv)
	if err == nil || !strings.Contains(err.Error(), "probe.per_day") {
		t.Error(err)
	}
}
