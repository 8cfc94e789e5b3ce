package config

import "daylight/disclosure/civil"

// Away is an absence of a person, both days inside.
type Away struct {
	From  string `yaml:"from" json:"from,omitempty" jsonschema:"description=First day\\, such as 2020-02-03."`
	Until string `yaml:"until" json:"until,omitempty" jsonschema:"description=Last day\\, such as 2020-02-14."`
	Hours int    `yaml:"hours" json:"hours,omitempty" jsonschema:"description=After how many hours of waiting something passes to the next lead; 0 is 24."`
}

// defaultPassAfter is after how many hours something passes on where nobody says.
const defaultPassAfter = 24

// PassAfter is after how many hours of waiting something passes on.
func (a Away) PassAfter() int {
	if a.Hours <= 0 {
		return defaultPassAfter
	}
	return a.Hours
}

// Days are the first and the last day of the absence. It is false where there is none; [Config.Check] has refused what cannot be read.
func (a Away) Days() (from, until civil.Date, ok bool) {
	from, err := civil.ParseDate(a.From)
	if err != nil {
		return from, until, false
	}
	until, err = civil.ParseDate(a.Until)
	return from, until, err == nil && !until.Before(from)
}

// checkAway refuses an absence that could not be read: nothing of it would pass on.
func (k *checker) checkAway(path string, a Away) {
	if a == (Away{}) {
		return
	}
	if _, _, ok := a.Days(); !ok {
		k.addf(path, "an absence needs its first and its last day, as in from: 2020-02-03 and until: 2020-02-14, and not the other way round")
	}
	if a.Hours < 0 {
		k.addf(path+".hours", "%d is no number of hours to wait", a.Hours)
	}
}
