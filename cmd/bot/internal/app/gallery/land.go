package gallery

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"daylight/disclosure"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
	"daylight/disclosure/writeup"
)

// Landed is how it is known that a merged page is out.
type Landed struct {
	Address string // where it was read, byte for byte; "" where a person says so
	Tried   []string
	Out     bool // it is on record as published
}

// Land records that a merged page is published: once its site gives out exactly the file that was approved, or where the person says
// that they saw it. That it was merged says only that somebody took it on; a site is built later, or not at all.
func (p Press) Land(ctx context.Context, actor disclosure.Actor, o *Order, seen bool) (Landed, error) {
	switch {
	case o.Job.State != ledger.JobDone || !o.Merged:
		return Landed{}, fault.Errorf(fault.Refused, "the page is not merged")
	case !o.Holds:
		return Landed{}, fault.Errorf(fault.Refused, "%s was merged, and the site does not hold exactly what was approved: look at it there", o.Ref)
	}
	out := Landed{Out: o.Out}
	if o.Out {
		return out, nil
	}
	if !seen {
		out.Address, out.Tried = p.Read(ctx, o.Case.ID, o.Lang, o.Sent)
		if out.Address == "" {
			return out, nil
		}
	}
	if err := o.MayRevise(); err != nil {
		return out, err
	}
	_, err := p.Desk.With(o.Case.Version).Execute(ctx, actor, o.Case.ID, publish.Publish{
		Mode: o.Mode, Lang: o.Lang, Digest: o.Digest, Where: o.Ref, Checks: o.Checks,
	})
	out.Out = err == nil
	return out, err
}

// filePage is the file of a page that a reader of its address gets.
const filePage = "index.html"

// Read looks for a page at the addresses at which a site has it: exactly the file that was sent. address is "" where it is at none.
func (p Press) Read(ctx context.Context, id disclosure.CaseID, lang string, sent map[string][]byte) (address string, tried []string) {
	want := sent[filePage]
	for _, at := range addresses(cmp.Or(p.Public, p.Desk.Team().Site), id, lang) {
		tried = append(tried, at)
		if got, err := p.Fetch(ctx, at); err == nil && len(want) > 0 && bytes.Equal(got, want) {
			return at, tried
		}
	}
	return "", tried
}

// addresses are where a site may have a page: at that of its case, which the page names as its own, with and without its language, and
// where the folder of the repository is the root of the site.
func addresses(site string, id disclosure.CaseID, lang string) []string {
	page := writeup.Address(site, id)
	if page == "" {
		return nil
	}
	name := url.PathEscape(strings.ToLower(string(id))) + "/"
	return []string{page + lang + "/", page, strings.TrimSuffix(page, "cases/"+name) + name + lang + "/"}
}

// longestFetch and largestPage bound the reading of a page.
const (
	longestFetch = 15 * time.Second
	largestPage  = 16 << 20
)

// Fetch reads a page of a site with a client. It follows a redirect within the site alone.
func Fetch(client http.RoundTripper) func(ctx context.Context, address string) ([]byte, error) {
	c := &http.Client{Transport: client, Timeout: longestFetch, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if len(via) > 3 || r.URL.Host != via[0].URL.Host || r.URL.Scheme != via[0].URL.Scheme {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	return func(ctx context.Context, address string) ([]byte, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
		if err != nil {
			return nil, fault.Errorf(fault.Invalid, "the address of the page: %w", err)
		}
		req.Header.Set("Cache-Control", "no-cache")
		resp, err := c.Do(req)
		if err != nil {
			return nil, fault.Errorf(fault.Unavailable, "the page could not be read: %w", err)
		}
		defer func() { _ = resp.Body.Close() }()
		if resp.StatusCode != http.StatusOK {
			return nil, fault.Errorf(fault.Unavailable, "the site answered %d", resp.StatusCode)
		}
		return io.ReadAll(io.LimitReader(resp.Body, largestPage))
	}
}
