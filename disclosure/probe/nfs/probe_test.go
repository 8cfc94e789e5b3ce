package nfs_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/nfs"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:   nfs.New(),
		Target: func(hostport string) string { return "nfs://" + hostport + "/srv/export" },
		Bad: []string{
			"nfs://db.example", "nfs://db.example/", "nfs://db.example/a/../b", "nfs://db.example/a//b",
			"nfs://db.example/" + strings.Repeat("a/", 17), "nfs://db.example/" + strings.Repeat("x", 256),
		},
	})
}

func words(numbers ...uint32) string {
	var b []byte
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint32(b, n)
	}
	return string(b)
}

const id = 0x6461796c

func record(body string) string { return words(1<<31|uint32(len(body))) + body }

// compound is an answer whose operations end with status.
func compound(status uint32, ops ...uint32) string {
	body := words(id, 1, 0, 0, 0, 0, status, 0, uint32(len(ops)))
	for i, op := range ops {
		if i < len(ops)-1 {
			body += words(op, 0)
			continue
		}
		body += words(op, status)
	}
	if len(ops) == 4 && status == 0 {
		body += words(3, 0) // what one may do
	}
	return record(body)
}

func TestAnswersAreClassified(t *testing.T) {
	odd := probe.Unsure(observed.ReasonUnrecognised)
	auth := probe.Closed(observed.ReasonAuthRequired)
	forUs := probe.Closed(observed.ReasonDeniedForUs)
	busy := probe.Unsure(observed.ReasonServerError)
	for _, tt := range []struct {
		name, reply string
		want        observed.FacetResult
	}{
		{"lets everybody in", compound(0, 24, 15, 15, 3), probe.Open()},
		{"has no such export, or hides it", compound(2, 24, 15), probe.Closed(observed.ReasonGoneAmbiguous)},
		{"hides the last part", compound(2, 24, 15, 15), probe.Closed(observed.ReasonGoneAmbiguous)},
		{"grants no access", compound(13, 24, 15), forUs},
		{"does not like our port", compound(1, 24), forUs},
		{"wants Kerberos", compound(10016, 24, 15), auth},
		{"wants Kerberos at the use", compound(10016, 24, 15, 15, 3), auth},
		{"wants Kerberos before all", record(words(id, 1, 1, 1, 13)), auth},
		{"finds us too weak, maybe for our port", record(words(id, 1, 1, 1, 5)), forUs},
		{"rejects the credential", record(words(id, 1, 1, 1, 2)), odd},
		{"speaks another version of RPC", record(words(id, 1, 1, 0, 2, 2)), odd},
		{"does not speak version 4", record(words(id, 1, 0, 0, 0, 2, 2, 3)), odd},
		{"does not speak version 4.0", record(words(id, 1, 0, 0, 0, 0, 10021, 0, 0)), odd},
		{"asks to wait", compound(10008, 24, 15), busy},
		{"ends well too early", compound(0, 24, 15), odd},
		{"ends with another number than its last step", record(words(id, 1, 0, 0, 0, 0, 13, 0, 2, 24, 0, 15, 2)), odd},
		{"steps that were not asked for", compound(2, 24, 16), odd},
		{"fails in the middle and goes on", record(words(id, 1, 0, 0, 0, 0, 2, 0, 3, 24, 0, 15, 2, 15, 2)), odd},
		{"an answer to another call", strings.Replace(compound(2, 24, 15), "dayl", "xxxx", 1), odd},
		{"a call in place of an answer", record(words(id, 0, 2, 100003, 4, 1)), odd},
		{"an answer in pieces", words(40) + compound(2, 24, 15)[4:], odd},
		{"a verifier beyond the end", record(words(id, 1, 0, 0, 0xfffffffe, 0, 2)), odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := probetest.Dialogue(t, probetest.ReadSome(), probetest.Say(tt.reply))
			o, err := probetest.Observe(t, probetest.New(t, nil, nfs.New()), target.Target{Kind: "nfs", Target: "nfs://" + srv.Addr + "/srv/export"})
			if err != nil || o.Facets[nfs.Facet] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}
