package target_test

import (
	"testing"

	"daylight/disclosure/content/target"
)

func TestADefangedAddressOfNumbersIsNoLink(t *testing.T) {
	t.Parallel()
	for text, live := range map[string]bool{
		`Address: hxxp://93\[.\]184\[.\]216\[.\]34/export/`:  false, // as Markdown writes it
		`Address: hxxp://93[.]184[.]216[.]34/export/`:        false,
		`Address: HXXPS://93[.]184[.]216[.]34/export/`:       false,
		`Address: http://93.184.216.34/export/`:              true,
		`Address: //93.184.216.34/export/`:                   true,
		`<a href="http://93.184.216.34/">the directory</a>`:  true,
		`Address: https://93.184.216.34:8443/export/ (open)`: true,
	} {
		if found := len(target.New(nil, nil).Links(text)) > 0; found != live {
			t.Errorf("%s: live %v, want %v", text, found, live)
		}
	}
}
