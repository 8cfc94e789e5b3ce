package casefile

import "regexp"

// pattern reads a regular expression in the RE2 syntax, in which no pattern takes more than linear time.
func (p *parser) pattern(to *string) field {
	return func(v *node, path string) {
		p.text(to)(v, path)
		if _, err := regexp.Compile(*to); err != nil {
			p.Add(v.line, path, "this pattern cannot be read: %v", err)
		}
	}
}
