package probe

import "daylight/disclosure/probe/target"

// Described is what a kind of one service says of itself, for kinds that embed it.
type Described struct {
	Service target.Service
	Number  int  // the version of the classification
	About   Info // without the ports, which are those of the service
}

// Name implements [Kind].
func (d Described) Name() string { return d.Service.Kind }

// Version implements [Kind].
func (d Described) Version() int { return d.Number }

// Info implements [Kind].
func (d Described) Info() Info {
	i := d.About
	i.Ports = d.Service.Ports
	return i
}

// Read implements [Reader].
func (d Described) Read(raw string, explicit bool) (target.Target, string, error) {
	return d.Service.Read(raw, explicit)
}
