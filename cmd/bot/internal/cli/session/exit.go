package session

import (
	"errors"
	"fmt"
	"strings"

	"daylight/cmd/bot/internal/cli/wording"
	"daylight/cmd/bot/internal/config"
	"daylight/db"
	"daylight/disclosure/fault"
)

// The exit codes of the bot.
const (
	ExitOK      = 0
	ExitFailed  = 1
	ExitUsage   = 2 // the call or the configuration is wrong
	ExitRefused = 3 // a gate says no
)

// Reported is the error of a call that ends with a code, and whose reason is already on the screen.
func Reported(code int) error { return &quiet{code} }

type quiet struct{ code int }

func (q *quiet) Error() string { return fmt.Sprintf("exit code %d", q.code) }

// report prints an error and chooses the exit code.
func (s *Session) report(err error) int {
	if err == nil {
		return ExitOK
	}
	if silent, ok := errors.AsType[*quiet](err); ok {
		return silent.code
	}
	if all, ok := errors.AsType[config.Problems](err); ok {
		fmt.Fprintf(s.Err, "bot: %s has %s:\n", s.ConfigName(), wording.Count(len(all), "mistake", "mistakes"))
		for _, p := range all {
			fmt.Fprintln(s.Err, "  "+wording.Block(p.String()))
		}
		return ExitUsage
	}
	said := wording.Advised(strings.TrimSpace(err.Error()), fault.HintOf(err))
	if errors.Is(err, db.ErrHeld) {
		said += ": a lead runs `bot db resume`"
	}
	if errors.Is(err, db.ErrRehearsing) {
		said += ": `bot rehearse end`"
	}
	fmt.Fprintln(s.Err, "bot: "+wording.Block(said))
	if !s.started {
		return ExitUsage
	}
	switch fault.CodeOf(err) {
	case fault.Invalid, fault.NotFound: // what the call names is wrong or not there
		return ExitUsage
	case fault.Refused, fault.Forbidden:
		return ExitRefused
	case fault.Conflict, fault.Unavailable, fault.Internal:
		return ExitFailed
	default:
		return ExitFailed
	}
}
