package slack

import (
	"io"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/outbound"
	"daylight/disclosure/pattern"
	"daylight/notify/slack/crew"
)

// Member is a person whom Slack may act for.
type Member struct {
	Name    string          // the person's name in the configuration, as it stands in events
	Rank    disclosure.Rank // what the person may do
	Counsel bool            // gives legal advice
}

// Options configure the package.
type Options struct {
	// BotToken (xoxb-…) posts and reads; its scopes are those of [Manifest].
	BotToken Secret
	// AppToken (xapp-…) has the scope connections:write and opens the socket.
	AppToken Secret
	// Channel is the id of the triage channel, such as C0123456789. The cards stand there.
	Channel string
	// Rehearsal says that the team practises: each post is marked, and none leaves for another channel than Channel.
	Rehearsal bool
	// Members maps Slack user ids to people. All other users may do nothing.
	Members map[string]Member
	// Groups are user groups that give their members a rank, besides Members.
	Groups []crew.Grant
	// AddressChannels are ids of channels where the address of a recipient may be shown. Everywhere else only the
	// party is named.
	AddressChannels []string
	// Outbound is how long a message may take to become visible, and how often it is looked for.
	Outbound outbound.Policy
	// ReadHistory says that the bot has the scopes to look for its own messages after a broken connection. Without it
	// such a message stays uncertain and a person has to decide. See [WithHistory].
	ReadHistory bool
	// TimelineEmoji is the name of the reaction that adds a message in the thread of a case to its timeline, without colons; "" is none.
	TimelineEmoji string
	// Kinds are the kinds of assets that the modal offers. None of them is preset: the address tells. Empty is s3 and http.
	Kinds []string
	// Languages are those of the pages, the first choice first.
	Languages []string
	// Solo says that by the rules of the team one person approves a page.
	Solo bool
	// Publishes says that the configuration names a folder for pages; without it they are published on the command line.
	Publishes bool
	// IssueBase is where tracked issues are read; "" is https://github.com.
	IssueBase string
	// Zone is the team's zone, for dates on cards; nil is UTC.
	Zone *time.Location

	// APIURL replaces https://slack.com/api/, for tests and proxies. It ends in a slash.
	APIURL string
	// PingInterval is how long the socket may stay without a ping from Slack before it is opened again; 0 is 30 s.
	PingInterval time.Duration
	// Spacing is the time between two posts to one channel; 0 is one second, which is what Slack allows.
	Spacing time.Duration
	// Timeout bounds one call to Slack; 0 is 10 s.
	Timeout time.Duration
	// Backoff is the pause after the first failed connection, doubled up to 100 times of it; 0 is 3 s.
	Backoff time.Duration

	Logger *slog.Logger     // nil discards
	Clock  func() time.Time // UTC
	Random io.Reader        // for the salts of stored payloads; nil is crypto/rand
}

var (
	channelForm = pattern.New(`^[CG][A-Z0-9]{2,30}$`)
	directForm  = pattern.New(`^D[A-Z0-9]{2,30}$`)
	userForm    = pattern.New(`^[UW][A-Z0-9]{2,30}$`)
)

// withDefaults checks o and fills in what was left out.
func (o Options) withDefaults() (Options, error) {
	switch {
	case o.BotToken.Empty():
		return o, fault.Errorf(fault.Invalid, "slack has no bot token: give the one that starts with xoxb-")
	case o.AppToken.Empty():
		return o, fault.Errorf(fault.Invalid, "slack has no app token: give the one that starts with xapp- and has connections:write")
	case !channelForm.MatchString(o.Channel):
		return o, fault.Errorf(fault.Invalid, "slack has no triage channel: give its id, such as C0123456789, not its name")
	case o.Clock == nil:
		return o, fault.Errorf(fault.Internal, "slack has no clock")
	}
	for id, m := range o.Members {
		if !userForm.MatchString(id) || m.Name == "" || !m.Rank.AtLeast(disclosure.Viewer) {
			return o, fault.Errorf(fault.Invalid, "the slack user %.40q needs an id such as U0123456789, a name and a rank (viewer, researcher, lead, admin)", id)
		}
	}
	for _, g := range o.Groups { // an admin is named: who may change a user group is for Slack to say
		if strings.Trim(g.Group, "@") == "" || !g.Rank.AtLeast(disclosure.Viewer) || g.Rank.AtLeast(disclosure.Admin) {
			return o, fault.Errorf(fault.Invalid, "the slack user group %.40q needs an id or a handle, and a rank (viewer, researcher, lead)", g.Group)
		}
	}
	if o.APIURL == "" {
		o.APIURL = "https://slack.com/api/"
	}
	if u, err := url.Parse(o.APIURL); err != nil || u.Host == "" || !strings.HasSuffix(u.Path, "/") {
		return o, fault.Errorf(fault.Invalid, "the slack API address has to be a URL that ends in a slash")
	}
	if len(o.Kinds) == 0 {
		o.Kinds = []string{"s3", "http"}
	}
	if o.IssueBase == "" {
		o.IssueBase = "https://github.com"
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	o.PingInterval = orDefault(o.PingInterval, 30*time.Second)
	o.Spacing = orDefault(o.Spacing, time.Second)
	o.Timeout = orDefault(o.Timeout, 10*time.Second)
	o.Backoff = orDefault(o.Backoff, 3*time.Second)
	return o, nil
}

func orDefault(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}
