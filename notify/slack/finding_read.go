package slack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	slackapi "github.com/slack-go/slack"

	"daylight/notify"
)

// Whoever records a finding sees first what was read as what: the kind, the target and what is left as text. What the form said of
// an asset is kept as a mark of it, so that one that was changed since is shown again before it is recorded.

// filledIn is the modal with what a text says. rest tells what becomes of the rest of the text.
func (a *App) filledIn(text, rest string, from origin) slackapi.ModalViewRequest {
	f := Detect(a.ports.Find, text)
	says := "Nothing here is surely one asset. Write its address below: the kind follows from it."
	if f.Target != "" {
		canonical, how, err := a.ports.Canonical(f.Target, f.Kind)
		if says = readAs(canonical, how); err != nil {
			says = safe(fieldError(err))
		} else {
			from.Read = markOf(canonical)
		}
	}
	return a.findingView(map[string]string{fieldTitle: f.Title, fieldAsset: f.Target, fieldKind: f.Kind}, says+" "+rest, from)
}

// readAs says what an asset is read as.
func readAs(canonical, how string) string {
	return "Read as " + safeUpTo(notify.Defang(how), 300) + ": *" + safeUpTo(notify.Defang(canonical), 600) + "*."
}

// markOf is the mark of an asset that was shown.
func markOf(canonical string) string {
	sum := sha256.Sum256([]byte(canonical))
	return hex.EncodeToString(sum[:8])
}

// lookAtFinding returns the form once more where its sender has not seen yet what the asset is read as; nil where they have.
func (a *App) lookAtFinding(_ context.Context, c call) *slackapi.ModalViewRequest {
	f, _ := a.readFinding(c.View.Values)
	from := readOrigin(c.View.Metadata)
	if mark := markOf(f.Target); from.Read != mark {
		from.Read = mark
		view := a.findingView(c.View.Values, readAs(f.Target, f.How)+" Nothing is recorded yet: press *Record* once more, or correct it.", from)
		return &view
	}
	return nil
}
