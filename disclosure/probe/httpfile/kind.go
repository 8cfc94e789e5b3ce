package httpfile

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/observed"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/expect"
	"daylight/disclosure/probe/target"
)

// The facets of this kind: the file, and of a .git folder the two files that are always in it.
const (
	Facet       = "file"
	FacetHead   = "head"
	FacetConfig = "config"
)

const version = 4

// New returns the probe kind "http_file".
func New() probe.BothWays {
	return probe.BothWays{ReadableKind: probe.Scaffold[inquiry]{
		Service: target.Service{Kind: "http_file", Ports: []uint16{443, 80}}, Number: version, Reads: read, Parse: parse,
		About: probe.Info{
			Sends:   "a path that the site cannot have, then the first bytes of a file that they tell, such as .git/HEAD and .git/config, or HEAD of any other file",
			Reads:   "16 bytes of .git/HEAD and 6 of .git/config, the beginning of phpinfo.php and actuator/env; of other files the head of the answer",
			Accepts: "an address such as https://example.com/.git/ or https://example.com/backup.zip",
			Facets:  []string{Facet, FacetHead, FacetConfig},
		},
		Steps: func(_ target.Target, all inquiry) []probe.Step {
			var out []probe.Step
			for _, c := range all.questions {
				out = append(out, stepsOf(c)...)
			}
			return out
		},
		Ask: func(ctx context.Context, q *probe.Inquiry, _ target.Target, all inquiry) {
			for _, c := range all.questions {
				q.Contrast(ctx, c, func(a, control probe.Answer) observed.FacetResult {
					if k := known(c.Resource.URL.Path); k != nil {
						return k.judge(a, control)
					}
					return judgeFile(all.record, a, control)
				})
			}
		},
	}}
}

// inquiry holds the requests for each file in turn, and what was recorded of the one that is meant; nil where nothing was.
type inquiry struct {
	questions []probe.Contrast
	record    *expect.Clause
}

func parse(t target.Target) (all inquiry, err error) {
	if all.questions, err = questions(t); err == nil {
		all.record, err = record(t)
	}
	return all, err
}

// recorded are the headers by which a file is recognised.
var recorded = []string{"Content-Length", "Content-Type", "Etag", "Last-Modified"}

// record returns the clause that describes the recorded file, nil when nothing was recorded.
func record(t target.Target) (*expect.Clause, error) {
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

// stepsOf are the steps for one file. The last two are sent only when they can tell more.
func stepsOf(c probe.Contrast) []probe.Step {
	k := known(c.Resource.URL.Path)
	if k == nil {
		return c.Steps("the status, length, type and ETag; no byte of the file")
	}
	steps := c.Steps(k.reads)
	steps[1].Words, steps[1].Content = "beginning", k.first
	if path := c.Resource.URL.Path; inGit(path) || strings.HasSuffix(path, gitConfig) {
		steps[1].Words = "git" // one sentence for both
	}
	return steps
}

// questions are the requests for the file of t and, where it lies in a .git folder, for those beside it.
func questions(t target.Target) ([]probe.Contrast, error) {
	u, err := address(t.Target)
	if err == nil && t.Key != "" {
		err = fault.Errorf(fault.Invalid, "kind http_file takes the whole address of the file; leave the key out")
	}
	if err != nil {
		return nil, err
	}
	out := []probe.Contrast{question(t, Facet, u)}
	more := others(u.Path)
	for _, facet := range slices.Sorted(maps.Keys(more)) {
		next := *u
		next.Path, next.RawPath = more[facet], target.EscapePath(more[facet])
		out = append(out, question(t, facet, &next))
	}
	return out, nil
}

// question returns the requests. Only files that their first bytes tell are requested with GET, and only these bytes; a server that
// ignores Range is cut off after them.
func question(t target.Target, facet string, u *url.URL) probe.Contrast {
	r := probe.Request{Method: http.MethodHead, URL: u, Case: t.Case}
	if k := known(u.Path); k != nil {
		r.Method, r.Header, r.Page = http.MethodGet, map[string]string{"Range": fmt.Sprintf("bytes=0-%d", k.first-1)}, k.page
		r.Body = func(status int, _ http.Header) int64 {
			if status < http.StatusMultipleChoices {
				return k.first
			}
			return probe.DefaultLimits().Error
		}
	}
	return probe.NewContrast(facet, t, r, beside(u.Path))
}
