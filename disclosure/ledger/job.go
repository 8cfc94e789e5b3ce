package ledger

import (
	"strings"
	"time"

	"daylight/disclosure"
)

// TaskFinding is the task that records a new finding that a probe made.
const TaskFinding Task = "finding"

// Queue is a lane of deferred work.
type Queue string

// The queues.
const (
	QueueSend    Queue = "send"
	QueueProbe   Queue = "probe" // what the schedule asks
	QueueAsked   Queue = "asked" // probes that somebody waits for
	QueueTimer   Queue = "timer"
	QueueInbound Queue = "inbound"
)

// Queues returns every queue.
func Queues() []Queue { return []Queue{QueueSend, QueueAsked, QueueProbe, QueueTimer, QueueInbound} }

// Task names what a job does. The engine finds its handler by it.
type Task string

// The tasks of the domain. Channels add their own, such as the refresh of a card.
const (
	TaskProbe     Task = "probe"
	TaskProbeFrom Task = "probe/from" // from another vantage
	TaskDeadline  Task = "timer/deadline"
)

// sendPrefix begins the tasks that send a message.
const sendPrefix = "send/"

// SendTask is the task that sends a message on a channel.
func SendTask(c disclosure.Channel) Task { return Task(sendPrefix + string(c)) }

// SendsOn is the channel on which the task sends a message; ok is false for any other task.
func (t Task) SendsOn() (c disclosure.Channel, ok bool) {
	name, ok := strings.CutPrefix(string(t), sendPrefix)
	c = disclosure.Channel(name)
	return c, ok && c.Valid()
}

// The phases of a send that are safe to repeat. Every other phase that a sender marks names a step after which
// nobody can know whether the other side has the message, unless the sender can find it there.
const (
	PhaseConnect  = "connect"
	PhaseEnvelope = "rcpt"
)

// phaseAsked begins the phase of a send that waits for an answer of its asset; the engine writes it.
const phaseAsked = "asked/"

// Repeatable reports whether a send that stopped in the phase may simply be done again.
func Repeatable(phase string) bool {
	return phase == "" || phase == PhaseConnect || phase == PhaseEnvelope || strings.HasPrefix(phase, phaseAsked)
}

// Job is deferred work: an effect on the outside, a probe, a timer, an inbound delivery. Key is its idempotency
// key: a second job with the same key is the same job and is not added. What it does and with what comes from its
// [Payload]; see [NewJob].
type Job struct {
	ID         int64
	Queue      Queue
	Key        string
	Case       disclosure.CaseID
	State      JobState
	Due        time.Time // UTC
	Attempts   int
	Phase      string // what was about to be done, committed before it is done; see Outcome
	LeaseUntil time.Time
	LeaseOwner string
	LastError  string
	Receipt    string
	Created    time.Time
	Finished   time.Time

	task Task
	args string // the payload in JSON
}

// JobState is the state of a [Job].
type JobState string

// The states of a job.
const (
	JobWaiting   JobState = "waiting"
	JobRunning   JobState = "running"
	JobDone      JobState = "done"
	JobFailed    JobState = "failed"    // permanently
	JobUncertain JobState = "uncertain" // a person decides
	JobCancelled JobState = "cancelled"
)

// OutcomeKind says how an effect on the outside ended.
type OutcomeKind uint8

// The four outcomes. The zero value is Uncertain: what a sender forgot to classify is never repeated blindly.
const (
	Uncertain OutcomeKind = iota // the connection broke after the point of no return
	Sent
	Retry
	Permanent
)

func (k OutcomeKind) String() string {
	switch k {
	case Sent:
		return "sent"
	case Retry:
		return "retry"
	case Permanent:
		return "permanent"
	case Uncertain:
		return "uncertain"
	default:
		return "uncertain"
	}
}

// Delivery is the outcome of an attempt to bring something outside.
type Delivery struct {
	Kind    OutcomeKind
	Receipt string        // Sent: what the other side answered
	Ref     string        // Sent: the reference that the other side gave, such as owner/repo#7
	Joined  bool          // Sent: it went on below something that stands there already, so nothing new is tracked
	DryRun  bool          // Sent: written to a folder, and to nobody
	After   time.Duration // Retry: not before this has passed; 0 leaves it to the engine
	Reason  string        // Retry, Permanent, Uncertain: what happened, without content and secrets
	Ours    bool          // Permanent: the trouble is on our side and says nothing about the address
	// Withheld is Permanent too: nothing was tried, because it may not leave. A message is cancelled and its draft open again.
	Withheld bool
}

// Outgoing is a message with its frozen bytes, as a sender gets it.
type Outgoing struct {
	Case disclosure.CaseID
	disclosure.Message
	Bytes []byte
	// Begun is when it was handed over for sending, UTC: each attempt has the same.
	Begun time.Time
}

// Inbound is something that came in: stored raw first, parsed later. Key makes a second delivery of the same
// thing a no-op, such as github/<delivery id> or mail/<sha256>.
type Inbound struct {
	ID       int64
	Channel  disclosure.Channel
	Key      string
	Received time.Time // UTC
	Raw      disclosure.BlobRef
	From     string // as claimed; never an identity
	Subject  string
	Meta     map[string]string
	State    InboundState
	Case     disclosure.CaseID // once matched
	Note     string            // why it waits or failed
}

// InboundState is the state of an [Inbound].
type InboundState string

// The states of an inbound item.
const (
	InboundNew     InboundState = "new"
	InboundMatched InboundState = "matched"
	InboundWaiting InboundState = "waiting" // a person has to say where it belongs
	InboundIgnored InboundState = "ignored"
	InboundFailed  InboundState = "failed" // could not be read; the raw bytes are kept
)

// TaskEscalation is the task that drafts an escalation step.
const TaskEscalation Task = "timer/step"

// TaskRemind is the task that reminds people of a deadline before it comes.
const TaskRemind Task = "timer/remind"
