package camt_test

import (
	"strings"
	"testing"

	"comity/internal/records/format/bank"
	"comity/internal/records/record"
)

func bal(code, sum, direction string) string {
	return "<Bal><Tp><CdOrPrtry><Cd>" + code + "</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>" + sum + "</Amt><CdtDbtInd>" + direction + "</CdtDbtInd></Bal>\n"
}

func booked(sum, direction string) string {
	return strings.NewReplacer(">1<", ">"+sum+"<", "CRDT", direction).Replace(entry)
}

// A statement whose opening balance and entries do not make its closing balance is told, where all of it was read.
func TestUnbalanced(t *testing.T) {
	open, shut := bal("OPBD", "100", "CRDT"), bal("CLBD", "129.90", "CRDT")
	in := booked("29.90", "CRDT")
	pending := strings.Replace(in, "BOOK", "PDNG", 1)
	batch := strings.Replace(in, "</Ntry>", "<NtryDtls><TxDtls><Amt Ccy='EUR'>9.90</Amt></TxDtls><TxDtls><Amt Ccy='USD'>20</Amt></TxDtls></NtryDtls></Ntry>", 1)
	for _, c := range []struct {
		what, body string
		gaps       int64
	}{
		{"adds up", open + in + shut, 0},
		{"balances first", open + shut + in, 0},
		{"an entry lacks", open + shut, 1},
		{"an entry lacks among others", open + in + shut + "</Stmt><Stmt>" + open + shut, 1},
		{"two statements", open + shut + "</Stmt><Stmt>" + open + shut, 2},
		{"what went", bal("OPBD", "10", "DBIT") + booked("5", "DBIT") + bal("CLBD", "15", "DBIT"), 0},
		{"closed before", bal("PRCD", "100", "CRDT") + shut, 1},
		{"one not booked", open + in + pending + shut, 0},
		{"a batch", open + batch + shut, 0},
		{"no opening", in + shut, 0},
		{"no closing", open + in, 0},
		{"balances between", bal("OPAV", "1", "CRDT") + in + bal("CLAV", "1", "CRDT"), 0},
		{"an entry that cannot be read", open + strings.Replace(in, "29.90", "x", 1) + shut, 0},
		{"an entry outside", open + strings.Replace(in, "2004", "2003", 1) + shut, 0},
		{"a balance that cannot be read", bal("OPBD", "x", "CRDT") + shut, 0},
		{"another currency", open + strings.Replace(shut, "EUR", "USD", 1), 0},
		{"the second page", "<StmtPgntn><PgNb>2</PgNb><LastPgInd>true</LastPgInd></StmtPgntn>" + open + shut, 0},
		{"the first page", "<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>" + open + shut, 0},
		{"the only page", "<StmtPgntn><PgNb>1</PgNb><LastPgInd>true</LastPgInd></StmtPgntn>" + open + shut, 1},
	} {
		data := []byte(document(c.body))
		p := whole(t, data)
		if n, first := p.Unbalanced(); n != c.gaps {
			t.Errorf("%s: %d, first %+v", c.what, n, first)
		}
	}
	p := whole(t, []byte("<Document><BkToCstmrStmt><GrpHdr><MsgPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></MsgPgntn></GrpHdr><Stmt>"+open+shut+"</Stmt><Stmt>"+open+shut+"</Stmt></BkToCstmrStmt></Document>"))
	if n, _ := p.Unbalanced(); n != 0 {
		t.Errorf("a page of messages: %d", n)
	}
	p = whole(t, []byte("\n\n"+document(open+booked("9.90", "CRDT")+shut)))
	if _, first := p.Unbalanced(); first != (bank.Gap{Line: 3, Opening: 10000, Entries: 990, Closing: 12990, Currency: "EUR"}) {
		t.Errorf("%+v", first)
	}
}

func whole(t *testing.T, data []byte) interface{ Unbalanced() (int64, bank.Gap) } {
	p := open(t, data, source())
	for i := range data { // however it is cut
		p.Block(data[i:i+1], int64(i), record.Sink{})
	}
	p.Close(record.Sink{})
	return p
}
