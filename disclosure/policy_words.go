package disclosure

// Phrase says what the anchor is, as a part of a sentence: "the closure".
func (a Anchor) Phrase() string { return a.phrase() }

// Text is a number of days as people read it: "1 day", "15 working days".
func (u Unit) Text(n int) string { return dayCount(n, u) }
