package cli

import (
	"context"
	"fmt"

	"daylight/cmd/bot/internal/app"
	"daylight/cmd/bot/internal/app/gallery"
	"daylight/cmd/bot/internal/cli/session"
	"daylight/cmd/bot/internal/cli/wording"
	"daylight/disclosure"
	"daylight/disclosure/ledger"
)

// offer orders the pull request of a page, or says how it stands.
func offer(ctx context.Context, s *session.Session, a *app.App, actor disclosure.Actor, id disclosure.CaseID, m disclosure.Mode, lang string, seen, review bool) error {
	press := a.Press()
	order := press.Offer
	if review {
		order = press.OfferForReview
	}
	o, err := order(ctx, actor, id, m, lang)
	if err != nil {
		return err
	}
	if o.Job.Key == "" {
		return showGate(s, o.Publication, "")
	}
	var landed gallery.Landed
	if seen || o.Merged && o.Holds {
		if !o.Out && !o.Passed() {
			return showGate(s, o.Publication, "")
		}
		if landed, err = press.Land(ctx, actor, &o, seen); err != nil {
			return err
		}
	}
	if s.JSON {
		return s.PrintJSON(map[string]any{
			"case": id, "mode": m, "lang": lang, "digest": o.Digest, "site": press.Site.Name(), "ordered": o.Fresh, "state": stateOf(&o),
			"pull": o.Ref, "intact": o.Holds, "error": o.Job.LastError, "failed": o.Failed, "published": landed.Out, "read_at": landed.Address, "looked_at": append([]string{}, landed.Tried...),
		})
	}
	said := saidOf(&o, press.Site.Name()) + landedAs(&landed)
	fmt.Fprintf(s.Out, "the %s writeup of %s in %s (%.12s): %s\n", m, id, lang, o.Digest, wording.OneLine(said))
	return nil
}

// landedAs says whether a merged page is out.
func landedAs(l *gallery.Landed) string {
	switch {
	case l.Out && l.Address != "":
		return "; the site has it at " + l.Address + ": published"
	case l.Out:
		return "; published"
	case len(l.Tried) > 0:
		return "; the site does not have it yet at " + wording.Words(l.Tried) + ". Ask again later, or add --seen once you saw it"
	default:
		return ""
	}
}

// stateOf is how a pull request stands, in one word.
func stateOf(o *gallery.Order) string {
	switch {
	case o.Job.State != ledger.JobDone:
		return "ordered"
	case o.Ref == "":
		return "gone"
	case o.Merged:
		return "merged"
	case o.Open:
		return "open"
	default:
		return "closed"
	}
}

// saidOf says how a pull request stands and what comes next.
func saidOf(o *gallery.Order, site string) string {
	changed := ""
	if !o.Holds {
		changed = "; IT DOES NOT HOLD what was approved: somebody changed a file of it"
	}
	waits := ""
	if o.Review && !o.Passed() {
		waits = ", and waits for the second person: an approving review of it by somebody whose number is `github_id` in `people` is the approval"
	}
	switch stateOf(o) {
	case "ordered":
		out := "a pull request in " + site + " is ordered; `bot serve` opens it, and this command says how it stands"
		if o.Failed != "" {
			out += ". The order before this one brought nothing there: " + o.Failed
		}
		if o.Job.LastError != "" {
			out += ". The last attempt: " + o.Job.LastError
		}
		return out
	case "gone":
		return "its pull request in " + site + " is gone"
	case "merged":
		return o.Ref + " is merged" + changed
	case "open":
		return o.Ref + " is open" + waits + changed
	default:
		return o.Ref + " was closed, and not merged: reopen it there to go on" + changed
	}
}
