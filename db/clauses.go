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

// sql returns the WHERE clause, "" without conditions.
func (c *clauses) sql() string {
	if len(c.parts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.parts, " AND ")
}

// limit returns the LIMIT clause.
func (c *clauses) limit(n int) string {
	c.args = append(c.args, n)
	return fmt.Sprintf(" LIMIT $%d", len(c.args))
}
