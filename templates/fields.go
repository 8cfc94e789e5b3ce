package templates

import (
	"slices"
	"text/template"
	tree "text/template/parse"
)

// fields returns the fields that a text uses, sorted. Those of the kind of an asset and of the subjects are told apart, and those of the items
// of a list carry its name.
func fields(t *template.Template) []string {
	var out []string
	list := "" // that a range goes through
	add := func(chain []string) {
		name := list + chain[0]
		if (name == "Kind" || name == "Subject") && len(chain) > 1 {
			name += "." + chain[1]
		}
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	var walk func(n tree.Node)
	branch := func(pipe *tree.PipeNode, lists ...*tree.ListNode) {
		walk(pipe)
		for _, l := range lists {
			if l != nil {
				walk(l)
			}
		}
	}
	walk = func(n tree.Node) {
		switch n := n.(type) {
		case *tree.ListNode:
			for _, child := range n.Nodes {
				walk(child)
			}
		case *tree.ActionNode:
			walk(n.Pipe)
		case *tree.PipeNode:
			for _, c := range n.Cmds {
				for _, arg := range c.Args {
					walk(arg)
				}
			}
		case *tree.FieldNode:
			add(n.Ident)
		case *tree.IfNode:
			branch(n.Pipe, n.List, n.ElseList)
		case *tree.RangeNode:
			walk(n.Pipe)
			outer := list
			if f, ok := n.Pipe.Cmds[0].Args[0].(*tree.FieldNode); ok {
				list = f.Ident[0] + "."
			}
			walk(n.List)
			list = outer
			if n.ElseList != nil {
				walk(n.ElseList)
			}
		case *tree.WithNode:
			branch(n.Pipe, n.List, n.ElseList)
		case *tree.TemplateNode:
			if part := t.Lookup(n.Name); part != nil {
				walk(part.Root)
			}
		}
	}
	walk(t.Root)
	slices.Sort(out)
	return out
}
