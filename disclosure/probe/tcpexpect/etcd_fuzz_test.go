package tcpexpect

import (
	"bytes"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
)

// FuzzEtcd checks that only an answer with ids opens and that only a known error closes.
func FuzzEtcd(f *testing.F) {
	judge := judgeOf(f, "etcd")
	for _, seed := range []string{
		`{"header":{"cluster_id":"1","member_id":"2"},"count":"3"}`, `{"error":"etcdserver: user name is empty","code":3}`, "", "null", "[]",
		`{"message":"etcdserver: permission denied"}`, `{"header":null}`, `{"error":1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, status := range []int{200, 400, 403, 404} {
			r := judge(probe.Answer{Status: status, Body: body})
			if r.Verdict == observed.Open && status != 200 {
				t.Errorf("%q with %d is open", body, status)
			}
			if r.Verdict == observed.Closed && !bytes.Contains(body, []byte("\\")) && !bytes.Contains(body, []byte("etcdserver: ")) {
				t.Errorf("%q with %d is closed", body, status)
			}
		}
	})
}
