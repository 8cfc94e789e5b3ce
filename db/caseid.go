package db

import (
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/fault"
)

// idParts are the parts of a case's id, such as DL, 2020 and 1 of DL-2020-0001.
type idParts struct {
	prefix string
	year   int
	number int
}

func splitID(id disclosure.CaseID) (idParts, error) {
	refused := fault.Errorf(fault.Invalid, "%.40q is not a case id: write it like DL-2020-0001", string(id))
	rest, number, ok := cutLast(string(id))
	if !ok {
		return idParts{}, refused
	}
	prefix, year, ok := cutLast(rest)
	if !ok || prefix == "" || len(id) > 64 {
		return idParts{}, refused
	}
	y, err := strconv.Atoi(year)
	if err != nil || y < 1 || y > 9999 {
		return idParts{}, refused
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 {
		return idParts{}, refused
	}
	return idParts{prefix: prefix, year: y, number: n}, nil
}

func cutLast(s string) (before, after string, found bool) {
	i := strings.LastIndexByte(s, '-')
	if i < 0 {
		return "", "", false
	}
	return s[:i], s[i+1:], true
}
