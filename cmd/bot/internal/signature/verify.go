package signature

import (
	"strings"

	"github.com/hiddeco/sshsig"

	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// Namespace is what an approval is signed for. A signature for anything else, such as a commit, approves nothing.
const Namespace = "daylight-approval"

// armorLimit bounds a signature, in bytes: one of the largest RSA keys has a quarter of it.
const armorLimit = 16 << 10

// begin is the first line of a signature as OpenSSH writes it.
const begin = "-----BEGIN " + sshsig.PEMType + "-----"

// Read separates what somebody handed in: the armor alone, or the signed text with the armor behind it. text is "" where
// only the armor is there. The armor comes back in the one spelling that is stored.
func Read(in []byte) (text, armor string, err error) {
	if len(in) > textLimit+armorLimit {
		return "", "", fault.Errorf(fault.Invalid, "the signature is longer than %d bytes: it is none of ssh-keygen", textLimit+armorLimit)
	}
	text, armor, ok := strings.Cut(string(in), begin)
	if !ok {
		return "", "", fault.Errorf(fault.Invalid, "there is no SSH signature in this: it begins with %s", begin)
	}
	sig, err := unarmor(begin + armor)
	if err != nil {
		return "", "", err
	}
	return text, string(sshsig.Armor(sig)), nil
}

func unarmor(armor string) (_ *sshsig.Signature, err error) {
	if len(armor) > armorLimit {
		return nil, fault.Errorf(fault.Invalid, "the signature is longer than %d bytes", armorLimit)
	}
	sig, err := sshsig.Unarmor([]byte(armor))
	if err != nil || sig == nil || sig.Signature == nil {
		return nil, fault.Errorf(fault.Invalid, "the signature cannot be read: it is damaged, or not one of ssh-keygen -Y sign")
	}
	return sig, nil
}

// Verify says what was signed and with which key. It refuses what does not fit together to the byte, another namespace and
// weak keys. Whose key it is, and whether the statement is what is wanted, is for the caller to ask.
func Verify(s person.Signature) (Statement, Key, error) {
	sig, err := unarmor(s.Armor)
	if err != nil {
		return Statement{}, Key{}, err
	}
	if string(sshsig.Armor(sig)) != s.Armor {
		return Statement{}, Key{}, fault.Errorf(fault.Refused, "the signature is not spelled as it was when it was recorded")
	}
	key, err := keyOf(sig.PublicKey)
	if err != nil {
		return Statement{}, Key{}, fault.Errorf(fault.Refused, "the key of the signature does not count: %w", err)
	}
	if sig.Namespace != Namespace {
		return Statement{}, Key{}, fault.Errorf(fault.Refused, "the signature is for %.40q: sign with ssh-keygen -Y sign -n %s", sig.Namespace, Namespace)
	}
	if err := sshsig.Verify(strings.NewReader(s.Text), sig, sig.PublicKey, sig.HashAlgorithm, Namespace); err != nil {
		return Statement{}, Key{}, fault.Errorf(fault.Refused, "the signature does not fit the text: one of them was changed, or it is for another text")
	}
	statement, err := ParseStatement(s.Text)
	return statement, key, err
}
