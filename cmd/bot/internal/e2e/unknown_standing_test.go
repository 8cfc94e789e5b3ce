package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/app/desk/pages"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// standing is everything that must not move. Its parts are named, so that a failure says which of them did.
func (s *scene) standing(way string) map[string]string {
	s.t.Helper()
	ctx := s.t.Context()
	list, err := s.app.Desk.List(ctx, ledger.Filter{Limit: 100})
	if err != nil {
		s.t.Fatal(err)
	}
	slices.SortFunc(list, func(a, b ledger.Summary) int { return strings.Compare(string(a.ID), string(b.ID)) })
	out := map[string]string{}
	part := func(name string, v any) {
		text, err := json.MarshalIndent(v, "", " ")
		if err != nil {
			s.t.Fatal(err)
		}
		out[name] += string(text) + "\n"
	}
	for i := range list {
		c := s.load(list[i].ID)
		assets := map[string]any{}
		for _, a := range c.Assets {
			assets[a.ID] = []any{a.Target, a.Exposure, a.Closure, a.Stopped}
		}
		part("states", []any{c.ID, c.Work, c.Publication, c.Reached, c.Answered, c.Claims, c.Writers, c.Contacts, c.Parties, assets})
		part("dialogue", c.Dialogue)
		part("clocks", c.Clocks)
		part("history", c.ClockEvents)
		leaving := []string{}
		for _, m := range c.Messages {
			if m.State != disclosure.MessageApproved && m.State != disclosure.MessageCancelled {
				leaving = append(leaving, m.Key+" "+string(m.State))
			}
		}
		part("outbox", []any{leaving, c.Issues})
		page, err := s.app.Desk.Prepare(ctx, c.ID, disclosure.Limited, "en")
		if err != nil {
			s.t.Fatal(err)
		}
		if way == "probe" || s.clock == nil { // the day of the probe is not that of the scene: what counts is the text without its day
			out["page"] += page.Digest + "\n"
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(page.Files)) {
			if name == pages.FileManifest || name == pages.FileSums {
				continue // they name the newest event of the case, whatever it is
			}
			out["page"] += name + "\n" + string(page.Files[name]) + "\n"
		}
	}
	out["outbox"] += strings.Join(s.outside(), "\n") + "\n"
	part("jobs", s.work(way))
	return out
}

// unnumbered takes out of a standing what differs between two scenes of which one had more to write down: the numbers of events
// and the random names of messages.
func (s *scene) unnumbered(standing map[string]string) {
	s.t.Helper()
	for name, text := range standing {
		text = eventNumber.ReplaceAllString(text, "")
		for _, i := range s.load(s.id).Issues {
			text = strings.ReplaceAll(text, i.Marker, "")
		}
		standing[name] = text
	}
}

var eventNumber = regexp.MustCompile(`"seq": [0-9]+,`)

// outside is what others can see of us: mails, issues and comments.
func (s *scene) outside() []string {
	var out []string
	for _, l := range s.post.Letters() {
		if slices.ContainsFunc(s.cfg.People, func(p config.Person) bool { return p.Mail == l.To }) {
			continue // what the team is told
		}
		if !strings.EqualFold(l.To, teamUser+"@"+teamDomain) && !strings.HasSuffix(strings.ToLower(l.To), "@"+teamDomain) {
			out = append(out, "mail to "+l.To)
		}
	}
	if s.hub != nil {
		s.hub.mu.Lock()
		defer s.hub.mu.Unlock()
		for _, i := range s.hub.issues {
			out = append(out, fmt.Sprintf("issue %v %v", i["number"], i["title"]))
		}
		for _, c := range s.hub.comments {
			if fmt.Sprint(c["user"].(map[string]any)["login"]) == "daylight-bot" {
				out = append(out, fmt.Sprintf("comment %q", c["body"]))
			}
		}
	}
	return out
}

// work are the jobs that would do something: not those that read what came in, and not those that show it to the team. Where
// the way in is a probe, the next probe of the plan is no news.
func (s *scene) work(way string) []string {
	s.t.Helper()
	jobs, err := s.app.Jobs(s.t.Context(), ledger.JobFilter{Limit: 1000})
	if err != nil {
		s.t.Fatal(err)
	}
	out := []string{}
	for _, j := range jobs {
		task := string(j.Task())
		shows := task == "notice" || strings.HasPrefix(task, "slack/")
		if j.Queue == ledger.QueueInbound || shows || j.State != ledger.JobWaiting && j.State != ledger.JobRunning || way == "probe" && (j.Queue == ledger.QueueProbe || j.Queue == ledger.QueueAsked) {
			continue
		}
		out = append(out, j.Key+" "+string(j.State)+" "+j.Due.String())
	}
	slices.Sort(out)
	return out
}

// seen is what waits for a person, in words.
func (s *scene) seen() []string {
	s.t.Helper()
	a, err := s.app.Desk.Agenda(s.t.Context(), desk.AgendaQuery{})
	if err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for _, i := range a.Items {
		line := string(i.What) + " " + i.Text + ": " + i.Because
		if i.What == "inbox_waiting" {
			for _, in := range s.inbox() {
				if fmt.Sprint(in.ID) == i.Ref {
					line += " (" + in.Note + ")"
				}
			}
		}
		out = append(out, line)
	}
	return out
}

func (s *scene) inbox() []ledger.Inbound {
	s.t.Helper()
	items, err := s.app.Desk.Inbox(s.t.Context(), false)
	if err != nil {
		s.t.Fatal(err)
	}
	return items
}

// newest is the newest event of the case, as the team reads it.
func (s *scene) newest() string {
	s.t.Helper()
	events, err := s.app.Desk.Events(s.t.Context(), s.id)
	if err != nil {
		s.t.Fatal(err)
	}
	e := events[len(events)-1]
	return string(e.Kind) + ": " + e.Text + e.Detail.Excerpt
}
