package session

import (
	"bytes"
	"fmt"
	"testing"

	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
)

func TestAnErrorEndsWithWhatTheReaderCanDo(t *testing.T) {
	t.Parallel()
	none := fault.Errorf(fault.NotFound, "DL-2020-0001 has no contact %q", "C9").With(hint.ToAddContact("DL-2020-0001"))
	for _, c := range []struct {
		name, want string
		err        error
		code       int
	}{
		{"a hint", "bot: DL-2020-0001 has no contact \"C9\": add one with `bot contact add DL-2020-0001`\n", none, ExitUsage},
		{"wrapped", "bot: --contact: DL-2020-0001 has no contact \"C9\": add one with `bot contact add DL-2020-0001`\n", fmt.Errorf("--contact: %w", none), ExitUsage},
		{"no hint", "bot: no.\n", fault.Errorf(fault.Refused, "no."), ExitRefused},
		{"a hint that nobody has words for", "bot: no.\n", fault.Errorf(fault.Refused, "no.").With(fault.Hint{Code: "of tomorrow"}), ExitRefused},
		{"an argument that moves the cursor", "bot: no: add one with `bot contact add [2J`\n", fault.Errorf(fault.Refused, "no.").With(hint.ToAddContact("\x1b[2J")), ExitRefused},
	} {
		var out bytes.Buffer
		s := &Session{Streams: Streams{Err: &out}, started: true}
		if code := s.report(c.err); out.String() != c.want || code != c.code {
			t.Errorf("%s: %d %q, want %d %q", c.name, code, out.String(), c.code, c.want)
		}
	}
}
