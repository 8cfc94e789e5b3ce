package slackserver

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// file is an upload: Slack gives an address, takes the bytes there, and shows the file once that is completed.
type file struct {
	name    string
	length  int // as announced
	content []byte
	arrived bool
	user    string // who uploaded it, "" for the app
}

func (s *Server) uploadURL(r Request) (map[string]any, string) {
	length, err := strconv.Atoi(r.field("length"))
	if r.field("filename") == "" || err != nil || length <= 0 {
		return nil, "invalid_arguments"
	}
	id := fmt.Sprintf("F%d", s.id())
	s.files[id] = &file{name: r.field("filename"), length: length}
	return map[string]any{"upload_url": s.URL() + "upload/" + id, "file_id": id}, ""
}

// upload takes the bytes of a file. They come as they are, or as the part of a form.
func (s *Server) upload(w http.ResponseWriter, r Request, raw *http.Request) {
	f := s.files[strings.TrimPrefix(r.Path, "/upload/")]
	if f == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	f.content = []byte(r.Body)
	if strings.HasPrefix(raw.Header.Get("Content-Type"), "multipart/") {
		raw.Body = io.NopCloser(strings.NewReader(r.Body))
		if part, err := raw.MultipartReader(); err == nil {
			if p, err := part.NextPart(); err == nil {
				f.content, _ = io.ReadAll(p)
			}
		}
	}
	if len(f.content) != f.length {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	f.arrived = true
	_, _ = w.Write([]byte("OK"))
}

// Upload is a file that a person gives, and returns its id.
func (s *Server) Upload(user, name string, content []byte) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := fmt.Sprintf("F%d", s.id())
	s.files[id] = &file{name: name, length: len(content), content: content, arrived: true, user: user}
	return id
}

func (s *Server) fileInfo(r Request) (map[string]any, string) {
	f := s.files[r.field("file")]
	if f == nil || !f.arrived {
		return nil, "file_not_found"
	}
	return map[string]any{"file": map[string]any{
		"id": r.field("file"), "name": f.name, "size": f.length, "user": f.user, "mimetype": "text/plain", "url_private_download": s.URL() + "download/" + r.field("file"),
	}}, ""
}

// download gives the bytes of a file to who has the token.
func (s *Server) download(w http.ResponseWriter, r Request) {
	f := s.files[strings.TrimPrefix(r.Path, "/download/")]
	if f == nil || !strings.HasPrefix(r.Auth, "Bearer ") {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	_, _ = w.Write(f.content)
}

func (s *Server) completeUpload(r Request) (map[string]any, string) {
	var files []struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	}
	if json.Unmarshal([]byte(r.field("files")), &files) != nil || len(files) == 0 {
		return nil, "invalid_arguments"
	}
	m := Message{TS: s.stamp(), Channel: r.field("channel_id"), Thread: r.field("thread_ts"), Text: r.field("initial_comment")}
	if m.Channel == "" || !strings.ContainsAny(m.Channel[:1], "CGD") { // a person's id is no conversation
		return nil, "channel_not_found"
	}
	shown := []map[string]any{}
	for _, f := range files {
		if held := s.files[f.ID]; held == nil || !held.arrived {
			return nil, "file_not_found"
		}
		m.Files = append(m.Files, f.ID)
		shown = append(shown, map[string]any{"id": f.ID, "title": f.Title})
	}
	s.messages = append(s.messages, m)
	return map[string]any{"files": shown}, ""
}

// File is the name and the content of an upload.
func (s *Server) File(id string) (name string, content []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.files[id]; f != nil {
		return f.name, f.content
	}
	return "", nil
}
