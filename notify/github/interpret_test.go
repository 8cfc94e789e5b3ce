package github

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/incoming"
	"daylight/disclosure/command/record"
	"daylight/disclosure/inbound"
	"daylight/disclosure/ledger"
)

// heard builds a stored comment of the vendor's developer; change makes it another one.
func heard(t testing.TB, change func(i *Item)) (ledger.Inbound, []byte) {
	t.Helper()
	item := Item{
		Kind: ItemComment, Action: "created", Repo: repoName, RepoID: 1001, Private: ptr(true), Issue: 1,
		IssueAuthor: Account{ID: botID, Login: "daylight-bot"}, At: start,
		Comment: &CommentItem{
			ID: 5, Author: Account{ID: vendorID, Login: "Vendor-Dev", Type: "User"}, Association: "COLLABORATOR",
			Body: "We look into it.", CreatedAt: start, UpdatedAt: start,
		},
	}
	change(&item)
	in, raw, _, err := item.inbound(start.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	in.ID, in.Raw = 12, "blob"
	return in, raw
}

func TestInterpret(t *testing.T) {
	t.Parallel()
	issue := func(action string, actor Account) func(*Item) {
		return func(i *Item) { i.Kind, i.Action, i.Comment, i.Actor = ItemIssue, action, nil, actor }
	}
	dev := Account{ID: vendorID, Login: "vendor-dev", Type: "User"}
	for name, tc := range map[string]struct {
		change func(i *Item)
		known  func(k *Known)
		kind   disclosure.Kind // "" is no command
		state  ledger.InboundState
		jobs   int
		add    bool // the command is a note of the team's side
	}{
		"a vendor's comment is a reply":            {func(*Item) {}, nil, disclosure.KindReplied, ledger.InboundMatched, 0, false},
		"/fixed is a claim":                        {func(i *Item) { i.Comment.Body = "/fixed" }, nil, disclosure.KindFixClaimed, ledger.InboundMatched, 0, false},
		"/fixed with more is a claim":              {func(i *Item) { i.Comment.Body = "Hi,\n/FIXED in v2, sorry" }, nil, disclosure.KindFixClaimed, ledger.InboundMatched, 0, false},
		"/ack is a reply":                          {func(i *Item) { i.Comment.Body = "/ack" }, nil, disclosure.KindReplied, ledger.InboundMatched, 0, false},
		"/dispute disputes":                        {func(i *Item) { i.Comment.Body = "/dispute it is a test bucket" }, nil, disclosure.KindDisputed, ledger.InboundMatched, 0, false},
		"/help is answered, and is no answer":      {func(i *Item) { i.Comment.Body = "/help" }, nil, disclosure.KindNote, ledger.InboundMatched, 1, true},
		"/help with words is an answer":            {func(i *Item) { i.Comment.Body = "/help\nWe look into it." }, nil, disclosure.KindReplied, ledger.InboundMatched, 1, false},
		"a command that there is not is no answer": {func(i *Item) { i.Comment.Body = "/fixd" }, nil, disclosure.KindNote, ledger.InboundMatched, 1, true},
		"a path with words is an answer":           {func(i *Item) { i.Comment.Body = "/srv is shut now" }, nil, disclosure.KindReplied, ledger.InboundMatched, 0, false},
		"/fixed wins over /ack":                    {func(i *Item) { i.Comment.Body = "/ack\n/fixed" }, nil, disclosure.KindFixClaimed, ledger.InboundMatched, 0, false},
		"/fixed of a stranger is nobody's word":    {func(i *Item) { i.Comment.Body, i.Comment.Association = "/fixed", "NONE" }, nil, disclosure.KindUnattributed, ledger.InboundWaiting, 0, false},
		"an unknown association is none":           {func(i *Item) { i.Comment.Body, i.Comment.Association = "/fixed", "MANNEQUIN" }, nil, disclosure.KindUnattributed, ledger.InboundWaiting, 0, false},
		"a listed login may, association or not": {
			func(i *Item) {
				i.Comment.Body, i.Comment.Association, i.Comment.Author.Login = "/fixed", "", "LISTED"
			}, nil, disclosure.KindFixClaimed, ledger.InboundMatched, 0, false,
		},
		"/fixed of a bot is a note":       {func(i *Item) { i.Comment.Body, i.Comment.Author.Type = "/fixed", "Bot" }, nil, disclosure.KindNote, ledger.InboundMatched, 0, true},
		"/fixed of our team is a note":    {func(i *Item) { i.Comment.Body, i.Comment.Author.Login = "/fixed", "Colleague" }, nil, disclosure.KindNote, ledger.InboundMatched, 0, true},
		"our own comment is ignored":      {func(i *Item) { i.Comment.Author.ID = botID }, nil, "", ledger.InboundIgnored, 0, false},
		"a comment of our app is ignored": {func(i *Item) { i.Comment.App = 9 }, nil, "", ledger.InboundIgnored, 0, false},
		"a login like ours is not us": {
			func(i *Item) { i.Comment.Author.Login = "daylight-bot" }, nil, disclosure.KindReplied, ledger.InboundMatched, 0, false,
		},
		"/fixed by an edit is a note": {
			func(i *Item) {
				i.Action, i.Comment.Body, i.Comment.UpdatedAt, i.Actor = "edited", "/fixed", start.Add(time.Hour), Account{ID: 3, Login: "admin"}
			},
			func(k *Known) { k.Comment = stamp(start) }, disclosure.KindNote, ledger.InboundMatched, 0, true,
		},
		"/fixed first seen after an edit of its author is a reply": {
			func(i *Item) {
				i.Action, i.Comment.Body, i.Comment.UpdatedAt, i.Actor = "edited", "/fixed", start.Add(time.Hour), dev
			},
			nil, disclosure.KindReplied, ledger.InboundMatched, 0, false,
		},
		"a comment first seen as edited by somebody else is nobody's words": {
			func(i *Item) {
				i.Action, i.Comment.UpdatedAt, i.Actor = "edited", start.Add(time.Hour), Account{ID: 3, Login: "admin"}
			},
			nil, disclosure.KindUnattributed, ledger.InboundWaiting, 0, false,
		},
		"a comment first seen as edited by nobody knows whom is nobody's words": {
			func(i *Item) { i.Action, i.Comment.UpdatedAt = "edited", start.Add(time.Hour) },
			nil, disclosure.KindUnattributed, ledger.InboundWaiting, 0, false,
		},
		"a version on record is ignored": {func(*Item) {}, func(k *Known) { k.Comment = stamp(start) }, "", ledger.InboundIgnored, 0, false},
		"an older version that comes late is ignored": {
			func(*Item) {}, func(k *Known) { k.Comment = stamp(start.Add(time.Hour)) }, "", ledger.InboundIgnored, 0, false,
		},
		"a deleted comment is a note":           {func(i *Item) { i.Action, i.Actor = "deleted", dev }, nil, disclosure.KindNote, ledger.InboundMatched, 0, false},
		"our comment edited by another is news": {func(i *Item) { i.Action, i.Comment.Author.ID, i.Actor = "edited", botID, dev }, nil, disclosure.KindNote, ledger.InboundMatched, 0, true},
		"a stranger in public is nobody's word": {func(i *Item) { i.Private, i.Comment.Association = ptr(false), "NONE" }, nil, disclosure.KindUnattributed, ledger.InboundWaiting, 0, false},
		"closing is a claim":                    {issue("closed", dev), nil, disclosure.KindFixClaimed, ledger.InboundMatched, 0, false},
		"closing by nobody known is no claim":   {issue("closed", Account{}), nil, disclosure.KindUnattributed, ledger.InboundWaiting, 0, false},
		"closing by us is ignored":              {issue("closed", Account{ID: botID}), nil, "", ledger.InboundIgnored, 0, false},
		"closing by a bot is a note":            {issue("closed", Account{ID: 4, Login: "stale[bot]", Type: "Bot"}), nil, disclosure.KindNote, ledger.InboundMatched, 0, true},
		"closing by our team is a note":         {issue("closed", Account{ID: 4, Login: "colleague"}), nil, disclosure.KindNote, ledger.InboundMatched, 0, true},
		"reopening is a note":                   {issue("reopened", dev), nil, disclosure.KindNote, ledger.InboundMatched, 0, true},
		"another issue waits":                   {issue("opened", dev), nil, "", ledger.InboundWaiting, 0, false},
		"an issue of no case waits":             {func(*Item) {}, func(k *Known) { k.Found = false }, "", ledger.InboundWaiting, 0, false},
		"a repository made public waits": {
			func(i *Item) { i.Kind, i.Action, i.Comment, i.Issue = ItemRepository, "publicized", nil, 0 }, nil, "", ledger.InboundWaiting, 0, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, raw := heard(t, tc.change)
			known := Known{Found: true, Case: "DL-2020-0001", Tracked: trackedCase().Issues[0]}
			if tc.known != nil {
				tc.known(&known)
			}
			r := testReader()
			out, err := r.Interpret(in, raw, func(Item) (Known, error) { return known, nil })
			if err != nil {
				t.Fatal(err)
			}
			comments := slices.DeleteFunc(slices.Clone(out.Jobs), func(j ledger.Job) bool { return j.Task() == TaskSeen })
			if out.Inbox.State != tc.state || out.Inbox.ID != 12 || len(comments) != tc.jobs {
				t.Errorf("inbox %+v, %d comments", out.Inbox, len(comments))
			}
			switch cmd := first(out).(type) {
			case incoming.RecordInbound:
				if cmd.Kind != tc.kind || tc.add || cmd.Party != disclosure.Vendor || cmd.Name != "NextMotion" || cmd.Channel != disclosure.Issue ||
					cmd.Source != disclosure.SourceIssue || cmd.Body != "blob" || cmd.Inbox != 12 || cmd.At.IsZero() {
					t.Errorf("got %+v, want %q", cmd, tc.kind)
				}
			case incoming.RecordUnattributed:
				if tc.kind != disclosure.KindUnattributed || cmd.Inbox != 12 || cmd.Reason == "" || cmd.Reason != out.Inbox.Note || cmd.Text == "" || cmd.Body != "blob" {
					t.Errorf("got %+v, want %q", cmd, tc.kind)
				}
			case record.AddEvent:
				if cmd.Kind != tc.kind || !tc.add || cmd.Party != "" {
					t.Errorf("got %+v, want %q", cmd, tc.kind)
				}
			case nil:
				if tc.kind != "" {
					t.Errorf("no command, want %q (%s)", tc.kind, out.Inbox.Note)
				}
			}
			for _, j := range comments {
				said, err := ledger.PayloadOf[Comment](j)
				if err != nil || markerIn(said.Text) == "" || said.Issue != repoName+"#1" {
					t.Errorf("job %+v, %v", j, err)
				}
				if commandOf(said.Text) != "" {
					t.Error("our own answer holds a command")
				}
			}
		})
	}
}

// TestTheSameSentenceReadsTheSame: what is a claim by mail is one in an issue, whatever markup stands around it.
func TestTheSameSentenceReadsTheSame(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]disclosure.Kind{
		"Das Problem ist behoben.": disclosure.KindFixClaimed, "Nous avons fermé l'accès.": disclosure.KindFixClaimed, "**It has been fixed**, please verify.": disclosure.KindFixClaimed,
		"/fixed not yet": disclosure.KindReplied, "> It is closed now.\n\nReally?": disclosure.KindReplied, "It is not fixed.": disclosure.KindReplied, "```\nIt is closed now.\n```\nno": disclosure.KindReplied,
		"/dispute not ours": disclosure.KindDisputed, "This is not our server.": disclosure.KindReplied,
	} {
		raw := []byte(text)
		if got := inbound.Read(written(string(raw))).Kind(); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

func first(r Reading) command.Command {
	if len(r.Commands) == 0 {
		return nil
	}
	return r.Commands[0]
}

func testReader() Reader {
	return Reader{
		Self: Account{ID: botID, Login: "daylight-bot"}, AppID: 9, Team: []string{"colleague"},
		Repos: map[string]Repository{repoName: {Vendors: []string{"listed"}, VendorOwned: true}},
	}
}

func TestInterpretKeepsWhatItCannotRead(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "{", `{"kind":"comment"}`, `[]`} {
		out, err := testReader().Interpret(ledger.Inbound{ID: 1}, []byte(raw), nil)
		if err != nil || out.Inbox.State != ledger.InboundFailed || out.Inbox.Note == "" {
			t.Errorf("%q: %v %+v", raw, err, out.Inbox)
		}
	}
}

func TestAMarkerFindsTheCaseOnlyWhereItsMessageWent(t *testing.T) {
	t.Parallel()
	k := trackedCase()
	k.Issues = nil
	k.Messages = []disclosure.Message{{Key: "k", ID: "m1", Channel: disclosure.Issue, To: repoName, Role: disclosure.Vendor}}
	c, _ := testChannel(t, newHub(t), newMemory(k))
	self := Account{ID: botID}
	item := Item{Kind: ItemIssue, Action: "closed", Repo: repoName, Issue: 4, IssueAuthor: self, Marker: "m1"}
	if known, err := c.lookup(t.Context(), item, self); err != nil || !known.Found || known.Tracked.Ref != repoName+"#4" {
		t.Errorf("%v %+v", err, known)
	}
	item.Repo = "other/repo"
	if known, _ := c.lookup(t.Context(), item, self); known.Found {
		t.Error("a marker counted in another repository")
	}
	item.Repo, item.IssueAuthor = repoName, Account{ID: vendorID}
	if known, _ := c.lookup(t.Context(), item, self); known.Found {
		t.Error("a marker of somebody else counted")
	}
}

// commandOf is the command of a comment that decides, as the reader of answers takes it.
func commandOf(body string) string {
	_, plain := orders(body, civil.Date{Year: 2020, Month: 1, Day: 28}, "daylight-bot", "bot")
	for _, s := range inbound.Read(written(plain)) {
		if s.Order().Word != "" {
			return string(s.Order().Word)
		}
	}
	return ""
}

func TestACommandIsALineOfTheWritersOwn(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"/fixed":                                 "fixed",
		"thanks\r\n/fixed\r\n":                   "fixed",
		"/Fixed.":                                "fixed",
		"/dispute\nnot ours":                     "dispute",
		"/ack":                                   "ack",
		"/help":                                  "help",
		"/help\n/ack\n/dispute\n/fixed":          "fixed",
		"```\ncode\n```\n/fixed":                 "fixed",
		"use `x` then\n/fixed":                   "fixed",
		"one stray ` tick\n/fixed":               "fixed",
		" /fixed":                                "fixed",
		"`/fixed`":                               "fixed",
		"":                                       "",
		"it is /fixed":                           "",
		"/fixed?":                                "",
		"/fixedish":                              "",
		"/fixed/path":                            "",
		"> /fixed":                               "",
		"    /fixed":                             "",
		"\t/fixed":                               "",
		"`one\n/fixed\ntwo`":                     "",
		"`one\n`/fixed`\ntwo`":                   "",
		"```\n/fixed\n```":                       "",
		"```\n`/fixed`\n```":                     "",
		"```\n/fixed":                            "",
		"````\n```\n/fixed\n````":                "",
		"~~~\n```\n/fixed\n~~~":                  "",
		"<!--\n/fixed\n-->":                      "",
		"<!--\n/fixed":                           "",
		"<!-- /fixed -->":                        "",
		"<pre>\n/fixed\n</pre>":                  "",
		"<BLOCKQUOTE>\n/fixed\n</BLOCKQUOTE>":    "",
		"ok\n-- \n/fixed":                        "",
		"On Mon, Jan 27, 2020, X wrote:\n/fixed": "",
		"Am 27.01.2020 schrieb X:\n/fixed":       "",
		"-----Original Message-----\n/fixed":     "",
		"Reply to this email directly\n/fixed":   "",
		english().help("https://team.example/probes"): "",
		"／fixed": "",
	} {
		if got := commandOf(body); got != want {
			t.Errorf("%q: got %q, want %q", body, got, want)
		}
	}
}

func TestExcerptIsSafeToShow(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"hello\r\n\r\n> quote\nworld":                  "hello\n\nworld",
		"<!-- hidden -->shown":                         "shown",
		"see ![x](http://e.example/p.png) <img src=a>": "see [image] [image]",
		"a\x1b[31mb\u202ec":                            "a<U+001B>[31mb<U+202E>c",
		"yes\n\nOn Mon, X wrote:\n> old":               "yes",
		"> only a quote":                               "> only a quote",
		strings.Repeat("é", maxExcerpt+5):              strings.Repeat("é", maxExcerpt) + " […]",
		"\xff\xfe":                                     "�",
	} {
		if got := Excerpt(body); got != want {
			t.Errorf("%.40q: got %.80q, want %.80q", body, got, want)
		}
	}
}

func FuzzComment(f *testing.F) {
	for _, s := range []string{"/fixed", "```\n/fixed", "`a\n/fixed`", "<!-- /fixed", "> /fixed\n/ack", "<pre>/fixed", "a\r/help", "- `/fixing 2026-12-24`", "@bot fixed"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		today := civil.Date{Year: 2020, Month: 1, Day: 28}
		given, plain := orders(body, today, "bot")
		if again, same := orders(plain, today, "bot"); len(again) != len(given) && same != plain {
			t.Fatalf("%q gave %v, and then %v", body, given, again)
		}
		// A quote of anything is no command.
		quoted := "> " + strings.NewReplacer("\r\n", "\n> ", "\n", "\n> ", "\r", "\n> ").Replace(body)
		if w := commandOf(quoted); w != "" {
			t.Fatalf("a quote gave %q: %q", w, quoted)
		}
		text := Excerpt(plain)
		if len([]rune(text)) > 8*maxExcerpt+10 {
			t.Fatalf("%d characters", len([]rune(text)))
		}
		for _, r := range text {
			if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Cf, r) {
				t.Fatalf("%q holds %U", text, r)
			}
		}
	})
}

func BenchmarkInterpret(b *testing.B) {
	in, raw := heard(b, func(i *Item) {
		i.Comment.Body = strings.Repeat("We changed the policy of the bucket, see `aws s3api`.\n> your words\n", 20) + "/fixed\n"
	})
	r := testReader()
	known := Known{Found: true, Case: "DL-2020-0001", Tracked: trackedCase().Issues[0]}
	look := func(Item) (Known, error) { return known, nil }
	b.ReportAllocs()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if out, err := r.Interpret(in, raw, look); err != nil || len(out.Commands) != 1 {
			b.Fatal(err)
		}
	}
}
