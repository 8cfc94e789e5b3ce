// Package statement holds the closed list of what a message of Daylight may state as a fact. A message keeps which of them
// it made, with their values, so that each can be proven again when the message is approved and when it leaves. How a
// statement is proven from a case is package outreach; which words state it is package templates. Nothing is known here.
package statement
