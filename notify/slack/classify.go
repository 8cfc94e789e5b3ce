package slack

import (
	"errors"
	"net"
	"net/http"
	"time"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// mendTime is the pause before something is tried again that a person has to mend first.
const mendTime = 5 * time.Minute

// classify turns the error of a call into an outcome. Reasons are our own words: an error of the library may hold an
// address with a secret in it.
func classify(err error) ledger.Delivery {
	if err == nil {
		return ledger.Delivery{Kind: ledger.Sent}
	}
	if w, ok := errors.AsType[*waitError](err); ok {
		return ledger.Delivery{Kind: ledger.Retry, After: w.after, Reason: "Slack allows one message per second and channel"}
	}
	if s, ok := errors.AsType[*sharedError](err); ok {
		return ledger.Delivery{Kind: ledger.Retry, After: mendTime, Reason: s.Error() + ", so nothing is posted there: choose one that only your team reads, or end the sharing"}
	}
	if w, ok := errors.AsType[*awayError](err); ok {
		return ledger.Delivery{Kind: ledger.Retry, After: w.after, Reason: w.Error()}
	}
	if u, ok := errors.AsType[*unaskedError](err); ok {
		return ledger.Delivery{Kind: ledger.Retry, Reason: u.Error()}
	}
	if r, ok := errors.AsType[*slackapi.RateLimitedError](err); ok {
		return ledger.Delivery{Kind: ledger.Retry, After: max(r.RetryAfter, time.Second), Reason: "Slack asks for a pause"}
	}
	if s, ok := errors.AsType[slackapi.StatusCodeError](err); ok {
		switch {
		case s.Code == http.StatusTooManyRequests: // the limit of the workspace comes without Retry-After
			return ledger.Delivery{Kind: ledger.Retry, After: time.Minute, Reason: "Slack asks for a pause"}
		case s.Code >= 500:
			return ledger.Delivery{Kind: ledger.Uncertain, Reason: "Slack answered with a server error"}
		default:
			return ledger.Delivery{Kind: ledger.Permanent, Reason: "Slack answered with " + http.StatusText(s.Code)}
		}
	}
	if s, ok := errors.AsType[slackapi.SlackErrorResponse](err); ok {
		return classifyCode(s.Err)
	}
	if d, ok := errors.AsType[*fault.Error](err); ok {
		return ledger.Delivery{Kind: ledger.Permanent, Reason: d.Message}
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return ledger.Delivery{Kind: ledger.Retry, Reason: "Slack cannot be reached"} // no byte has left
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return ledger.Delivery{Kind: ledger.Retry, Reason: "the name of Slack's server cannot be resolved"}
	}
	return ledger.Delivery{Kind: ledger.Uncertain, Reason: "the connection to Slack broke before its answer"}
}

// classifyCode classifies an error code of Slack (https://docs.slack.dev/reference/methods/chat.postMessage).
func classifyCode(code string) ledger.Delivery {
	permanent := func(reason string) ledger.Delivery {
		return ledger.Delivery{Kind: ledger.Permanent, Reason: reason + " (" + code + ")"}
	}
	if refusesToken(code) { // what waits goes out once there is a new one
		return ledger.Delivery{Kind: ledger.Retry, After: mendTime, Reason: "Slack does not accept the bot token (" + code + "): install the app again and give the new token"}
	}
	switch code {
	case "missing_scope", "no_permission", "not_allowed_token_type":
		return ledger.Delivery{Kind: ledger.Retry, After: mendTime, Reason: "the app lacks a scope (" + code + "): install it again with the manifest of `bot slack manifest`"}
	case "ratelimited", "rate_limited", "message_limit_exceeded":
		return ledger.Delivery{Kind: ledger.Retry, After: time.Minute, Reason: "Slack asks for a pause"}
	case "service_unavailable", "request_timeout", "accesslimited":
		return ledger.Delivery{Kind: ledger.Retry, Reason: "Slack is not available (" + code + ")"}
	case "fatal_error", "internal_error":
		// Slack documents that a part of the operation may have succeeded.
		return ledger.Delivery{Kind: ledger.Uncertain, Reason: "Slack failed half way (" + code + ")"}
	case "channel_not_found", "not_in_channel", "restricted_action_read_only_channel":
		return permanent("the channel does not exist or the bot may not write there: invite the bot with /invite")
	case "is_archived":
		return permanent("the channel is archived: choose another one")
	case "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "no_text":
		return permanent("Slack refuses the format of the message")
	default:
		if !codeForm(code) {
			code = "an unknown error"
		}
		return permanent("Slack refuses")
	}
}

// codeForm reports whether a code looks like one of Slack's, and not like text from elsewhere.
func codeForm(code string) bool {
	for _, r := range code {
		if (r < 'a' || r > 'z') && r != '_' {
			return false
		}
	}
	return code != "" && len(code) <= 60
}

// codeOf returns Slack's error code, "" if there is none.
func codeOf(err error) string {
	if s, ok := errors.AsType[slackapi.SlackErrorResponse](err); ok {
		return s.Err
	}
	return ""
}
