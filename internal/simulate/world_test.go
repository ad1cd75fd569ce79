package simulate_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"comity/internal/simulate/falcon"
)

type person struct {
	Person, Country, Role string
	Accounts, Cards       []string
	Subscribers           []struct{ Provider, Subscriber string }
	Resolvable            bool
}

func TestPeople(t *testing.T) {
	dir, _ := generate(t, small(14))
	countries, lines := map[string]bool{}, map[string]int{}
	several, mobile := false, false
	for _, p := range readLines[person](t, dir, "persons") {
		countries[p.Country] = true
		several = several || len(p.Accounts) > 1
		if (p.Role == "victim" || p.Role == "bystander") && (len(p.Accounts) > 0 || p.Resolvable) {
			t.Errorf("%s is a %s with accounts", p.Person, p.Role)
		}
		if p.Role == "subscriber" && (len(p.Accounts) == 0 || len(p.Cards) == 0) {
			t.Errorf("%s is a subscriber without account or card", p.Person)
		}
		for _, s := range p.Subscribers {
			lines[s.Provider+" "+s.Subscriber]++
			mobile = mobile || strings.Contains(s.Provider, "Mobil")
			if strings.Contains(s.Provider, "Stapelhost") {
				t.Errorf("%s owns a VPN exit", p.Person)
			}
		}
	}
	household := false
	for _, n := range lines {
		household = household || n > 2
	}
	if len(countries) < 6 || !several || !household || !mobile {
		t.Errorf("%d countries, several accounts %v, household %v, mobile %v", len(countries), several, household, mobile)
	}
}

func TestConnectionsOfEveryKind(t *testing.T) {
	dir, _ := generate(t, small(15))
	found := map[string]bool{}
	walk(t, dir, func(name string, b []byte) {
		b = plain(t, name, b)
		for what, mark := range map[string]string{"IPv6 prefix": "/56", "framed or delegated prefix": "-IPv6-Prefix = 2001:db8",
			"range": "-198.18.", "port blocks": "port_from", "interim update": "Interim-Update", "VPN": "Tunnel Service", "café": "Caf"} {
			if strings.HasPrefix(name, "providers/") && bytes.Contains(b, []byte(mark)) {
				found[what] = true
			}
		}
		if strings.Contains(name, "access.log") && bytes.Contains(b, []byte("\n2001:db8:")) {
			found["IPv6 client"] = true
		}
		found["allotments"] = found["allotments"] || strings.HasPrefix(name, "delegated/") && bytes.Contains(b, []byte("|ipv6|2001:db8:"))
	})
	if len(found) != 9 {
		t.Errorf("found only %v", found)
	}
}

// TestPayments reads the table of a clean world: prices, Luhn digits, references.
func TestPayments(t *testing.T) {
	cfg := small(16)
	cfg.Dirt = "none"
	dir, s := generate(t, cfg)
	b, err := os.ReadFile(filepath.Join(dir, "billing", "transactions.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil || int64(len(rows)) != s.Payments+1 {
		t.Fatalf("%d rows, %v; want %d", len(rows), err, s.Payments+1)
	}
	types, shops := map[string]bool{}, 0
	for _, r := range rows[1:] {
		kind, account, card, amount := r[2], r[4], r[7], r[9]
		types[kind] = true
		if account == "" {
			shops++
		}
		if eur, err := strconv.ParseFloat(amount, 64); account != "" && !strings.Contains(strings.ToUpper(kind), "TEST") && (err != nil || eur < 20 || eur > 30) {
			t.Errorf("%s costs %s, want 20 to 30", r[3], amount)
		}
		if !luhn(card) || !strings.HasPrefix(card, "99") {
			t.Errorf("card of %s fails", r[0])
		}
	}
	if len(types) != 5 || shops == 0 {
		t.Errorf("types %v, %d purchases in shops", types, shops)
	}
}

func luhn(card string) bool {
	sum := 0
	for i := range len(card) {
		d := int(card[len(card)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return len(card) == 16 && sum%10 == 0
}

func TestEventsNameRealLines(t *testing.T) {
	dir, s := generate(t, small(17))
	events := readLines[struct {
		Path, Person, Subscriber string
		Line                     int
	}](t, dir, "events")
	if want := min(5000, s.LogLines/2); int64(len(events)) < want {
		t.Errorf("%d events, want %d", len(events), want)
	}
	files := map[string][]string{}
	accounts := map[string]bool{}
	for _, p := range readLines[person](t, dir, "persons") {
		for _, a := range p.Accounts {
			accounts[p.Person+a[strings.IndexByte(a, ':'):]] = true
		}
	}
	for _, e := range events {
		if files[e.Path] == nil {
			b, err := os.ReadFile(filepath.Join(dir, e.Path))
			if err != nil {
				t.Fatal(err)
			}
			files[e.Path] = strings.Split(string(plain(t, e.Path, b)), "\n")
		}
		line := files[e.Path][e.Line-1]
		_, rest, _ := strings.Cut(line, " - ")
		user, _, _ := strings.Cut(rest, " ")
		if !validLog(line) || !accounts[e.Person+":"+strings.ToLower(user)] {
			t.Fatalf("%s:%d is not by %s: %.120s", e.Path, e.Line, e.Person, line)
		}
	}
}

// TestParametersAreDocumented holds docs/simulation.md to the ranges drawn from.
func TestParametersAreDocumented(t *testing.T) {
	doc, err := os.ReadFile("../../docs/simulation.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range falcon.Params("standard") {
		row := "| `" + p.Name + "` | " + strconv.Itoa(p.Lo) + "–" + strconv.Itoa(p.Hi) + " | "
		if !bytes.Contains(doc, []byte(row+p.Text)) {
			t.Errorf("docs/simulation.md lacks the row\n%s%s |", row, p.Text)
		}
	}
}
