package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// Folders as offices get them, of whole cases: what only a neighbour in the folder, the sheet
// or the row tells.
func TestFolders(t *testing.T) {
	for _, c := range []struct {
		name, header, row string
		want, not         []string
	}{
		{"halves of the day in a column", "IP address,Date,Time,AM/PM,Customer number", "198.18.0.HHH,DD.03.2004,01:23:45,HALF,K7", []string{`asked_time = ["Date", "Time", "AM/PM"]`, `date_order = "dmy"`}, []string{"columns.country"}},
		{"halves that are written otherwise", "IP address,Date,Time,Half,Customer number", "198.18.0.HHH,DD.03.2004,01:23:45,HALF.,K7", []string{"# ? columns.asked_time", `"Half" holds the halves of the day`, "turn them into AM and PM"}, nil},
		{"halves behind a whole time", "ip,start,half,end,subscriber", "198.18.0.HHH,DD.03.2004 01:23:45,HALF,DD.03.2004 11:23:45,CNNN", []string{"# ? columns.start", "[start + half | start]", `end = "end"`}, []string{"# ? columns.end"}},
		{"a country is no half", "account,email,created,country", "uHHH,uHHH@mail.example,2004-03-DD 10:00:00,AM", []string{`country = "country"`}, nil},
		{"microseconds of a sign-up", "username,email,registered_us", "uHHH,uHHH@mail.example,1078000NNN314564", []string{`time_format = "epoch_us"`, `time = "registered_us"`}, nil},
		{"an offset without a colon", "time,ip,user,method,path", "2004-03-DD 10:00:00-0300,198.18.0.HHH,uHHH,GET,/", []string{`time_format = "2006-01-02 15:04:05-0700"`}, []string{"clock.zone"}},
		{"a comma behind the year", "Username|Email|Joined", "uHHH|uHHH@mail.example|DD Mar 2004, 10:00", []string{`time_format = "2 Jan 2006, 15:04"`}, []string{"? time_format"}},
		{"how things stand", "Nome utente;E-mail;Data iscrizione;Stato", "uHHH;uHHH@mail.example;DD/03/2004 10:00;Attivo", []string{"# ? columns.country", "write status = in place of country ="}, nil},
		{"payments that nothing numbers", `Datum;Naam;Code;Bedrag (EUR)`, "2004-03-DD 10:00:00;Jan Visser;GT;12,5HHH", []string{"number the rows in a copy"}, nil},
		{"one name for two dates", "IP;Fecha;Hora;Fecha;Hora;Cliente", "198.18.0.HHH;DD/03/2004;10:00:00;DD/03/2004;11:00:00;K7", []string{`"Fecha" stands more than once among the names`}, []string{`["Fecha", "Hora"]`}},
		{"seconds in Turkish", "IP;Başlangıç Zamanı;Süre (sn);Abone No", "198.18.0.HHH;DD.03.2004 10:00:00;1HHH;9NNN", []string{`duration_unit = "seconds"`, `duration = "Süre (sn)"`}, nil},
		{"a day as Hungarians write it, and thousands without a decimal mark", "Tranzakció azonosító;Időpont;Összeg", "HUNNN;2004. 03. DD. 10:00:00;12 NNN Ft", []string{`time_format = "2006. 01. 02. 15:04:05"`, `decimal = ","`}, []string{"? time_format"}},
		{"days and hours as Hungarians write them", "Tranzakció azonosító;Dátum;Idő;Összeg", "HUNNN;2004. 03. DD.;10:00:00;12 500 Ft", []string{`time_format = "2006. 01. 02. 15:04:05"`, `time = ["Dátum", "Idő"]`}, nil},
		{"the columns of the other kind", "IP-Adresse;Port;Datum;Uhrzeit;Kundennummer", "198.18.0.HHH;PPPP;DD.03.2004;10:00:00;CNNN", []string{"[answers | assignments]", `asked_ip = "IP-Adresse"`,
			`# if it is assignments: columns = { ip = "IP-Adresse", port_from = "Port", start = ["Datum", "Uhrzeit"], subscriber = "Kundennummer" }`}, nil},
		{"addresses that are not all some", "IP-адреса;Порт;Дата запиту;Час запиту;Особовий рахунок;ПІБ", "NETW;PPPP;DD.03.2004;10:00:00;5NNN;Іван Коваль", []string{`"IP-адреса" is called like ip, but its values do not look like it: "Garden 0"`}, []string{"no column was found for asked_ip"}},
		{"what the header lacks", "Kunde;Beginn;Ende;Netzwerk", "CNNN;DD.03.2004 10:00:00;DD.03.2004 11:00:00;198.18.0.HHH", []string{"does not name all that these need: ip"}, nil},
		{"people who look like sorts", "Nr;Zeit;Betrag;Zubrak", "VNNN;2004-03-DD 10:00:00;12,50;PERSON", []string{"# ? columns.type", "where these are people, write name = in place of type ="}, nil},
		{"a number's sign among the names", "№;Номер на плащане;Дата;Сума", "NNN;BGNNN;DD.03.2004 10:00:00;12,50", []string{`kind = "payments"`, `id = "Номер на плащане"`}, nil},
		{"yes and no in Turkish", "Kart Numarası;Kart Sahibi;Çalıntı", "CARD;Şule Işık;Evet", []string{`kind = "holders"`, `"Evet" = "yes"`}, nil},
	} {
		row := fill(c.row)
		_, draft := look(t, c.header, func(i int) string {
			return strings.NewReplacer("HALF", []string{"AM", "PM"}[i%2], "NETW", []string{"198.18.0.7", fmt.Sprintf("Garden %d", i)}[max(0, 1-i%10)], "PERSON", []string{"Rosa Berg", "Anna Lind", "Ida Holm"}[i%3], "CARD", luhn(fmt.Sprintf("990100%09d", i*7919))).Replace(row(i))
		})
		says(t, c.name, draft, c.want, c.not)
	}
}

// Names of columns are words of a language: they tell a code where the letters of a few people
// do not.
func TestCodesByWords(t *testing.T) {
	for _, c := range []struct {
		name, header, row string
		code              encoding.Encoding
		want              []string
	}{
		{"Turkish", "Abone No;Adı Soyadı;IP Adresi;Başlangıç Zamanı;Bitiş Zamanı;Şehir", "9NNN;Gökçe Ünlü;198.18.0.HHH;DD.03.2004 10:00:00;DD.03.2004 11:00:00;Muğla", charmap.Windows1254, []string{`kind = "assignments"`, `town = "Şehir"`, "[iso-8859-9 | "}},
		{"Greek", "Διεύθυνση IP;Έναρξη;Λήξη;Αριθμός συνδρομητή;Πόλη", "198.18.0.HHH;DD/03/2004 10:00:00;DD/03/2004 11:00:00;21NNN;Αθήνα", charmap.Windows1253, []string{`kind = "assignments"`, `start = "Έναρξη"`, `town = "Πόλη"`}},
		{"German, as the letters say", "Kundennummer;Straße;IP;gültig ab;gültig bis", "K7;Gärtnerstraße 7;198.18.0.HHH;DD.03.2004 10:00:00;DD.03.2004 11:00:00", charmap.Windows1252, []string{"the choice is the best guess [windows-1252]"}},
	} {
		row := fill(c.row)
		enc := func(s string) string {
			out, err := c.code.NewEncoder().String(s)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		_, draft := look(t, enc(c.header), func(i int) string { return enc(row(i)) })
		says(t, c.name, draft, append(c.want, "# ? encoding"), nil)
	}
}

// What stands between rows says what those below are; names that only begin a page again do not.
func TestNamesAgain(t *testing.T) {
	for _, c := range []struct {
		name, between string
		asks          bool
	}{
		{"refunds below sales", "\nRückbuchungen\n", true}, {"another page", "\nSeite 2\n", false}, {"nothing between", "", false}, {"the title of all", "\nBuchungen\n", false},
	} {
		rows := rowsOf("Nr;Zeit;Betrag;E-Mail", ";", 20, "id", "iso", "amount", "email")
		r, _ := lookAt(t, map[string]string{"a.csv": "Buchungen\n" + rows + c.between + rows})
		if got := asked(only(t, r), "kind").Text; strings.Contains(got, "the names of the columns again") != c.asks {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// Of a workbook of which one sheet is read, the others are named.
func TestSheetsThatAreNotRead(t *testing.T) {
	r, _ := lookAt(t, map[string]string{"a.xlsx": string(namedBook(t, "Leases", table, "Tariffs", "tariff;price\nGarden 100;25\nGarden 300;35"))})
	says(t, "other sheets", strings.Join(only(t, r).Why, "\n"), []string{"not read of the workbook are other sheets", `"Tariffs"`}, nil)
}

// A server that names no host any more further down leaves accounts without a site.
func TestHostsOfOneBlock(t *testing.T) {
	line := "2004-03-02 10:00:00 GET /a rose 198.18.0.7 200"
	r, _ := lookAt(t, map[string]string{"a.log": "#Fields: date time cs-method cs-uri-stem cs-username c-ip sc-status cs-host\n" + strings.Repeat(line+" tulips.example\n", 20) +
		"#Fields: date time cs-method cs-uri-stem cs-username c-ip sc-status\n" + strings.Repeat(line+"\n", 20)})
	if f := only(t, r); asked(f, "site").Key == "" {
		t.Errorf("no question about the site: %+v", f.Questions)
	}
}

// What tells of the rest of a folder is for people, in whatever language; sums in any of them
// are no records.
func TestForPeopleInOtherLanguages(t *testing.T) {
	for _, name := range []string{"LEGGIMI.txt", "LeesMij.TXT", "oku_beni.txt", "CZYTAJ_TO.txt"} {
		r, _ := lookAt(t, map[string]string{name: "Exported on the first of March.\n"})
		if f := only(t, r); f.Kind != "document" {
			t.Errorf("%s: %s", name, f.Kind)
		}
	}
	r, _ := lookAt(t, map[string]string{"a.csv": rowsOf("Nr;Zeit;Betrag;E-Mail", ";", 20, "id", "iso", "amount", "email") + "Toplam;;812,50;\n"})
	if f := only(t, r); len(f.Totals) != 1 || f.Totals[0] != "Toplam" {
		t.Errorf("totals: %q", f.Totals)
	}
}

// A tar inside an archive is no log, though it holds the lines of one.
func TestTarInArchive(t *testing.T) {
	log := strings.Repeat("198.18.0.7 - - [02/Mar/2004:10:00:00 +0100] \"GET / HTTP/1.1\" 200 12\n", 40)
	r, _ := lookAt(t, map[string]string{"a.zip": string(zipped(t, map[string]string{"logs.tar.gz": string(tarred(t, "a.log", log))}, "logs.tar.gz"))})
	if len(r.Files) > 0 || len(r.Unknown) != 1 || !strings.Contains(r.Unknown[0].Reason, "a tar inside another archive") {
		t.Errorf("%+v %+v", r.Files, r.Unknown)
	}
}
