package task_test

import (
	"strings"
	"testing"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/task"
)

// reading is the payload of an inbound job.
type reading struct{ ledger.ItemRef }

func (reading) Task() ledger.Task { return "test/inbound" }

func TestAPayloadIsReadByItsTaskOnly(t *testing.T) {
	t.Parallel()
	due := time.Date(2020, 1, 27, 9, 0, 0, 0, time.UTC)
	job := ledger.NewJob(ledger.QueueProbe, "k", task.Probe{Asset: "A1"}).At(due)
	if job.Task() != ledger.TaskProbe || job.Queue != ledger.QueueProbe || job.Key != "k" || job.Due != due || job.State != ledger.JobWaiting {
		t.Errorf("%+v", job)
	}
	if p, err := ledger.PayloadOf[task.Probe](job); err != nil || p.Asset != "A1" {
		t.Errorf("%+v, %v", p, err)
	}
	p, err := ledger.PayloadOf[task.Finding](job) // of the same form
	if fault.CodeOf(err) != fault.Internal || p.Asset != "" || !strings.Contains(err.Error(), `"probe"`) || !strings.Contains(err.Error(), `"finding"`) {
		t.Errorf("the payload of another task: %+v, %v", p, err)
	}
}

func TestAJobOfAnotherVersionIsReadWhereItCanBe(t *testing.T) {
	t.Parallel()
	for rule, c := range map[string]struct {
		args string
		want task.Deadline
		code fault.Code
	}{
		"what it is for":       {`{"clause":"fix","ref":"2020-02-26"}`, task.Deadline{Clause: "fix", Due: "2020-02-26"}, ""},
		"keys that came later": {`{"clause":"fix","zone":"Europe/Paris","seq":3}`, task.Deadline{Clause: "fix"}, ""},
		"nothing":              {`{}`, task.Deadline{}, ""},
		"nothing at all":       {``, task.Deadline{}, ""},
		"another form":         {`{"clause":7}`, task.Deadline{}, fault.Internal},
		"half of it":           {`{"clause":"fix"`, task.Deadline{}, fault.Internal},
		"no object":            {`"fix"`, task.Deadline{}, fault.Internal},
	} {
		got, err := ledger.PayloadOf[task.Deadline](ledger.Job{}.Stored(ledger.TaskDeadline, c.args))
		if got != c.want || fault.CodeOf(err) != c.code {
			t.Errorf("%s: %+v, %v", rule, got, err)
		}
	}
}

func TestAnInboundJobGetsItsItemOnce(t *testing.T) {
	t.Parallel()
	job, err := ledger.NewJob(ledger.QueueInbound, "k", reading{}).ForItem(7)
	if err != nil || job.Args() != `{"inbox":7}` {
		t.Fatalf("%s, %v", job.Args(), err)
	}
	if p, err := ledger.PayloadOf[reading](job); err != nil || p.Item() != 7 {
		t.Errorf("%+v, %v", p, err)
	}
	for rule, j := range map[string]ledger.Job{
		"a second item":       job,
		"another payload":     ledger.NewJob(ledger.QueueInbound, "k", task.Finding{Asset: "A1"}),
		"an empty payload":    ledger.NewJob(ledger.QueueInbound, "k", task.Finding{}),
		"a job without a one": {},
	} {
		if got, err := j.ForItem(8); fault.CodeOf(err) != fault.Internal || got != j {
			t.Errorf("%s: %s, %v", rule, got.Args(), err)
		}
	}
}

func TestEachChannelThatSendsHasAPayload(t *testing.T) {
	t.Parallel()
	for _, c := range disclosure.Channels() {
		p := task.ForMessage(c, "M1")
		if (p != nil) != task.SentBy(c) {
			t.Errorf("%s sends: %v, with %+v", c, task.SentBy(c), p)
		}
		if job := ledger.NewJob(ledger.QueueSend, "k", p); task.SentBy(c) && (job.Task() == "" || job.Args() != `{"message":"M1"}`) || !task.SentBy(c) && job.Task() != "" {
			t.Errorf("%s: %+v", c, job)
		}
	}
}
