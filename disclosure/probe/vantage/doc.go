// Package vantage lets assets be asked from another place: a door that is shut for our address may be open for the rest
// of the world, and only somebody elsewhere can tell.
//
// An [Agent] runs there. It has no database and knows no case: it takes one [Job] per request, runs it with the same
// prober, guard and limits as the bot itself, signs the observation and forgets it. A [Client] asks an agent and believes
// nothing that it cannot check. Whatever goes wrong on the way is an observation that is local and never counts.
//
// What an agent says about its own observations is still its own word: it could lie, and sign that. That is why a rule of
// closure asks several places, and why the record keeps what each of them signed.
package vantage
