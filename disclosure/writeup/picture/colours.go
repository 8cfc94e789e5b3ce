package picture

import "strings"

// colours are those of a picture on one ground. Every text has a contrast of at least 4.5 to 1 to what is behind it, every mark of at least
// 3 to 1; a test computes it.
type colours struct {
	paper, ink, soft, pole, state, shut, span string
}

func light() colours {
	return colours{paper: "#ffffff", ink: "#1d1f21", soft: "#565b61", pole: "#b9bdc2", state: "#b23a0e", shut: "#2c6e49", span: "#22577a"}
}

func dark() colours {
	return colours{paper: "#16181a", ink: "#e8e6e3", soft: "#a9adb3", pole: "#4d5258", state: "#f0874f", shut: "#7fc49a", span: "#7fb8dc"}
}

// css is the style of the colours.
func (c colours) css() string {
	return strings.NewReplacer("PAPER", c.paper, "INK", c.ink, "SOFT", c.soft, "POLE", c.pole, "STATE", c.state, "SHUT", c.shut, "SPAN", c.span).Replace(
		`.tl text{fill:INK}.tl .tl-small{fill:SOFT}.tl .tl-pole{stroke:POLE}.tl .tl-axis,.tl .tl-broken{stroke:SOFT}.tl .tl-coarse{stroke:SOFT}` +
			`.tl .tl-us{fill:INK;stroke:PAPER}.tl .tl-them{fill:PAPER;stroke:INK}.tl .tl-state{fill:STATE;stroke:PAPER}.tl .tl-planned{fill:PAPER;stroke:SOFT}` +
			`.tl .tl-pill{fill:SOFT}.tl .tl-count{fill:PAPER}.tl .tl-bar{fill:STATE}.tl .tl-on{fill:PAPER}.tl .tl-span{stroke:SPAN}` +
			`.tl .tl-shut,.tl .tl-said{fill:PAPER;stroke:SHUT}.tl .tl-unknown{stroke:SOFT}.tl .tl-hatch{fill:SOFT}`)
}

// sheet is the style sheet of a picture, for both grounds.
func sheet() string {
	return `.tl{font-family:Arial,Helvetica,Arimo,"Liberation Sans",sans-serif;max-width:100%;height:auto}` +
		`.tl .tl-label{font-size:14px}.tl .tl-strong{font-size:14px;font-weight:700}.tl .tl-small{font-size:12px}.tl .tl-beside,.tl .tl-on{font-size:13px;font-weight:700}` +
		`.tl .tl-count{font-size:12px;font-weight:700}.tl .tl-pole{stroke-width:1}.tl .tl-axis,.tl .tl-broken{stroke-width:1.5}.tl .tl-coarse{stroke-width:5;stroke-linecap:round;opacity:.45}` +
		`.tl .tl-us,.tl .tl-state{stroke-width:1.5}.tl .tl-them{stroke-width:2.5}.tl .tl-planned{stroke-width:2;stroke-dasharray:2 2}` +
		`.tl .tl-span{stroke-width:2}.tl .tl-shut{stroke-width:2}.tl .tl-said{stroke-width:2;stroke-dasharray:6 3}.tl .tl-unknown{stroke-width:1}` +
		light().css() + `@media (prefers-color-scheme:dark){` + dark().css() + `}@media print{` + light().css() + `}`
}
