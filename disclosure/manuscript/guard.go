package manuscript

import (
	"slices"
	"time"
)

// Word is a word that no page of the case may hold: the name of a person or of a project. What it is stands nowhere; a keyed digest
// of it lies encrypted beside the event, and the id is a part of that digest.
type Word struct {
	ID  string    `json:"id"`
	By  string    `json:"by,omitempty"` // who protected it
	At  time.Time `json:"at"`           // UTC
	Seq int       `json:"seq"`          // of the event, whose body holds the digests
}

// Words are the ids of the words that an event protects, or no longer protects.
type Words struct {
	IDs []string `json:"ids"`
}

// Word returns a protected word by its id.
func (m Manuscript) Word(id string) (Word, bool) {
	if i := slices.IndexFunc(m.Guards, func(w Word) bool { return w.ID == id }); i >= 0 {
		return m.Guards[i], true
	}
	return Word{}, false
}

// Guarded is the manuscript after the event with the number seq, by which somebody protected words, or no longer protects them. A word
// that is protected already stays as it is.
func (m Manuscript) Guarded(seq int, by string, at time.Time, words *Words, bared bool) Manuscript {
	if words == nil {
		return m
	}
	m.Guards = slices.Clone(m.Guards)
	for _, id := range words.IDs {
		_, known := m.Word(id)
		switch {
		case bared:
			m.Guards = slices.DeleteFunc(m.Guards, func(w Word) bool { return w.ID == id })
		case !known:
			m.Guards = append(m.Guards, Word{ID: id, By: by, At: at.UTC(), Seq: seq})
		}
	}
	return m
}
