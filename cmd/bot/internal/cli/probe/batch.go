package probe

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/batch"
	"daylight/disclosure/probe/pace"
)

// maxConcurrency bounds the probes at a time: more need more memory than a small machine has.
const maxConcurrency = 10000

func newBatch(s *session.Session) *cobra.Command {
	o := app.BatchOptions{}
	var limits probe.Limits
	var private bool
	var evidence, resume string
	cmd := &cobra.Command{
		Use: "batch FILE|-", Short: "Probe a list of targets once, without a case", Args: cobra.ExactArgs(1),
		Long: "Probe a list of targets and record nothing. The list has one target per line, with # before comments, or JSON objects\n" +
			"with \"target\" and optionally \"kind\", \"key\" and \"owner\". Each result is one line of JSON, written as soon as it\n" +
			"is known; a line that cannot be probed gets a result with an error. With\n" +
			"--resume a run that was killed goes on where it was: its\n" +
			"torn last record is mended, and what has a record is not asked again.\n" +
			"The rate is that of the configuration (probe.rate and\n" +
			"probe.per_network) unless the flags change it; targets on this machine are not limited.",
		Example: "  bot probe batch targets.txt --kind s3 --evidence seen.jsonl > results.jsonl\n  bot probe batch targets.txt --kind s3 --resume seen.jsonl >> results.jsonl\n  subfinder | bot probe batch - --concurrency 64 --timeout 5s",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := s.Load()
			if err != nil {
				return err
			}
			if private {
				allowPrivate(cfg)
			}
			if o.Concurrency < 1 || o.Concurrency > maxConcurrency {
				return fault.Errorf(fault.Invalid, "--concurrency: write a number from 1 to %d", maxConcurrency)
			}
			for name, rate := range map[string]float64{"rate": o.Rate, "per-network": o.PerNetwork, "per-owner": o.PerOwner} {
				if cmd.Flags().Changed(name) && !(rate >= 0) {
					return fault.Errorf(fault.Invalid, "--%s: write how many may start per second, or 0 for no limit", name)
				}
			}
			if limits.Connect <= 0 || limits.Total <= 0 {
				return fault.Errorf(fault.Invalid, "a timeout has to be more than zero: write one such as 5s")
			}
			bare, err := app.NewBareProber(cfg, session.Version(), limits)
			if err != nil {
				return err
			}
			if evidence != "" && resume != "" {
				return fault.Errorf(fault.Invalid, "write --evidence for a new file or --resume for one that is there, not both")
			}
			log, err := newEvidence(evidence)
			if resume != "" {
				log, err = resumeEvidence(resume)
			}
			if err != nil {
				return err
			}
			boundMemory(s, o.Concurrency)
			return probeList(s, cmd, bare, args[0], log, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Kind, "kind", "", "kind of probe for lines without one (default: guessed from each target)")
	f.IntVar(&o.Concurrency, "concurrency", 256, "number of probes at the same time")
	d := probe.DefaultLimits()
	f.DurationVar(&limits.Connect, "connect-timeout", d.Connect, "maximum time to connect")
	f.DurationVar(&limits.Total, "timeout", d.Total, "maximum time for a whole probe")
	f.Float64Var(&o.Rate, "rate", -1, "probes started per second in total, 0 for no limit (default: probe.rate)")
	f.Float64Var(&o.PerNetwork, "per-network", -1, "probes started per second in one network, 0 for no limit (default: probe.per_network)")
	f.Float64Var(&o.PerOwner, "per-owner", 0, "probes started per second for each \"owner\" of the list, 0 for no limit")
	f.StringVar(&evidence, "evidence", "", "write a hash-chained record of every probe to this new file")
	f.StringVar(&resume, "resume", "", "go on with the records in this file: a torn last one is mended, and lines that have one are skipped")
	f.BoolVar(&private, "allow-private", false, "let this list reach loopback and private addresses")
	session.OfferFrom(cmd, "kind", kinds)
	return cmd
}

// boundMemory fits the collector to what a list needs: it may sleep until the bound is near, and works harder there,
// instead of taking a multiple of whatever is in use. GOMEMLIMIT and GOGC have precedence.
func boundMemory(s *session.Session, concurrency int) {
	if s.Getenv("GOMEMLIMIT") != "" || s.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(max(96<<20, 48<<20+int64(concurrency)*26<<10))
}

// probeList asks a list and shows what comes.
func probeList(s *session.Session, cmd *cobra.Command, bare *app.BareProber, name string, log *evidence, o app.BatchOptions) (err error) {
	defer func() { err = errors.Join(err, log.Close()) }()
	list, size, err := openList(s, name)
	if err != nil {
		return err
	}
	defer list.Close()
	out := bufio.NewWriterSize(s.Out, 64<<10)
	if len(log.known()) > 0 {
		o.Skip = log.has
		fmt.Fprintf(s.Err, "bot: %s on record, which are skipped\n", wording.Count(len(log.known()), "line is", "lines are"))
	}
	bar := newBar(s.Err, size)
	asJSON := s.JSON || !session.OnTerminal(s.Out)
	o.Each = func(r batch.Result) error {
		if err := log.add(r); err != nil {
			return err
		}
		if asJSON {
			return writeResult(out, r)
		}
		_, err := fmt.Fprintln(out, resultLine(r))
		return err
	}
	o.Idle = func(now batch.Summary) error {
		bar.show(now)
		return errors.Join(log.flush(), out.Flush())
	}
	o.Say = func(n pace.Notice) { bar.say("bot: " + wording.OneLine(n.String())) }
	sum, err := bare.Batch(cmd.Context(), list, o)
	bar.clear()
	if err := errors.Join(err, out.Flush()); err != nil {
		return err
	}
	fmt.Fprintln(s.Err, summaryLine(sum))
	if sum.Interrupted {
		return session.Reported(session.ExitFailed)
	}
	return nil
}

// openList opens a list. size is 0 where nobody knows it.
func openList(s *session.Session, name string) (_ io.ReadCloser, size int64, _ error) {
	if name == "-" {
		return io.NopCloser(s.In), 0, nil
	}
	f, err := os.Open(name) //nolint:gosec // the caller names the file
	if err != nil {
		return nil, 0, fault.Errorf(fault.Invalid, "the list cannot be read: %w", err)
	}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		size = info.Size()
	}
	return f, size, nil
}

// resultJSON is a result as programs read it. A line that was not asked has line and error alone.
type resultJSON struct {
	Line  int     `json:"line"`
	Error *string `json:"error"`
	*observationView
}

func writeResult(w io.Writer, r batch.Result) error {
	out := resultJSON{Line: r.Line}
	if r.Err != nil {
		text := r.Err.Error()
		out.Error = &text
	}
	if r.Observation.Kind != "" {
		view := viewOf(r.Observation, r.How, "")
		out.observationView = &view
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

func resultLine(r batch.Result) string {
	if r.Observation.Kind == "" {
		return fmt.Sprintf("not probed    line %d: %s", r.Line, wording.OneLine(r.Err.Error()))
	}
	return fmt.Sprintf("%-13s %s %s: %s", verdictWord(r.Observation.Result()), r.Observation.Kind, wording.OneLine(r.Observation.Target), r.Observation.Reason)
}

func summaryLine(s batch.Summary) string {
	parts := []string{
		fmt.Sprintf("%d open", s.Open), fmt.Sprintf("%d closed (%d of them weak)", s.Closed, s.Weak),
		fmt.Sprintf("%d inconclusive (%d of them our own fault)", s.Inconclusive, s.Local),
	}
	for _, more := range []struct {
		n    int
		what string
	}{{s.Refused, "refused"}, {s.Bad, "not askable"}, {s.Stopped, "broken off"}} {
		if more.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", more.n, more.what))
		}
	}
	head := wording.Count(s.Lines, "target", "targets")
	if s.Interrupted {
		head = "stopped after " + head
	}
	return fmt.Sprintf("%s in %s (%.0f/s): %s", head, s.Took.Round(time.Millisecond), perSecond(s), strings.Join(parts, ", "))
}

func perSecond(s batch.Summary) float64 {
	if s.Took <= 0 {
		return 0
	}
	return float64(s.Lines) / s.Took.Seconds()
}
