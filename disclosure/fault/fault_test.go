package fault_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"testing"

	"daylight/disclosure/fault"
)

var addContact = fault.Hint{Code: "add_contact", Args: map[string]string{"case": "DL-2020-0001"}}

func TestAnErrorKeepsItsCodeItsMessageAndItsCause(t *testing.T) {
	t.Parallel()
	err := fault.Errorf(fault.Unavailable, "the file cannot be read: %w", io.ErrUnexpectedEOF)
	if err.Error() != "the file cannot be read: unexpected EOF" || err.Message != err.Error() {
		t.Errorf("it says %q, its message is %q", err.Error(), err.Message)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) || fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("cause or code are lost: %v, %s", err, fault.CodeOf(err))
	}
	outer := fmt.Errorf("--at: %w", fault.Errorf(fault.Refused, "no: %w", err))
	if fault.CodeOf(outer) != fault.Refused || !errors.Is(outer, io.ErrUnexpectedEOF) {
		t.Errorf("the outermost code counts, and causes stay reachable: %s, %v", fault.CodeOf(outer), outer)
	}
	if fault.CodeOf(nil) != "" || fault.CodeOf(io.EOF) != fault.Internal {
		t.Errorf("codes of no error and of a foreign one: %q, %q", fault.CodeOf(nil), fault.CodeOf(io.EOF))
	}
}

func TestAHintIsFoundThroughWrapping(t *testing.T) {
	t.Parallel()
	hinted := fault.Errorf(fault.NotFound, "there is no contact %q", "C9").With(addContact)
	other := fault.Hint{Code: "other"}
	for name, c := range map[string]struct {
		err  error
		want fault.HintCode
	}{
		"none":                       {fault.Errorf(fault.Invalid, "x"), ""},
		"no error":                   {nil, ""},
		"a foreign error":            {io.EOF, ""},
		"itself":                     {hinted, "add_contact"},
		"wrapped by fmt":             {fmt.Errorf("--contact: %w", hinted), "add_contact"},
		"below an error without one": {fault.Errorf(fault.Unavailable, "it has to wait: %w", hinted), "add_contact"},
		"joined":                     {errors.Join(io.EOF, hinted), "add_contact"},
		"the outermost counts":       {fault.Errorf(fault.Refused, "no: %w", hinted).With(other), "other"},
		"a zero hint is none":        {fault.Errorf(fault.Refused, "no: %w", hinted).With(fault.Hint{}), "add_contact"},
	} {
		if got := fault.HintOf(c.err); got.Code != c.want {
			t.Errorf("%s: got the hint %q, want %q", name, got.Code, c.want)
		}
	}
	if got := fault.HintOf(hinted); !maps.Equal(got.Args, addContact.Args) || hinted.Error() != `there is no contact "C9"` {
		t.Errorf("the hint is about %v, and the error says %q", got.Args, hinted)
	}
}

func TestAHintFillsTheWordsOfASurface(t *testing.T) {
	t.Parallel()
	if got := addContact.Fill("add one to {case}: bot contact add {case}"); got != "add one to DL-2020-0001: bot contact add DL-2020-0001" {
		t.Errorf("filled: %s", got)
	}
	if got := addContact.Fill("see {draft}"); got != "see {draft}" {
		t.Errorf("an argument that is not there must be seen: %s", got)
	}
}
