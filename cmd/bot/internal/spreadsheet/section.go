package spreadsheet

import "encoding/json"

// section is what stands in the section case of a case file.
func (s *sheet) section(d *draft) map[string]any {
	out := map[string]any{}
	owner := map[string]any{}
	for c, in := range map[column]map[string]any{
		title: out, summary: out, country: owner, domain: owner, language: owner,
	} {
		if v := d.said[c].text; v != "" {
			in[string(c)] = v
		}
	}
	if v := d.said[vendor].text; v != "" {
		owner["name"] = v
	}
	if len(owner) > 0 {
		out["vendor"] = owner
	}
	if _, has := s.at[title]; !has {
		out["title"] = d.name
	}
	if v := d.said[embargo]; v.text != "" {
		known, err := s.dates.read(v.text, "", "")
		if err != nil {
			s.add(v.row, embargo, "%s", err)
			known = anyDate
		}
		out["embargo"] = known
	}
	exposed := map[string]any{}
	if v := d.said[records]; v.text != "" {
		if n := count(v.text); n == "" {
			s.add(v.row, records, "%q is not a number of records: write digits only, such as 900000", clip(v.text))
		} else {
			exposed["records"] = json.Number(n)
		}
	}
	if v := kindsOf(d.said[data].text); len(v) > 0 {
		exposed["data"] = v
	}
	if len(exposed) > 0 {
		out["exposed"] = exposed
	}
	var assets []any
	for _, a := range d.assets {
		one := map[string]any{"target": a.target}
		if a.kind != "" {
			one["kind"] = a.kind
		}
		assets = append(assets, one)
	}
	if len(assets) > 0 {
		out["assets"] = assets
	}
	return out
}
