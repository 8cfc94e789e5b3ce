package tcpexpect_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func clickhouseAsset(hostport string) target.Target {
	return target.Target{Kind: "clickhouse", Target: "http://" + hostport}
}

func TestClickHouseAnswersAreClassified(t *testing.T) {
	for file, want := range map[string]observed.FacetResult{
		"one":                     isOpen,
		"one-without-own-headers": isOpen,
		"password-required":       auth,
		"authentication-failed":   auth,
		"access-denied":           odd, // one query: others may be allowed
		"address-not-allowed":     probe.Closed(observed.ReasonDeniedForUs),
		"quota":                   odd,
		"two-numbers":             odd,
		"ping":                    odd, // says so to everybody, whatever is shut
		"trouble":                 probe.Unsure(observed.ReasonServerError),
	} {
		t.Run(file, func(t *testing.T) {
			probetest.Judge(t, table(t, "clickhouse"), clickhouseAsset, map[string]string{
				"GET /?query=SELECT%201 ": probetest.Recorded(t, "testdata/clickhouse/"+file+".http"),
			}, map[string]observed.FacetResult{"query": want})
		})
	}
}

func TestClickHouseOtherAnswersDecideNothing(t *testing.T) {
	const tsv = "Content-Type: text/tab-separated-values"
	for name, answer := range map[string]string{
		"a digit of anybody":             probetest.Reply("200 OK", "1\n", "Content-Type: text/plain"),
		"another number":                 probetest.Reply("200 OK", "10\n", tsv),
		"two rows":                       probetest.Reply("200 OK", "1\n1\n", tsv),
		"a row of something":             probetest.Reply("200 OK", "1\tSENTINEL\n", tsv),
		"nothing":                        probetest.Reply("200 OK", "", tsv),
		"an error with success":          probetest.Reply("200 OK", "Code: 516. DB::Exception: SENTINEL", tsv),
		"a denial of something in front": probetest.Reply("403 Forbidden", "Forbidden SENTINEL", "Content-Type: text/plain"),
		"a number without an exception":  probetest.Reply("403 Forbidden", "Code: 516. SENTINEL", "Content-Type: text/plain"),
		"a number within a text":         probetest.Reply("403 Forbidden", "SENTINEL Code: 516. DB::Exception: x", "Content-Type: text/plain"),
		"no such table":                  probetest.Reply("404 Not Found", "Code: 60. DB::Exception: SENTINEL", "Content-Type: text/plain"),
	} {
		t.Run(name, func(t *testing.T) {
			probetest.Judge(t, table(t, "clickhouse"), clickhouseAsset, map[string]string{"GET /?": answer},
				map[string]observed.FacetResult{"query": odd})
		})
	}
}

func TestClickHouseTwoSpellingsAreOneTarget(t *testing.T) {
	p := probetest.New(t, nil, table(t, "clickhouse"))
	for raw, want := range map[string]string{
		"db.example.com:8123":                                 "http://db.example.com:8123/",
		"http://DB.example.com:8123/play?user=default":        "http://db.example.com:8123/",
		"hxxp://db[.]example[.]com:8123/?query=SHOW%20TABLES": "http://db.example.com:8123/",
	} {
		got, how, err := p.Canonical(raw, "")
		if err != nil || got.Target != want || how == "" {
			t.Errorf("%q = %+v (%s), %v; want %s", raw, got, how, err, want)
		}
	}
	if _, _, err := p.Canonical("https://db.example.com:8443/", ""); err == nil {
		t.Error("https://db.example.com:8443/ is claimed although the kind was not named")
	}
}
