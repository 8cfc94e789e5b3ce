package form

import (
	"slices"
	"strconv"

	"daylight/disclosure"
)

// The actions by which a person says who an account is that reads where the case writes.
const (
	ReaderMayRead = "reader_allow"
	ReaderSpeaks  = "reader_speaks"
)

// Subject tells a reader apart from the others of a case, for a button. It goes by the account, because a login can be given up and
// taken by somebody else.
func (r *Reader) Subject() string { return r.Contact + "-" + strconv.FormatInt(r.Account, 10) }

func readers() []Action {
	some := func(s *Seen) bool {
		return s.working() && len(s.Known.Readers) > 0 && (s.Subject == "" || s.reader() != nil)
	}
	about := func(s *Seen) []Choice {
		out := make([]Choice, len(s.Known.Readers))
		for i := range s.Known.Readers {
			out[i] = Choice{s.Known.Readers[i].Subject(), s.Known.Readers[i].Login}
		}
		return out
	}
	fields := func(*Seen) []Field {
		return []Field{long(fieldText, "How do you know?", "It stays on record.", maxWhy, false)}
	}
	action := func(name, label, title, yes, what string, speaks bool) Action {
		return Action{
			Name: name, Group: Contacts, Label: label, Title: title, Yes: yes, Doing: "Saying who reads", Rank: disclosure.Lead, Can: some, About: about,
			Says: func(s *Seen) []string {
				r := s.reader()
				if r == nil {
					return nil
				}
				k, _ := s.Case.Contact(r.Contact)
				return []string{r.Login + " reads what is written to " + contactName(&k) + ": " + r.Sight + ". " + what}
			},
			Fields: fields,
			Read: func(s *Seen, in *Reading) Order {
				r := s.reader()
				if r == nil {
					in.Wrong(fieldText, "Somebody has said meanwhile who it is, or it does not read there any more.")
					return Order{}
				}
				return Order{Reader: &ReaderWord{Contact: r.Contact, Account: r.Account, Login: r.Login, Speaks: speaks, Text: in.Text(fieldText)}}
			},
			Blame: fieldText, Done: "It is on record. What was withheld can be approved and sent again, once nobody else there is unknown.",
		}
	}
	return []Action{
		action(ReaderMayRead, "Lets read:", "May they read it?", "They may read it", "If they may read it, nothing that they write there is the party's word. It holds for this account.", false),
		action(ReaderSpeaks, "Is the party's:", "Are they the party's?", "They are the party's", "If they are the party's, what they write there is the party's word from then on: an answer, a claim, a request. It holds for this account.", true),
	}
}

// reader is the one that the action is about.
func (s *Seen) reader() *Reader {
	i := slices.IndexFunc(s.Known.Readers, func(r Reader) bool { return r.Subject() == s.Subject })
	if i < 0 {
		return nil
	}
	return &s.Known.Readers[i]
}
