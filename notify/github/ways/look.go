package ways

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"daylight/disclosure/fault"
	"daylight/notify/github"
)

// GitHub answers questions.
type GitHub interface {
	Ask(ctx context.Context, method, path string, body, into any) (github.Reply, error)
	Site() string
}

// Ways of a project, by what they are.
const (
	Private = "private_report" // the form of GitHub that only maintainers read
	Mail    = "mail"
	Link    = "link"
	Intake  = "intake"  // a private repository of the team
	Tracked = "issue"   // an issue in a private repository
	Contact = "contact" // a public issue that only asks for a private way
)

// Way is a way to tell a project.
type Way struct {
	Kind    string `json:"kind"`
	Address string `json:"address,omitempty"` // a mail address, an https address, or owner/repository
	Reason  string `json:"reason"`            // why it stands in its place
	File    string `json:"file,omitempty"`    // owner/repository and path, in which it stands
	Line    int    `json:"line,omitempty"`
	Text    string `json:"text,omitempty"` // that line, as a person reads it
}

// Source says where the address of a way was found.
func (w Way) Source() string {
	if w.File == "" {
		return "GitHub's settings of the repository"
	}
	return w.File + ":" + strconv.Itoa(w.Line)
}

// Report is what a project shows of how it wants to be told. Its ways stand in the order in which people try them; none is chosen.
type Report struct {
	Repo     string    `json:"repo"`            // as GitHub calls it now
	Asked    string    `json:"asked,omitempty"` // as it was called, where that is another name
	At       time.Time `json:"at"`
	Public   bool      `json:"public"`
	Archived bool      `json:"archived"`
	Issues   bool      `json:"issues"`
	Private  string    `json:"private_reporting"` // on, off or unknown
	Ways     []Way     `json:"ways"`
	Files    []string  `json:"files,omitempty"`   // policies that were read
	Unheard  []string  `json:"unheard,omitempty"` // what GitHub did not show, with the reason
}

// project is the part of a repository that is read.
type project struct {
	ID         int64  `json:"id"`
	FullName   string `json:"full_name"`
	Private    *bool  `json:"private"`
	Archived   bool   `json:"archived"`
	Issues     bool   `json:"has_issues"`
	Visibility string `json:"visibility"`
}

// Look reads how a project wants to be told.
func Look(ctx context.Context, hub GitHub, repo string, now time.Time) (Report, error) {
	if !github.IsRepository(repo) {
		return Report{}, fault.Errorf(fault.Invalid, "%.150q is not a repository: write owner/repository", repo)
	}
	var p project
	got, err := hub.Ask(ctx, http.MethodGet, "repos/"+repo, nil, &p)
	if err != nil {
		return Report{}, err
	}
	if err := got.Err(repo + " could not be read"); err != nil {
		return Report{}, err
	}
	if p.Private == nil || !github.IsRepository(p.FullName) {
		return Report{}, fault.Errorf(fault.Unavailable, "GitHub: the answer about %s says neither its name nor who sees it", repo)
	}
	l := look{ctx: ctx, hub: hub, out: Report{
		Repo: p.FullName, At: now.UTC(), Public: !*p.Private, Archived: p.Archived, Issues: p.Issues, Private: "unknown", Ways: []Way{},
	}}
	if !strings.EqualFold(repo, p.FullName) {
		l.out.Asked = repo
	}
	owner, _, _ := strings.Cut(p.FullName, "/")
	for _, step := range []func() error{
		l.privateReports,
		func() error { return l.policies(p.FullName, "the project's own words") },
		func() error {
			if shared := owner + "/.github"; !strings.EqualFold(shared, p.FullName) {
				return l.policies(shared, "its owner's words for all projects that have none of their own")
			}
			return nil
		},
	} {
		if err := step(); err != nil {
			return Report{}, err
		}
	}
	l.rest()
	return l.out, nil
}

// look is one look at a project.
type look struct {
	ctx context.Context //nolint:containedctx // it lives as long as one call
	hub GitHub
	out Report
}

func (l *look) add(w Way) { l.out.Ways = append(l.out.Ways, w) }

// get reads a path. What is not there, or not for us, is no failure; an answer that may be another one later is.
func (l *look) get(at, what string, into any) (github.Reply, error) {
	got, err := l.hub.Ask(l.ctx, http.MethodGet, at, nil, into)
	if err != nil {
		return got, err
	}
	if !got.Done && !got.Final {
		return got, got.Err(what + " could not be read")
	}
	return got, nil
}

// privateReports asks whether the project takes private reports. GitHub offers them for public repositories alone.
func (l *look) privateReports() error {
	if !l.out.Public {
		l.out.Unheard = append(l.out.Unheard, "private reports: GitHub offers them for public repositories alone")
		return nil
	}
	var on struct {
		Enabled *bool `json:"enabled"`
	}
	got, err := l.get("repos/"+l.out.Repo+"/private-vulnerability-reporting", "whether "+l.out.Repo+" takes private reports", &on)
	switch {
	case err != nil:
		return err
	case !got.Done || on.Enabled == nil:
		reason := got.Reason
		if got.Done {
			reason = "GitHub did not say"
		}
		l.out.Unheard = append(l.out.Unheard, "private reports: "+reason)
	case *on.Enabled:
		l.out.Private = "on"
		if l.out.Archived {
			l.out.Unheard = append(l.out.Unheard, "private reports: they are on, and the repository is archived, so it may be that nobody reads them")
		}
		l.add(Way{
			Kind: Private, Address: l.hub.Site() + "/" + l.out.Repo + "/security/advisories/new",
			Reason: "only maintainers read it, and the project switched it on for this: first of all ways",
		})
	default:
		l.out.Private = "off"
	}
	return nil
}

// entry is an item of a folder, or a file with its content.
type entry struct {
	Type     string `json:"type"`
	Name     string `json:"name"`
	Path     string `json:"path"`
	Size     int64  `json:"size"`
	Encoding string `json:"encoding"`
	Content  string `json:"content"`
}

// policies reads the security policies of a repository: in its root, in .github and in docs, whatever the case of their names.
func (l *look) policies(repo, whose string) error {
	folders := []string{"", ".github", "docs"}
	var has []entry
	for _, folder := range folders {
		// A folder that the root does not show is not asked for.
		if folder != "" && !holds(has, "dir", folder) {
			continue
		}
		var list []entry
		got, err := l.get(contents(repo, folder), "the files of "+repo, &list)
		if err != nil {
			return err
		}
		if !got.Done {
			if folder == "" && got.Status != http.StatusNotFound {
				l.out.Unheard = append(l.out.Unheard, "files of "+repo+": "+got.Reason)
			}
			if folder == "" {
				return nil // there is no such repository, it is empty, or it is not for us
			}
			continue
		}
		if folder == "" {
			has = list
		}
		for _, e := range list {
			// The folder is ours and the name is compared, so no path of theirs is followed.
			if name := policyName(e.Name); name && (e.Type == "file" || e.Type == "symlink") {
				if err := l.policy(repo, path.Join(folder, e.Name), whose); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// policyName reports whether a file is a security policy.
func policyName(name string) bool {
	switch strings.ToLower(name) {
	case "security.md", "security.markdown", "security.rst", "security.txt", "security":
		return true
	}
	return false
}

func holds(list []entry, kind, name string) bool {
	for _, e := range list {
		if e.Type == kind && e.Name == name {
			return true
		}
	}
	return false
}

// policy reads one file.
func (l *look) policy(repo, file, whose string) error {
	at := repo + "/" + file
	var e entry
	got, err := l.get(contents(repo, file), at, &e)
	if err != nil {
		return err
	}
	text, why := decode(e)
	if !got.Done {
		why = got.Reason
	}
	if why != "" {
		l.out.Unheard = append(l.out.Unheard, at+": "+why)
		return nil
	}
	found := Read(text)
	l.out.Files = append(l.out.Files, at)
	if len(found) == 0 {
		l.out.Unheard = append(l.out.Unheard, at+": neither a mail address nor a link for reports was found in it; read it")
	}
	for _, f := range found {
		kind, reason := Mail, "named in "+whose+": a person may read it in their name"
		if f.Kind == link {
			kind, reason = Link, "named in "+whose+": open it and look whether it takes reports"
		}
		l.add(Way{Kind: kind, Address: f.Address, Reason: reason, File: at, Line: f.Line, Text: f.Text})
	}
	return nil
}

// decode returns the text of a file, or why there is none.
func decode(e entry) (text, why string) {
	switch {
	case e.Size > maxFile:
		return "", "it is too large to be read here"
	case e.Type != "file":
		return "", "it is no file"
	case e.Encoding != "base64":
		return "", "GitHub did not send its text"
	}
	b, err := base64.StdEncoding.DecodeString(strings.NewReplacer("\n", "", "\r", "").Replace(e.Content))
	if err != nil || len(b) > maxFile {
		return "", "its text could not be read"
	}
	return string(b), ""
}

// rest adds the ways that do not depend on a word of theirs.
func (l *look) rest() {
	if !l.out.Public && l.out.Issues && !l.out.Archived {
		l.add(Way{Kind: Tracked, Address: l.out.Repo, Reason: "the repository is private and its issues are on: whoever is in it reads them, so look who that is first"})
	}
	l.add(Way{Kind: Intake, Reason: "a private repository of ours, where they are invited: whoever is invited has to be known to speak for them"})
	switch {
	case !l.out.Public:
	case l.out.Archived:
		l.out.Unheard = append(l.out.Unheard, "issues: the repository is archived, so nobody can open one")
	case !l.out.Issues:
		l.out.Unheard = append(l.out.Unheard, "issues: they are switched off")
	default:
		l.add(Way{
			Kind: Contact, Address: l.out.Repo,
			Reason: "last: an issue there is public. It may only ask for a private way, without a word of what was found, once; a person writes it, Daylight does not",
		})
	}
}

func contents(repo, file string) string {
	out := []string{"repos", repo, "contents"}
	for part := range strings.SplitSeq(file, "/") {
		if part != "" {
			out = append(out, url.PathEscape(part))
		}
	}
	return strings.Join(out, "/")
}
