package web

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"daylight/cmd/bot/internal/app/desk/glance"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/timeline"
)

// Limits of both listeners. The board writes a page within a second; a longer write means that the client does not
// read.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 30 * time.Second
	writeTimeout      = 30 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 64 << 10
	shutdownTimeout   = 5 * time.Second
	maxWebhookBytes   = 26 << 20 // above the 25 MB limit of GitHub
)

// Cases finds and reads cases.
type Cases interface {
	Case(ctx context.Context, id disclosure.CaseID) (*disclosure.Case, error)
	List(ctx context.Context, f ledger.Filter) ([]ledger.Summary, error)
	// View reads a case once, with its timeline and what the gate says.
	View(ctx context.Context, id disclosure.CaseID) (glance.View, error)
	// NextAction says what a person should do now.
	NextAction(c *disclosure.Case) string
	// HeldTexts say what is due of which no message came, and why, a sentence each.
	HeldTexts(c *disclosure.Case) []string
}

// Illustrator draws a timeline and knows today's civil date in the team's zone.
type Illustrator interface {
	// TimelineAs returns the timeline in a format; "svg" is the picture as an SVG document.
	TimelineAs(t timeline.Timeline, format, lang string) ([]byte, error)
	Today() civil.Date
}

// Desk is what the pages are made from.
type Desk interface {
	Cases
	Illustrator
}

// Options say what is served and where.
type Options struct {
	Listen   string // host:port of the board; port 0 picks a free one
	Webhooks string // host:port of the listener for webhooks; "" opens none
	Desk     Desk
	Hooks    map[string]http.Handler // each takes POST /webhooks/ with its name; none opens no listener for webhooks
	// Health looks at the parts of the bot; nil looks at nothing. It has to answer within five seconds.
	Health func(ctx context.Context) []Health
	// Alert is what stands on top of every page, such as that the bot waits for a person; nil, and "", is nothing.
	Alert func(ctx context.Context) string
	// Look makes previews of pages, in the languages that are named; without it the board has none.
	Look      Look
	Languages []string
	Logger    *slog.Logger // nil logs nothing
	Version   string
}

// Server is the board and the webhooks. It is safe for concurrent use once it is bound.
type Server struct {
	desk    Desk
	health  func(ctx context.Context) []Health
	alert   func(ctx context.Context) string
	log     *slog.Logger
	pages   *pages
	version string

	look      Look
	languages []string

	listen, webhooks string
	hooks            map[string]http.Handler
	boardSocket      net.Listener
	webhookSocket    net.Listener
}

// New reads the templates. It opens nothing.
func New(o Options) (*Server, error) {
	if o.Desk == nil {
		return nil, fault.Errorf(fault.Internal, "the board needs a desk")
	}
	if _, _, err := net.SplitHostPort(o.Listen); err != nil {
		return nil, fault.Errorf(fault.Invalid, "the board cannot listen on %q: write host:port, such as 127.0.0.1:8080", o.Listen)
	}
	if o.Webhooks != "" {
		if _, _, err := net.SplitHostPort(o.Webhooks); err != nil {
			return nil, fault.Errorf(fault.Invalid, "webhooks cannot listen on %q: write host:port", o.Webhooks)
		}
	}
	if o.Alert == nil {
		o.Alert = func(context.Context) string { return "" }
	}
	pages, err := newPages()
	if err != nil {
		return nil, err
	}
	return &Server{
		desk: o.Desk, health: o.Health, alert: o.Alert, log: cmp.Or(o.Logger, slog.New(slog.DiscardHandler)), pages: pages,
		look: o.Look, languages: o.Languages,
		version: o.Version, listen: o.Listen, webhooks: o.Webhooks, hooks: o.Hooks,
	}, nil
}

// Bind opens the listeners, so that an address in use is known before anything else starts. A server that is bound
// and never run has to be closed with [Server.Close].
func (s *Server) Bind() error { return s.bind(context.Background()) }

func (s *Server) bind(ctx context.Context) error {
	var lc net.ListenConfig
	board, err := lc.Listen(ctx, "tcp", s.listen)
	if err != nil {
		return fault.Errorf(fault.Unavailable, "the board cannot listen on %s: %w", s.listen, err)
	}
	s.boardSocket = board
	if s.webhooks == "" || len(s.hooks) == 0 {
		return nil
	}
	if s.webhookSocket, err = lc.Listen(ctx, "tcp", s.webhooks); err != nil {
		return errors.Join(
			fault.Errorf(fault.Unavailable, "webhooks cannot listen on %s: %w", s.webhooks, err), s.Close())
	}
	return nil
}

// Close closes the listeners of a server that never ran.
func (s *Server) Close() error {
	var errs []error
	for _, l := range []net.Listener{s.boardSocket, s.webhookSocket} {
		if l == nil {
			continue
		}
		if err := l.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Addr is the address of the board, "" before [Server.Bind].
func (s *Server) Addr() string { return addressOf(s.boardSocket) }

// WebhookAddr is the address of the webhooks, "" when there are none.
func (s *Server) WebhookAddr() string { return addressOf(s.webhookSocket) }

func addressOf(l net.Listener) string {
	if l == nil {
		return ""
	}
	return l.Addr().String()
}

// Run serves until ctx ends, then lets requests finish for five seconds. It calls Bind unless that was done. The end of
// the context is not an error.
func (s *Server) Run(ctx context.Context) error {
	if s.boardSocket == nil {
		if err := s.bind(ctx); err != nil {
			return err
		}
	}
	if !loopback(s.boardSocket.Addr().String()) {
		s.log.WarnContext(ctx, "the board has no login and can be reached from other machines", "addr", s.Addr())
	}
	servers := map[net.Listener]*http.Server{s.boardSocket: s.newServer(ctx, s.Handler())}
	if s.webhookSocket != nil {
		servers[s.webhookSocket] = s.newServer(ctx, s.WebhookHandler())
	}

	ctx, stop := context.WithCancel(ctx)
	defer stop()
	failed := make(chan error, 2*len(servers))
	var parts sync.WaitGroup
	for l, server := range servers {
		parts.Go(func() {
			if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				failed <- fault.Errorf(fault.Unavailable, "the web server stopped: %w", err)
				stop()
			}
		})
	}
	<-ctx.Done()

	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	for _, server := range servers {
		parts.Go(func() {
			if err := server.Shutdown(grace); err != nil {
				// Connections that are still open after the grace period are cut off.
				s.log.WarnContext(ctx, "requests were cut off", "error", errors.Join(err, server.Close()))
			}
		})
	}
	parts.Wait()
	close(failed)
	var errs []error
	for err := range failed {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (s *Server) newServer(ctx context.Context, h http.Handler) *http.Server {
	// Requests keep the values of ctx but not its end: they may finish during the grace period.
	base := context.WithoutCancel(ctx)
	return &http.Server{
		Handler: h, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
		BaseContext: func(net.Listener) context.Context { return base },
		ErrorLog:    slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
}

// Handler is the board, behind its guard.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", s.board)
	mux.HandleFunc("/case/{id}", s.showCase)
	mux.HandleFunc("/case/{id}/timeline.json", s.timelineJSON)
	mux.HandleFunc("/case/{id}/preview", s.showPreview)
	mux.HandleFunc("/case/{id}/preview/{mode}/{lang}/{file}", s.previewFile)
	mux.HandleFunc("/publish", s.publishers)
	mux.HandleFunc("/healthz", s.healthz)
	mux.HandleFunc(s.pages.stylePath, s.style)
	mux.HandleFunc("/", s.nowhere)
	return s.guard(mux)
}

// WebhookHandler serves webhooks and nothing else. The receivers check the signatures.
func (s *Server) WebhookHandler() http.Handler {
	mux := http.NewServeMux()
	for name, hook := range s.hooks {
		mux.Handle("POST /webhooks/"+name, http.MaxBytesHandler(hook, maxWebhookBytes))
	}
	return mux
}
