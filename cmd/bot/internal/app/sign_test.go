package app_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/config"
	"daylight/cmd/bot/internal/signature"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/command"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
	"daylight/disclosure/hint"
	"daylight/disclosure/milestone"
	"daylight/disclosure/person"
)

// signer is somebody with an SSH key.
type signer struct {
	t    *testing.T
	name string
	key  ssh.Signer
}

func newSigner(t *testing.T, name string) signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer{t: t, name: name, key: key}
}

func (s signer) line() string { return string(ssh.MarshalAuthorizedKey(s.key.PublicKey())) }

func (s signer) sign(text string) person.Signature {
	s.t.Helper()
	sig, err := sshsig.Sign(strings.NewReader(text), s.key, sshsig.HashSHA512, signature.Namespace)
	if err != nil {
		s.t.Fatal(err)
	}
	return person.Signature{Text: text, Armor: string(sshsig.Armor(sig))}
}

// office is a team with keys, on a bench.
type office struct {
	*bench
	id    disclosure.CaseID
	alice disclosure.Actor // who recorded the case, at the machine
	keys  map[string]signer
}

// newOffice has bob, carol and dave sign; erin is in Slack only.
func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{keys: map[string]signer{}}
	for _, name := range []string{"bob", "carol", "dave"} {
		o.keys[name] = newSigner(t, name)
	}
	o.bench = newBench(t, func(cfg *config.Config, _ *app.Options) {
		cfg.People = []config.Person{{Name: "alice", Role: "lead"}, {Name: "erin", Role: "lead", Slack: "U0ERIN"}}
		for _, name := range []string{"bob", "carol", "dave"} {
			cfg.People = append(cfg.People, config.Person{Name: name, Role: "lead", SSHKeys: []string{o.keys[name].line()}})
		}
	})
	o.alice = disclosure.Actor{Name: "alice", Role: disclosure.Lead, Hand: person.Hand{Via: person.CLI, Login: "alice", Proof: person.ByLogin}}
	c, err := o.Desk.NewCase(t.Context(), o.alice, record.Record{Discovered: civil.OnDay(2020, 1, 24), Facts: disclosure.Facts{
		Title: "Open S3 bucket", Parties: []disclosure.Party{{Role: disclosure.Vendor, Name: "NextMotion"}}, Assets: []disclosure.Asset{{Kind: "s3", Target: bucketURL}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	o.id = c.ID
	return o
}

// stub is the consent that the tests ask for: a stub names nothing, so nothing else of the gate is in its way.
func (o *office) stub() publish.ApprovePublication {
	o.t.Helper()
	p, err := o.Desk.Prepare(o.t.Context(), o.id, disclosure.Stub, "en")
	if err != nil {
		o.t.Fatal(err)
	}
	for _, name := range []string{"bob", "carol", "dave"} { // who signs elsewhere was given the files
		if err := o.Desk.ShowPublication(o.t.Context(), o.alice, p, name); err != nil {
			o.t.Fatal(err)
		}
	}
	return publish.ApprovePublication{Mode: p.Mode, Lang: p.Lang, Digest: p.Digest}
}

// statement is what somebody would sign.
func (o *office) statement(name string) signature.Statement {
	o.t.Helper()
	who, _, ok := o.Desk.Signatory(name)
	if !ok {
		who = disclosure.Actor{Name: name, Role: disclosure.Lead}
	}
	of, err := o.Desk.Asked(o.t.Context(), who, o.id, o.stub())
	if err != nil {
		o.t.Fatal(err)
	}
	s, err := o.Desk.Statement(o.t.Context(), of, name)
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

// approve hands a signature in, typed by alice.
func (o *office) approve(s person.Signature) error {
	o.t.Helper()
	who, err := o.Desk.Signer(o.t.Context(), o.alice, o.statement("bob").Decision, s)
	if err != nil {
		return err
	}
	_, err = o.Desk.Do(o.t.Context(), who, o.id, o.stub())
	return err
}

func (o *office) check(name string) gate.Check {
	o.t.Helper()
	checks := gateOf(o.t, o.Desk, o.id, disclosure.Stub, "en")
	for _, c := range checks {
		if c.Name == name {
			return c
		}
	}
	o.t.Fatalf("there is no check %s", name)
	return gate.Check{}
}

// again is the same database with another configuration.
func (o *office) again(change func(people []config.Person)) *office {
	o.t.Helper()
	cfg := *o.cfg
	cfg.People = append([]config.Person{}, o.cfg.People...)
	if change != nil {
		change(cfg.People)
	}
	other := *o.bench
	other.cfg = &cfg
	a, err := app.New(o.t.Context(), &cfg, o.opts)
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { _ = a.Close() })
	other.App = a
	return &office{bench: &other, id: o.id, alice: o.alice, keys: o.keys}
}

func TestASignatureApprovesAsTheSecondPerson(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	if c := o.check(gate.CheckSecondPerson); c.State != gate.CheckFail {
		t.Fatalf("nobody approved: %+v", c)
	}
	if err := o.approve(o.keys["bob"].sign(o.statement("bob").Text())); err != nil {
		t.Fatal(err)
	}
	events := o.events(o.id)
	e := events[len(events)-1]
	want := person.Hand{Via: person.CLI, Login: "alice", Account: ssh.FingerprintSHA256(o.keys["bob"].key.PublicKey()), Proof: person.ByKey}
	if e.Kind != disclosure.KindPublishApproved || e.Actor != "bob" || e.Hand != want || e.Detail.Signature == nil {
		t.Errorf("%+v", e)
	}
	if c := o.check(gate.CheckSecondPerson); c.State != gate.CheckPass {
		t.Errorf("%+v", c)
	}
	if report, err := o.Verify(t.Context(), nil); err != nil || !report.Clean() {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestWhatElseIsSignedApprovesNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	bob, mallory := o.keys["bob"], newSigner(t, "mallory")
	other, err := o.Desk.NewCase(t.Context(), o.alice, record.Record{Facts: disclosure.Facts{Title: "Another one", Assets: []disclosure.Asset{{Kind: "s3", Target: bucketURL}}}})
	if err != nil {
		t.Fatal(err)
	}
	with := func(change func(s *signature.Statement)) string {
		s := o.statement("bob")
		change(&s)
		return s.Text()
	}
	good := o.statement("bob").Text()
	forged := bob.sign(good)
	forged.Armor = mallory.sign(good).Armor
	of := func(s *sshsig.Signature, err error) person.Signature {
		if err != nil {
			t.Fatal(err)
		}
		return person.Signature{Text: good, Armor: string(sshsig.Armor(s))}
	}
	for rule, s := range map[string]person.Signature{
		"none":                      {Text: good},
		"of a key of nobody":        forged,
		"of carol's key for bob":    o.keys["carol"].sign(good),
		"of a key of alice herself": o.keys["bob"].sign(with(func(s *signature.Statement) { s.By = "alice" })),
		"over other bytes":          {Text: strings.Replace(good, "bob", "bo", 1), Armor: bob.sign(good).Armor},
		"for another case":          bob.sign(with(func(s *signature.Statement) { s.Decision.Case = string(other.ID) })),
		"for another decision":      bob.sign(with(func(s *signature.Statement) { s.Decision.What = "publish full en" })),
		"for other files":           bob.sign(with(func(s *signature.Statement) { s.Decision.Digest = strings.Repeat("0", 64) })),
		"for another instance":      bob.sign(with(func(s *signature.Statement) { s.Instance = strings.Repeat("0", 32) })),
		"for another namespace":     of(sshsig.Sign(strings.NewReader(good), bob.key, sshsig.HashSHA512, "git")),
		"eight days old":            bob.sign(with(func(s *signature.Statement) { s.At = s.At.AddDate(0, 0, -8) })),
		"from the future":           bob.sign(with(func(s *signature.Statement) { s.At = s.At.Add(6 * time.Minute) })),
	} {
		if err := o.approve(s); err == nil {
			t.Errorf("a signature %s approves", rule)
		}
	}
	if c := o.load(o.id); len(c.Approvals) != 0 {
		t.Errorf("%+v", c.Approvals)
	}
	if all, err := o.Desk.Members(t.Context()); err != nil || strings.Contains(text(t, all), "accepted") {
		t.Errorf("somebody was pinned by what approved nothing: %s, %v", text(t, all), err)
	}
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAThirdPersonAndAChangedKeyWaitUntilSomebodyAcceptsThem(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, name := range []string{"bob", "carol"} { // the first two are pinned by their first proof
		if err := o.approve(o.keys[name].sign(o.statement(name).Text())); err != nil {
			t.Fatal(name, err)
		}
	}
	dave := o.keys["dave"].sign(o.statement("dave").Text())
	waits := func(rule string, err error) {
		t.Helper()
		if fault.CodeOf(err) != fault.Refused || fault.HintOf(err).Code != hint.AcceptPerson || !strings.Contains(err.Error(), "bob or carol can accept it") {
			t.Errorf("%s: %v", rule, err)
		}
	}
	waits("a third person", o.approve(dave))
	erin := disclosure.Actor{Name: "erin", Role: disclosure.Lead, Hand: person.Hand{Via: person.Slack, Account: "U0ERIN", Proof: person.BySlack}}
	_, err := o.Desk.Do(t.Context(), erin, o.id, o.stub())
	waits("a third person in Slack", err)

	mallory := newSigner(t, "bob")
	changed := o.again(func(people []config.Person) {
		for i := range people {
			if people[i].Name == "bob" {
				people[i].SSHKeys = append(people[i].SSHKeys, mallory.line())
			}
		}
	})
	waits("another key of bob", changed.approve(mallory.sign(o.statement("bob").Text())))
	swapped := o.again(func(people []config.Person) {
		for i := range people {
			if people[i].Name == "dave" {
				people[i].SSHKeys = []string{o.keys["bob"].line()}
			}
			if people[i].Name == "bob" {
				people[i].SSHKeys = nil
			}
		}
	})
	if err := swapped.approve(o.keys["bob"].sign(o.statement("dave").Text())); fault.CodeOf(err) != fault.Refused {
		t.Errorf("bob's key under dave's name: %v", err)
	}

	pin, err := o.Desk.ToAccept(t.Context(), "dave", "")
	if err != nil {
		t.Fatal(err)
	}
	accepts := func(name string, of person.Pin) error {
		s, err := o.Desk.Statement(t.Context(), of.Decision(), name)
		if err != nil {
			t.Fatal(err)
		}
		who, err := o.Desk.Signer(t.Context(), o.alice, of.Decision(), o.keys[name].sign(s.Text()))
		if err != nil {
			return err
		}
		return o.Desk.Accept(t.Context(), who, of)
	}
	if err := o.Desk.Accept(t.Context(), o.alice, pin); fault.CodeOf(err) != fault.Refused {
		t.Errorf("a login accepts: %v", err)
	}
	if err := accepts("dave", pin); fault.CodeOf(err) != fault.Refused {
		t.Errorf("dave accepts himself: %v", err)
	}
	if err := accepts("carol", pin); err != nil {
		t.Fatal(err)
	}
	if err := o.approve(dave); err != nil {
		t.Errorf("dave was accepted: %v", err)
	}
	if report, err := o.Verify(t.Context(), nil); err != nil || !report.Clean() {
		t.Errorf("%+v, %v", report, err)
	}
	o.clock.pass(time.Hour)
	if err := o.Desk.Retire(t.Context(), o.alice, "dave"); err != nil {
		t.Fatal(err)
	}
	if err := o.approve(o.keys["dave"].sign(o.statement("dave").Text())); fault.CodeOf(err) != fault.Refused {
		t.Errorf("dave was retired: %v", err)
	}
	if report, err := o.Verify(t.Context(), nil); err != nil || !report.Clean() {
		t.Errorf("what dave approved while he was accepted: %+v, %v", report, err)
	}
}

func TestATeamThatIsOnlyInSlackAcceptsThere(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	slack := func(name string) disclosure.Actor {
		id := "U0" + strings.ToUpper(name)
		return disclosure.Actor{Name: name, Role: disclosure.Lead, Hand: person.Hand{Via: person.Slack, Account: id, Proof: person.BySlack}}
	}
	o = o.again(func(people []config.Person) {
		for i := range people {
			people[i].SSHKeys, people[i].Slack = nil, "U0"+strings.ToUpper(people[i].Name)
		}
	})
	press := func(who disclosure.Actor) error {
		p, err := o.Desk.Prepare(t.Context(), o.id, disclosure.Stub, "en")
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Desk.ShowPublication(t.Context(), who, p, ""); err != nil {
			t.Fatal(err)
		}
		_, err = o.Desk.Do(t.Context(), who, o.id, o.stub())
		return err
	}
	for _, name := range []string{"erin", "bob"} {
		if err := press(slack(name)); err != nil {
			t.Fatal(name, err)
		}
	}
	if err := press(slack("carol")); fault.HintOf(err).Code != hint.AcceptPerson {
		t.Errorf("carol is the third: %v", err)
	}
	other := slack("erin")
	other.Hand.Account = "U0MALLORY"
	if err := press(other); fault.CodeOf(err) != fault.Refused {
		t.Errorf("an id that the configuration does not know: %v", err)
	}
	if _, err := o.Desk.Do(t.Context(), slack("carol"), o.id, record.AddEvent{Kind: disclosure.KindNote, At: o.Desk.Now(), Text: "seen"}); err != nil {
		t.Errorf("what one person may do needs nobody who accepts them: %v", err)
	}
	if _, err := o.Desk.AcceptNamed(t.Context(), slack("carol"), "carol", ""); fault.CodeOf(err) != fault.Refused {
		t.Errorf("carol accepts herself: %v", err)
	}
	if id, err := o.Desk.AcceptNamed(t.Context(), slack("bob"), "carol", ""); err != nil || id != "U0CAROL" {
		t.Errorf("%s, %v", id, err)
	}
	if err := press(slack("carol")); err != nil {
		t.Errorf("carol was accepted: %v", err)
	}
}

// asked signs what a command asks of bob and gives it.
func (o *office) asked(cmd command.Command) error {
	o.t.Helper()
	who, _, _ := o.Desk.Signatory("bob")
	of, err := o.Desk.Asked(o.t.Context(), who, o.id, cmd)
	if err != nil {
		return err
	}
	s, err := o.Desk.Statement(o.t.Context(), of, "bob")
	if err != nil {
		return err
	}
	if who, err = o.Desk.Signer(o.t.Context(), o.alice, of, o.keys["bob"].sign(s.Text())); err != nil {
		return err
	}
	_, err = o.Desk.Do(o.t.Context(), who, o.id, cmd)
	return err
}

func TestEachDecisionOfTwoCanBeSignedAndIsVerifiedAgain(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o = o.again(func([]config.Person) {})
	ctx := t.Context()
	alone := func(cmd command.Command) {
		t.Helper()
		if _, err := o.Desk.Do(ctx, o.alice, o.id, cmd); err != nil {
			t.Fatal(err)
		}
	}
	alone(record.AddEvent{Kind: disclosure.KindContacted, At: civil.OnDay(2020, 1, 26), Party: disclosure.Vendor, Channel: disclosure.Phone, Text: "called"})
	aware := record.AddEvent{Kind: disclosure.KindDeemedAware, At: o.Desk.Now(), Party: disclosure.Vendor, Text: "they do not answer"}
	alone(aware)
	more := deadline.Extend{Clause: disclosure.PublicationClause, Due: civil.OnDay(2021, 3, 1), Reason: "they work on it", Party: disclosure.Vendor}
	alone(more)
	for rule, cmd := range map[string]command.Command{"presumed to know": aware, "an extension": more} {
		if err := o.asked(cmd); err != nil {
			t.Fatal(rule, err)
		}
	}
	if err := o.asked(record.AddEvent{Kind: disclosure.KindNote, At: o.Desk.Now(), Text: "x"}); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("what takes one person is signed: %v", err)
	}
	if report, err := o.Verify(ctx, nil); err != nil || !report.Clean() {
		t.Errorf("%+v, %v", report, err)
	}
	signed := map[disclosure.Kind]bool{}
	for _, e := range o.events(o.id) {
		if e.Detail.Signature != nil {
			signed[e.Kind] = true
		}
	}
	if !signed[disclosure.KindDeemedAware] || !signed[disclosure.KindExtensionGranted] {
		t.Errorf("signed are %v", signed)
	}
}

func TestADraftIsSignedAsItIs(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.cfg.Rules.SecondPerson = []string{string(disclosure.FirstContact)}
	o = o.again(func([]config.Person) {})
	ctx := t.Context()
	c, err := o.Desk.Do(ctx, o.alice, o.id, record.AddContact{Contact: disclosure.Contact{
		Role: disclosure.Vendor, Channel: disclosure.Email, Address: "security@nextmotion.example", Found: "website", Quality: disclosure.QualityPublished,
	}})
	if err != nil {
		t.Fatal(err)
	}
	d, _, err := o.Desk.NewDraftBecause(ctx, o.alice, o.id, disclosure.FirstContact, c.Contacts[0].ID, "", unasked)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Desk.ApproveDraft(ctx, o.alice, o.id, d.ID, 0); fault.CodeOf(err) != fault.Refused {
		t.Fatalf("alice approves what she wrote: %v", err)
	}
	bob, _, _ := o.Desk.Signatory("bob")
	of, err := o.Desk.AskedDraft(ctx, bob, o.id, d.ID, d.Revision)
	if err != nil {
		t.Fatal(err)
	}
	s, err := o.Desk.Statement(ctx, of, "bob")
	if err != nil {
		t.Fatal(err)
	}
	who, err := o.Desk.Signer(ctx, o.alice, of, o.keys["bob"].sign(s.Text()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Desk.ApproveDraft(ctx, who, o.id, d.ID, d.Revision); err != nil {
		t.Fatal(err)
	}
	if report, err := o.Verify(ctx, nil); err != nil || !report.Clean() {
		t.Errorf("%+v, %v", report, err)
	}
	o.rewrite(func(e *disclosure.Event) {
		e.Detail.Signature.Text = strings.Replace(e.Detail.Signature.Text, "revision 1", "revision 2", 1)
	})
	if report, err := o.Verify(ctx, nil); err != nil || report.Clean() {
		t.Errorf("another revision was signed: %+v, %v", report, err)
	}
}

// rewrite changes the newest event of a case in the file, and its hashes, so that the chain holds.
func (o *office) rewrite(change func(e *disclosure.Event)) {
	o.t.Helper()
	events := o.events(o.id)
	e := events[len(events)-1]
	change(&e)
	body, err := e.Encode()
	if err != nil {
		o.t.Fatal(err)
	}
	h, err := sql.Open("sqlite", "file:"+o.cfg.Database.Path)
	if err != nil {
		o.t.Fatal(err)
	}
	defer h.Close()
	h.SetMaxOpenConns(1)
	var prev []byte
	if err := h.QueryRowContext(o.t.Context(), `SELECT prev FROM events WHERE case_id = ? AND seq = ?`, string(o.id), e.Seq).Scan(&prev); err != nil {
		o.t.Fatal(err)
	}
	var trigger string
	if err := h.QueryRowContext(o.t.Context(), `SELECT sql FROM sqlite_schema WHERE name = 'events_no_update'`).Scan(&trigger); err != nil {
		o.t.Fatal(err)
	}
	head := disclosure.ChainHash([32]byte(prev), body)
	state, err := json.Marshal(milestone.Rebuild(o.id, append(events[:len(events)-1:len(events)-1], e)))
	if err != nil {
		o.t.Fatal(err)
	}
	for _, step := range []struct {
		query string
		args  []any
	}{
		{`DROP TRIGGER events_no_update`, nil},
		{`UPDATE events SET body = ?, hash = ? WHERE case_id = ? AND seq = ?`, []any{string(body), head[:], string(o.id), e.Seq}},
		{`UPDATE cases SET head = ?, content = ? WHERE id = ?`, []any{head[:], string(state), string(o.id)}},
		{trigger, nil},
	} {
		if _, err := h.ExecContext(o.t.Context(), step.query, step.args...); err != nil {
			o.t.Fatal(step.query, err)
		}
	}
}

func TestOneChangedByteOfASignatureOrOfWhatItIsOverIsNamed(t *testing.T) {
	t.Parallel()
	for rule, change := range map[string]func(e *disclosure.Event){
		"a byte of the signature": func(e *disclosure.Event) {
			i := len(e.Detail.Signature.Armor) / 2
			b := []byte(e.Detail.Signature.Armor)
			b[i] ^= 1
			e.Detail.Signature.Armor = string(b)
		},
		"a byte of the text": func(e *disclosure.Event) {
			e.Detail.Signature.Text = strings.Replace(e.Detail.Signature.Text, "0", "1", 1)
		},
		"the digest of the files":       func(e *disclosure.Event) { e.Detail.Consent.Digest = strings.Repeat("0", 64) },
		"who approved":                  func(e *disclosure.Event) { e.Actor, e.Detail.Consent.By = "carol", "carol" },
		"the key":                       func(e *disclosure.Event) { e.Hand.Account, e.Detail.Consent.Hand.Account = "SHA256:x", "SHA256:x" },
		"no signature at all":           func(e *disclosure.Event) { e.Detail.Signature = nil },
		"a time long after it":          func(e *disclosure.Event) { e.RecordedAt = e.RecordedAt.AddDate(1, 0, 0) },
		"another person in the case":    func(e *disclosure.Event) { e.Detail.Consent.By = "dave" },
		"a press in Slack in its place": func(e *disclosure.Event) { e.Hand.Proof = person.BySlack },
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			if err := o.approve(o.keys["bob"].sign(o.statement("bob").Text())); err != nil {
				t.Fatal(err)
			}
			if c := o.check(gate.CheckApprovalCurrent); c.State != gate.CheckPass {
				t.Fatal(c)
			}
			o.rewrite(change)
			report, err := o.Verify(t.Context(), nil)
			named := false
			seq := o.load(o.id).Version
			for _, p := range report.Problems {
				named = named || p.Case == o.id && p.Seq == seq && strings.Contains(p.What, "does not hold")
			}
			if err != nil || !named {
				t.Errorf("db verify says %+v, %v", report.Problems, err)
			}
			c := o.check(gate.CheckApprovalCurrent)
			if c.State != gate.CheckFail {
				t.Errorf("the gate says %+v", c)
			}
			if rule != "the digest of the files" && !strings.Contains(c.Reason, "does not hold") {
				t.Errorf("the gate says %+v", c)
			}
		})
	}
}
