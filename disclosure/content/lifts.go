package content

// What lifts a finding, as people read it.
const (
	liftsKey    = "Take it out, or put stars in its place. A secret that was public once has to be changed by its owner as well."
	liftsLink   = "Take the link out, or write the address so that no program follows it: hxxps://, and [.] for its dots."
	liftsMail   = "Take it out. The team's own address and the contacts that a party publishes may stand: record such a contact as published."
	liftsPerson = "Take it out, or put stars in its place: it belongs to a person."
)

func (s *scanner) liftsTarget() string {
	if s.about.Strict {
		return "Leave it out: this form of the page leads nobody to an asset, not even by a defanged address, a path or a name of a file."
	}
	return "Write it defanged, hxxps:// and [.] for its dots, or leave it out."
}

func (s *scanner) liftsAddress() string {
	if s.about.Strict {
		return "Leave it out. If it is a version, say so: write the word before the number."
	}
	return "Write [.] for its dots, or leave it out. If it is a version, say so: write the word before the number."
}
