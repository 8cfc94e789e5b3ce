package db

import (
	"fmt"
	"strings"
)

// clauses collects the conditions of a query with numbered parameters. Values never become part of the text.
type clauses struct {
	parts []string
	args  []any
}

// add appends a condition when it is wanted. Each %d in it is the number of the next value.
func (c *clauses) add(wanted bool, part string, values ...any) {
	if !wanted {
		return
	}
	numbers := make([]any, len(values))
	for i, v := range values {
		c.args = append(c.args, v)
		numbers[i] = len(c.args)
	}
	c.parts = append(c.parts, fmt.Sprintf(part, numbers...))
}

// query puts a SELECT, the conditions and an ORDER BY together. A limit of 0 is none.
func (c *clauses) query(from, order string, limit int) string {
	parts := []string{from}
	if len(c.parts) > 0 {
		parts = append(parts, "WHERE", strings.Join(c.parts, " AND "))
	}
	parts = append(parts, order)
	if limit > 0 {
		c.args = append(c.args, limit)
		parts = append(parts, fmt.Sprintf("LIMIT $%d", len(c.args)))
	}
	return strings.Join(parts, " ")
}
