package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"daylight/disclosure/fault"
)

// The groups of commands in the help text.
const (
	groupWork  = "work"
	groupSetUp = "set-up"
	groupCare  = "care"
)

// isNoun marks commands that do nothing without a verb.
const isNoun = "noun"

// shape gives every command the same manners: groups in the help text, and one sentence that says what to write
// when the call is wrong.
func shape(root *cobra.Command) {
	root.AddGroup(
		&cobra.Group{ID: groupWork, Title: "The work on cases:"},
		&cobra.Group{ID: groupSetUp, Title: "Set up and run:"},
		&cobra.Group{ID: groupCare, Title: "Look after it:"},
	)
	root.SetUsageTemplate(strings.NewReplacer(
		"{{if .Runnable}}", "{{if and .Runnable (not (index .Annotations \"noun\"))}}", "[command]", "COMMAND",
	).Replace(root.UsageTemplate()))
	root.SetHelpCommand(newHelp())
	root.SetHelpCommandGroupID(groupCare)
	root.SetCompletionCommandGroupID(groupCare)
	root.InitDefaultCompletionCmd()
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see `%s --help`", err, cmd.CommandPath())
	})
	root.Args = cobra.ArbitraryArgs
	root.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return cmd.Help()
		}
		return unknownCommand(cmd, args[0])
	}
	for _, cmd := range root.Commands() {
		explain(cmd)
	}
}

// explain makes every command below cmd say what a wrong call lacks, however deep it stands.
func explain(cmd *cobra.Command) {
	if cmd.HasSubCommands() && !cmd.Runnable() {
		needVerb(cmd)
	}
	needArguments(cmd)
	for _, sub := range cmd.Commands() {
		explain(sub)
	}
}

// needVerb makes a noun without a verb a usage error that lists the verbs.
func needVerb(noun *cobra.Command) {
	noun.Annotations = map[string]string{isNoun: "true"}
	noun.Args = cobra.ArbitraryArgs
	noun.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return unknownCommand(cmd, args[0])
		}
		return fault.Errorf(fault.Invalid, "say what to do: write `%s` followed by one of %s", cmd.CommandPath(), strings.Join(verbs(cmd), ", "))
	}
}

func verbs(noun *cobra.Command) []string {
	var out []string
	for _, c := range noun.Commands() {
		if c.IsAvailableCommand() {
			out = append(out, c.Name())
		}
	}
	return out
}

// unknownCommand says which command was probably meant, else which there are.
func unknownCommand(cmd *cobra.Command, word string) error {
	if cmd.SuggestionsMinimumDistance == 0 {
		cmd.SuggestionsMinimumDistance = 2
	}
	if near := cmd.SuggestionsFor(word); len(near) > 0 {
		return fault.Errorf(fault.Invalid, "there is no command `%s %s`: did you mean `%s %s`?",
			cmd.CommandPath(), word, cmd.CommandPath(), strings.Join(near, "`, `"+cmd.CommandPath()+" "))
	}
	return fault.Errorf(fault.Invalid, "there is no command `%s %s`: write one of %s", cmd.CommandPath(), word, strings.Join(verbs(cmd), ", "))
}

// needArguments says which argument is missing or too many, instead of how many were counted.
func needArguments(cmd *cobra.Command) {
	if cmd.Args == nil || cmd.Annotations[isNoun] != "" {
		return
	}
	right := cmd.Args
	_, rest, _ := strings.Cut(cmd.Use, " ")
	names := slices.Collect(func(yield func(string) bool) {
		for word := range strings.FieldsSeq(rest) {
			if strings.HasPrefix(word, "-") || strings.HasPrefix(word, "[") || !yield(word) {
				return
			}
		}
	})
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if err := right(cmd, args); err == nil || fault.CodeOf(err) == fault.Invalid { // the command says it in its own words
			return err
		}
		call := strings.TrimSpace(cmd.CommandPath() + " " + rest)
		if len(args) < len(names) {
			return fault.Errorf(fault.Invalid, "%s is missing: write `%s`", names[len(args)], call)
		}
		return fault.Errorf(fault.Invalid, "%q is one argument too many: write `%s`, with quotes around text with spaces", args[min(len(names), len(args)-1)], call)
	}
}

func newHelp() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Show the help of a command",
		RunE: func(cmd *cobra.Command, args []string) error {
			found, rest, err := cmd.Root().Find(args)
			if err != nil {
				return unknownCommand(cmd.Root(), args[0])
			}
			if len(rest) > 0 {
				return unknownCommand(found, rest[0])
			}
			found.InitDefaultHelpFlag()
			return found.Help()
		},
	}
}
