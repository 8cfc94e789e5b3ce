package gate_test

import (
	"strings"
	"testing"

	"daylight/disclosure"
	"daylight/disclosure/gate"
)

// The first names are the examples of RFC 3492 section 7.1, in small letters.
func TestAnInternationalNameIsFoundInItsOwnLetters(t *testing.T) {
	t.Parallel()
	for code, name := range map[string]string{
		"egbpdaj6bu4bxfgehfvwxn":                 "ليهمابتكلموشعربي؟",
		"ihqwcrb4cv8a8dqg056pqjye":               "他们为什么不说中文",
		"proprostnemluvesky-uyb24dma41a":         "pročprostěnemluvíčesky",
		"4dbcagdahymbxekheh6e0a7fei0b":           "למההםפשוטלאמדבריםעברית",
		"n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa": "なぜみんな日本語を話してくれないのか",
		"b1abfaaepdrnnbgefbadotcwatmq2g4l":       "почемужеонинеговорятпорусски",
		"3b-ww4c5e180e575a65lsy2b":               "3年b組金八先生",
		"bcher-kva":                              "bücher",
		"tda":                                    "ü",
		"ab-wia24es824c":                         "abäƚ語", // the bias at the edge of a step
		"r8jz45g":                                "例え",
		"dn32g":                                  "\U0010ffff", // the last character
		strings.Repeat("a", 55) + "-8yf":         strings.Repeat("a", 55) + "ü",
	} {
		reads(t, gate.CheckTargetDefanged, "index.md", disclosure.Full, []text{
			{"in its own letters", "it was " + name + ".example, open", true},
			{"as it is stored", "it was xn--" + code + ".example, open", true},
			{"another name", "it was " + name + "x.example, open", false},
		}, at("https://xn--"+code+".example/"))
	}
}

func TestANameThatCannotBeDecodedIsOnlyFoundAsItIsStored(t *testing.T) {
	t.Parallel()
	for rule, code := range map[string]string{
		"nothing to decode":            "",
		"nothing before the hyphen":    "-r8jz45g",
		"it breaks off":                "bcher-kv9",
		"a sign that is no digit":      "b_cher-kva_b",
		"beyond the last character":    "en32g",
		"a number without end":         "99999999999",
		"longer than a label may be":   strings.Repeat("a", 56) + "-t2f",
		"a digit too big to be stored": "zzzzzzzzzzzzzzzzzzzz",
	} {
		c := at("https://www.xn--" + code + ".example/")
		reads(t, gate.CheckTargetDefanged, "index.md", disclosure.Full, []text{
			{rule, "it was www.xn--" + code + ".example, open", true},
			{rule, "it was www.example, www..example, www.例え.example, www.\ufffd.example", false},
			{rule, "it was www." + strings.Repeat("a", 56) + "ü.example, www." + "ü" + strings.Repeat("a", 56) + ".example", false},
		}, c)
	}
}

func TestOnlyALabelInPunycodeIsDecoded(t *testing.T) {
	t.Parallel()
	reads(t, gate.CheckTargetDefanged, "index.md", disclosure.Full, []text{
		{"all labels", "www.bücher.ü.example", true},
		{"a label that merely looks so", "www.bücher.tda.example", false},
	}, at("https://www.xn--bcher-kva.xn--tda.example/"))
}
