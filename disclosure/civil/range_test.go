package civil_test

import (
	"testing"

	"daylight/disclosure/civil"
)

func TestBoundsOfSeveralStatements(t *testing.T) {
	when := func(s string) civil.When {
		w, err := civil.ParseWhen(s)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	bounds := func(first, last string) civil.Range {
		return civil.Range{First: when(first).First(), Last: when(last).Last()}
	}
	for _, tt := range []struct {
		name      string
		got, want civil.Range
	}{
		{"the earlier start and the earlier end bound the first", when("2019-03").Range().Earliest(when("2019-03-07").Range()), bounds("2019-03-01", "2019-03-07")},
		{"in whichever order", when("2019-03-07").Range().Earliest(when("2019-03").Range()), bounds("2019-03-01", "2019-03-07")},
		{"nothing known bounds nothing", civil.Range{}.Earliest(when("2019-03-07").Range()), bounds("2019-03-07", "2019-03-07")},
		{"an effect is not before its cause", bounds("2019-03-01", "2019-03-07").After(when("2019-03-05").Range()), bounds("2019-03-05", "2019-03-07")},
		{"a contradiction narrows nothing", bounds("2019-03-01", "2019-03-07").After(when("2019-04-05").Range()), bounds("2019-03-01", "2019-03-07")},
		{"a cause is not after its effect", when("2019-03").Range().Before(when("2019-03-05").Range()), bounds("2019-03-01", "2019-03-05")},
		{"nor where the two contradict", when("2019-03").Range().Before(when("2019-02-05").Range()), bounds("2019-03-01", "2019-03-31")},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, tt.got, tt.want)
		}
	}
	span, ok := civil.SpanBetween(when("2019-03-07"), when("2019-03-13"))
	if narrow := span.Within(bounds("2019-03-05", "2019-03-07"), when("2019-03-13").Range()); !ok || narrow.Exact || narrow.MinDays != 6 || narrow.MaxDays != 8 {
		t.Errorf("%+v, want 6 to 8 days", narrow)
	}
	if same := span.Within(when("2019-03-07").Range(), when("2019-03-13").Range()); same != span {
		t.Errorf("what is known to the day became %+v", same)
	}
}
