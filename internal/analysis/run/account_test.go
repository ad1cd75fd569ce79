package run_test

import (
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/records/record"
)

// Entries of one number, day and sum in statements of one bank are one where the account is.
func TestEntriesOfAccounts(t *testing.T) {
	camt := func(message, account, ref string) string {
		return "<Document><BkToCstmr><" + message + "><Acct><Id>" + account + "</Id></Acct>" +
			strings.Replace(camtEntry, "<Ntry>", "<Ntry><NtryRef>"+ref+"</NtryRef>", 1) + "</" + message + "></BkToCstmr></Document>\n"
	}
	iban := func(s string) string { return "<IBAN>" + s + "</IBAN>" }
	const (
		one, other = "DE02120300000000202051", "DE02500105170137075030"
		sta        = ":20:S\n:25:12030000/202051\n:28C:1\n:60F:C040101EUR0,\n:61:040103C29,90NTRF1//1\n:86:garden\n"
	)
	othr := func(s string) string { return "<Othr><Id>" + s + "</Id></Othr>" }
	for _, c := range []struct {
		what, first, second string
		again, perhaps      int64
	}{
		{"two accounts", camt("Stmt", iban(one), "1"), camt("Stmt", iban(other), "1"), 0, 0},
		{"statement and notification", camt("Stmt", iban(one), "1"), camt("Ntfctn", iban(one), "1"), 1, 0},
		{"an account without IBAN", camt("Stmt", iban(one), "1"), camt("Stmt", othr("12030000 0000202051"), "1"), 1, 0},
		{"a name of the bank's own", camt("Stmt", iban(one), "1"), camt("Stmt", othr("merchant-1"), "1"), 0, 1},
		{"no account", camt("Stmt", iban(one), "1"), camt("Stmt", "", "1"), 1, 0},
		{"camt and MT940", camt("Stmt", iban(one), "1"), sta, 1, 0},
		{"camt and MT940 of two accounts", camt("Stmt", iban(other), "1"), sta, 0, 0},
		{"MT940 of two accounts", sta, strings.Replace(sta, "202051", "202052", 1), 0, 0},
	} {
		format := func(data string) string {
			if strings.HasPrefix(data, ":20:") {
				return "mt940"
			}
			return "camt"
		}
		res, _ := compute(t, run.Input{Exhibits: append(smallCase(),
			exhibit("bank/1", record.Payments, format(c.first), c.first), exhibit("bank/2", record.Payments, format(c.second), c.second+"\n"))})
		if n := res.Manifest.Counts; n.Duplicates != c.again || n.Possible != c.perhaps {
			t.Errorf("%s: %d again, %d possible", c.what, n.Duplicates, n.Possible)
		}
	}
}
