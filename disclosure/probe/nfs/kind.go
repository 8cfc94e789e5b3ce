package nfs

import (
	"context"
	"strings"

	"daylight/disclosure/fault"
	"daylight/disclosure/probe"
	"daylight/disclosure/probe/target"
)

// Facet is the only facet of this kind.
const Facet = "export"

const (
	version  = 1
	maxParts = 16  // of a path
	maxPart  = 255 // bytes
)

var service = target.Service{ //nolint:gochecknoglobals // a constant table
	Kind: "nfs", Name: "NFS server", Schemes: []string{"nfs"}, Ports: []uint16{2049}, KeepPath: true,
}

// New returns the probe kind "nfs".
func New() probe.ReadableKind {
	return probe.Scaffold[target.Endpoint]{
		Service: service, Number: version, Parse: service.AtPart(checkExport), Ask: ask,
		About: probe.Info{
			Sends:   "LOOKUP of the export from the root in version 4, as a user without rights",
			Reads:   "the number of the result; nothing of what lies in the export",
			Accepts: "nfs://host/export",
			Facets:  []string{Facet},
		},
		Steps: func(_ target.Target, at target.Endpoint) []probe.Step {
			return []probe.Step{{
				Facet: Facet, Address: at.Address(), Request: call(strings.Split(at.Path, "/")), Note: "reads the number of the result and hangs up",
			}}
		},
	}
}

// checkExport says what is wrong with the path of an export. The root is visible to everybody, so the target has to name one.
func checkExport(path string) error {
	if path == "" {
		return fault.Errorf(fault.Invalid, "the address names no export; write nfs://host/export")
	}
	parts := strings.Split(path, "/")
	for _, p := range parts {
		if p == "" || p == "." || p == ".." || len(p) > maxPart || len(parts) > maxParts {
			return fault.Errorf(fault.Invalid, "the path of an export has %d parts at most, and none of them is empty or dots", maxParts)
		}
	}
	return nil
}

func ask(ctx context.Context, q *probe.Inquiry, _ target.Target, at target.Endpoint) {
	parts := strings.Split(at.Path, "/")
	q.Talk(ctx, probe.Call{Address: at.Address()}, func(_ context.Context, c *probe.Conn) error {
		if err := c.Send(call(parts)); err != nil {
			return err
		}
		mark, err := c.Bytes(markBytes)
		if err != nil {
			return err
		}
		size, err := recordSize(mark)
		if err != nil {
			return err
		}
		record, err := c.Bytes(size)
		if err != nil {
			return err
		}
		result, code := judge(record, len(parts))
		q.Set(Facet, result, code)
		return nil
	}, Facet)
}
