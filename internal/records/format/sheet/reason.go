package sheet

import "comity/internal/records/record"

// Why a row could not be taken apart. Why the cells of one could not be read is
// in package table.
const (
	BadQuote       record.Reason = "bad quote"
	RepeatedHeader record.Reason = "repeated header"
	NULByte        record.Reason = "NUL byte"
	LongLine       record.Reason = "line longer than 1 MiB"
)
