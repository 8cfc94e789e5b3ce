// Package hit is what a finder of one kind of thing returns: where in a text it stands. It knows no file, no case and no rule of its own.
package hit

// Hit is one find in a text, by the offset of its first byte and of the one behind its last.
type Hit struct {
	Start, End int
	Value      string // one name for all of its spellings, such as a mail address without brackets, or a keyed digest; "" where that is the text itself
	What       string // what was found, such as "mail address", in words that do not repeat it
	Lifts      string // what would lift it, as a sentence; "" where only taking it out does
}
