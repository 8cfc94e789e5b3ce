package templates

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"daylight/disclosure"
	"daylight/disclosure/outreach"
)

// calendarWords say what the policy has for a day. In holds {n}, Row {on} and {what}.
type calendarWords struct {
	Row  string                        `json:"row"`
	In   plural                        `json:"in"`
	What map[disclosure.DueKind]string `json:"what"`
}

// calendar lists days in Markdown. One that is near is told by its distance, which stays true when the message leaves some days
// after it was written.
func (w *words) calendar(days []outreach.Ahead) string {
	var out []string
	for _, d := range days {
		what := w.Calendar.What[d.What]
		if what == "" {
			continue
		}
		on := w.day(d.On)
		switch {
		case d.Soon() && d.Days == 1:
			on = w.Calendar.In.One
		case d.Soon():
			on = strings.ReplaceAll(w.Calendar.In.Other, "{n}", strconv.Itoa(d.Days))
		}
		out = append(out, strings.NewReplacer("{on}", upper(on), "{what}", what).Replace(w.Calendar.Row))
	}
	return strings.Join(out, "\n")
}

// whyWords say why we believe that something is somebody's. They hold {domain}.
type whyWords struct {
	Domain        string `json:"domain"`
	DomainSeveral string `json:"domain_several"`
}

// domainWhy is the reason that each address lies in the owner's own domain; "" where that is not so of each.
func (w *words) domainWhy(d *MailData) string {
	domain := strings.ToLower(strings.Trim(oneLine(d.Domain), ". "))
	if domain == "" || len(d.Assets) == 0 || slices.ContainsFunc(d.Assets, func(f AssetFacts) bool { return !below(f.Asset.Target, domain) }) {
		return ""
	}
	why := w.Why.Domain
	if len(d.Assets) > 1 {
		why = w.Why.DomainSeveral
	}
	return strings.ReplaceAll(why, "{domain}", strings.ReplaceAll(domain, ".", "[.]"))
}

// below reports whether the host of an address is a domain or lies below it.
func below(target, domain string) bool {
	u, err := url.Parse(target)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	return host == domain || strings.HasSuffix(host, "."+domain)
}
