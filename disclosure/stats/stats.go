package stats

import (
	"daylight/disclosure/civil"
)

// Minimum is the number of cases below which a group, an estimate or a share is not shown: one or two cases say
// nothing about how somebody usually answers. It keeps readers from a wrong conclusion; it does not make anybody
// anonymous, as totals minus shown groups leave what is hidden.
const Minimum = 3

// Patience is the number of days after the first contact from which on a missing answer is counted as such.
const Patience = 90

// By says by what cases are grouped.
type By string

// The ways to group. A case with several providers or kinds of asset counts once in each of their groups.
const (
	ByNothing  By = ""
	ByVendor   By = "vendor"
	ByProvider By = "provider"
	ByCountry  By = "country" // of the vendor
	ByKind     By = "kind"    // of the assets
	ByYear     By = "year"    // of discovery, else of first contact
)

// Bys returns every way to group.
func Bys() []By {
	return []By{ByVendor, ByProvider, ByCountry, ByKind, ByYear}
}

// Statistics are figures over many cases. Its JSON is stable.
type Statistics struct {
	AsOf     civil.Date        `json:"as_of"`   // what has not ended was counted up to this day
	By       *By               `json:"by"`      // null: not grouped
	Minimum  int               `json:"minimum"` // [StatsMinimum]
	Rule     string            `json:"rule"`    // [QuantileRule]
	Level    float64           `json:"confidence"`
	Patience int               `json:"patience"` // [StatsPatience]
	Aside    map[Exclusion]int `json:"aside"`    // cases that count nowhere, by reason; every reason is there
	All      Group             `json:"all"`
	Groups   []Group           `json:"groups"` // never null; years in order, else the largest group first; the unknown last
	Hidden   Hidden            `json:"hidden"`
}

// Hidden counts what is too small to be shown.
type Hidden struct {
	Groups int `json:"groups"`
	Cases  int `json:"cases"` // memberships: a case in two hidden groups counts twice
}

// Group are the figures of one group. The first three carry the names of [timeline.DurationNames].
type Group struct {
	Group           *string `json:"group"` // null for all cases, and for those where it is unknown
	Cases           int     `json:"cases"`
	Parties         int     `json:"parties"` // vendors in them: each waits by itself
	ToAnswer        Measure `json:"contact_to_acknowledgement"`
	ContactToClose  Measure `json:"contact_to_closure"`
	DiscoverToClose Measure `json:"discovery_to_closure"`
	NoAnswer        Share   `json:"never_answered"`
	Reopened        Share   `json:"reopened"`
}

// Measure is the estimate of a duration. N and the four numbers of LeftOut add up to the parties of the group.
type Measure struct {
	N        int       `json:"n"` // parties in the estimate
	LeftOut  Skipped   `json:"left_out"`
	Estimate *Estimate `json:"estimate"` // null when N is below [StatsMinimum]
}

// Skipped counts cases that an estimate cannot take in.
type Skipped struct {
	NoStart int `json:"no_start"` // the start is not on record
	Coarse  int `json:"coarse"`   // a date is coarser than a day
	Order   int `json:"order"`    // it ended, or was last seen, before the start
	NoEnd   int `json:"no_end"`   // nobody can tell whether it has ended
}

// Estimate is a duration in civil days by [KaplanMeier]. A quartile is the first day by which that share has
// ended; null is not reached: too many have not ended to say.
type Estimate struct {
	Ended    int  `json:"ended"`
	Verified *int `json:"verified,omitempty"` // closures only: of those that ended, by our own probes
	Attested *int `json:"attested,omitempty"` // closures only: of those that ended, by our own probes and two of us who looked
	Reported *int `json:"reported,omitempty"` // closures only: of those that ended, at least one asset on a source's word
	Open     int  `json:"open"`               // not ended as far as we can see
	Quarter  *int `json:"q25"`
	Median   *int `json:"median"`
	Three    *int `json:"q75"`
	// Limits enclose each quartile at [Confidence].
	Limits Limits `json:"limits"`
}

// Share is how many of how many. Count and Share are null when Of is below [Minimum].
type Share struct {
	Of    int      `json:"of"`
	Count *int     `json:"count"`
	Share *float64 `json:"share"` // 0 to 1
}
