package github

import (
	"net/http"
	"strings"
	"testing"
	"time"

	gh "github.com/google/go-github/v60/github"

	"daylight/disclosure/ledger"
	"daylight/notify/github/siteserver"
)

func TestWhichReviewIsAnApprovalOfWhatLiesThere(t *testing.T) {
	t.Parallel()
	const head, older = "abc", "aaa"
	noon := time.Date(2020, 2, 4, 12, 0, 0, 0, time.UTC)
	said := func(minute int, state, commit string) wireReview {
		return wireReview{ID: int64(minute), User: &Account{ID: 77, Login: "bob", Type: "User"}, State: state, Commit: commit, At: noon.Add(time.Duration(minute) * time.Minute)}
	}
	by := func(r wireReview, a Account) wireReview { r.User = &a; return r }
	nobody, timeless, nameless := said(1, "APPROVED", head), said(1, "APPROVED", head), said(1, "APPROVED", head)
	nobody.User, timeless.At, nameless.ID = nil, time.Time{}, 0
	for rule, c := range map[string]struct {
		rows   []wireReview
		merged time.Time
		head   string
		stands int    // accounts that stand by a word
		why    string // of the first; "" approves
	}{
		"an approval of the newest commit":                 {rows: []wireReview{said(1, "APPROVED", head)}, stands: 1},
		"no review at all":                                 {},
		"an approval of an older commit":                   {rows: []wireReview{said(1, "APPROVED", older)}, stands: 1, why: "another commit"},
		"an approval of no commit":                         {rows: []wireReview{said(1, "APPROVED", "")}, stands: 1, why: "another commit"},
		"an approval where the newest commit is unknown":   {rows: []wireReview{said(1, "APPROVED", "")}, head: "-", stands: 1, why: "another commit"},
		"an approval of an older commit, then of this one": {rows: []wireReview{said(1, "APPROVED", older), said(2, "APPROVED", head)}, stands: 1},
		"an approval of this commit, then of an older one": {rows: []wireReview{said(1, "APPROVED", head), said(2, "APPROVED", older)}, stands: 1, why: "another commit"},
		"changes are asked for":                            {rows: []wireReview{said(1, "CHANGES_REQUESTED", head)}, stands: 1, why: "asks for changes"},
		"changes are asked for after an approval":          {rows: []wireReview{said(1, "APPROVED", head), said(2, "CHANGES_REQUESTED", head)}, stands: 1, why: "asks for changes"},
		"the same, listed in another order":                {rows: []wireReview{said(2, "CHANGES_REQUESTED", head), said(1, "APPROVED", head)}, stands: 1, why: "asks for changes"},
		"an approval after changes were asked for":         {rows: []wireReview{said(1, "CHANGES_REQUESTED", head), said(2, "APPROVED", head)}, stands: 1},
		"an approval that was dismissed":                   {rows: []wireReview{said(1, "DISMISSED", head)}, stands: 1, why: "dismissed"},
		"the newest approval of two was dismissed":         {rows: []wireReview{said(1, "APPROVED", head), said(2, "DISMISSED", head)}, stands: 1, why: "dismissed"},
		"a mere remark":                                    {rows: []wireReview{said(1, "COMMENTED", head)}},
		"a remark after an approval":                       {rows: []wireReview{said(1, "APPROVED", head), said(2, "COMMENTED", head)}, stands: 1},
		"a remark after changes were asked for":            {rows: []wireReview{said(1, "CHANGES_REQUESTED", head), said(2, "COMMENTED", head)}, stands: 1, why: "asks for changes"},
		"a review that is not handed in":                   {rows: []wireReview{said(1, "PENDING", head)}},
		"a state that is not known":                        {rows: []wireReview{said(1, "BLESSED", head)}, stands: 1, why: "not known"},
		"a state in other letters":                         {rows: []wireReview{said(1, "approved", head)}, stands: 1, why: "not known"},
		"a state that is not known after an approval":      {rows: []wireReview{said(1, "APPROVED", head), said(2, "BLESSED", head)}, stands: 1, why: "not known"},
		"a bot":                               {rows: []wireReview{by(said(1, "APPROVED", head), Account{ID: 77, Type: "Bot"})}, stands: 1, why: "not by a person"},
		"an organisation":                     {rows: []wireReview{by(said(1, "APPROVED", head), Account{ID: 77, Type: "Organization"})}, stands: 1, why: "not by a person"},
		"an account of no type":               {rows: []wireReview{by(said(1, "APPROVED", head), Account{ID: 77})}, stands: 1, why: "not by a person"},
		"an account without a number":         {rows: []wireReview{by(said(1, "APPROVED", head), Account{Login: "bob", Type: "User"})}},
		"an account that is gone":             {rows: []wireReview{nobody}},
		"our own account":                     {rows: []wireReview{by(said(1, "APPROVED", head), Account{ID: 42, Type: "User"})}},
		"an approval at no time":              {rows: []wireReview{timeless}, stands: 1, why: "does not say when"},
		"an approval without a number":        {rows: []wireReview{nameless}, stands: 1, why: "does not say when"},
		"an approval before the merge":        {rows: []wireReview{said(1, "APPROVED", head)}, merged: noon.Add(time.Hour), stands: 1},
		"an approval after the merge":         {rows: []wireReview{said(1, "APPROVED", head)}, merged: noon, stands: 1, why: "after the request was merged"},
		"two accounts, of which one approves": {rows: []wireReview{said(2, "APPROVED", head), by(said(3, "CHANGES_REQUESTED", head), Account{ID: 78, Type: "User"})}, stands: 2},
	} {
		at := head
		if c.head != "" {
			at = ""
		}
		got := standingReviews(c.rows, at, c.merged, 42)
		if len(got) != c.stands {
			t.Errorf("%s: %d stand by a word: %+v", rule, len(got), got)
			continue
		}
		if len(got) > 0 && (c.why == "") != (got[0].Why == "") || len(got) > 0 && !strings.Contains(got[0].Why, c.why) {
			t.Errorf("%s: %q", rule, got[0].Why)
		}
	}
}

func TestOnlyARepositoryThatIsKnownToBePrivateTakesAPageBeforeItIsApproved(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	word := func(s string) *string { return &s }
	for rule, c := range map[string]struct {
		repo *gh.Repository
		may  bool
	}{
		"private":                             {&gh.Repository{Private: &yes, Visibility: word("private")}, true},
		"private, and no word of visibility":  {&gh.Repository{Private: &yes}, true},
		"public":                              {&gh.Repository{Private: &no, Visibility: word("public")}, false},
		"internal, which an enterprise reads": {&gh.Repository{Private: &yes, Visibility: word("internal")}, false},
		"private, and its visibility public":  {&gh.Repository{Private: &yes, Visibility: word("public")}, false},
		"a visibility that is not known":      {&gh.Repository{Private: &yes, Visibility: word("")}, false},
		"no word of it":                       {&gh.Repository{}, false},
		"no repository":                       {nil, false},
	} {
		if err := (&Pull{Review: true}).mayLieIn(c.repo); (err == nil) != c.may {
			t.Errorf("%s: %v", rule, err)
		}
		if err := (&Pull{}).mayLieIn(c.repo); err != nil {
			t.Errorf("%s, approved: %v", rule, err)
		}
	}
}

// reviewed is a page that lies in a private repository for a review.
func reviewed(t *testing.T) (*siteserver.Server, *Channel, *Pull) {
	t.Helper()
	h := siteserver.New(t)
	h.Set(func() { h.Repo["private"] = true })
	c, p := siteChannel(t, h.URL), aPull()
	p.Review = true
	if d := openPull(t, c, p); d.Kind != ledger.Sent {
		t.Fatalf("%+v", d)
	}
	return h, c, p
}

func TestARequestSaysThatItIsNotApprovedUntilItIs(t *testing.T) {
	t.Parallel()
	h, c, p := reviewed(t)
	title, body := h.Pulls[0]["title"].(string), h.Pulls[0]["body"].(string)
	if !strings.HasPrefix(title, "Not approved yet: ") || !strings.HasPrefix(body, "**Not approved yet: do not merge.**") || strings.Contains(body, "approved exactly these files") {
		t.Errorf("%s\n%s", title, body)
	}
	for _, said := range h.Said {
		if strings.Contains(said, `"parents"`) && strings.Contains(said, "approved") {
			t.Errorf("the commit, which stays, says %s", said)
		}
	}
	now := *p
	now.Review, now.Checks = false, []string{"approval", "deadline", "second_person"}
	for range 2 { // the same again changes nothing
		if step := c.ShowApproved(t.Context(), ledger.Job{Case: p.Case}, &now, always); step.Kind != ledger.Sent || step.Ref != siteserver.Name+"#1" {
			t.Fatalf("%+v", step)
		}
	}
	title, body = h.Pulls[0]["title"].(string), h.Pulls[0]["body"].(string)
	if title != "Publish DL-2020-0001 (limited, en)" || strings.Contains(body, "Not approved") || !strings.Contains(body, "- [x] second_person") {
		t.Errorf("%s\n%s", title, body)
	}
	if edits := strings.Count(strings.Join(h.Said, "\n"), "Two people, or one"); edits != 1 {
		t.Errorf("it was edited %d times", edits)
	}
}

func TestARequestThatWasChangedIsNotShownAsApproved(t *testing.T) {
	t.Parallel()
	h, c, p := reviewed(t)
	h.Push(p.branch(), func(files map[string]string) { delete(files, siteserver.Folder+"/"+siteserver.Case+"/en/index.html") })
	now := *p
	now.Review = false
	if step := c.ShowApproved(t.Context(), ledger.Job{Case: p.Case}, &now, always); step.Kind != ledger.Permanent || !strings.HasPrefix(h.Pulls[0]["title"].(string), "Not approved yet") {
		t.Errorf("%+v", step)
	}
}

func TestReviewsAreReadOnlyWhereTheyCouldApproveThePage(t *testing.T) {
	t.Parallel()
	h, c, p := reviewed(t)
	for range 3 {
		h.AddReview(7, "COMMENTED")
	}
	h.AddReview(77, "APPROVED") // on the second page of the list
	read := func() Reviewed {
		t.Helper()
		got, err := c.Reviews(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := read(); len(got.Reviews) != 1 || got.Reviews[0].Why != "" || got.Shut != nil {
		t.Fatalf("%+v", got)
	}
	for rule, change := range map[string]map[string]any{"public": {"private": false}, "internal": {"visibility": "internal"}, "unknown": {"private": nil}} {
		before := map[string]any{"private": true, "visibility": "private"}
		h.Set(func() {
			for k, v := range change {
				h.Repo[k] = v
			}
		})
		if got := read(); len(got.Reviews) != 0 || got.Shut == nil {
			t.Errorf("%s: %+v", rule, got)
		}
		h.Set(func() {
			for k, v := range before {
				h.Repo[k] = v
			}
		})
	}
	h.Set(func() { h.Pulls[0]["state"] = "closed" })
	if got := read(); len(got.Reviews) != 0 {
		t.Errorf("closed: %+v", got)
	}
	h.Set(func() { h.Pulls[0]["merged_at"] = "2020-02-05T09:00:00Z" })
	if got := read(); len(got.Reviews) != 1 || got.Reviews[0].Why != "" {
		t.Errorf("merged: %+v", got)
	}
	h.Set(func() { h.Pulls[0]["state"], h.Pulls[0]["merged_at"] = "open", nil })
	h.Push(p.branch(), func(files map[string]string) { delete(files, siteserver.Folder+"/"+siteserver.Case+"/en/index.html") })
	h.AddReview(77, "APPROVED") // of a commit that holds other files than those of the page
	if got := read(); len(got.Reviews) != 0 || got.Holds {
		t.Errorf("changed: %+v", got)
	}
	h.Set(func() { h.Status = http.StatusInternalServerError })
	if got, err := c.Reviews(t.Context(), p); err == nil || len(got.Reviews) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestHowLongSomethingIsLookedAt(t *testing.T) {
	t.Parallel()
	now := time.Date(2020, 6, 1, 12, 0, 0, 0, time.UTC)
	days := func(n int) time.Time { return now.Add(-time.Duration(n) * 24 * time.Hour) }
	for rule, c := range map[string]struct {
		w    Watching
		over bool
	}{
		"open, and somebody works on the case":             {Watching{}, false},
		"closed or merged today":                           {Watching{Ended: now}, false},
		"closed or merged 29 days ago":                     {Watching{Ended: days(29)}, false},
		"closed or merged 30 days ago":                     {Watching{Ended: days(30)}, true},
		"closed or merged on a day that has not come":      {Watching{Ended: days(-400)}, false},
		"open, and nobody works on the case since 89 days": {Watching{Quiet: days(89)}, false},
		"open, and nobody works on the case since 90 days": {Watching{Quiet: days(90)}, true},
		"a last day of the case that has not come":         {Watching{Quiet: days(-400)}, false},
		"merged lately, in a case that is long over":       {Watching{Ended: days(1), Quiet: days(90)}, true},
		"merged long ago, in a case that is lately over":   {Watching{Ended: days(30), Quiet: days(1)}, true},
	} {
		if got := c.w.Over(now); got != c.over {
			t.Errorf("%s: %t", rule, got)
		}
	}
}
