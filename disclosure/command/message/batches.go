package message

import (
	"slices"

	"daylight/disclosure"
	"daylight/disclosure/person"
)

// Batch is a batch as a person sees it.
type Batch struct {
	ID     string             `json:"batch"`
	Drafts []disclosure.Draft `json:"drafts"`
	Sample []string           `json:"sample"` // ids of those that whoever approves has to read
	Digest string             `json:"digest"` // of the list
	Of     person.Decision    `json:"-"`
}

// Batches returns the batches of a case, in order.
func Batches(c *disclosure.Case) []Batch {
	out := []Batch{}
	var seen []string
	for i := range c.Drafts {
		if id := c.Drafts[i].Batch; id != "" && !slices.Contains(seen, id) {
			seen = append(seen, id)
			v := Batch{ID: id, Drafts: InBatch(c, id), Sample: []string{}, Of: BatchOf(c, id)}
			for _, s := range Sample(c, id) {
				v.Sample = append(v.Sample, s.ID)
			}
			v.Digest = v.Of.Digest
			out = append(out, v)
		}
	}
	return out
}
