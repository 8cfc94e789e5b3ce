package config

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/rehearse"
)

// Rehearsal is where everything goes that would reach others while something rehearses.
type Rehearsal struct {
	Mail   string `yaml:"mail" json:"mail,omitempty" jsonschema:"description=Mail address of the team that gets what would go to others. Not the mailbox that the bot reads."`
	Slack  string `yaml:"slack" json:"slack,omitempty" jsonschema:"description=Id of the channel for the cards of rehearsals\\, such as C0123456789."`
	GitHub string `yaml:"github" json:"github,omitempty" jsonschema:"description=A private repository of the team\\, owner/repository\\, for the issues of rehearsals."`
}

// The values of a mode besides dry-run, which mail alone has.
const (
	modeLive     = string(rehearse.Live)
	modeRehearse = string(rehearse.Rehearse)
)

// The ways of this configuration, as a plan of rehearsals names them.
const (
	WayMail    = rehearse.Way(disclosure.Email)
	WayIssues  = rehearse.Way(disclosure.Issue)
	WayReports = rehearse.Way(disclosure.Report)
	WaySlack   = rehearse.Way("slack")
	WayWebhook = rehearse.Way("webhook")
)

// Ways says how each way out works, and where it leads in a rehearsal. A way that is not set up lets nothing leave.
func (c *Config) Ways() rehearse.Plan {
	modes := map[rehearse.Way]rehearse.Mode{WayMail: c.mode(c.Mail.Mode)}
	for way, set := range map[rehearse.Way]struct {
		up   bool
		mode string
	}{
		WaySlack:   {!c.Slack.BotToken.IsZero(), c.Slack.Mode},
		WayIssues:  {c.GitHub.On(), c.GitHub.Mode},
		WayReports: {c.GitHub.Reports.On(), c.GitHub.Mode},
		WayWebhook: {!c.Webhook.URL.IsZero(), c.Webhook.Mode},
	} {
		if set.up {
			modes[way] = c.mode(set.mode)
		}
	}
	return rehearse.NewPlan(modes, map[rehearse.Way]string{
		WayMail: c.Rehearsal.Mail, WaySlack: c.Rehearsal.Slack, WayIssues: c.Rehearsal.GitHub,
	})
}

// mode is how a way works by its own mode. While the whole bot rehearses, each of them does; what nobody knows lets nothing leave.
func (c *Config) mode(own string) rehearse.Mode {
	switch {
	case c.Mode == modeRehearse:
		return rehearse.Rehearse
	case c.Mode != modeLive:
		return rehearse.Off
	default:
		return rehearse.Mode(own)
	}
}

// MailLeaves reports whether mail is handed to a server, to the vendor or to the team, and not written to a folder.
func (c *Config) MailLeaves() bool {
	mode := c.Ways().Mode(WayMail)
	return mode == rehearse.Live || mode == rehearse.Rehearse
}

func (c *Config) checkRehearsal(k *checker) {
	k.oneOf("mode", c.Mode, modeLive, modeRehearse)
	k.oneOf("slack.mode", c.Slack.Mode, modeLive, modeRehearse)
	k.oneOf("github.mode", c.GitHub.Mode, modeLive, modeRehearse)
	k.oneOf("webhook.mode", c.Webhook.Mode, modeLive, modeRehearse)
	plan, r := c.Ways(), c.Rehearsal
	for _, at := range []struct {
		way               rehearse.Way
		path, value, what string
	}{
		{WayMail, "rehearsal.mail", r.Mail, "an address of the team"},
		{WaySlack, "rehearsal.slack", r.Slack, "the id of a channel for it"},
		{WayIssues, "rehearsal.github", r.GitHub, "a private repository of the team for it"},
	} {
		if plan.Mode(at.way) == rehearse.Rehearse && at.value == "" {
			k.addf(at.path, "%s rehearses, and nothing says where that goes: set %s", strings.TrimPrefix(at.path, "rehearsal."), at.what)
		}
	}
	c.checkPlaces(k)
}

// checkPlaces refuses places where a rehearsal and the real work could be taken for each other.
func (c *Config) checkPlaces(k *checker) {
	r := c.Rehearsal
	k.address("rehearsal.mail", r.Mail)
	switch plain := withoutTag(r.Mail); {
	case r.Mail == "":
	case strings.EqualFold(plain, withoutTag(c.Mail.Address)):
		k.addf("rehearsal.mail", "the bot reads this mailbox, and what it sends there would come back as an answer: use another address of the team")
	case strings.EqualFold(plain, withoutTag(c.Mail.Archive)):
		k.addf("rehearsal.mail", "copies in this mailbox prove that a message left: use another address of the team")
	}
	if r.Slack != "" && !channelForm.MatchString(r.Slack) {
		k.addf("rehearsal.slack", "%q is not a channel id: it begins with C; open the channel's details in Slack to copy it", r.Slack)
	}
	if r.Slack != "" && (r.Slack == c.Slack.Channel || slices.Contains(c.Slack.AddressChannels, r.Slack)) {
		k.addf("rehearsal.slack", "the cards of real cases stand in this channel: use another one")
	}
	if r.GitHub != "" && !repoForm.MatchString(r.GitHub) {
		k.addf("rehearsal.github", "%q is not a repository: write owner/repository", r.GitHub)
	}
	if slices.ContainsFunc(c.GitHub.Repositories, func(v Repository) bool { return r.GitHub != "" && strings.EqualFold(v.Name, r.GitHub) }) {
		k.addf("rehearsal.github", "a vendor may read this repository: use one that only the team reads")
	}
}

// withoutTag is an address without its plus part.
func withoutTag(address string) string {
	local, domain, ok := strings.Cut(address, "@")
	if !ok {
		return address
	}
	local, _, _ = strings.Cut(local, "+")
	return local + "@" + domain
}
