package agenda

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/clock"
	"daylight/disclosure/fault"
	"daylight/disclosure/hint"
	"daylight/disclosure/outreach"
)

// group makes one item of those that many parties share: the same clause in the same state, the messages of one batch.
func group(c *disclosure.Case, items []Item) []Item {
	shared := map[string][]int{}
	for i := range items {
		if key := shareKey(c, &items[i]); key != "" {
			shared[key] = append(shared[key], i)
		}
	}
	drop := make([]bool, len(items))
	for _, of := range shared {
		// More are one item, or a case with a hundred vendors would fill every list; and so are those to whom one list is written.
		list := items[of[0]].Held != nil && items[of[0]].Held.Code == outreach.HeldMany
		if len(of) <= outreach.MostApart && (!list || len(of) == 1) {
			continue
		}
		for _, i := range of[1:] {
			drop[i] = true
		}
		together(c, items, of)
	}
	out := items[:0]
	for i := range items {
		if !drop[i] {
			out = append(out, items[i])
		}
	}
	return out
}

// shareKey is the same for the items that can stand together; "" for one that stands alone.
func shareKey(c *disclosure.Case, i *Item) string {
	switch i.What {
	case Overdue, Due:
		k := clock.SplitKey(i.Ref)
		if k.Role == "" {
			return ""
		}
		held := ""
		if i.Held != nil {
			held = string(i.Held.Code)
		}
		return strings.Join([]string{string(i.What), k.Clause, string(k.Role), strconv.Itoa(i.Episode), held, i.Except, strings.Join(i.Who, "\x00")}, "\x00")
	case DraftWaiting, DraftApproved:
		if d, ok := c.Draft(i.Ref); ok && d.Batch != "" && d.Withheld == "" {
			return strings.Join([]string{string(i.What), d.Batch, i.Except, strings.Join(i.Who, "\x00")}, "\x00")
		}
	default:
	}
	return ""
}

// together turns the first of some items into the one that stands for all of them. The earliest date is theirs.
func together(c *disclosure.Case, items []Item, of []int) {
	slices.SortStableFunc(of, func(a, b int) int {
		if items[a].Due == nil || items[b].Due == nil {
			return 0
		}
		return items[a].Due.At.Compare(items[b].Due.At)
	})
	i := &items[slices.Min(of)]
	at, first := i.Text, items[of[0]]
	i.Due, i.Days = first.Due, first.Days
	i.Parties = len(of)
	var h fault.Hint
	if d, ok := c.Draft(i.Ref); ok && (i.What == DraftWaiting || i.What == DraftApproved) {
		what := fmt.Sprintf("%s: %d messages (%s)", d.Batch, len(of), strings.ReplaceAll(string(d.Template), "_", " "))
		i.Text, i.Because = "read a sample of and approve "+what, "written by "+d.Author+" as one list"
		if h = hint.ToApproveBatch(c.ID, d.Batch); i.What == DraftApproved {
			i.Text, i.Because = "send "+what, "approved and not sent"
			h = hint.ToSendBatch(c.ID, d.Batch)
		}
		i.Ref = d.Batch
	} else {
		k := clock.SplitKey(i.Ref)
		i.Text = fmt.Sprintf("%s: %s (%s)", at, Many(len(of), k.Role), told(c, k.Role))
		i.Because = fmt.Sprintf("%s, the first of them: %s", k.Clause, first.Because)
		i.Ref = k.Clause
	}
	if !h.IsZero() {
		i.Hint = &h
	}
}

// told says how many of the parties of a role that were told are silent and how many answered.
func told(c *disclosure.Case, role disclosure.Role) string {
	silent, answered := 0, 0
	for i := range c.Parties {
		p := &c.Parties[i]
		if p.Role != role {
			continue
		}
		key := disclosure.KeyOf(role, p.Name)
		switch _, heard := c.Answered[key]; {
		case heard:
			answered++
		case !c.Reached[key].IsZero():
			silent++
		}
	}
	return fmt.Sprintf("%d silent, %d answered", silent, answered)
}

// Many is what several parties of a role are called together: "34 vendors".
func Many(n int, role disclosure.Role) string {
	if role == disclosure.Press {
		return fmt.Sprintf("%d of the press", n)
	}
	return fmt.Sprintf("%d %ss", n, role)
}
