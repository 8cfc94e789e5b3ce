package tcpexpect

import (
	"bytes"
	"net/http"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// FuzzClickHouse checks that only one row opens and only an exception with a number closes.
func FuzzClickHouse(f *testing.F) {
	judge := judgeOf(f, "clickhouse")
	for _, seed := range []string{"1\n", "1", "Code: 516. DB::Exception: x", "Code: 194, e.displayText() = DB::Exception: x", "Ok.\n", "", "Code: 9"} {
		f.Add([]byte(seed))
	}
	header := http.Header{"X-Clickhouse-Format": {"TabSeparated"}}
	f.Fuzz(func(t *testing.T, body []byte) {
		if r := judge(probe.Answer{Status: 200, Header: header, Body: body}); r.Verdict == observed.Closed ||
			(r.Verdict == observed.Open && !bytes.Equal(bytes.TrimSpace(body), []byte("1"))) {
			t.Errorf("%q with 200: %+v", body, r)
		}
		if r := judge(probe.Answer{Status: 403, Header: http.Header{}, Body: body}); r.Verdict == observed.Open ||
			(r.Verdict == observed.Closed && !bytes.HasPrefix(body, []byte("Code: "))) {
			t.Errorf("%q with 403: %+v", body, r)
		}
	})
}
