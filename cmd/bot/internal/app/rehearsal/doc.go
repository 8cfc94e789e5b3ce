// Package rehearsal lets a team practise with the real bot: it leads what would reach others to the team, marks it, holds back what
// belongs to the other side of a rehearsal, and ends the rehearsal of an instance by two people. The rule itself is package
// [daylight/disclosure/rehearse]; what each channel does with it stands in its own package.
package rehearsal
