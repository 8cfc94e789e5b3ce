package app

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"daylight/db"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/message"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// resumeLook is how often a running bot that waits for a person looks whether one has answered.
const resumeLook = time.Second

// droppedTasks are what tells members of the team something at a time: after a restore one summary stands for all of it.
func droppedTasks() []ledger.Task {
	return []ledger.Task{taskNotice, taskDigest, digestTick, ledger.TaskRemind}
}

// Waiting is why the bot waits for a person after a restore, and what becomes of what would have gone on by itself.
type Waiting struct {
	*db.Held
	Messages []disclosure.CaseID // cases whose approved or queued messages may have left
}

// Waiting returns why the bot waits for a person; nil while it works.
func (a *App) Waiting(ctx context.Context) (*Waiting, error) {
	held, err := a.store.Held(ctx, droppedTasks())
	if err != nil || held == nil {
		return nil, err
	}
	out := &Waiting{Held: held}
	out.Messages, err = a.store.Unsettled(ctx, disclosure.MessageApproved, disclosure.MessageQueued)
	return out, err
}

// Resume lets the bot work on after a restore. Messages that may have left become uncertain first: whatever breaks off
// after that, none of them leaves by itself.
func (a *App) Resume(ctx context.Context, actor disclosure.Actor) (db.Resumed, error) {
	if !actor.Role.AtLeast(disclosure.Lead) {
		return db.Resumed{}, fault.Errorf(fault.Forbidden, "%s may not do this: it requires the role lead or higher; ask a lead of the team", actor.Name)
	}
	w, err := a.Waiting(ctx)
	if err != nil {
		return db.Resumed{}, err
	}
	if w == nil {
		return db.Resumed{}, fault.Errorf(fault.Conflict, "the database was not restored, or somebody has answered already: it works")
	}
	upTo, err := a.store.LastJob(ctx)
	if err != nil {
		return db.Resumed{}, err
	}
	epoch := strconv.Itoa(w.Entry.Epoch)
	for _, id := range w.Messages {
		doubt := message.Doubt{Why: w.Entry.Text, Key: "epoch-" + epoch}
		if _, err := a.service.Execute(ctx, id, actor, doubt, command.Extra{}); err != nil {
			return db.Resumed{}, fmt.Errorf("the messages of %s: %w", id, err)
		}
	}
	out, err := a.store.Resume(ctx, actor.Name, upTo, droppedTasks(), db.Resumed{Messages: w.Messages})
	if err != nil {
		return out, err
	}
	return out, a.notifier.tellOfRestore(ctx, w, out)
}

// tellOfRestore is the one summary for the team of what a restore led to.
func (n *notifier) tellOfRestore(ctx context.Context, w *Waiting, did db.Resumed) error {
	text := fmt.Sprintf("the database was restored and works again. Messages that may have left: in %d cases. Other jobs that may have run: %d. "+
		"Reminders that were dropped: %d. Incoming items that wait for you: %d", len(did.Messages), did.Uncertain, did.Dropped, did.Inbox)
	var jobs []ledger.Job
	for _, name := range n.readers() {
		key := fmt.Sprintf("%srestored/%d", noticePrefix(name), w.Entry.Epoch)
		jobs = append(jobs, ledger.NewJob(ledger.QueueSend, key, notice{Person: name, Text: text}).At(n.quietEnd(name, n.service.Now())))
	}
	return n.store.Enqueue(ctx, jobs)
}

// awaitResume returns once a person has let the bot work on after a restore, and two people have ended the rehearsal of what is live;
// at once where nothing waits.
func (a *App) awaitResume(ctx context.Context) error {
	for said := false; ; said = true {
		err := a.checkInstance(ctx)
		if err == nil || fault.CodeOf(err) != fault.Refused {
			return err
		}
		if !said {
			a.log.ErrorContext(ctx, "nothing runs and nothing leaves until people of the team say that work goes on", "why", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(resumeLook):
		}
	}
}

// whenResumed is a part that starts once a person has let the bot work on.
func (a *App) whenResumed(run func(ctx context.Context) error) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		if err := a.awaitResume(ctx); err != nil || ctx.Err() != nil {
			return err
		}
		return run(ctx)
	}
}

// runEngine runs the jobs. What comes round is put into the table only now: after a restore, its next time counts.
func (a *App) runEngine(ctx context.Context) error {
	jobs := make([]ledger.Job, len(a.ticks))
	for i, t := range a.ticks {
		jobs[i] = t.Job(a.service.Now())
	}
	if err := a.store.Enqueue(ctx, jobs); err != nil {
		if ctx.Err() != nil {
			return nil //nolint:nilerr // told to stop before it began
		}
		return err
	}
	return a.Engine.Run(ctx)
}

// Alert is what the pages say while the bot waits for a person, or rehearses; "" while it works.
func (a *App) Alert(ctx context.Context) string {
	if err := a.checkInstance(ctx); err != nil {
		return "Nothing runs and nothing leaves: " + err.Error()
	}
	return a.Rehearses()
}

// checkInstance says whether the database waits for a person, or for the end of the rehearsal: for health, doctor and whatever runs.
func (a *App) checkInstance(ctx context.Context) error {
	w, err := a.Waiting(ctx)
	if err == nil && w != nil {
		return fault.Errorf(fault.Refused, "it waits for `bot db resume`: %s", w.Entry.Text)
	}
	if err == nil {
		err = a.instance.Waits(ctx)
	}
	return err
}
