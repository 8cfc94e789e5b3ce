// Package dangling asks whether a name still points to a place that nobody holds any more (kind "dns_dangling").
//
// Facet "record" is the alias (CNAME) itself: open while it leads to nothing, closed when it is gone. Facet "takeover" is
// whether a stranger could take the place: the provider says that it is free, or the domain behind the alias is not
// registered. That is a finding of its own, with reason takeover_risk, even when the first one was something else.
//
// An alias that leads somewhere is inconclusive: that the place is in use does not tell by whom. With the recorded
// place as the key of the asset, an alias that leads elsewhere is closed. A provider's page is a hint and no proof, and
// nothing is ever registered to try it out.
package dangling
