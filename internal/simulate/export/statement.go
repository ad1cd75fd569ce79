package export

import (
	"io"
	"strconv"
	"strings"
	"time"
)

// Entry is one booking of an account, seen from its holder.
type Entry struct {
	Ref      string
	Day      int64
	Cents    int64 // what is paid; never negative
	Debit    bool  // out of the account
	Reversal bool  // a payment into the account that is given back
	Name     string
	IBAN     string
	Text     string
	Batch    []Entry // the payments that one booking is made of
}

// signed is what the entry adds to the account.
func (e *Entry) signed() int64 {
	if e.Debit != e.Reversal {
		return -e.Cents
	}
	return e.Cents
}

// Statement writes an account's statements, one a month, as the exhibit's
// format names them: "camt" is ISO 20022 camt.053.001.02, "mt940" SWIFT's
// MT940 with the structured field 86 of German banks.
type Statement struct {
	ex      *Exhibit
	lines   lines
	iban    string
	balance int64
	month   string
	n       int
}

// NewStatement starts the statements of an account.
func NewStatement(w io.Writer, ex *Exhibit, iban string, damage *Damage) *Statement {
	s := &Statement{ex: ex, lines: newLines(w, ex, damage), iban: iban, balance: 1_000_000}
	if ex.Format == Camt {
		s.lines.put([]byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">` +
			"\n<BkToCstmrStmt>\n<GrpHdr><MsgId>" + iban[len(iban)-6:] + "-1</MsgId><CreDtTm>2005-06-01T08:00:00</CreDtTm></GrpHdr>\n"))
	}
	return s
}

// Put writes one entry; they must come by day.
func (s *Statement) Put(e *Entry) {
	at := time.Unix(e.Day, 0).UTC()
	if month := at.Format("2006-01"); month != s.month {
		s.end(s.month)
		s.month = month
		s.n++
		s.begin(at)
	}
	if s.lines.dirt.due() {
		s.entry(e, true)
	}
	s.entry(e, false)
	s.balance += e.signed()
}

func (s *Statement) entry(e *Entry, bad bool) {
	if s.ex.Format == Camt {
		b := []byte(s.xml(e, bad))
		if s.write(b, bad); !bad {
			s.lines.buf = nil // no tail is cut off
		}
		return
	}
	s.write([]byte(s.swift(e, bad)), bad)
}

func (s *Statement) write(b []byte, bad bool) {
	if bad {
		s.lines.plant(b, "date impossible")
	} else {
		s.lines.put(b)
	}
}

func (s *Statement) begin(at time.Time) {
	day := at.Format(time.DateOnly)
	if s.ex.Format == Camt {
		n := strconv.Itoa(s.n)
		s.lines.put([]byte("<Stmt><Id>" + n + "/" + s.month + "</Id><ElctrncSeqNb>" + n + "</ElctrncSeqNb><CreDtTm>" + day + "T23:00:00</CreDtTm>\n" +
			"<Acct><Id><IBAN>" + s.iban + "</IBAN></Id><Ccy>EUR</Ccy></Acct>\n" + s.xmlBalance("OPBD", day)))
		return
	}
	s.lines.put([]byte(":20:STARTUMS\r\n:25:" + s.iban[4:12] + "/" + s.iban[12:] + "\r\n:28C:" + strconv.Itoa(s.n) + "/1\r\n:60F:" + s.swiftBalance(at) + "\r\n"))
}

// end closes the statement of a month.
func (s *Statement) end(month string) {
	if month == "" {
		return
	}
	at, _ := time.Parse("2006-01", month) // printed by Put
	last := at.AddDate(0, 1, -1)
	if s.ex.Format == Camt {
		s.lines.put([]byte(s.xmlBalance("CLBD", last.Format(time.DateOnly)) + "</Stmt>\n"))
		return
	}
	s.lines.put([]byte(":62F:" + s.swiftBalance(last) + "\r\n-\r\n"))
}

// Close ends the statements.
func (s *Statement) Close() error {
	s.end(s.month)
	if s.ex.Format == Camt {
		s.lines.put([]byte("</BkToCstmrStmt>\n</Document>\n"))
	}
	return s.lines.close(0)
}

func sign(cents int64, plus, minus string) (string, int64) {
	if cents < 0 {
		return minus, -cents
	}
	return plus, cents
}

func (s *Statement) xmlBalance(code, day string) string {
	ind, c := sign(s.balance, "CRDT", "DBIT")
	return "<Bal><Tp><CdOrPrtry><Cd>" + code + "</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">" + cents(c) + "</Amt><CdtDbtInd>" + ind +
		"</CdtDbtInd><Dt><Dt>" + day + "</Dt></Dt></Bal>\n"
}

// xml is one Ntry, each of its payments on a line of its own.
func (s *Statement) xml(e *Entry, bad bool) string {
	day := time.Unix(e.Day, 0).UTC().Format(time.DateOnly)
	if bad {
		day = day[:4] + "-02-31"
	}
	ind, c := sign(e.signed(), "CRDT", "DBIT")
	var b strings.Builder
	b.WriteString("<Ntry><NtryRef>" + e.Ref + "</NtryRef><Amt Ccy=\"EUR\">" + cents(c) + "</Amt><CdtDbtInd>" + ind + "</CdtDbtInd>")
	if e.Reversal {
		b.WriteString("<RvslInd>true</RvslInd>")
	}
	b.WriteString("<Sts>BOOK</Sts><BookgDt><Dt>" + day + "</Dt></BookgDt><ValDt><Dt>" + day + "</Dt></ValDt><AcctSvcrRef>S" + e.Ref + "</AcctSvcrRef>" +
		"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RDDT</Cd><SubFmlyCd>ESDD</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls>\n")
	parts := e.Batch
	if len(parts) == 0 {
		parts = []Entry{*e}
	} else {
		b.WriteString("<Btch><NbOfTxs>" + strconv.Itoa(len(parts)) + "</NbOfTxs></Btch>\n")
	}
	for i := range parts {
		b.WriteString(parts[i].details())
	}
	return b.String() + "</NtryDtls></Ntry>\n"
}

func (e *Entry) details() string {
	role := "Dbtr"
	if e.Debit {
		role = "Cdtr"
	}
	ind, c := sign(e.signed(), "CRDT", "DBIT")
	return "<TxDtls><Refs><EndToEndId>" + e.Ref + "</EndToEndId></Refs><Amt Ccy=\"EUR\">" + cents(c) + "</Amt><CdtDbtInd>" + ind + "</CdtDbtInd>" +
		"<RltdPties><" + role + "><Nm>" + escape(e.Name) + "</Nm></" + role + "><" + role + "Acct><Id><IBAN>" + e.IBAN + "</IBAN></Id></" + role + "Acct></RltdPties>" +
		"<RmtInf><Ustrd>" + escape(e.Text) + "</Ustrd></RmtInf></TxDtls>\n"
}

func (s *Statement) swiftBalance(at time.Time) string {
	ind, c := sign(s.balance, "C", "D")
	return ind + at.Format("060102") + "EUR" + strings.Replace(cents(c), ".", ",", 1)
}

// swift is fields 61 and 86. SWIFT has neither marks nor lines over 65 characters.
func (s *Statement) swift(e *Entry, bad bool) string {
	at := time.Unix(e.Day, 0).UTC()
	date := at.Format("0601020102")
	if bad {
		date = at.Format("06") + "02310231"
	}
	ind := "C"
	if e.Debit {
		ind = "D"
	}
	if e.Reversal {
		ind = "R" + ind
	}
	text := "171?00PAYMENT?20EREF+" + e.Ref + "?21SVWZ+" + e.Text + "?31" + e.IBAN + "?32" + e.Name
	var b strings.Builder
	b.WriteString(":61:" + date + ind + strings.Replace(cents(e.Cents), ".", ",", 1) + "NDDT" + e.Ref + "//S" + e.Ref + "\r\n:86:")
	for len(text) > 61 {
		b.WriteString(text[:61] + "\r\n")
		text = text[61:]
	}
	return b.String() + text + "\r\n"
}
