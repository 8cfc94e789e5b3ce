package tcpexpect_test

import (
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func influxdbAsset(hostport string) target.Target {
	return target.Target{Kind: "influxdb", Target: "http://" + hostport}
}

func TestInfluxDBAnswersAreClassified(t *testing.T) {
	for file, want := range map[string]observed.FacetResult{
		"ran":                  isOpen,
		"no-such-database":     isOpen, // said after the query was let in
		"credentials-required": auth,
		"version-2":            auth,
		"not-authorized":       odd, // to one database: others may be readable
		"no-administrator-yet": odd, // anybody may create the first administrator
	} {
		t.Run(file, func(t *testing.T) {
			o := probetest.Judge(t, table(t, "influxdb"), influxdbAsset, map[string]string{
				"GET /query?db=daylight_": probetest.Recorded(t, "testdata/influxdb/"+file+".http"),
			}, map[string]observed.FacetResult{"query": want})
			if o.Identity["version"] == "" {
				t.Errorf("identity %q", o.Identity)
			}
		})
	}
}

func TestInfluxDBOtherAnswersDecideNothing(t *testing.T) {
	for name, answer := range map[string]string{
		"no results":                     probetest.Reply("200 OK", `{"results":[]}`),
		"an empty result":                probetest.Reply("200 OK", `{"results":[{}]}`),
		"two results":                    probetest.Reply("200 OK", `{"results":[{"statement_id":0},{"statement_id":1}]}`),
		"another statement":              probetest.Reply("200 OK", `{"results":[{"statement_id":1}]}`),
		"series of what does not exist":  probetest.Reply("200 OK", `{"results":[{"statement_id":0,"series":[{"name":"SENTINEL"}]}]}`),
		"results among other things":     probetest.Reply("200 OK", `{"results":[{"statement_id":0}],"SENTINEL":1}`),
		"another error":                  probetest.Reply("200 OK", `{"results":[{"statement_id":0,"error":"SENTINEL"}]}`),
		"an error at large":              probetest.Reply("200 OK", `{"error":"SENTINEL"}`),
		"a ping":                         probetest.Reply("204 No Content", ""),
		"a query that is not understood": probetest.Reply("400 Bad Request", `{"error":"error parsing query: SENTINEL"}`),
		"a denial of something in front": probetest.Reply("403 Forbidden", "Forbidden SENTINEL", "Content-Type: text/plain"),
		"another denial":                 probetest.Reply("403 Forbidden", `{"error":"SENTINEL"}`),
		"a version that is a text":       probetest.Reply("404 Not Found", "", "X-Influxdb-Version: SENTINEL"),
	} {
		t.Run(name, func(t *testing.T) {
			probetest.Judge(t, table(t, "influxdb"), influxdbAsset, map[string]string{"GET /query?": answer},
				map[string]observed.FacetResult{"query": odd})
		})
	}
}

// TestInfluxDBBehindSomethingIsJudgedAsEverywhere holds the usual fixes of somebody who puts a web server in front.
func TestInfluxDBBehindSomethingIsJudgedAsEverywhere(t *testing.T) {
	for name, tt := range map[string]struct {
		answer string
		want   observed.FacetResult
	}{
		"denied by nginx":  {probetest.Reply("403 Forbidden", "<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n<hr><center>nginx</center>", "Content-Type: text/html"), probe.Closed(observed.ReasonDeniedForUs)},
		"a way to a login": {probetest.Reply("302 Found", "", "Location: /login?next=%2Fquery"), probe.Closed(observed.ReasonLoginInFront)},
		"a way elsewhere":  {probetest.Reply("302 Found", "", "Location: /moved"), odd},
	} {
		t.Run(name, func(t *testing.T) {
			probetest.Judge(t, table(t, "influxdb"), influxdbAsset, map[string]string{"GET /query?": tt.answer},
				map[string]observed.FacetResult{"query": tt.want})
		})
	}
}

func TestInfluxDBTwoSpellingsAreOneTarget(t *testing.T) {
	p := probetest.New(t, nil, table(t, "influxdb"))
	for raw, want := range map[string]string{
		"db.example.com:8086": "http://db.example.com:8086/",
		"http://DB.example.com:8086/query?q=SHOW%20DATABASES": "http://db.example.com:8086/",
		"hxxps://db[.]example[.]com:8086/ping":                "https://db.example.com:8086/",
	} {
		got, how, err := p.Canonical(raw, "")
		if err != nil || got.Target != want || how == "" {
			t.Errorf("%q = %+v (%s), %v; want %s", raw, got, how, err, want)
		}
	}
	if _, _, err := p.Canonical("https://metrics.example.com/", ""); err == nil {
		t.Error("https://metrics.example.com/ is claimed although the kind was not named")
	}
}
