// Command house prints the figures of the house: how big each package is, how much it exports, which package imports
// which, and what has grown over its limit.
//
//	go run ./scripts/house           tables for people
//	go run ./scripts/house --json    the same for programs
//
// It ends with status 1 when a package of the domain, of the command line or of the composition root is over a limit
// (see package figures), or when packages import each other in a circle. Test files and generated files do not count.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"

	"daylight/scripts/house/figures"
)

// house is all that is printed.
type house struct {
	Packages []figures.Package `json:"packages"`
	Circles  [][]string        `json:"circles"`
	Over     []string          `json:"over"`
}

func main() {
	asJSON := flag.Bool("json", false, "print JSON")
	root := flag.String("root", ".", "folder with the go.mod of the module")
	flag.Parse()
	h, err := measure(*root)
	if err == nil {
		err = show(os.Stdout, h, *asJSON)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "house: "+err.Error())
		os.Exit(2)
	}
	if len(h.Over)+len(h.Circles) > 0 {
		os.Exit(1)
	}
}

func measure(root string) (house, error) {
	packages, err := figures.Read(root)
	if err != nil {
		return house{}, err
	}
	h := house{Packages: packages, Circles: figures.Circles(packages), Over: []string{}}
	if h.Circles == nil {
		h.Circles = [][]string{}
	}
	for _, p := range packages {
		h.Over = append(h.Over, p.Over()...)
	}
	return h, nil
}

func show(w io.Writer, h house, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(h)
	}
	_, err := io.WriteString(w, text(h))
	return err
}
