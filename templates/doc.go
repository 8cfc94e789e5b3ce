// Package templates holds the texts that Daylight writes: mails and issues to vendors and hosting
// providers, the words for kinds of assets and data, and the page and the sentences of a writeup, in English, German
// and French; pages also in Spanish.
//
// A [Set] renders mails ([Set.Mail]) and issues ([Set.IssueBody]). Each text is a template
// file with one set of placeholders that is the same in every language; the data is typed and checked before a text
// is rendered, so that no message leaves with a hole in it. [Writeup] hands the files of the writeup to the package
// that renders it; neither package imports the other.
//
// What does not live here: recipients, headers and encoding of mails, markers of issues, the comments in them, and the texts of Slack.
package templates
