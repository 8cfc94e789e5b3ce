package httpfile

import (
	"context"
	"net/http"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
)

// Facet is the only facet of this kind.
const Facet = "file"

const version = 1

// Kind is the probe kind "http_file".
type Kind struct{}

// New returns the probe kind "http_file".
func New() Kind { return Kind{} }

var (
	_ probe.Kind   = Kind{}
	_ probe.Reader = Kind{}
)

// Name returns "http_file".
func (Kind) Name() string { return "http_file" }

// Version returns the version of the classification.
func (Kind) Version() int { return version }

// Info says what the kind asks.
func (Kind) Info() probe.Info {
	return probe.Info{
		Asks:   "a path that the site cannot have, then the first 16 bytes of .git/HEAD, or HEAD of any other file",
		Reads:  "16 bytes of a .git folder; of other files the head of the answer: length, type and ETag",
		Takes:  "an address such as https://example.com/.git/ or https://example.com/backup.zip",
		Facets: []string{Facet}, Ports: []uint16{443, 80},
	}
}

// Read returns the canonical target.
func (Kind) Read(raw string, asked bool) (probe.Target, string, error) { return read(raw, asked) }

// recorded are the headers by which a file is known again.
var recorded = []string{"Content-Length", "Content-Type", "Etag", "Last-Modified"}

// Validate says what is wrong with t, without any network.
func (Kind) Validate(t probe.Target) error {
	if _, err := question(t); err != nil {
		return err
	}
	if t.Key != "" {
		return fault.Errorf(fault.Invalid, "kind http_file takes the whole address of the file; leave the key out")
	}
	_, err := known(t)
	return err
}

// known returns the clause that describes the recorded file, nil where nothing was recorded.
func known(t probe.Target) (*probe.Clause, error) {
	if t.Expect == nil {
		return nil, nil //nolint:nilnil // nothing recorded is no mistake
	}
	open := t.Expect.Open
	if t.Expect.Closed != nil || open == nil || len(open.Status) > 0 || open.Body != "" {
		return nil, fault.Errorf(fault.Invalid,
			"kind http_file takes expect.open.headers only: the recorded length, type, ETag or date of the file")
	}
	for name := range open.Headers {
		if !slices.Contains(recorded, http.CanonicalHeaderKey(name)) {
			return nil, fault.Errorf(fault.Invalid,
				"kind http_file knows a file by Content-Length, Content-Type, ETag and Last-Modified, not by %q", name)
		}
	}
	c, err := probe.Compile(t.Expect)
	return c.Open, err
}

// Plan returns the three requests, of which the last is sent only where the file was not found.
func (Kind) Plan(t probe.Target) ([]probe.Step, error) {
	c, err := question(t)
	if err != nil {
		return nil, err
	}
	reads := "the status, length, type and ETag; no byte of the file"
	if inGit(c.Thing.URL.Path) {
		reads = "16 bytes, which name a branch"
	}
	return c.Steps(reads), nil
}

func question(t probe.Target) (probe.Contrast, error) {
	u, err := address(t.Target)
	if err != nil {
		return probe.Contrast{}, err
	}
	r := probe.Request{Method: http.MethodHead, URL: u, Case: t.Case}
	if inGit(u.Path) {
		r.Method, r.Header = http.MethodGet, map[string]string{"Range": "bytes=0-15"}
		r.Body = func(status int, _ http.Header) int64 {
			if status < http.StatusMultipleChoices {
				return head
			}
			return probe.DefaultLimits().Error
		}
	}
	return probe.NewContrast(Facet, t, r, beside(u.Path)), nil
}

// Run asks the site of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t probe.Target) disclosure.Observation {
	q := env.Inquire(t)
	c, err := question(t)
	if err != nil {
		return q.Done() // Validate saw the same target; without a facet the observation is inconclusive
	}
	as, err := known(t)
	if err != nil {
		return q.Done()
	}
	q.Contrast(ctx, c, func(a probe.Answer, honest bool) disclosure.FacetResult {
		if inGit(c.Thing.URL.Path) {
			return judgeGit(a)
		}
		return judgeFile(as, a, honest)
	})
	return q.Done()
}
