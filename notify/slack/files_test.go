package slack

// uploaded is a file that was shared.
type uploaded struct {
	Name, Content            string
	Channel, Thread, Comment string
}

// files are the files that were shared.
func (s *server) files() []uploaded {
	var out []uploaded
	for _, m := range s.Messages() {
		for _, id := range m.Files {
			name, content := s.File(id)
			out = append(out, uploaded{Name: name, Content: string(content), Channel: m.Channel, Thread: m.Thread, Comment: m.Text})
		}
	}
	return out
}
