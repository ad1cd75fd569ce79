package casefile

import (
	"comity/internal/casefile/handling"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// leftOutPart is the act that leaves out a part of an exhibit; nil is all of it, and so is a part
// that no reference is of: its bytes may be those of every other. That another member of the
// archive is in force says nothing of one that is not; that another reference to the same part is, does.
func (c *Case) leftOutPart(exhibit comity.Digest, part *record.Stream) (found aside, out bool, err error) {
	gone, read := map[record.Stream]aside{}, map[record.Stream]bool{}
	for _, v := range c.state.seals {
		if v.body.Exhibit != exhibit {
			continue
		}
		d, err := c.describe(v)
		if err != nil {
			return found, false, err
		}
		of := d.Source.Stream()
		if x, is := c.state.asideOf(v.body.Ref); is {
			gone[of] = x
			continue
		}
		read[of] = true
	}
	all := part == nil || !read[*part] && gone[*part].act.Seq == 0
	for of, x := range gone {
		if !read[of] && (all || of == *part) && x.act.Seq > found.act.Seq {
			found, out = x, true
		}
	}
	return found, out, nil
}

// contributions reads the conditions of every exhibit. The same bytes under
// several references carry those of all; a reference that was superseded
// carries its own no more, unless nothing in force has its bytes. Where others of its archive
// or workbook are in force and nothing reads its part, its own go with that part alone.
func (c *Case) contributions(g *gate) error {
	old, read := map[comity.Digest][]contributed{}, map[record.Stream]bool{}
	for _, v := range c.state.seals {
		d, err := c.describe(v)
		if err != nil {
			return err
		}
		codes, err := handling.Parse(d.Handling)
		x := contributed{desc: d, codes: codes, read: err == nil}
		if c.state.supersededBy(v.body.Ref) != "" {
			old[v.body.Exhibit] = append(old[v.body.Exhibit], x)
			continue
		}
		g.exhibits[v.body.Exhibit] = append(g.exhibits[v.body.Exhibit], x)
		read[d.Source.Stream()] = true
	}
	g.former = map[comity.Digest][]contributed{}
	for d, list := range old {
		if len(g.exhibits[d]) == 0 {
			g.exhibits[d] = list
			continue
		}
		for _, x := range list {
			if !read[x.desc.Source.Stream()] {
				g.former[d] = append(g.former[d], x)
			}
		}
	}
	return nil
}

// formerly are the conditions of superseded references whose part of an exhibit an item is, or may
// be. A finding is of none: the run reads nothing of them.
func (c *Case) formerly(item string, exhibit comity.Digest) (out []contributed) {
	list := c.gate.former[exhibit]
	if len(list) == 0 {
		return nil
	}
	part, one, of := c.partOf(item)
	if !of {
		return nil
	}
	known := false
	for _, x := range append(list[:len(list):len(list)], c.gate.exhibits[exhibit]...) {
		known = known || x.desc.Source.Stream() == part
	}
	for _, x := range list {
		if !one || !known || x.desc.Source.Stream() == part {
			out = append(out, x)
		}
	}
	return out
}

// partOf is the part of an exhibit that a reference or citation names: one; all where a digest names the
// whole. of is false for a finding.
func (c *Case) partOf(item string) (part record.Stream, one, of bool) {
	if v, ok := c.state.byRef(item); ok {
		d, err := c.describe(v)
		return d.Source.Stream(), err == nil, true
	}
	if cite, err := comity.ParseCitation(item); err == nil {
		return record.StreamOf(cite), true, true
	}
	_, err := comity.ParseDigest(item)
	return part, false, err == nil
}
