package probe

import (
	"bufio"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe/vantage"
)

// newAgent is the bot at another place: no configuration, no database, no case.
func newAgent(s *session.Session) *cobra.Command {
	var o app.AgentOptions
	var listen, tokenFile, cert, certKey string
	var private []string
	cmd := &cobra.Command{
		Use: "agent", Short: "Probe assets from this machine for a bot that runs elsewhere", Args: cobra.NoArgs,
		Long: "Run the agent on another machine, ideally in another network. It has no database and knows no cases: it takes one\n" +
			"job at a time from anybody with its token, probes with the same guard and limits as the bot, signs the answer and\n" +
			"stores nothing. Without a certificate it listens on this machine only, behind a proxy with TLS. Copy what it\n" +
			"prints to probe.vantages in the bot's configuration, and set rules.closure.vantages.",
		Example: "  openssl rand -hex 32 > agent.token && chmod 600 agent.token\n" +
			"  bot probe agent --listen :8443 --name paris --token-file agent.token --key-file agent.key \\\n      --cert cert.pem --key-tls key.pem --policy https://team.example/policy",
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if o.Token, err = readToken(tokenFile); err != nil {
				return err
			}
			for _, p := range private {
				prefix, err := netip.ParsePrefix(p)
				if err != nil {
					return fault.Errorf(fault.Invalid, "--allow-private: %q is not a network prefix: write one such as 10.1.0.0/16", p)
				}
				o.AllowPrivate = append(o.AllowPrivate, prefix)
			}
			if o.Name == "" {
				if o.Name, err = os.Hostname(); err != nil {
					return fault.Errorf(fault.Invalid, "this machine has no name: give one with --name")
				}
			}
			certificate, err := loadCertificate(cert, certKey)
			if err != nil {
				return err
			}
			o.Version, o.Logger = session.Version(), slog.New(slog.NewTextHandler(s.Err, nil))
			agent, key, err := app.NewAgent(o)
			if err != nil {
				return err
			}
			l, err := vantage.Listen(cmd.Context(), listen, certificate)
			if err != nil {
				return err
			}
			fmt.Fprintf(s.Err, "agent: %s on %s\npublic_key: %s\n", o.Name, l.Addr(), key.Public())
			return agent.Serve(cmd.Context(), l)
		},
	}
	f := cmd.Flags()
	f.StringVar(&listen, "listen", "127.0.0.1:8443", "host:port to listen on")
	f.StringVar(&o.Name, "name", "", "name of this vantage, as in probe.vantages (default: the host name)")
	f.StringVar(&tokenFile, "token-file", "", "file with the token in its first line; other users must not be able to read it")
	f.StringVar(&o.KeyFile, "key-file", "agent.key", "file with the signing key; created if it does not exist")
	f.StringVar(&cert, "cert", "", "certificate chain for TLS, in PEM")
	f.StringVar(&certKey, "key-tls", "", "key of that certificate, in PEM")
	f.StringVar(&o.URL, "policy", "", "accept only jobs with this policy address (team.policy of the bot)")
	f.StringVar(&o.From, "contact", "", "accept only jobs with this mail address (team.contact of the bot)")
	f.IntVar(&o.PerMinute, "per-minute", 60, "maximum number of jobs per minute")
	f.BoolVar(&o.OptIn, "opt-in", false, "accept kinds that go further than an anonymous first request")
	f.StringSliceVar(&private, "allow-private", nil, "private networks that may be probed, such as 10.1.0.0/16")
	f.StringSliceVar(&o.Definitions, "definition", nil, "definition of your own kind, the same file as in probe.definitions of the bot")
	cmd.AddCommand(newAgentInit(s))
	return cmd
}

func newAgentInit(s *session.Session) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use: "init", Short: "Create the key of an agent if there is none, and print its public key", Args: cobra.NoArgs,
		Example: "  bot probe agent init --key-file agent.key",
		RunE: func(*cobra.Command, []string) error {
			key, made, err := vantage.LoadOrCreateKey(file, rand.Reader)
			if err != nil {
				return err
			}
			if s.JSON {
				return s.PrintJSON(map[string]any{"file": file, "made": made, "public_key": key.Public(), "key_id": key.ID()})
			}
			word := "was there"
			if made {
				word = "made"
			}
			fmt.Fprintf(s.Out, "key file    %s (%s; keep it on this machine)\npublic_key: %s\n", file, word, key.Public())
			return nil
		},
	}
	cmd.Flags().StringVar(&file, "key-file", "agent.key", "file with the key")
	return cmd
}

// readToken reads the first line of a file that only its owner may read.
func readToken(path string) (string, error) {
	if path == "" {
		return "", fault.Errorf(fault.Invalid, "--token-file is missing: create a token with `openssl rand -hex 32`, for this machine and for the bot")
	}
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		return "", fault.Errorf(fault.Invalid, "the token file cannot be read: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", fault.Errorf(fault.Invalid, "the token file cannot be read: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return "", fault.Errorf(fault.Invalid, "others can read the token file %s (mode %04o): run chmod 600 on it", path, mode)
	}
	line, err := bufio.NewReader(io.LimitReader(f, 4<<10)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fault.Errorf(fault.Invalid, "the token file cannot be read: %w", err)
	}
	return strings.TrimSpace(line), nil
}

func loadCertificate(cert, key string) (*tls.Certificate, error) {
	if cert == "" && key == "" {
		return nil, nil //nolint:nilnil // no certificate is no mistake
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fault.Errorf(fault.Invalid, "--cert and --key-tls go together, both in PEM: %w", err)
	}
	return &pair, nil
}
