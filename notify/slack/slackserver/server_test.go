package slackserver_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"daylight/notify/slack/slackserver"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// call gives a form to a method and returns what it answers.
func call(t *testing.T, s *slackserver.Server, method string, form url.Values) map[string]any {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+method, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "Bearer xapp-or-xoxb")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var out map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func start(t *testing.T, o slackserver.Options) *slackserver.Server {
	t.Helper()
	s := slackserver.New(o)
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		s.Close()
	})
	return s
}

// app is a client of the socket that acknowledges what it is told to.
type app struct {
	got  chan map[string]any
	ws   *websocket.Conn
	done chan struct{}
}

func connect(t *testing.T, s *slackserver.Server, ack bool, answer string) *app {
	t.Helper()
	at, _ := call(t, s, "apps.connections.open", nil)["url"].(string)
	ws, err := dial(at)
	if err != nil {
		t.Fatal(err)
	}
	a := &app{got: make(chan map[string]any, 1000), ws: ws, done: make(chan struct{})}
	go func() {
		defer close(a.done)
		for {
			var e map[string]any
			if ws.ReadJSON(&e) != nil {
				return
			}
			a.got <- e
			if id, _ := e["envelope_id"].(string); id != "" && ack {
				_ = ws.WriteMessage(websocket.TextMessage, []byte(`{"envelope_id":"`+id+`","payload":`+answer+`}`))
			}
		}
	}()
	t.Cleanup(func() { _ = ws.Close(); <-a.done })
	return a
}

// dial opens a connection. There is nothing in the answer that would have to be read.
func dial(at string) (*websocket.Conn, error) {
	ws, resp, err := websocket.DefaultDialer.Dial(at, nil)
	if resp != nil {
		_ = resp.Body.Close()
	}
	return ws, err
}

// next is the next envelope of a type.
func (a *app) next(t *testing.T, kind string) map[string]any {
	t.Helper()
	for {
		select {
		case e := <-a.got:
			if e["type"] == kind {
				return e
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("no %s came", kind)
		}
	}
}

func post(t *testing.T, s *slackserver.Server, blocks string) string {
	t.Helper()
	ts, _ := call(t, s, "chat.postMessage", url.Values{"channel": {"C1"}, "blocks": {blocks}})["ts"].(string)
	if ts == "" {
		t.Fatalf("refused: %s", blocks)
	}
	return ts
}

const oneButton = `[{"type":"actions","block_id":"a","elements":[{"type":"button","action_id":"go","value":"7","text":{"type":"plain_text","text":"Go now"},
	"confirm":{"title":{"type":"plain_text","text":"Sure?"},"text":{"type":"plain_text","text":"It goes."},"confirm":{"type":"plain_text","text":"Go"}}}]}]`

func TestOnlyWhatSomebodySeesCanBePressed(t *testing.T) {
	s := start(t, slackserver.Options{})
	connect(t, s, true, "{}")
	ts := post(t, s, oneButton)
	if _, err := s.Press("U1", "Go"); err != nil || s.Clicks() != 2 {
		t.Errorf("%v after %d clicks: a button that asks takes two", err, s.Clicks())
	}
	if _, err := s.PressValue("U1", "go", "8"); err == nil {
		t.Error("a value that no button has was pressed")
	}
	call(t, s, "chat.update", url.Values{"channel": {"C1"}, "ts": {ts}, "text": {"over"}})
	if _, err := s.Press("U1", "Go"); err == nil || s.Clicks() != 2 {
		t.Errorf("a button that is gone was pressed, %d clicks", s.Clicks())
	}
	call(t, s, "chat.postEphemeral", url.Values{"channel": {"C1"}, "user": {"U2"}, "blocks": {oneButton}})
	if _, err := s.Press("U1", "Go"); err == nil {
		t.Error("somebody pressed what only another person sees")
	}
	if _, err := s.Press("U2", "Go"); err != nil {
		t.Error(err)
	}
}

func TestAFormTakesWhatItsFieldsTake(t *testing.T) {
	s := start(t, slackserver.Options{Trigger: time.Minute})
	a := connect(t, s, true, `{"response_action":"errors","errors":{"name":"no"}}`)
	post(t, s, oneButton)
	if _, err := s.Press("U1", "Go"); err != nil {
		t.Fatal(err)
	}
	pressed, _ := a.next(t, "interactive")["payload"].(map[string]any)
	trigger, _ := pressed["trigger_id"].(string)
	form := `{"type":"modal","callback_id":"f","title":{"type":"plain_text","text":"T"},"submit":{"type":"plain_text","text":"S"},"blocks":[
		{"type":"input","block_id":"name","label":{"type":"plain_text","text":"Name"},"element":{"type":"plain_text_input","action_id":"name","max_length":5}},
		{"type":"input","block_id":"kind","label":{"type":"plain_text","text":"Kind"},"element":{"type":"static_select","action_id":"kind","options":[{"text":{"type":"plain_text","text":"A"},"value":"a"}]}}]}`
	if got := call(t, s, "views.open", url.Values{"trigger_id": {"made up"}, "view": {form}}); got["error"] != "invalid_trigger_id" {
		t.Errorf("a trigger that was made up: %v", got)
	}
	if got := call(t, s, "views.open", url.Values{"trigger_id": {trigger}, "view": {form}}); got["ok"] != true {
		t.Fatalf("%v", got)
	}
	if got := call(t, s, "views.open", url.Values{"trigger_id": {trigger}, "view": {form}}); got["error"] != "exchanged_trigger_id" {
		t.Errorf("a trigger that was used: %v", got)
	}
	for name, typed := range map[string]map[string]string{
		"nothing chosen": {"name": "x"}, "an empty field": {"kind": "a"}, "too long": {"name": "sixsix", "kind": "a"},
		"no such choice": {"name": "x", "kind": "b"}, "no such field": {"name": "x", "kind": "a", "other": "y"},
	} {
		if _, err := s.Submit("U1", typed); err == nil {
			t.Errorf("%s was sent", name)
		}
	}
	ack, err := s.Submit("U1", map[string]string{"name": "x", "kind": "a"})
	if err != nil || ack.Errors["name"] != "no" {
		t.Errorf("%v, %+v", err, ack)
	}
	if _, err := s.Press("U1", "Go"); err == nil {
		t.Error("somebody pressed what is behind a form")
	}
}

func TestWhatSlackRefusesIsRefused(t *testing.T) {
	s := start(t, slackserver.Options{})
	text := func(n int) string { return `{"type":"mrkdwn","text":"` + strings.Repeat("ö", n) + `"}` }
	section := func(n int) string { return `{"type":"section","text":` + text(n) + `}` }
	cases := []struct{ name, blocks, code string }{
		{"a section of 3001", "[" + section(3001) + "]", "invalid_blocks"},
		{"12,001 in all", "[" + strings.Repeat(section(3000)+",", 4) + section(1) + "]", "msg_blocks_too_long"},
		{"51 blocks", "[" + strings.Repeat(section(1)+",", 50) + section(1) + "]", "invalid_blocks"},
		{"a field in a message", `[{"type":"input","label":` + text(1) + `,"element":{"type":"plain_text_input","action_id":"x"}}]`, "invalid_blocks"},
		{"an action twice", `[{"type":"actions","elements":[{"type":"button","action_id":"x","text":` + text(1) + `},{"type":"button","action_id":"x","text":` + text(1) + `}]}]`, "invalid_blocks"},
		{"no text at all", "", "no_text"},
		{"at the limit", "[" + strings.Repeat(section(3000)+",", 3) + section(3000) + "]", ""},
	}
	for _, c := range cases {
		got := call(t, s, "chat.postMessage", url.Values{"channel": {"C1"}, "blocks": {c.blocks}})
		if code, _ := got["error"].(string); code != c.code {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	view := `{"type":"home","blocks":[` + strings.Repeat(section(3000)+",", 50) + section(1) + "]}"
	if got := call(t, s, "views.publish", url.Values{"user_id": {"U1"}, "view": {view}}); got["error"] != "view_too_large" {
		t.Errorf("a home of %d bytes: %v", len(view), got["error"])
	}
	if got := call(t, s, "made.up", nil); got["error"] != "unknown_method" {
		t.Errorf("%v", got)
	}
}

func TestAResponseAddressTakesFiveAnswersWithAnEmptyBody(t *testing.T) {
	s := start(t, slackserver.Options{})
	a := connect(t, s, true, "{}")
	if _, err := s.Command("U1", "C1", "/x", "y"); err != nil {
		t.Fatal(err)
	}
	payload, _ := a.next(t, "slash_commands")["payload"].(map[string]any)
	at, _ := payload["response_url"].(string)
	for n := range 6 {
		resp, err := http.Post(at, "application/json", strings.NewReader(`{"text":"hello"}`))
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if want := map[bool]int{true: 200, false: 404}[n < 5]; resp.StatusCode != want || n < 5 && resp.ContentLength != 0 {
			t.Errorf("answer %d: %d with %d bytes", n+1, resp.StatusCode, resp.ContentLength)
		}
	}
	if m := s.Messages(); len(m) != 5 || m[0].For != "U1" {
		t.Errorf("%+v", m)
	}
}

func TestWhatWasNotAcknowledgedComesAgain(t *testing.T) {
	s := start(t, slackserver.Options{Grace: 50 * time.Millisecond})
	first := connect(t, s, false, "")
	s.Deliver("slash_commands", "E1", map[string]any{"user_id": "U1"})
	first.next(t, "slash_commands")
	s.Refresh()
	first.next(t, "disconnect")
	<-first.done // after the time of grace
	s.Deliver("slash_commands", "E2", map[string]any{"user_id": "U1"})
	second := connect(t, s, true, "{}")
	again, fresh := second.next(t, "slash_commands"), second.next(t, "slash_commands")
	if again["envelope_id"] != "E1" || again["retry_attempt"] != 1.0 || fresh["envelope_id"] != "E2" || fresh["retry_attempt"] != nil {
		t.Errorf("came %v and %v", again, fresh)
	}
	for deadline := time.Now().Add(5 * time.Second); s.Unacknowledged() > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it is not acknowledged")
		}
	}
}

func TestAnAddressOfTheSocketTakesOneConnection(t *testing.T) {
	s := start(t, slackserver.Options{})
	at := s.SocketURL()
	ws, err := dial(at)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ws.Close() }()
	if again, err := dial(at); err == nil {
		_ = again.Close()
		t.Error("it took a second one")
	}
}

func TestTheSocketPings(t *testing.T) {
	s := start(t, slackserver.Options{Ping: 5 * time.Millisecond})
	ws, err := dial(s.SocketURL())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ws.Close() }()
	pings := 0
	ws.SetPingHandler(func(string) error {
		if pings++; pings > 2 {
			_ = ws.Close()
		}
		return nil
	})
	_ = ws.SetReadDeadline(time.Now().Add(5 * time.Second))
	for err == nil {
		_, _, err = ws.ReadMessage()
	}
	if pings < 3 {
		t.Errorf("%d pings came", pings)
	}
}

func TestAFileStandsInItsThreadOnceItIsComplete(t *testing.T) {
	s := start(t, slackserver.Options{})
	got := call(t, s, "files.getUploadURLExternal", url.Values{"filename": {"page.html"}, "length": {"4"}})
	at, _ := got["upload_url"].(string)
	id, _ := got["file_id"].(string)
	complete := url.Values{"files": {`[{"id":"` + id + `"}]`}, "channel_id": {"C1"}, "thread_ts": {"1.1"}}
	if early := call(t, s, "files.completeUploadExternal", complete); early["error"] != "file_not_found" {
		t.Errorf("completed before it arrived: %v", early)
	}
	resp, err := http.Post(at, "application/octet-stream", strings.NewReader("page"))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	call(t, s, "files.completeUploadExternal", complete)
	name, content := s.File(id)
	if m := s.Messages(); len(m) != 1 || m[0].Thread != "1.1" || name != "page.html" || string(content) != "page" {
		t.Errorf("%+v, %s %q", m, name, content)
	}
}
