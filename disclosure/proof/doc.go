// Package proof proves a closure to people who do not know this instance: a small document that holds the answers of
// the confirming run and the rule by which they close, and a signature over its bytes. It names no person and holds no
// content. Whoever checks it recomputes the closure from the answers, and has to trust us only in that the answers were given,
// when, and to which vantage. What other vantages signed holds addresses, so it stays in the record.
package proof
