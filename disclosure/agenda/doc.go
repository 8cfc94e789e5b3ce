// Package agenda says what is due for whom: the items of a person's agenda, the headline and the next action of a case, and
// the notifications that events lead to.
//
// It sends nothing; channels bring notifications to people.
package agenda
