package config

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/invopop/jsonschema"
)

// Schema returns the JSON Schema of the configuration, for editors.
func Schema() ([]byte, error) {
	r := jsonschema.Reflector{ExpandedStruct: true, FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, Mapper: durations}
	s := r.Reflect(&Config{})
	s.Title = "Configuration of Daylight"
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	return append(b, '\n'), nil
}

// durations describes lengths of time as they are written: 24h0m0s.
func durations(t reflect.Type) *jsonschema.Schema {
	if t != reflect.TypeFor[time.Duration]() {
		return nil
	}
	return &jsonschema.Schema{Type: "string", Pattern: `^([0-9]+(\.[0-9]+)?(h|m|s|ms))+$`}
}
