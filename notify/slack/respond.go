package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"

	slackapi "github.com/slack-go/slack"

	"daylight/disclosure/fault"
	"daylight/disclosure/ledger"
)

// respond posts to the response URL of an interaction. The URL is foreign input, so it is only used if it is one of
// Slack's.
//
// Slack answers there with an empty body or with "ok", and promises neither: every answer of success is one. Only a body that says
// "ok": false is none. The library takes all but "ok" for a failure, which would show the answer to its reader twice.
func (c *client) respond(ctx context.Context, address string, replace bool, p post) error {
	if !c.responseAddress(address) {
		return fault.Errorf(fault.Refused, "the response address is not one of Slack's")
	}
	if err := c.checked(p.Blocks); err != nil {
		return err
	}
	msg := map[string]any{"text": cutRunes(p.Text, maxMessageText)}
	if len(p.Blocks) > 0 {
		msg["blocks"] = p.Blocks
	}
	if replace {
		msg["replace_original"] = true
	} else {
		msg["response_type"], msg["replace_original"] = slackapi.ResponseTypeEphemeral, false
	}
	raw, err := json.Marshal(msg)
	if err != nil {
		return fault.Errorf(fault.Internal, "an answer could not be encoded: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(raw))
	if err != nil {
		return fault.Errorf(fault.Refused, "the response address is not one of Slack's")
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return slackapi.StatusCodeError{Code: resp.StatusCode, Status: resp.Status}
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxAnswer)) // what cannot be read is no word against it
	var said struct {
		OK  *bool  `json:"ok"`
		Err string `json:"error"`
	}
	if json.Unmarshal(body, &said) == nil && said.OK != nil && !*said.OK {
		return slackapi.SlackErrorResponse{Err: said.Err}
	}
	return nil
}

func (c *client) responseAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil || len(address) > 3000 || u.User != nil {
		return false
	}
	if u.Host == c.host { // the server that was configured, whatever its scheme
		return true
	}
	return u.Scheme == "https" && (u.Host == "hooks.slack.com" || u.Host == "hooks.slack-gov.com")
}

// surelyFailed reports whether a call surely showed nothing, so that another way may be tried. Of a connection that broke nobody
// knows: what it brought may stand there already, and would be read twice.
func surelyFailed(err error) bool { return classify(err).Kind != ledger.Uncertain }
