package crew

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"

	"daylight/disclosure"
)

// Slack is what the crew asks. An error is no answer; what Slack says is none.
type Slack interface {
	Home(ctx context.Context) (Home, error)
	// Account returns the marks of a user; one that Slack does not know is Unknown.
	Account(ctx context.Context, user string) (Account, error)
	// Groups returns those that are named, with their members, disabled ones too. One that there is not is left out.
	Groups(ctx context.Context, named []string) ([]Group, error)
}

// Options say what is asked how often.
type Options struct {
	Grants []Grant
	Fresh  time.Duration // for which an answer is not asked for again; 0 is five minutes
	Bound  time.Duration // after which an answer counts for nothing, if there is no newer one; 0 is an hour
	Ask    time.Duration // for one question, while somebody waits; 0 is 1.5 seconds
	Now    func() time.Time
	// Reason words an error of Slack for people.
	Reason func(error) string
}

const (
	fresh  = 5 * time.Minute
	bound  = time.Hour
	ask    = 1500 * time.Millisecond
	again  = 15 * time.Second // before what failed, or did not help, is asked again
	atMost = 10_000           // accounts that are kept
)

// Crew answers who may act. Its methods may be called from several goroutines.
type Crew struct {
	slack Slack
	o     Options

	home   held[Home]
	groups held[map[Grant]state]

	mu       sync.Mutex
	accounts map[string]*held[Account]
}

// held is an answer of Slack, and when it came. Who has one that counts never waits for the next.
type held[T any] struct {
	asking sync.Mutex // held while it is asked for, so that many who wait ask once

	mu     sync.Mutex
	value  T
	at     time.Time // zero: never
	tried  time.Time
	failed string // why the newest question had no answer; "" after one
}

// New builds a crew. It asks nothing yet.
func New(s Slack, o Options) *Crew {
	if o.Fresh == 0 {
		o.Fresh = fresh
	}
	if o.Bound == 0 {
		o.Bound = bound
	}
	if o.Ask == 0 {
		o.Ask = ask
	}
	return &Crew{slack: s, o: o, accounts: map[string]*held[Account]{}}
}

// get returns an answer that is not older than an age, and asks where there is none. ok is false where nobody knows.
func (h *held[T]) get(ctx context.Context, c *Crew, age time.Duration, from func(context.Context, T) (T, error)) (_ T, ok bool) {
	if value, ok := h.within(c.o.Now(), age); ok {
		return value, true
	}
	h.asking.Lock()
	defer h.asking.Unlock()
	if value, ok := h.within(c.o.Now(), age); ok { // somebody else asked meanwhile
		return value, true
	}
	h.ask(ctx, c, from)
	return h.within(c.o.Now(), c.o.Bound)
}

// within returns the answer where it is younger than an age.
func (h *held[T]) within(now time.Time, age time.Duration) (_ T, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.value, !h.at.IsZero() && now.Sub(h.at) < age
}

// ask asks, unless that was done a moment ago. The caller holds the lock for asking.
func (h *held[T]) ask(ctx context.Context, c *Crew, from func(context.Context, T) (T, error)) {
	h.mu.Lock()
	now, before := c.o.Now(), h.value
	if !h.tried.IsZero() && now.Sub(h.tried) < again {
		h.mu.Unlock()
		return
	}
	h.tried = now
	h.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, c.o.Ask)
	defer cancel()
	got, err := from(ctx, before)
	h.mu.Lock()
	defer h.mu.Unlock()
	if err != nil {
		h.failed = c.o.Reason(err)
		return
	}
	h.value, h.at, h.failed = got, now, ""
}

// Standing is how far an account may be acted for. why is what keeps it unclear.
func (c *Crew) Standing(ctx context.Context, user string) (s Standing, why string) {
	home, ok := c.at(ctx)
	if !ok {
		return Unclear, c.home.why()
	}
	h := c.account(user)
	account, ok := h.get(ctx, c, c.o.Bound, c.askAccount(user))
	if !ok {
		return Unclear, h.why()
	}
	return account.Standing(home), ""
}

// Home reports whether a workspace, or the organisation around it, is that of the bot. What does not say where it comes from is nowhere.
func (c *Crew) Home(ctx context.Context, team, enterprise string) bool {
	home, ok := c.at(ctx)
	return ok && home.holds(team, enterprise)
}

// at is the workspace of the bot. A token never changes its own, so an answer counts for good.
func (c *Crew) at(ctx context.Context) (Home, bool) {
	home, _ := c.home.get(ctx, c, math.MaxInt64, c.askHome)
	return home, home.Team != ""
}

// Name is how the record names an account that the configuration does not name.
func (c *Crew) Name(ctx context.Context, user string) string {
	account, _ := c.account(user).get(ctx, c, c.o.Bound, c.askAccount(user))
	return account.Name(user)
}

// Rank is the highest rank that the groups give somebody, "" for none. Who has none may have been added to a group a moment ago, so it
// is looked for once more.
func (c *Crew) Rank(ctx context.Context, user string) disclosure.Rank {
	if len(c.o.Grants) == 0 {
		return ""
	}
	if rank := c.rank(ctx, user, c.o.Bound); rank != "" {
		return rank
	}
	return c.rank(ctx, user, again)
}

func (c *Crew) rank(ctx context.Context, user string, age time.Duration) (best disclosure.Rank) {
	states, ok := c.groups.get(ctx, c, age, c.askGroups)
	if !ok {
		return ""
	}
	for grant, s := range states {
		if s.problem == "" && slices.Contains(s.members, user) && (best == "" || grant.Rank.AtLeast(best)) {
			best = grant.Rank
		}
	}
	return best
}

// Missing are the groups that give nothing now, in the order of the configuration.
func (c *Crew) Missing() []Missing {
	c.groups.mu.Lock()
	defer c.groups.mu.Unlock()
	h := &c.groups
	stale := h.failed != "" && (h.at.IsZero() || c.o.Now().Sub(h.at) >= c.o.Bound)
	var out []Missing
	for _, g := range c.o.Grants {
		s := h.value[g]
		if stale {
			s.problem = "it could not be read: " + h.failed
		}
		if s.problem != "" {
			out = append(out, Missing{Grant: g, Problem: s.problem, Members: slices.Clone(s.members)})
		}
	}
	return out
}

// Refresh asks again for what is no longer fresh: the groups, and every account that was asked for within the bound.
func (c *Crew) Refresh(ctx context.Context) {
	if len(c.o.Grants) > 0 {
		states, _ := c.groups.get(ctx, c, c.o.Fresh, c.askGroups)
		for _, s := range states {
			c.Expect(s.members...)
		}
	}
	c.at(ctx)
	c.mu.Lock()
	users := make([]string, 0, len(c.accounts))
	for user := range c.accounts {
		users = append(users, user)
	}
	c.mu.Unlock()
	for _, user := range users {
		if ctx.Err() != nil {
			return
		}
		c.account(user).get(ctx, c, c.o.Fresh, c.askAccount(user))
	}
}

// Expect lets [Crew.Refresh] ask for users before they act, so that nobody waits.
func (c *Crew) Expect(users ...string) {
	for _, user := range users {
		c.account(user)
	}
}

func (c *Crew) account(user string) *held[Account] {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.accounts[user]
	if h == nil {
		if len(c.accounts) >= atMost { // strangers who knock; who belongs here is asked for again
			clear(c.accounts)
		}
		h = &held[Account]{}
		c.accounts[user] = h
	}
	return h
}

func (h *held[T]) why() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.failed
}

func (c *Crew) askHome(ctx context.Context, _ Home) (Home, error) { return c.slack.Home(ctx) }

func (c *Crew) askAccount(user string) func(context.Context, Account) (Account, error) {
	return func(ctx context.Context, _ Account) (Account, error) { return c.slack.Account(ctx, user) }
}

func (c *Crew) askGroups(ctx context.Context, before map[Grant]state) (map[Grant]state, error) {
	named := make([]string, len(c.o.Grants))
	for i, g := range c.o.Grants {
		named[i] = g.Group
	}
	groups, err := c.slack.Groups(ctx, named)
	if err != nil {
		return nil, err
	}
	out := map[Grant]state{}
	for _, g := range c.o.Grants {
		out[g] = g.read(groups, before[g])
	}
	return out, nil
}
