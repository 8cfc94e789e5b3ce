package github

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	gh "github.com/google/go-github/v60/github"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// listEvery is how long a list of readers is good for.
const listEvery = 24 * time.Hour

// How somebody can read a repository.
const (
	byAccess     = "collaborator"
	byInvitation = "invited"
)

// collaborators is the list that tells who reads a repository; the others add who will.
const collaborators = "collaborators"

// Standing of somebody who can read a repository.
const (
	ReaderOurs      = "ours"      // the team, the bot, the owner of a repository of the team
	ReaderTheirs    = "theirs"    // a login that speaks for the party
	ReaderConfirmed = "confirmed" // a person said that they may
	ReaderUnknown   = "unknown"   // nobody said who it is
)

// ReaderSeen is one account that can read a repository, or will once it accepts an invitation.
type ReaderSeen struct {
	Account
	How      string    `json:"how"`
	Role     string    `json:"role,omitempty"` // what they may do there, as GitHub names it
	Since    time.Time `json:"since,omitzero"` // when they were invited; else when we first saw them unknown, because GitHub does not say more
	Standing string    `json:"standing"`
}

// Invited reports whether somebody was invited and has not come yet.
func (p *ReaderSeen) Invited() bool { return p.How == byInvitation }

// Readership is who can read a repository, as far as GitHub says.
type Readership struct {
	Repo    string       `json:"repo"`
	At      time.Time    `json:"at"`
	People  []ReaderSeen `json:"people"`
	Teams   []string     `json:"teams,omitempty"`   // their members are among the people
	Unheard []string     `json:"unheard,omitempty"` // what the token may not list
	Theirs  bool         `json:"theirs,omitempty"`  // the party owns it and decides who reads it
}

// Unknown are those of whom nobody said who they are.
func (r *Readership) Unknown() []ReaderSeen {
	return slices.DeleteFunc(slices.Clone(r.People), func(p ReaderSeen) bool { return p.Standing != ReaderUnknown })
}

// Readers lists who can read a repository, and says who each is. Collaborators come with members of teams and owners of the
// organization. What the token may not list is named.
func (c *Channel) Readers(ctx context.Context, fullName string) (Readership, error) {
	conf, ok := c.repos[strings.ToLower(fullName)]
	if !ok {
		return Readership{}, notTracked(fullName)
	}
	repo, err := c.repository(ctx, fullName)
	if err != nil {
		return Readership{}, readError(fullName, classify(http.MethodGet, call{err: err}, c.opts.Clock()), err)
	}
	self, err := c.Self(ctx)
	if err != nil {
		return Readership{}, err
	}
	known, err := c.confirmed(ctx, fullName)
	if err != nil {
		return Readership{}, err
	}
	before, err := c.lastStrangers(ctx, fullName)
	if err != nil {
		return Readership{}, err
	}
	out := Readership{Repo: fullName, At: c.opts.Clock().UTC(), Theirs: conf.VendorOwned}
	who := accounts{conf: conf, team: c.opts.Team, self: self, known: known, owner: repo.GetOwner()}
	add := func(p ReaderSeen) {
		if p.ID == 0 || slices.ContainsFunc(out.People, func(q ReaderSeen) bool { return q.ID == p.ID }) {
			return
		}
		if p.Standing = who.standing(p.Account); p.Since.IsZero() {
			p.Since = before.since(p.ID)
		}
		out.People = append(out.People, p)
	}
	owner, name, _ := splitRepo(fullName)
	base := "repos/" + owner + "/" + name + "/"
	lists := []struct {
		what string
		read func() error
	}{
		{collaborators, func() error {
			return each(ctx, c, base+"collaborators?affiliation=all", func(a struct {
				Account
				Role string `json:"role_name"`
			},
			) {
				add(ReaderSeen{Account: a.Account, How: byAccess, Role: a.Role})
			})
		}},
		{"open invitations", func() error {
			return each(ctx, c, base+"invitations?", func(i struct {
				Invitee Account   `json:"invitee"` // none where somebody was invited by mail
				Role    string    `json:"permissions"`
				Created time.Time `json:"created_at"`
			},
			) {
				add(ReaderSeen{Account: i.Invitee, How: byInvitation, Role: i.Role, Since: i.Created})
			})
		}},
		{"teams", func() error {
			return each(ctx, c, base+"teams?", func(t struct {
				Name string `json:"name"`
			},
			) {
				out.Teams = append(out.Teams, t.Name)
			})
		}},
	}
	for _, list := range lists {
		switch err := list.read(); {
		case fault.CodeOf(err) == fault.Refused: // 403 and 404 are how GitHub says that a token may not
			out.Unheard = append(out.Unheard, list.what)
		case err != nil:
			return Readership{}, err
		}
	}
	return out, nil
}

// each reads a list to its end.
func each[T any](ctx context.Context, c *Channel, path string, take func(T)) error {
	for v, err := range func(yield func(T, error) bool) { pages[T](ctx, c, path, "who can read it", yield) } {
		if err != nil {
			return err
		}
		take(v)
	}
	return nil
}

// accounts says who somebody is in one repository.
type accounts struct {
	conf  Repository
	team  []string
	self  Account
	known confirmations
	owner *gh.User
}

// standing is decided by the id where a person confirmed somebody, because a login can be changed and taken by another.
func (w *accounts) standing(a Account) string {
	ours := a.ID == w.self.ID || containsFold(w.team, a.Login) || !w.conf.VendorOwned && a.ID == w.owner.GetID()
	switch {
	case ours:
		return ReaderOurs
	case w.conf.Rehearsal: // it belongs to no party, and the team alone reads it
	case w.conf.VendorOwned, containsFold(w.conf.Vendors, a.Login), slices.Contains(w.known.speak, a.ID):
		return ReaderTheirs
	}
	if slices.Contains(w.known.read, a.ID) {
		return ReaderConfirmed
	}
	return ReaderUnknown
}

// mayBeRead says whether everybody who can read a repository is known. Somebody of whom nobody said who they are stops the write,
// until a person confirms them or takes them out. A list with nobody unknown is good for a day; one with somebody is made anew
// for every write, so that it goes on at once.
func (c *Channel) mayBeRead(ctx context.Context, fullName string) (ledger.Delivery, bool) {
	_, d, ok := c.listReaders(ctx, fullName)
	return d, ok
}

// listReaders is [Channel.mayBeRead] with the list, where one was made.
func (c *Channel) listReaders(ctx context.Context, fullName string) (all Readership, d ledger.Delivery, ok bool) {
	if c.repos[strings.ToLower(fullName)].VendorOwned {
		return all, ledger.Delivery{}, true // they decide who reads what is theirs
	}
	name := listedName(fullName)
	last, err := c.ports.Cursors.Cursor(ctx, name)
	if err != nil {
		return all, retry(0, "the store did not answer"), false
	}
	if at, err := time.Parse(time.RFC3339, last); err == nil && c.opts.Clock().Before(at.Add(listEvery)) && !at.After(c.opts.Clock()) {
		return all, ledger.Delivery{}, true
	}
	all, err = c.Readers(ctx, fullName)
	switch {
	case fault.CodeOf(err) == fault.Refused:
		return all, withheld(err.Error()), false
	case err != nil:
		return all, retry(0, "it could not be read who reads "+fullName), false
	}
	unknown := all.Unknown()
	if err := c.keepStrangers(ctx, &all, unknown); err != nil {
		return all, retry(0, "the store did not answer"), false
	}
	if len(unknown) > 0 {
		return all, withheld("nothing is written to " + fullName + ": " + named(unknown) + " can read it, and nobody said who that is. " +
			"Confirm them for the contact, make them the party's, or take their access away; then send again"), false
	}
	if err := c.ports.Cursors.SetCursor(ctx, name, all.At.Format(time.RFC3339)); err != nil {
		return all, retry(0, "the store did not answer"), false
	}
	return all, ledger.Delivery{}, true
}

// lookAtReaders lists the readers of a repository once a day, whether something is written or not. Somebody new of whom nobody
// said who they are becomes an item of the inbox, from which the cases that write there learn of it: what waits is withheld.
func (c *Channel) lookAtReaders(ctx context.Context, fullName string) error {
	all, d, ok := c.listReaders(ctx, fullName)
	switch {
	case ok && all.Repo != "": // whoever comes back is told of again
		return c.forgetTold(ctx, fullName)
	case ok || !d.Withheld:
		return nil // a list that could not be read is asked for again
	}
	unknown := all.Unknown()
	ids := make([]string, len(unknown))
	for i := range unknown {
		ids[i] = strconv.FormatInt(unknown[i].ID, 10)
	}
	slices.Sort(ids)
	name, now := strangersName(fullName), strings.Join(ids, " ")
	before, err := c.ports.Cursors.Cursor(ctx, name)
	if err != nil || before == now || now == "" {
		return err
	}
	item := Item{Kind: ItemRepository, Action: string(accessStrangers), Repo: fullName, At: all.At, Reason: named(unknown)}
	if _, err := c.receiveItem(ctx, item); err != nil {
		return err
	}
	return c.ports.Cursors.SetCursor(ctx, name, now)
}

// named lists people, five of them at most.
func named(people []ReaderSeen) string {
	var names []string
	for _, p := range people[:min(len(people), 5)] {
		names = append(names, name(p.Account)+" ("+p.How+")")
	}
	if more := len(people) - len(names); more > 0 {
		names = append(names, strconv.Itoa(more)+" more")
	}
	return strings.Join(names, ", ")
}

func listedName(fullName string) string { return "github/readers/" + strings.ToLower(fullName) }

func strangersName(fullName string) string { return "github/strangers/" + strings.ToLower(fullName) }
