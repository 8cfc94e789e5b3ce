package httplisting

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind, besides that of the other way: see [probe.BothWays].
const Facet = "listing"

const (
	kind    = "http_listing"
	version = 5
)

// New returns the probe kind "http_listing".
func New() probe.BothWays {
	return probe.BothWays{ReadableKind: probe.Scaffold[probe.Contrast]{
		Service: target.Service{Kind: kind, Ports: []uint16{443, 80}}, Number: version, Reads: read, Parse: question,
		About: probe.Info{
			Sends:   "GET of a folder that the site cannot have, then of the folder itself",
			Reads:   "up to 64 KiB of the page, for its links, sizes and times",
			Accepts: "the address of a folder such as https://example.com/export/",
			Facets:  []string{Facet},
		},
		Steps: func(_ target.Target, c probe.Contrast) []probe.Step {
			steps := c.Steps("up to 64 KiB of the page, for the structure of a list; none of it is kept; follows a redirect that only takes off the slash")
			steps[1].Content = probe.ListingBytes
			return steps
		},
		Ask: func(ctx context.Context, q *probe.Inquiry, _ target.Target, c probe.Contrast) {
			q.Contrast(ctx, c, judge)
		},
	}}
}

// read returns the canonical target. Unless explicit, it claims only addresses that end in a slash below the root, at a usual port
// of the web: the first page of a site is no folder that somebody forgot, and another port may be that of any service.
func read(raw string, explicit bool) (target.Target, string, error) {
	if !explicit {
		u, err := target.ParseAddress(raw)
		if err != nil || u.RawQuery != "" || u.Path == "/" || !webPort(u.Port()) || !strings.HasSuffix(u.Path, "/") {
			return target.Target{}, "", nil //nolint:nilerr // an address of another kind is not a mistake
		}
	}
	u, err := address(raw)
	if err != nil {
		return target.Target{}, "", err
	}
	return target.Target{Kind: kind, Target: u.String()}, "folder of a web site", nil
}

func webPort(port string) bool {
	switch port {
	case "", "80", "443", "8000", "8080", "8081", "8443", "8888":
		return true
	}
	return false
}

// address reads the address of a folder, and adds the slash at its end: without it many servers would only redirect.
func address(raw string) (*url.URL, error) {
	u, err := target.ParseAddress(raw)
	if err != nil {
		return nil, err
	}
	if u.RawQuery != "" {
		return nil, fault.Errorf(fault.Invalid, "a folder has no query; use kind http_match for this address")
	}
	if !strings.HasSuffix(u.Path, "/") {
		u.Path, u.RawPath = u.Path+"/", u.EscapedPath()+"/"
	}
	return u, nil
}

// question returns the requests. The control is a folder inside the probed one, and another stands beside it; see [probe.Contrast].
func question(t target.Target) (probe.Contrast, error) {
	u, err := address(t.Target)
	if err == nil && (t.Key != "" || t.Expect != nil) {
		err = fault.Errorf(fault.Invalid, "the answers of kind http_listing are built in; leave key and expect out")
	}
	if err != nil {
		return probe.Contrast{}, err
	}
	return probe.NewContrast(Facet, t, probe.Request{
		Method: http.MethodGet, URL: u, Case: t.Case, Page: true, Follow: withoutSlash,
		Body: func(status int, _ http.Header) int64 {
			if status < http.StatusBadRequest {
				return probe.ListingBytes
			}
			return probe.DefaultLimits().Error
		},
	}, u.Path), nil
}

// withoutSlash follows the one redirect that some servers have for every folder: to the same address without the slash at its end.
func withoutSlash(from, to *url.URL) bool {
	return to.Scheme == from.Scheme && to.Host == from.Host && to.RawQuery == "" && to.Path != "" && to.Path+"/" == from.Path
}
