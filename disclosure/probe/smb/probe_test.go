package smb_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/smb"
	"daylight/disclosure/probe/target"
)

func TestRulesOfEveryKind(t *testing.T) {
	probetest.Suite(t, probetest.Subject{
		Kind:   smb.New(),
		Target: func(hostport string) string { return "smb://" + hostport + "/public" },
		Bad: []string{
			"smb://db.example", "smb://db.example/", "smb://db.example/IPC$", "smb://db.example/ipc%24", "smb://db.example/a%3Fb",
			"smb://db.example/" + strings.Repeat("x", 81), "smb://db.example/%ff",
		},
	})
}

// message is an answer of a server.
func message(command uint16, id uint64, status uint32, body string) string {
	b := make([]byte, 64)
	copy(b, "\xfeSMB")
	le := binary.LittleEndian
	le.PutUint16(b[4:], 64)
	le.PutUint32(b[8:], status)
	le.PutUint16(b[12:], command)
	le.PutUint32(b[16:], 1)
	le.PutUint64(b[24:], id)
	le.PutUint64(b[40:], 0x1122334455667788)
	return string(binary.BigEndian.AppendUint32(nil, uint32(64+len(body)))) + string(b) + body
}

const (
	ok      = 0
	pending = 0x103
	more    = 0xC0000016
	denied  = 0xC0000022
	failure = 0xC000006D
	gone    = 0xC00000CC
	full    = 0xC00000D0
)

var tree = strings.Repeat("\x10", 16)

func TestAnswersAreClassified(t *testing.T) {
	odd := probe.Unsure(observed.ReasonUnrecognised)
	auth := probe.Closed(observed.ReasonAuthRequired)
	busy := probe.Unsure(observed.ReasonServerError)
	spoken, login := message(0, 0, ok, "SENTINEL"), message(1, 1, more, "SENTINEL")
	granted := message(1, 2, ok, "\x09\x00\x02\x00SENT")
	for _, tt := range []struct {
		name    string
		answers []string
		want    observed.FacetResult
	}{
		{"lets everybody in", []string{spoken, login, granted, message(3, 3, ok, tree)}, probe.Open()},
		{"lets everybody in after a while", []string{spoken, login, granted, message(3, 3, pending, "123456789") + message(3, 3, ok, tree)}, probe.Open()},
		{"denies the share", []string{spoken, login, granted, message(3, 3, denied, "123456789")}, probe.Closed(observed.ReasonAccessDenied)},
		{"has no such share", []string{spoken, login, granted, message(3, 3, gone, "123456789")}, probe.Closed(observed.ReasonGoneAmbiguous)},
		{"grants no null session", []string{spoken, login, message(1, 2, denied, "123456789")}, auth},
		{"does not know nobody", []string{spoken, login, message(1, 2, failure, "123456789")}, auth},
		{"refuses the login at once", []string{spoken, message(1, 1, failure, "123456789")}, auth},
		{"grants a session before the login", []string{spoken, message(1, 1, ok, "123456789")}, odd},
		{"does not take this login", []string{spoken, message(1, 1, 0xC00000BB, "123456789")}, odd},
		{"speaks no version of ours", []string{message(0, 0, 0xC00000BB, "123456789")}, odd},
		{"denies before all", []string{message(0, 0, denied, "123456789")}, odd},
		{"is full", []string{spoken, message(1, 1, full, "123456789")}, busy},
		{"is full at the share", []string{spoken, login, granted, message(3, 3, full, "123456789")}, busy},
		{"never ends to be pending", []string{spoken, login, granted, strings.Repeat(message(3, 3, pending, "123456789"), 4)}, odd},
		{"success without a body", []string{spoken, login, granted, message(3, 3, ok, "123456789")}, odd},
		{"answers another message", []string{spoken, login, granted, message(3, 2, denied, "123456789")}, odd},
		{"answers another command", []string{spoken, login, granted, message(1, 3, denied, "123456789")}, odd},
		{"speaks version 1", []string{strings.Replace(spoken, "\xfeSMB", "\xffSMB", 1)}, odd},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var exchanges []probetest.Exchange
			for _, a := range tt.answers {
				exchanges = append(exchanges, probetest.ReadSome(), probetest.Say(a))
			}
			srv := probetest.Dialogue(t, exchanges...)
			o, err := probetest.Observe(t, probetest.New(t, nil, smb.New()), target.Target{Kind: "smb", Target: "smb://" + srv.Addr + "/public"})
			if err != nil || o.Facets[smb.Facet] != tt.want {
				t.Errorf("%+v, %v, want %+v", o, err, tt.want)
			}
		})
	}
}

func TestAServerOfTheNewestVersionAloneIsAskedInIt(t *testing.T) {
	srv := probetest.DialogueBy(t, func(connection int) []probetest.Exchange {
		if connection == 0 {
			return []probetest.Exchange{probetest.ReadSome(), probetest.Say(message(0, 0, 0xC00000BB, "123456789"))}
		}
		var out []probetest.Exchange
		for _, a := range []string{message(0, 0, ok, "SENTINEL"), message(1, 1, more, "SENTINEL"), message(1, 2, ok, "\x09\x00\x02\x00SENT"), message(3, 3, ok, tree)} {
			out = append(out, probetest.ReadSome(), probetest.Say(a))
		}
		return out
	})
	o, err := probetest.Observe(t, probetest.New(t, nil, smb.New()), target.Target{Kind: "smb", Target: "smb://" + srv.Addr + "/public"})
	if err != nil || o.Facets[smb.Facet] != probe.Open() {
		t.Errorf("%+v, %v", o, err)
	}
	got := srv.Received()
	for range 200 { // the server notices a moment later that we hung up
		if got = srv.Received(); len(got) == 2 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if len(got) != 2 || !strings.Contains(got[1], "\x11\x03\x00\x00\x01\x00\x26\x00") {
		t.Errorf("it was not offered version 3.1.1: %q", got)
	}
}

func TestShareIsTheFirstPartOfThePath(t *testing.T) {
	for raw, want := range map[string]string{
		"smb://DB.example/public/2020/": "smb://db.example:445/public", "db.example:445/public": "smb://db.example:445/public",
		"cifs://db.example/my%20files": "smb://db.example:445/my%20files",
	} {
		got, _, err := smb.New().Read(raw, false)
		if err != nil || got.Target != want {
			t.Errorf("%s is read as %q, %v", raw, got.Target, err)
		}
	}
}
