package config

import "time"

// Config is the whole configuration. The zero value of every field is safe: nothing is sent, nothing listens
// beyond this machine.
type Config struct {
	Team      Team      `yaml:"team" json:"team,omitempty" jsonschema:"description=Who you are. This appears in mails\\, issues and writeups and in the User-Agent of probes."`
	Prefix    string    `yaml:"prefix" json:"prefix,omitempty" jsonschema:"description=First part of case ids."`
	Mode      string    `yaml:"mode" json:"mode,omitempty" jsonschema:"description=live lets each channel work by its own mode; rehearse sends everything to the team\\, see rehearsal.,enum=live,enum=rehearse"`
	Rehearsal Rehearsal `yaml:"rehearsal" json:"rehearsal,omitempty" jsonschema:"description=Where everything goes while something rehearses."`
	People    []Person  `yaml:"people" json:"people,omitempty" jsonschema:"description=Who may do what\\, and their names on each channel."`
	Database  Database  `yaml:"database" json:"database,omitempty" jsonschema:"description=Where cases are stored."`
	Mail      Mail      `yaml:"mail" json:"mail,omitempty" jsonschema:"description=Outgoing and incoming mail."`
	Slack     Slack     `yaml:"slack" json:"slack,omitempty" jsonschema:"description=The Slack app."`
	GitHub    GitHub    `yaml:"github" json:"github,omitempty" jsonschema:"description=Private tracking repositories."`
	Webhook   Webhook   `yaml:"webhook" json:"webhook,omitempty" jsonschema:"description=Where notable events are posted\\, for teams on other chats."`
	Web       Web       `yaml:"web" json:"web,omitempty" jsonschema:"description=Board and webhooks."`
	Probe     Probe     `yaml:"probe" json:"probe,omitempty" jsonschema:"description=How assets are probed."`
	Rules     Rules     `yaml:"rules" json:"rules,omitempty" jsonschema:"description=Rules of the team for all cases."`
	Policies  Policies  `yaml:"policies" json:"policies,omitempty" jsonschema:"description=What is due when: the policies."`
	Remind    Remind    `yaml:"remind" json:"remind,omitempty" jsonschema:"description=When people are reminded of what is due."`
	Log       Log       `yaml:"log" json:"log,omitempty" jsonschema:"description=What is logged to standard error."`
}

// Team is who the finders are.
type Team struct {
	Name        string `yaml:"name" json:"name,omitempty" jsonschema:"description=Name of the team as vendors and readers see it."`
	Site        string `yaml:"site" json:"site,omitempty" jsonschema:"description=Address of the team's page\\, where a vendor can check who you are."`
	Policy      string `yaml:"policy" json:"policy,omitempty" jsonschema:"description=Address of your disclosure policy."`
	Probes      string `yaml:"probes" json:"probes,omitempty" jsonschema:"description=Address of a page that says which answers to your probes count as closed\\, such as your copy of docs/probes.md. Mails and issues name it."`
	Contact     string `yaml:"contact" json:"contact,omitempty" jsonschema:"description=Mail address of the team. Probes carry it in their From header\\, and pages print it."`
	Signer      string `yaml:"signer" json:"signer,omitempty" jsonschema:"description=Name at the end of mails; empty means the team's name."`
	Fingerprint string `yaml:"fingerprint" json:"fingerprint,omitempty" jsonschema:"description=Fingerprint of the team's OpenPGP key\\, if it has one."`
	KeyAt       string `yaml:"key_at" json:"key_at,omitempty" jsonschema:"description=Address at which the team's OpenPGP key can be fetched\\, if there is one."`
	Cases       string `yaml:"cases" json:"cases,omitempty" jsonschema:"description=Address of a page of yours that lists the references of your cases\\, by which a vendor can check a message. Leave it empty unless you keep such a page."`
	About       string `yaml:"about" json:"about,omitempty" jsonschema:"description=One or two sentences about the team for the end of writeups."`
	Timezone    string `yaml:"timezone" json:"timezone,omitempty" jsonschema:"description=IANA name of the team's zone\\, such as Europe/Paris. Deadlines end at midnight in this zone."`
}

// Person is a member of the team.
type Person struct {
	Name     string `yaml:"name" json:"name" jsonschema:"description=The person's name in events and approvals."`
	Role     string `yaml:"role" json:"role" jsonschema:"description=What the person may do.,enum=viewer,enum=researcher,enum=lead,enum=admin"`
	Login    string `yaml:"login" json:"login,omitempty" jsonschema:"description=The person's login on the machine of the bot. Who has none acts in Slack only."`
	Slack    string `yaml:"slack" json:"slack,omitempty" jsonschema:"description=Slack user id\\, such as U0123456789."`
	GitHub   string `yaml:"github" json:"github,omitempty" jsonschema:"description=GitHub login."`
	GitHubID int    `yaml:"github_id" json:"github_id,omitempty" jsonschema:"description=Number of the GitHub account\\, the id that api.github.com/users/LOGIN shows. An approving review by it can be the second person's. A login can be renamed\\, so it does not count here."`
	Mail     string `yaml:"mail" json:"mail,omitempty" jsonschema:"description=Mail address for reminders and digests; empty sends none."`
	Quiet    string `yaml:"quiet" json:"quiet,omitempty" jsonschema:"description=Hours in which only alerts are sent\\, such as 20:00-08:00\\, in the team's zone."`

	SSHKeys []string `yaml:"ssh_keys" json:"ssh_keys,omitempty" jsonschema:"description=Public SSH keys that sign the person's approvals\\, each as the line of the .pub file. One that is added later counts once somebody who is accepted already accepts it."`
	Away    Away     `yaml:"away" json:"away,omitzero" jsonschema:"description=Days on which the person is away. What waits for them then passes to the next lead."`
	Counsel bool     `yaml:"counsel" json:"counsel,omitempty" jsonschema:"description=Gives legal advice: may clear a publication after a legal threat alone."`
}

// Database is where cases are kept.
type Database struct {
	Path string `yaml:"path" json:"path,omitempty" jsonschema:"description=SQLite file\\, relative to this file's folder."`
	Key  string `yaml:"key" json:"key,omitempty" jsonschema:"description=File with the key that encrypts mail bodies. Without it they cannot be read again: back it up apart from the database."`
}

// Mail is mail in and out.
type Mail struct {
	Mode       string `yaml:"mode" json:"mode,omitempty" jsonschema:"description=dry-run writes .eml files and sends nothing; rehearse sends all of it to rehearsal.mail; live sends.,enum=dry-run,enum=rehearse,enum=live"`
	Address    string `yaml:"address" json:"address,omitempty" jsonschema:"description=The team's mailbox. Each case and contact gets an address of its own by a plus tag\\, so the server has to deliver user+tag to user."`
	Name       string `yaml:"name" json:"name,omitempty" jsonschema:"description=Sender's name as the vendor reads it; empty is the team's name."`
	Outbox     string `yaml:"outbox" json:"outbox,omitempty" jsonschema:"description=Folder for the .eml files of the dry run."`
	Archive    string `yaml:"archive" json:"archive,omitempty" jsonschema:"description=A mailbox of yours that gets a copy in the same transaction. The copy proves that the server accepted the message if the connection breaks."`
	AuthServer string `yaml:"auth_server" json:"auth_server,omitempty" jsonschema:"description=The name by which your own server signs its Authentication-Results; empty believes none. It has to remove such fields from mails of others."`
	SMTP       Server `yaml:"smtp" json:"smtp,omitempty" jsonschema:"description=Submission server."`
	IMAP       IMAP   `yaml:"imap" json:"imap,omitempty" jsonschema:"description=Where replies are read."`
}

// Server is a mail server.
type Server struct {
	Host     string `yaml:"host" json:"host,omitempty" jsonschema:"description=Host name; empty switches this part off."`
	Port     int    `yaml:"port" json:"port,omitempty" jsonschema:"description=Port; 0 means the usual one for the value of security."`
	Security string `yaml:"security" json:"security,omitempty" jsonschema:"description=starttls or tls. none is for a server on this machine only.,enum=starttls,enum=tls,enum=none"`
	User     string `yaml:"user" json:"user,omitempty" jsonschema:"description=Login; empty means none is needed."`
	Password Secret `yaml:"password" json:"password,omitzero"`
	CAFile   string `yaml:"ca_file" json:"ca_file,omitempty" jsonschema:"description=PEM file with the authority that signed the server's certificate\\, if it is your own."`
}

// IMAP is where answers come in.
type IMAP struct {
	Server         `yaml:",inline" json:",inline"`
	Mailbox        string `yaml:"mailbox" json:"mailbox,omitempty" jsonschema:"description=Folder that is read."`
	ArchiveMailbox string `yaml:"archive_mailbox" json:"archive_mailbox,omitempty" jsonschema:"description=Folder where archive copies arrive."`
}

// Slack is the Slack app.
type Slack struct {
	Mode            string   `yaml:"mode" json:"mode,omitempty" jsonschema:"description=rehearse posts in the channel rehearsal.slack alone.,enum=live,enum=rehearse"`
	BotToken        Secret   `yaml:"bot_token" json:"bot_token,omitzero"`
	AppToken        Secret   `yaml:"app_token" json:"app_token,omitzero"`
	Channel         string   `yaml:"channel" json:"channel,omitempty" jsonschema:"description=Id of the channel for the case cards\\, such as C0123456789."`
	Groups          []Group  `yaml:"groups" json:"groups,omitempty" jsonschema:"description=User groups of Slack that give their members a role\\, besides people. A group that Slack does not show any more gives nobody anything."`
	AddressChannels []string `yaml:"address_channels" json:"address_channels,omitempty" jsonschema:"description=Channels where a recipient's address may be shown."`
	ReadHistory     bool     `yaml:"read_history" json:"read_history,omitempty" jsonschema:"description=The app may read the channel's history to find a card whose posting broke off."`
	TimelineEmoji   string   `yaml:"timeline_emoji" json:"timeline_emoji,omitempty" jsonschema:"description=Name of the emoji that adds a message in the thread of a case to its timeline\\, without colons; empty is none. It needs read_history."`
	DigestChannel   string   `yaml:"digest_channel" json:"digest_channel,omitempty" jsonschema:"description=Id of a channel that gets the digest of remind.digest\\, with what anybody may see; empty is none."`
	APIURL          string   `yaml:"api_url" json:"api_url,omitempty" jsonschema:"description=Address of the API for proxies and tests; empty is Slack's."`
}

// Group is a user group of Slack.
type Group struct {
	Group string `yaml:"group" json:"group" jsonschema:"description=Id of the group\\, such as S0123456789\\, or its handle\\, such as @disclosure-leads. Keep who may change it in Slack to those who decide on the team."`
	Role  string `yaml:"role" json:"role" jsonschema:"description=What its members may do. Only people can be admin.,enum=viewer,enum=researcher,enum=lead"`
}

// GitHub is the private tracking repositories.
type GitHub struct {
	Mode          string       `yaml:"mode" json:"mode,omitempty" jsonschema:"description=rehearse opens issues in the repository rehearsal.github alone.,enum=live,enum=rehearse"`
	BaseURL       string       `yaml:"base_url" json:"base_url,omitempty" jsonschema:"description=Exact address of the API; empty is GitHub's."`
	Token         Secret       `yaml:"token" json:"token,omitzero"`
	App           GitHubApp    `yaml:"app" json:"app,omitzero" jsonschema:"description=A GitHub App in place of a token; bot github create makes one."`
	WebhookSecret Secret       `yaml:"webhook_secret" json:"webhook_secret,omitzero"`
	BotLogin      string       `yaml:"bot_login" json:"bot_login,omitempty" jsonschema:"description=Login of the token\\, for tokens that cannot read their own user."`
	Repositories  []Repository `yaml:"repositories" json:"repositories,omitempty" jsonschema:"description=One private repository per vendor\\, never shared: everybody invited can read all of its issues."`
	Site          Site         `yaml:"site" json:"site,omitzero" jsonschema:"description=Repository of your web site\\, to which pages are brought by pull request."`
	Reports       Reports      `yaml:"reports" json:"reports,omitzero" jsonschema:"description=The account that files private reports with projects of others."`
	Poll          string       `yaml:"poll" json:"poll,omitempty" jsonschema:"description=Cron expression or @every DURATION for looking at the issues\\, besides the webhook."`
}

// Site is the repository of a web site.
type Site struct {
	Repository string `yaml:"repository" json:"repository,omitempty" jsonschema:"description=owner/repository\\, which no vendor's issues are in. Where it is public\\, a page is public as soon as its pull request is open\\, and none goes there before two people approved it."`
	Folder     string `yaml:"folder" json:"folder,omitempty" jsonschema:"description=Folder in it: each page goes to CASE/LANGUAGE below it. Empty is its root."`
	Branch     string `yaml:"branch" json:"branch,omitempty" jsonschema:"description=Branch into which pages are merged; empty is its default branch."`
}

// Reports is the account that files private reports. An app or a fine-grained token reaches no project of others, so it has a token of its own.
type Reports struct {
	Token Secret `yaml:"token" json:"token,omitzero" jsonschema:"description=A classic token with the scope repository_advisories:write and no other."`
}

// On reports whether private reports are filed.
func (r *Reports) On() bool { return !r.Token.IsZero() }

// GitHubApp is an app that acts in place of the owner of a token.
type GitHubApp struct {
	ID  int    `yaml:"id" json:"id,omitempty" jsonschema:"description=App ID\\, from the app's page."`
	Key string `yaml:"key" json:"key,omitempty" jsonschema:"description=File with the private key of the app\\, as GitHub gave it out."`
}

// On reports whether something may act on GitHub.
func (g *GitHub) On() bool { return !g.Token.IsZero() || g.App.ID != 0 }

// Webhook is where notable events are posted.
type Webhook struct {
	Mode   string `yaml:"mode" json:"mode,omitempty" jsonschema:"description=rehearse posts nothing: a program at the other end could take it for real.,enum=live,enum=rehearse"`
	URL    Secret `yaml:"url" json:"url,omitzero"` // many chats keep a token in it
	Secret Secret `yaml:"secret" json:"secret,omitzero"`
}

// Repository is a tracking repository.
type Repository struct {
	Name         string   `yaml:"name" json:"name" jsonschema:"description=owner/repository."`
	Vendor       string   `yaml:"vendor" json:"vendor,omitempty" jsonschema:"description=Name of the vendor that the repository belongs to\\, as cases spell it. Empty binds it to the party of its first issue."`
	Owner        string   `yaml:"owner" json:"owner,omitempty" jsonschema:"description=Who owns the repository. In one of the vendor\\, its owners\\, members and collaborators speak for the vendor; in one of the team (the default) only vendor_logins do.,enum=team,enum=vendor"`
	VendorLogins []string `yaml:"vendor_logins" json:"vendor_logins,omitempty" jsonschema:"description=Logins that speak for the vendor."`
}

// Web is the board and the webhooks.
type Web struct {
	Listen    string `yaml:"listen" json:"listen,omitempty" jsonschema:"description=Address of the board. It has no login: keep it on this machine."`
	Webhooks  string `yaml:"webhooks" json:"webhooks,omitempty" jsonschema:"description=Address of a second listener that serves webhooks only; empty serves none."`
	Folder    string `yaml:"folder" json:"folder,omitempty" jsonschema:"description=Folder of your site\\, for pages that are published without saying where: each goes to CASE/LANGUAGE below it. Slack publishes there."`
	PublicURL string `yaml:"public_url" json:"public_url,omitempty" jsonschema:"description=Address under which writeups are published\\, for canonical links."`
}

// Probe is how assets are probed.
type Probe struct {
	AllowPrivate []string `yaml:"allow_private" json:"allow_private,omitempty" jsonschema:"description=Private networks that may be probed\\, as prefixes such as 10.1.0.0/16. Everything private\\, link-local and metadata is refused otherwise."`
	Vantage      string   `yaml:"vantage" json:"vantage,omitempty" jsonschema:"description=Name of this vantage (the machine that probes)\\, as written in records."`
	PerDay       int      `yaml:"per_day" json:"per_day,omitempty" jsonschema:"description=Scheduled probes of one asset per day."`
	SecondPerson string   `yaml:"second_person" json:"second_person,omitempty" jsonschema:"description=Which assets need two people's approval before a probe. opt_in: kinds that go further than an anonymous first request. all: every asset.,enum=opt_in,enum=all"`
	Definitions  []string `yaml:"definitions" json:"definitions,omitempty" jsonschema:"description=Files with your own definitions for tcp_expect and http_expect\\, relative to this file's folder."`
	Total        int      `yaml:"total" json:"total,omitempty" jsonschema:"description=Probes of one asset in total; after that a person decides."`
	KeepOut      string   `yaml:"keep_out" json:"keep_out,omitempty" jsonschema:"description=Hours in which no scheduled probe starts\\, such as 08:00-18:00 or 08:00-18:00 Europe/Paris; without a zone\\, in the team's. A probe that a person requests still runs. Empty means no such hours."`
	Rate         int      `yaml:"rate" json:"rate,omitempty" jsonschema:"description=Probes that may start per second in total; 0 means no limit. Probes of our own machine are not counted."`
	PerNetwork   int      `yaml:"per_network" json:"per_network,omitempty" jsonschema:"description=Probes that may start per second in one network (/24 of IPv4\\, /48 of IPv6); 0 means no limit."`
	Workers      int      `yaml:"workers" json:"workers,omitempty" jsonschema:"description=Scheduled probes that may run at a time. One that a person or a vendor waits for has workers of its own."`
	Canary       string   `yaml:"canary" json:"canary,omitempty" jsonschema:"description=Address of a page that always answers\\, preferably with https. If it does not\\, our own network is down: probing pauses and answers do not count. Empty switches this check off."`

	Vantages []Vantage `yaml:"vantages" json:"vantages,omitempty" jsonschema:"description=Other vantages: your own agents on other machines\\, or proxies."`
}

// Rules are the team's decisions that apply to all cases.
type Rules struct {
	SecondPerson []string `yaml:"second_person" json:"second_person,omitempty" jsonschema:"description=Kinds of messages that somebody other than the author must approve\\, such as first_contact. A publication always needs a second person."`
	Solo         bool     `yaml:"solo" json:"solo,omitempty" jsonschema:"description=You work alone: one person decides what otherwise takes two. Evidence is asked for all the same\\, and record\\, gate and page say that one person approved."`
	AttestedFull bool     `yaml:"attested_full" json:"attested_full,omitempty" jsonschema:"description=Let a full writeup out where two people found an asset closed by eye and no probe could show it."`
	HeadsUpDays  *int     `yaml:"heads_up_days" json:"heads_up_days,omitempty" jsonschema:"description=Days between the heads-up to the vendor and the publication."`
	OpenHours    int      `yaml:"open_hours" json:"open_hours,omitempty" jsonschema:"description=Hours for which an open answer of ours counts when a message leaves that calls something open."`
	Closure      Closure  `yaml:"closure" json:"closure,omitempty" jsonschema:"description=What confirms a closure."`
}

// Policies are what becomes due when.
type Policies struct {
	Default string   `yaml:"default" json:"default,omitempty" jsonschema:"description=Policy of a case for which no other was chosen."`
	Files   []string `yaml:"files" json:"files,omitempty" jsonschema:"description=Your own policies\\, relative to this file's folder. One with the name of a shipped policy replaces it."`
}

// Remind is when people are reminded of what is due.
type Remind struct {
	BeforeDays []int  `yaml:"before_days" json:"before_days,omitempty" jsonschema:"description=Days before a deadline on which a reminder is sent\\, in addition to the moment when it passes."`
	At         string `yaml:"at" json:"at,omitempty" jsonschema:"description=Time of day of these reminders\\, in the zone of the deadline."`
	Digest     string `yaml:"digest" json:"digest,omitempty" jsonschema:"description=Cron expression of the digest: what is overdue\\, due within seven days and waiting. Empty sends none."`
	Zone       string `yaml:"zone" json:"zone,omitempty" jsonschema:"description=IANA zone of the cron expression; UTC has no hour that is skipped or repeated."`
}

// Closure is what confirms a closure.
type Closure struct {
	Strong   int           `yaml:"strong" json:"strong,omitempty" jsonschema:"description=Strong closed answers in a row."`
	Over     time.Duration `yaml:"over" json:"over,omitempty" jsonschema:"description=At least this long between the first and the newest of them."`
	MaxGap   time.Duration `yaml:"max_gap" json:"max_gap,omitempty" jsonschema:"description=A longer pause starts the count anew."`
	Vantages int           `yaml:"vantages" json:"vantages,omitempty" jsonschema:"description=Distinct vantages that must have answered."`
}

// Log is what is logged.
type Log struct {
	Level  string `yaml:"level" json:"level,omitempty" jsonschema:"description=Least level that is logged.,enum=debug,enum=info,enum=warn,enum=error"`
	Format string `yaml:"format" json:"format,omitempty" jsonschema:"description=text or json.,enum=text,enum=json"`
}

// Default returns the values of the fields that the file leaves out.
func Default() Config {
	two := 2
	return Config{
		Team:     Team{Name: "Daylight team", Timezone: "UTC"},
		Mode:     modeLive,
		Prefix:   "DL",
		Database: Database{Path: "daylight.db", Key: "daylight.key"},
		Mail: Mail{
			Mode: "dry-run", Outbox: "outbox", SMTP: Server{Security: "starttls"},
			IMAP: IMAP{Server: Server{Security: "tls"}, Mailbox: "INBOX", ArchiveMailbox: "INBOX"},
		},
		Slack:   Slack{Mode: modeLive, TimelineEmoji: "card_index_dividers"},
		GitHub:  GitHub{Mode: modeLive, Poll: "@every 5m"},
		Webhook: Webhook{Mode: modeLive},
		Web:     Web{Listen: "127.0.0.1:8080"},
		Probe:   Probe{Vantage: "here", SecondPerson: "opt_in", PerDay: 4, Total: 120, Rate: 50, PerNetwork: 1, Workers: 144},
		Rules: Rules{
			HeadsUpDays: &two, OpenHours: 24,
			Closure: Closure{Strong: 3, Over: 24 * time.Hour, MaxGap: 48 * time.Hour, Vantages: 1},
		},
		Policies: Policies{Default: "exposed-data"},
		Remind:   Remind{BeforeDays: []int{3, 1}, At: "09:00", Digest: "0 7 * * 1-5", Zone: "UTC"},
		Log:      Log{Level: "info", Format: "text"},
	}
}
