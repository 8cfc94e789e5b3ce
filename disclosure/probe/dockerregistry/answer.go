package dockerregistry

import "encoding/json"

// code returns DENIED when that is the one error in the error document of a registry, else "". No other code says that a
// stranger is locked out.
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
