package figures

import (
	"go/ast"
	"go/token"
)

// exportedNames counts the exported names at the top level of a package.
func exportedNames(files []*ast.File) Names {
	var n Names
	enums := enumerations(files)
	for _, f := range files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				switch on := receiver(d); {
				case !d.Name.IsExported():
				case on == "":
					n.Funcs++
				case ast.IsExported(on):
					n.Methods++
				}
			case *ast.GenDecl:
				n.add(d, enums)
			}
		}
	}
	return n
}

func (n *Names) add(d *ast.GenDecl, enums map[string]bool) {
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() {
				n.Types++
			}
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				switch {
				case !name.IsExported():
				case d.Tok == token.VAR:
					n.Vars++
				case enums[name.Name]:
					n.Enum++
				default:
					n.Consts++
				}
			}
		}
	}
}

// receiver returns the name of the type that a method belongs to; "" for a function.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return ""
	}
	t := d.Recv.List[0].Type
	for {
		switch on := t.(type) {
		case *ast.StarExpr:
			t = on.X
		case *ast.ParenExpr:
			t = on.X
		case *ast.IndexExpr:
			t = on.X
		case *ast.IndexListExpr:
			t = on.X
		case *ast.Ident:
			return on.Name
		default:
			return ""
		}
	}
}

// constant is a constant with what its type follows from.
type constant struct {
	name  string
	typ   ast.Expr // nil: that of the value
	value ast.Expr // nil: there is none at this place of the list
}

// enumerations returns the constants whose type is a named type that the package declares itself. It reads what is
// written and needs no type checker: a type beside the constant or repeated by iota, a conversion, or a calculation
// with such a constant.
func enumerations(files []*ast.File) map[string]bool {
	types := map[string]bool{}
	var constants []constant
	for _, f := range files {
		for _, d := range f.Decls {
			gen, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range gen.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok && !t.Assign.IsValid() { // an alias is the type of somebody else
					types[t.Name.Name] = true
				}
			}
			if gen.Tok == token.CONST {
				constants = append(constants, constantsOf(gen)...)
			}
		}
	}
	enums := map[string]bool{}
	for grown := true; grown; { // a constant may be made of one that stands further down
		grown = false
		for _, c := range constants {
			if !enums[c.name] && isEnum(c, types, enums) {
				enums[c.name], grown = true, true
			}
		}
	}
	return enums
}

// constantsOf lists the constants of a declaration. A line without type and value repeats those above it.
func constantsOf(d *ast.GenDecl) []constant {
	var list []constant
	var typ ast.Expr
	var values []ast.Expr
	for _, spec := range d.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		if v.Type != nil || len(v.Values) > 0 {
			typ, values = v.Type, v.Values
		}
		for i, name := range v.Names {
			c := constant{name: name.Name, typ: typ}
			if i < len(values) {
				c.value = values[i]
			}
			list = append(list, c)
		}
	}
	return list
}

func isEnum(c constant, types, enums map[string]bool) bool {
	if c.typ != nil {
		t, ok := c.typ.(*ast.Ident)
		return ok && types[t.Name]
	}
	return enumValue(c.value, types, enums)
}

func enumValue(e ast.Expr, types, enums map[string]bool) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return enums[e.Name]
	case *ast.ParenExpr:
		return enumValue(e.X, types, enums)
	case *ast.UnaryExpr:
		return enumValue(e.X, types, enums)
	case *ast.BinaryExpr:
		switch e.Op {
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			return false // a comparison is a bool
		case token.SHL, token.SHR:
			return enumValue(e.X, types, enums)
		default:
			return enumValue(e.X, types, enums) || enumValue(e.Y, types, enums)
		}
	case *ast.CallExpr:
		t, ok := e.Fun.(*ast.Ident)
		return ok && types[t.Name]
	}
	return false
}
