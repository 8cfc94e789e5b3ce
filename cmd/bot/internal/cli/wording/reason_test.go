package wording

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"daylight/disclosure/observed"
)

func TestEveryReasonIsInWords(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "../../../../../disclosure/observed/observed.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		v, ok := node.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 || !strings.HasPrefix(v.Names[0].Name, "Reason") {
			return true
		}
		value, ok := v.Values[0].(*ast.BasicLit)
		if !ok {
			return true
		}
		code, err := strconv.Unquote(value.Value)
		if n++; err != nil || Reason(observed.Reason(code)) == code {
			t.Errorf("%s has no words", v.Names[0].Name)
		}
		return true
	})
	if n < 30 {
		t.Errorf("only %d reasons were read", n)
	}
}
