package github

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"daylight/disclosure/ledger"
	"daylight/disclosure/outreach"
)

// The labels of an issue. They say what our own checks say: a claim adds its label and takes none away.
const (
	LabelOpen    = "disclosure/open"
	LabelClaimed = "disclosure/claimed"
	LabelClosed  = "disclosure/closed"
	LabelOverdue = "disclosure/overdue"
)

// firstLook is how long an edit whose outcome is not known waits before it is repeated.
const firstLook = 5 * time.Second

// ourLabels returns every label with its colour and what it says. Others are never touched.
func ourLabels() map[string][2]string {
	return map[string][2]string{
		LabelOpen:    {"d93f0b", "Not closed, as far as our checks know"},
		LabelClaimed: {"fbca04", "Said to be closed, not confirmed by our checks"},
		LabelClosed:  {"0e8a16", "Closed, verified by our own checks"},
		LabelOverdue: {"b60205", "The day by which it should be closed has passed"},
	}
}

// LabelsOf returns the labels of a standing. What is no longer reachable has none for its state: it is neither shown open nor proven closed.
func LabelsOf(s outreach.Standing) []string {
	var out []string
	switch s.Stand {
	case outreach.StandOpen, outreach.StandConfirming:
		out = append(out, LabelOpen)
	case outreach.StandClosed:
		return []string{LabelClosed}
	case outreach.StandDoubted, outreach.StandUnreachable:
	}
	if s.Claimed {
		out = append(out, LabelClaimed)
	}
	if s.Overdue {
		out = append(out, LabelOverdue)
	}
	return out
}

// label gives an issue the labels that it should have, and takes those of ours away that it should not.
func (c *Channel) label(ctx context.Context, ref Ref, want []string, mark marker) ledger.Delivery {
	issue, err := c.issue(ctx, ref)
	if err != nil {
		return cannotLook(err)
	}
	has := map[string]bool{}
	for _, l := range issue.Labels {
		has[strings.ToLower(l.Name)] = true
	}
	var missing []string
	for _, name := range want {
		if !has[name] {
			missing = append(missing, name)
		}
	}
	base := "repos/" + ref.Owner + "/" + ref.Repo
	put := func(method, path string, body any) ledger.Delivery {
		result := c.write(ctx, change{repo: ref.FullName(), method: method, path: path, body: body, mark: mark.before(phaseShown)})
		d := classify(method, result, c.opts.Clock())
		if d.Kind == ledger.Uncertain {
			return retry(firstLook, d.Reason) // doing it twice is the same as once
		}
		return d
	}
	if len(missing) > 0 {
		for _, name := range missing {
			look := ourLabels()[name]
			body := map[string]string{"name": name, "color": look[0], "description": look[1]}
			if d := put(http.MethodPost, base+"/labels", body); d.Kind == ledger.Retry || d.Withheld {
				return d // refused means that the label is there, or that issues may be labelled and labels not described
			}
		}
		if d := put(http.MethodPost, ref.path()+"/labels", map[string][]string{"labels": missing}); d.Kind != ledger.Sent {
			return d
		}
	}
	for name := range ourLabels() {
		if has[name] && !slices.Contains(want, name) {
			if d := put(http.MethodDelete, ref.path()+"/labels/"+url.PathEscape(name), nil); d.Kind == ledger.Retry || d.Withheld {
				return d
			}
		}
	}
	return ledger.Delivery{Kind: ledger.Sent}
}
