package httpfile

import (
	"context"
	"net/http"
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/expect"
	"daylight/disclosure/probe/target"
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

// Info describes the kind.
func (Kind) Info() probe.Info {
	return probe.Info{
		Sends:   "a path that the site cannot have, then the first 16 bytes of .git/HEAD, or HEAD of any other file",
		Reads:   "16 bytes of a .git folder; of other files the head of the answer: length, type and ETag",
		Accepts: "an address such as https://example.com/.git/ or https://example.com/backup.zip",
		Facets:  []string{Facet}, Ports: []uint16{443, 80},
	}
}

// Read returns the canonical target.
func (Kind) Read(raw string, explicit bool) (target.Target, string, error) {
	return read(raw, explicit)
}

// recorded are the headers by which a file is recognised.
var recorded = []string{"Content-Length", "Content-Type", "Etag", "Last-Modified"}

// Validate returns what is wrong with t. It does not touch the network.
func (Kind) Validate(t target.Target) error {
	if _, err := question(t); err != nil {
		return err
	}
	if t.Key != "" {
		return fault.Errorf(fault.Invalid, "kind http_file takes the whole address of the file; leave the key out")
	}
	_, err := known(t)
	return err
}

// known returns the clause that describes the recorded file, nil when nothing was recorded.
func known(t target.Target) (*expect.Clause, error) {
	if t.Expect == nil {
		return nil, nil //nolint:nilnil // a file without a record is valid
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
	c, err := expect.Compile(t.Expect)
	return c.Open, err
}

// Plan returns the three requests. The last one is sent only when the file was not found.
func (Kind) Plan(t target.Target) ([]probe.Step, error) {
	c, err := question(t)
	if err != nil {
		return nil, err
	}
	if inGit(c.Resource.URL.Path) {
		steps := c.Steps("16 bytes, which name a branch")
		steps[1].Words, steps[1].Content = "git", head
		return steps, nil
	}
	return c.Steps("the status, length, type and ETag; no byte of the file"), nil
}

// question returns the requests. Only .git/HEAD is requested with GET, and only its first 16 bytes; a server that ignores Range is
// cut off after them.
func question(t target.Target) (probe.Contrast, error) {
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

// Run probes the site of t.
func (Kind) Run(ctx context.Context, env *probe.Env, t target.Target) disclosure.Observation {
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
		if inGit(c.Resource.URL.Path) {
			return judgeGit(a)
		}
		return judgeFile(as, a, honest)
	})
	return q.Done()
}
