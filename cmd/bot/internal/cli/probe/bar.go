package probe

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"daylight/cmd/bot/internal/cli/session"
	"daylight/disclosure/probe/batch"
)

const (
	barWidth = 24
	barEvery = 200 * time.Millisecond
	// lineEvery is how often a run says how far it is where nobody looks at a terminal, as at night.
	lineEvery = 10 * time.Second
)

// bar shows how far a list is, where a person looks at it. It is safe for concurrent use.
type bar struct {
	w    io.Writer
	live bool
	size int64

	mu    sync.Mutex
	last  time.Duration
	drawn bool
}

func newBar(w io.Writer, size int64) *bar {
	return &bar{w: w, live: session.OnTerminal(w), size: size, last: -barEvery}
}

func (b *bar) show(s batch.Summary) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.live {
		if s.Took-max(b.last, 0) >= lineEvery {
			b.last = s.Took
			fmt.Fprintf(b.w, "bot: %s%d asked, %d open, %d closed, %d inconclusive, %.0f/s\n", b.share(s.Read), s.Probed(), s.Open, s.Closed, s.Inconclusive, perSecond(s))
		}
		return
	}
	if s.Took-b.last < barEvery {
		return
	}
	b.last, b.drawn = s.Took, true
	fmt.Fprintf(b.w, "\r\x1b[K%s%d asked, %d open, %d closed, %d inconclusive, %.0f/s", b.filled(s.Read), s.Probed(), s.Open, s.Closed, s.Inconclusive, perSecond(s))
}

// filled draws the share of the list whose results are there.
func (b *bar) filled(read int64) string {
	if b.size <= 0 {
		return ""
	}
	n := int(min(read, b.size) * barWidth / b.size)
	return "[" + strings.Repeat("█", n) + strings.Repeat("·", barWidth-n) + "] "
}

// share is how much of the list is read, in words.
func (b *bar) share(read int64) string {
	if b.size <= 0 {
		return ""
	}
	return fmt.Sprintf("%d %% of the list, ", min(read, b.size)*100/b.size)
}

// say prints a line of its own.
func (b *bar) say(line string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.erase()
	fmt.Fprintln(b.w, line)
}

func (b *bar) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.erase()
}

func (b *bar) erase() {
	if b.drawn {
		fmt.Fprint(b.w, "\r\x1b[K")
		b.drawn = false
	}
}
