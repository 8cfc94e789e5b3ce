package githubcmd

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	channel "daylight/cmd/bot/internal/channel/github"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/notify/github/ways"
)

// maxToken bounds the file of a token, in bytes.
const maxToken = 4 << 10

func newIntake(s *session.Session) *cobra.Command {
	var owner, name, tokenFile string
	var g guest
	cmd := &cobra.Command{
		Use: "intake VENDOR", Short: "Make a private repository in which one vendor is told, and invite them", Args: cobra.ExactArgs(1),
		Long: `Make a private repository of the team for one vendor: issues on, wiki and projects off. One that is there is
taken where it is private and has issues. What to write into the configuration is printed. A token needs
Administration: write for it, which the bot's own should not have: give one with --token-file for this
call alone.
Nobody is invited by that. --invite shows whom it would let in and what they would see; with --yes it asks
GitHub to invite them, once: a lead does that, and the case keeps it. They may read and comment.`,
		Example: "  bot github intake Acme --owner your-team --token-file admin.token\n" +
			"  bot github intake Acme --invite acme-dev --case DL-2020-0001 --token-file admin.token\n" +
			"  bot github intake Acme --invite acme-dev --case DL-2020-0001 --text 'named in their mail' --yes",
		RunE: func(cmd *cobra.Command, args []string) error {
			if (g.login == "") != (g.id == "") {
				return fault.Errorf(fault.Invalid, "--invite and --case belong together: who is invited, and the case that keeps it")
			}
			cfg, err := s.Load()
			if err != nil {
				return err
			}
			find := func() (repo string, token config.Secret, err error) {
				if repo, err = repositoryFor(cfg, args[0], owner, name); err == nil {
					token, err = readToken(s, tokenFile)
				}
				return repo, token, err
			}
			if g.login != "" {
				return g.invite(cmd, s, cfg, find)
			}
			repo, token, err := find()
			if err != nil {
				return err
			}
			return makeIntake(cmd.Context(), s, cfg, token, repo, args[0])
		},
	}
	f := cmd.Flags()
	f.StringVar(&owner, "owner", "", "the organization that owns the repository (default: that of the first one configured)")
	f.StringVar(&name, "name", "", "the name of the repository (default: made from that of the vendor)")
	f.StringVar(&tokenFile, "token-file", "", "file with a token for this call; - reads the input")
	f.StringVar(&g.login, "invite", "", "login of somebody to invite")
	f.StringVar(&g.id, "case", "", "the case that keeps the invitation")
	f.StringVar(&g.text, "text", "", "how you know who it is")
	f.BoolVar(&g.speaks, "speaks", false, "what they write is the vendor's word")
	f.BoolVar(&g.yes, "yes", false, "invite them now")
	return cmd
}

// readToken reads a token that one call uses; none is that of the configuration.
func readToken(s *session.Session, file string) (config.Secret, error) {
	if file == "" {
		return config.Secret{}, nil
	}
	text, err := s.ReadText(file, maxToken)
	if err != nil {
		return config.Secret{}, err
	}
	first, _, _ := strings.Cut(text, "\n")
	if first = strings.TrimSpace(first); first == "" {
		return config.Secret{}, fault.Errorf(fault.Invalid, "the first line of the token's file is empty")
	}
	return config.NewSecret(first), nil
}

// repositoryFor is the repository of a vendor: the one that the configuration gives them, else one that is still to be made.
func repositoryFor(cfg *config.Config, vendor, owner, name string) (string, error) {
	repos := cfg.GitHub.Repositories
	if owner == "" && name == "" {
		for i := range repos {
			if r := &repos[i]; strings.EqualFold(r.Vendor, strings.TrimSpace(vendor)) && !r.OwnedByVendor() {
				return r.Name, nil
			}
		}
	}
	if name = cmp.Or(name, ways.NameFor(vendor)); name == "" {
		return "", fault.Errorf(fault.Invalid, "no name of a repository can be made from %q: give one with --name", vendor)
	}
	for i := range repos {
		if owner == "" && !repos[i].OwnedByVendor() {
			owner, _, _ = strings.Cut(repos[i].Name, "/")
		}
	}
	if owner == "" {
		return "", fault.Errorf(fault.Invalid, "say which organization owns it: --owner")
	}
	full := owner + "/" + name
	for i := range repos {
		if r := &repos[i]; strings.EqualFold(r.Name, full) && r.Vendor != "" && !strings.EqualFold(r.Vendor, strings.TrimSpace(vendor)) {
			return "", fault.Errorf(fault.Refused, "%s belongs to the vendor %s, who reads everything in it: give another name with --name", full, r.Vendor)
		}
	}
	return full, nil
}

func makeIntake(ctx context.Context, s *session.Session, cfg *config.Config, token config.Secret, repo, vendor string) error {
	hub, done, err := channel.Asker(cfg, token, app.Clock(nil))
	if err != nil {
		return err
	}
	defer done()
	owner, name, _ := strings.Cut(repo, "/")
	got, err := ways.Make(ctx, hub, owner, name, vendor)
	if err != nil {
		return err
	}
	if s.JSON {
		return s.PrintJSON(map[string]any{"repo": got.Repo, "made": got.Made, "config": map[string]string{"name": got.Repo, "vendor": vendor}})
	}
	was := "was there, private and with issues"
	if got.Made {
		was = "is made: private, issues on, wiki and projects off"
	}
	s.Line(got.Repo + " " + was + ". Nobody is invited; look who of your organization can read it.")
	fmt.Fprintf(s.Out, "\nWrite into the configuration:\n\ngithub:\n  repositories:\n    - {name: %s, vendor: %s}\n\n", got.Repo, strconv.Quote(wording.OneLine(vendor)))
	s.Line("Give the bot's own token, or its app, access to the issues of this repository.")
	s.Line("Then: bot contact add CASE --channel issue --address " + got.Repo)
	s.Line("and:  bot github intake " + quoted(vendor) + " --invite LOGIN --case CASE --text WHY")
	return nil
}

// quoted is a text as one word of a shell.
func quoted(text string) string {
	return "'" + strings.ReplaceAll(wording.OneLine(text), "'", `'\''`) + "'"
}

// attempt is a value that no other attempt has.
func attempt() string { return rand.Text() }

// contactAt is the contact of a case whose place a repository is.
func contactAt(c *disclosure.Case, repo string) (disclosure.Contact, error) {
	for _, k := range c.Contacts {
		if k.Channel == disclosure.Issue && strings.EqualFold(strings.TrimSpace(k.Address), repo) {
			return k, nil
		}
	}
	return disclosure.Contact{}, fault.Errorf(fault.Refused, "%s is no contact of %s: bot contact add %s --channel issue --address %s", repo, c.ID, c.ID, repo)
}
