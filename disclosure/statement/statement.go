package statement

import (
	"slices"
	"strings"
)

// Kind is a fact that a message may state.
type Kind string

// The statements. There are no others: a text that states something else has to get a statement and a proof first.
const (
	Receiver     Kind = "receiver"       // whom the message addresses, by name
	Owner        Kind = "owner"          // whose it is, as we believe
	Target       Kind = "target"         // what is exposed and where
	Contents     Kind = "contents"       // how much of what is exposed
	Severity     Kind = "severity"       // how bad we judge it to be
	FoundOn      Kind = "found_on"       // when it was found
	SeenOpen     Kind = "seen_open"      // that it is open, and on what ground we say so
	LastSeenOpen Kind = "last_seen_open" // when we last saw it open
	Standing     Kind = "standing"       // what is on record of being seen open, asked and closed, without the moments
	AskedHow     Kind = "asked_how"      // how our check asks
	KeepsAsking  Kind = "keeps_asking"   // that we check from time to time
	HasStopped   Kind = "has_stopped"    // that we have stopped our checks
	NothingTaken Kind = "nothing_taken"  // that we tried no password
	ToldBefore   Kind = "told_before"    // when we first wrote to the receiver
	NotHeard     Kind = "not_heard"      // that the receiver has not answered
	Tried        Kind = "tried"          // how the owner was tried, and whether somebody answered
	Informed     Kind = "informed"       // that the owner was told, which hours follow from
	ClosedOn     Kind = "closed_on"      // when our own checks found it closed
	WillPublish  Kind = "will_publish"   // the plan to publish
	Facts        Kind = "facts"          // what the report will name
	NextSteps    Kind = "next_steps"     // what follows without an answer, and when
	Calendar     Kind = "calendar"       // what the policy has for which day
)

// Kinds returns every statement.
func Kinds() []Kind {
	return []Kind{
		Receiver, Owner, Target, Contents, Severity, FoundOn, SeenOpen, LastSeenOpen, Standing, AskedHow, KeepsAsking,
		HasStopped, NothingTaken, ToldBefore, NotHeard, Tried, Informed, ClosedOn, WillPublish, Facts, NextSteps, Calendar,
	}
}

// OfAsset reports whether a statement is about one asset.
func (k Kind) OfAsset() bool {
	return slices.Contains([]Kind{Target, SeenOpen, LastSeenOpen, Standing, AskedHow, KeepsAsking, HasStopped, NothingTaken, ClosedOn}, k)
}

// Made is a statement that a message makes.
type Made struct {
	Kind  Kind   `json:"kind"`
	Asset string `json:"asset,omitempty"` // id, for a statement about one asset
	// Value is what was proven when the text was written, in a form for comparing and not for reading.
	Value string `json:"value,omitempty"`
	// Text is how the text says it: the value as it stands there, or the sentence. Where a person took it out, the message
	// no longer states it. It is empty for what the message needs whatever its text says.
	Text string `json:"text,omitempty"`
}

// StandingIn returns the statements that still stand in a text, after a person has changed it.
func StandingIn(text string, made []Made) []Made {
	text = Fold(text)
	return slices.DeleteFunc(slices.Clone(made), func(m Made) bool {
		return m.Text != "" && !strings.Contains(text, Fold(m.Text))
	})
}

// Fold brings a text to one line, so that where its lines break makes no difference.
func Fold(s string) string { return strings.Join(strings.Fields(s), " ") }
