package slack

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure/fault"
)

// maxAnswer bounds one answer of Slack, in bytes.
const maxAnswer = 8 << 20

// client is the only door to Slack's Web API. Everything that leaves is checked against Slack's limits first, and posts
// to one channel keep their distance. Requests are never repeated here: a repeated post may be a second post, and only
// the engine knows the earlier attempts.
type client struct {
	api     *slackapi.Client
	http    *http.Client
	host    string // of the API
	timeout time.Duration
	pace    *pace
	scopes  *scopes
	walls   *walls
	*trouble
	rehearsing
}

// scopes remembers the granted scopes that Slack names with its answers.
type scopes struct {
	mu      sync.Mutex
	granted []string
	known   bool
}

func (s *scopes) note(headers http.Header) {
	values, ok := headers["X-Oauth-Scopes"]
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known, s.granted = true, nil
	for _, v := range strings.Split(strings.Join(values, ","), ",") {
		if v = strings.TrimSpace(v); v != "" {
			s.granted = append(s.granted, v)
		}
	}
}

func (s *scopes) get() ([]string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.granted, s.known
}

func newClient(o Options) *client {
	u, _ := url.Parse(o.APIURL) // checked by withDefaults
	var only rehearsing
	if o.Rehearsal {
		only.only = o.Channel
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	c := &client{
		host: u.Host, timeout: o.Timeout, pace: newPace(o.Spacing), scopes: &scopes{}, walls: &walls{seen: map[string]time.Time{}, rooms: map[string]string{}}, trouble: &trouble{walls: map[string]string{}}, rehearsing: only,
		http: &http.Client{Transport: &guard{next: transport, host: u.Host, token: o.BotToken}, Timeout: o.Timeout},
	}
	c.api = slackapi.New(o.BotToken.value(),
		slackapi.OptionAppLevelToken(o.AppToken.value()),
		slackapi.OptionAPIURL(o.APIURL),
		slackapi.OptionHTTPClient(c.http),
		slackapi.OptionOnResponseHeaders(func(path string, h http.Header) {
			if path == "auth.test" { // other methods may name the scopes of another token
				c.scopes.note(h)
			}
		}),
	)
	return c
}

// guard bounds the size of answers and adds the token as a header. The library puts it only into the form, which Slack
// reads but some proxies do not.
type guard struct {
	next  http.RoundTripper
	host  string
	token Secret
}

// RoundTrip implements http.RoundTripper.
func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == g.host && r.Header.Get("Authorization") == "" && strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", "Bearer "+g.token.value())
	}
	resp, err := g.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusServiceUnavailable { // it did not take the call; the library would forget when to come back
		_ = resp.Body.Close()
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		return nil, &awayError{after: time.Duration(max(0, min(seconds, 3600))) * time.Second}
	}
	resp.Body = &bounded{Reader: io.LimitReader(resp.Body, maxAnswer), Closer: resp.Body}
	return resp, nil
}

// awayError reports that Slack takes no calls now.
type awayError struct{ after time.Duration } // 0 where it did not say for how long

func (*awayError) Error() string { return "Slack is not available" }

// CloseIdleConnections lets http.Client close what the inner transport holds.
func (g *guard) CloseIdleConnections() {
	if t, ok := g.next.(*http.Transport); ok {
		t.CloseIdleConnections()
	}
}

type bounded struct {
	io.Reader
	io.Closer
}

// post is a message on its way into a channel.
type post struct {
	Channel   string
	Thread    string // timestamp of the parent; "" for a message of its own
	Broadcast bool   // a reply that is shown in the channel too
	Bare      bool   // it says nothing of any case
	Key       string // idempotency key, written into the metadata
	Text      string // for notifications and clients without blocks
	Blocks    []slackapi.Block
}

// metadataType names the metadata of our messages.
const metadataType = "daylight_message"

// options builds the options of a message. They are built per call: the library shares their state.
func (p post) options() []slackapi.MsgOption {
	opts := []slackapi.MsgOption{
		slackapi.MsgOptionText(cutRunes(p.Text, maxMessageText), false),
		slackapi.MsgOptionDisableLinkUnfurl(),
		slackapi.MsgOptionDisableMediaUnfurl(),
	}
	if len(p.Blocks) > 0 {
		opts = append(opts, slackapi.MsgOptionBlocks(p.Blocks...))
	}
	if p.Thread != "" {
		opts = append(opts, slackapi.MsgOptionTS(p.Thread))
	}
	if p.Broadcast {
		opts = append(opts, slackapi.MsgOptionBroadcast())
	}
	if p.Key != "" {
		opts = append(opts, slackapi.MsgOptionMetadata(slackapi.SlackMetadata{
			EventType: metadataType, EventPayload: map[string]any{"key": p.Key},
		}))
	}
	return opts
}

func (c *client) checked(blocks []slackapi.Block) error {
	if err := Check(blocks); err != nil {
		return fault.Errorf(fault.Internal, "a message would break Slack's limits: %w", err)
	}
	return nil
}

// post writes a message and returns its timestamp.
func (c *client) post(ctx context.Context, p post) (string, error) {
	p, err := c.mark(p)
	if err != nil {
		return "", err
	}
	if err := c.checked(p.Blocks); err != nil {
		return "", err
	}
	if err := c.own(ctx, p.Channel); err != nil {
		return "", err
	}
	if err := c.pace.wait(ctx, p.Channel); err != nil {
		return "", err
	}
	_, ts, err := c.api.PostMessageContext(ctx, p.Channel, p.options()...)
	c.heard(err)
	return ts, err
}

// update replaces a message. What says nothing of a case may take the place of what others must not read.
func (c *client) update(ctx context.Context, ts string, p post) error {
	if !p.Bare {
		if err := c.own(ctx, p.Channel); err != nil {
			return err
		}
	}
	p, err := c.mark(p)
	if err != nil {
		return err
	}
	if err := c.checked(p.Blocks); err != nil {
		return err
	}
	if err := c.pace.wait(ctx, p.Channel); err != nil {
		return err
	}
	_, _, _, err = c.api.UpdateMessageContext(ctx, p.Channel, ts, p.options()...)
	c.heard(err)
	return err
}

// ephemeral shows a message to one person only.
func (c *client) ephemeral(ctx context.Context, user string, p post) error {
	if err := c.checked(p.Blocks); err != nil {
		return err
	}
	_, err := c.api.PostEphemeralContext(ctx, p.Channel, user, p.options()...)
	c.heard(err)
	return err
}

// open shows a modal.
func (c *client) open(ctx context.Context, trigger string, v slackapi.ModalViewRequest) error {
	if err := CheckView(v); err != nil {
		return fault.Errorf(fault.Internal, "a modal would break Slack's limits: %w", err)
	}
	_, err := c.api.OpenViewContext(ctx, trigger, v)
	c.heard(err)
	return err
}

// publish shows a home.
func (c *client) publish(ctx context.Context, user string, v slackapi.HomeTabViewRequest) error {
	if err := checkHome(v); err != nil {
		return fault.Errorf(fault.Internal, "a home would break Slack's limits: %w", err)
	}
	_, err := c.api.PublishViewContext(ctx, slackapi.PublishViewContextRequest{UserID: user, View: v})
	c.heard(err)
	return err
}

// replace changes a modal that is open.
func (c *client) replace(ctx context.Context, viewID string, v slackapi.ModalViewRequest) error {
	if err := CheckView(v); err != nil {
		return fault.Errorf(fault.Internal, "a modal would break Slack's limits: %w", err)
	}
	_, err := c.api.UpdateViewContext(ctx, v, "", "", viewID)
	return err
}

// direct writes to one person.
func (c *client) direct(ctx context.Context, user string, p post) error {
	p.Channel = user // Slack opens the conversation
	_, err := c.post(ctx, p)
	return err
}

// cutRunes cuts s to n characters.
func cutRunes(s string, n int) string {
	count := 0
	for i := range s {
		if count == n {
			return s[:i]
		}
		count++
	}
	return s
}

// A search reads so many messages of a page, and so many pages.
const (
	lookBack    = 200
	maxLookBack = 20
)

// history returns the messages of a channel since a time, and before it, up to an hour. Without a time it goes back as far as a search may.
func (c *client) history(ctx context.Context, channel string, since time.Time) ([]slackapi.Message, error) {
	var out []slackapi.Message
	p := slackapi.GetConversationHistoryParameters{ChannelID: channel, Limit: lookBack, IncludeAllMetadata: true}
	if !since.IsZero() {
		p.Oldest = strconv.FormatInt(since.Add(-time.Hour).Unix(), 10) // an hour for two clocks
	}
	for range maxLookBack {
		r, err := c.api.GetConversationHistoryContext(ctx, &p)
		if err != nil {
			return nil, err
		}
		out = append(out, r.Messages...)
		if p.Cursor = r.ResponseMetaData.NextCursor; !r.HasMore || p.Cursor == "" {
			return out, nil
		}
	}
	return nil, fault.Errorf(fault.Unavailable, "too much was written in the channel meanwhile to be searched")
}

// replies returns the messages of a thread, all pages.
func (c *client) replies(ctx context.Context, channel, thread string) ([]slackapi.Message, error) {
	var out []slackapi.Message
	cursor := ""
	for range maxLookBack { // a longer thread cannot be searched reliably
		page, more, next, err := c.api.GetConversationRepliesContext(ctx, &slackapi.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: thread, Limit: lookBack, Cursor: cursor, IncludeAllMetadata: true,
		})
		if err != nil {
			return nil, err
		}
		out = append(out, page...)
		if !more || next == "" {
			return out, nil
		}
		cursor = next
	}
	return nil, fault.Errorf(fault.Unavailable, "the thread is too long to be searched")
}
