package github

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	gh "github.com/google/go-github/v60/github"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
)

// Doctor checks token, rights, repositories and secret, and says how to mend what is wrong. It changes nothing.
func (c *Channel) Doctor(ctx context.Context) []gate.Check {
	var out []gate.Check
	add := func(name string, err error, good string) {
		check := gate.Check{Name: name, State: gate.CheckPass, Reason: good}
		if err != nil {
			check.State, check.Reason = gate.CheckFail, err.Error()
		}
		out = append(out, check)
	}
	self, err := c.Self(ctx)
	add("github token", err, "the token belongs to "+self.Login)
	if err != nil {
		return out // every further check would fail for the same reason
	}
	err = nil
	if c.opts.WebhookSecret.IsZero() {
		err = fault.Errorf(fault.Invalid, "there is no webhook secret: webhooks are refused, only polling works")
	}
	add("github webhook secret", err, "it is set")
	if len(c.opts.Repositories) == 0 {
		out = append(out, gate.Check{
			Name: "github repositories", State: gate.CheckNotApplicable, Reason: "no tracking repository is configured",
		})
	}
	for _, name := range c.Repositories() {
		reads, err := c.whoReads(ctx, name)
		if err == nil {
			err = c.examine(ctx, name)
		}
		add("github "+name, err, "it is private, its issues are on, and the token may write them; "+reads)
	}
	return out
}

// SeeReaders says whether it can be seen who reads a tracking repository. An error says why a stranger there would not be noticed, or who
// holds back what is written.
func (c *Channel) SeeReaders(ctx context.Context, name string) (string, error) {
	if c.repos[strings.ToLower(name)].VendorOwned {
		return "it is the vendor's, who decides who reads it", nil
	}
	all, err := c.Readers(ctx, name)
	if err != nil {
		return "", err
	}
	if slices.Contains(all.Unheard, collaborators) {
		return "", fault.Errorf(fault.Forbidden, "the token may not list the collaborators of %s, so nobody notices a stranger who reads it: "+
			"give the token's account the role write there, or look at the page of the repository yourself, Settings > Collaborators", name)
	}
	if unknown := all.Unknown(); len(unknown) > 0 {
		return "", fault.Errorf(fault.Refused, "%s can read %s, and nobody said who that is: nothing is written there until somebody does", named(unknown), name)
	}
	good := strconv.Itoa(len(all.People)) + " accounts read it, and each is known"
	if len(all.Unheard) > 0 {
		good += "; the token may not list " + strings.Join(all.Unheard, " and ") + ", which needs Administration: read"
	}
	return good, nil
}

// whoReads says who can read what is written to a repository, and refuses one that the configuration gives to another
// party than its issues were written for.
func (c *Channel) whoReads(ctx context.Context, name string) (string, error) {
	if c.repos[strings.ToLower(name)].Rehearsal {
		return "the issues of rehearsals stand in it: invite the team alone", nil
	}
	who, known, err := c.Reader(ctx, name)
	if err != nil {
		return "", err
	}
	if !known {
		return "whoever is invited reads all of its issues; it belongs to nobody until its first issue", nil
	}
	party := disclosure.PartyLabel(who.Role, who.Name)
	if conf := c.repos[strings.ToLower(name)]; conf.Vendor != "" && partyKey(who.Role, who.Name) != partyKey(disclosure.Vendor, conf.Vendor) {
		return "", fault.Errorf(fault.Refused, "%s belongs to the %s since %s, and the configuration says that it is that of the vendor %s: use another repository",
			name, party, who.Since, conf.Vendor)
	}
	return "whoever is invited reads all of its issues; it belongs to the " + party, nil
}

// examine checks one tracking repository.
func (c *Channel) examine(ctx context.Context, name string) error {
	want, err := c.want(ctx, name)
	if err != nil {
		return err
	}
	repo, err := c.repository(ctx, name)
	if err != nil {
		return readError(name, classify(http.MethodGet, call{err: err}, c.opts.Clock()), err)
	}
	if err := MayWrite(repo, want); err != nil {
		return err
	}
	return mayEditIssues(repo)
}

// mayEditIssues checks the rights of the token if GitHub states them, which it does not do for every kind of token.
func mayEditIssues(repo *gh.Repository) error {
	rights := repo.GetPermissions()
	if len(rights) == 0 || rights["admin"] || rights["maintain"] || rights["push"] || rights["triage"] {
		return nil
	}
	return fault.Errorf(fault.Forbidden, "the token may not close issues in %s: give it the role triage or write",
		repo.GetFullName())
}
