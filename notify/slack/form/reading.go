package form

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"

	"daylight/disclosure/civil"
	"daylight/disclosure/pattern"
)

// Reading reads a submission field by field, and notes what is wrong at each of them. A value comes from a client: what was not
// offered and what is too long is refused here.
type Reading struct {
	fields []Field
	values map[string]string
	wrong  map[string]string
}

// Read reads a submission of an action. wrong has what is wrong by field; the order counts only where it is empty.
func Read(a *Action, s *Seen, values map[string]string) (_ Order, wrong map[string]string) {
	r := &Reading{fields: a.Fields(s), values: values, wrong: map[string]string{}}
	for _, f := range r.fields {
		r.check(&f)
	}
	if len(r.wrong) > 0 {
		return Order{}, r.wrong
	}
	o := a.Read(s, r)
	return o, r.wrong
}

func (r *Reading) check(f *Field) {
	v := strings.TrimSpace(r.values[f.Name])
	switch {
	case v == "" && !f.Optional:
		r.Wrong(f.Name, "This is needed.")
	case v == "":
	case f.File && !fileForm.MatchString(v):
		r.Wrong(f.Name, "This is no file: choose it again.")
	case f.File:
	case f.Limit == 0 && !slices.ContainsFunc(f.Choices, func(c Choice) bool { return c.Short() == v }):
		r.Wrong(f.Name, "This was not offered, or is not possible any more: choose again.")
	case f.Limit > 0 && utf8.RuneCountInString(v) > f.Limit:
		r.Wrong(f.Name, "This is too long.")
	}
}

// fileForm is the id of a file in a chat.
var fileForm = pattern.New(`^F[A-Z0-9]{1,30}$`)

// Wrong notes what is wrong with a field, the first thing of each.
func (r *Reading) Wrong(field, text string) {
	if r.wrong[field] == "" {
		r.wrong[field] = text
	}
}

// Text is the value of a field without white space around it, "" for a field that the form does not have.
func (r *Reading) Text(field string) string {
	i := slices.IndexFunc(r.fields, func(f Field) bool { return f.Name == field })
	if i < 0 {
		return ""
	}
	v := strings.TrimSpace(r.values[field])
	for _, c := range r.fields[i].Choices {
		if c.Short() == v {
			return c.Value
		}
	}
	return v
}

// When is the moment or date that a field names, as exact as it was written.
func (r *Reading) When(field string) civil.When {
	w, err := civil.ParseWhen(r.Text(field))
	if err != nil {
		r.Wrong(field, err.Error())
	}
	return w
}

// maxValue is how long the value of a choice may be, in bytes: a chat carries no longer one.
const maxValue = 150

// Short is the value as a form carries it: a long one, such as the key of a clock with the name of its party, by its digest.
func (c Choice) Short() string {
	if len(c.Value) <= maxValue {
		return c.Value
	}
	sum := sha256.Sum256([]byte(c.Value))
	return "sha256-" + hex.EncodeToString(sum[:16])
}

// given is the value of a field that somebody filled in, else nil.
func (r *Reading) given(field string) *string {
	if v := r.Text(field); v != "" {
		return &v
	}
	return nil
}

// changed is the value of a field if it is another one than was shown, else nil.
func (r *Reading) changed(field string) *string {
	v := r.Text(field)
	for _, f := range r.fields {
		if f.Name == field && v != strings.TrimSpace(f.Initial) {
			return &v
		}
	}
	return nil
}
