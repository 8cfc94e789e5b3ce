package disclosure

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/person"
	"daylight/disclosure/statement"
)

// Template names a kind of message.
type Template string

// The templates of messages.
const (
	FirstContact      Template = "first_contact"
	FollowUp          Template = "follow_up"
	ProviderNotice    Template = "provider_notice"
	CoordinatorNotice Template = "coordinator_notice" // to a CERT or CSIRT: help in reaching an owner who stays silent
	RegulatorNotice   Template = "regulator_notice"   // to a data-protection authority: the facts, and nothing else
	ClosureNotice     Template = "closure_confirmation"
	PrePublication    Template = "pre_publication"
	FreeText          Template = "free_text" // written by a person, without a template
)

// Templates returns the templates that have texts.
func Templates() []Template {
	return []Template{
		FirstContact, FollowUp, ProviderNotice, CoordinatorNotice, RegulatorNotice, ClosureNotice, PrePublication,
	}
}

// Draft is a message in the making: anybody may read and change it, nothing sends it.
type Draft struct {
	ID       string      `json:"id"` // D1, D2 … within the case
	Template Template    `json:"template"`
	Contact  string      `json:"contact"` // id of the contact it goes to
	Role     Role        `json:"role"`
	Name     string      `json:"name,omitempty"`
	Channel  Channel     `json:"channel"`
	Lang     string      `json:"lang"`
	Subject  string      `json:"subject"`
	Body     BlobRef     `json:"body"`
	Author   string      `json:"author"`        // who wrote or last changed it
	Hand     person.Hand `json:"hand,omitzero"` // of the author
	Revision int         `json:"revision"`
	State    DraftState  `json:"state"`
	Message  string      `json:"message,omitempty"` // key of the message that it became
	Step     string      `json:"step,omitempty"`    // of the ladder, see [StepKey]; "" for what a person began

	Says []statement.Made `json:"says,omitempty"` // what its text states as fact, each with the value that was proven
	// Overtaken says that the step was discarded because it was not due any more: somebody answered, or it is closed.
	Overtaken bool   `json:"overtaken,omitempty"`
	OwnText   bool   `json:"own_text,omitempty"` // a person wrote or changed the text: what else it says is theirs
	Because   string `json:"because,omitempty"`  // why it may leave although no answer of ours shows it open
	Withheld  string `json:"withheld,omitempty"` // why its message did not leave; until somebody changes the text
}

// First is who wrote it, as the first of two people. Older records keep the name alone.
func (d *Draft) First() person.Person { return person.Person{Name: d.Author, Hand: d.Hand} }

// DraftState is the state of a [Draft].
type DraftState string

// The states of a draft.
const (
	DraftOpen      DraftState = "open"
	DraftApproved  DraftState = "approved"
	DraftSent      DraftState = "sent" // handed to a sender; the message has the rest
	DraftDiscarded DraftState = "discarded"
)

// Message is what is sent: the bytes were frozen when a person approved them, and each attempt sends
// these same bytes.
type Message struct {
	Key      string       `json:"key"` // idempotency key, such as DL-2020-0001/first_contact/C1/1
	ID       string       `json:"id"`  // Message-ID of the mail, marker of the issue
	Draft    string       `json:"draft"`
	Template Template     `json:"template"`
	Contact  string       `json:"contact"`
	Role     Role         `json:"role"`
	Name     string       `json:"name,omitempty"`
	Channel  Channel      `json:"channel"`
	To       string       `json:"to"`
	Subject  string       `json:"subject"`
	Raw      BlobRef      `json:"raw"`
	State    MessageState `json:"state"`
	Receipt  string       `json:"receipt,omitempty"` // what the other side's server answered, or the reference
	SentAt   time.Time    `json:"sent_at,omitzero"`
	// DryRun says that it was written to a folder and nobody has it. Sending it for real corrects event ContactSeq.
	DryRun     bool `json:"dry_run,omitempty"`
	ContactSeq int  `json:"told,omitempty"` // the event that says that it was sent
	// Approved is by which way in somebody approved it, and what shows who. Older records do not say.
	Approved person.Hand `json:"approved,omitzero"`
	Resends  int         `json:"resends,omitempty"` // how often a person had it sent again after an unknown outcome
	ByTwo    bool        `json:"by_two,omitempty"`  // somebody else than its author approved it

	Says    []statement.Made `json:"says,omitempty"` // as the draft has them, proven again before the message leaves
	Because string           `json:"because,omitempty"`
}

// MessageState is the state of a [Message].
type MessageState string

// The states of a message.
const (
	MessageApproved  MessageState = "approved"
	MessageQueued    MessageState = "queued"
	MessageSent      MessageState = "sent"
	MessageUncertain MessageState = "uncertain" // the connection broke after the point of no return; a person decides
	MessageFailed    MessageState = "failed"
	MessageCancelled MessageState = "cancelled"
)

// BlobRef names an encrypted blob by the salted digest of its content. Erasing the blob leaves every chain of
// events intact.
type BlobRef string

// Blob is content that must not stand in an event: bodies of mails and issues.
type Blob struct {
	Ref   BlobRef
	Salt  []byte
	Plain []byte
}

// NewBlob salts and names content. The salt keeps a short body from being guessed from its digest. The reader is
// crypto/rand.Reader unless a test gives another one.
func NewBlob(plain []byte, random io.Reader) (Blob, error) {
	if random == nil {
		random = rand.Reader
	}
	salt := make([]byte, 16)
	if _, err := io.ReadFull(random, salt); err != nil {
		return Blob{}, fault.Errorf(fault.Internal, "no randomness for a salt: %w", err)
	}
	return Blob{Ref: DigestOf(salt, plain), Salt: salt, Plain: plain}, nil
}

// DigestOf computes the name of a blob.
func DigestOf(salt, plain []byte) BlobRef {
	h := sha256.New()
	h.Write(salt)
	h.Write(plain)
	return BlobRef(hex.EncodeToString(h.Sum(nil)))
}
