package stats

import "math"

// Confidence is the share of repetitions in which limits computed like ours would enclose the true value.
const Confidence = 0.95

// z is the quantile of the standard normal distribution for two-sided limits at [Confidence].
const z = 1.959963984540054

// QuantileRule says how quartiles and their limits are found. Tables and JSON carry it, because several rules are in use.
func QuantileRule() string {
	return "A quartile is the first day by which that share has ended, by the estimate of Kaplan and Meier; what has not ended counts up to " +
		"when it was last in sight. Its 0.95 limits are where the log-log limits of the curve, with the variance of Greenwood, cross " +
		"the same share (Brookmeyer and Crowley 1982). A missing upper limit says that too many have not ended."
}

// Limits enclose the quartiles. Each has a lower and an upper day; null is not reached.
type Limits struct {
	Quarter [2]*int `json:"q25"`
	Median  [2]*int `json:"median"`
	Three   [2]*int `json:"q75"`
}

// limitsOf finds the limits of the quartiles: the first days on which the lower and the upper limit of the curve come down to the
// share that is left. The limits of the curve are on the scale log(-log(S)), so they stay between 0 and 1
// (Kalbfleisch and Prentice, "The Statistical Analysis of Failure Time Data", 1980; Brookmeyer and Crowley, "A confidence interval
// for the median survival time", Biometrics 38, 1982), with the variance of Greenwood (1926).
func limitsOf(c Curve) Limits {
	lower, upper := make([]float64, len(c)), make([]float64, len(c))
	sum := 0.0
	for i, p := range c {
		if p.AtRisk > p.Ended {
			sum += float64(p.Ended) / (float64(p.AtRisk) * float64(p.AtRisk-p.Ended))
		}
		lower[i], upper[i] = band(p.Left, sum)
		if i > 0 && p.Left == 0 {
			upper[i] = upper[i-1] // the band is not defined where nothing is left: it goes on as it was
		}
	}
	at := func(share float64) [2]*int {
		return [2]*int{firstDay(c, lower, 1-share), firstDay(c, upper, 1-share)}
	}
	return Limits{Quarter: at(0.25), Median: at(0.5), Three: at(0.75)}
}

// band is the interval for the share that is left. Sum is that of Greenwood.
func band(left, sum float64) (lower, upper float64) {
	switch {
	case left >= 1:
		return 1, 1
	case left <= 0:
		return 0, 1
	}
	width := z * math.Sqrt(sum) / math.Abs(math.Log(left))
	return math.Pow(left, math.Exp(width)), math.Pow(left, math.Exp(-width))
}

func firstDay(c Curve, band []float64, left float64) *int {
	for i := range band {
		if band[i] <= left+tolerance {
			return &c[i].Days
		}
	}
	return nil
}
