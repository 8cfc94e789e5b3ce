package e2e

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"daylight/cmd/bot/internal/app"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/probetest"
	"daylight/disclosure/probe/target"
)

const (
	faultsEnv      = "DAYLIGHT_FAULTS"       // how many probes, for a long run
	faultsChildEnv = "DAYLIGHT_FAULTS_CHILD" // file with the work of a child process
	fewFaults      = 4000
	tellingTime    = time.Minute // for a run that met no open site or none that blocks us to ask them once more
	faultsAtATime  = 256
	fewDescriptors = 128 // of a process that has 256 probes to make
	openServer     = "is open"
)

// faultSubject is a kind and how its open server talks.
type faultSubject struct {
	scheme string
	open   []probetest.Exchange
	// answers are faults that this kind rightly takes for a refusal by the asset.
	answers []string
}

// others are kinds that meet the same faults without an open server of their own: the tests of each have one.
func others() []string {
	return []string{
		"clickhouse", "couchdb", "docker_api", "docker_registry", "elasticsearch", "etcd", "ftp", "influxdb", "kubernetes",
		"mongodb", "mqtt", "mysql",
	}
}

// faultSubjects returns the kinds that meet faults.
func faultSubjects() map[string]faultSubject {
	const xml = "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nConnection: close\r\n\r\n" +
		`<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name></ListBucketResult>`
	head := probetest.ReadUntil("\r\n\r\n")
	return map[string]faultSubject{
		"s3": {scheme: "http", open: []probetest.Exchange{head, probetest.Say(xml)}},
		"http": {
			scheme: "http", // its open servers are among the sites: a page for every path is none
			// Of a page, its absence is weak evidence, however it is said.
			answers: []string{"speaks a page that is not there"},
		},
		"redis":     {scheme: "redis", open: []probetest.Exchange{probetest.Read(14), probetest.Say("+PONG\r\n"), probetest.Read(16), probetest.Say(":1\r\n")}},
		"memcached": {scheme: "memcached", open: []probetest.Exchange{probetest.ReadLine(), probetest.Say("VERSION 1.6.18\r\n")}},
		"postgres": {scheme: "postgres", open: []probetest.Exchange{
			probetest.Read(8), probetest.Say("N"), probetest.ReadSome(), probetest.Say("R\x00\x00\x00\x08\x00\x00\x00\x00"),
		}},
	}
}

// faultWork is what a child process does.
type faultWork struct {
	Count       int
	Seed        uint64
	Descriptors uint64 // 0 leaves the limit as it is
	Servers     []faultServer
	Result      string
}

type faultServer struct {
	Kind, Target, Name string
	Slow               bool
	Fate               fate
}

// faultTally is what came of it.
type faultTally struct {
	Probes  int
	Reasons map[observed.Reason]int
	Closed  map[string]int // what was taken for closed: there must be nothing here
	// Answers are those of sites that may say no, by name and fate; what would come of each is played out.
	Answers map[string]faultAnswer
	Open    map[string]int // by name of the server
	NotOurs int            // our own faults that were taken for the asset's
}

// faultAnswer is an answer of a site that blocks us or was never open.
type faultAnswer struct {
	Name   string
	Fate   fate
	Result observed.FacetResult
}

// TestNoFaultIsTakenForAClosure probes misbehaving and open servers in random order, from a process that gets little of
// its one processor, and then from one that is short of descriptors too. A million of them take some minutes:
//
//	DAYLIGHT_FAULTS=1000000 go test -count=1 -timeout 30m -v -run TestNoFaultIsTakenForAClosure ./cmd/bot/internal/e2e/
func TestNoFaultIsTakenForAClosure(t *testing.T) {
	count := fewFaults
	if text := os.Getenv(faultsEnv); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 2 {
			t.Fatalf("%s is %q, want a number", faultsEnv, text)
		}
		count = n
	}
	work := faultWork{Count: count / 2, Seed: uint64(time.Now().UnixNano()), Servers: faultServers(t)}
	t.Logf("seed %d, %d servers", work.Seed, len(work.Servers))
	starved := runFaults(t, work)
	work.Descriptors = fewDescriptors
	short := runFaults(t, work)
	for name, got := range map[string]faultTally{"starved": starved, "short of descriptors": short} {
		for what, n := range got.Closed {
			t.Errorf("%s: %d times taken for closed: %s", name, n, what)
		}
		for _, a := range got.Answers {
			requireNoClosure(t, a.Name, a.Fate, a.Result)
		}
		if len(got.Answers) == 0 {
			t.Errorf("%s: no site that blocks us was met: this shows nothing", name)
		}
		if len(got.Open) == 0 {
			t.Errorf("%s: nothing open was seen: this shows nothing", name)
		}
		if got.Probes != count/2 || got.NotOurs > 0 {
			t.Errorf("%s: %d probes, %d of our own faults not seen as such", name, got.Probes, got.NotOurs)
		}
		for what := range got.Open {
			if !strings.HasSuffix(what, openServer) {
				t.Errorf("%s: taken for open: %s", name, what)
			}
		}
		t.Logf("%s: %d probes, %v", name, got.Probes, got.Reasons)
	}
	if short.Reasons[observed.ReasonDescriptors] == 0 {
		t.Error("descriptors never ran out: this shows nothing")
	}
}

func faultServers(t *testing.T) []faultServer {
	out := siteServers(t)
	for kind, s := range faultSubjects() {
		all := probetest.Faults(t, "")
		if s.open != nil {
			all = append(all, probetest.Fault{Name: openServer, Exchanges: s.open})
		}
		for _, f := range all {
			if slices.Contains(s.answers, f.Name) {
				continue
			}
			srv := probetest.Dialogue(t, f.Exchanges...)
			out = append(out, faultServer{Kind: kind, Target: s.scheme + "://" + srv.Addr, Name: kind + " " + f.Name, Slow: f.Slow})
		}
	}
	prober, err := probe.New(probe.Options{Kinds: app.ProbeKinds(), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range others() {
		for _, f := range probetest.Faults(t, "") {
			srv := probetest.Dialogue(t, f.Exchanges...)
			asset, _, err := prober.Canonical(srv.Addr, kind)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, faultServer{Kind: kind, Target: asset.Target, Name: kind + " " + f.Name, Slow: f.Slow})
		}
	}
	slices.SortFunc(out, func(a, b faultServer) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func runFaults(t *testing.T, work faultWork) faultTally {
	t.Helper()
	dir := t.TempDir()
	work.Result = filepath.Join(dir, "result")
	b, err := json.Marshal(work)
	if err != nil {
		t.Fatal(err)
	}
	plan := filepath.Join(dir, "work")
	if err := os.WriteFile(plan, b, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFaultsChild$", "-test.timeout=0")
	cmd.Env = append(os.Environ(), faultsChildEnv+"="+plan)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	b, err = os.ReadFile(work.Result)
	if err != nil {
		t.Fatal(err)
	}
	var tally faultTally
	if err := json.Unmarshal(b, &tally); err != nil {
		t.Fatal(err)
	}
	return tally
}

// TestFaultsChild is the other process of [TestNoFaultIsTakenForAClosure].
func TestFaultsChild(t *testing.T) {
	name := os.Getenv(faultsChildEnv)
	if name == "" {
		t.Skip("the other half of TestNoFaultIsTakenForAClosure, which starts it as a process of its own")
	}
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var work faultWork
	if err := json.Unmarshal(b, &work); err != nil {
		t.Fatal(err)
	}
	p := probetest.New(t, func(o *probe.Options) {
		o.Limits = probe.Limits{Total: 400 * time.Millisecond, Connect: 200 * time.Millisecond}
		o.Clock = jumpingClock()
	}, app.ProbeKinds()...)
	result, err := os.Create(work.Result) // while there are descriptors
	if err != nil {
		t.Fatal(err)
	}
	if work.Descriptors > 0 {
		limit := syscall.Rlimit{Cur: work.Descriptors, Max: work.Descriptors}
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
			t.Fatal(err)
		}
	}
	stop := starve()
	tally := makeFaults(t, p, work)
	stop()
	if err := json.NewEncoder(result).Encode(tally); err != nil {
		t.Fatal(err)
	}
}

// jumpingClock is set back and forth all the time, also while a probe runs: no verdict depends on the time of day.
func jumpingClock() func() time.Time {
	const year = 365 * 24 * time.Hour
	jumps := []time.Duration{0, time.Hour, -time.Hour, 100 * time.Hour, -100 * time.Hour, year, -year}
	return func() time.Time { return time.Now().Add(jumps[rand.IntN(len(jumps))]) }
}

// starve leaves the probes one processor, and busy neighbours on it.
func starve() (stop func()) {
	was := runtime.GOMAXPROCS(1)
	done := make(chan struct{})
	var busy sync.WaitGroup
	for range 2 {
		busy.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				for until := time.Now().Add(time.Millisecond); time.Now().Before(until); {
				}
				runtime.Gosched()
			}
		})
	}
	return func() { close(done); busy.Wait(); runtime.GOMAXPROCS(was) }
}

func makeFaults(t *testing.T, p *probe.Prober, work faultWork) faultTally {
	tally := faultTally{Reasons: map[observed.Reason]int{}, Closed: map[string]int{}, Open: map[string]int{}, Answers: map[string]faultAnswer{}}
	var mu sync.Mutex
	ask := func(s faultServer) {
		o, err := p.Probe(t.Context(), target.Target{Kind: s.Kind, Target: s.Target})
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		probetest.RequireNoContent(t, o, err)
		mu.Lock()
		tally.add(s, o)
		mu.Unlock()
		if o.Reason == observed.ReasonDescriptors {
			time.Sleep(50 * time.Millisecond) // let those go on that have one
		}
	}
	next := make(chan faultServer)
	var workers sync.WaitGroup
	for range faultsAtATime {
		workers.Go(func() {
			for s := range next {
				ask(s)
			}
		})
	}
	random := rand.New(rand.NewPCG(work.Seed, work.Descriptors))
	var open, telling []faultServer // telling are those that a run has to hear of, or it shows nothing
	for _, s := range work.Servers {
		isOpen := strings.HasSuffix(s.Name, openServer)
		if isOpen {
			open = append(open, s)
		}
		if isOpen || s.Fate == refusesUs {
			telling = append(telling, s)
		}
	}
	for n := 0; n < work.Count; {
		among := work.Servers
		if random.IntN(5) == 0 {
			among = open // they are few among all the faults, and a run that meets none shows nothing
		}
		s := among[random.IntN(len(among))]
		if s.Slow && random.IntN(10) > 0 {
			continue // they take as long as all the others together
		}
		next <- s
		n++
	}
	close(next)
	workers.Wait()
	// A machine with much else to do may have let every one of them time out.
	for until := time.Now().Add(tellingTime); (len(tally.Open) == 0 || len(tally.Answers) == 0) && time.Now().Before(until); {
		ask(telling[random.IntN(len(telling))])
		tally.Probes--
	}
	return tally
}

func (f *faultTally) add(s faultServer, o observed.Observation) {
	f.Probes++
	f.Reasons[o.Reason]++
	for _, facet := range slices.Sorted(maps.Keys(o.Facets)) {
		r := o.Facets[facet]
		switch {
		case r.Verdict == observed.Closed && s.Fate != staysInconclusive:
			a := faultAnswer{s.Name, s.Fate, r}
			f.Answers[s.Name+" "+r.Verdict.String()+" "+string(r.Reason)] = a
		case r.Verdict == observed.Closed:
			f.Closed[s.Name+": "+facet+" "+string(r.Reason)]++
		case r.Verdict == observed.Open:
			f.Open[s.Name]++
		case r.Reason == observed.ReasonDescriptors && o.Verdict == observed.Inconclusive && !o.Local:
			f.NotOurs++
		}
	}
}
