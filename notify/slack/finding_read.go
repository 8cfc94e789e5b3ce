package slack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	slackapi "github.com/slack-go/slack"

	"daylight/notify"
)

// Whoever records a finding sees first what was read as what: the kind, the target and what is left as text. What the form said of
// an asset is kept as a mark of it, so that one that was changed since is shown again before it is recorded.

// maxRead is how many targets of a text a form names.
const maxRead = 10

// filledIn is the modal with what a text says. rest tells what becomes of the rest of the text.
func (a *App) filledIn(ctx context.Context, text, rest string, from origin) slackapi.ModalViewRequest {
	f := Detect(a.ports.Find, text)
	says := "Nothing here is surely one asset. Write its address below: the kind follows from it."
	first := ""
	if f.Target != "" {
		canonical, how, err := a.ports.Canonical(f.Target, f.Kind)
		if says = readAs(canonical, how) + a.knownAs(ctx, canonical); err != nil {
			says = safe(fieldError(err))
		} else {
			from.Read, first = markOf(canonical), canonical
		}
	}
	if others := a.othersIn(ctx, f.Others, first); len(others) > 0 {
		says += "\nThe text names more. A finding begins with one asset; `" + commandName + " asset CASE` adds others to it:\n" + strings.Join(others, "\n")
	}
	return a.findingView(map[string]string{fieldTitle: f.Title, fieldAsset: f.Target, fieldKind: f.Kind}, says+"\n"+rest, from)
}

// othersIn says what else of a text is read as what. first is the asset that stands in the form.
func (a *App) othersIn(ctx context.Context, said []string, first string) []string {
	var out []string
	seen := map[string]bool{first: true}
	for _, raw := range said {
		canonical, how, err := a.ports.Canonical(raw, "")
		if err != nil || seen[canonical] {
			continue
		}
		seen[canonical] = true
		if len(out) == maxRead {
			return append(out, "… and more")
		}
		out = append(out, "• "+readLine(canonical, how, 150)+a.knownAs(ctx, canonical))
	}
	return out
}

// knownAs says which cases have an asset already, as far as the person may see them; "" for none.
func (a *App) knownAs(ctx context.Context, canonical string) string {
	ids, err := a.ports.Targets.FindTarget(ctx, canonical)
	if err != nil || len(ids) == 0 {
		return ""
	}
	var out []string
	for _, id := range ids[:min(len(ids), 3)] {
		if k, err := a.ports.Cases.Case(ctx, id); err == nil {
			out = append(out, "*"+safe(string(id))+"* ("+safe(string(k.Work))+")")
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " :warning: It is in " + strings.Join(out, " ") + " already."
}

// readAs says what an asset is read as.
func readAs(canonical, how string) string {
	return "Read as " + readLine(canonical, how, 600) + "."
}

// readLine is the kind and the target of an asset, so that nobody follows it by a click.
func readLine(canonical, how string, limit int) string {
	return safeUpTo(notify.Defang(how), 300) + ": *" + safeUpTo(notify.Defang(canonical), limit) + "*"
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
