// Package report files private vulnerability reports: the form of GitHub that only the maintainers of a repository and whoever filed it
// read. It files each report once, and notices when maintainers accept, close or publish it. Nobody but people can write into a report
// afterwards, so it takes a first message and nothing else.
//
// It does not open issues, decides nothing about a case, and takes nothing that maintainers do for a proof that an asset is closed.
package report

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/pattern"
	"daylight/disclosure/statement"
	"daylight/notify/github"
	"daylight/notify/github/ways"
)

// PhaseFile is committed before a report is filed, which cannot be taken back.
const PhaseFile = "file"

// GitHub's limits, in characters.
const (
	maxSummary     = 1024
	maxDescription = 65535
)

// maxPages bounds the list of advisories. An incomplete search never proves absence.
const maxPages = 20

// Hub answers requests to GitHub.
type Hub interface {
	Ask(ctx context.Context, method, path string, body, into any) (github.Reply, error)
	Site() string
}

// Channel files reports under one account, safe for concurrent use.
type Channel struct {
	hub   Hub
	clock func() time.Time
	ports Ports
}

// New builds a channel. It makes no request.
func New(hub Hub, clock func() time.Time, p Ports) (*Channel, error) {
	if hub == nil || clock == nil || p.Inbox == nil || p.Cursors == nil || p.Refs == nil || p.Cases == nil {
		return nil, fault.Errorf(fault.Internal, "private reports need GitHub, a clock, an inbox, cursors, references and cases")
	}
	return &Channel{hub: hub, clock: clock, ports: p}, nil
}

// form is the request that files a report. Without a judgement of ours the severity is left to those who know what lies there.
type form struct {
	Summary     string `json:"summary"`
	Description string `json:"description"`
	Severity    string `json:"severity,omitempty"`
}

// SeverityOf is the severity that a text states, "" where it states none: a report judges only what its readers and who approved it
// can read in its text.
func SeverityOf(says []statement.Made) disclosure.Severity {
	i := slices.IndexFunc(says, func(m statement.Made) bool { return m.Kind == statement.Severity })
	if i < 0 {
		return ""
	}
	return disclosure.Severity(says[i].Value)
}

// Compose freezes a report at its approval: the id is its marker, raw are the bytes of the request. It makes no request.
func Compose(address, subject, body string, severity disclosure.Severity, random io.Reader) (id, to string, raw []byte, err error) {
	id, to, frozen, err := github.Compose(github.ComposeInput{Address: address, Subject: subject, Body: body, Random: random})
	if err != nil {
		return "", "", nil, err
	}
	var text struct{ Title, Body string }
	if err := json.Unmarshal(frozen, &text); err != nil {
		return "", "", nil, fault.Errorf(fault.Internal, "a report could not be read again: %w", err)
	}
	if utf8.RuneCountInString(text.Body) > maxDescription || utf8.RuneCountInString(text.Title) > maxSummary {
		return "", "", nil, fault.Errorf(fault.Invalid, "the text has more than %d characters", maxDescription)
	}
	raw, err = json.Marshal(form{text.Title, text.Body, string(severity)})
	return id, to, raw, err
}

// frozen reads the bytes of a report, with its marker.
func frozen(out ledger.Outgoing) (form, error) {
	var f form
	if !github.IsRepository(out.To) {
		return f, fault.Errorf(fault.Refused, "%.150q is not a repository", out.To)
	}
	if err := json.Unmarshal(out.Bytes, &f); err != nil || f.Summary == "" {
		return f, fault.Errorf(fault.Refused, "the frozen bytes are not those of a private report")
	}
	if out.ID == "" || github.MarkerIn(f.Description) != out.ID {
		return f, fault.Errorf(fault.Refused, "the frozen report does not carry its marker")
	}
	return f, nil
}

// Send files the report of a message; the frozen bytes come from [Compose]. Whether the repository takes reports, and is the one that it was
// addressed to, is looked at right before.
func (c *Channel) Send(ctx context.Context, out ledger.Outgoing, mark func(ctx context.Context, phase string) error) ledger.Delivery {
	f, err := frozen(out)
	if err != nil {
		return withheld(err.Error())
	}
	if d, ok := c.takesReports(ctx, out.To); !ok {
		return d
	}
	if err := mark(ctx, PhaseFile); err != nil {
		return ledger.Delivery{Kind: ledger.Retry, Reason: "the step could not be recorded before it was done"}
	}
	var made advisory
	got, err := c.hub.Ask(ctx, http.MethodPost, "repos/"+out.To+"/security-advisories/reports", f, &made)
	if err != nil {
		return withheld(err.Error()) // the request could not be built
	}
	d := got.Delivery
	switch {
	case d.Kind == ledger.Permanent:
		d.Reason = c.refused(ctx, out.To, got)
		d.Ours = true // nobody refused the message: it was never theirs
		return d
	case d.Kind != ledger.Sent:
		return d
	case !idForm.MatchString(made.ID):
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: "GitHub did not say which report it took"}
	}
	return arrived(out.To, made, d.Receipt)
}

// refused says why GitHub did not take a report, and what is left.
func (c *Channel) refused(ctx context.Context, repo string, got github.Reply) string {
	why := got.Reason
	switch got.Status {
	case http.StatusForbidden:
		why = "GitHub answered 403: " + repo + " does not take private reports, or the token may not file them: it needs repository_advisories: write"
	case http.StatusNotFound:
		why = "GitHub answered 404: " + repo + " is gone, or does not take private reports"
	}
	return why + "; " + c.next(ctx, repo)
}

// next names the best way that is left, as the project shows it now.
func (c *Channel) next(ctx context.Context, repo string) string {
	seen, err := ways.Look(ctx, c.hub, repo, c.clock())
	if err != nil {
		return "which other way there is could not be looked up"
	}
	for _, w := range seen.Ways {
		switch w.Kind {
		case ways.Mail, ways.Link:
			return "the next way is " + w.Address + ", which stands in " + w.Source()
		case ways.Intake:
			return "the project names no other way: a private repository of yours, to which they are invited, is the next"
		}
	}
	return "the project names no other way"
}

// takesReports looks whether a repository is the one that it was, public and in use, and takes private reports. Where GitHub does not say
// whether it takes them, the answer to the report itself does.
func (c *Channel) takesReports(ctx context.Context, repo string) (ledger.Delivery, bool) {
	var seen struct {
		ID       int64  `json:"id"`
		FullName string `json:"full_name"`
		Private  *bool  `json:"private"`
		Archived *bool  `json:"archived"`
	}
	got, err := c.hub.Ask(ctx, http.MethodGet, "repos/"+repo, nil, &seen)
	switch {
	case err != nil || !got.Done && !got.Final:
		return notNow(got, err), false
	case !got.Done:
		return withheld(repo + " cannot be seen: " + got.Reason), false
	case !strings.EqualFold(seen.FullName, repo) || seen.ID == 0:
		return withheld(repo + " was renamed or moved: look whether it is still theirs, and add the contact anew"), false
	case seen.Private == nil || *seen.Private:
		return withheld(repo + " is not public, and GitHub takes private reports for public repositories alone"), false
	case seen.Archived == nil || *seen.Archived:
		return withheld(repo + " is archived, or GitHub does not say that it is not: it takes no report; " + c.next(ctx, repo)), false
	}
	if d, ok := c.same(ctx, repo, seen.ID); !ok {
		return d, false
	}
	var on struct {
		Enabled *bool `json:"enabled"`
	}
	switch got, err = c.hub.Ask(ctx, http.MethodGet, "repos/"+repo+"/private-vulnerability-reporting", nil, &on); {
	case err != nil || !got.Done && !got.Final:
		return notNow(got, err), false
	case got.Done && on.Enabled != nil && !*on.Enabled:
		return withheld("private reports are switched off in " + repo + "; " + c.next(ctx, repo)), false
	}
	return ledger.Delivery{}, true
}

// same holds that a name still is the repository that was seen first under it: somebody else may have taken it over.
func (c *Channel) same(ctx context.Context, repo string, id int64) (ledger.Delivery, bool) {
	name, now := "github/report/repository/"+strings.ToLower(repo), strconv.FormatInt(id, 10)
	seen, err := c.ports.Cursors.Cursor(ctx, name)
	if err == nil && seen == "" {
		err = c.ports.Cursors.SetCursor(ctx, name, now)
	}
	switch {
	case err != nil:
		return ledger.Delivery{Kind: ledger.Retry, Reason: "the store did not answer"}, false
	case seen != "" && seen != now:
		return withheld(repo + " is not the repository that it was: look whose it is now, and choose another contact"), false
	}
	return ledger.Delivery{}, true
}

// Known looks at a repository while somebody approves a report to it, so that a name which is taken over until the report leaves is noticed.
func (c *Channel) Known(ctx context.Context, repo string) error {
	switch d, ok := c.takesReports(ctx, repo); {
	case ok:
		return nil
	case d.Kind == ledger.Permanent:
		return fault.Errorf(fault.Refused, "nothing is reported: %s", d.Reason)
	default:
		return fault.Errorf(fault.Unavailable, "it could not be looked up whether %s takes private reports: %s", repo, d.Reason)
	}
}

// Find looks for the report of a message among those that our account can see: that of another account with its marker is not ours.
func (c *Channel) Find(ctx context.Context, out ledger.Outgoing) ledger.Delivery {
	if _, err := frozen(out); err != nil {
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: err.Error()}
	}
	self, d, ok := c.self(ctx)
	if !ok {
		return d
	}
	at := "repos/" + out.To + "/security-advisories?sort=created&direction=desc&per_page=100"
	for path, page := at, 0; page < maxPages; page++ {
		var list []advisory
		got, err := c.hub.Ask(ctx, http.MethodGet, path, nil, &list)
		if err != nil || !got.Done {
			return cannotLook(got, err)
		}
		for i := range list {
			if a := &list[i]; github.MarkerIn(a.Description) == out.ID && idForm.MatchString(a.ID) && (a.Author == nil || a.Author.ID == self.ID) {
				return arrived(out.To, *a, "found")
			}
		}
		if got.After == "" {
			return ledger.Delivery{Kind: ledger.Retry, Reason: "the report was not filed: all that we can see in " + out.To + " were read"}
		}
		path = at + "&after=" + url.QueryEscape(got.After)
	}
	return ledger.Delivery{Kind: ledger.Uncertain, Reason: "the reports of " + out.To + " could not be read to their end"}
}

func (c *Channel) self(ctx context.Context) (github.Account, ledger.Delivery, bool) {
	var self github.Account
	got, err := c.hub.Ask(ctx, http.MethodGet, "user", nil, &self)
	if err != nil || !got.Done || self.ID == 0 {
		return self, cannotLook(got, err), false
	}
	return self, ledger.Delivery{}, true
}

// Self is the account that files the reports.
func (c *Channel) Self(ctx context.Context) (string, error) {
	self, d, ok := c.self(ctx)
	if !ok {
		return "", fault.Errorf(fault.Unavailable, "GitHub did not say whose token it is: %s", d.Reason)
	}
	return self.Login, nil
}

// advisory is a report, and what became of it, as the API gives it.
type advisory struct {
	ID          string          `json:"ghsa_id"`
	Description string          `json:"description"`
	State       string          `json:"state"`
	Author      *github.Account `json:"author"`
	Updated     time.Time       `json:"updated_at"`
}

// The forms of what stands in a reference.
var (
	idForm  = pattern.New(`^GHSA(-[0-9a-zA-Z]{4}){3}$`)
	refForm = pattern.New(`^([^/#]+/[^/#]+)/(GHSA(?:-[0-9a-zA-Z]{4}){3})$`)
)

func arrived(repo string, a advisory, how string) ledger.Delivery {
	ref := repo + "/" + a.ID
	return ledger.Delivery{Kind: ledger.Sent, Receipt: how + " " + ref, Ref: ref}
}

// parseRef reads owner/repository/GHSA-….
func parseRef(ref string) (repo, id string, ok bool) {
	m := refForm.FindStringSubmatch(ref)
	if m == nil || !github.IsRepository(m[1]) {
		return "", "", false
	}
	return m[1], m[2], true
}

// refs is the owner of this package's rows in the references of a case, and prefix what their names begin with.
const (
	refOwner  = "github"
	refPrefix = "report/"
)

// Row is the row by which a case is found when something becomes of its report.
func Row(id disclosure.CaseID, ref string) ledger.Ref {
	return ledger.Ref{Case: id, Owner: refOwner, Name: refPrefix + strings.ToLower(ref), Value: ref}
}

// withheld is the outcome of what may not leave: nothing was tried.
func withheld(reason string) ledger.Delivery {
	return ledger.Delivery{Kind: ledger.Permanent, Reason: reason, Ours: true, Withheld: true}
}

// someTime is how long GitHub is left alone that gives no time itself.
const someTime = time.Minute

// notNow is the outcome of an attempt that could not look first: nothing left.
func notNow(got github.Reply, err error) ledger.Delivery {
	if err != nil {
		return ledger.Delivery{Kind: ledger.Retry, After: someTime, Reason: err.Error()}
	}
	return ledger.Delivery{Kind: ledger.Retry, After: got.Delivery.After, Reason: got.Reason}
}

// cannotLook is the outcome of a search that failed. What GitHub refuses, it will refuse again.
func cannotLook(got github.Reply, err error) ledger.Delivery {
	switch {
	case err != nil:
		return ledger.Delivery{Kind: ledger.Retry, After: someTime, Reason: err.Error()}
	case got.Final:
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: "the reports could not be looked through: " + got.Reason}
	default:
		return ledger.Delivery{Kind: ledger.Retry, After: max(got.Delivery.After, someTime), Reason: got.Reason}
	}
}
