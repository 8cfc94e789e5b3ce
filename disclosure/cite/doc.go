// Package cite finds what the prose about a case says of its dates and durations: the placeholders, such as {{closure}} and
// {{days.contact_to_closure}}, for which the page prints a fact of the case, and the dates and durations that somebody typed,
// which it holds against the facts.
//
// Every fact comes from the milestones and durations of a timeline. Nothing here knows Markdown or a page.
package cite
