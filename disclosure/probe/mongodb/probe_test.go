package mongodb_test

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/mongodb"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:   mongodb.New(),
		Target: func(hostport string) string { return "mongodb://" + hostport },
		Secure: func(hostport string) string { return "mongodbs://" + hostport },
		Bad:    []string{"mongodb://a.example,b.example", "redis://db.example"},
	})
}

func le32(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }

// answer is a message to the question id, with a document of the fields.
func answer(id int, fields ...string) string {
	body := strings.Join(fields, "") + "\x00"
	body = le32(len(body)+4) + body
	return le32(21+len(body)) + le32(99) + le32(id) + le32(2013) + "\x00\x00\x00\x00\x00" + body
}

func number(name string, n float64) string {
	return "\x01" + name + "\x00" + string(binary.LittleEndian.AppendUint64(nil, math.Float64bits(n)))
}
func integer(name string, n int) string { return "\x10" + name + "\x00" + le32(n) }
func text(name, s string) string        { return "\x02" + name + "\x00" + le32(len(s)+1) + s + "\x00" }

func list(name, s string) string {
	inner := text("0", s) + "\x00"
	return "\x04" + name + "\x00" + le32(len(inner)+4) + inner
}

func failure(id, code int) string {
	return answer(id, number("ok", 0), text("errmsg", "command SENTINEL requires authentication"), integer("code", code), text("codeName", "SENTINEL"))
}

func TestAnswersAreClassified(t *testing.T) {
	odd := probe.Unsure(observed.ReasonUnrecognised)
	auth := probe.Closed(observed.ReasonAuthRequired)
	busy := probe.Unsure(observed.ReasonServerError)
	greeting := answer(1, "\x08isWritablePrimary\x00\x01", integer("maxWireVersion", 21), number("ok", 1))
	for _, tt := range []struct {
		name, hello, log string // "" when it must not be sent
		want             observed.FacetResult
	}{
		{"answers everybody", greeting, answer(2, integer("totalLinesWritten", 3), list("log", "SENTINEL"), number("ok", 1)), probe.Open()},
		{"answers everybody without a warning", greeting, answer(2, number("totalLinesWritten", 0), list("log", ""), number("ok", 1)), probe.Open()},
		{"answers everybody at length", greeting, answer(2, integer("totalLinesWritten", 300), list("log", strings.Repeat("SENTINEL", 5000)), number("ok", 1)), probe.Open()},
		{"wants a password", greeting, failure(2, 13), auth},
		{"wants a password for hello too", failure(1, 13), failure(2, 13), auth},
		{"is between two primaries", greeting, failure(2, 189), busy},
		{"does not know the command", greeting, failure(2, 59), odd},
		{"an error without a number", greeting, answer(2, number("ok", 0), text("errmsg", "SENTINEL")), odd},
		{"a number without an error", greeting, answer(2, number("ok", 1), integer("code", 13)), odd},
		{"a number of lines and an error", greeting, answer(2, number("ok", 0), integer("totalLinesWritten", 3)), odd},
		{"lines without their number", greeting, answer(2, list("log", "SENTINEL"), number("ok", 1)), odd},
		{"hello of something else", answer(1, text("SENTINEL", "x"), number("ok", 1)), "", odd},
		{"the number of lines within the lines", greeting, answer(2, "\x03log\x00"+le32(31)+integer("totalLinesWritten", 3)+"\x00\x00\x00\x00", number("ok", 1)), odd},
		{"an answer to another question", greeting, failure(1, 13), odd},
		{"an answer with a checksum that nobody asked for", greeting, strings.Replace(failure(2, 13), "\xdd\x07\x00\x00\x00", "\xdd\x07\x00\x00\x01", 1), odd},
		{"a type that nobody knows", greeting, answer(2, "\x63x\x00", number("ok", 0), integer("code", 13)), odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			exchanges := []probetest.Exchange{probetest.ReadSome(), probetest.Say(tt.hello)}
			if tt.log != "" {
				exchanges = append(exchanges, probetest.ReadSome(), probetest.Say(tt.log))
			}
			srv := probetest.Dialogue(t, exchanges...)
			o, err := probetest.Observe(t, probetest.New(t, nil, mongodb.New()), target.Target{Kind: "mongodb", Target: "mongodb://" + srv.Addr})
			if err != nil || o.Facets[mongodb.Facet] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}

func TestOptionForTLSBecomesTheScheme(t *testing.T) {
	for raw, want := range map[string]string{
		"mongodb://DB.example/shop?tls=true":          "mongodbs://db.example:27017",
		"mongodb://db.example/?replicaSet=a&ssl=true": "mongodbs://db.example:27017",
		"mongodb://db.example/?tls=false":             "mongodb://db.example:27017",
		"db.example:27017":                            "mongodb://db.example:27017",
	} {
		got, _, err := mongodb.New().Read(raw, false)
		if err != nil || got.Target != want {
			t.Errorf("%s is read as %q, %v", raw, got.Target, err)
		}
	}
}
