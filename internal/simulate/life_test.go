package simulate_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestRivalsOfTheInnocent wants of each victim what is true of them, of a bystander too unless
// they only shop, of nobody else anything, and of some worlds every kind that they make.
func TestRivalsOfTheInnocent(t *testing.T) {
	kinds := map[string]int{}
	for seed := uint64(31); seed <= 34; seed++ {
		cfg := small(seed)
		cfg.World = "fraud"
		dir, _ := generate(t, cfg)
		for _, p := range readLines[struct {
			Person, Role string
			Emails       []string
			Rivals       []string
		}](t, dir, "persons") {
			shops := p.Role == "bystander" && len(p.Emails) > 0
			innocent := p.Role == "victim" || p.Role == "bystander"
			if !shops && innocent != (len(p.Rivals) > 0) {
				t.Errorf("seed %d: %s is a %s with rivals %v", seed, p.Person, p.Role, p.Rivals)
			}
			for _, r := range p.Rivals {
				kinds[p.Role+" "+r]++
			}
		}
	}
	for _, k := range []string{"victim stolen-card", "victim shared-address", "victim remote-access", "victim reseller", "bystander shared-address", "bystander namesake", "bystander other"} {
		if kinds[k] == 0 {
			t.Errorf("nobody is a %s: %v", k, kinds)
		}
	}
}

// TestWhoeverPaysIsInTheTruth: no e-mail address stands with a payment in a shop that is nobody's.
func TestWhoeverPaysIsInTheTruth(t *testing.T) {
	dir, _ := generate(t, small(36))
	owner := map[string]string{}
	for _, p := range readLines[struct {
		Person string
		Emails []string
	}](t, dir, "persons") {
		for _, m := range p.Emails {
			owner[m] = p.Person
		}
	}
	b, err := os.ReadFile(filepath.Join(dir, "billing", "transactions.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(b), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	user, email := slices.Index(rows[0], "username"), slices.Index(rows[0], "email")
	shopped := 0
	for _, row := range rows[1:] {
		if row[user] != "" {
			continue
		}
		if shopped++; owner[row[email]] == "" {
			t.Errorf("nobody in the truth is %q", row)
		}
	}
	if shopped == 0 {
		t.Error("nobody shopped")
	}
}

// TestTakenOverAccountsHaveTwoUsers finds accounts that a fraudster and a
// subscriber both have and that no reseller made: their e-mail address is still
// the subscriber's.
func TestTakenOverAccountsHaveTwoUsers(t *testing.T) {
	dir, _ := generate(t, small(35))
	owners, mails := map[string][]string{}, map[string]string{}
	for _, p := range readLines[struct {
		Role             string
		Accounts, Emails []string
	}](t, dir, "persons") {
		for _, a := range p.Accounts {
			owners[a] = append(owners[a], p.Role)
		}
		for _, m := range p.Emails {
			mails[m] = p.Role
		}
	}
	b, err := os.ReadFile(filepath.Join(dir, "sites", "members.csv"))
	if err != nil {
		t.Fatal(err)
	}
	taken := 0
	for _, line := range strings.Split(string(b), "\n") {
		f := strings.Split(line, ";")
		if len(f) < 3 {
			continue
		}
		if roles := owners[f[1]+":"+f[0]]; slices.Contains(roles, "fraudster") && slices.Contains(roles, "subscriber") && mails[f[2]] == "subscriber" {
			taken++
		}
	}
	if taken == 0 {
		t.Error("no account was taken over")
	}
}

// TestSomeCardsHaveNoKnownHolder compares payments with what issuers answer:
// of an issuer that answered a prepaid card is missing.
func TestSomeCardsHaveNoKnownHolder(t *testing.T) {
	cfg := small(36)
	cfg.Dirt, cfg.Sites = "none", 20
	dir, _ := generate(t, cfg)
	held, answered := map[string]bool{}, map[string]bool{}
	files, err := filepath.Glob(filepath.Join(dir, "banks", "holders-*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	card := regexp.MustCompile(`\b99\d{14}\b`)
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range card.FindAllString(string(b), -1) {
			held[c], answered[c[:6]] = true, true
		}
	}
	b, err := os.ReadFile(filepath.Join(dir, "billing", "transactions.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	missing := 0
	for _, r := range rows[1:] {
		paid := r[14] == "approved" || r[14] == "OK" // cards that nobody has are declined
		if paid && answered[r[7][:6]] && !held[r[7]] {
			missing++
		}
	}
	if missing == 0 {
		t.Error("every card of an issuer that answered has a holder")
	}
}
