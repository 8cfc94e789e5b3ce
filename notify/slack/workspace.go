package slack

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure/ledger"
	"daylight/notify/slack/crew"
)

// workspace asks Slack about accounts, user groups and channels. It is the client as [crew.Slack].
type workspace struct{ *client }

// Home implements [crew.Slack].
func (w workspace) Home(ctx context.Context) (crew.Home, error) {
	who, err := w.api.AuthTestContext(ctx)
	w.heard(err)
	if err != nil {
		return crew.Home{}, err
	}
	return crew.Home{Team: who.TeamID, Enterprise: who.EnterpriseID}, nil
}

// Account implements [crew.Slack].
func (w workspace) Account(ctx context.Context, user string) (crew.Account, error) {
	u, err := w.api.GetUserInfoContext(ctx, user)
	w.heard(err)
	switch codeOf(err) {
	case "user_not_found", "users_not_found", "user_not_visible":
		return crew.Account{Unknown: true}, nil
	}
	if err != nil {
		return crew.Account{}, err
	}
	return crew.Account{
		Handle: u.Name, Team: u.TeamID, Enterprise: u.Enterprise.EnterpriseID, Deleted: u.Deleted,
		Bot: u.IsBot || u.IsWorkflowBot || u.IsConnectorBot, Guest: u.IsRestricted || u.IsUltraRestricted, Stranger: u.IsStranger,
	}, nil
}

// Groups implements [crew.Slack].
func (w workspace) Groups(ctx context.Context, named []string) ([]crew.Group, error) {
	all, err := w.api.GetUserGroupsContext(ctx, slackapi.GetUserGroupsOptionIncludeDisabled(true))
	w.heard(err)
	if err != nil {
		return nil, err
	}
	var out []crew.Group
	for i := range all {
		g := crew.Group{ID: all[i].ID, Handle: all[i].Handle, Disabled: all[i].DateDelete != 0, Foreign: all[i].IsExternal}
		if !slices.ContainsFunc(named, g.Is) {
			continue
		}
		if g.Members, err = w.api.GetUserGroupMembersContext(ctx, g.ID, slackapi.GetUserGroupMembersOptionIncludeDisabled(g.Disabled)); err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

// sharedFor is how long it is believed that a channel is the team's own, before Slack is asked again.
const sharedFor = time.Minute

// walls remembers which channels are the team's own, and the conversations that were opened, by the people in them.
type walls struct {
	mu    sync.Mutex
	seen  map[string]time.Time
	rooms map[string]string
}

// sharedError reports that others read a channel, too.
type sharedError struct{}

func (*sharedError) Error() string { return "the channel is shared with another organisation" }

// shared reports whether people of another organisation read a channel, or were invited to.
func shared(c *slackapi.Channel) bool {
	return c.IsExtShared || c.IsPendingExtShared || c.IsShared && !c.IsOrgShared
}

// own lets a post into a channel of the team alone, and keeps in mind for health where it does not.
func (c *client) own(ctx context.Context, channel string) error {
	err := c.walls.own(ctx, c, channel)
	if _, walled := errors.AsType[*sharedError](err); walled || err == nil && channelForm.MatchString(channel) {
		c.walled(channel, err)
	}
	return err
}

// own reports whether a channel is the team's own, nil for yes. A conversation with one person is looked at by the marks of that person.
// What Slack does not say now waits.
func (w *walls) own(ctx context.Context, c *client, channel string) error {
	if !channelForm.MatchString(channel) {
		return nil
	}
	now := time.Now() //nolint:forbidigo // the age of an answer is measured in real time
	w.mu.Lock()
	fresh := now.Sub(w.seen[channel]) < sharedFor
	w.mu.Unlock()
	if fresh {
		return nil
	}
	info, err := c.api.GetConversationInfoContext(ctx, &slackapi.GetConversationInfoInput{ChannelID: channel})
	c.heard(err)
	if err != nil {
		if d := classify(err); d.Kind == ledger.Uncertain { // nothing was posted yet
			return &unaskedError{}
		}
		return err
	}
	if shared(info) {
		return &sharedError{}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.seen) > 1000 {
		clear(w.seen)
	}
	w.seen[channel] = now
	return nil
}

// unaskedError reports that Slack did not say who reads a channel.
type unaskedError struct{}

func (*unaskedError) Error() string { return "Slack did not say who reads the channel" }

// trouble is what Slack refuses for a reason that a person has to mend.
type trouble struct {
	mu    sync.Mutex
	token string            // why the bot token is not accepted; "" where it is
	walls map[string]string // why nothing is posted in a channel, by its id
}

// heard notes whether Slack accepts the token, by any answer.
func (t *trouble) heard(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch code := codeOf(err); {
	case err == nil:
		t.token = ""
	case refusesToken(code):
		t.token = classifyCode(code).Reason
	}
}

// walled notes whether a channel is the team's own.
func (t *trouble) walled(channel string, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err == nil {
		delete(t.walls, channel)
		return
	}
	t.walls[channel] = channel + ": " + classify(err).Reason
}

// said are the sentences, none where all is well.
func (t *trouble) said() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []string
	if t.token != "" {
		out = append(out, t.token)
	}
	for _, channel := range slices.Sorted(maps.Keys(t.walls)) {
		out = append(out, t.walls[channel])
	}
	return out
}

// refusesToken reports whether an error code says that the token does not count any more.
func refusesToken(code string) bool {
	switch code {
	case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired":
		return true
	default:
		return false
	}
}
