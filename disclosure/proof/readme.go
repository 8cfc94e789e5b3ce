package proof

import "fmt"

// The names of the files of a proof.
const (
	FileProof     = "proof.json"
	FileSignature = "proof.json.sig"
	FileKey       = "key.pem"
	FileReadme    = "README.txt"
	FilePlan      = "plan-%s.txt" // of an asset
)

// Commands are the calls with which the recipient of a proof checks it with Daylight, from within its folder. The caller
// gives them, because the domain knows no commands.
type Commands struct {
	Check  string // signature and closure
	Key    string // likewise, with a fingerprint that the reader got elsewhere
	Target string // likewise, with an address and the salt that hides it
}

// Readme explains a proof to whoever receives it.
func Readme(p Proof, fingerprint string, with Commands) string {
	text := fmt.Sprintf(`This folder proves that the exposure of case %s was closed.

%s holds the last answer that was open, the answers of the run that confirmed the closure, and the rule by which
they confirm it. The closure happened after the last open answer and not after the first closed one. No content was fetched.

%s
Check it with Daylight, from within this folder:

    %s

That reads the document, checks its signature and computes the closure again from the answers. Without Daylight,
OpenSSL 3 checks the signature:

    openssl pkeyutl -verify -rawin -pubin -inkey %s -sigfile %s -in %s

Either way, compare the key with the one that the team publishes, elsewhere than in this folder: whoever changes the
document can sign it again with a key of their own. The fingerprint of this one is

    %s

and Daylight checks it with

    %s

and OpenSSL shows it with

    openssl pkey -pubin -in %s -outform DER | openssl dgst -sha256

This folder does not prove when the answers came in, nor from which vantage points the team probed. The names of the
vantage points are the team's statement, and so is the claim that two of them are far apart.
`, p.Case, FileProof, p.Words()+p.aboutPlans(), with.Check, FileKey, FileSignature, FileProof, fingerprint, with.Key, FileKey)
	for i := range p.Assets {
		if p.Assets[i].TargetHMAC != "" {
			return text + fmt.Sprintf(`
The addresses are hidden. Whoever got an address and its salt from the team can check that the proof is about it with

    %s

or with

    printf %%s ADDRESS | openssl dgst -sha256 -mac HMAC -macopt hexkey:SALT
`, with.Target)
		}
	}
	return text
}
