package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"comity/internal/casefile/intake"
	"comity/internal/casefile/manifest"
)

// bankMessage is a statement of n entries, the first without a date.
func bankMessage(n int) string {
	const head, rest = `<Ntry><Amt Ccy="EUR">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>`, `<AcctSvcrRef>%d</AcctSvcrRef></Ntry>`
	var b strings.Builder
	b.WriteString("<Document><BkToCstmrStmt><Stmt><Id>S</Id>\n" + head + "<AcctSvcrRef>first</AcctSvcrRef></Ntry>\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, head+"<BookgDt><Dt>2004-03-%02d</Dt></BookgDt>"+rest+"\n", 1+i%28, i)
	}
	return b.String() + "</Stmt></BkToCstmrStmt></Document>"
}

// Formats with rules of their own say what was read of them, as tables do.
func TestSampled(t *testing.T) {
	built := func(stamps ...string) (text string) {
		for i, s := range stamps {
			text += fmt.Sprintf("%s nat1: JSERVICES_NAT_PORT_BLOCK_ALLOC: 10.0.0.%d -> 198.18.0.%d:1024-1073\n", s, i+1, i+1)
		}
		return text
	}
	for _, c := range []struct {
		name, text string
		want, not  []string
	}{
		{"kea", "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context\n" +
			"198.18.0.7,02:00:00:00:00:01,,3600,1078236309,1,0,0,rose,0,\n198.18.0.300,02:00:00:00:00:01,,3600,1078236309,1,0,0,rose,0,\n",
			[]string{"# 1 records in the sample", "# 1 rows that cannot be read: bad address", "sample: 2004-03-02 13:05:09 UTC, 2004-03-02 14:05:09 UTC"}, nil},
		{"isc", "lease 198.18.0.7 {\n  starts 2 2004/03/02 14:05:09;\n  ends 2 2004/03/02 15:05:09;\n  binding state active;\n  hardware ethernet 02:00:00:00:00:01;\n}\n",
			[]string{"# 1 records in the sample", "sample: 2004-03-02 14:05:09 UTC, 2004-03-02 15:05:09 UTC"}, []string{"cannot be read"}},
		{"iis", "#Software: Microsoft Internet Information Services 6.0\n#Fields: date time c-ip cs-method cs-uri-stem sc-status cs-host\n" +
			"2004-03-02 13:05:09 198.18.0.7 GET /a 200 roses.example\n2004-03-02 13:05:10 198.18.0.7 GET\n2004-03-02 13:05:11 198.18.0.7 GET /a 200 roses.example\n",
			[]string{"# 2 records in the sample", "# 1 rows that cannot be read: ", "sample: 2004-03-02 13:05:09 UTC, 2004-03-02 13:05:11 UTC"}, nil},
		{"camt", bankMessage(4), []string{"# 3 records in the sample", "# 1 rows that cannot be read: neither booking date nor value date", "sample: 2004-03-02, 2004-03-04\n"}, nil},
		{"mt940", ":20:START\n:25:1/2EUR\n:28C:1/1\n:60F:C031230EUR1,00\n:61:0401020102CR29,90N166NONREF//B-1\n:61:0401050105CR29,90N166NONREF//B-2\n:61:0401060106ED5,00NMSCNONREF\n:62F:C040105EUR60,80\n-\n",
			[]string{"# 2 records in the sample", "# 1 rows set aside, no records by what they say themselves: expected, not booked", "sample: 2004-01-02, 2004-01-05\n"}, []string{"cannot be read"}},
		{"radius in words of a zone", strings.Repeat("Tue Mar  2 14:05:09 2004\n\tAcct-Status-Type = Stop\n\tUser-Name = \"K-1\"\n\tAcct-Session-Id = \"1\"\n\tFramed-IP-Address = 198.18.0.7\n\tAcct-Session-Time = 60\n\tEvent-Timestamp = \"Mar  2 2004 14:05:09 CET\"\n\n", 2),
			[]string{"records in the sample"}, []string{"contradicts"}},
		{"as written", built("2004-03-02 14:05:09", "2004-03-02 16:05:09"), []string{"# 2 records in the sample", "sample: 2004-03-02 14:05:09, 2004-03-02 16:05:09\n"}, nil},
		{"some with an offset", built("2004-03-02T14:05:09+01:00", "2004-03-02 16:05:09"), []string{"# 2 records in the sample", "sample: 2004-03-02 16:05:09, 2004-03-02 16:05:09\n", "sample: 2004-03-02 13:05:09 UTC, 2004-03-02 13:05:09 UTC"}, nil},
		{"without a year", built("Mar  2 14:05:09", "Mar  2 16:05:09"), []string{"# 2 records in the sample"}, []string{"last time in the sample", "cannot be read"}},
	} {
		r, _ := lookAt(t, map[string]string{"f": c.text})
		says(t, c.name, string(r.Draft("")), c.want, c.not)
	}
}

// The reasons stand in the language of the draft.
func TestReasonsInItalian(t *testing.T) {
	r, _ := lookAt(t, map[string]string{"f": bankMessage(4)})
	r.Reasons = map[string]string{"neither booking date nor value date": "né data contabile né data valuta"}
	says(t, "draft", string(r.DraftIn("it", "")), []string{"# 3 registrazioni nel campione", "# 1 righe che non si leggono: né data contabile né data valuta"}, nil)
}

// What breaks off only where looking ends is no reject, neither of the draft nor of the preview.
func TestSampleThatIsCutOff(t *testing.T) {
	r, dir := lookAt(t, map[string]string{"f": bankMessage(9000)})
	says(t, "draft", string(r.Draft("")), []string{"records in the sample", "# 1 rows that cannot be read: neither booking date nor value date"}, nil)
	m, _, err := manifest.ParseDraft("draft.toml", r.Draft(""))
	if err != nil {
		t.Fatal(err)
	}
	shown, err := intake.Preview(t.Context(), dir, m)
	if err != nil || len(shown) != 1 || shown[0].Read < 1000 || len(shown[0].Rejects) != 1 || shown[0].Rejects[0].Reason != "neither booking date nor value date" {
		t.Errorf("%+v, %v", shown, err)
	}
}
