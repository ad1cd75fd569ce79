package format_test

import (
	"fmt"

	"comity/internal/records/clock"
	"comity/internal/records/format"
	"comity/internal/records/format/access"
	"comity/internal/records/record"
)

// sample is how a format's stream begins, and the records that follow it.
type sample struct {
	format string
	kind   record.Kind
	head   string
	record func(dst []byte, i int) []byte
	change func(*record.Source)
}

// records is how many different ones a stream repeats.
const records = 50_000

func (s sample) unit() (b []byte) {
	for i := range records {
		b = s.record(b, i)
	}
	return b
}

func (s sample) source() *record.Source {
	src := source(s.kind, s.format)
	if s.change != nil {
		s.change(src)
	}
	return src
}

func line(form string) func([]byte, int) []byte {
	return func(dst []byte, i int) []byte { return fmt.Appendf(dst, form, i>>8&255, i&255) }
}

func samples() []sample {
	const (
		combined = "198.18.%d.%d - rose [02/Mar/2004:14:05:09 +0100] \"GET /gallery/photo.jpg HTTP/1.1\" 200 48211"
		agent    = " \"https://trains.example/gallery/\" \"Mozilla/4.0 (compatible; MSIE 6.0)\"\n"
	)
	return []sample{
		{"csv", record.Assignments, "ip,start,end,subscriber\n", line("198.18.%d.%d,2004-03-02 14:05:09,2004-03-02 15:05:09,S0001\n"), nil},
		{"csv", record.Members, "account,name,email,ip,registered\n", line("rose%d,Anna Rossi,r%d@mail.example,198.18.0.1,2004-03-02 14:05:09\n"), nil},
		{"csv", record.Payments, "id,account,name,card,amount,currency,time,ip\n", line("%d,rose,Anna Rossi,400000******%04d,29.90,EUR,2004-03-02 14:05:09,198.18.0.1\n"), nil},
		{"csv", record.Members, "account,name,email,ip,registered\n", line("rose%d,Zo\xeb M\xfcller,r%d@mail.example,198.18.0.1,2004-03-02 14:05:09\n"),
			func(s *record.Source) { s.Encoding = "windows-1252" }},
		{"csv", record.Hashes, "md5,label,size\n", line("%016x%016x,garden,48211\n"), nil},
		{format.HashList, record.Hashes, "", line("%016x%016x *photo.jpg\n"), nil},
		{format.VICS, record.Hashes, `{"value":[{"Media":[` + "\n", line(`{"MediaID":%d,"Category":1,"MD5":"0cc175b9c0f1b6a831c39%011x","SHA1":"86f7e437faa5a7fce15d1ddcb9eaeaea377667b8","MediaSize":2995,` +
			`"MediaFiles":[{"FileName":"a.jpg","Created":"2004-01-17T21:14:03Z"}]},` + "\n"), nil},
		{"delegated", record.Allotments, "2|apnic|20040115|4|19930101|20040114|+1000\n", line("apnic|JP|ipv4|198.%d.%d.0|256|20010203|allocated|e1\n"), nil},
		{string(access.Common), record.Access, "", line(combined + "\n"), nil},
		{string(access.Combined), record.Access, "", line(combined + agent), nil},
		{string(access.VhostCombined), record.Access, "", line("gardens.example:80 " + combined + agent), nil},
		{"nginx_json", record.Access, "", line(`{"time_iso8601":"2004-02-29T13:55:36+01:00","remote_addr":"198.18.%d.%d","remote_user":"rose",` +
			`"request":"GET /gallery/photo.jpg HTTP/1.1","status":"200","body_bytes_sent":"48211"}` + "\n"), nil},
		{"iis", record.Access, "#Fields: date time cs-method cs-uri-stem cs-username c-ip sc-status\n",
			line("2004-02-29 13:55:36 GET /gallery/photo.jpg GARDEN\\rose 198.18.%d.%d 200\n"), utc},
		{"mysqldump", record.Members, "CREATE TABLE `users` (`account` int,`ip` text,`time` text,`email` text);\n",
			line("INSERT INTO `users` VALUES (7,'198.18.%d.%d','2004-03-02 14:05:09','rose@mail.example');\n"),
			func(s *record.Source) { s.Sheet = "users" }},
		{"ftm", record.Network, "", func(dst []byte, i int) []byte {
			return fmt.Appendf(dst, `{"id":"o-%d","schema":"Ownership","properties":{"owner":["c-1"],"asset":["c-2"]}}`+"\n"+
				`{"id":"c-%d","schema":"Company","properties":{"name":["Garden Ltd"],"country":["gb"]}}`+"\n", i%1000, i%1000)
		}, nil},
		{"radius", record.Assignments, "", func(dst []byte, i int) []byte {
			for _, status := range []string{"Start", "Stop"} {
				dst = fmt.Appendf(dst, "Tue Mar  2 14:05:09 2004\n\tAcct-Session-Id = \"%08X\"\n\tUser-Name = \"user%05d@dsl.example\"\n\tAcct-Status-Type = %s\n"+
					"\tNAS-IP-Address = 10.0.0.1\n\tFramed-IP-Address = 198.18.%d.%d\n\tAcct-Delay-Time = 0\n\tTimestamp = 1078232709\n\n", i, i, status, i>>8&255, i&255)
			}
			return dst
		}, nil},
		{"kea", record.Assignments, "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,pool_id\n",
			func(dst []byte, i int) []byte {
				return fmt.Appendf(dst, "198.18.%d.%d,02:00:00:00:%02x:%02x,,3600,%d,1,0,0,,0,,0\n", i>>8&255, i&255, i%251, i%241, 1078235109+i)
			}, nil},
		{"isc", record.Assignments, "", func(dst []byte, i int) []byte {
			return fmt.Appendf(dst, "lease 198.18.%d.%d {\n  starts 2 2004/03/02 14:05:09;\n  ends 2 2004/03/02 15:05:09;\n  binding state active;\n"+
				"  hardware ethernet 02:00:00:00:%02x:%02x;\n}\n", i>>8&255, i&255, i%251, i%241)
		}, nil},
		{"juniper", record.Assignments, "", line("Mar  2 14:05:09 nat1 (FPC Slot 2, PIC Slot 0) 2004-03-02 14:05:09 {cgn}[FWNAT]:ASP_NAT_PORT_BLOCK_ALLOC: 10.0.%d.%[2]d -> 198.18.%[1]d.%[2]d:1024-1151\n"), nil},
		{"asa", record.Assignments, "", line("Mar 02 2004 14:05:09 fw1 : %%ASA-6-305011: Built dynamic TCP translation from inside:10.1.%d.%d/1024 to outside:198.18.%[1]d.%[2]d/1024\n"), nil},
		{"zeek_dhcp", record.Assignments, "#separator \\x09\n#unset_field\t-\n#path\tdhcp\n#fields\tts\tmac\tassigned_addr\tlease_time\tmsg_types\n",
			func(dst []byte, i int) []byte {
				return fmt.Appendf(dst, "%d.250000\t02:00:00:00:%02x:%02x\t198.18.%d.%d\t3600.000000\tREQUEST,ACK\n", 1078235109+i, i%251, i%241, i>>8&255, i&255)
			}, nil},
		{"camt", record.Payments, `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S</Id>`,
			line(`<Ntry><NtryRef>%d</NtryRef><Amt Ccy="EUR">29.90</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2004-03-02</Dt></BookgDt>` +
				`<AcctSvcrRef>B-%d</AcctSvcrRef></Ntry>` + "\n"), nil},
		{"mt940", record.Payments, ":20:X\n:25:1\n:28C:1\n:60F:C031230EUR1200,00\n",
			line(":61:0401020102CR29,90N166NONREF//B-%d-%d\n:86:166?00GUTSCHRIFT?20EREF+rose-77?32Rose\n"), nil},
		{format.BoardJSON, record.Board, "", line(`{"type":"post","author":"user%d","id":"p-%d","time":"2004-03-02 14:05:09","text":"The roses were early this year."}` + "\n"), sited},
		{format.PhpBB, record.Board, "CREATE TABLE `phpbb_posts` (`post_id` int,`topic_id` int,`poster_id` int,`post_time` int,`post_text` text);\n",
			line("INSERT INTO `phpbb_posts` VALUES (7,%d,%d,1078232709,'The roses were [b:1a]early[/b:1a] this year.');\n"), sited},
		{format.Mbox, record.Board, "", line("From user@mail.example Tue Mar  2 14:05:09 2004\nFrom: User %d <u%d@mail.example>\nDate: Tue, 2 Mar 2004 14:05:09 +0100\n\nThe roses were early.\n\n"), sited},
		{format.Hypermail, record.Board, "", line("<!-- received=\"Tue Mar  2 14:05:09 2004\" -->\n<!-- sent=\"Tue, 2 Mar 2004 14:05:09 +0100\" -->\n<!-- name=\"User %d\" -->\n<!-- id=\"%d@mail.example\" -->\n" +
			"<!-- body=\"start\" -->\n<p>The roses were early.\n<!-- body=\"end\" -->\n"), sited},
		{format.IRC, record.Board, "", line("[10:00] <user%d> the roses of bed %d were early this year\n"), func(s *record.Source) { sited(s); s.Day = "2004-03-02" }},
	}
}

func sited(s *record.Source) { s.Site = "garden.example" }

func utc(s *record.Source) { s.Clock.Zone = "UTC" }

func source(kind record.Kind, name string) *record.Source {
	return &record.Source{
		Ref: "IT/1", Kind: kind, Format: name, Site: "gardens.example", Clock: clock.Statement{Zone: "Europe/Rome", Basis: "letter"},
	}
}
