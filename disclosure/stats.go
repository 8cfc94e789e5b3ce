package disclosure

// StatsMinimum is the number of cases below which a group, an estimate or a share is not shown: one or two cases say
// nothing about how somebody usually answers. It keeps readers from a wrong conclusion; it does not make anybody
// anonymous, as totals minus shown groups leave what is hidden.
const StatsMinimum = 3

// StatsPatience is the number of days after the first contact from which on a missing answer is counted as such.
const StatsPatience = 90

// StatsBy says by what cases are grouped.
type StatsBy string

// The ways to group. A case with several providers or kinds of asset counts once in each of their groups.
const (
	StatsByNothing  StatsBy = ""
	StatsByVendor   StatsBy = "vendor"
	StatsByProvider StatsBy = "provider"
	StatsByCountry  StatsBy = "country" // of the vendor
	StatsByKind     StatsBy = "kind"    // of the assets
	StatsByYear     StatsBy = "year"    // of discovery, else of first contact
)

// StatsBys returns every way to group.
func StatsBys() []StatsBy {
	return []StatsBy{StatsByVendor, StatsByProvider, StatsByCountry, StatsByKind, StatsByYear}
}

// Statistics are figures over many cases. Its JSON is stable.
type Statistics struct {
	AsOf     Date          `json:"as_of"`    // what has not ended was counted up to this day
	By       *StatsBy      `json:"by"`       // null: not grouped
	Minimum  int           `json:"minimum"`  // [StatsMinimum]
	Patience int           `json:"patience"` // [StatsPatience]
	Aside    map[Aside]int `json:"aside"`    // cases that count nowhere, by reason; every reason is there
	All      StatsGroup    `json:"all"`
	Groups   []StatsGroup  `json:"groups"` // never null; years in order, else the largest group first; the unknown last
	Hidden   StatsHidden   `json:"hidden"`
}

// StatsHidden counts what is too small to be shown.
type StatsHidden struct {
	Groups int `json:"groups"`
	Cases  int `json:"cases"` // memberships: a case in two hidden groups counts twice
}

// StatsGroup are the figures of one group. The first three carry the names of [DurationNames].
type StatsGroup struct {
	Group           *string      `json:"group"` // null for all cases, and for those where it is unknown
	Cases           int          `json:"cases"`
	ToAnswer        StatsMeasure `json:"contact_to_acknowledgement"`
	ContactToClose  StatsMeasure `json:"contact_to_closure"`
	DiscoverToClose StatsMeasure `json:"discovery_to_closure"`
	NoAnswer        StatsShare   `json:"never_answered"`
	Reopened        StatsShare   `json:"reopened"`
}

// StatsMeasure is the estimate of a duration. N and the four numbers of LeftOut add up to the cases of the group.
type StatsMeasure struct {
	N        int            `json:"n"` // cases in the estimate
	LeftOut  StatsLeftOut   `json:"left_out"`
	Estimate *StatsEstimate `json:"estimate"` // null when N is below [StatsMinimum]
}

// StatsLeftOut counts cases that an estimate cannot take in.
type StatsLeftOut struct {
	NoStart int `json:"no_start"` // the start is not on record
	Coarse  int `json:"coarse"`   // a date is coarser than a day
	Order   int `json:"order"`    // it ended, or was last seen, before the start
	NoEnd   int `json:"no_end"`   // nobody can tell whether it has ended
}

// StatsEstimate is a duration in civil days by [KaplanMeier]. A quartile is the first day by which that share has
// ended; null is not reached: too many have not ended to say.
type StatsEstimate struct {
	Ended    int  `json:"ended"`
	Verified *int `json:"verified,omitempty"` // closures only: of those that ended, by our own probes
	Reported *int `json:"reported,omitempty"` // closures only: of those that ended, at least one asset on a source's word
	Open     int  `json:"open"`               // not ended as far as we can see
	Quarter  *int `json:"q25"`
	Median   *int `json:"median"`
	Three    *int `json:"q75"`
}

// StatsShare is how many of how many. Count and Share are null when Of is below [StatsMinimum].
type StatsShare struct {
	Of    int      `json:"of"`
	Count *int     `json:"count"`
	Share *float64 `json:"share"` // 0 to 1
}
