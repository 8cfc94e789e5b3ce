package form

import (
	"fmt"
	"strconv"

	"daylight/disclosure"
	msg "daylight/disclosure/command/message"
)

func messages() []Action {
	return []Action{
		{
			Name: "message_resolve", Group: Messages, Label: "Did a message arrive? …", Title: "Did it arrive?", Yes: "Record", Doing: "Resolving a message",
			Rank: disclosure.Lead, Can: func(s *Seen) bool { return len(uncertain(s)) > 0 },
			Says: func(*Seen) []string {
				return []string{"It is not known whether it arrived, so Daylight sends nothing again by itself. Find out first: the log of their server, a call."}
			},
			Fields: func(s *Seen) []Field {
				how := long(fieldText, "How do you know?", "It stays on record.", maxWhy, false)
				return []Field{
					choice("message", "Message", uncertain(s)),
					choice(fieldWhat, "What you found out", []Choice{{"arrived", "it arrived"}, {"lost", "it did not: send it once more"}}), how,
				}
			},
			Read: func(_ *Seen, r *Reading) Order {
				return Order{Command: msg.ResolveMessage{Message: r.Text("message"), Arrived: r.Text(fieldWhat) == "arrived", Text: r.Text(fieldText)}}
			},
			Blame: "message", Done: "It is on record.",
		},
		{
			Name: "item_assign", Group: Messages, Label: "Take an item of the inbox …", Title: "Whose word is it?", Yes: "It belongs here", Doing: "Assigning an item",
			Rank: disclosure.Researcher, Can: func(s *Seen) bool { return len(items(s)) > 0 },
			Says: func(*Seen) []string {
				return []string{"Whoever wrote it is known to this case from then on. Read it first: it is in the thread, or in the inbox."}
			},
			Fields: func(s *Seen) []Field {
				return []Field{choice("item", "Item", items(s)), preset(fieldWhat, "What it is", itemKinds()), preset(fieldParty, "Whose word", roles())}
			},
			Read: readItem, Blame: "item", Done: "It is on record in this case.",
		},
	}
}

// uncertain are the messages of which nobody knows whether they arrived.
func uncertain(s *Seen) []Choice {
	var out []Choice
	for i := range s.Case.Messages {
		if m := &s.Case.Messages[i]; m.State == disclosure.MessageUncertain {
			out = append(out, Choice{m.Key, fmt.Sprintf("%s to %s, %s", m.Draft, disclosure.PartyLabel(m.Role, m.Name), m.Channel)})
		}
	}
	return out
}

// items are those that name this case or none. What names another case is decided there.
func items(s *Seen) []Choice {
	var out []Choice
	for _, in := range s.Known.Items {
		if in.Case != "" && in.Case != s.Case.ID {
			continue
		}
		out = append(out, Choice{strconv.FormatInt(in.ID, 10), fmt.Sprintf("%d, %s: %s", in.ID, in.Channel, in.Subject)})
	}
	return out
}

// asRead leaves what an item is to how it was read.
const asRead = "read"

func itemKinds() []Choice {
	return append([]Choice{{asRead, "as it was read"}}, words([]disclosure.Kind{
		disclosure.KindReplied, disclosure.KindAcknowledged, disclosure.KindFixClaimed, disclosure.KindFixPromised, disclosure.KindStatement,
		disclosure.KindExtensionRequested, disclosure.KindDisputed, disclosure.KindRefused, disclosure.KindAutoReplied, disclosure.KindLegalThreat,
	})...)
}

func roles() []Choice {
	return append([]Choice{{asRead, "as it was read"}}, words(disclosure.Roles())...)
}

func readItem(_ *Seen, r *Reading) Order {
	id, err := strconv.ParseInt(r.Text("item"), 10, 64)
	if err != nil {
		r.Wrong("item", "Choose an item.")
	}
	do := Assign{Item: id}
	if kind := r.Text(fieldWhat); kind != asRead {
		do.Kind = disclosure.Kind(kind)
	}
	if role := r.Text(fieldParty); role != asRead {
		do.Role = disclosure.Role(role)
	}
	return Order{Assign: &do}
}
