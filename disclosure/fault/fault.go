package fault

import (
	"errors"
	"fmt"
	"strings"
)

// OneOf lists words for a message.
func OneOf[S ~string](words []S) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}

// Code classifies an [Error] so that each surface maps it once: to an exit code, an HTTP status or a chat text.
type Code string

// The codes of an [Error].
const (
	Invalid     Code = "invalid"     // the input is wrong; the message says what to write instead
	NotFound    Code = "not_found"   // there is no such case, draft, contact …
	Conflict    Code = "conflict"    // somebody changed the case meanwhile, or it exists already
	Forbidden   Code = "forbidden"   // this person's role does not allow it
	Refused     Code = "refused"     // a rule of the domain or a gate says no; the message says what is needed
	Unavailable Code = "unavailable" // something outside does not answer; trying again may help
	Internal    Code = "internal"    // a defect or an operator's matter; details go to the log only
)

// Error is an error that a person may read. Message says what is wrong and what would be needed, without
// secrets. Err, if any, is the cause for the operator.
type Error struct {
	Code    Code
	Message string
	Err     error
}

// Error returns the message, followed by the cause if there is one.
func (e *Error) Error() string {
	if e.Err != nil {
		return e.Message + ": " + e.Err.Error()
	}
	return e.Message
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf builds an [Error]. A cause given with %w stays reachable through errors.Is and errors.As, and its text is
// part of the message.
func Errorf(code Code, format string, args ...any) error {
	wrapped := fmt.Errorf(format, args...)
	return &described{shown: &Error{Code: code, Message: wrapped.Error()}, cause: errors.Unwrap(wrapped)}
}

// described keeps an Error, whose message already holds the cause's text, apart from the cause.
type described struct {
	shown *Error
	cause error
}

func (d *described) Error() string { return d.shown.Message }

func (d *described) Unwrap() []error {
	if d.cause == nil {
		return []error{d.shown}
	}
	return []error{d.shown, d.cause}
}

// CodeOf returns the code of the first [Error] in err's tree, Internal when there is none and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}
