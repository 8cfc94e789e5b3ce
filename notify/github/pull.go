package github

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/outbound"
)

// The phases of a pull request. Each is committed before the step that it names.
const (
	PhaseBranch = "branch" // the branch is about to be made, and with it the files can be read
	PhasePull   = "pull"   // the pull request is about to be opened
)

// Pull is the page of a case that is brought to the site by pull request: one tree, one commit, one request. The same page is the same
// request, however often it is ordered.
type Pull struct {
	Case     disclosure.CaseID
	Mode     disclosure.Mode
	Lang     string
	Revision int
	Digest   string            // of the files, as it was approved
	Checks   []string          // of the gate, each passed
	Files    map[string][]byte // by name, exactly as they leave
	// Review says that it is not approved yet: then it goes to a repository that only the team can read.
	Review bool
}

// branch is named after what was approved, so that the same order finds it again.
func (p *Pull) branch() string {
	return "daylight/" + strings.ToLower(string(p.Case)) + "-" + p.Lang + "-" + firstOf(p.Digest)
}

func firstOf(digest string) string { return digest[:min(len(digest), 16)] }

func (p *Pull) marker(repo string) string {
	return jobMarker(p.Digest, strings.ToLower(repo)+"/"+string(p.Case)+"/"+p.Lang)
}

// valid refuses what no page is: a name leads nowhere but into its folder.
func (p *Pull) valid() error {
	if len(p.Digest) < 32 || p.Case == "" || p.Lang == "" || len(p.Files) == 0 {
		return fault.Errorf(fault.Invalid, "a pull request needs a case, a language, files and their digest")
	}
	for name := range p.Files {
		if name != path.Base(name) || strings.HasPrefix(name, ".") || strings.ContainsAny(name, "\\\x00") {
			return fault.Errorf(fault.Invalid, "%q is no name of a file of a page", name)
		}
	}
	return nil
}

// OpenPull takes one step towards the pull request of a page.
func (c *Channel) OpenPull(ctx context.Context, job ledger.Job, p *Pull, mark func(ctx context.Context, phase string) error) outbound.Step {
	if c.opts.Site.Repository == "" {
		return outbound.Step{Delivery: withheld("no repository of a site is configured: github.site")}
	}
	at := outbound.Standing{Phase: job.Phase, Attempts: job.Attempts, Now: c.opts.Clock(), Mark: mark}
	return outbound.Advance(ctx, at, pulling{c, p, job.Attempts}, c.opts.Outbound)
}

// pulling is a pull request that is opened once.
type pulling struct {
	c        *Channel
	p        *Pull
	attempts int // of the job
}

// patience is after how many attempts that could not look for the request a person is asked.
const patience = 20

// Send implements [outbound.Effect]. Objects of Git that no branch names show nothing and may be made again; the branch and the request
// are each looked for before they are made.
func (e pulling) Send(ctx context.Context, mark outbound.Mark) ledger.Delivery {
	if err := e.p.valid(); err != nil {
		return withheld(err.Error())
	}
	repo, err := e.c.siteRepository(ctx)
	if err == nil {
		err = e.p.mayLieIn(repo)
	}
	if err != nil {
		return cannotWrite(err)
	}
	there, err := e.c.findPull(ctx, e.p)
	if err != nil && e.attempts >= patience {
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: err.Error()}
	}
	if err != nil {
		return cannotWrite(err)
	}
	if there.Number > 0 && there.Open && !e.p.Review && there.title != e.p.title() { // an order before this one asked for a review
		return approving{e.c, e.p}.edit(ctx, marker(mark).before(PhasePull))
	}
	if there.Number > 0 {
		return arrived(there, "found")
	}
	base := e.c.opts.Site.Branch
	if base == "" {
		base = repo.GetDefaultBranch()
	}
	if d := e.branch(ctx, base, mark); d.Kind != ledger.Sent {
		return d
	}
	var made wirePull
	d, done := e.c.siteWrite(ctx, e.p, http.MethodPost, "pulls", map[string]any{
		"title": e.p.title(), "head": e.p.branch(), "base": base, "body": e.p.text(e.c.opts.Site.Repository), "maintainer_can_modify": false,
	}, &made, marker(mark).before(PhasePull))
	switch {
	case statusIn(done.err) == http.StatusUnprocessableEntity && d.Kind == ledger.Permanent && strings.Contains(done.err.Error(), "already exists"):
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: "GitHub says that there is a pull request of the branch"}
	case d.Kind != ledger.Sent:
		return d
	case made.Number <= 0:
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: "GitHub did not say which pull request it opened"}
	}
	return arrived(e.c.state(made), d.Receipt)
}

// Find implements [outbound.Effect].
func (e pulling) Find(ctx context.Context) ledger.Delivery {
	there, err := e.c.findPull(ctx, e.p)
	switch {
	case err != nil:
		return cannotLook(err)
	case there.Number == 0:
		return retry(0, "the pull request was not opened: those of its branch were read")
	}
	return arrived(there, "found")
}

func arrived(s PullState, how string) ledger.Delivery {
	return ledger.Delivery{Kind: ledger.Sent, Receipt: how + " " + s.Ref, Ref: s.Ref}
}

// branch makes the branch with the one commit, or finds it. A branch of that name with anything else in it is left alone.
func (e pulling) branch(ctx context.Context, base string, mark outbound.Mark) ledger.Delivery {
	ours, err := e.c.tip(ctx, e.p.branch())
	if err != nil {
		return cannotWrite(err)
	}
	if ours != "" {
		return e.sameFiles(ctx, ours)
	}
	commit, d := e.commit(ctx, base)
	if d.Kind != ledger.Sent {
		return d
	}
	if d := e.sameFiles(ctx, commit); d.Kind != ledger.Sent {
		return d // nothing names the commit, so nobody reads it
	}
	d, done := e.c.siteWrite(ctx, e.p, http.MethodPost, "git/refs", map[string]string{"ref": "refs/heads/" + e.p.branch(), "sha": commit}, nil, marker(mark).before(PhaseBranch))
	if d.Kind == ledger.Uncertain || statusIn(done.err) == http.StatusUnprocessableEntity {
		if ours, err := e.c.tip(ctx, e.p.branch()); err != nil || ours != "" {
			return retry(0, "the branch is looked at again: "+d.Reason)
		}
	}
	if d.Kind == ledger.Uncertain {
		return retry(0, d.Reason)
	}
	return d
}

// sameFiles holds that a commit has exactly the files that were approved.
func (e pulling) sameFiles(ctx context.Context, commit string) ledger.Delivery {
	switch same, err := e.c.holds(ctx, commit, e.p); {
	case err != nil:
		return cannotWrite(err)
	case !same:
		return withheld("the branch " + e.p.branch() + " does not hold exactly the files that were approved: look at it, and remove it")
	}
	return ledger.Delivery{Kind: ledger.Sent}
}

// commit makes the tree and the commit on top of the branch of the site. What an edition before had in the folder and this one has not
// goes away with it: nothing of an old report stays beside one that takes it back.
func (e pulling) commit(ctx context.Context, base string) (string, ledger.Delivery) {
	parent, err := e.c.tip(ctx, base)
	if err == nil && parent == "" {
		err = fault.Errorf(fault.Refused, "the repository of the site has no branch %s", base)
	}
	if err != nil {
		return "", cannotWrite(err)
	}
	tree, err := e.c.treeOf(ctx, parent)
	if err != nil {
		return "", cannotWrite(err)
	}
	folder := e.c.folderOf(e.p)
	old, err := e.c.rows(ctx, tree, folder)
	if err != nil {
		return "", cannotWrite(err)
	}
	var rows []entry
	for name, row := range old {
		if _, stays := e.p.Files[name]; !stays && row.Type == typeBlob {
			rows = append(rows, entry{Path: path.Join(folder, name), Mode: modeFile, Type: typeBlob})
		}
	}
	for _, name := range e.p.names() {
		sha, d := e.blob(ctx, e.p.Files[name])
		if d.Kind != ledger.Sent {
			return "", d
		}
		rows = append(rows, entry{Path: path.Join(folder, name), Mode: modeFile, Type: typeBlob, SHA: &sha})
	}
	made, d := e.object(ctx, "git/trees", map[string]any{"base_tree": tree, "tree": rows})
	if d.Kind != ledger.Sent {
		return "", d
	}
	return e.object(ctx, "git/commits", map[string]any{"message": e.p.commitText(), "tree": made, "parents": []string{parent}})
}

// blob stores a file, and holds GitHub to having stored these bytes.
func (e pulling) blob(ctx context.Context, content []byte) (string, ledger.Delivery) {
	sha, d := e.object(ctx, "git/blobs", map[string]string{"content": base64.StdEncoding.EncodeToString(content), "encoding": "base64"})
	if d.Kind == ledger.Sent && sha != blobHash(content) {
		return "", withheld("GitHub did not store the bytes that were approved")
	}
	return sha, d
}

// object makes an object of Git. Nothing names it yet, so whether it was made is not worth a doubt.
func (e pulling) object(ctx context.Context, rest string, body any) (string, ledger.Delivery) {
	var made struct {
		SHA string `json:"sha"`
	}
	d, _ := e.c.siteWrite(ctx, e.p, http.MethodPost, rest, body, &made, func(context.Context) error { return nil })
	if d.Kind == ledger.Uncertain || d.Kind == ledger.Sent && made.SHA == "" {
		return "", retry(d.After, "GitHub did not say what it stored")
	}
	return made.SHA, d
}

// wirePull is a pull request as the API gives it.
type wirePull struct {
	Number  int     `json:"number"`
	State   string  `json:"state"`
	Title   string  `json:"title"`
	Body    string  `json:"body"`
	User    Account `json:"user"`
	Merged  *string `json:"merged_at"`
	Closed  *string `json:"closed_at"`
	Address string  `json:"html_url"`
	Head    struct {
		Ref  string `json:"ref"`
		SHA  string `json:"sha"`
		Repo *struct {
			FullName string `json:"full_name"`
		} `json:"repo"`
	} `json:"head"`
	Base struct {
		Ref string `json:"ref"`
	} `json:"base"`
}

// PullState is how a pull request stands.
type PullState struct {
	Number int
	Ref    string // owner/repo#7
	Merged bool
	Open   bool
	// Holds says that the branch into which it was merged has exactly the files that were approved, or, before that, the head of the
	// request. Somebody who pushed to it, or merged something else over it, takes that away.
	Holds bool
	// Ended is since when it is merged or closed; zero where it is open, or GitHub does not say.
	Ended       time.Time
	head, base  string
	title, body string
}

func (c *Channel) state(w wirePull) PullState {
	return PullState{
		Number: w.Number, Ref: c.opts.Site.Repository + "#" + strconv.Itoa(w.Number), Merged: w.Merged != nil && *w.Merged != "", Open: w.State == "open",
		Ended: firstTime(w.Merged, w.Closed), head: w.Head.SHA, base: w.Base.Ref, title: w.Title, body: w.Body,
	}
}

// firstTime is the first of the times that can be read, as GitHub writes them.
func firstTime(all ...*string) time.Time {
	for _, s := range all {
		if s == nil {
			continue
		}
		if at, err := time.Parse(time.RFC3339, *s); err == nil {
			return at.UTC()
		}
	}
	return time.Time{}
}

// findPull finds our pull request of a page, whatever became of it; its number is 0 where there is none.
func (c *Channel) findPull(ctx context.Context, p *Pull) (PullState, error) {
	self, err := c.Self(ctx)
	if err != nil {
		return PullState{}, err
	}
	site := c.opts.Site.Repository
	owner, _, _ := splitRepo(site)
	list := "repos/" + site + "/pulls?state=all&sort=created&direction=asc&head=" + url.QueryEscape(owner+":"+p.branch())
	for w, err := range func(yield func(wirePull, error) bool) {
		pages[wirePull](ctx, c, list, "the pull requests of "+site, yield)
	} {
		if err != nil {
			return PullState{}, err
		}
		if w.User.ID == self.ID && w.Head.Ref == p.branch() && (w.Head.Repo == nil || strings.EqualFold(w.Head.Repo.FullName, site)) && markerIn(w.Body) == p.marker(site) {
			return c.state(w), nil
		}
	}
	return PullState{}, nil
}

// LookAtPull says how the pull request of a page stands. It changes nothing.
func (c *Channel) LookAtPull(ctx context.Context, p *Pull) (PullState, error) {
	if _, err := c.siteRepository(ctx); err != nil {
		return PullState{}, err
	}
	s, err := c.findPull(ctx, p)
	if err != nil || s.Number == 0 {
		return s, err
	}
	at := s.head
	if s.Merged {
		if at, err = c.tip(ctx, s.base); err != nil || at == "" {
			return s, err
		}
	}
	s.Holds, err = c.holds(ctx, at, p)
	return s, err
}
