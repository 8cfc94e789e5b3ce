package templates

import (
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/outreach"
)

// informationWords say what follows from a proof of delivery. The sentences hold {law}, {who}, {hours}, {proof},
// {until} and {step}; a proof holds {at}.
type informationWords struct {
	You           string            `json:"you"` // the recipient, as {who}
	Laws          map[string]string `json:"laws"`
	Steps         map[string]string `json:"steps"` // by law and step, as in "gdpr/notification"
	Proofs        map[string]string `json:"proofs"`
	Ends          string            `json:"ends"`
	From          string            `json:"from"` // for a proof without an hour: no end can be named
	Many          string            `json:"many"` // who a line is about that many parties share
	OnlyDelivered string            `json:"only_delivered"`
}

// Information writes a line of information as a sentence about the party that it names. Each sentence is conditional
// and states hours; it says of no law that it applies.
func (s *Set) Information(lang string, line outreach.InformationLine) string {
	w := s.words[Language(lang)]
	who := oneLine(line.Name)
	switch {
	case line.Parties > 0:
		who = strings.ReplaceAll(w.Information.Many, "{n}", strconv.Itoa(line.Parties))
	case who == "":
		who = w.Roles[string(line.Role)]
	}
	return w.inform(line, who)
}

func (w *words) inform(line outreach.InformationLine, who string) string {
	i := &w.Information
	text, until := i.Ends, ""
	if line.Ends.IsZero() {
		text = i.From
	} else {
		until = w.stampTime(line.Ends)
	}
	proof := strings.ReplaceAll(i.Proofs[string(line.Proof.Kind)], "{at}", w.stamp(line.Proof.At))
	return strings.NewReplacer(
		"{law}", i.Laws[string(line.Law)], "{who}", who, "{hours}", strconv.Itoa(line.Hours), "{proof}", proof,
		"{until}", until, "{step}", i.Steps[string(line.Law)+"/"+string(line.Step)],
	).Replace(text)
}

// inform adds the lines of information to a view. A follow-up speaks to whom they are about; everybody else reads of
// the owner.
func (d MailData) inform(v *view, w *words, t disclosure.Template) {
	who := v.Owner
	if t == disclosure.FollowUp {
		who = w.Information.You
	}
	for _, line := range d.Information {
		v.Information = append(v.Information, w.inform(line, who))
		if !line.Proof.Kind.OfPerson() {
			v.OnlyDelivered = w.Information.OnlyDelivered
		}
	}
}
