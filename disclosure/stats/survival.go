package stats

import (
	"slices"
)

// Wait is how long one case took to reach a milestone, or how long it has been without it so far.
type Wait struct {
	Days  int  // civil days, 0 for the same day
	Ended bool // false: not reached within Days, and nothing is known about the time after
}

// CurvePoint is a day of a [Curve] on which at least one wait ended.
type CurvePoint struct {
	Days   int
	AtRisk int     // waits that had neither ended nor gone out of sight before this day
	Ended  int     // waits that ended on it
	Left   float64 // estimated share that lasts longer than this day
}

// Curve is the estimate of which share of the waits lasts longer than a number of days: 1 before the first step,
// falling with each.
type Curve []CurvePoint

// KaplanMeier estimates the curve of waits of which some have not ended (Kaplan and Meier, "Nonparametric estimation
// from incomplete observations", JASA 53, 1958). A wait that has not ended counts as one of those at risk up to and
// including its last day, and then leaves: it is neither dropped, which would keep the quick ones, nor taken as ended,
// which nobody has seen.
func KaplanMeier(waits []Wait) Curve {
	keys := make([]int, len(waits))
	for i, w := range waits {
		keys[i] = w.key()
	}
	return curveOf(keys)
}

// key packs a wait so that plain integers in ascending order are the order of the estimate: by day, and on the same
// day those that ended before those that were only seen that long.
func (w Wait) key() int {
	if w.Ended {
		return 2 * w.Days
	}
	return 2*w.Days + 1
}

// curveOf sorts the keys in place and steps through them.
func curveOf(keys []int) Curve {
	slices.Sort(keys)
	var curve Curve
	left := 1.0
	// Between two waits that went out of sight the factors are (n-1)/n · (n-2)/(n-1) …, which is a single quotient.
	// Computing it as one keeps ends that are exactly a half or a quarter exact.
	base, start := 1.0, len(keys)
	for i := 0; i < len(keys); {
		end := i + 1
		for end < len(keys) && keys[end] == keys[i] {
			end++
		}
		risk := len(keys) - i
		if keys[i]%2 == 0 {
			left = base * float64(risk-(end-i)) / float64(start)
			curve = append(curve, CurvePoint{Days: keys[i] / 2, AtRisk: risk, Ended: end - i, Left: left})
		} else {
			base, start = left, len(keys)-end
		}
		i = end
	}
	return curve
}

// tolerance absorbs rounding, so that a half which is computed as a trifle more is still a half.
const tolerance = 1e-9

// By returns the first day by which the share of waits has ended, as 0.5 for the median. It answers false when the
// curve does not come down that far: too many have not ended yet to say.
func (c Curve) By(share float64) (days int, reached bool) {
	// A curve never rises, hence the binary search.
	i, _ := slices.BinarySearchFunc(c, 1-share+tolerance, func(p CurvePoint, limit float64) int {
		if p.Left > limit {
			return -1
		}
		return 1
	})
	if i == len(c) {
		return 0, false
	}
	return c[i].Days, true
}
