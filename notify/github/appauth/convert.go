package appauth

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"

	"daylight/disclosure/fault"
)

// Made is an app that GitHub has just made. Key and secret are given out this once.
type Made struct {
	ID            int64  `json:"id"`
	Slug          string `json:"slug"`
	Page          string `json:"html_url"`
	PEM           string `json:"pem"`
	WebhookSecret string `json:"webhook_secret"`
}

// Convert takes the code that GitHub gives out when somebody has made the app from the manifest. The code is good for one
// hour and for one call.
func Convert(ctx context.Context, client *http.Client, base *url.URL, code string) (Made, error) {
	var out Made
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base.JoinPath("app-manifests", code, "conversions").String(), nil)
	if err != nil {
		return out, fault.Errorf(fault.Invalid, "the code of GitHub cannot be used")
	}
	req.Header.Set("Accept", "application/vnd.github+json")
	req.Header.Set("User-Agent", "daylight")
	resp, err := client.Do(req)
	if err != nil {
		return out, fault.Errorf(fault.Unavailable, "GitHub did not give out the key of the app: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusCreated {
		return out, fault.Errorf(fault.Refused, "GitHub answered %d to the code: it is good once and for an hour; make the key at the app's page, Private keys", resp.StatusCode)
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(&out); err != nil || out.ID == 0 {
		return out, fault.Errorf(fault.Unavailable, "the answer of GitHub could not be read: make the key at the app's page, Private keys")
	}
	_, err = ParseKey(out.PEM)
	return out, err
}
