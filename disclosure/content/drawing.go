package content

import "daylight/disclosure/pattern"

// drawingHints are in lower case; one of them stands in each attribute that draws.
var drawingHints = []string{" d=", "points=", "transform=", "viewbox=", "values=", "keytimes=", "dasharray="}

// drawing matches the attributes of a picture whose numbers run together: "M1.2.3.4" is three numbers.
var drawing = pattern.New(`(?i)\s(?:d|points|transform|viewBox|values|keyTimes|stroke-dasharray)="[-+0-9.,\sa-z()]*"`)
