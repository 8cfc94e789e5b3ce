package engine

import (
	"context"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/deadline"
	"daylight/disclosure/fault"
	"daylight/disclosure/task"
)

// DeadlineHandler handles the timers of deadlines: the clocks of the case say what ran out.
func DeadlineHandler() Handler {
	return Typed(func(_ context.Context, _ *Run, p task.Deadline) Result {
		return Done(deadline.TimerFired{Clause: p.Clause})
	})
}

// RemindHandler handles reminders before a deadline.
func RemindHandler() Handler {
	return Typed(func(_ context.Context, _ *Run, p task.Remind) Result {
		return Done(deadline.Remind{Clause: p.Clause, Episode: p.Episode, Due: p.Due, Days: p.Days})
	})
}

// StepComposer writes the message of a step of the ladder. It sends nothing: what it writes becomes a draft.
type StepComposer interface {
	// ComposeStep returns the command that puts the draft on record, or nil when the step is not due any more.
	ComposeStep(ctx context.Context, id disclosure.CaseID, clause, contact string) (command.Command, error)
}

// stepWait is after how long the draft of a step is tried again that could not be written.
const stepWait = time.Hour

// StepHandler drafts the steps of the ladder.
func StepHandler(composer StepComposer) Handler {
	return Typed(func(ctx context.Context, run *Run, p task.Escalation) Result {
		cmd, err := composer.ComposeStep(ctx, run.Case, p.Clause, p.Contact)
		switch fault.CodeOf(err) {
		case "":
		case fault.Unavailable, fault.Internal:
			return Again(0, err.Error())
		default:
			// A text that cannot be written yet may be so later: what was missing may arrive in a way that moves no clock, such as
			// an answer of the asset. The agenda names the reason meanwhile. A step that is no longer due ends the job.
			return Later(run.Now.Add(stepWait), err.Error())
		}
		return Done(cmd)
	})
}
