package gallery

import (
	"context"

	"daylight/cmd/bot/internal/app/desk"
	"daylight/disclosure"
	"daylight/disclosure/command"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/fault"
	"daylight/disclosure/gate"
)

// OfferForReview is [Press.Offer] for a page that lacks nothing but the approval of a second person: it lies at the site until somebody
// reviews it there. That is refused where others than the team read the site, because the page would be out by it.
func (p Press) OfferForReview(ctx context.Context, actor disclosure.Actor, id disclosure.CaseID, mode disclosure.Mode, lang string) (Order, error) {
	return p.order(ctx, actor, id, mode, lang, p.forReview)
}

// forReview is the way of a page that waits for its second person. One that is approved already goes the ordinary way.
func (p Press) forReview(ctx context.Context, now *desk.Publication) (jobOf, func(publish.Offer) command.Command, error) {
	if !gate.AwaitsApproval(now.Checks) {
		return p.ordinary(ctx, now)
	}
	site, ok := p.Site.(Reviewing)
	if !ok {
		return nil, nil, fault.Errorf(fault.Invalid, "%s takes no page before two people approved it", p.Site.Name())
	}
	if err := site.Shut(ctx); err != nil {
		return nil, nil, err
	}
	return site.ReviewJob, func(o publish.Offer) command.Command { return publish.OfferForReview{Offer: o} }, nil
}
