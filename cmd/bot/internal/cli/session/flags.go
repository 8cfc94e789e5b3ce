package session

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/civil"
	"daylight/disclosure/fault"
)

// CaseID reads the id of a case; nobody wants to type capital letters.
func CaseID(text string) disclosure.CaseID {
	return disclosure.CaseID(strings.ToUpper(strings.TrimSpace(text)))
}

// When parses a date flag; "" is no date.
func When(flag, value string) (civil.When, error) {
	w, err := civil.ParseWhen(value)
	if err != nil {
		return w, fmt.Errorf("--%s: %w", flag, err)
	}
	return w, nil
}

// Offer completes a flag with the words that it takes.
func Offer[S ~string](cmd *cobra.Command, flag string, words []S) {
	OfferFrom(cmd, flag, func() []S { return words })
}

// OfferFrom completes a flag with words that are worked out when somebody asks for them.
func OfferFrom[S ~string](cmd *cobra.Command, flag string, words func() []S) {
	if err := cmd.RegisterFlagCompletionFunc(flag, Complete(words)); err != nil {
		panic("cli: " + err.Error()) // the flag does not exist: a defect of this program
	}
}

// Complete offers words and no file names. They are worked out when somebody asks for them.
func Complete[S ~string](words func() []S) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var out []cobra.Completion
		for _, w := range words() {
			out = append(out, string(w))
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}

// AtMostOne refuses flags that contradict each other.
func AtMostOne(cmd *cobra.Command, flags ...string) error {
	var given []string
	for _, name := range flags {
		if cmd.Flags().Changed(name) {
			given = append(given, "--"+name)
		}
	}
	if len(given) < 2 {
		return nil
	}
	return fault.Errorf(fault.Invalid, "%s cannot be combined: choose one of them", strings.Join(given, " and "))
}

// OneOf checks a flag against the words that it takes; empty is none.
func OneOf[S ~string](flag string, value S, allowed []S) error {
	if value == "" || slices.Contains(allowed, value) {
		return nil
	}
	return fault.Errorf(fault.Invalid, "--%s: %q is not known: write one of %s", flag, value, wording.Words(allowed))
}
