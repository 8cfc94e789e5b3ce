package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure"
	"daylight/disclosure/gate"
	"daylight/disclosure/timeline"
)

// Options say where and for whom the demo plays.
type Options struct {
	Dir     string
	Version string
	Out     io.Writer // the steps as they happen; nil prints nothing
}

// Step is one thing that happened.
type Step struct {
	At   string `json:"at"`
	Who  string `json:"who"`
	What string `json:"what"`
}

// Outcome is what the demo leads to. It is the same every time.
type Outcome struct {
	Case      disclosure.CaseID             `json:"case"`
	Headline  string                        `json:"headline"`
	Steps     []Step                        `json:"steps"`
	Refused   []gate.Check                  `json:"gate_on_2020_02_04"`
	Passed    []gate.Check                  `json:"gate_on_2020_02_15"`
	Durations map[string]*timeline.Duration `json:"durations"`
	Files     []string                      `json:"files"`
	Timeline  timeline.Timeline             `json:"-"`
}

// Play plays the case and leaves case, mails, writeup and picture in the folder. The returned app is open and its
// clock stands at the end of the story; the caller closes both with the function.
func Play(ctx context.Context, o Options) (_ *Outcome, _ *app.App, closeAll func() error, err error) {
	if err := prepare(o.Dir); err != nil {
		return nil, nil, nil, err
	}
	st, err := newStage(ctx, o.Dir, o.Version)
	if err != nil {
		return nil, nil, nil, err
	}
	p := &player{stage: st, out: o.Out, dir: o.Dir, outcome: &Outcome{}}
	if p.out == nil {
		p.out = io.Discard
	}
	if err := p.play(ctx); err != nil {
		return nil, nil, nil, errors.Join(err, st.shut())
	}
	return p.outcome, st.app, st.shut, nil
}

// player tells the story.
type player struct {
	*stage
	out     io.Writer
	dir     string
	id      disclosure.CaseID
	shown   int // events that were printed
	quiet   int // probes that saw nothing new
	verdict string
	outcome *Outcome
}

// tell prints one step and keeps it.
func (p *player) tell(who, format string, args ...any) {
	s := Step{At: p.clock.Now().Format("2006-01-02 15:04"), Who: who, What: fmt.Sprintf(format, args...)}
	p.outcome.Steps = append(p.outcome.Steps, s)
	fmt.Fprintf(p.out, "%s  %-9s %s\n", s.At, s.Who, s.What)
}

// news prints what the bot has recorded since the last call.
func (p *player) news(ctx context.Context) error {
	events, err := p.app.Desk.Events(ctx, p.id)
	if err != nil {
		return err
	}
	for _, e := range events[min(p.shown, len(events)):] {
		p.event(e)
	}
	p.shown = len(events)
	return nil
}

func (p *player) event(e disclosure.Event) {
	when := e.RecordedAt
	line := func(who, format string, args ...any) {
		s := Step{At: when.Format("2006-01-02 15:04"), Who: who, What: fmt.Sprintf(format, args...)}
		p.outcome.Steps = append(p.outcome.Steps, s)
		fmt.Fprintf(p.out, "%s  %-9s %s\n", s.At, s.Who, s.What)
	}
	switch e.Kind {
	case disclosure.KindProbed:
		if e.Text == p.verdict {
			p.quiet++
			return
		}
		if p.quiet > 0 {
			line("probe", "%d more probes said the same", p.quiet)
			p.quiet = 0
		}
		p.verdict = e.Text
		line("probe", "probed the bucket: %s", e.Text)
	case disclosure.KindContacted:
		line("mail", "%s accepted for %s; on record as contacted on %s", e.Text, party(e), e.At.First())
	case disclosure.KindAcknowledged, disclosure.KindReplied:
		line("mailbox", "an answer from %s, matched by its address: %s", party(e), e.Kind)
	case disclosure.KindClosureSuspected:
		line("daylight", "closure suspected; more probes will confirm it or not")
	case disclosure.KindClosed:
		line("daylight", "closed on %s: %s", e.At.First(), e.Text)
	case disclosure.KindDeadlineSet:
		line("daylight", "%s", e.Text)
	case disclosure.KindDeadlinePassed:
		line("daylight", "%s", e.Text)
	case disclosure.KindDrafted:
		if d := e.Detail.Draft; d.Step != "" {
			line("daylight", "drafted by the policy, waits for a person: %s to the %s", strings.ReplaceAll(string(d.Template), "_", " "), party(e))
		}
	default:
	}
}

func party(e disclosure.Event) string {
	if e.Name != "" {
		return e.Name
	}
	return string(e.Party)
}

// until lets the time pass and prints what happened meanwhile.
func (p *player) until(ctx context.Context, moment string) error {
	if err := p.advance(ctx, at(moment)); err != nil {
		return err
	}
	return p.news(ctx)
}

// days is a length for the closing table.
func days(d *timeline.Duration) (calendar, working string) {
	if d == nil || d.Days == nil || d.WorkingDays == nil {
		return "–", "–"
	}
	return strconv.Itoa(*d.Days), strconv.Itoa(*d.WorkingDays)
}

// pause bounds how long the demo may take by the wall clock.
const pause = 2 * time.Minute
