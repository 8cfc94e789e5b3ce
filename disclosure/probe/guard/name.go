package guard

import (
	"fmt"
	"strings"
)

// CheckName refuses names that do not belong to the public internet. It has to be called before a name is resolved:
// the lookup of an onion name already leaks it (RFC 7686), and a resolver of our own network knows the name of its
// metadata service.
func CheckName(host string) error {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if strings.HasSuffix("."+host, ".onion") { // RFC 7686
		return fmt.Errorf("%w: %s", ErrRefused, "onion names are not probed")
	}
	switch host {
	case "metadata", "metadata.google.internal", "instance-data", "instance-data.ec2.internal", "metadata.azure.internal",
		"metadata.oraclecloud.com", "metadata.tencentyun.com", "metadata.platformequinix.com", "metadata.packet.net", "rancher-metadata":
		return fmt.Errorf("%w: %s is the metadata service of a cloud", ErrRefused, host)
	}
	return nil
}
