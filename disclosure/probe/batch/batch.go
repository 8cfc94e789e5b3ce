package batch

import (
	"context"
	"io"
	"sync"
	"time"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Prober probes; [probe.Prober] is one.
type Prober interface {
	Canonical(raw, kind string) (target.Target, string, error)
	ProbeInSlot(ctx context.Context, t target.Target, slot probe.Slot) (observed.Observation, error)
}

// Options say how a list is probed.
type Options struct {
	Prober Prober
	Slot   probe.Slot // reserves the start of each probe, and thereby bounds how many run; nil starts all at once
	// Ahead is how many targets may run or wait for their slot. The more there are, the better the pace can shuffle a list
	// that is sorted by network. It bounds the memory.
	Ahead int
	Kind  string // of lines that name none; "" lets the kinds claim the target
	// Allow returns an error for kinds that need consent first; nil allows all.
	Allow func(kind string) error
	// Skip reports whether a line, by its number and as it was written, has its record already; nil skips none. Skipped lines are
	// counted as done and give no result.
	Skip func(line int, target string) bool
	// Owner waits until a target of this owner may be asked; nil waits for nobody. An error means that the run ended.
	Owner func(ctx context.Context, owner string) error
	Clock func() time.Time
	// Each gets the results, one at a time, in the order in which they come. An error ends the run.
	Each func(Result) error
	// Idle is called when no result waits, with the state of the run.
	Idle func(Summary) error
}

// Result is the outcome of one line.
type Result struct {
	Line        int
	Written     string               // the target as the list has it
	Observation observed.Observation // without a kind when nothing was probed
	How         string               // how the target was read
	Err         error
}

// Summary counts results.
type Summary struct {
	Lines        int `json:"lines"` // that name a target
	Open         int `json:"open"`
	Closed       int `json:"closed"`
	Weak         int `json:"weak"` // closed ones that prove little
	Inconclusive int `json:"inconclusive"`
	Local        int `json:"local"`   // inconclusive ones by a fault of our own
	Refused      int `json:"refused"` // targets that may not be probed
	Bad          int `json:"bad"`     // lines that could not be probed
	Stopped      int `json:"stopped"` // read, but not probed to the end
	// Interrupted says that the list was not read, or not probed, to its end.
	Interrupted bool          `json:"interrupted"`
	Read        int64         `json:"-"` // bytes of the list
	Took        time.Duration `json:"-"`
}

// Probed returns how many targets were probed.
func (s Summary) Probed() int { return s.Open + s.Closed + s.Inconclusive }

// outcome is a result together with its position in the list.
type outcome struct {
	Result
	end     int64
	stopped bool
}

// Run probes every target of the list. When ctx ends, Run stops in an orderly way; that is not an error, but the summary says
// so. Errors come from reading the list, and from Each and Idle.
func Run(ctx context.Context, list io.Reader, o Options) (Summary, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	began := o.Clock()
	results := make(chan outcome, 64)
	var readErr error
	go func() {
		readErr = o.feed(ctx, list, results)
		close(results)
	}()
	var s Summary
	var err error
	for r := range results {
		s.count(r)
		if !r.stopped && err == nil {
			err = o.Each(r.Result)
		}
		if len(results) == 0 && err == nil {
			s.Took = o.Clock().Sub(began)
			err = o.Idle(s)
		}
		if err != nil {
			cancel() // and drain the channel until feed closes it
		}
	}
	s.Took = o.Clock().Sub(began)
	s.Interrupted = ctx.Err() != nil
	if err == nil {
		err = readErr
	}
	return s, err
}

// feed reads the list and probes its targets, as many at a time as Ahead allows.
func (o *Options) feed(ctx context.Context, list io.Reader, results chan<- outcome) error {
	var probes sync.WaitGroup
	defer probes.Wait()
	slots := make(chan struct{}, max(o.Ahead, 1))
	next := read(ctx, list)
	for {
		select {
		case <-ctx.Done():
			return nil
		case slots <- struct{}{}:
		}
		var l item
		var ok bool
		select { // reading may hang for ever, as from a terminal; the end of ctx must not wait for it
		case <-ctx.Done():
			return nil
		case l, ok = <-next:
		}
		if !ok || l.failed != nil {
			return l.failed
		}
		if o.Skip != nil && l.err == nil && o.Skip(l.number, l.target) {
			<-slots
			continue
		}
		probes.Go(func() {
			defer func() { <-slots }()
			results <- o.probe(ctx, l.line)
		})
	}
}

// item is a line, or the error that ended the list.
type item struct {
	line
	failed error
}

// read reads the list ahead of the probes.
func read(ctx context.Context, list io.Reader) <-chan item {
	out := make(chan item, 16)
	go func() {
		defer close(out)
		for in := newLines(list); ; {
			l, ok, err := in.next()
			if !ok && err == nil {
				return
			}
			select {
			case <-ctx.Done():
				return
			case out <- item{l, err}:
			}
			if err != nil {
				return
			}
		}
	}()
	return out
}

// probe probes one target. A panic in a kind becomes the error of this one line.
func (o *Options) probe(ctx context.Context, l line) (out outcome) {
	out = outcome{Result: Result{Line: l.number, Written: l.target, Err: l.err}, end: l.end}
	defer func() {
		if recover() != nil { // its value is dropped, because it may hold what a server said
			out.Err = fault.Errorf(fault.Internal, "a defect in the kind kept this target from being probed")
		}
	}()
	if l.err != nil {
		return out
	}
	kind := l.kind
	if kind == "" {
		kind = o.Kind
	}
	var t target.Target
	if t, out.How, out.Err = o.Prober.Canonical(l.target, kind); out.Err != nil {
		return out
	}
	if l.key != "" {
		t.Key = l.key
	}
	if o.Allow != nil {
		if out.Err = o.Allow(t.Kind); out.Err != nil {
			return out
		}
	}
	if o.Owner != nil && l.owner != "" {
		if err := o.Owner(ctx, l.owner); err != nil {
			out.Err, out.stopped = err, true
			return out
		}
	}
	out.Observation, out.Err = o.Prober.ProbeInSlot(ctx, t, o.Slot)
	out.stopped = ctx.Err() != nil && fault.CodeOf(out.Err) == fault.Unavailable
	return out
}

// count adds a result to the summary. Each line is counted in exactly one of Stopped, Refused, Bad and the verdicts.
func (s *Summary) count(r outcome) {
	s.Lines++
	s.Read = max(s.Read, r.end)
	switch {
	case r.stopped:
		s.Stopped++
	case fault.CodeOf(r.Err) == fault.Refused:
		s.Refused++
	case r.Err != nil || r.Observation.Kind == "":
		s.Bad++
	default:
		s.countVerdict(r.Observation)
	}
}

func (s *Summary) countVerdict(o observed.Observation) {
	switch o.Verdict {
	case observed.Open:
		s.Open++
	case observed.Closed:
		s.Closed++
		if o.Strength == observed.Weak {
			s.Weak++
		}
	case observed.Inconclusive:
		s.Inconclusive++
		if o.Local {
			s.Local++
		}
	}
}
