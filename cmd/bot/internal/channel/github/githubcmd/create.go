package githubcmd

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure/fault"
	"daylight/notify/github"
	"daylight/notify/github/appauth"
)

// waiting is how long somebody may take at GitHub; its code is good for as long.
const waiting = time.Hour

// The files that GitHub's answer goes to, in the folder of the configuration.
const (
	keyFile    = "github-app.pem"
	secretFile = "github-webhook.secret" //nolint:gosec // a name, and no secret
)

func newCreate(s *session.Session) *cobra.Command {
	var from about
	var organization, site string
	cmd := &cobra.Command{
		Use: "create --url URL", Short: "Make the app at GitHub, and keep its key here", Args: cobra.NoArgs,
		Long: fmt.Sprintf(`Make the GitHub App: a page on this machine has one button, which goes to GitHub; there you see what the
app may do, and make it. GitHub then sends you back here, and the private key and the webhook's secret are
written to %s and %s in the folder of the configuration, for nobody else to
read. What to write into the configuration is printed. Nothing is installed: that is done at GitHub, for
the tracking repositories alone.`, keyFile, secretFile),
		Example: "  bot github create --url https://team.example.org --organization your-team --webhooks https://bot.example.org",
		RunE: func(cmd *cobra.Command, _ []string) error {
			m, err := from.manifest(s)
			if err != nil {
				return err
			}
			cfg, err := s.Load()
			if err != nil {
				return err
			}
			base, err := url.Parse(strings.TrimSuffix(cmp.Or(cfg.GitHub.BaseURL, github.DefaultBaseURL), "/") + "/")
			if err != nil {
				return fault.Errorf(fault.Invalid, "github.base_url: %w", err)
			}
			c := creation{s: s, manifest: m, organization: organization, site: cmp.Or(site, siteOf(base)), api: base, folder: s.Folder()}
			return c.run(cmd.Context())
		},
	}
	from.flags(cmd)
	cmd.Flags().StringVar(&organization, "organization", "", "the organization that owns the app; none: the account of whoever presses the button")
	cmd.Flags().StringVar(&site, "site", "", "address of GitHub for people, for an Enterprise server whose API is elsewhere")
	return cmd
}

// siteOf is where people see what an API serves.
func siteOf(api *url.URL) string {
	if api.Host == "api.github.com" {
		return "https://github.com"
	}
	return api.Scheme + "://" + api.Host
}

// creation leads somebody to GitHub and back.
type creation struct {
	s                          *session.Session
	manifest                   appauth.Manifest
	organization, site, folder string
	api                        *url.URL
}

func (c *creation) run(ctx context.Context) error {
	for _, name := range []string{keyFile, secretFile} {
		if _, err := os.Lstat(filepath.Join(c.folder, name)); !errors.Is(err, os.ErrNotExist) {
			return fault.Errorf(fault.Conflict, "%s is there already: move it away first, it may be the key of an app that is in use", filepath.Join(c.folder, name))
		}
	}
	ctx, cancel := context.WithTimeout(ctx, waiting)
	defer cancel()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	here := "http://" + listener.Addr().String() + "/" + rand.Text()
	c.manifest.RedirectURL = here + "/made"
	var start bytes.Buffer
	if err := appauth.WritePage(&start, c.manifest, c.site, c.organization); err != nil {
		return errors.Join(err, listener.Close())
	}
	code := make(chan string, 1)
	server := &http.Server{Handler: pages(here, start.Bytes(), code), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	defer func() { _ = server.Close() }()
	fmt.Fprintf(c.s.Err, "Open %s in a browser on this machine, and press the button. It waits for an hour; Ctrl-C ends it.\n", here)
	select {
	case got := <-code:
		return c.keep(ctx, got)
	case err := <-failed:
		return err
	case <-ctx.Done():
		return fault.Errorf(fault.Unavailable, "nobody came back from GitHub: no key was written; an app that was made meanwhile gets a key at its page, Private keys")
	}
}

// pages are the two pages below an address that nobody can guess.
func pages(here string, start []byte, code chan<- string) http.Handler {
	u, _ := url.Parse(here)
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+u.Path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(start)
	})
	mux.HandleFunc("GET "+u.Path+"/made", func(w http.ResponseWriter, r *http.Request) {
		got := r.URL.Query().Get("code")
		if got == "" || len(got) > 200 {
			http.Error(w, "GitHub gave no code", http.StatusBadRequest)
			return
		}
		select {
		case code <- got:
		default: // the page was loaded again
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("The app is made. Go back to the terminal.\n"))
	})
	return mux
}

// keep exchanges the code and writes what GitHub gives out once.
func (c *creation) keep(ctx context.Context, code string) error {
	made, err := appauth.Convert(ctx, &http.Client{Timeout: 30 * time.Second}, c.api, code)
	if err != nil {
		return err
	}
	key := filepath.Join(c.folder, keyFile)
	if err := writeNew(key, made.PEM); err != nil {
		return err
	}
	config := fmt.Sprintf("github:\n  app: {id: %d, key: %s}\n", made.ID, keyFile)
	if made.WebhookSecret != "" {
		if err := writeNew(filepath.Join(c.folder, secretFile), made.WebhookSecret+"\n"); err != nil {
			return err
		}
		config += "  webhook_secret: file:" + secretFile + "\n"
	}
	if c.s.JSON {
		return c.s.PrintJSON(map[string]any{"id": made.ID, "slug": made.Slug, "page": made.Page, "key": key})
	}
	fmt.Fprintf(c.s.Out, "The app %s is made, and its key is in %s.\n\nWrite into the configuration:\n\n%s\nThen install it for the tracking repositories alone, at %s/installations/new, and run: bot doctor\n",
		made.Slug, key, config, made.Page)
	return nil
}

// writeNew writes a file that only this user can read, and never over another.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // it lies in the folder of the configuration
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
