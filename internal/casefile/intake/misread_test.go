package intake_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"comity/internal/casefile/intake"
)

// look writes 60 rows, of which row makes each, and drafts their manifest.
func look(t *testing.T, header string, row func(int) string) (*intake.Report, string) {
	t.Helper()
	dir := t.TempDir()
	text := header + "\n"
	for i := range 60 {
		text += row(i) + "\n"
	}
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := intake.Look(context.Background(), dir, intake.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return r, string(r.Draft(""))
}

// What could be misread is in the draft: said, stated or asked.
func TestMisread(t *testing.T) {
	pay := func(time, amount string) func(int) string {
		return func(i int) string {
			return fmt.Sprintf("T%d;%s;%s;%s", i, strings.Replace(time, "DD", fmt.Sprintf("%02d", 1+i%28), 1), strings.Replace(amount, "N", fmt.Sprint(100+i), 1), luhn(fmt.Sprintf("990100%09d", i*7919)))
		}
	}
	lease := func(rest string) func(int) string {
		return func(i int) string {
			return strings.ReplaceAll(fmt.Sprintf("K-%d;198.18.0.%d;2004-03-%02d 10:00:00;%s", i, i+1, 1+i%28, rest), "N", fmt.Sprint(300+i))
		}
	}
	holder := func(yes, no string) func(int) string {
		return func(i int) string {
			return luhn(fmt.Sprintf("990100%09d", i*7919)) + ";Anna Rossi;" + []string{yes, no, no}[i%3]
		}
	}
	visit := func(i int) string {
		return fmt.Sprintf("%02d.03.2004;10:00:%02d;198.18.0.%d;rose%d;/plates/%d.html;%d", 1+i%28, i, i+1, i%7, i, []int{200, 304, 401}[i%3])
	}
	for _, c := range []struct {
		name, header string
		row          func(int) string
		want         []string // lines of the draft, or parts of them
		not          []string
	}{
		{"zones of Rome", "id;time;amount;card", pay("2004-07-DD 10:00:00 CEST", "1.50"), []string{"zones named in the sample's times: CEST (60)", "Europe/Rome", "They name CEST"}, []string{"carry no offset", "America/"}},
		{"zones of the Pacific", "id;time;amount;card", pay("2004-01-DD 10:00 PST", "1.50"), []string{"America/Los_Angeles"}, []string{"Europe/Rome"}},
		{"zones that no clock has", "id;time;amount;card", func(i int) string { return pay("2004-01-DD 10:00 "+[]string{"PST", "CET"}[i%2], "1.50")(i) }, []string{"No common zone uses all these names"}, nil},
		{"offsets and names", "id;time;amount;card", pay("2004-07-DD 10:00:00 +0200 (CEST)", "1.50"), []string{`for files whose stamps carry their own offset`}, []string{"? clock.zone"}},
		{"UTC", "id;time;amount;card", pay("2004-07-DD 10:00:00 UTC", "1.50"), nil, []string{"? clock.zone"}},
		{"cents by name", "id;time;amount in cents;card", pay("2004-07-DD 10:00:00", "N0"), []string{"# ? amount_unit:", `amount_unit = "?"`}, nil},
		{"cents by look", "id;time;amount;card", pay("2004-07-DD 10:00:00", "N90"), []string{`amount_unit = "?"`}, nil},
		{"units", "id;time;amount;card", pay("2004-07-DD 10:00:00", "N.90"), nil, []string{"amount_unit"}},
		{"thousands and a comma", "id;time;amount;card", pay("2004-07-DD 10:00:00", "1.N,90"), []string{`decimal = ","`}, []string{"? decimal"}},
		{"thousands and a point", "id;time;amount;card", pay("2004-07-DD 10:00:00", "1 N.90"), []string{`decimal = "."`}, []string{"? decimal"}},
		{"marks that part no thousands", "id;time;amount;card", pay("2004-07-DD 10:00:00", "1.N1,90"), []string{`decimal = "?"`}, nil},
		{"a duration without a unit", "Subscriber;IP;Start;Duration", lease("N"), []string{`duration_unit = "?"`, `duration = "Duration"`}, nil},
		{"a duration with a unit", "Subscriber;IP;Start;Durata (minuti)", lease("N"), []string{`duration_unit = "minutes"`, `duration = "Durata (minuti)"`}, nil},
		{"a duration of RADIUS", "Subscriber;IP;Start;AcctSessionTime", lease("N"), []string{`duration_unit = "seconds"`}, nil},
		{"a duration in hours, minutes, seconds", "Subscriber;IP;Start;Dauer", lease("0:05:N"[:5] + "30"), []string{`duration = "Dauer"`}, []string{"duration_unit"}},
		{"a duration beside an end", "Subscriber;IP;Start;End;Duration", lease("2004-03-29 11:00:00;N"), []string{`"Duration" is not mapped: each row says its end`}, []string{"duration_unit"}},
		{"stolen, in German", "Kartennummer;Karteninhaber;gemeldet", holder("ja", "nein"), []string{`"ja" = "yes"`, `"nein" = "no"`}, nil},
		{"stolen, in Italian", "numero carta;titolare;bloccata per furto", holder("si", "no"), []string{`reported = { "si" = "yes" }`}, []string{`"no" =`}},
		{"stolen, in a word that two languages may mean", "Card number;Card holder;Stolen", holder("t", "no"), []string{`"t" = "?"`}, nil},
		{"months first", "id;time;amount;card", func(i int) string { return pay(fmt.Sprintf("3/%d/2004 10:00:00", 1+i%28), "1.50")(i) }, []string{`date_order = "mdy"`, "sample: 2004-03-01 10:00:00, 2004-03-28 10:00:00"}, nil},
		{"days or months first", "id;time;amount;card", func(i int) string { return pay(fmt.Sprintf("3/%d/2004 10:00:00", 1+i%12), "1.50")(i) },
			[]string{`date_order = "?"`, "2004-01-03 10:00:00, 2004-12-03 10:00:00 as dmy", "2004-03-01 10:00:00, 2004-03-12 10:00:00 as mdy"}, nil},
		{"types, numbers of other payments and accounts that no name says", "Belegnr;Zeitpunkt;Vorgang;Status;Kennung;Betrag;Kartennummer;zu Beleg", func(i int) string {
			back := ""
			if i%20 == 19 {
				back = fmt.Sprintf("K%d", 5000+i)
			}
			return fmt.Sprintf("K%d;%02d.03.2004 10:00:00;%s;genehmigt;fern.%d;29,90;%s;%s", 6000+i, 1+i%28, []string{"Erstzahlung", "Folgezahlung"}[i%2], i/3, luhn(fmt.Sprintf("990100%09d", i*7919)), back)
		}, []string{`account = "?"`, `values look like account [Kennung]`, `type = "?"`, `under values: values = { type = { "Erstzahlung" = "?", "Folgezahlung" = "?" } }`, `ref = "?"`, `values look like ref [zu Beleg]`}, nil},
		{"a log whose users and times of day are called otherwise", "Nr;Eguna;Ordua;Erabiltzailea;IP helbidea;Orria;Emaitza;Bisitaria", func(i int) string {
			return fmt.Sprintf("%d;%02d-03-2004;%02d.%02d.%02d;reed%d;198.18.0.%d;/kites/%d.html;200;Mozilla/5.0 (X11 rv:%d) Gecko", 1000+i, 1+i%28, i%24, i, 59-i%60, i/4, i+1, i, i%5)
		}, []string{`values look like account [Erabiltzailea]`, `agent = "?"`, `[Eguna + Ordua]`}, []string{`account = "Bisitaria"`}},
		{"a log without a site", "Datum;Uhrzeit;IP-Adresse;Benutzername;Seite;Statuscode", visit, []string{`site = "?"`}, nil},
		{"a log whose status is called otherwise", "Datum;Uhrzeit;IP-Adresse;Benutzername;url;nr", visit, []string{`status = "?"`, "values look like status"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, draft := look(t, c.header, c.row)
			for _, w := range c.want {
				if !strings.Contains(draft, w) {
					t.Errorf("the draft lacks %q:\n%s", w, draft)
				}
			}
			for _, w := range c.not {
				if strings.Contains(draft, w) {
					t.Errorf("the draft has %q:\n%s", w, draft)
				}
			}
		})
	}
}

// single is what intake makes of a folder with one table.
func single(t *testing.T, text string) *intake.File {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "t.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := intake.Look(context.Background(), dir, intake.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Files) != 1 {
		t.Fatalf("%d files: %+v", len(r.Files), r)
	}
	return r.Files[0]
}

func TestDumpsThatNameTheirDatabase(t *testing.T) {
	f := single(t, "-- MySQL dump 10.13\nCREATE TABLE `board`.`users` (\n  `id` int\n);\nINSERT INTO `board`.`users` VALUES (1);\n")
	for _, q := range f.Questions {
		if q.Key == "sheet" && slices.Contains(q.Choices, "board.users") {
			return
		}
	}
	t.Errorf("%s: %+v", f.Format, f.Questions)
}

// Two logs in one folder are two sites' unless their names differ by numbers only.
func TestOnlyPartsOfOneSourceAreAlike(t *testing.T) {
	line := `198.18.0.7 - rose [13/Mar/2004:10:00:00 +0100] "GET /a HTTP/1.0" 200 512` + "\n"
	r, _ := drafted(t, map[string][]byte{
		"garden.log": []byte(line), "train.log": []byte(strings.Repeat(line, 2)),
		"garden.log.1": []byte(strings.Repeat(line, 3)), "garden.log.2": []byte(strings.Repeat(line, 4)),
	})
	var like []string
	for l := range strings.Lines(string(r.Draft(""))) {
		if strings.HasPrefix(l, "like = ") {
			like = append(like, strings.TrimSpace(l))
		}
	}
	if !slices.Equal(like, []string{`like = "garden.log"`, `like = "garden.log"`}) {
		t.Errorf("%q\n%s", like, r.Draft(""))
	}
}
