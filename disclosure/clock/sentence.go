package clock

import (
	"strconv"

	"daylight/disclosure/civil"
)

// sentences writes the explanations of many clocks into one text, which they share: a list of thousands of clocks is computed at
// each look at an agenda.
type sentences struct {
	b     []byte
	start int   // of the sentence that is being written
	ends  []int // of those that are written
}

func (s *sentences) begin() { s.start = len(s.b) }

func (s *sentences) end() { s.ends = append(s.ends, len(s.b)) }

// handOut gives each deadline its sentence, in the order in which they were written.
func (s *sentences) handOut(to []Deadline) {
	text, from := string(s.b), 0
	for i, end := range s.ends {
		to[i].Because, from = text[from:end], end
	}
}

// add begins a part of the sentence.
func (s *sentences) add(parts ...string) *sentences {
	if len(s.b) > s.start {
		s.b = append(s.b, "; "...)
	}
	return s.text(parts...)
}

func (s *sentences) text(parts ...string) *sentences {
	for _, p := range parts {
		s.b = append(s.b, p...)
	}
	return s
}

func (s *sentences) date(d civil.Date) *sentences {
	s.b = d.Append(s.b)
	return s
}

func (s *sentences) when(w civil.When) *sentences {
	if w.Precision() == civil.PrecisionDay {
		return s.date(w.First())
	}
	return s.text(w.String())
}

// event names the event that says so.
func (s *sentences) event(seq int) {
	if seq > 0 {
		s.text(" (event ")
		s.b = strconv.AppendInt(s.b, int64(seq), 10)
		s.text(")")
	}
}

// after says how many days after: "45 days after ", "on the day of ".
func (s *sentences) after(n int, unit civil.Unit) *sentences {
	if n == 0 {
		return s.text("on the day of ")
	}
	return s.count(n, unit).text(" after ")
}

// count is [civil.DayCount].
func (s *sentences) count(n int, unit civil.Unit) *sentences {
	s.b = civil.AppendDayCount(s.b, n, unit)
	return s
}
