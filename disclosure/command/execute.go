package command

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/milestone"
)

// Execute runs a command on a case: load, decide, apply, commit. A command on a case that moved on since its giver saw
// it (Extra.Version) fails with Conflict. Who named no version meant the case as it is: the command is decided anew on
// the changed case, for people as for the engine.
func (s *Service) Execute(ctx context.Context, id disclosure.CaseID, actor disclosure.Actor, cmd Command, extra Extra) (Result, error) {
	extra.Refs, extra.Version = slices.Concat(extra.Refs, s.order.Refs), cmp.Or(extra.Version, s.order.Version)
	for try := 1; ; try++ {
		before, decision, err := s.decide(ctx, id, actor, cmd, extra)
		if err != nil {
			return Result{}, err // also a Conflict of the domain: deciding again would not change it
		}
		res, err := s.commit(ctx, id, before, decision, extra)
		if fault.CodeOf(err) != fault.Conflict || extra.Version != 0 {
			return res, err
		}
		if now, loadErr := s.store.Load(ctx, id); loadErr != nil || now.Version == before.Version {
			return Result{}, err // not the case is in the way, but an item that belongs to somebody already
		}
		if err := s.stepAside(ctx, id, try); err != nil {
			return Result{}, err
		}
	}
}

func (s *Service) decide(ctx context.Context, id disclosure.CaseID, actor disclosure.Actor, cmd Command, extra Extra) (*disclosure.Case, Decision, error) {
	before, err := s.store.Load(ctx, id)
	if err != nil {
		return nil, Decision{}, err
	}
	if err := mustSee(before, actor, cmd); err != nil { // before anything else tells that the case exists
		return nil, Decision{}, err
	}
	if extra.Version != 0 && extra.Version != before.Version {
		return nil, Decision{}, Changed(id, extra.Version, before.Version)
	}
	decision, err := Decide(before, cmd, s.env(actor))
	return before, decision, err
}

// Changed is the error of somebody who acts on a case that moved on.
func Changed(id disclosure.CaseID, saw, now int) error {
	return fault.Errorf(fault.Conflict, "case %s has changed (you saw version %d, it is now at %d): look at it again and repeat", id, saw, now)
}

func (s *Service) env(actor disclosure.Actor) Env {
	return Env{Actor: actor, Now: s.Now(), Rules: s.rules}
}

// commit applies a decision and writes it with everything that belongs to the same transaction.
func (s *Service) commit(ctx context.Context, id disclosure.CaseID, before *disclosure.Case, d Decision, extra Extra) (Result, error) {
	c := ledger.Commit{
		Events: d.Events, Jobs: slices.Concat(d.Jobs, extra.Jobs), Blobs: slices.Concat(d.Blobs, extra.Blobs),
		Finish: extra.Finish, Inbox: extra.Inbox, Refs: extra.Refs,
	}
	after := before
	if len(d.Events) > 0 {
		if before == nil {
			after = milestone.Rebuild(id, d.Events)
		} else {
			c.Expect = before.Version
			after = milestone.Apply(before, d.Events...)
		}
		c.Case = after
		for _, react := range s.react {
			c.Jobs = append(c.Jobs, react(before, after, d.Events)...)
		}
	}
	for i := range c.Jobs {
		if c.Jobs[i].Due.IsZero() {
			c.Jobs[i].Due = s.Now()
		}
		c.Jobs[i].Created, c.Jobs[i].State = s.Now(), ledger.JobWaiting
	}
	if c.Case == nil && len(c.Jobs) == 0 && len(c.Blobs) == 0 && c.Finish == nil && c.Inbox == nil && len(c.Refs) == 0 {
		return Result{Case: after}, nil // nothing followed, nothing to write
	}
	if err := s.store.Commit(ctx, c); err != nil {
		return Result{}, err
	}
	if len(c.Jobs) > 0 {
		s.wake()
	}
	return Result{Case: after, Events: d.Events, Jobs: c.Jobs}, nil
}

// Finish ends a job, and moves an inbound item with it, without touching a case.
func (s *Service) Finish(ctx context.Context, extra Extra) error {
	_, err := s.commit(ctx, "", nil, Decision{}, extra)
	return err
}

// Try decides on opening a case and writes nothing. It returns what [Service.Open] would refuse.
func (s *Service) Try(actor disclosure.Actor, cmd Opening) error {
	id := disclosure.CaseID(fmt.Sprintf("%s-%04d-0001", s.prefix, s.yearOf(cmd)))
	_, err := Decide(nil, cmd.For(id), s.env(actor))
	return err
}

// Open opens a case and gives it the next free number of its year. preferred is the id that a file asks for; "" leaves
// the choice to the service. The references are kept for the case, in the same transaction; one
// without a value gets the id.
func (s *Service) Open(ctx context.Context, actor disclosure.Actor, cmd Opening, preferred disclosure.CaseID, refs ...ledger.Ref) (Result, error) {
	year := s.yearOf(cmd)
	for try := 1; ; try++ {
		id := preferred
		if id == "" {
			n, err := s.store.NextNumber(ctx, s.prefix, year)
			if err != nil {
				return Result{}, err
			}
			id = disclosure.CaseID(fmt.Sprintf("%s-%04d-%04d", s.prefix, year, n))
		}
		d, err := Decide(nil, cmd.For(id), s.env(actor))
		if err != nil {
			return Result{}, err
		}
		extra := Extra{Refs: slices.Clone(refs)}
		for i := range extra.Refs {
			extra.Refs[i].Case = id
			if extra.Refs[i].Value == "" {
				extra.Refs[i].Value = string(id)
			}
		}
		res, err := s.commit(ctx, id, nil, d, extra)
		if fault.CodeOf(err) != fault.Conflict || preferred != "" {
			return res, err
		}
		if err := s.stepAside(ctx, id, try); err != nil { // somebody took the number
			return Result{}, err
		}
	}
}

// yearOf is the year of discovery, else that of recording, in the team's zone.
func (s *Service) yearOf(cmd Opening) int {
	if at := cmd.Discovery(); !at.IsZero() {
		return at.First().Year
	}
	return s.Now().In(s.rules.Zone()).Year()
}
