package config

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"daylight/disclosure/pattern"
)

// OwnedByVendor reports whether the vendor owns the repository.
func (r *Repository) OwnedByVendor() bool { return r.Owner == "vendor" }

// Readers says who can read what is written to the repository.
func (r *Repository) Readers() string {
	if r.Vendor == "" {
		return "everybody invited to " + r.Name + " reads all of its issues; it belongs to the party of its first issue"
	}
	return fmt.Sprintf("everybody invited to %s reads all of its issues; it belongs to the vendor %s, and nobody else is written to there", r.Name, r.Vendor)
}

// Notes says of the configuration what is right and worth a look: who reads what is written to a place.
func (c *Config) Notes() []string {
	var out []string
	for i := range c.GitHub.Repositories {
		out = append(out, c.GitHub.Repositories[i].Readers())
	}
	return out
}

// Silent returns the repositories in which nobody is known to speak for the vendor. Nothing of it is a mistake: what is
// written there waits for a person.
func (c *Config) Silent() []Problem {
	var out []Problem
	for i := range c.GitHub.Repositories {
		if r := &c.GitHub.Repositories[i]; len(r.VendorLogins) == 0 && !r.OwnedByVendor() {
			out = append(out, Problem{
				Path: fmt.Sprintf("github.repositories[%d]", i),
				Message: fmt.Sprintf("nobody speaks for the vendor in %s: comments there wait for a person and count as no answer. "+
					"List vendor_logins, or write owner: vendor if the repository is the vendor's own", r.Name),
			})
		}
	}
	return out
}

func (c *Config) checkRepository(k *checker, path string, r *Repository) {
	if r.Owner != "" {
		k.oneOf(path+".owner", r.Owner, "team", "vendor")
	}
	if r.Vendor != strings.TrimSpace(r.Vendor) {
		k.addf(path+".vendor", "%q begins or ends with a blank", r.Vendor)
	}
	for j, login := range r.VendorLogins {
		at := fmt.Sprintf("%s.vendor_logins[%d]", path, j)
		switch ours := func(p Person) bool { return strings.EqualFold(p.GitHub, login) }; {
		case !loginForm.MatchString(login):
			k.addf(at, "%q is not a GitHub login", login)
		case slices.ContainsFunc(c.People, ours):
			k.addf(at, "%q is one of your own people, who never speak for a vendor", login)
		}
	}
}

// branchForm is what a branch may be called here; Git takes more.
var branchForm = pattern.New(`^[A-Za-z0-9_-]+([./][A-Za-z0-9_-]+)*$`)

// checkSite holds the repository of the site apart from those in which cases are tracked: pages are for everybody, and issues are not.
func (c *Config) checkSite(k *checker) {
	s := c.GitHub.Site
	tracked := func(r Repository) bool { return strings.EqualFold(r.Name, s.Repository) }
	switch {
	case s.Repository == "":
		if s != (Site{}) {
			k.addf("github.site.repository", "folder and branch are those of a repository: write owner/repository")
		}
		return
	case !repoForm.MatchString(s.Repository):
		k.addf("github.site.repository", "%q is not a repository: write owner/repository", s.Repository)
	case slices.ContainsFunc(c.GitHub.Repositories, tracked), strings.EqualFold(c.Rehearsal.GitHub, s.Repository):
		k.addf("github.site.repository", "%s holds issues about cases: pages need a repository of their own", s.Repository)
	case !c.GitHub.On():
		k.addf("github.token", "the repository of the site needs a token, or an app")
	}
	if s.Folder != "" && (path.Clean(s.Folder) != s.Folder || path.IsAbs(s.Folder) || strings.HasPrefix(s.Folder, ".") || strings.Contains(s.Folder, `\`)) {
		k.addf("github.site.folder", "%q is no folder in a repository: write it as content/cases", s.Folder)
	}
	if s.Branch != "" && !branchForm.MatchString(s.Branch) {
		k.addf("github.site.branch", "%q is no name of a branch", s.Branch)
	}
}
