package milestone

import (
	"strings"

	"daylight/disclosure"
)

// share joins the ends of several assets.
type share struct {
	end       Closure
	any, open bool
	seen      Moment // newest open answer of those that are not closed
}

func (s *share) add(a *asset) {
	s.any = true
	if a.closure.IsZero() {
		s.open, s.seen = true, newest(s.seen, a.seen)
		return
	}
	s.end = s.end.and(a.closure)
}

// closure is zero while one of the assets is open, and where there is none.
func (s *share) closure() Closure {
	if s.open {
		return Closure{}
	}
	return s.end
}

// shares are the assets by whose they are: an asset that names no owner is every vendor's, and one that names no host is every
// provider's. Everybody else is asked about all of them.
type shares struct {
	all, vendors, providers share
	own                     map[rollKey]*share
}

func sharesOf(assets []asset) shares {
	s := shares{}
	for i := range assets {
		a := &assets[i]
		s.all.add(a)
		s.give(disclosure.Vendor, a.owner, &s.vendors, a)
		s.give(disclosure.Provider, a.host, &s.providers, a)
	}
	return s
}

func (s *shares) give(role disclosure.Role, name string, everybody *share, a *asset) {
	if name == "" {
		everybody.add(a)
		return
	}
	key := rollKey{role, strings.ToLower(name)}
	if s.own == nil {
		s.own = map[rollKey]*share{}
	}
	if s.own[key] == nil {
		s.own[key] = &share{}
	}
	s.own[key].add(a)
}

// of joins what is a party's own with what is everybody's of its role.
func (s *shares) of(p *Party) share {
	out := s.all
	switch p.Role {
	case disclosure.Vendor:
		out = s.vendors
	case disclosure.Provider:
		out = s.providers
	default:
		return out
	}
	own := s.own[rollKey{p.Role, strings.ToLower(p.Name)}]
	if own == nil {
		return out
	}
	out.any, out.open = true, out.open || own.open
	if !own.end.IsZero() {
		out.end = out.end.and(own.end)
	}
	out.seen = newest(out.seen, own.seen)
	return out
}
