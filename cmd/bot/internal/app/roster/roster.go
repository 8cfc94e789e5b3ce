// Package roster reads names as those of the people in the configuration, and makes the commands that say who may see a case.
package roster

import (
	"slices"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/command/record"
	"daylight/disclosure/fault"
	"daylight/disclosure/person"
)

// names returns names in the spelling of the staff. Where there is no staff, each name is taken as it is written.
func names(staff []disclosure.Actor, given []string) ([]string, error) {
	var out []string
	for _, name := range given {
		i := slices.IndexFunc(staff, func(p disclosure.Actor) bool { return person.Same(p.Name, name) })
		switch {
		case i >= 0:
			out = append(out, staff[i].Name)
		case len(staff) == 0:
			out = append(out, name)
		default:
			known := make([]string, len(staff))
			for i, p := range staff {
				known[i] = p.Name
			}
			return out, fault.Errorf(fault.Invalid, "%.40q is not in the list of people: write one of %s", name, strings.Join(known, ", "))
		}
	}
	return out, nil
}

// Restriction is the command that restricts a case to people of the staff.
func Restriction(staff []disclosure.Actor, given []string, lift bool, text string) (cmd record.Restrict, err error) {
	cmd = record.Restrict{Lift: lift, Text: text}
	cmd.Names, err = names(staff, given)
	return cmd, err
}

// Recovery is the command that gives a case other readers, once nobody who may see it is of the staff any more.
func Recovery(staff []disclosure.Actor, given []string, text string) (cmd record.Recover, err error) {
	cmd = record.Recover{Team: staff, Text: text}
	cmd.Names, err = names(staff, given)
	return cmd, err
}
