package batch

import (
	"context"
	"io"
	"sync"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
)

// Prober asks; [probe.Prober] is one.
type Prober interface {
	Canonical(raw, kind string) (probe.Target, string, error)
	ProbeInTurn(ctx context.Context, t probe.Target, turn probe.Turn) (disclosure.Observation, error)
}

// Options say how a list is asked.
type Options struct {
	Prober Prober
	Turn   probe.Turn // says when each may start, and thereby how many at a time; nil lets all go at once
	// Ahead is how many targets may be under way or wait for their turn. The more, the less the order of the list
	// matters to the pace. It bounds the memory.
	Ahead int
	Kind  string // of lines that name none; "" guesses
	// May refuses kinds that need somebody's word first; nil refuses none.
	May   func(kind string) error
	Clock func() time.Time
	// Each takes the results, one at a time, in the order in which they come. An error ends the run.
	Each func(Result) error
	// Idle is called when no result waits, with how far the run is.
	Idle func(Summary) error
}

// Result is what became of a line.
type Result struct {
	Line        int
	Observation disclosure.Observation // without a kind when nothing was asked
	How         string                 // how the target was read
	Err         error
}

// Summary counts results.
type Summary struct {
	Lines        int `json:"lines"` // that name a target
	Open         int `json:"open"`
	Closed       int `json:"closed"`
	Weak         int `json:"weak"` // closed ones that prove little
	Inconclusive int `json:"inconclusive"`
	Local        int `json:"local"`   // inconclusive ones that are our own fault
	Refused      int `json:"refused"` // addresses that are not asked
	Bad          int `json:"bad"`     // lines that could not be asked
	Stopped      int `json:"stopped"` // read, but not asked to the end
	// Interrupted says that the list was not read to its end, or not asked to it.
	Interrupted bool          `json:"interrupted"`
	Read        int64         `json:"-"` // bytes of the list
	Took        time.Duration `json:"-"`
}

// Asked returns how many targets were asked.
func (s Summary) Asked() int { return s.Open + s.Closed + s.Inconclusive }

// outcome is a result on its way, with where in the list it came from.
type outcome struct {
	Result
	end     int64
	stopped bool
}

// Run asks every target of the list. The end of ctx ends it in an orderly way: that is no error, and the summary says
// so. Errors are those of reading the list and of Each and Idle.
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
			cancel() // and go on until nobody sends any more
		}
	}
	s.Took = o.Clock().Sub(began)
	s.Interrupted = ctx.Err() != nil
	if err == nil {
		err = readErr
	}
	return s, err
}

// feed reads the list and asks its targets, as many at a time as may be ahead.
func (o *Options) feed(ctx context.Context, list io.Reader, results chan<- outcome) error {
	var asking sync.WaitGroup
	defer asking.Wait()
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
		select { // reading may hang for ever, as from a terminal; nobody waits for it
		case <-ctx.Done():
			return nil
		case l, ok = <-next:
		}
		if !ok || l.failed != nil {
			return l.failed
		}
		asking.Go(func() {
			defer func() { <-slots }()
			results <- o.ask(ctx, l.line)
		})
	}
}

// item is a line, or why there are no more.
type item struct {
	line
	failed error
}

// read reads the list ahead of those who ask.
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

// ask asks one target. A defect in a kind is the matter of its one line.
func (o *Options) ask(ctx context.Context, l line) (out outcome) {
	out = outcome{Result: Result{Line: l.number, Err: l.err}, end: l.end}
	defer func() {
		if recover() != nil { // the value may hold what a server said
			out.Err = fault.Errorf(fault.Internal, "a defect in the kind kept this target from being asked")
		}
	}()
	if l.err != nil {
		return out
	}
	kind := l.kind
	if kind == "" {
		kind = o.Kind
	}
	var t probe.Target
	if t, out.How, out.Err = o.Prober.Canonical(l.target, kind); out.Err != nil {
		return out
	}
	if l.key != "" {
		t.Key = l.key
	}
	if o.May != nil {
		if out.Err = o.May(t.Kind); out.Err != nil {
			return out
		}
	}
	out.Observation, out.Err = o.Prober.ProbeInTurn(ctx, t, o.Turn)
	out.stopped = ctx.Err() != nil && fault.CodeOf(out.Err) == fault.Unavailable
	return out
}

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
		s.judge(r.Observation)
	}
}

func (s *Summary) judge(o disclosure.Observation) {
	switch o.Verdict {
	case disclosure.Open:
		s.Open++
	case disclosure.Closed:
		s.Closed++
		if o.Strength == disclosure.Weak {
			s.Weak++
		}
	case disclosure.Inconclusive:
		s.Inconclusive++
		if o.Local {
			s.Local++
		}
	}
}
