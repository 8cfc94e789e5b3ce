// Package milestone says when what happened that everybody asks for: when a party was told and when it answered, when the exposure
// ended and by whose word, when it was last seen open, when something was published. [Of] is the one function that finds these dates;
// clocks, pages, lists, statistics and the gate read what it found and look through no events of their own.
//
// It knows no policy: which date a clause counts from is package clock's, and what a page makes of a date is package writeup's.
package milestone
