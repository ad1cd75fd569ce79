package table

import "comity/internal/records/record"

// Why a row could not be read.
const (
	WrongFields    record.Reason = "wrong number of fields"
	BadTime        record.Reason = "bad time"
	BadAddress     record.Reason = "bad address"
	BadPort        record.Reason = "bad port"
	BadAmount      record.Reason = "bad amount"
	BothSides      record.Reason = "both debit and credit hold a sum"
	NeitherSide    record.Reason = "neither debit nor credit holds a sum"
	BadSign        record.Reason = "sign is neither debit nor credit"
	NoSign         record.Reason = "sum without its sign"
	SignsDiffer    record.Reason = "the sum is below zero, and its side is credit"
	BadCard        record.Reason = "card number is not 12 to 19 digits"
	BadDuration    record.Reason = "bad duration"
	NoUnit         record.Reason = "duration is a bare number, and no duration_unit is stated"
	EndNotDuration record.Reason = "end and duration contradict each other"
	EndBeforeStart record.Reason = "end before start"
	BadType        record.Reason = "type is not one of the contract's words"
	BadResult      record.Reason = "result is not one of the contract's words"
	BadReported    record.Reason = "reported is neither a date nor yes or no"
	NoSite         record.Reason = "account without a site"
	FaultyCell     record.Reason = "cell shows an error of its spreadsheet, such as #N/A"
	Missing        record.Reason = "missing needed value"
)

// Total is a row that begins as the source says that its sums and footers do: it is set aside.
const Total record.Reason = "a sum or a footer, by how it begins"

// outside is what a reader returns for a row that the scope does not cover; it
// is no reject and goes to the sink's Outside.
const outside record.Reason = "outside the scope"
