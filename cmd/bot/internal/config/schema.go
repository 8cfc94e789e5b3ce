package config

import (
	"encoding/json"
	"fmt"

	"github.com/invopop/jsonschema"
)

// Schema returns the JSON Schema of the configuration, for editors.
func Schema() ([]byte, error) {
	r := jsonschema.Reflector{ExpandedStruct: true, FieldNameTag: "yaml"}
	r.RequiredFromJSONSchemaTags = true
	s := r.Reflect(&Config{})
	s.Title = "Configuration of Daylight"
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	return append(b, '\n'), nil
}
