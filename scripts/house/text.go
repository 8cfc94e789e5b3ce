package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"daylight/scripts/house/figures"
)

// text is the house as tables.
func text(h house) string {
	var b strings.Builder
	sizes(&b, h.Packages)
	arrows(&b, h.Packages)
	if len(h.Circles) == 0 {
		b.WriteString("\nNo circles.\n")
	}
	for _, c := range h.Circles {
		b.WriteString("\nCIRCLE: " + strings.Join(c, " → ") + " → " + c[0] + "\n")
	}
	if len(h.Over) > 0 {
		b.WriteString("\nOver a limit:\n")
		for _, s := range h.Over {
			b.WriteString("  " + s + "\n")
		}
	}
	return b.String()
}

func sizes(b *strings.Builder, packages []figures.Package) {
	w := tabwriter.NewWriter(b, 0, 8, 2, ' ', 0)
	row := func(head string, p figures.Package) {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%.2f\t%s\t%s\n", head, p.Code, p.Files, p.Exported.Total(), p.Exported.Enum,
			p.Exported.Methods, p.CommentsPerCode(), fileText(p.Biggest), funcText(p.Longest))
	}
	fmt.Fprintln(w, "package\tcode\tfiles\texported\tenum\tmethods\tcomment/code\tbiggest file\tlongest function")
	for _, p := range packages {
		row(p.Dir, p)
	}
	row(fmt.Sprintf("%d packages", len(packages)), figures.Sum(packages))
	w.Flush()
}

func arrows(b *strings.Builder, packages []figures.Package) {
	n := 0
	for _, p := range packages {
		n += len(p.Imports)
	}
	fmt.Fprintf(b, "\n%d arrows:\n", n)
	for _, p := range packages {
		if len(p.Imports) > 0 {
			b.WriteString(wrapped("  "+p.Dir+" →", p.Imports))
		}
	}
}

// wrapped writes a list behind its head, in lines that fit a screen.
func wrapped(head string, list []string) string {
	const width = 120
	var b strings.Builder
	b.WriteString(head)
	used := len(head)
	for i, item := range list {
		if i < len(list)-1 {
			item += ","
		}
		if used+1+len(item) > width {
			b.WriteString("\n     ")
			used = 5
		}
		b.WriteString(" " + item)
		used += 1 + len(item)
	}
	b.WriteString("\n")
	return b.String()
}

// fileText names the file inside its package: the folder stands at the head of the row.
func fileText(f figures.File) string {
	return fmt.Sprintf("%s %d", f.Path[strings.LastIndex(f.Path, "/")+1:], f.Lines)
}

func funcText(f figures.Func) string {
	if f.Lines == 0 {
		return "-"
	}
	return fmt.Sprintf("%s %d", f.Name, f.Lines)
}
