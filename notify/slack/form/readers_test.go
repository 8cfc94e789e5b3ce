package form

import (
	"strings"
	"testing"
)

// What is said of a reader is said of the account that was shown, never of whoever has its login.
func TestAReaderIsTheAccountThatWasShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, action, subject string
		want                  *ReaderWord // nil is refused
	}{
		{"may read", ReaderMayRead, "C1-99", &ReaderWord{Contact: "C1", Account: 99, Login: "passer-by", Text: "our auditor"}},
		{"is the party's", ReaderSpeaks, "C1-98", &ReaderWord{Contact: "C1", Account: 98, Login: "newcomer", Speaks: true, Text: "our auditor"}},
		{"is not there any more", ReaderSpeaks, "C1-97", nil},
		{"reads at another contact", ReaderMayRead, "C2-99", nil},
		{"is no reader", ReaderMayRead, "D1", nil},
	} {
		s := full(t)
		s.Subject = c.subject
		for _, a := range Actions() {
			if a.Name != c.action {
				continue
			}
			if got := a.Possible(s); got != (c.want != nil) {
				t.Errorf("%s: possible %t", c.name, got)
			}
			o, wrong := Read(&a, s, map[string]string{fieldText: " our auditor "})
			switch {
			case c.want == nil && len(wrong) == 0:
				t.Errorf("%s: %+v", c.name, o.Reader)
			case c.want != nil && (o.Reader == nil || *o.Reader != *c.want):
				t.Errorf("%s: %+v, %v", c.name, o.Reader, wrong)
			case c.want != nil && !strings.Contains(strings.Join(a.Says(s), " "), s.reader().Login+" reads what is written to C1 vendor NextMotion, email: "+s.reader().Sight):
				t.Errorf("%s: says %q", c.name, a.Says(s))
			}
			if _, wrong := Read(&a, s, map[string]string{fieldText: " "}); len(wrong) == 0 {
				t.Errorf("%s: without a reason", c.name)
			}
		}
	}
}
