package github

import (
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// invitedRow is the row of an invitation, before the name of the repository and the account's id.
const invitedRow = "invited/"

// InvitedBefore reports whether a store refused rows because an account was invited before.
func InvitedBefore(err error) bool {
	return fault.CodeOf(err) == fault.Refused && strings.HasPrefix(err.Error(), invitedRow)
}

// InvitationRows are the rows of an invitation: that a person lets an account read a repository, or speak for the party there, and
// that this account is invited. The second has one value for ever, so a store refuses another attempt, of whatever case it is. They
// belong into the transaction that records the invitation, before anything is sent.
func InvitationRows(id disclosure.CaseID, fullName string, who Account, speaks bool, attempt string) []ledger.Ref {
	row := mayReadRow
	if speaks {
		row = speaksRow
	}
	at := strings.ToLower(fullName) + "/" + strconv.FormatInt(who.ID, 10)
	return []ledger.Ref{
		{Case: id, Owner: refOwner, Name: row + at, Value: who.Login},
		{Case: id, Owner: refOwner, Name: invitedRow + at, Value: attempt, Sole: true},
	}
}
