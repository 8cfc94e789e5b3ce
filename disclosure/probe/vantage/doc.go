// Package vantage probes assets from another machine. A server that refuses our address may be open to the rest of the
// world, and only somebody elsewhere can tell.
//
// An [Agent] runs on the other machine. It has no database and knows no case. It takes one [Job] per request, runs it with
// the same prober, guard and limits as the bot itself, signs the observation and forgets it. A [Client] sends jobs to one
// agent, and trusts nothing that it can check itself. Whatever goes wrong in between becomes a local observation, which
// never counts.
//
// A signature proves which agent made an observation, not that the observation is true: an agent could lie, and sign that.
// Therefore a closure rule can demand several vantage points, in different networks, and the record keeps what each of them
// signed.
package vantage
