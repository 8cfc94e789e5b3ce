// Package notify holds what every channel to the outside shares: the safety of foreign text and the pace at which a
// place is spoken to.
//
// The channels themselves live in the packages below it (email, github, slack), each with its outbound and inbound
// side. They do not know each other. Outcomes of a send are words of the domain and live in package disclosure.
package notify
