// Package people finds what belongs to a person in a text: mail addresses in the spellings that people use, phone numbers, accounts,
// cards, numbers of a state, coordinates of a home, and the words that a team protects in a case. It is pure, and knows no file and no
// case.
//
// A number is a find where its check digits fit, and where they are weak only beside a word that says what it is. Numbers of a country
// are looked for when a party of the case is of it, since every country reads the numbers of another one as its own by chance.
//
// Names of people are found only if somebody protects them: no list of names is complete, and most of them are words.
package people
