// Package picture draws a timeline as SVG: wide with flags above an axis, and narrow for small screens.
//
// What lives here is the drawing: which marks there is room for, where marks, labels and spans stand, how wide a text is, the colours,
// and the escaping for XML. What does not live here is the story: which events readers may see, how events, dates and durations are
// worded and in which language. All that comes with a [Drawing]. The same drawing gives the same bytes.
//
// A picture repeats the table of a page and adds nothing to it: marks on a line, the exposure as a bar, and the spans that readers
// ask for. Marks differ in form and not only in colour, and every label is text.
package picture
