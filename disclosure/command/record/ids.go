package record

import (
	"strconv"
	"strings"

	"daylight/disclosure"
)

// nextAssetID returns an id that no asset of the case ever had.
func nextAssetID(c *disclosure.Case) string {
	n := 0
	for _, a := range c.AssetsEver() {
		n = max(n, numberOf(a.ID, "A"))
	}
	return "A" + strconv.Itoa(n+1)
}

// nextContactID returns an id that no contact of the case ever had.
func nextContactID(c *disclosure.Case) string {
	n := 0
	for _, k := range c.Contacts {
		n = max(n, numberOf(k.ID, "C"))
	}
	for _, k := range c.DroppedContacts {
		n = max(n, numberOf(k.ID, "C"))
	}
	return "C" + strconv.Itoa(n+1)
}

// numberOf is that of an id such as A2; 0 for what is none.
func numberOf(id, letter string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(id, letter))
	if err != nil {
		return 0
	}
	return n
}
