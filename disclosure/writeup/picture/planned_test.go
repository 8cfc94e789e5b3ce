package picture

import "testing"

// TestAPlanIsNotCountedAsAFact: what is planned at the end of a lane keeps a mark of its own, hollow, in however large a crowd.
func TestAPlanIsNotCountedAsAFact(t *testing.T) {
	t.Parallel()
	for _, n := range []int{20, 60, 300} {
		d := plan{n: n, days: 700, parties: 6, band: 4}.drawing()
		d.Marks[n-1].Planned, d.Marks[n-1].When = true, newYear.AddDays(760).When()
		sc := d.scene()
		for form, l := range map[string]*layout{"wide": sc.wide(frame{width: wideWidth, height: wideHeight}), "narrow": sc.narrow()} {
			hollow := 0
			for _, s := range l.spots {
				if s.row >= 0 && s.planned {
					hollow++
				}
			}
			if hollow != 1 {
				t.Errorf("%s, %d events: %d marks are hollow, want the one that is planned", form, n, hollow)
			}
		}
	}
}
