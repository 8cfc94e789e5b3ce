package app_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/desk"
	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/person"
	"daylight/disclosure/stats"
	"daylight/notify/email"
)

// traces are the words by which somebody would learn of the restricted case of these tests.
var traces = []string{"Zebra", "zebra-files", "Stripes"}

// restricted is a bot with one case that the team sees, and one that is restricted to alice and vera.
func restricted(t *testing.T, change func(*config.Config, *app.Options)) (b *bench, open, secret disclosure.CaseID, item int64) {
	t.Helper()
	b = newBench(t, change)
	open = b.record(nil)
	secret = b.record(func(f *disclosure.Facts) {
		f.Title = "Zebra bucket"
		f.Parties = []disclosure.Party{{Role: disclosure.Vendor, Name: "Stripes"}}
		f.Assets = []disclosure.Asset{{Kind: "s3", Target: "https://zebra-files.s3.eu-west-3.amazonaws.com/"}}
	})
	b.do("alice", secret, record.AddContact{Contact: disclosure.Contact{Role: disclosure.Vendor, Channel: disclosure.Email, Address: "it@stripes.example", Found: "site"}})
	blob, err := disclosure.NewBlob([]byte("From: x@stripes.example\r\nSubject: Zebra\r\n\r\nZebra"), nil)
	if err != nil {
		t.Fatal(err)
	}
	item, _, err = b.Store().Receive(t.Context(), ledger.Inbound{
		Channel: disclosure.Email, Key: "mail/zebra", Received: b.clock.Now(), Raw: blob.Ref, From: "x@stripes.example", Subject: "Zebra",
		State: ledger.InboundWaiting, Case: secret,
	}, blob, ledger.NewJob(ledger.QueueInbound, "", email.Inbound{}).At(b.clock.Now().AddDate(1, 0, 0)))
	if err != nil {
		t.Fatal(err)
	}
	b.do("alice", secret, record.Restrict{Names: []string{"vera", "alice"}})
	return b, open, secret, item
}

func noTrace(t *testing.T, what string, v any, secret disclosure.CaseID) {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	for _, trace := range append([]string{string(secret)}, traces...) {
		if strings.Contains(string(b)+fmt.Sprintf("%+v", v), trace) {
			t.Errorf("%s shows %q: %s", what, trace, b)
		}
	}
}

// Each method of a desk that takes the id of a case answers somebody who may not see it as it answers for an id that does not
// exist. A method that is added later is held to it too.
func TestNoUseCaseTellsAnOutsiderOfARestrictedCase(t *testing.T) {
	t.Parallel()
	b, _, secret, _ := restricted(t, nil)
	const unknown disclosure.CaseID = "DL-2020-0777"
	names := map[string]person.Reader{"bob": person.ReaderNamed("bob"), "anybody": {}}
	held := 0
	for who, reader := range names {
		d := reflect.ValueOf(b.Desk.As(reader))
		for m := range d.Type().Methods() {
			call := func(id disclosure.CaseID) (asked bool, err error) {
				args := []reflect.Value{d}
				takes := false
				for i := 1; i < m.Type.NumIn(); i++ {
					switch in := m.Type.In(i); in {
					case reflect.TypeFor[disclosure.CaseID]():
						args, takes = append(args, reflect.ValueOf(id)), true
					case reflect.TypeFor[disclosure.Actor]():
						args = append(args, reflect.ValueOf(b.who("bob")))
					case reflect.TypeFor[command.Command]():
						args = append(args, reflect.ValueOf(command.Command(record.CloseCase{Outcome: disclosure.OutcomeOwnerUnknown})))
					case reflect.TypeFor[disclosure.Mode]():
						args = append(args, reflect.ValueOf(disclosure.Stub))
					case reflect.TypeFor[fmt.Stringer]():
						args = append(args, reflect.Zero(in))
					default:
						if in.String() == "context.Context" {
							args = append(args, reflect.ValueOf(t.Context()))
						} else {
							args = append(args, reflect.Zero(in))
						}
					}
				}
				if !takes || strings.HasSuffix(m.Name, "Inbound") { // those read an item of the inbox first
					return false, nil
				}
				do := m.Func.Call
				if m.Type.IsVariadic() {
					do = m.Func.CallSlice
				}
				for _, out := range do(args) {
					if e, ok := out.Interface().(error); ok {
						err = e
					}
				}
				return true, err
			}
			asked, err := call(secret)
			if !asked {
				continue
			}
			_, want := call(unknown)
			if fault.CodeOf(err) == fault.NotFound {
				held++
			}
			if err == nil || want == nil || strings.ReplaceAll(err.Error(), string(secret), string(unknown)) != want.Error() {
				t.Errorf("%s by %s: %v, and of a case that does not exist: %v", m.Name, who, err, want)
			}
		}
	}
	if held < 2*15 {
		t.Errorf("only %d calls were held to it: the test is blind", held)
	}
}

func TestNoListShowsAnOutsiderARestrictedCase(t *testing.T) {
	t.Parallel()
	b, open, secret, item := restricted(t, nil)
	look := func(d *desk.Desk, check func(what string, v any, err error)) {
		ctx := t.Context()
		list, err := d.List(ctx, ledger.Filter{All: true})
		check("List", list, err)
		found, err := d.List(ctx, ledger.Filter{All: true, Query: "zebra"})
		check("search", found, err)
		inbox, err := d.Inbox(ctx, true)
		check("Inbox", inbox, err)
		waiting, err := d.Inbox(ctx, false)
		check("Inbox of what waits", waiting, err)
		ag, err := d.Agenda(ctx, desk.AgendaQuery{Days: 400})
		check("Agenda", ag, err)
		digest, err := d.Digest(ctx, "")
		check("Digest", digest.Text()+digest.Subject(), err)
		st, err := d.Statistics(ctx, stats.ByVendor)
		check("Statistics", st, err)
		ids, err := d.FindTarget(ctx, "https://zebra-files.s3.eu-west-3.amazonaws.com/")
		check("FindTarget", ids, err)
	}
	for who, reader := range map[string]person.Reader{"bob": person.ReaderNamed("bob"), "anybody": {}} {
		look(b.Desk.As(reader), func(what string, v any, err error) {
			if err != nil {
				t.Errorf("%s: %v", what, err)
			}
			noTrace(t, what+" by "+who, v, secret)
		})
		_, _, err := b.Desk.As(reader).Inbound(t.Context(), item)
		_, _, unknown := b.Desk.As(reader).Inbound(t.Context(), item+1000)
		if fault.CodeOf(err) != fault.NotFound || fault.CodeOf(unknown) != fault.NotFound {
			t.Errorf("item of the inbox by %s: %v", who, err)
		}
		after, err := b.Desk.As(reader).List(t.Context(), ledger.Filter{After: secret})
		if fault.CodeOf(err) != fault.NotFound {
			t.Errorf("a page behind the case by %s: %v %v", who, after, err)
		}
	}
	for who, reader := range map[string]person.Reader{"vera": person.ReaderNamed("vera"), "the engine": person.ReaderEngine()} {
		d := b.Desk.As(reader)
		list, err := d.List(t.Context(), ledger.Filter{All: true})
		if err != nil || len(list) != 2 {
			t.Errorf("%s sees %d cases, %v", who, len(list), err)
		}
		if _, err := d.Case(t.Context(), secret); err != nil {
			t.Errorf("%s: %v", who, err)
		}
	}
	if list, err := b.Desk.List(t.Context(), ledger.Filter{}); err != nil || len(list) != 1 || list[0].ID != open {
		t.Errorf("%v %v", list, err)
	}
	if jobs, err := b.Jobs(t.Context(), ledger.JobFilter{}); err != nil || len(jobs) == 0 {
		t.Errorf("%v %v", jobs, err)
	} else {
		noTrace(t, "Jobs", jobs, secret)
	}
}

func TestAPageOfAListIsFullWithoutTheCasesThatAreLeftOut(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	var hidden []disclosure.CaseID
	for i := range 12 {
		id := b.record(nil)
		if i%2 == 0 {
			hidden = append(hidden, id)
		}
	}
	for _, id := range hidden {
		b.do("alice", id, record.Restrict{Names: []string{"alice"}})
	}
	d := b.Desk.As(person.ReaderNamed("bob"))
	first, err := d.List(t.Context(), ledger.Filter{Limit: 4})
	if err != nil || len(first) != 4 {
		t.Fatalf("%d cases on the first page, %v", len(first), err)
	}
	second, err := d.List(t.Context(), ledger.Filter{Limit: 4, After: first[3].ID})
	if err != nil || len(second) != 2 {
		t.Fatalf("%d cases on the second page, %v", len(second), err)
	}
	searched, err := d.List(t.Context(), ledger.Filter{Query: "patient", Limit: 50})
	if err != nil || len(searched) != 6 {
		t.Errorf("%d cases found, %v", len(searched), err)
	}
}

func TestNobodyButThoseNamedHearsOfARestrictedCase(t *testing.T) {
	t.Parallel()
	b, _, secret, _ := restricted(t, nil)
	b.do("alice", secret, record.AddEvent{Kind: disclosure.KindExploited, At: b.Desk.Now(), Text: "seen"})
	jobs, err := b.Store().Jobs(t.Context(), ledger.JobFilter{Case: secret, Queue: ledger.QueueSend, Reader: person.ReaderEngine()})
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, j := range jobs {
		for _, name := range []string{"bob", "rita"} {
			if strings.HasPrefix(j.Key, "notice/"+name+"/") {
				t.Errorf("%s is told: %s", name, j.Key)
			}
		}
		if strings.HasPrefix(j.Key, "notice/alice/") {
			told++
		}
	}
	if told == 0 {
		t.Errorf("alice is not told: %+v", jobs)
	}
}

func TestWhoReadsARestrictedCaseIsOnRecordOnceADay(t *testing.T) {
	t.Parallel()
	b, open, secret, _ := restricted(t, nil)
	read := func(name string, id disclosure.CaseID) {
		for range 3 {
			_, _ = b.Desk.As(person.ReaderNamed(name)).Case(t.Context(), id)
			_, _ = b.Desk.As(person.ReaderNamed(name)).Timeline(t.Context(), id)
		}
	}
	read("vera", secret)
	read("vera", open)
	read("bob", secret) // is refused, and reads nothing
	_, _ = b.Desk.As(person.ReaderEngine()).Case(t.Context(), secret)
	b.clock.set(t, "2020-01-28T09:00:00Z")
	read("vera", secret)
	got, err := b.Desk.As(person.ReaderNamed("alice")).Readers(t.Context(), secret)
	if err != nil || len(got.Names) != 2 {
		t.Fatalf("%+v %v", got, err)
	}
	var by []string
	for _, r := range got.Reads {
		by = append(by, r.At.Format("01-02")+" "+r.By)
	}
	if want := "01-27 vera,01-28 vera,01-28 alice"; strings.Join(by, ",") != want {
		t.Errorf("on record: %v, want %s", by, want)
	}
	report, err := b.Verify(t.Context(), nil)
	if err != nil || !report.Clean() {
		t.Errorf("%+v %v", report, err)
	}
	log, err := b.Store().Log(t.Context())
	if err != nil || log[len(log)-1].Kind != db.LogRead {
		t.Errorf("%v %v", log, err)
	}
}
