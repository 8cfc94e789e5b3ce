package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/exposure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe/probetest"
)

// toldCase is a case that comes from elsewhere, with its source and a way to the vendor.
const toldCase = `case:
  title: An open list of invoices
  vendor: {name: Other, country: GB}
  assets: [{kind: http_listing, target: "https://files.other.example/export/"}]
  exposed: {records: 900, data: [invoices]}
  parties: [{role: finder, name: A newspaper}]
  contacts: [{party: vendor, channel: email, address: security@other.example, found: "https://other.example/contact"}]
events:
  - {kind: discovered, at: 2019-01-24}
`

func unknownGrounds() []unknownRow {
	last := func(name, does string, build func(t *testing.T) *scene) unknownRow {
		return unknownRow{
			name: "mail: " + name, what: "unknown", way: "mail", shows: "It was open when our check last reached it, on 27 January 2020, 09:00 UTC, one day ago",
			does: does + " The text says when it was last open and how long ago; a lead has to approve it.",
			sees: "the sentence in the draft, and the rank that it takes", build: build,
			drive: func(s *scene) string { return s.leadReads() },
		}
	}
	return []unknownRow{
		{
			name: "CLI: a first contact about what nobody saw open", what: "never seen", way: "CLI", shows: "no answer of ours has shown A1 open",
			does: "A first contact is drafted about an asset that answers with an error of its server and was never seen open. It is refused; `--because TEXT` is the exception and stays on record.",
			sees: "what is missing, and what to do",
			build: func(t *testing.T) *scene {
				return reachable(t, "http_listing", newSite(t, says(http.StatusInternalServerError, "text/html", "sorry")).URL+"/export/")
			},
			drive: func(s *scene) string { return s.refused(3, "draft", "new", string(s.id)) },
		},
		{
			name: "CLI: a first contact about a refused connection", what: "never seen", way: "CLI", shows: "A1 answered closed (conn_refused)",
			does: "A first contact is drafted about an asset where nothing listens. A refused connection is no open door: it is refused.",
			sees: "what the asset answered, and when",
			build: func(t *testing.T) *scene {
				at := newSite(t, says(http.StatusOK, "text/html", ""))
				at.Close()
				return reachable(t, "http_listing", at.URL+"/export/")
			},
			drive: func(s *scene) string { return s.refused(3, "draft", "new", string(s.id)) },
		},
		{
			name: "CLI: a first contact to who found it", what: "unknown", way: "CLI", shows: "what it says is not true of the finder",
			does: "A first contact is drafted to the finder. It says \"yours is open\", which is not true of them: it is refused.",
			sees: "whom such a text is for",
			build: func(t *testing.T) *scene {
				s := calling(t)
				s.contactOf(s.id, disclosure.Finder, "A newspaper", disclosure.Email, "desk@newspaper.example")
				return s
			},
			drive: func(s *scene) string { return s.refused(3, "draft", "new", string(s.id), "--party", "finder") },
		},
		{
			name: "import: a first contact about what only others saw", what: "never seen", way: "import",
			shows: "This comes from A newspaper and is dated 24 January 2019. No check of ours has confirmed it",
			does:  "A first contact is drafted about an imported finding. The text names the source with its date, and no check of ours; a lead has to approve it.",
			sees:  "the sentence in the draft, and the rank that it takes",
			build: func(t *testing.T) *scene {
				s := calling(t)
				if said, code := s.call(t.Context(), s.folder(), "case", "import", s.file("case.yaml", toldCase)); code != 0 {
					t.Fatal(said)
				}
				s.id = "DL-2019-0001"
				s.drafted()
				return s
			},
			drive: func(s *scene) string { return s.leadReads() },
		},
		neverProbed(),
		{
			name: "mail: a first contact whose open answer has grown old", what: "changed meanwhile", way: "mail", shows: "an open answer counts for 24 hours", dialogue: "drafted", also: "nobody was told: write D1 anew",
			does:  "A first contact was approved, and since then the asset gives errors of its server: neither open nor closed. After a day the old answer does not count any more, and the message is withheld.",
			sees:  "when it was last seen open, and which text fits; the draft is open again",
			build: grownOld, drive: func(s *scene) string { return refusal(s.send(s.id, s.load(s.id).Drafts[0])) },
		},
		last("a first contact while our own network is down", "Our own network fails after an asset was seen open.", func(t *testing.T) *scene {
			names := probetest.Names{}
			s := named(t, names, 0)
			s.contact(s.id, disclosure.Email, vendorAddress)
			delete(names, namedHost)
			s.time.pass(30 * time.Hour)
			s.probeNow()
			s.drafted()
			return s
		}),
		last("a first contact while the budget is spent", "The probes that an asset may have are used up.", func(t *testing.T) *scene {
			s := named(t, probetest.Names{}, 3)
			for s.load(s.id).Assets[0].Probes < 3 {
				s.probeNow()
			}
			s.contact(s.id, disclosure.Email, vendorAddress)
			s.time.pass(30 * time.Hour)
			s.drain()
			s.drafted()
			return s
		}),
		last("a first contact while probing is stopped", "Somebody asked for an end of the probes.", func(t *testing.T) *scene {
			s := named(t, probetest.Names{}, 0)
			s.do(s.app, "Lena", s.id, exposure.StopProbing{Text: "asked for by phone"})
			s.contact(s.id, disclosure.Email, vendorAddress)
			s.time.pass(30 * time.Hour)
			s.drain()
			s.drafted()
			return s
		}),
	}
}

// contactOf adds a way to a party.
func (s *scene) contactOf(id disclosure.CaseID, role disclosure.Role, name string, channel disclosure.Channel, address string) string {
	s.t.Helper()
	c := s.do(s.app, "Lena", id, record.AddContact{Contact: disclosure.Contact{
		Role: role, Name: name, Channel: channel, Address: address, Quality: disclosure.QualityPublished,
	}})
	return c.Contacts[len(c.Contacts)-1].ID
}

// reachable is a scene for calls whose case has one asset and a way to the vendor.
func reachable(t *testing.T, kind, target string) *scene {
	t.Helper()
	s := newScene(t, "CLI")
	s.id = s.recordCase("NextMotion", kind, target)
	s.contact(s.id, disclosure.Email, vendorAddress)
	s.file("config.yaml", callConfig)
	return s
}

// drafted drafts a first contact.
func (s *scene) drafted() {
	s.t.Helper()
	if _, _, err := s.app.Desk.NewDraft(s.t.Context(), s.person(s.app, "Rosa"), s.id, disclosure.FirstContact, "C1", "en"); err != nil {
		s.t.Fatal(err)
	}
}

// leadReads returns the text of the draft on one line, as a lead reads it. Nobody of a lower rank approves it.
func (s *scene) leadReads() string {
	s.t.Helper()
	d, text, err := s.app.Desk.DraftText(s.t.Context(), s.id, "D1")
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.app.Desk.ApproveDraft(s.t.Context(), s.person(s.app, "Rosa"), s.id, d.ID, d.Revision); fault.CodeOf(err) != fault.Forbidden {
		s.t.Errorf("a researcher approves it: %v", err)
	}
	return strings.Join(strings.Fields(text), " ")
}

// neverProbed is an imported case whose vendor claims to have closed it. Whatever speaks of it, in any language, asserts nothing.
func neverProbed() unknownRow {
	return unknownRow{
		name: "import: a case that no probe of ours saw open", what: "never seen", way: "import", shows: "we have not confirmed that",
		does: "A case is imported that our own probes never saw open, with the vendor's claim to have closed it. No page in any language, no board, list or timeline and no statistics say \"still open\".",
		sees: "\"we have not confirmed that\" on the page",
		build: func(t *testing.T) *scene {
			s := calling(t)
			said, code := s.call(t.Context(), s.folder(), "case", "import", s.file("case.yaml", unseenCase))
			if code != 0 {
				t.Fatal(said)
			}
			s.id = "DL-2019-0001"
			return s
		},
		drive: func(s *scene) string {
			said := map[string]string{"the board": s.page("/?all=1")}
			for _, lang := range []string{"en", "de", "fr"} {
				page, err := s.app.Desk.Prepare(s.t.Context(), s.id, disclosure.Limited, lang)
				if err != nil {
					s.t.Fatal(err)
				}
				for name, text := range page.Files {
					said[name+" in "+lang] = string(text)
				}
			}
			for _, call := range [][]string{{"stats"}, {"case", "list"}, {"case", "show", string(s.id)}, {"timeline", string(s.id)}} {
				text, code := s.call(s.t.Context(), s.folder(), call...)
				if code != 0 {
					s.t.Errorf("%v: %s", call, text)
				}
				said["bot "+call[0]] += text
			}
			for where, text := range said {
				for _, claim := range []string{"still open", "noch offen", "toujours ouvert"} {
					if at := strings.Index(strings.ToLower(text), claim); at >= 0 {
						s.t.Errorf("%s says %q: %.200q", where, claim, text[max(at-100, 0):])
					}
				}
			}
			for line := range strings.Lines(said["index.md in en"]) {
				if strings.Contains(line, "we have not confirmed that") {
					return line
				}
			}
			return ""
		},
	}
}

// grownOld is a case with an approved first contact whose asset gives no answer that decides anything since.
func grownOld(t *testing.T) *scene {
	s := newScene(t, "mail")
	at := newSite(t, only("/export/", says(http.StatusOK, "text/html", anIndex)))
	s.id = s.recordCase("NextMotion", "http_listing", at.URL+"/export/")
	s.seenOpen(s.id)
	s.approved(s.id, disclosure.FirstContact, s.contact(s.id, disclosure.Email, vendorAddress))
	at.answer = says(http.StatusInternalServerError, "text/html", "sorry")
	s.time.pass(30 * time.Hour)
	s.probeNow()
	return s
}
