// Package picture draws a timeline: as SVG, wide for a page and narrow for small screens, and as PNG for mails, chats and cards.
//
// What lives here is the drawing: where marks, labels, clusters and spans stand, which labels there is room for, how time is laid along an
// axis, the colours, and the escaping for XML. What does not live here is the story: which events readers may see, how events, dates
// and durations are worded and in which language. All that comes with a [Drawing]. The same drawing gives the same bytes.
//
// A picture is laid out once, as boxes with text, marks, clusters and lines (layout), and then written as SVG or as pixels. Texts are measured
// with the letters of package typeface, and an SVG holds each width, so that no font of a reader can push one text over another.
//
// Every event is a mark or is counted in a cluster; none is left out. Marks differ in form and not only in colour, and every label is text.
package picture
