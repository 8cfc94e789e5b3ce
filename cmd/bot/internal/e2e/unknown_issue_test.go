package e2e

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// by lets somebody do something in the repository, and lets the bot hear of it.
func (s *scene) by(do func(h *smallHub)) string {
	s.hub.mu.Lock()
	do(s.hub)
	s.hub.mu.Unlock()
	s.drain()
	return ""
}

// passerBy is somebody of whom nobody said that they speak for the vendor.
func passerBy() map[string]any { return hubUser(66, "passer-by") }

// closed tells that somebody closed the issue; really says whether it is.
func (h *smallHub) closed(by map[string]any, really bool) {
	issue := h.issues[0]
	if really {
		issue["state"], issue["closed_at"], issue["closed_by"] = "closed", hubStamp(), by
	}
	h.emit("issues", map[string]any{"action": "closed", "issue": map[string]any{
		"number": 1, "user": issue["user"], "state": issue["state"], "updated_at": hubStamp(),
	}, "sender": by})
}

func commentRow(name, association, text, does string) unknownRow {
	return unknownRow{
		name: "issue: " + name, what: "stranger", way: "issue", does: does, shows: "passer-by",
		sees:  "an item in `bot inbox` with the login to list",
		drive: func(s *scene) string { return s.by(func(h *smallHub) { h.commentAs(passerBy(), association, text) }) },
	}
}

func unknownIssues() []unknownRow {
	return []unknownRow{
		commentRow("a stranger comments", "NONE", "We look into it.", "Somebody who is not in `vendor_logins` comments. It is `unattributed`."),
		commentRow("somebody with rights in a repository of ours claims a fix", "MEMBER", "/fixed", "Somebody who is not in `vendor_logins` has rights in a repository that is not the vendor's. They may be anybody of ours: it is `unattributed`."),
		said("a colleague claims a fix", "stranger", func(h *smallHub) { h.comment(hubUser(7, "lena-lead"), "/fixed") },
			"Somebody of the team writes a command. A colleague is no vendor.", "a note in the timeline", "note: Comment of @lena-lead"),
		commentRow("a stranger claims a fix", "NONE", "/fixed", "A stranger gives a command. It is carried out for nobody."),
		commentRow("a stranger asks for help", "NONE", "/help", "A stranger asks what there is to say. Nothing is answered."),
		{
			name: "issue: an edit is seen before its comment", what: "stranger", way: "issue", shows: "passer-by",
			does: "A comment of the vendor is first seen as edited by somebody else. It is nobody's word.",
			sees: "an item in `bot inbox` with the name of the editor",
			drive: func(s *scene) string {
				return s.by(func(h *smallHub) {
					h.emit("issue_comment", map[string]any{"action": "edited", "issue": h.issues[0], "sender": passerBy(), "comment": map[string]any{
						"id": 500, "user": hubUser(77, "vendor-dev"), "body": "/fixed", "author_association": "COLLABORATOR",
						"created_at": hubStamp(), "updated_at": time.Now().UTC().Add(time.Minute).Format(time.RFC3339),
					}})
				})
			},
		},
		{
			name: "issue: a stranger closes it over an open asset", what: "stranger", way: "issue", shows: "passer-by",
			does:  "A stranger closes the issue while the asset is open. It is no claim; the issue is opened again, once, with a word.",
			sees:  "an item in `bot inbox`, and the comment in the issue",
			word:  "passer-by",
			drive: func(s *scene) string { return s.by(func(h *smallHub) { h.closed(passerBy(), true) }) },
		},
		{
			name: "issue: the vendor asks for help", what: "machine", way: "issue", shows: "note",
			does: "The vendor gives `/help`. It is answered, and is no answer of theirs.",
			sees: "a note in the timeline",
			word: "/fixed",
			drive: func(s *scene) string {
				s.by(func(h *smallHub) { h.comment(hubUser(77, "vendor-dev"), "/help") })
				return s.newest()
			},
		},
		commandThatFails(),
		closedTwice(),
		{
			name: "issue: a delivery says closed and the issue is open", what: "changed meanwhile", way: "issue", shows: "is open",
			does: "A delivery says `closed` and the issue is open. The issue counts.",
			sees: "the reason, in `bot inbox list --all`",
			drive: func(s *scene) string {
				s.by(func(h *smallHub) { h.closed(hubUser(77, "vendor-dev"), false) })
				return s.newestItem()
			},
		},
		{
			name: "issue: a second party where the first one reads", what: "stranger", way: "issue", shows: "belongs to the vendor nextmotion",
			does: "A message for a second party would be written where the first one reads. Draft, approval and sending are refused.",
			sees: "the refusal, with the party that the repository belongs to",
			build: func(t *testing.T) *scene {
				s := written(t, "issue")
				s.id = s.recordCase("Other", "s3", bucketURL)
				s.contact(s.id, disclosure.Issue, smallRepo)
				return s
			},
			drive: func(s *scene) string {
				return s.written(disclosure.FirstContact, "C1")
			},
		},
		{
			name: "issue: the provider where the vendor reads", what: "stranger", way: "issue", shows: "belongs to the vendor nextmotion",
			does: "A notice to the provider, or to a CSIRT, of the same case would be written where the vendor reads. It is refused.",
			sees: "the refusal, with the party that the repository belongs to",
			build: func(t *testing.T) *scene {
				s := written(t, "issue")
				s.contactOf(s.id, disclosure.Provider, "A hoster", disclosure.Issue, smallRepo)
				s.contactOf(s.id, disclosure.Coordinator, "A CSIRT", disclosure.Issue, smallRepo)
				return s
			},
			drive: func(s *scene) string {
				if told := s.written(disclosure.CoordinatorNotice, "C3"); !strings.Contains(told, "belongs to the vendor") {
					s.t.Errorf("the CSIRT: %s", told)
				}
				return s.written(disclosure.ProviderNotice, "C2")
			},
		},
		{
			name: "issue: a delivery says that the repository is public", what: "changed meanwhile", way: "issue", shows: "was made public by @passer-by",
			does: "A delivery says that somebody made the repository public while a message is approved. The team is told at once, and nothing is written there.",
			sees: "an alert with the name of who did it",
			also: "read and approve D2", build: reminderApproved,
			drive: func(s *scene) string {
				s.by(func(h *smallHub) {
					h.public = true
					h.emit("repository", map[string]any{"action": "publicized", "sender": passerBy()})
				})
				if err := s.send(s.id, s.load(s.id).Drafts[1]); err != nil {
					s.t.Log(err) // it may be refused at once, or by the sender
				}
				return ""
			},
		},
		{
			name: "issue: the repository turns public while a message waits", what: "changed meanwhile", way: "issue", shows: "not private any more",
			does:  "A repository turns public while a message is approved. Nothing is written there any more.",
			sees:  "an alert at once; the withheld message is on record",
			also:  "read and approve D2",
			build: reminderApproved,
			drive: func(s *scene) string {
				s.hub.mu.Lock()
				s.hub.public = true
				s.hub.mu.Unlock()
				if err := s.send(s.id, s.load(s.id).Drafts[1]); err != nil {
					s.t.Fatal(err) // it is handed over, and the sender finds that it may not
				}
				return ""
			},
		},
		{
			name: "issue: a first contact whose asset was closed meanwhile", what: "changed meanwhile", way: "issue", shows: "withheld", dialogue: "drafted", also: "nobody was told: write D1 anew",
			does:  "An issue was approved, and the asset answers closed before it is written. It is withheld.",
			sees:  "why, at once, and which text fits; the draft is open again",
			build: func(t *testing.T) *scene { return shutMeanwhile(t, "issue") },
			drive: func(s *scene) string { return refusal(s.send(s.id, s.load(s.id).Drafts[0])) },
		},
	}
}

// newestItem is what is noted of the newest item of the inbox.
func (s *scene) newestItem() string {
	s.t.Helper()
	all, err := s.app.Desk.Inbox(s.t.Context(), true)
	if err != nil || len(all) == 0 {
		s.t.Fatal(all, err)
	}
	return slices.MaxFunc(all, func(a, b ledger.Inbound) int { return cmp.Compare(a.ID, b.ID) }).Note
}

// said is a row of what somebody says in the issue and what stands in the timeline of it.
func said(name, what string, say func(h *smallHub), does, sees, shows string) unknownRow {
	return unknownRow{
		name: "issue: " + name, what: what, way: "issue", does: does, sees: sees, shows: shows,
		drive: func(s *scene) string {
			s.by(say)
			return s.newest()
		},
	}
}

func commandThatFails() unknownRow {
	row := said("the vendor gives a command that there is not", "machine", func(h *smallHub) { h.comment(hubUser(77, "vendor-dev"), "/resolved") },
		"The vendor gives a command that there is not. They are told which there are, and it is no answer of theirs.", "a note in the timeline", "which is no answer")
	row.word = "/fixed"
	return row
}

// closedTwice is an issue whose closing by the vendor is on record, and is delivered once more with the next second.
func closedTwice() unknownRow {
	vendor := hubUser(77, "vendor-dev")
	return unknownRow{
		name: "issue: two closings a second apart", what: "changed meanwhile", way: "issue", shows: "is on record",
		does: "The closing of the issue by the vendor is delivered twice, a second apart. It is one claim with one answer.",
		sees: "the reason, in `bot inbox list --all`",
		build: func(t *testing.T) *scene {
			s := written(t, "issue")
			s.by(func(h *smallHub) { h.closed(vendor, true) })
			if n := len(s.load(s.id).Claims); n != 1 {
				t.Fatalf("the vendor made %d claims", n)
			}
			return s
		},
		drive: func(s *scene) string {
			s.by(func(h *smallHub) {
				next, err := time.Parse(time.RFC3339, fmt.Sprint(h.issues[0]["closed_at"]))
				if err != nil {
					s.t.Fatal(err)
				}
				h.issues[0]["state"], h.issues[0]["closed_at"], h.issues[0]["closed_by"] = "closed", next.Add(time.Second).Format(time.RFC3339), vendor
				h.emit("issues", map[string]any{"action": "closed", "issue": h.issues[0], "sender": vendor})
			})
			return s.newestItem()
		},
	}
}

// reminderApproved is a case with an approved reminder to the vendor.
func reminderApproved(t *testing.T) *scene {
	s := written(t, "issue")
	s.time.pass(72 * time.Hour)
	s.drain()
	s.approved(s.id, disclosure.FollowUp, s.load(s.id).Contacts[0].ID)
	return s
}

// written drafts, approves and sends a message, and returns why it was not done.
func (s *scene) written(t disclosure.Template, contact string) string {
	s.t.Helper()
	d, _, err := s.app.Desk.NewDraft(s.t.Context(), s.person(s.app, "Rosa"), s.id, t, contact, "en")
	if err == nil {
		if _, err = s.app.Desk.ApproveDraft(s.t.Context(), s.person(s.app, "Lena"), s.id, d.ID, d.Revision); err == nil {
			err = s.send(s.id, d)
		}
	}
	if err != nil && fault.CodeOf(err) != fault.Refused {
		s.t.Errorf("it is no refusal: %v", err)
	}
	return refusal(err)
}
