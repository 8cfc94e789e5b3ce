package config_test

import (
	"strings"
	"testing"

	"daylight/cmd/bot/internal/config"
	"daylight/disclosure/rehearse"
)

func TestWhichWayRehearses(t *testing.T) {
	t.Parallel()
	const slack = "slack: {bot_token: xoxb-x, app_token: xapp-x, channel: C0123456789%s}\n"
	const team = "team: {site: https://daylight.example}\n"
	const smtp = "mail: {address: team@daylight.example, smtp: {host: mail.daylight.example}%s}\n"
	with := func(text, more string) string { return strings.ReplaceAll(text, "%s", more) }
	for rule, c := range map[string]struct {
		text            string
		mail, slack     rehearse.Mode
		rehearses, live bool
	}{
		"by itself nothing is live":           {"{}", rehearse.DryRun, rehearse.Off, false, false},
		"a channel is live once it is set up": {with(slack, ""), rehearse.DryRun, rehearse.Live, false, true},
		"one channel rehearses": {
			with(slack, ", mode: rehearse") + "rehearsal: {slack: C0PRACTICE1}\n", rehearse.DryRun, rehearse.Rehearse, true, false,
		},
		"one rehearses beside a live one": {
			team + with(slack, "") + with(smtp, ", mode: rehearse") + "rehearsal: {mail: practice@daylight.example}\n", rehearse.Rehearse, rehearse.Live, true, true,
		},
		"the whole bot rehearses whatever the channels say": {
			team + "mode: rehearse\n" + with(slack, "") + with(smtp, ", mode: live") + "rehearsal: {mail: practice@daylight.example, slack: C0PRACTICE1}\n",
			rehearse.Rehearse, rehearse.Rehearse, true, false,
		},
	} {
		cfg, err := config.Parse([]byte(c.text), t.TempDir(), func(string) string { return "" })
		if err != nil {
			t.Errorf("%s: %v", rule, err)
			continue
		}
		p := cfg.Ways()
		if p.Mode(rehearse.Way("email")) != c.mail || p.Mode(rehearse.Way("slack")) != c.slack || p.Rehearses() != c.rehearses || p.Live() != c.live {
			t.Errorf("%s: %+v", rule, p)
		}
		if cfg.MailLeaves() != (c.mail != rehearse.DryRun) {
			t.Errorf("%s: mail leaves: %t", rule, cfg.MailLeaves())
		}
	}
}

func TestAModeThatNobodyKnowsLetsNothingLeave(t *testing.T) {
	t.Parallel()
	for _, cfg := range []config.Config{
		{Mail: config.Mail{Mode: "live"}},
		{Mode: "LIVE", Mail: config.Mail{Mode: "live"}},
		{Mode: "live", Mail: config.Mail{Mode: "Live"}},
	} {
		if p := cfg.Ways(); p.Live() || p.Rehearses() || cfg.MailLeaves() {
			t.Errorf("%q and %q: %+v", cfg.Mode, cfg.Mail.Mode, p)
		}
	}
}

func TestMistakesOfARehearsalComeAtOnce(t *testing.T) {
	t.Parallel()
	_, err := config.Parse([]byte(`mode: rehearse
team: {site: https://daylight.example}
mail: {address: team@daylight.example, archive: kept@daylight.example, smtp: {host: mail.daylight.example}}
slack: {bot_token: xoxb-x, app_token: xapp-x, channel: C0123456789, mode: practice}
github: {token: x, repositories: [{name: team/Vendor}]}
`), t.TempDir(), func(string) string { return "" })
	wantAll(t, err, `slack.mode: "practice" is not known: write one of live, rehearse`,
		"rehearsal.mail: mail rehearses, and nothing says where that goes: set an address of the team",
		"rehearsal.slack: slack rehearses, and nothing says where that goes",
		"rehearsal.github: github rehearses, and nothing says where that goes")
	_, err = config.Parse([]byte(`mode: practice
mail: {address: team@daylight.example, archive: kept@daylight.example}
slack: {bot_token: xoxb-x, app_token: xapp-x, channel: C0123456789}
github: {token: x, repositories: [{name: team/Vendor}]}
rehearsal: {mail: Team+x@daylight.example, slack: C0123456789, github: team/vendor}
`), t.TempDir(), func(string) string { return "" })
	wantAll(t, err, `mode: "practice" is not known`, "rehearsal.mail: the bot reads this mailbox",
		"rehearsal.slack: the cards of real cases stand in this channel", "rehearsal.github: a vendor may read this repository")
	_, err = config.Parse([]byte("mail: {archive: kept@daylight.example}\nrehearsal: {mail: kept@daylight.example, slack: general, github: repo}\n"),
		t.TempDir(), func(string) string { return "" })
	wantAll(t, err, "rehearsal.mail: copies in this mailbox", `rehearsal.slack: "general" is not a channel id`, `rehearsal.github: "repo" is not a repository`)
}

func wantAll(t *testing.T, err error, says ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("nothing is wrong")
	}
	for _, s := range says {
		if !strings.Contains(err.Error(), s) {
			t.Errorf("it does not say %q:\n%v", s, err)
		}
	}
}
