package guard

import (
	"fmt"
	"strings"
)

// CheckName refuses names that do not belong to the public internet. It has to be called before a name is resolved:
// the lookup of an onion name already leaks it (RFC 7686).
func CheckName(host string) error {
	if strings.HasSuffix("."+strings.TrimSuffix(strings.ToLower(host), "."), ".onion") { // RFC 7686
		return fmt.Errorf("%w: %s", ErrRefused, "onion names are not probed")
	}
	return nil
}
