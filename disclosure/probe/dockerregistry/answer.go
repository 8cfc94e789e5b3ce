package dockerregistry

import "encoding/json"

// code returns the one error code of a registry's error document that means something here, else "".
func code(body []byte) string {
	var doc struct {
		Errors []struct {
			Code string `json:"code"`
		} `json:"errors"`
	}
	if json.Unmarshal(body, &doc) != nil || len(doc.Errors) != 1 || doc.Errors[0].Code != "DENIED" {
		return ""
	}
	return doc.Errors[0].Code
}
