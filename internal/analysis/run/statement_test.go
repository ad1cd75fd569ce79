package run_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"
)

const (
	camtHead  = "<Document><BkToCstmrStmt>\n"
	camtEntry = `<Ntry><Amt Ccy="EUR">29.90</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2004-01-03</Dt></BookgDt></Ntry>` + "\n"
	camtTail  = "</BkToCstmrStmt></Document>\n"
	mt940     = ":20:S\n:25:1\n:28C:1\n:60F:C040101EUR0,\n:61:040103C29,90NTRFNONREF\n:86:garden\n"
)

func TestDescribeStatements(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"camt", camtHead + "<Stmt>" + camtEntry + "</Stmt>" + camtTail, "camt 1"},
		{"empty statement", camtHead + "<Stmt/>" + camtTail, "camt 0"},
		{"no statement", camtHead + camtTail, "exhibit bank/1: no statement in the document"},
		{"mt940", mt940, "mt940 1"},
	} {
		d, err := run.Describe(context.Background(), exhibit("bank/1", record.Payments, "", c.data))
		got := fmt.Sprintf("%s %d", d.Format, d.Rows)
		if err != nil {
			got = err.Error()
			if comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" {
				t.Errorf("%s: kind %v, hint %q", c.name, comity.KindOf(err), comity.HintOf(err))
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, not %s", c.name, got, c.want)
		}
	}
}

// Lines of rejects count from the start of a document that is longer than a
// chunk of the stream, and offsets lead to the entry.
func TestStatementIsCitedAcrossChunks(t *testing.T) {
	const n = 50_000
	for format, doc := range map[string][3]string{
		"camt":  {camtHead + "<Stmt>\n", camtEntry, strings.Replace(camtEntry, "29.90", "29,90", 1)},
		"mt940": {mt940, ":61:040103C29,90NTRFNONREF\n:86:a path through the garden to the railway, and whatever makes the line long\n", ":61:040103C2,,90NTRF\n"},
	} {
		data := doc[0] + strings.Repeat(doc[1], n) + doc[2]
		if format == "camt" {
			data += "</Stmt>" + camtTail
		}
		res, out := compute(t, run.Input{Exhibits: append(smallCase(), exhibit("bank/1", record.Payments, format, data))})
		if c := res.Manifest.Counts; c.Events < n || c.Rejects != 2 {
			t.Errorf("%s: %+v", format, c)
		}
		var r run.Reject
		for line := range strings.Lines(out[run.RejectsFile].String()) {
			if strings.Contains(line, "bank/1") {
				if err := json.Unmarshal([]byte(line), &r); err != nil {
					t.Fatal(err)
				}
			}
		}
		at := int64(len(doc[0]) + n*len(doc[1]))
		if r.Reason != "bad amount" || r.Line != int64(strings.Count(data[:at], "\n"))+1 || !strings.Contains(fmt.Sprint(r.Cite), fmt.Sprintf(":%d+%d", at, len(doc[2])-1)) {
			t.Errorf("%s: %+v, not at %d", format, r, at)
		}
	}
}
