package stats_test

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"daylight/disclosure/stats"
)

// readWaits reads "6 6+ 10": days, with a plus for what had not ended.
func readWaits(t testing.TB, text string) []stats.Wait {
	t.Helper()
	var out []stats.Wait
	for word := range strings.FieldsSeq(text) {
		var w stats.Wait
		days, open := strings.CutSuffix(word, "+")
		if _, err := fmt.Sscan(days, &w.Days); err != nil {
			t.Fatal(err)
		}
		w.Ended = !open
		out = append(out, w)
	}
	return out
}

// quartiles writes what a curve reaches, "-" for what it does not.
func quartiles(c stats.Curve) string {
	var out []string
	for _, share := range []float64{0.25, 0.5, 0.75} {
		if days, ok := c.By(share); ok {
			out = append(out, fmt.Sprint(days))
		} else {
			out = append(out, "-")
		}
	}
	return strings.Join(out, " ")
}

func TestKaplanMeierComputesThePublishedExamples(t *testing.T) {
	for _, tt := range []struct{ name, waits, curve, quartiles string }{
		{
			// 18/21; ·16/17; ·14/15; ·11/12; ·10/11; ·6/7; ·5/6.
			"leukaemia remission in weeks, 6-MP (Freireich 1963)",
			"6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+",
			"6:21:3:.8571 7:17:1:.8067 10:15:1:.7529 13:12:1:.6902 16:11:1:.6275 22:7:1:.5378 23:6:1:.4482",
			"13 23 -",
		},
		{
			"leukaemia remission in weeks, placebo (Freireich 1963)",
			"1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23",
			"1:21:2:.9048 2:19:2:.8095 3:17:1:.7619 4:16:2:.6667 5:14:2:.5714 8:12:4:.3810 11:8:2:.2857 12:6:2:.1905 15:4:1:.1429 17:3:1:.0952 22:2:1:.0476 23:1:1:.0000",
			"4 8 12",
		},
		{
			// 10/11; ·9/10; ·7/8; ·6/7; ·4/5; ·3/4; ·1/2. A remission cut off in week 13 was at risk in it.
			"myelogenous leukaemia, maintained (Miller 1981)",
			"9 13 13+ 18 23 28+ 31 34 45+ 48 161+",
			"9:11:1:.9091 13:10:1:.8182 18:8:1:.7159 23:7:1:.6136 31:5:1:.4909 34:4:1:.3682 48:2:1:.1841",
			"18 31 48",
		},
		{
			"myelogenous leukaemia, not maintained (Miller 1981)",
			"5 5 8 8 12 16+ 23 27 30 33 43 45",
			"5:12:2:.8333 8:10:2:.6667 12:8:1:.5833 23:6:1:.4861 27:5:1:.3889 30:4:1:.2917 33:3:1:.1944 43:2:1:.0972 45:1:1:.0000",
			"8 23 33",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			curve := stats.KaplanMeier(readWaits(t, tt.waits))
			var steps []string
			for _, p := range curve {
				steps = append(steps, fmt.Sprintf("%d:%d:%d:%s", p.Days, p.AtRisk, p.Ended, strings.TrimPrefix(fmt.Sprintf("%.4f", p.Left), "0")))
			}
			if got := strings.Join(steps, " "); got != tt.curve {
				t.Errorf("curve\n got %s\nwant %s", got, tt.curve)
			}
			if got := quartiles(curve); got != tt.quartiles {
				t.Errorf("quartiles %s, want %s", got, tt.quartiles)
			}
		})
	}
}

func TestQuartilesAtTheEdges(t *testing.T) {
	for _, tt := range []struct{ name, waits, want string }{
		{"no case", "", "- - -"},
		{"nothing has ended", "3+ 9+ 200+", "- - -"},
		{"one that ended", "9", "9 9 9"},
		{"all on the same day that they began", "0 0 0", "0 0 0"},
		{"half of them on the first day", "0 0 7 9", "0 0 7"},
		{"a share that is met exactly counts as reached", "1 2 3 4", "1 2 3"},
		{"a third factor does not blur an exact half", "1 2 3 4 5 6", "2 3 5"},
		{"ended and not ended on the same day: at risk together", "5 5+", "5 5 -"},
		{"seen for no day at all", "0+ 0+ 3 4", "3 3 4"},
		{"not ended, and longer than every end, holds the last quarter open", "1 2 3+ 4+", "1 2 -"},
		{"a single end after many went out of sight", "1+ 1+ 1+ 9", "9 9 9"},
		// 21/25 · 10/12 · 5/7 is a half, and a trifle more in floating point.
		{"rounding moves nothing to another day", "1 1 1 1 1+ 1+ 1+ 1+ 1+ 1+ 1+ 1+ 1+ 2 2 2+ 2+ 2+ 3 3 4 4 4+ 4+ 4+", "2 3 -"},
		{"each factor counts those at risk on its day", "1 1+ 2 2 2 9+", "2 2 2"}, // 5/6, then 5/6 · 1/4 = 5/24
	} {
		if got := quartiles(stats.KaplanMeier(readWaits(t, tt.waits))); got != tt.want {
			t.Errorf("%s: %s gives %s, want %s", tt.name, tt.waits, got, tt.want)
		}
	}
}

// TestOpenCasesAreNoClosedOnes is why there is no mean over closed cases: three quick closures and seven cases that
// have been open for months are not "closed after two days".
func TestOpenCasesAreNoClosedOnes(t *testing.T) {
	curve := stats.KaplanMeier(readWaits(t, "1 2 3 90+ 90+ 120+ 150+ 200+ 300+ 400+"))
	if got := quartiles(curve); got != "3 - -" {
		t.Errorf("got %s", got)
	}
}

func TestTheWaitsAreNotChanged(t *testing.T) {
	waits := readWaits(t, "9 1+ 5")
	stats.KaplanMeier(waits)
	if want := readWaits(t, "9 1+ 5"); !slices.Equal(waits, want) {
		t.Errorf("got %v", waits)
	}
}

// exactPoint is a point of a curve in fractions.
type exactPoint struct {
	days int
	left *big.Rat
}

// naiveCurve is the textbook, word by word: for each day with an end count who is at risk and who ends.
func naiveCurve(waits []stats.Wait) []exactPoint {
	var out []exactPoint
	left := big.NewRat(1, 1)
	longest := 0
	for _, w := range waits {
		longest = max(longest, w.Days)
	}
	for day := 0; day <= longest; day++ {
		risk, ended := 0, 0
		for _, w := range waits {
			if w.Days >= day {
				risk++
			}
			if w.Days == day && w.Ended {
				ended++
			}
		}
		if ended > 0 {
			left = new(big.Rat).Mul(left, big.NewRat(int64(risk-ended), int64(risk)))
			out = append(out, exactPoint{day, left})
		}
	}
	return out
}

func naiveBy(curve []exactPoint, ended *big.Rat) (int, bool) {
	limit := new(big.Rat).Sub(big.NewRat(1, 1), ended)
	for _, p := range curve {
		if p.left.Cmp(limit) <= 0 {
			return p.days, true
		}
	}
	return 0, false
}

// drawWaits draws the number first: left alone, rapid rarely makes a slice of more than a handful.
func drawWaits(t *rapid.T, least int) []stats.Wait {
	n := rapid.IntRange(least, 80).Draw(t, "n")
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) stats.Wait {
		return stats.Wait{Days: rapid.IntRange(0, 40).Draw(t, "days"), Ended: rapid.Bool().Draw(t, "ended")}
	}), n, n).Draw(t, "waits")
}

func TestTheCurveIsThatOfTheTextbook(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		waits := drawWaits(t, 0)
		got, want := stats.KaplanMeier(waits), naiveCurve(waits)
		if len(got) != len(want) {
			t.Fatalf("%d points, want %d", len(got), len(want))
		}
		for i := range got {
			left, _ := want[i].left.Float64()
			if got[i].Days != want[i].days || math.Abs(got[i].Left-left) > 1e-12 {
				t.Fatalf("point %d: %+v, want %d %v", i, got[i], want[i].days, left)
			}
		}
		for _, share := range []*big.Rat{big.NewRat(1, 4), big.NewRat(1, 2), big.NewRat(3, 4), big.NewRat(1, 3), big.NewRat(9, 10)} {
			f, _ := share.Float64()
			days, ok := got.By(f)
			if d, reached := naiveBy(want, share); ok != reached || d != days {
				t.Fatalf("by %v: %d %t, want %d %t", f, days, ok, d, reached)
			}
		}
	})
}

func TestTheCurveFallsAndEndsWhatEnded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		waits := drawWaits(t, 1)
		curve := stats.KaplanMeier(waits)
		left, risk, day, ended := 1.0, len(waits)+1, -1, 0
		for _, p := range curve {
			if p.Left >= left || p.Left < 0 || p.AtRisk >= risk || p.Days <= day || p.Ended < 1 || p.Ended > p.AtRisk {
				t.Fatalf("%+v after %v left, %d at risk, day %d", p, left, risk, day)
			}
			left, risk, day = p.Left, p.AtRisk, p.Days
			ended += p.Ended
		}
		for _, w := range waits {
			if w.Ended {
				ended--
			}
		}
		if ended != 0 {
			t.Fatalf("%d ends too many", ended)
		}
	})
}

func TestQuartilesLieAmongTheEndsAndInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		waits := drawWaits(t, 1)
		curve := stats.KaplanMeier(waits)
		last := -1
		for _, share := range []float64{0.25, 0.5, 0.75} {
			days, ok := curve.By(share)
			if !ok {
				continue
			}
			if !slices.ContainsFunc(waits, func(w stats.Wait) bool { return w.Ended && w.Days == days }) {
				t.Fatalf("nothing ended on day %d", days)
			}
			if days < last {
				t.Fatalf("%v by day %d, before the quartile below on day %d", share, days, last)
			}
			last = days
		}
	})
}

func TestWithoutCutsTheQuartilesAreThoseOfTheSortedList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "n")
		days := rapid.SliceOfN(rapid.IntRange(0, 30), n, n).Draw(t, "days")
		waits := make([]stats.Wait, len(days))
		for i, d := range days {
			waits[i] = stats.Wait{Days: d, Ended: true}
		}
		curve := stats.KaplanMeier(waits)
		slices.Sort(days)
		for quarter := 1; quarter <= 3; quarter++ {
			want := days[(len(days)*quarter+3)/4-1] // the smallest day by which at least that share has ended
			if got, ok := curve.By(float64(quarter) / 4); !ok || got != want {
				t.Fatalf("quarter %d: %d %t, want %d of %v", quarter, got, ok, want, days)
			}
		}
	})
}

// notEarlier fails when a quartile moved to an earlier day. One that is no longer reached is later than any day.
func notEarlier(t *rapid.T, before, after stats.Curve) {
	for _, share := range []float64{0.25, 0.5, 0.75} {
		was, had := before.By(share)
		is, has := after.By(share)
		if has && (!had || is < was) {
			t.Fatalf("%v by day %d (%t), was %d (%t)", share, is, has, was, had)
		}
	}
}

func TestAnEndThatWasNotSeenNeverMakesItQuicker(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		waits := drawWaits(t, 1)
		before := stats.KaplanMeier(waits)
		waits[rapid.IntRange(0, len(waits)-1).Draw(t, "which")].Ended = false
		notEarlier(t, before, stats.KaplanMeier(waits))
	})
}

func TestACaseThatIsOpenForLongNeverMakesItQuicker(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		waits := drawWaits(t, 0)
		before := stats.KaplanMeier(waits)
		notEarlier(t, before, stats.KaplanMeier(append(waits, stats.Wait{Days: 41})))
	})
}

func TestTheOrderOfTheCasesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		waits := drawWaits(t, 0)
		shuffled := rapid.Permutation(waits).Draw(t, "shuffled")
		if !slices.Equal(stats.KaplanMeier(waits), stats.KaplanMeier(shuffled)) {
			t.Fatal("the curves differ")
		}
	})
}

func BenchmarkKaplanMeier100k(b *testing.B) {
	waits := make([]stats.Wait, 100_000)
	for i := range waits {
		waits[i] = stats.Wait{Days: i * 7919 % 1500, Ended: i%3 != 0}
	}
	for b.Loop() {
		if _, ok := stats.KaplanMeier(waits).By(0.5); !ok {
			b.Fatal("no median")
		}
	}
}
