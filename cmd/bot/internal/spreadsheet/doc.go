// Package spreadsheet reads histories of cases from CSV, as a spreadsheet saves them: a row an event, the columns in any order,
// dates as people wrote them, one case or many.
//
// [Read] turns the rows of each case into a case file and hands it to package casefile, so that a sheet passes every check that a
// case file passes. Nothing is guessed: a date that can be read in two ways, a column that nobody knows and a text in an unknown
// encoding are mistakes. All of them are reported at once, by row and column, and a sheet with a mistake gives nothing.
//
// Cells are text. What looks like a formula is kept as it is written, and nothing computes it.
package spreadsheet
