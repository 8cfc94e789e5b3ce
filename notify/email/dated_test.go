package email

import (
	"testing"
	"time"
)

func TestAMailHasTheDateOfItsFirstAttempt(t *testing.T) {
	t.Parallel()
	begun := time.Date(2020, 2, 3, 10, 0, 0, 0, time.FixedZone("", 3600))
	for rule, c := range map[string]struct{ raw, want string }{
		"the first field": {
			"Date: Mon, 27 Jan 2020 09:00:00 +0000\r\nFrom: a\r\n\r\nDate: x\r\n", "Date: Mon, 03 Feb 2020 09:00:00 +0000\r\nFrom: a\r\n\r\nDate: x\r\n",
		},
		"a later field": {
			"From: a\r\nDate: Mon, 27 Jan 2020 09:00:00 +0000\r\n\r\n", "From: a\r\nDate: Mon, 03 Feb 2020 09:00:00 +0000\r\n\r\n",
		},
		"no field, and one in the text": {
			"From: a\r\n\r\nDate: Mon, 27 Jan 2020 09:00:00 +0000\r\n", "From: a\r\n\r\nDate: Mon, 27 Jan 2020 09:00:00 +0000\r\n",
		},
		"a form that is not ours": {"Date: yesterday\r\n\r\n", "Date: yesterday\r\n\r\n"},
	} {
		before := c.raw
		if got := string(dated([]byte(c.raw), begun)); got != c.want || before != c.raw {
			t.Errorf("%s: %q", rule, got)
		}
		if got := string(dated([]byte(c.raw), time.Time{})); got != c.raw {
			t.Errorf("%s: without a moment it became %q", rule, got)
		}
	}
}
