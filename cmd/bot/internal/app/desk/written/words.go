package written

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"daylight/disclosure"
	"daylight/disclosure/command/publish"
	"daylight/disclosure/content/hit"
	"daylight/disclosure/content/people"
	"daylight/disclosure/fault"
)

// MaxWords is how many bytes a list of words to protect has.
const MaxWords = 64 << 10

// Deriver gives a key for a purpose, always the same.
type Deriver interface {
	Derive(purpose string) []byte
}

// Reader reads what people wrote for the pages of a case and which words they protect in it.
type Reader struct {
	Blobs Blobs
	Key   Deriver
}

// keyOf is the key of the protected words of one case: the same word in two cases has nothing in common.
func (r Reader) keyOf(id disclosure.CaseID) people.Key {
	return people.Key(r.Key.Derive("protected words " + string(id)))
}

// Protect makes the command of a list: a word, or a few that belong together, in each line. What is wrong with a line is said by its
// number, because nothing repeats a word.
func (r Reader) Protect(id disclosure.CaseID, list string, seal func([]byte) (disclosure.Blob, error)) (publish.Protect, error) {
	var cmd publish.Protect
	switch {
	case len(list) > MaxWords:
		return cmd, fault.Errorf(fault.Invalid, "the list is longer than %d kB", MaxWords>>10)
	case !utf8.ValidString(list):
		return cmd, fault.Errorf(fault.Invalid, "the list is no text in UTF-8")
	}
	key := r.keyOf(id)
	var kept strings.Builder
	list = strings.ReplaceAll(strings.TrimPrefix(list, "\ufeff"), "\r\n", "\n")
	for i, line := range strings.Split(list, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		ways := key.Digest(line)
		if len(ways) == 0 {
			return publish.Protect{}, fault.Errorf(fault.Invalid, "line %d is no word: write one word, or up to eight that belong together, in each line", i+1)
		}
		word := idOf(ways)
		cmd.IDs = append(cmd.IDs, word)
		fmt.Fprintln(&kept, word, strings.Join(ways, " "))
	}
	if len(cmd.IDs) == 0 {
		return cmd, nil // the command says that there is none
	}
	var err error
	cmd.Blob, err = seal([]byte(kept.String()))
	return cmd, err
}

// idOf names a word by a part of its first way: the end of the chain, which depends on all of it.
func idOf(ways []string) string {
	last := ways[0][strings.LastIndexByte(ways[0], '.')+1:]
	return "w" + last[:10]
}

// Protected returns what finds the protected words of a case. It is nil where there are none, and where the digests of one of them
// cannot be read: the gate holds a page back for that.
func (r Reader) Protected(ctx context.Context, c *disclosure.Case, events []disclosure.Event) (func(text string) []hit.Hit, error) {
	if len(c.Manuscript.Guards) == 0 {
		return nil, nil
	}
	bodies := map[int]disclosure.BlobRef{}
	for i := range events {
		if events[i].Kind == disclosure.KindWordsProtected {
			bodies[events[i].Seq] = events[i].Detail.Body
		}
	}
	lists := map[disclosure.BlobRef]map[string]string{}
	words := make([]string, 0, len(c.Manuscript.Guards))
	for _, w := range c.Manuscript.Guards {
		ref := bodies[w.Seq]
		list, known := lists[ref]
		if !known {
			body, err := r.Blobs.Blob(ctx, ref)
			if err != nil && fault.CodeOf(err) != fault.NotFound {
				return nil, err
			}
			list = map[string]string{} // of one that was erased nothing is left
			for line := range strings.Lines(string(body)) {
				id, ways, _ := strings.Cut(strings.TrimSpace(line), " ")
				list[id] = ways
			}
			lists[ref] = list
		}
		if list[w.ID] == "" {
			return nil, nil
		}
		words = append(words, list[w.ID])
	}
	return r.keyOf(c.ID).Finder(words).Find, nil
}

// ForPage is [ForPage] with the protected words of the case.
func (r Reader) ForPage(ctx context.Context, c *disclosure.Case, events []disclosure.Event, lang string) (Page, error) {
	page, err := ForPage(ctx, r.Blobs, events, lang)
	if err == nil {
		page.Protected, err = r.Protected(ctx, c, events)
	}
	return page, err
}
