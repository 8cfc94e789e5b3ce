// Package dangling probes whether a DNS name still points to a place that nobody holds any more (kind "dns_dangling").
//
// Facet "record" is the alias (CNAME) itself: open while it leads to nothing, closed when it is gone. Facet "takeover" is
// whether a stranger could claim the place: the provider says that it is free, or the domain behind the alias is not
// registered. That is a finding of its own, with reason takeover_risk, even when the original one was something else.
//
// An alias that leads somewhere is inconclusive: that the place is in use does not tell who uses it. When the asset has the
// recorded place as its key, an alias that leads elsewhere is closed. The page of a provider is a hint and not a proof, and
// nothing is ever registered to try it out.
package dangling
