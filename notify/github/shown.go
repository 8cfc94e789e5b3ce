package github

import (
	"encoding/json"
	"time"

	"daylight/disclosure/ledger"
)

// Shown is a stored item as a person sees it who decides whose word it is.
type Shown struct {
	Text  string    // made safe
	Ref   string    // of the comment or the issue
	At    time.Time // when it was written or done; zero if nobody says
	Login string    // who could be listed as speaking for the party; "" for nobody
	Repo  string    // where
}

// Show reads a stored item, or a delivery as it came. ok is false for what is neither.
func Show(in ledger.Inbound, raw []byte) (Shown, bool) {
	var item Item
	if in.Meta[metaForm] == formItem {
		if err := json.Unmarshal(raw, &item); err != nil {
			return Shown{}, false
		}
	} else {
		var err error
		if item, _, err = MapDelivery(in.Meta[metaEvent], raw); err != nil {
			return Shown{}, false
		}
	}
	out := Shown{At: item.At, Repo: item.Repo}
	ref, ok := item.Ref()
	switch {
	case item.Kind == ItemRepository:
		out.Text, out.Ref = changeOf(item), item.Repo
	case !ok:
		return Shown{}, false
	case item.Comment != nil:
		out.Text, out.Ref, out.At = Excerpt(item.Comment.Body), ref.comment(item.Comment.ID), item.Comment.CreatedAt
		if item.ownHand() {
			out.Login = item.Comment.Author.Login
		}
	default:
		out.Text, out.Ref, out.Login = "The issue was "+short(item.Action)+" by "+name(item.Actor)+".", ref.String(), item.Actor.Login
	}
	return out, true
}
