// Package civil holds dates as people write and count them: civil dates, dates of known precision with their zone, spans in
// civil and working days, hours of a day, and the parser with its advice.
//
// Cases, policies and holidays live elsewhere; a set of days off is handed in as a function.
package civil
