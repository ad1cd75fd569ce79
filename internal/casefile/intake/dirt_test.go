package intake_test

import (
	"fmt"
	"strings"
	"testing"
)

// What exports pick up on their way, of which each once was read or left out without a word.
func TestDirtOnTheWay(t *testing.T) {
	for _, c := range []struct {
		name, header, row string
		want, not         []string
	}{
		{"a time with its zone in brackets is no browser", "IP address,Queried time,Customer ID,Customer name", "198.18.0.HHH,DD/03/2004 10:00:00 (UTC+1),KNNN,John Smith", []string{`kind = "answers"`, `asked_time = "Queried time"`, "# ? time_format"}, nil},
		{"halves of the day in other words", "abonado;ip;inicio;fin", "KNNN;198.18.0.HHH;DD/03/2004 01:00:00 p. m.;DD/03/2004 02:00:00 p. m.", []string{`time_format = "?"`}, []string{"15:04:05 p. m."}},
		{"halves of the day in one letter", "Account,IP,Login (ET),Logout (ET)", "KNNN,198.18.0.HHH,3/DD/04 1:05p,3/DD/04 2:05p", []string{`time_format = "?"`}, []string{"15:04p"}},
		{"numbers of cards that a spreadsheet rounded", "id;date;amount;card number", "TNNN;2004-03-DD 10:00:00;29.90;4.11111E+15", []string{"# ? columns.card", "a spreadsheet rounded"}, nil},
		{"times that a spreadsheet rounded", "subscriber;ip;start;end", "KNNN;198.18.0.HHH;1.07824E+12;1.07825E+12", []string{"not recognised", "a spreadsheet rounded"}, nil},
		{"addresses that were cut short", "time;user;ip;page", "2004-03-DD 10:00:00;roseMM;198.18.HHH.0;/a/NNN.html", []string{`ip = "?"`, "cut short"}, nil},
		{"addresses of IPv6 that were cut short", "time;user;ip;page", "2004-03-DD 10:00:00;roseMM;2001:db8:HHH::;/a/NNN.html", []string{`ip = "?"`, "cut short"}, nil},
		{"several addresses in a cell", "user;email;registered;ips", `roseNNN;roseNNN@mail.example;2004-03-DD 10:00:00;"198.18.0.HHH, 198.18.1.HHH"`, []string{"# ? columns.ip", "several addresses in one cell"}, nil},
		{"a table in whole quotes", `"ip,start,end,subscriber"`, `"198.18.0.HHH,2004-03-DD 10:00:00,2004-03-DD 12:00:00,KNNN"`, []string{"not recognised", "outer quotes"}, nil},
		{"debit and credit", "ID;Date;Amount;D/C;Card;E-mail", "TNNN;2004-03-DD 10:00:00;29.90;D;4111111111111111;roseNNN@mail.example", []string{"# ? values.sign: more sums left the account", `sign = "D/C"`, `"D" = "?"`}, nil},
		{"years are no times of day", "ip;date;time;customer", "198.18.0.HHH;200403DD;20MM;KNNN", nil, []string{`asked_time = ["date", "time"]`}},
		{"a name with the form of its values", "User;Framed IP;Start;Duration (hh:mm:ss)", "uNNN;198.18.0.HHH;2004-03-DD 10:00:00;01:15:00", []string{`kind = "assignments"`, `duration = "Duration (hh:mm:ss)"`}, nil},
		{"offsets of whole hours", "account,ip,time,page", "roseMM,198.18.0.HHH,2004-03-DD 10:00:00.123456+01,/a/NNN", []string{`time = "time"`}, []string{"# ? time_format", `zone = "?"`}},
		{"times of .NET in JSON", "user;ip;login;session", "roseMM;198.18.0.HHH;/Date(1078236NNN000)/;sNNN", []string{"# ? time_format"}, []string{"columns.agent"}},
		{"times of Oracle with a region", "SUBSCRIBER,IP,START_TS,END_TS", "KNNN,198.18.0.HHH,DD-MAR-04 10.00.00.000000 AM EUROPE/ROME,DD-MAR-04 11.00.00.000000 AM EUROPE/ROME", []string{`kind = "assignments"`, "# ? time_format"}, nil},
		{"times of soldiers", "ip;time;subscriber", "198.18.0.HHH;DD1000ZMAR04;KNNN", []string{"# ? time_format"}, nil},
		{"how long a session took is no day", "username,framedip,start time,session time", "uNNN,198.18.0.HHH,2004-03-DD 10:00:00,36NNN", []string{"# ? duration_unit"}, []string{"spreadsheets keep times"}},
		{"numbers for no end", "subscriber,ip,start,end", "KNNN,198.18.0.HHH,1078000NNN,-1", []string{`# ? columns.end`}, nil},
	} {
		_, draft := look(t, c.header, fill(c.row))
		says(t, c.name, draft, c.want, c.not)
	}
	_, draft := look(t, "subscriber;ip;start;end", func(i int) string {
		end := fmt.Sprintf("%02d/04/2004 10:00:00", 1+i%28)
		if i%3 == 0 {
			end = "31/12/2099 23:59:59"
		}
		return fmt.Sprintf("K%d;198.18.0.%d;%02d/03/2004 10:00:00;%s", i, i+1, 1+i%28, end)
	})
	says(t, "the end of days", draft, []string{`values = { end = { "31/12/2099 23:59:59" = "?" } }`}, nil)
	_, draft = look(t, "Public IP;Start;End;Begin time;End time;Subscriber", func(i int) string {
		return fmt.Sprintf("198.18.0.%d;%d;%d;2004-03-%02d 10:00:00;2004-03-%02d 12:00:00;K%d", 1+i/30, 33000+i%30*1000, 33999+i%30*1000, 1+i%28, 1+i%28, i)
	})
	says(t, "ports that are called start and end", draft, []string{"# ? columns.port_from", "Start"}, []string{"excel"})
	_, draft = look(t, "subscriber;ip;start;end", func(i int) string {
		return fmt.Sprintf("K%d;198.18.0.%d;%02d.03.2004;%s", i, i+1, 1+i%28, []string{"31.12.2030", "05.04.2004", "06.04.2004"}[i%3])
	})
	says(t, "the end of days among days", draft, []string{`"31.12.2030" = "?"`}, nil)
	_, draft = look(t, "subscriber;ip;start;end", func(i int) string {
		return fmt.Sprintf("K%d;198.18.0.%d;%02d.03.2004;%02d.03.%d", i, i+1, 1+i%28, 1+i%28, 2004+i%9*10)
	})
	says(t, "years far from each other, each once or twice", draft, nil, []string{"values = "})
	_, draft = look(t, "subscriber;ip;start;end", func(i int) string {
		end := fmt.Sprintf("200404%02d100000", 1+i%28)
		if i%3 == 0 {
			end = "20991231235959"
		}
		return fmt.Sprintf("K%d;198.18.0.%d;200403%02d100000;%s", i, i+1, 1+i%28, end)
	})
	says(t, "the end of days without marks", draft, []string{`values = { end = { "20991231235959" = "?" } }`}, nil)
	_, draft = look(t, "subscriber;ip;start;end", func(i int) string {
		end := fmt.Sprintf("2004-04-%02d 10:00:00", 1+i%28)
		if i%20 == 0 {
			end = "NULL"
		}
		return fmt.Sprintf("K%d;198.18.0.%d;2004-03-%02d 10:00:00;%s", i, i+1, 1+i%28, end)
	})
	_, few := look(t, "id;date;amount;card", func(i int) string {
		day := []string{"2004-03-01", "2004-03-02", "2004-03-03", "1990-01-01"}[i%4]
		return fmt.Sprintf("T%d;%s;1.50;%s", i, day, luhn(fmt.Sprintf("990100%09d", i*7919)))
	})
	says(t, "few days, and what is written for none", few, []string{`time = "date"`}, []string{`"2004-03-01" = "?"`})
	says(t, "a few without an end", draft, []string{`values = { end = { "NULL" = "" } }`}, nil)
	_, draft = look(t, "subscriber;ip;start;end", func(i int) string {
		end := fmt.Sprint(1078239909 + i*60)
		if i%4 == 0 {
			end = "-1"
		}
		return fmt.Sprintf("K%d;198.18.0.%d;%d;%s", i, i+1, 1078236309+i*60, end)
	})
	says(t, "minus one for no end", draft, []string{`end = "end"`, `values = { end = { "-1" = "" } }`}, nil)
}

// A date and a time of day without marks are one time, whatever else each could be alone.
func TestTimesWithoutMarks(t *testing.T) {
	for _, c := range []struct{ form, want string }{{"%02d%02d05", "20060102 150405"}, {"%02d%02d", "20060102 1504"}} {
		_, draft := look(t, "ip;date;time;customer", func(i int) string {
			return fmt.Sprintf("198.18.0.%d;200403%02d;"+c.form+";K%d", i+1, 1+i%28, i%24, i, i)
		})
		says(t, c.form, draft, []string{`asked_time = ["date", "time"]`, `time_format = "` + c.want + `"`}, nil)
	}
}

// A column that says nothing but a unit may be how long an assignment lasted: asked, where no
// other one says when it ended.
func TestLengthUnderAUnit(t *testing.T) {
	row := func(i int) string {
		return fmt.Sprintf("198.18.0.%d;2004-03-%02d 10:00:00;%d;K%d", i+1, 1+i%28, 13855+i*97, i)
	}
	for _, unit := range []string{"seconds", "Sekunden", "minuti", "hours"} {
		_, draft := look(t, "ip;from;"+unit+";customer", row)
		says(t, unit, draft, []string{`duration = "?"`, "[" + unit + "]"}, nil)
	}
	_, draft := look(t, "ip;from;to;seconds;customer", func(i int) string {
		return fmt.Sprintf("198.18.0.%d;2004-03-%02d 10:00:00;2004-03-%02d 14:00:00;%d;K%d", i+1, 1+i%28, 1+i%28, 13855+i*97, i)
	})
	says(t, "beside an end", draft, nil, []string{`duration = "?"`})
}

// Lines of logs that others have gone through.
func TestLogsOnTheWay(t *testing.T) {
	const routed = `Mar DD 10:00:00 nat1 (FPC Slot 2) 2004-03-DD 17:00:00 [FWNAT]:ASP_NAT_PORT_BLOCK_ALLOC: 10.0.0.HHH -> 198.18.0.HHH:1024-1073`
	const stamp, rest = ` - rose [DD/Mar/2004:10:00:00 +0100] "GET /a/NNN HTTP/1.1" 200 12`, ` "-" "Mozilla/5.0 (Windows NT 5.1; U)"`
	for _, c := range []struct {
		name, line string
		want, not  []string
	}{
		{"grep puts the file's name in front", `access.log: 198.18.0.HHH` + stamp + rest, []string{`kind = "?"`, `"access.log:"`}, nil},
		{"a path in front", `web1/access.log 198.18.0.HHH` + stamp + rest, []string{`kind = "?"`}, nil},
		{"a virtual host", `tulips.example:80 198.18.0.HHH` + stamp + rest, []string{`kind = "access"`, `1 sites in the sample: "tulips.example" (60)`}, nil},
		{"a server without a name among others", `_:80 198.18.0.HHH` + stamp + rest + "\n" + `tulips.example:80 198.18.0.HHH` + stamp + rest, []string{`kind = "?"`, "without a name"}, nil},
		{"addresses that were cut short", `198.18.HHH.0` + stamp + rest, []string{`kind = "?"`, "cut short"}, nil},
		{"some that end in nought", `198.18.MM.HHH` + stamp + rest, []string{`kind = "access"`}, nil},
		{"JSON with addresses that were cut short", `{"time_iso8601":"2004-03-DDT10:00:00+01:00","remote_addr":"198.18.HHH.0","request":"GET / HTTP/1.1","status":200,"host":"tulips.example"}`, []string{`ip = "?"`, "cut short"}, nil},
		{"JSON with a list of addresses that were passed on", `{"time_iso8601":"2004-03-DDT10:00:00+01:00","remote_addr":"10.0.0.1","http_x_forwarded_for":"198.18.0.HHH, 10.0.0.2","request":"GET / HTTP/1.1","status":200,"host":"tulips.example"}`,
			[]string{`ip = "?"`, "holds several addresses, can be written by the visitor and is not read", "[remote_addr]"}, nil},
		{"an array with an object a line", `{"time_iso8601":"2004-03-DDT10:00:00+01:00","remote_addr":"198.18.0.HHH","request":"GET / HTTP/1.1","status":200,"host":"tulips.example"},`, []string{"not recognised", "commas at the ends of lines"}, nil},
		{"records of several kinds", "D;198.18.0.HHH;2004-03-DD 10:00:00;KNNN\nT;NNN;2004-03-DD;x", []string{"not recognised", "kinds of rows (D, T)"}, nil},
		{"names and values one below the other", "IP: 198.18.0.HHH\nDate: 2004-03-DD 10:00:00\nSubscriber: KNNN\n", []string{"not recognised", "one below the other (Date, IP, Subscriber)"}, nil},
		{"an error log of nginx", `2004/03/DD 10:00:00 [error] 12#12: *NNN open() "/srv/x" failed, client: 198.18.0.HHH, server: tulips.example, request: "GET /x HTTP/1.1"`, []string{"not recognised", "a log of errors"}, nil},
		{"a table drawn with lines", "| 198.18.0.HHH | 2004-03-DD 10:00:00 | KNNN |\n+--------------+---------------------+------+", []string{"not recognised"}, nil},
		{"a router that stamps its lines", routed, []string{"lines bear two stamps", `[FWNAT]:": the last one counts`, "in each of 60 lines sampled with two stamps the last is +7:00:00 from the first", "# 60 records in the sample", "# first and last time in the sample: 2004-03-01 17:00:00, "}, []string{"# ? time_format"}},
		{"a router that stamps some of its lines", routed + "\n" + `Mar DD 10:01:00 nat1 (FPC Slot 2): JSERVICES_NAT_PORT_BLOCK_ALLOC: 10.0.1.HHH -> 198.18.1.HHH:1024-1073`,
			[]string{`# ? time_format: 60 lines bear the server's stamp alone, 60 the device's own: two clocks.`, "[last stamp | first stamp]"}, nil},
		{"a server that writes numbers", `2004-03-DD 10:01:00 nat1: JSERVICES_NAT_PORT_BLOCK_ALLOC: 10.0.1.HHH -> 198.18.1.HHH:1024-1073` + "\n" + routed,
			[]string{`# ? time_format: 60 lines bear one stamp, 60 two`, "+7:00:00"}, nil},
	} {
		_, draft := lookLines(t, "a.log", fill(c.line))
		says(t, c.name, draft, c.want, c.not)
	}
	head := "#Software: Microsoft Internet Information Services 6.0\n#Version: 1.0\n#Fields: date time cs-method cs-uri-stem cs-username c-ip sc-status X-Forwarded-For\n"
	body := strings.Repeat("2004-03-02 10:00:00 GET /a rose 10.0.0.2 200 198.18.0.7,+10.0.0.3\n", 30)
	r, _ := lookAt(t, map[string]string{"ex.log": head + body})
	says(t, "an address passed on to IIS", string(r.Draft("")), []string{`columns = { ip = "?" }`, "[c-ip | X-Forwarded-For]"}, nil)
	r, _ = lookAt(t, map[string]string{"ex.log": head + strings.ReplaceAll(body, "198.18.0.7,+10.0.0.3", "-")})
	says(t, "none passed on to IIS", string(r.Draft("")), nil, []string{`ip = "?"`})
}
