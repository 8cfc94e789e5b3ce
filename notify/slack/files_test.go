package slack

import (
	"encoding/json"
	"fmt"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
)

// uploads are the files of the server, as Slack keeps them: an address for each, its bytes, and the conversation that it was shared in.
type uploads struct {
	waiting map[string]*uploaded // by id, until they are shared
	shared  []uploaded
}

type uploaded struct {
	Name, Content            string
	Channel, Thread, Comment string
	length                   int
	put                      bool
}

// serveFiles adds the three calls by which files come into a conversation, and the one that opens one with a person. It refuses what
// Slack refuses: a length that is none, bytes that are not those that were announced, an id that nobody was given, a thread or a
// conversation that does not look like one.
func (s *server) serveFiles(handlers map[string]func(http.ResponseWriter, request)) {
	s.uploads.waiting = map[string]*uploaded{}
	fail := func(w http.ResponseWriter, code string) { _, _ = fmt.Fprintf(w, `{"ok":false,"error":%q}`, code) }
	handlers["/conversations.open"] = func(w http.ResponseWriter, r request) {
		user := r.Form.Get("users")
		if !userForm.MatchString(user) {
			fail(w, "user_not_found")
			return
		}
		_, _ = fmt.Fprintf(w, `{"ok":true,"channel":{"id":"D%s"}}`, user[1:])
	}
	handlers["/files.getUploadURLExternal"] = func(w http.ResponseWriter, r request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		n, err := strconv.Atoi(r.Form.Get("length"))
		if err != nil || n <= 0 || r.Form.Get("filename") == "" {
			fail(w, "invalid_arguments")
			return
		}
		s.next++
		id := fmt.Sprintf("F%d", s.next)
		s.uploads.waiting[id] = &uploaded{Name: r.Form.Get("filename"), length: n}
		_, _ = fmt.Fprintf(w, `{"ok":true,"upload_url":%q,"file_id":%q}`, s.GetAPIURL()+"upload?id="+id, id)
	}
	handlers["/upload"] = func(w http.ResponseWriter, r request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		f := s.uploads.waiting[r.Query.Get("id")]
		content := filePart(r)
		if f == nil || len(content) != f.length {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		f.Content, f.put = content, true
		_, _ = fmt.Fprintf(w, "OK - %d", len(content))
	}
	handlers["/files.completeUploadExternal"] = func(w http.ResponseWriter, r request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		var files []struct{ ID, Title string }
		channel, thread := r.Form.Get("channel_id"), r.Form.Get("thread_ts")
		if json.Unmarshal([]byte(r.Form.Get("files")), &files) != nil || len(files) == 0 {
			fail(w, "invalid_arguments")
			return
		}
		if channel == "" || !strings.ContainsAny(channel[:1], "CGD") || thread != "" && !tsForm.MatchString(thread) {
			fail(w, "channel_not_found")
			return
		}
		for _, f := range files {
			if up := s.uploads.waiting[f.ID]; up == nil || !up.put {
				fail(w, "file_not_found")
				return
			}
		}
		for _, f := range files {
			up := s.uploads.waiting[f.ID]
			delete(s.uploads.waiting, f.ID)
			up.Channel, up.Thread, up.Comment = channel, thread, r.Form.Get("initial_comment")
			s.uploads.shared = append(s.uploads.shared, *up)
		}
		_, _ = w.Write([]byte(`{"ok":true,"files":[]}`))
	}
}

// filePart is the file in the body of an upload.
func filePart(r request) string {
	_, params, err := mime.ParseMediaType(r.Type)
	if err != nil {
		return ""
	}
	form, err := multipart.NewReader(strings.NewReader(r.Body), params["boundary"]).ReadForm(1 << 20)
	if err != nil || len(form.File["file"]) != 1 {
		return ""
	}
	f, err := form.File["file"][0].Open()
	if err != nil {
		return ""
	}
	defer f.Close()
	var b strings.Builder
	buf := make([]byte, 4096)
	for {
		n, err := f.Read(buf)
		b.Write(buf[:n])
		if err != nil {
			return b.String()
		}
	}
}

// files are the files that were shared.
func (s *server) files() []uploaded {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]uploaded(nil), s.uploads.shared...)
}
