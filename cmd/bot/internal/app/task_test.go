package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app/halt"
	"daylight/cmd/bot/internal/config"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/ledger"
	"daylight/disclosure/medium"
	"daylight/disclosure/task"
	"daylight/notify/email"
	"daylight/notify/github"
	"daylight/notify/github/report"
	"daylight/notify/slack"
	"daylight/notify/webhook"
)

// storedForm is a payload and the row that the first version of the program wrote for it.
type storedForm struct {
	payload ledger.Payload
	row     string
	read    func(ledger.Job) (ledger.Payload, error)
}

func form[P ledger.Payload](p P, row string) storedForm {
	return storedForm{p, row, func(j ledger.Job) (ledger.Payload, error) { return ledger.PayloadOf[P](j) }}
}

// sending is the form of a message to somebody: the task names its channel.
func sending(c disclosure.Channel, row string) storedForm {
	return storedForm{task.Send{Channel: c, Message: "DL-2020-0001/first_contact/C1/1"}, row, func(j ledger.Job) (ledger.Payload, error) {
		p, err := task.SendOf(j)
		return p, err
	}}
}

func item(id int64) ledger.ItemRef { return ledger.ItemRef{Inbox: id} }

// storedForms has each payload in each form in which it is written. The rows are never brought up to date with the code:
// they lie in databases.
func storedForms() []storedForm {
	claim := disclosure.ProbeRequest{Reason: disclosure.ProbeForClaim, By: "vendor", Channel: disclosure.Issue, Ref: "team/nextmotion#1"}
	said := github.Comment{Issue: "team/nextmotion#1", Event: 41, Text: "It is <closed>."}
	return []storedForm{
		sending(disclosure.Email, `{"message":"DL-2020-0001/first_contact/C1/1"}`),
		sending(disclosure.Issue, `{"message":"DL-2020-0001/first_contact/C1/1"}`),
		sending(disclosure.Chat, `{"message":"DL-2020-0001/first_contact/C1/1"}`),
		sending(disclosure.Report, `{"message":"DL-2020-0001/first_contact/C1/1"}`),
		form(report.Inbound{ItemRef: item(9)}, `{"inbox":9}`),
		form(task.Probe{Asset: "A1", Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForSchedule}},
			`{"asset":"A1","asked":{"reason":"scheduled"}}`),
		form(task.Probe{Asset: "A1", Request: claim},
			`{"asset":"A1","asked":{"reason":"claim","by":"vendor","channel":"issue","ref":"team/nextmotion#1"}}`),
		form(task.ProbeFrom{Vantage: "paris", Asset: "A2", Request: disclosure.ProbeRequest{Reason: disclosure.ProbeForWatch}},
			`{"vantage":"paris","asset":"A2","asked":{"reason":"watch"}}`),
		form(task.Deadline{Clause: "publication", Due: "2020-02-26"}, `{"clause":"publication","ref":"2020-02-26"}`),
		form(task.Remind{Clause: "fix", Episode: 2, Due: civil.OnDay(2020, 2, 26), Days: 7},
			`{"clause":"fix","seq":2,"ref":"2020-02-26","days":7}`),
		form(task.Remind{Clause: "fix", Episode: 1, Due: civil.OnDay(2020, 2, 26)}, `{"clause":"fix","seq":1,"ref":"2020-02-26"}`),
		form(task.Escalation{Clause: "csirt", Episode: 1, Contact: "C3"}, `{"clause":"csirt","seq":1,"ref":"C3"}`),
		form(task.AskMessage{Message: "DL-2020-0001/first_contact/C1/1"}, `{"message":"DL-2020-0001/first_contact/C1/1"}`),
		form(task.Finding{Asset: "A2"}, `{"asset":"A2"}`),
		form(email.Inbound{ItemRef: item(7)}, `{"inbox":7}`),
		form(slack.Inbound{ItemRef: item(8)}, `{"inbox":8}`),
		form(slack.Card{Version: 12}, `{"seq":12}`),
		form(slack.Thread{Event: 12}, `{"seq":12}`),
		form(slack.Thread{Message: "DL-2020-0001/first_contact/C1/1"}, `{"message":"DL-2020-0001/first_contact/C1/1"}`),
		form(slack.Thread{Item: 7}, `{"inbox":7}`),
		form(slack.Verdict{Event: 12}, `{"seq":12}`),
		form(slack.Verdict{Event: 12, Works: "Alice"}, `{"seq":12,"works":"Alice"}`),
		form(slack.Verdict{Event: 12, User: "U0ALICE"}, `{"seq":12,"ref":"U0ALICE"}`),
		form(webhook.Event{Event: 12}, `{"seq":12}`),
		form(github.Inbound{ItemRef: item(9)}, `{"inbox":9}`),
		form(github.Readers{Place: "team/nextmotion", Change: "It was made public", At: time.Date(2020, 1, 27, 9, 0, 0, 0, time.UTC)},
			`{"place":"team/nextmotion","change":"It was made public","at":"2020-01-27T09:00:00Z"}`),
		form(github.Seen{Comment: "team/nextmotion#1/comment/5"}, `{"ref":"team/nextmotion#1/comment/5"}`),
		form(github.Stands{Issue: "team/nextmotion#1", First: true}, `{"ref":"team/nextmotion#1","first":true}`),
		form(github.Stands{Issue: "team/nextmotion#1"}, `{"ref":"team/nextmotion#1"}`),
		form(said, `{"seq":41,"ref":"team/nextmotion#1","text":"It is \u003cclosed\u003e."}`),
		form(github.Comment{Issue: "team/nextmotion#1", Text: "Hello"}, `{"ref":"team/nextmotion#1","text":"Hello"}`),
		form(github.Close(said), `{"seq":41,"ref":"team/nextmotion#1","text":"It is \u003cclosed\u003e."}`),
		form(github.Reopen(said), `{"seq":41,"ref":"team/nextmotion#1","text":"It is \u003cclosed\u003e."}`),
		form(github.Pulls{}, `{}`),
		form(github.PagePull{Mode: disclosure.Full, Lang: "en", Revision: 2, Digest: "eefe5b10", Checks: []string{"closure"}, Files: "b1"},
			`{"mode":"full","lang":"en","revision":2,"digest":"eefe5b10","checks":["closure"],"files":"b1"}`),
		form(github.PagePull{Mode: disclosure.Full, Lang: "en", Digest: "eefe5b10", Files: "b1", Review: true}, `{"mode":"full","lang":"en","digest":"eefe5b10","files":"b1","review":true}`),
		form(github.PageApproved{Page: github.PagePull{Mode: disclosure.Full, Lang: "en", Digest: "eefe5b10", Files: "b1", Review: true}, Order: "DL-2020-0001/offer/full/en/eefe5b10/0"},
			`{"page":{"mode":"full","lang":"en","digest":"eefe5b10","files":"b1","review":true},"order":"DL-2020-0001/offer/full/en/eefe5b10/0"}`),
		form(notice{Event: 5, Person: "alice", Text: "a deadline"}, `{"seq":5,"ref":"alice","text":"a deadline"}`),
		form(notice{Event: 6, Person: "alice", Text: "open again", Urgent: true}, `{"seq":6,"ref":"alice","text":"open again","urgent":true}`),
		form(digestFor{Person: "alice"}, `{"ref":"alice"}`),
		form(digestFor{}, `{}`),
		form(digestFor{Board: "chat"}, `{"board":"chat"}`),
		form(revision{Event: 7}, `{"seq":7}`),
		form(halt.Answering{Event: 8}, `{"seq":8}`),
	}
}

func TestPayloadsAreWrittenAndReadAsTheyAlwaysWere(t *testing.T) {
	t.Parallel()
	for _, f := range storedForms() {
		task := f.payload.Task()
		job := ledger.NewJob(ledger.QueueSend, "k", f.payload)
		if job.Args() != f.row || job.Task() != task {
			t.Errorf("%s is written as %s, want %s", task, job.Args(), f.row)
		}
		if got, err := f.read(ledger.Job{}.Stored(task, f.row)); err != nil || !reflect.DeepEqual(got, f.payload) {
			t.Errorf("%s: %s is read as %+v, %v", task, f.row, got, err)
		}
		if _, err := f.read(ledger.Job{}.Stored(task+"/other", f.row)); err == nil {
			t.Errorf("%s reads the job of another task", task)
		}
	}
}

func TestEachTaskHasAPayloadAndAHandler(t *testing.T) {
	t.Parallel()
	payloads := map[ledger.Task]bool{}
	for _, f := range storedForms() {
		payloads[f.payload.Task()] = true
	}
	named := taskConstants(t)
	for _, c := range medium.Carried() {
		named = append(named, ledger.SendTask(c))
	}
	if len(named) < 18 {
		t.Errorf("only the tasks %q were found: the test is blind", named)
	}
	for _, task := range named {
		if !payloads[task] {
			t.Errorf("the task %s has no payload in the table of stored forms", task)
		}
	}
	a := everyChannel(t)
	handled := a.Engine.Tasks()
	for task := range payloads {
		if !slices.Contains(named, task) {
			t.Errorf("the task %s of a payload is no constant", task)
		}
		if task == ledger.SendTask(disclosure.Chat) {
			continue // no channel of this program carries chats yet
		}
		if !slices.Contains(handled, task) {
			t.Errorf("nothing handles the task %s", task)
		}
	}
	ticks := map[ledger.Task]bool{}
	for _, tick := range a.ticks {
		ticks[tick.Task()] = true
	}
	for _, task := range handled {
		if payloads[task] == ticks[task] {
			t.Errorf("the task %s needs either a payload in the table of stored forms or a tick", task)
		}
	}
}

// everyChannel is a bot on which everything that has tasks is switched on.
func everyChannel(t *testing.T) *App {
	t.Helper()
	dir := t.TempDir()
	cfg := config.Default()
	cfg.Team = config.Team{Name: "Team", Site: "https://daylight.example", Contact: "team@daylight.example", Signer: "Alice", Timezone: "UTC"}
	cfg.Database = config.Database{Path: filepath.Join(dir, "daylight.db"), Key: filepath.Join(dir, "daylight.key")}
	cfg.Mail.Outbox = filepath.Join(dir, "outbox")
	cfg.Slack.BotToken, cfg.Slack.AppToken, cfg.Slack.Channel = config.NewSecret("xoxb-unused"), config.NewSecret("xapp-unused"), "C0000000001"
	cfg.GitHub.BaseURL, cfg.GitHub.Token = "http://127.0.0.1:1", config.NewSecret("unused")
	cfg.GitHub.Reports.Token = config.NewSecret("unused")
	cfg.Webhook.URL, cfg.Webhook.Secret = config.NewSecret("http://127.0.0.1:1/"), config.NewSecret("unused and long enough")
	cfg.Remind.Digest = "0 8 * * 1-5"
	a, err := New(t.Context(), &cfg, Options{Create: true, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// taskConstants finds the constants of type [ledger.Task] in the whole program.
func taskConstants(t *testing.T) []ledger.Task {
	t.Helper()
	const root = "../../../.."
	var tasks []ledger.Task
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && strings.HasPrefix(d.Name(), "."):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			g, ok := decl.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, spec := range g.Specs {
				v := spec.(*ast.ValueSpec)
				if !isTask(v.Type, file.Name.Name) {
					continue
				}
				for _, value := range v.Values {
					name, err := strconv.Unquote(value.(*ast.BasicLit).Value)
					if err != nil {
						return err
					}
					tasks = append(tasks, ledger.Task(name))
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tasks
}

// isTask reports whether a type that stands in a package is [ledger.Task].
func isTask(e ast.Expr, pkg string) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return pkg == "ledger" && e.Name == "Task"
	case *ast.SelectorExpr:
		x, ok := e.X.(*ast.Ident)
		return ok && x.Name == "ledger" && e.Sel.Name == "Task"
	default:
		return false
	}
}
