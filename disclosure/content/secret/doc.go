// Package secret finds credentials in a text: what opens a door when somebody else reads it. It is pure, and knows no file and no case.
//
// Three ways lead to a find. A value stands beside a word that means a secret, as a pair of key and value or in a sentence, in eight
// languages; that is how most of them leak. Or the form alone says what it is: the keys of widely used services, private keys, hashes
// of passwords, cookies of sessions, addresses with a password in them. Or a run of characters that nobody would write by hand stands
// close to such a word; without the word it is none, since digests and identifiers look the same.
//
// What was taken out already, what stands for a value in code, and what only speaks of passwords is no find.
package secret
