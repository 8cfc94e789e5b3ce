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

// Error is an error that a person may read. Message is a whole sentence in the words of the domain: what is wrong and what
// would be needed, without secrets and without the words of a surface. Hint, if any, is what somebody could do about it; each
// surface words it. Err, if any, is the cause, whose text is part of the message.
type Error struct {
	Code    Code
	Message string
	Hint    Hint
	Err     error
}

// Errorf builds an [Error]. A cause given with %w stays reachable through errors.Is and errors.As, and its text is
// part of the message.
func Errorf(code Code, format string, args ...any) *Error {
	wrapped := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: wrapped.Error(), Err: errors.Unwrap(wrapped)}
}

// With returns the error with a hint. A zero hint is none.
func (e *Error) With(h Hint) *Error {
	hinted := *e
	hinted.Hint = h
	return &hinted
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

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
