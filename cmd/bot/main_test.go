package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/app/roster"
	"daylight/cmd/bot/internal/cli"
	"daylight/cmd/bot/internal/config"
	"daylight/cmd/bot/internal/loopback"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/agenda"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/record"
	"daylight/disclosure/ledger"
	"daylight/notify/email"
)

// TestMain lets scripts call the bot as a process of its own, without building it.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"bot": main, "as": as, "exits": exits})
}

// as runs `as LOGIN bot ARGUMENTS`: the bot as if somebody else sat at the machine. The program has no such way in.
func as() { os.Exit(botAs(os.Args)) }

// botAs runs `bot ARGUMENTS` or `as LOGIN bot ARGUMENTS`.
func botAs(args []string) int {
	login := ""
	if len(args) > 2 && filepath.Base(args[0]) == "as" {
		login, args = args[1], args[2:]
	}
	if args[0] != "bot" {
		fmt.Fprintln(os.Stderr, "usage: [as LOGIN] bot ARGUMENTS")
		return 99
	}
	return cli.MainAs(context.Background(), login, args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, os.Getenv)
}

// exits runs `exits CODE [as LOGIN] bot ARGUMENTS` and fails unless the bot ends with the code.
func exits() {
	if len(os.Args) < 3 {
		os.Exit(99)
	}
	want, err := strconv.Atoi(os.Args[1])
	got := botAs(os.Args[2:])
	if err != nil || got != want {
		fmt.Fprintf(os.Stderr, "exit code %d, want %s\n", got, os.Args[1])
		os.Exit(99)
	}
}

// pressCommand is `press SLACK-ID approve CASE MODE LANG`, `press SLACK-ID confirm CASE`, `press SLACK-ID extend|set CASE CLAUSE
// DAY`, `press SLACK-ID waive CASE CLAUSE`, `press SLACK-ID policy CASE NAME REASON`, `press SLACK-ID rehearse` or `press SLACK-ID recover CASE NAME`: somebody decides in Slack, by the way that
// its buttons take. It opens the bot of the script's folder.
func pressCommand(ts *testscript.TestScript, neg bool, args []string) {
	ctx := context.Background()
	cfg, err := config.Load(ts.MkAbs("config.yaml"), ts.Getenv)
	ts.Check(err)
	a, err := app.New(ctx, cfg, app.Options{Version: "test"})
	ts.Check(err)
	defer func() { ts.Check(a.Close()) }()
	who, err := a.Desk.InSlack(args[0])
	ts.Check(err)
	if args[1] == "rehearse" {
		done, err := a.Rehearsal().End(ctx, who, "")
		if (err != nil || !done) != neg {
			ts.Fatalf("press %v: %t, %v", args, done, err)
		}
		return
	}
	id := disclosure.CaseID(args[2])
	switch args[1] {
	case "approve":
		var p *desk.Publication
		p, err = a.Desk.Prepare(ctx, id, disclosure.Mode(args[3]), args[4])
		ts.Check(err)
		if !neg { // nothing is approved unseen
			ts.Check(a.Desk.ShowPublication(ctx, who, p, ""))
		}
		err = a.Desk.ApprovePublication(ctx, who, p)
	case "recover":
		cmd, readErr := roster.Recovery(a.Desk.Staff(), args[3:], "they have left")
		ts.Check(readErr)
		_, err = a.Desk.Do(ctx, who, id, cmd)
	default:
		_, err = a.Desk.Do(ctx, who, id, pressed(ts, args[1], args[3:]))
	}
	if (err != nil) != neg {
		ts.Fatalf("press %v: %v", args, err)
	}
}

// pressed is the decision that a press stands for.
func pressed(ts *testscript.TestScript, what string, args []string) command.Command {
	day := func() civil.When {
		due, err := civil.ParseWhen(args[1])
		ts.Check(err)
		return due
	}
	switch what {
	case "extend":
		return deadline.Extend{Clause: args[0], Due: day(), Reason: "agreed"}
	case "confirm":
		return record.ConfirmHistory{}
	case "set":
		return deadline.SetDeadline{Clause: args[0], Due: day(), Reason: "as we told them"}
	case "waive":
		return deadline.WaiveClock{Clause: args[0], Reason: "they called"}
	case "policy":
		return deadline.UsePolicy{Name: args[0], Reason: "a product"}
	default:
		ts.Fatalf("press: nothing is called %q", what)
		return nil
	}
}

func TestScripts(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if raceEnabled { // each call starts a process and that takes long then; lists of probes run side by side in a package of their own
		scripts = []string{"testdata/script/serve.txtar"}
	}
	offices := &posts{by: map[string]*loopback.Post{}}
	testscript.Run(t, testscript.Params{
		Files:              scripts,
		RequireUniqueNames: true,
		ContinueOnError:    true,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"address":   addressCommand,
			"json":      jsonCommand,
			"buckets":   bucketsCommand,
			"today":     todayCommand,
			"expand":    expandCommand,
			"freeport":  freePortCommand,
			"fetch":     fetchCommand,
			"inbound":   inboundCommand,
			"lines":     linesCommand,
			"terminate": terminateCommand,
			"press":     pressCommand,
			"rehearsed": rehearsedCommand,
			"post":      offices.open,
			"letters":   offices.letters,
			"until":     untilCommand,
		},
	})
}

// rehearsedCommand is `rehearsed [DIR]`: the team has rehearsed, and the bot of a folder may be live.
func rehearsedCommand(ts *testscript.TestScript, _ bool, args []string) {
	cfg, err := config.Load(ts.MkAbs(filepath.Join(append(args, "config.yaml")...)), ts.Getenv)
	ts.Check(err)
	a, err := app.New(context.Background(), cfg, app.Options{Version: "test", Rehearsed: true})
	ts.Check(err)
	ts.Check(a.Close())
}

// jsonCommand is `json FILE` (the file is one JSON value and nothing else) or `json FILE PATH WANT`, where PATH is
// such as durations.contact_to_closure.days or events.0.kind; count is the length of a list.
func jsonCommand(ts *testscript.TestScript, neg bool, args []string) {
	dec := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0])))
	dec.UseNumber()
	var at any
	ts.Check(dec.Decode(&at))
	if _, err := dec.Token(); err != io.EOF {
		ts.Fatalf("%s holds more than one JSON value", args[0])
	}
	if len(args) == 1 {
		return
	}
	for step := range strings.SplitSeq(args[1], ".") {
		switch v := at.(type) {
		case map[string]any:
			var ok bool
			if at, ok = v[step]; !ok {
				at = "(absent)"
			}
		case []any:
			if step == "count" {
				at = len(v)
				continue
			}
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(v) {
				ts.Fatalf("%s: there is no %q in a list of %d", args[1], step, len(v))
			}
			at = v[i]
		default:
			ts.Fatalf("%s: %q is in a %T", args[1], step, at)
		}
	}
	if got := fmt.Sprint(at); (got == args[2]) == neg {
		ts.Fatalf("%s is %q, want %q (not: %t)", args[1], got, args[2], neg)
	}
}

// todayCommand is `today`: it puts the date and the year into TODAY and YEAR.
func todayCommand(ts *testscript.TestScript, _ bool, _ []string) {
	now := time.Now().UTC()
	ts.Setenv("TODAY", now.Format("2006-01-02"))
	ts.Setenv("YEAR", now.Format("2006"))
}

// bucketsCommand is `buckets VAR`: it starts an S3-compatible server and puts its address into VAR. The bucket
// /open lists its objects, every other one denies access.
func bucketsCommand(ts *testscript.TestScript, _ bool, args []string) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		w.Header().Set("X-Amz-Request-Id", "1")
		if strings.HasPrefix(r.URL.Path, "/open") {
			io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`+
				`<Name>open</Name><Prefix></Prefix><MaxKeys>1</MaxKeys><IsTruncated>false</IsTruncated>`+
				`<Contents><Key>SENTINEL-object.jpg</Key><Size>3</Size></Contents></ListBucketResult>`)
			return
		}
		w.WriteHeader(http.StatusForbidden)
		io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`)
	}))
	ts.Defer(srv.Close)
	ts.Setenv(args[0], srv.URL)
}

// expandCommand is `expand FILE`: it replaces $VARIABLES in a file of the script.
func expandCommand(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(os.Expand(ts.ReadFile(args[0]), ts.Getenv)), 0o600))
}

// freePortCommand is `freeport VAR`: a port of this machine on which nothing listens now.
func freePortCommand(ts *testscript.TestScript, _ bool, args []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	_, port, err := net.SplitHostPort(l.Addr().String())
	ts.Check(err)
	ts.Check(l.Close())
	ts.Setenv(args[0], port)
}

// fetchCommand is `fetch URL STATUS`: it asks until the server answers, and prints the body.
func fetchCommand(ts *testscript.TestScript, _ bool, args []string) {
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		resp, err := http.Get(args[0])
		if err != nil {
			if time.Now().After(end) {
				ts.Fatalf("%s does not answer: %v", args[0], err)
			}
			continue
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		ts.Check(err)
		if strconv.Itoa(resp.StatusCode) != args[1] {
			ts.Fatalf("%s answers %d, want %s:\n%s", args[0], resp.StatusCode, args[1], body)
		}
		_, err = ts.Stdout().Write(body)
		ts.Check(err)
		return
	}
}

// inboundCommand is `inbound DIR FILE`: a mail came in and nobody has read it yet.
func inboundCommand(ts *testscript.TestScript, _ bool, args []string) {
	ctx := context.Background()
	cfg, err := config.Parse(nil, ts.MkAbs(args[0]), ts.Getenv)
	ts.Check(err)
	key, err := db.LoadOrCreateKey(cfg.Database.Key)
	ts.Check(err)
	store, err := db.Open(ctx, db.Options{Listing: agenda.ListingOf, Path: cfg.Database.Path, Identity: key.Identity()})
	ts.Check(err)
	defer func() { ts.Check(store.Close()) }()
	raw := []byte(ts.ReadFile(args[1]))
	blob, err := disclosure.NewBlob(raw, nil)
	ts.Check(err)
	m, err := email.Read(raw)
	ts.Check(err)
	in := ledger.Inbound{
		Channel: disclosure.Email, Key: "mail/" + args[1], Raw: blob.Ref, From: m.From, Subject: m.Subject,
		Received: time.Date(2020, 2, 11, 10, 0, 0, 0, time.UTC),
	}
	_, _, err = store.Receive(ctx, in, blob, ledger.NewJob(ledger.QueueInbound, "", email.Inbound{}))
	ts.Check(err)
}

// addressCommand is `address VAR DIR CASE CONTACT`: it puts the address by which the contact answers into VAR.
func addressCommand(ts *testscript.TestScript, _ bool, args []string) {
	cfg, err := config.Parse(nil, ts.MkAbs(args[1]), ts.Getenv)
	ts.Check(err)
	key, err := db.LoadOrCreateKey(cfg.Database.Key)
	ts.Check(err)
	tokens, err := email.NewTokens("team@daylight.invalid", key.Derive("mail addresses"))
	ts.Check(err)
	ts.Setenv(args[0], tokens.Address(disclosure.CaseID(args[2]), args[3]))
}

// terminateCommand is `terminate`: it asks what runs in the background to stop, as a service manager does.
func terminateCommand(ts *testscript.TestScript, _ bool, _ []string) {
	for _, cmd := range ts.BackgroundCmds() {
		ts.Check(cmd.Process.Signal(syscall.SIGTERM))
	}
}

// linesCommand is `lines FILE N`: the file has N lines.
func linesCommand(ts *testscript.TestScript, _ bool, args []string) {
	if got := strconv.Itoa(strings.Count(ts.ReadFile(args[0]), "\n")); got != args[1] {
		ts.Fatalf("%s has %s lines, want %s:\n%s", args[0], got, args[1], ts.ReadFile(args[0]))
	}
}
