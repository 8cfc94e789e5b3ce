// Package person knows how it is shown who acted, when somebody is a second person, whose means were accepted, and who may see
// a restricted case. It does not know who is in the team or what anybody may do.
package person

import (
	"slices"
	"strings"
)

// Via is the way in by which somebody acted.
type Via string

// The ways in.
const (
	CLI    Via = "cli"
	Slack  Via = "slack"
	Issue  Via = "issue"
	Report Via = "report" // a private report
	Mail   Via = "mail"
	Chat   Via = "chat"
	Web    Via = "web"
	GitHub Via = "github" // a review of a pull request by somebody of the team
	Engine Via = "engine" // Daylight itself
)

// Proof says by what it is known who acted. The zero value is somebody's word and proves nobody.
type Proof string

// The proofs, from less to more.
const (
	ByWord  Proof = ""
	ByLogin Proof = "login" // the login on this machine: enough for what one person may do, never for the second of two
	BySlack Proof = "slack" // a press in Slack, by the person's Slack user id
	// ByGitHub is an approving review of a pull request, by the person's number on GitHub.
	ByGitHub Proof = "github"
	ByKey    Proof = "key" // a signature with the person's SSH key, over exactly what is decided
)

// Hand is by which way in somebody acted, and what proves that it was them.
type Hand struct {
	Via     Via    `json:"via,omitempty"`
	Login   string `json:"login,omitempty"`   // on the machine of the bot; sudo's caller stands beside it
	Account string `json:"account,omitempty"` // Slack user id, number on GitHub, or fingerprint of the SSH key
	Proof   Proof  `json:"proof,omitempty"`
	// Own is the login that the configuration gave to the person at that time, whoever typed. Somebody who pressed or signed is no
	// second person to what their own login began.
	Own string `json:"own,omitempty"`
}

// ByItself reports whether Daylight recorded something by itself, whoever it came from. What a person brings keeps that person's
// login or account, and what a file says of it is never taken over.
func (h Hand) ByItself() bool {
	switch h.Via {
	case Engine, Mail, Issue, Report, Chat:
		return h.Login == "" && h.Account == "" && h.Proof == ByWord
	case CLI, Slack, Web, GitHub:
	}
	return false
}

// Person is somebody who acted. The name is that of the configuration.
type Person struct {
	Name string
	Hand Hand
}

// Shown reports whether more than a word shows who acted.
func (h Hand) Shown() bool { return h.Proof != ByWord }

// Reviewed reports whether it was a review that shows who acted.
func (h Hand) Reviewed() bool { return h.Proof == ByGitHub }

// Proven reports whether more than a name shows who it was.
func (p Person) Proven() bool { return strings.TrimSpace(p.Name) != "" && p.Hand.Shown() }

// Second reports whether p can be the second person to first: somebody else, shown by more than this machine's files.
func (p Person) Second(first Person) bool {
	if strings.TrimSpace(p.Name) == "" || strings.TrimSpace(first.Name) == "" || Same(p.Name, first.Name) {
		return false
	}
	if p.Hand.Own != "" && (p.Hand.Own == first.Hand.Own || slices.Contains(logins(first.Hand.Login), p.Hand.Own)) {
		return false
	}
	if p.Hand.Via == Engine || p.Hand.Account == "" || p.Hand.Account == first.Hand.Account {
		return false
	}
	return MeansOf(p.Hand.Proof) != ""
}

// Same compares the names of two people. A capital letter or a blank does not make a second person.
func Same(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

// bySudo stands between a login and who became it by sudo.
const bySudo = ", by sudo from "

// WithSudo writes a login as the record keeps it, with who became it by sudo.
func WithSudo(login, caller string) string {
	if caller == "" || caller == login {
		return login
	}
	return login + bySudo + caller
}

// logins are those of a record: the login itself, and who became it by sudo.
func logins(recorded string) []string { return strings.Split(recorded, bySudo) }
