package intake_test

import "testing"

// Logs of houses that are not read are called by their names, with what to ask for instead.
func TestLogsByName(t *testing.T) {
	for _, c := range []struct {
		line string
		want []string
	}{
		{`<134>Mar DD 10:00:00 cgn1 a10logd: [CGN]<6> NAT-TCP-C: 100.64.0.HHH:PPPP -> 198.18.0.1:QQQQ, 198.18.9.9:443`, []string{"A10", "public address"}},
		{`Mar DD 10:00:00 f5 tmm[1]: "LSN_PB_ALLOCATED" "100.64.0.HHH" "198.18.0.1:PPPP-QQQQ"`, []string{"F5"}},
		{`Mar DD 10:00:00 rb firewall,info forward: in:bridge out:ether1, proto UDP, 192.168.1.HHH:PPPP->198.18.0.9:53, len 60`, []string{"MikroTik"}},
		{`Mar DD 2004 10:00:00 fw %%01NATSESSION/6/SESSION_TEARDOWN(l): SrcIP=100.64.0.HHH;SrcPort=PPPP;NatSrcIP=198.18.0.1`, []string{"Huawei"}},
		{`Mar DD 10:00:00 srx RT_FLOW: RT_FLOW_SESSION_CREATE: session created 10.0.0.HHH/PPPP->198.18.9.9/443 junos-https 198.18.0.1/QQQQ->198.18.9.9/443`, []string{"RT_FLOW"}},
		{`Mar DD 10:00:00 ios %IPNAT-6-CREATED: tcp 10.0.0.HHH:PPPP 198.18.0.1:QQQQ 198.18.9.9:443 198.18.9.9:443`, []string{"Cisco IOS"}},
		{`date=2004-03-DD time=10:00:00 devname="fw" devid="FG1" type="traffic" subtype="forward" srcip=10.0.0.HHH srcport=PPPP transip=198.18.0.1`, []string{"Fortinet"}},
		{`1,2004/03/DD 10:00:00,0011,TRAFFIC,end,2049,2004/03/DD 10:00:00,10.0.0.HHH,198.18.9.9,198.18.0.1,198.18.9.9,rule,,,web,PPPP,443`, []string{"Palo Alto"}},
		{`Mar DD 10:00:00 pf filterlog[12]: 5,,,1000000103,em0,match,pass,in,4,0x0,,64,0,0,DF,6,tcp,60,10.0.0.HHH,198.18.9.9,PPPP,443,0,S`, []string{"pfSense"}},
		{`Mar DD 10:00:00 gw kernel: [12.3] NEW: IN=eth0 OUT=eth1 SRC=10.0.0.HHH DST=198.18.9.9 LEN=60 PROTO=TCP SPT=PPPP DPT=443`, []string{"netfilter"}},
		{`[1078236309.123456]	    [NEW] tcp      6 120 SYN_SENT src=10.0.0.HHH dst=198.18.9.9 sport=PPPP dport=443 [UNREPLIED]`, []string{"conntrack"}},
		{`1078236NNN 02:00:5e:10:00:07 198.18.0.HHH hostNNN 01:02:00:5e:10:00:07`, []string{"dnsmasq", "not when it began", "leases"}},
		{`10,03/DD/04,10:00:00,Assign,198.18.0.HHH,hostNNN.lan,02005E100007,,0,6,,,`, []string{"DhcpSrvLog", "each row is an event", "leases"}},
		{`mar/DD/2004 10:00:00 dhcp,info dhcp1 assigned 198.18.0.HHH to 02:00:5E:10:00:07`, []string{"MikroTik", "leases"}},
		{`Mar DD 10:00:00 gw dhcpd[7]: DHCPACK on 198.18.0.HHH to 02:00:5e:10:00:07 (host) via eth0`, []string{"ISC dhcpd", "leases"}},
		{`Mar DD 10:00:00 lb haproxy[1]: 198.18.0.HHH:PPPP [DD/Mar/2004:10:00:00.123] www web/web1 0/0/1/20/21 200 1500 - - ---- 5/5/1/1/0 0/0 "GET / HTTP/1.1"`, []string{"HAProxy", "Combined"}},
		{`https 2004-03-DDT10:00:00.186641Z app/lb/1 198.18.0.HHH:PPPP 10.0.0.1:80 0.0 0.0 0.0 200 200 0 57 "GET https://tulips.example/ HTTP/1.1" "curl/7" - -`, []string{"Amazon"}},
		{`1078236NNN.123     45 198.18.0.HHH TCP_MISS/200 1500 GET http://tulips.example/ rose DIRECT/198.18.9.9 text/html`, []string{"Squid"}},
		{`Mar DD 10:00:00 mx postfix/smtpd[12]: A1B2C3: client=unknown[198.18.0.HHH], sasl_method=LOGIN, sasl_username=rose`, []string{"Postfix", "logged in"}},
		{`Mar DD 10:00:00 mx dovecot: imap-login: Login: user=<rose>, method=PLAIN, rip=198.18.0.HHH, lip=10.0.0.1, TLS`, []string{"Dovecot", "logged in"}},
		{`Mar DD 10:00:00 h sshd[12]: Accepted password for rose from 198.18.0.HHH port PPPP ssh2`, []string{"SSH"}},
		{`Tue Mar DD 10:00:00 2004 [pid 12] [rose] OK LOGIN: Client "198.18.0.HHH"`, []string{"vsftpd"}},
		{`Tue Mar DD 10:00:00 2004 1 198.18.0.HHH 1234 /srv/a.zip b _ i r rose ftp 0 * c`, []string{"xferlog"}},
		{`2004-03-DD 10:00:00.123     0.000 TCP      198.18.0.HHH:PPPP  ->     198.18.9.9:443          1       60     1`, []string{"nfdump"}},
		{`"NAS1","IAS",03/DD/2004,10:00:00,4,"HOUSE\rose",,,,,"10.0.0.1","198.18.0.HHH"`, []string{"NPS", "ComputerName", "no row names the columns"}},
	} {
		r, draft := lookLines(t, "a.log", fill(c.line))
		if len(r.Unknown) != 1 {
			t.Errorf("%s\n%s", c.line, draft)
			continue
		}
		says(t, c.line, r.Unknown[0].Reason, append(c.want, `kind = "document"`), nil)
	}
}

// What spreadsheet programs and web programs write beside workbooks is called by its name,
// with a way that changes no date and no number.
func TestTablesOfOtherMarkup(t *testing.T) {
	rows := ""
	for range 20 {
		rows += "<tr><td>198.18.0.7</td><td>2004-03-02 10:00:00</td></tr>"
	}
	for _, c := range []struct {
		name, data string
		want       []string
	}{
		{"page.xls", `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table>` + rows + `</table></body></html>`, []string{"HTML with a table (20 rows", "each column as text"}},
		{"bare.xls", `<table border=1>` + rows + `</table>`, []string{"HTML with a table"}},
		{"book.xml", `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>`, []string{"SpreadsheetML", "XLSX"}},
		{"flat.fods", `<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>`, []string{"OpenDocument", "XLSX"}},
		{"other.xml", `<?xml version="1.0"?><leases><lease ip="198.18.0.7"/></leases>`, []string{"markup of no format that is known (leases)", "CSV"}},
		{"t.parquet", "PAR1\x15\x04\x00\x01", []string{"Parquet", "CSV"}},
		{"t.mdb", "\x00\x01\x00\x00Standard Jet DB\x00\x01", []string{"Access", "CSV"}},
		{"t.pcapng", "\x0a\x0d\x0d\x0a\x1c\x00\x00\x00", []string{"network traffic"}},
	} {
		r, _ := lookAt(t, map[string]string{c.name: c.data})
		if len(r.Unknown) != 1 {
			t.Errorf("%s: %+v", c.name, r.Files)
			continue
		}
		says(t, c.name, r.Unknown[0].Reason, c.want, nil)
	}
}
