// Package content is the door to what reads files before they are published: [Scan] says what in them must not leave, where it stands
// and what would lift it. It is pure, and knows a case only by what [About] takes of it: its targets, its contacts, its countries.
//
// Below it package reading turns bytes into passages, package target finds what leads to an asset, and package hit is what every other
// finder returns. Package gate makes checks of findings, and the command line reads with them what was written elsewhere.
//
// What a sender does on purpose to get past is out of reach: see package reading.
package content
