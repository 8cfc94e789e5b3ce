package github

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/ledger"
	"daylight/disclosure/pattern"
)

// WebhookPath is where the application serves [Channel.WebhookHandler].
const WebhookPath = "/webhooks/github"

// maxDelivery is the largest payload that is taken, in bytes. GitHub sends up to 25 MB, but only for pushes.
const maxDelivery = 5 << 20

// The forms of the two headers that become part of a row.
var (
	deliveryForm = pattern.New(`^[A-Za-z0-9-]{1,64}$`)
	eventForm    = pattern.New(`^[a-z][a-z0-9_]{0,63}$`)
)

// WebhookHandler receives deliveries: it checks the signature, stores the bytes as they came, and only then answers 202
// (200 for a delivery that is stored already). GitHub does not repeat a delivery by itself, therefore a failed store
// gives 503, which people can see and redeliver there.
//
// The signature is checked here and not with the library's function: that one accepts everything when no secret is
// set, falls back to SHA-1, and reads without a limit.
func (c *Channel) WebhookHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		refuse := func(code int, why string) {
			c.opts.Log.WarnContext(ctx, "a webhook was refused", "status", code, "reason", why)
			http.Error(w, why, code)
		}
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			refuse(http.StatusMethodNotAllowed, "POST only")
			return
		}
		if c.opts.WebhookSecret.IsZero() {
			refuse(http.StatusServiceUnavailable, "no webhook secret is configured")
			return
		}
		if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
			refuse(http.StatusUnsupportedMediaType, "the content type must be application/json")
			return
		}
		id, event := r.Header.Get("X-GitHub-Delivery"), r.Header.Get("X-GitHub-Event")
		if !deliveryForm.MatchString(id) || !eventForm.MatchString(event) {
			refuse(http.StatusBadRequest, "the delivery id or the event is missing")
			return
		}
		raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxDelivery))
		if err != nil {
			if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
				refuse(http.StatusRequestEntityTooLarge, "the payload is too large")
				return
			}
			refuse(http.StatusBadRequest, "the payload could not be read")
			return
		}
		if !signed(c.opts.WebhookSecret, r.Header.Get("X-Hub-Signature-256"), raw) {
			refuse(http.StatusForbidden, "the signature is missing or wrong: X-Hub-Signature-256 is needed")
			return
		}
		var head deliveryHead
		// Broken JSON with a valid signature is stored too. Parsing it fails later, with a note for a person.
		if json.Unmarshal(raw, &head) == nil && !c.concerns(ctx, event, head) {
			c.countElsewhere(ctx, event)
			w.WriteHeader(http.StatusAccepted)
			return
		}
		fresh, err := c.store(r, id, event, raw, head)
		switch {
		case err != nil:
			c.opts.Log.ErrorContext(r.Context(), "a webhook could not be stored", "delivery", id, "error", err)
			http.Error(w, "not stored, please deliver again", http.StatusServiceUnavailable)
		case !fresh:
			w.WriteHeader(http.StatusOK)
		default:
			w.WriteHeader(http.StatusAccepted)
		}
	})
}

// store keeps a verified delivery as it came.
func (c *Channel) store(r *http.Request, id, event string, raw []byte, head deliveryHead) (fresh bool, err error) {
	now := c.opts.Clock().UTC()
	blob, err := disclosure.NewBlob(raw, nil)
	if err != nil {
		return false, err
	}
	in := ledger.Inbound{
		Channel: disclosure.Issue, Key: "github/" + id, Received: now, Raw: blob.Ref, State: ledger.InboundNew,
		From: short(head.Sender.Login), Subject: event, Meta: map[string]string{metaEvent: event, metaAction: short(head.Action), metaPassed: "1"},
	}
	_, fresh, err = c.ports.Inbox.Receive(r.Context(), in, blob, inboundJob(in.Key, now))
	return fresh, err
}

// signed compares the signature in constant time.
func signed(secret Secret, header string, raw []byte) bool {
	hexed, ok := strings.CutPrefix(header, "sha256=")
	if !ok || secret.IsZero() {
		return false
	}
	given, err := hex.DecodeString(hexed)
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, []byte(secret.value))
	mac.Write(raw)
	return hmac.Equal(given, mac.Sum(nil))
}

// short cuts a foreign name before it is stored.
func short(s string) string {
	const limit = 100
	s = strings.ToValidUTF8(s, "�")
	if r := []rune(s); len(r) > limit {
		return string(r[:limit])
	}
	return s
}
