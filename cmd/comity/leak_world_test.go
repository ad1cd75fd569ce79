package main

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// forms are ways in which people and systems write a number of 16 digits.
func forms(card string) []string {
	wide := strings.Map(func(r rune) rune { return r - '0' + '０' }, card)
	out := []string{card, wide}
	for _, between := range []string{" ", "-", ".", "/", "_", "+", "%20", "\u00a0", "\u2009", "\u200b", "–", ". "} {
		out = append(out, strings.Join([]string{card[:4], card[4:8], card[8:12], card[12:]}, between))
	}
	return out
}

// turning is a name that is read backwards on a terminal.
const turning = "members\u202egpj.csv"

// misplaced writes a folder of exhibits in which card numbers stand wherever they
// should not, and the manifest that seals them; and one of a file that is called
// after a card.
func misplaced(t *testing.T, dir string, cards []string) {
	t.Helper()
	f := func(i, form int) string { return forms(cards[i])[form] }
	write := func(name string, lines ...string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const when, home = "2004-11-20 10:00:0", "192.0.2.1"
	members := []string{
		"login;site;mail;full_name;joined;join_ip;last_login;last_ip;country;state",
		f(0, 0) + ";garden.example;rosa@mail.example;" + f(1, 2) + ";" + when + "0;" + home + "0;2004-11-21 10:00:00;" + home + "0;IT;active",
		f(2, 4) + ";" + f(3, 0) + ".example;" + f(4, 0) + "@mail.example;Rosa Verdi;" + when + "1;" + home + "1;2004-11-21 10:00:01;" + home + "1;" + f(5, 0) + ";" + f(5, 4),
		f(6, 1) + ";garden.example;otto@mail.example;" + f(1, 9) + ";" + when + "2;" + home + "2;2004-11-21 10:00:02;" + home + "2;IT;active",
		f(6, 6) + ";garden.example;otto@mail.example;" + f(1, 13) + ";" + when + "3;" + home + "3;2004-11-21 10:00:03;" + home + "3;IT;active",
	}
	write("members.csv", members...)
	payments := []string{"txn_id;created;txn_type;site;username;email;name_on_card;card_no;amount;currency;ip;status;descriptor;batch"}
	for i, form := range forms(cards[7]) {
		payments = append(payments, "T"+string(rune('A'+i))+";"+when+"4;sale;garden.example;"+form+";;"+form+";"+f(8, 0)+";19.90;EUR;"+home+"2;approved;"+form+";"+form)
	}
	payments = append(payments, "U1;"+when+"5;sale;garden.example;"+f(0, 0)+";;Rosa Verdi;"+f(8, 0)+";19.90;EUR;"+home+"0;approved;SHOP;1",
		f(9, 0)+";not a time;sale;garden.example;"+f(9, 4)+";;;;19.90;EUR;;approved;;1")
	write("payments.csv", payments...)
	provider := []string{"ip,start,end,subscriber,name,phone"}
	for i := range 4 {
		provider = append(provider, home+string(rune('0'+i))+",2004-11-14 00:00:00,2004-12-13 00:00:00,"+f(10+i, 0)+","+f(10+i, 4+i)+","+f(10+i, 2))
	}
	write("assignments.csv", provider...)
	var log []string
	for i, form := range forms(cards[0]) {
		user := f(0, 0)
		if i > 3 {
			user = f(14, 4)
		}
		log = append(log, home+`0 - `+user+` [20/Nov/2004:10:00:`+string(rune('1'+i/10))+string(rune('0'+i%10))+` +0000] "GET /pay?cc=`+form+`&x=`+form+` HTTP/1.1" 200 512`)
	}
	write("access.log", log...)
	write(f(15, 0)+".csv", members...)
	archive(t, filepath.Join(dir, "post.zip"), map[string][]string{turning: members[:3], f(15, 4) + ".csv": members[:2]})

	basis := `[[basis]]
id = "b"
instrument = "court order"
authority = "Court, IT"
reference = "2004/1"
date = 2004-12-15
data = ["payments", "members", "access", "assignments"]
from = 2004-11-14
to = 2004-12-13
[defaults]
basis = "b"
provider = "Gardens"
country = "IT"
obtained = 2004-12-16T10:00:00Z
clock = { zone = "UTC", basis = "letter" }
`
	const memberColumns = `columns = { account = "login", site = "site", email = "mail", name = "full_name", time = "joined", ip = "join_ip", last_time = "last_login", last_ip = "last_ip", country = "country", status = "state" }`
	exhibit := func(ref, path, kind, more string) string {
		return "[[exhibit]]\nref = \"" + ref + "\"\npath = \"" + path + "\"\nkind = \"" + kind + "\"\n" + more + "\n"
	}
	write("evidence.toml", basis,
		exhibit("M", "members.csv", "members", memberColumns),
		exhibit("Z", "post.zip", "members", `member = "members\u202egpj.csv"`+"\n"+memberColumns),
		exhibit("P", "payments.csv", "payments", `columns = { id = "txn_id", time = "created", type = "txn_type", site = "site", account = "username", email = "email", name = "name_on_card", card = "card_no", amount = "amount", currency = "currency", ip = "ip", result = "status", descriptor = "descriptor" }`),
		exhibit("A", "assignments.csv", "assignments", `columns = { ip = "ip", start = "start", end = "end", subscriber = "subscriber", name = "name", phone = "phone" }`),
		exhibit("L", "access.log", "access", `site = "garden.example"`))
	write("named.toml", basis, exhibit("N", f(15, 0)+".csv", "members", memberColumns))
	write("inside.toml", basis, exhibit("N", "post.zip", "members", "member = \""+f(15, 4)+".csv\"\n"+memberColumns))
	write("noted.toml", basis, exhibit("N", "members.csv", "members", "notes = \"see "+f(15, 4)+"\"\n"+memberColumns))
	write("turned.toml", basis, exhibit("N\\u202e", "members.csv", "members", memberColumns))
}

// archive writes a ZIP of texts.
func archive(t *testing.T, name string, members map[string][]string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for member, lines := range members {
		w, err := z.Create(member)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(strings.Join(lines, "\n") + "\n")); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
