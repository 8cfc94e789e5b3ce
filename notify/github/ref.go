package github

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/pattern"
)

// refOwner is the owner of this package's rows in the references of a case.
const refOwner = "github"

// Ref is an issue: owner/repo#7.
type Ref struct {
	Owner, Repo string
	Number      int
}

// String returns owner/repo#7.
func (r Ref) String() string { return r.FullName() + "#" + strconv.Itoa(r.Number) }

// FullName returns owner/repo.
func (r Ref) FullName() string { return r.Owner + "/" + r.Repo }

// comment is the reference of a comment in the issue.
func (r Ref) comment(id int64) string { return fmt.Sprintf("%s/comment/%d", r, id) }

// refForm has the characters that GitHub allows in names of accounts and repositories, and what may follow the issue.
var refForm = pattern.New(`^([A-Za-z0-9][A-Za-z0-9_-]{0,38})/([A-Za-z0-9._-]{1,100})#([1-9][0-9]{0,8})(?:/.*)?$`)

// ParseRef reads owner/repo#7. A suffix such as /comment/12 is dropped.
func ParseRef(s string) (Ref, bool) {
	m := refForm.FindStringSubmatch(s)
	if m == nil || dots(m[2]) {
		return Ref{}, false
	}
	n, err := strconv.Atoi(m[3])
	return Ref{Owner: m[1], Repo: m[2], Number: n}, err == nil
}

// IssueOf is the issue in which a message to a contact goes on: the newest that the case opened in its repository for its party, ""
// if there is none yet. Several issues about one case would scatter what a party has to read.
func IssueOf(k *disclosure.Case, to disclosure.Contact) string {
	for _, t := range slices.Backward(k.Issues) {
		at, ok := ParseRef(t.Ref)
		if ok && strings.EqualFold(at.FullName(), strings.TrimSpace(to.Address)) &&
			partyKey(t.Role, k.PartyName(t.Role, t.Name)) == partyKey(to.Role, k.PartyName(to.Role, to.Name)) {
			return t.Ref
		}
	}
	return ""
}

// splitRepo reads owner/repo.
func splitRepo(s string) (owner, repo string, ok bool) {
	r, ok := ParseRef(s + "#1")
	if !ok || strings.Contains(s, "#") {
		return "", "", false
	}
	return r.Owner, r.Repo, true
}

// dots reports whether a name would walk up in the path of a URL.
func dots(s string) bool { return s == "." || s == ".." }

// IssueRow is the row that makes a case findable by its issue. It belongs into the transaction that records the
// issue's creation: its ref is the Ref of the delivery.
func IssueRow(id disclosure.CaseID, ref string) ledger.Ref {
	return ledger.Ref{Case: id, Owner: refOwner, Name: issueName(ref), Value: strings.ToLower(ref)}
}

// issueName carries the issue, because a case may have several. Accounts and repositories have no case on GitHub.
func issueName(ref string) string { return "issue/" + strings.ToLower(ref) }

// commentName is the name of the row that holds the newest version of a comment on record.
func commentName(id int64) string { return "comment/" + strconv.FormatInt(id, 10) }
