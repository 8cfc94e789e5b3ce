// Package casefile reads and writes case files: the history of one case as YAML or JSON, to be written by hand, kept
// beside a source, or moved from one instance to another.
//
//	case:
//	  title: Open S3 bucket with patient files
//	  vendor: {name: NextMotion, country: FR, domain: nextmotion.net}
//	  assets: [{kind: s3, target: "https://example-bucket.s3.eu-west-3.amazonaws.com/"}]
//	events:
//	  - {kind: discovered, at: 2020-01-24}
//	  - {kind: closed, at: 2020-02-05, source: press}
//
// [Parse] is strict and reports every mistake at once, each with its line; a file with a mistake gives nothing.
// [Write] is deterministic: what it writes, read and written again, gives the same bytes.
//
// A file holds what happened, not how Daylight worked on it: the event that records a case, probes' measurements,
// drafts and message bodies are not part of it. What follows from the file is decided elsewhere, in
// daylight/disclosure.
package casefile
