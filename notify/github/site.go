package github

import (
	"context"
	"crypto/sha1" //nolint:gosec // Git names its objects by it; nothing is trusted because of it alone
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	gh "github.com/google/go-github/v60/github"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// Site is the repository of a web site, to which pages are brought by pull request. It is no tracking repository: it may be public,
// so nothing goes there but pages that may be public.
type Site struct {
	Repository string // owner/repo
	Folder     string // in which the pages lie; "" is the root of the repository
	Branch     string // into which they are merged; "" is its default branch
}

// siteRepository reads the site's repository as it is now. It refuses another one under the same name, and one that nobody can write to.
func (c *Channel) siteRepository(ctx context.Context) (*gh.Repository, error) {
	name := c.opts.Site.Repository
	repo, err := c.repository(ctx, name)
	if err != nil {
		return nil, readError(name, classify(http.MethodGet, call{err: err}, c.opts.Clock()), err)
	}
	seen, err := c.ports.Cursors.Cursor(ctx, pinName(name))
	if err != nil {
		return nil, err
	}
	id := strconv.FormatInt(repo.GetID(), 10)
	switch {
	case !strings.EqualFold(repo.GetFullName(), name) || repo.GetID() == 0:
		return nil, fault.Errorf(fault.Refused, "%s is another repository now: check github.site in the configuration", name)
	case seen != "" && seen != id:
		return nil, fault.Errorf(fault.Refused, "%s is not the repository that it was: check it, and give the new one a name of its own", name)
	case repo.GetArchived():
		return nil, fault.Errorf(fault.Refused, "%s is archived: nobody can write to it", name)
	}
	if seen == "" {
		err = c.ports.Cursors.SetCursor(ctx, pinName(name), id)
	}
	return repo, err
}

// SeeSite says how it is with the site's repository: who reads a page there before it is merged, and into which branch it goes. An error
// says why no page can go there.
func (c *Channel) SeeSite(ctx context.Context) (string, error) {
	repo, err := c.siteRepository(ctx)
	if err != nil {
		return "", err
	}
	// Who may not push may make neither the branch nor the commit of a page. Not every kind of token is told its rights.
	if rights := repo.GetPermissions(); len(rights) > 0 && !rights["admin"] && !rights["maintain"] && !rights["push"] {
		return "", fault.Errorf(fault.Forbidden, "the token may not write to %s: it needs Contents and Pull requests: read and write there", c.opts.Site.Repository)
	}
	base := c.opts.Site.Branch
	if base == "" {
		base = repo.GetDefaultBranch()
	}
	switch tip, err := c.tip(ctx, base); {
	case err != nil:
		return "", err
	case tip == "":
		return "", fault.Errorf(fault.Refused, "%s has no branch %s", c.opts.Site.Repository, base)
	}
	readers := "it is private, so whoever reads it reads a page before it is merged"
	switch why := shutOnly(repo); {
	case repo.Private == nil || !repo.GetPrivate():
		readers = "it is public, so a page is public as soon as its pull request is open"
	case why != nil:
		readers = why.Error() + ", so others can read a page as soon as its pull request is open"
	}
	return "pages go to " + c.opts.Site.Repository + ", branch " + base + "; " + readers, nil
}

// siteWrite makes one request that changes something in the site's repository, in its turn.
func (c *Channel) siteWrite(ctx context.Context, p *Pull, method, rest string, body, answer any, mark func(context.Context) error) (ledger.Delivery, call) {
	done := c.write(ctx, change{
		repo: c.opts.Site.Repository, method: method, path: "repos/" + c.opts.Site.Repository + "/" + rest, body: body, answer: answer, mark: mark,
		check: func(ctx context.Context) (ledger.Delivery, bool) {
			repo, err := c.siteRepository(ctx)
			if err == nil {
				err = p.mayLieIn(repo)
			}
			return cannotWrite(err), err == nil
		},
	})
	return classify(method, done, c.opts.Clock()), done
}

// cannotWrite is the outcome of an attempt that stopped before anything left.
func cannotWrite(err error) ledger.Delivery {
	switch fault.CodeOf(err) {
	case "":
		return ledger.Delivery{Kind: ledger.Sent}
	case fault.Refused, fault.Invalid, fault.Conflict:
		return withheld(err.Error())
	default:
		return retry(secondaryWait, err.Error())
	}
}

// siteRead reads below the site's repository. found is false where there is no such thing.
func (c *Channel) siteRead(ctx context.Context, rest string, into any) (found bool, err error) {
	resp, err := c.read(ctx, "repos/"+c.opts.Site.Repository+"/"+rest, into)
	if err == nil {
		return true, nil
	}
	if statusIn(err) == http.StatusNotFound {
		return false, nil
	}
	return false, readError("the repository of the site", classify(http.MethodGet, call{resp: resp, err: err}, c.opts.Clock()), err)
}

// blobHash is the name of a file's content in Git.
func blobHash(content []byte) string {
	h := sha1.New() //nolint:gosec // see above
	fmt.Fprintf(h, "blob %d\x00", len(content))
	h.Write(content)
	return hex.EncodeToString(h.Sum(nil))
}

// tip returns the newest commit of a branch, "" if there is no such branch.
func (c *Channel) tip(ctx context.Context, branch string) (string, error) {
	var ref struct {
		Ref    string `json:"ref"`
		Object struct {
			SHA string `json:"sha"`
		} `json:"object"`
	}
	found, err := c.siteRead(ctx, "git/ref/heads/"+branch, &ref)
	if err != nil || !found {
		return "", err
	}
	if ref.Ref != "refs/heads/"+branch || ref.Object.SHA == "" {
		return "", fault.Errorf(fault.Unavailable, "GitHub: the branch %s could not be read", branch)
	}
	return ref.Object.SHA, nil
}

// entry is a row of a tree.
type entry struct {
	Path string  `json:"path"`
	Mode string  `json:"mode"`
	Type string  `json:"type"`
	SHA  *string `json:"sha"` // nil takes the file away
}

const (
	modeFile = "100644"
	typeBlob = "blob"
	typeTree = "tree"
)

// treeOf is the tree of a commit.
func (c *Channel) treeOf(ctx context.Context, commit string) (string, error) {
	var got struct {
		Tree struct {
			SHA string `json:"sha"`
		} `json:"tree"`
	}
	found, err := c.siteRead(ctx, "git/commits/"+commit, &got)
	if err == nil && (!found || got.Tree.SHA == "") {
		err = fault.Errorf(fault.Unavailable, "GitHub: the commit %.12s could not be read", commit)
	}
	return got.Tree.SHA, err
}

// rows reads one folder of a tree, by name, going down from its root; there are none where there is no such folder. A folder that
// GitHub cuts off is refused: what is not seen cannot be compared.
func (c *Channel) rows(ctx context.Context, tree, folder string) (map[string]entry, error) {
	for _, name := range append(strings.Split(folder, "/"), "") {
		var got struct {
			Truncated bool    `json:"truncated"`
			Tree      []entry `json:"tree"`
		}
		found, err := c.siteRead(ctx, "git/trees/"+tree, &got)
		if err != nil {
			return nil, err
		}
		if !found || got.Truncated {
			return nil, fault.Errorf(fault.Refused, "GitHub: a folder of the site could not be read to its end")
		}
		out := map[string]entry{}
		for _, e := range got.Tree {
			if e.SHA != nil {
				out[e.Path] = e
			}
		}
		if name == "" {
			return out, nil
		}
		below, ok := out[name]
		switch {
		case !ok:
			return map[string]entry{}, nil
		case below.Type != typeTree:
			return nil, fault.Errorf(fault.Refused, "%s is no folder in the repository of the site", folder)
		}
		tree = *below.SHA
	}
	return nil, fault.Errorf(fault.Internal, "a folder has no end")
}

// holds reports whether a commit has exactly these files in their folder, and no file of an edition before beside them.
func (c *Channel) holds(ctx context.Context, commit string, p *Pull) (bool, error) {
	tree, err := c.treeOf(ctx, commit)
	if err != nil {
		return false, err
	}
	rows, err := c.rows(ctx, tree, c.folderOf(p))
	if err != nil {
		return false, err
	}
	for name, row := range rows {
		if _, ours := p.Files[name]; !ours && row.Type == typeBlob {
			return false, nil
		}
	}
	for name, content := range p.Files {
		if row, ok := rows[name]; !ok || row.Type != typeBlob || row.Mode != modeFile || *row.SHA != blobHash(content) {
			return false, nil
		}
	}
	return true, nil
}

// folderOf is the folder of a page: its own for each case and language, so that an address keeps its page.
func (c *Channel) folderOf(p *Pull) string {
	return path.Join(c.opts.Site.Folder, strings.ToLower(string(p.Case)), p.Lang)
}

// names are the files, sorted.
func (p *Pull) names() []string { return slices.Sorted(maps.Keys(p.Files)) }
