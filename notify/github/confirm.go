package github

import (
	"context"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// The rows by which people said who an account is, before the name of the repository and the account's id.
const (
	mayReadRow = "reader/"
	speaksRow  = "speaker/"
)

// confirmations are the ids of whom people spoke, in one repository.
type confirmations struct{ read, speak []int64 }

// confirmed reads what people said of the accounts of a repository.
func (c *Channel) confirmed(ctx context.Context, fullName string) (out confirmations, err error) {
	for _, list := range []struct {
		row string
		to  *[]int64
	}{{mayReadRow, &out.read}, {speaksRow, &out.speak}} {
		prefix := list.row + strings.ToLower(fullName) + "/"
		rows, err := c.ports.Refs.FindRefs(ctx, refOwner, prefix)
		if err != nil {
			return out, err
		}
		for _, r := range rows {
			if id, err := strconv.ParseInt(strings.TrimPrefix(r.Name, prefix), 10, 64); err == nil && r.Value != "" {
				*list.to = append(*list.to, id)
			}
		}
	}
	return out, nil
}

// Confirm finds an account by its login, and returns it with the row by which a person lets it read a repository, or speak for
// the party there. The row belongs into the transaction that records who said so.
func (c *Channel) Confirm(ctx context.Context, id disclosure.CaseID, fullName, login string, speaks bool) (Account, ledger.Ref, error) {
	conf, ok := c.repos[strings.ToLower(fullName)]
	switch {
	case !ok:
		return Account{}, ledger.Ref{}, notTracked(fullName)
	case conf.Rehearsal && speaks:
		return Account{}, ledger.Ref{}, fault.Errorf(fault.Refused, "%s is for rehearsals: nobody speaks for a party there", fullName)
	case containsFold(c.opts.Team, login) && speaks:
		return Account{}, ledger.Ref{}, fault.Errorf(fault.Refused, "%s is one of your own people, who never speak for a party", login)
	}
	all, err := c.Readers(ctx, fullName)
	if err != nil {
		return Account{}, ledger.Ref{}, err
	}
	row := mayReadRow
	if speaks {
		row = speaksRow
	}
	for _, p := range all.People {
		if strings.EqualFold(p.Login, login) {
			return p.Account, ledger.Ref{
				Case: id, Owner: refOwner, Name: row + strings.ToLower(fullName) + "/" + strconv.FormatInt(p.ID, 10), Value: p.Login,
			}, nil
		}
	}
	return Account{}, ledger.Ref{}, fault.Errorf(fault.NotFound, "%s cannot read %s, as far as GitHub says: check the login", login, fullName)
}
