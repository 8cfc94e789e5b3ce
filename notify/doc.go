// Package notify holds what every channel to the outside shares: escaping of foreign text, and a limit on how fast each
// destination is written to.
//
// The channels themselves live in the packages below it (email, github, slack), each with its outbound and inbound
// side. They do not import each other. The outcomes of a send belong to the domain and are defined in package
// disclosure.
package notify
