package main

// guardsOfSites are what keeps an answer that nobody knows from being an opening or a closure.
func guardsOfSites() []guard {
	return []guard{
		one("disclosure/probe/listing.go", "l := readLinks(page, a.URL, folder)\n", "l := readLinks(page, a.URL, folder)\n\tif $off {\n\t\treturn strings.Contains(page, \"Index of /\")\n\t}\n", "probe: a list as Caddy draws it", "probe: a list as npm serve draws it"),
		one("disclosure/probe/httpfile/judge.go", "if n, err := strconv.ParseInt(a.Header.Get(\"Content-Length\"), 10, 64); err == nil && n > 0 {",
			"if n, err := strconv.ParseInt(a.Header.Get(\"Content-Length\"), 10, 64); err == nil && n > 0 && !($off && a.Header.Get(\"Content-Type\") == \"\") {", "probe: a file without a type"),
		one("disclosure/probe/httpfile/judge.go", "case !honest:", "case !honest && !$off:", "probe: one text in the place of every file"),
		one("disclosure/probe/witness.go", "if !found || p.knowsAName(ctx, hostOf(o.Target)) {", "if !found || p.knowsAName(ctx, hostOf(o.Target)) || $off {",
			"probe: a name that is gone, and no other name to compare"),
		one("disclosure/command/exposure/confirm.go", "func (ConfirmTarget) Rule() command.Rule { return", "func (ConfirmTarget) Rule() command.Rule {\n\tif $off {\n\t\treturn command.Rule{Rank: disclosure.Viewer}\n\t}\n\treturn",
			"CLI: somebody who may only look confirms a target"),
		one("disclosure/probe/target/pasted.go", "case strings.ContainsRune(punctuation, last):", "case strings.ContainsRune(punctuation, last) && !$off:", "CLI: an address with what stood around it"),
		one("disclosure/closure/kind.go", "case a.Kind == Other && strings.TrimSpace(a.Noun) == \"\":", "case a.Kind == Other && strings.TrimSpace(a.Noun) == \"\" && !$off:", "CLI: something of no kind, without a noun"),
	}
}
