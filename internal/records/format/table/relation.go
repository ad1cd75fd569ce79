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
	var why record.Reason
	if n.From, _, why = r.time(kFrom); why != "" {
		return why
	}
	if n.To, _, why = r.time(kTo); why != "" {
		return why
	}
	n.LeftKind, n.RightKind = r.word(kLeftKind), r.word(kRightKind)
	n.Country, n.Role = r.word(kCountry), r.word(kRole)
	r.sink.Relation(n)
	return ""
}
