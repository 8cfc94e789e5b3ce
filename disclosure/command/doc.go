// Package command decides. A [Command] says what somebody wants and carries its own rule and its own decision; [Decide]
// holds the actor and the case to the rule and answers with the events that now happened and the jobs that have to run. A
// [Frame] is such a decision in the making. [Service] ties decisions to a store: load, decide, apply, commit.
//
// The commands live in the packages below, a family in each: record, message, incoming, exposure, deadline, publish. This
// package knows none of them.
package command
