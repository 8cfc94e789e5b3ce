// Package inbound says what a text from outside asks for, and who wrote it, the same for mail, issues and chat.
//
// What follows from it is decided in package command/incoming; the formats of the channels stay with the channels.
package inbound
