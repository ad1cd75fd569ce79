package table

import "comity/internal/records/record"

// readRelation reads one row of a network: who or what stands in which relation
// to whom.
func (r *Reader) readRelation() record.Reason {
	n := &r.relation
	*n = record.Relation{Place: r.place, From: noTime, To: noTime}
	n.Left, n.Relation, n.Right = r.text(kLeft), r.word(kRelation), r.text(kRight)
	if n.Left == "" || n.Relation == "" || n.Right == "" {
		return Missing
	}
	var okFrom, okTo bool
	if n.From, _, okFrom = r.time(kFrom); !okFrom {
		return BadTime
	}
	if n.To, _, okTo = r.time(kTo); !okTo {
		return BadTime
	}
	n.LeftKind, n.RightKind = r.word(kLeftKind), r.word(kRightKind)
	n.Country, n.Role = r.word(kCountry), r.word(kRole)
	r.sink.Relation(n)
	return ""
}
