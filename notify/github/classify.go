package github

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	gh "github.com/google/go-github/v60/github"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

const (
	secondaryWait = time.Minute   // what the API asks for when it gives no time
	longestWait   = 2 * time.Hour // primary limits reset hourly; more is a broken clock on one side
)

// classify says what the outcome of a request means. It is the only place that knows the API's statuses.
//
// A read has no effect, so it is always retried unless the answer would stay the same. A write is Sent, certainly
// without effect (Retry, Permanent), or Uncertain: then the issue has to be checked before a retry.
func classify(method string, c call, now time.Time) ledger.Delivery {
	if c.stopped != nil {
		return *c.stopped
	}
	if c.err == nil {
		return ledger.Delivery{Kind: ledger.Sent, Receipt: status(c.resp)}
	}
	write := method != http.MethodGet && method != http.MethodHead
	if after, ok := rateLimited(c.err, now); ok {
		return retry(after, "GitHub asks to slow down")
	}
	code := statusIn(c.err)
	if code == 0 {
		return classifyBroken(write, c)
	}
	text := "GitHub answered " + strconv.Itoa(code)
	switch {
	case code == http.StatusNotModified && !write:
		return ledger.Delivery{Kind: ledger.Sent, Receipt: "304 unchanged"}
	case code == http.StatusRequestTimeout, code >= 500, code == http.StatusAccepted:
		// The front end can answer 502 or 504 although the write succeeded behind it.
		return unsure(write, text)
	case code == http.StatusConflict:
		return retry(0, text+": a conflict")
	case code == http.StatusUnauthorized:
		return permanent(text + ": the token is not accepted")
	case code == http.StatusForbidden:
		return permanent(text + ": the token may not do this")
	case code == http.StatusNotFound:
		return permanent(text + ": missing, or not visible to us")
	case code == http.StatusGone:
		return permanent(text + ": issues are switched off, or it was deleted")
	case code == http.StatusUnprocessableEntity:
		return permanent(text + ": the content was not accepted")
	case code == http.StatusUnavailableForLegalReasons:
		return permanent(text + ": blocked for legal reasons")
	case code >= 300 && code < 400 && code != http.StatusNotModified:
		return permanent(text + ": the address has moved")
	case code >= 400 && code < 500:
		return permanent(text)
	}
	return unsure(write, text)
}

// classifyBroken is for requests without a usable answer.
func classifyBroken(write bool, c call) ledger.Delivery {
	var reason string
	switch {
	case c.resp != nil:
		reason = "the answer of GitHub could not be read" // 2xx with a body that is cut off
	case errors.Is(c.err, context.DeadlineExceeded), isTimeout(c.err):
		reason = "GitHub did not answer in time"
	case errors.Is(c.err, context.Canceled):
		reason = "the request was cancelled"
	case fault.CodeOf(c.err) == fault.Refused:
		return permanent(c.err.Error())
	default:
		reason = "the connection to GitHub failed"
	}
	return unsure(write && (c.written || c.resp != nil), reason)
}

func unsure(effect bool, reason string) ledger.Delivery {
	if effect {
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: reason}
	}
	return retry(0, reason)
}

func retry(after time.Duration, reason string) ledger.Delivery {
	return ledger.Delivery{Kind: ledger.Retry, After: after, Reason: reason}
}

func permanent(reason string) ledger.Delivery {
	return ledger.Delivery{Kind: ledger.Permanent, Reason: reason}
}

// rateLimited reports whether an answer is a rate limit, and how long to wait. The library knows only two forms; the
// others are 429, and 403 or 422 with a message about the limit.
func rateLimited(err error, now time.Time) (time.Duration, bool) {
	if e, ok := errors.AsType[*gh.RateLimitError](err); ok {
		return waitFor(e.Response, e.Rate.Reset.Time, now), true
	}
	if e, ok := errors.AsType[*gh.AbuseRateLimitError](err); ok {
		return waitFor(e.Response, time.Time{}, now), true
	}
	e, ok := errors.AsType[*gh.ErrorResponse](err)
	if !ok || e.Response == nil {
		return 0, false
	}
	message := strings.ToLower(e.Message)
	named := strings.Contains(message, "secondary rate limit") || strings.Contains(message, "abuse detection") ||
		strings.Contains(message, "submitted too quickly") || strings.Contains(message, "api rate limit exceeded")
	switch e.Response.StatusCode {
	case http.StatusTooManyRequests:
	case http.StatusForbidden:
		if !named && e.Response.Header.Get("Retry-After") == "" && e.Response.Header.Get("X-RateLimit-Remaining") != "0" {
			return 0, false
		}
	case http.StatusUnprocessableEntity:
		if !named {
			return 0, false
		}
	default:
		return 0, false
	}
	return waitFor(e.Response, time.Time{}, now), true
}

// waitFor reads how long to wait: Retry-After, else the reset of an exhausted limit, else a minute.
func waitFor(resp *http.Response, reset, now time.Time) time.Duration {
	if resp != nil {
		if s, err := strconv.ParseInt(resp.Header.Get("Retry-After"), 10, 32); err == nil && s >= 0 {
			return clampWait(time.Duration(s) * time.Second)
		}
		if reset.IsZero() && resp.Header.Get("X-RateLimit-Remaining") == "0" {
			if s, err := strconv.ParseInt(resp.Header.Get("X-RateLimit-Reset"), 10, 64); err == nil {
				reset = time.Unix(s, 0)
			}
		}
	}
	if reset.IsZero() {
		return secondaryWait
	}
	return clampWait(reset.Sub(now))
}

func clampWait(d time.Duration) time.Duration { return min(max(d, time.Second), longestWait) }

// statusIn finds the HTTP status in an error, 0 if there was no answer.
func statusIn(err error) int {
	if e, ok := errors.AsType[*gh.ErrorResponse](err); ok && e.Response != nil {
		return e.Response.StatusCode
	}
	if e, ok := errors.AsType[*gh.TwoFactorAuthError](err); ok && e.Response != nil {
		return e.Response.StatusCode
	}
	if _, ok := errors.AsType[*gh.AcceptedError](err); ok {
		return http.StatusAccepted
	}
	return 0
}

func isTimeout(err error) bool {
	t, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err)
	return ok && t.Timeout()
}

func status(r *gh.Response) string {
	if r == nil || r.Response == nil {
		return ""
	}
	return strconv.Itoa(r.StatusCode)
}

// readError turns a failed read into an error that a person may read. It leaves out the API's own text, which may
// repeat what we or the vendor wrote.
func readError(what string, d ledger.Delivery, cause error) error {
	if errors.Is(cause, context.Canceled) {
		return cause
	}
	code := fault.Unavailable
	if d.Kind == ledger.Permanent {
		code = fault.Refused
	}
	return fault.Errorf(code, "GitHub: %s could not be read: %s", what, d.Reason)
}
