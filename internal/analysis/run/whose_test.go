package run_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// namelessCase is a customer whose provider's leases name nobody, and answers to questions
// about other times that do.
func namelessCase(subscriber string, answers ...string) []run.Exhibit {
	leases, log := "ip,start,end,subscriber\n", ""
	for day := 1; day <= 6; day++ {
		leases += fmt.Sprintf("198.18.0.%d,2004-01-%02dT00:00:00Z,2004-01-%02dT20:00:00Z,%s\n", day, day, day, subscriber)
		log += strings.Replace(fmt.Sprintf(logLine, "rose", fmt.Sprintf("%02d/Jan/2004:10:00:00", day)), "198.18.0.7", fmt.Sprintf("198.18.0.%d", day), 1)
	}
	of := func(e run.Exhibit, provider string) run.Exhibit { e.Source.Provider = provider; return e }
	return []run.Exhibit{
		of(exhibit("isp/1", record.Assignments, "csv", leases), "Aria"),
		of(exhibit("isp/2", record.Answers, "csv", "asked_ip,asked_time,subscriber,name\n"+strings.Join(answers, "")), "Aria"),
		of(exhibit("isp/3", record.Answers, "csv", "asked_ip,asked_time,subscriber,name\n198.19.0.3,2004-01-03T10:00:00Z,K-17,Kunz Dora\n"), "Brio"),
		exhibit("site/1", record.Access, "combined", log),
		exhibit("site/2", record.Members, "csv", "account,name,email\nrose,Anna Rossi,rose@mail.example\n"),
	}
}

// The provider's answer about another time says who the subscriber is whom the leases call by a
// number: another provider's says nothing of it, nor do two that differ. What passes from
// customer to customer is the same one's for a time.
func TestOtherRowsSayWhoASubscriberIs(t *testing.T) {
	const untold = "who holds the connection, or in whose name the account is, is not stated"
	for _, c := range []struct {
		name, subscriber string
		answers          []string
		said             string
		band             comity.Band
	}{
		{"the customer's name", "K-17", []string{"198.19.0.9,2004-01-20T10:00:00Z,K-17,Rossi Anna\n"}, "the name stated with the account is the subscriber's", comity.Corroborated},
		{"long after", "K-17", []string{"198.19.0.9,2004-06-20T10:00:00Z,K-17,Rossi Anna\n"}, "the name stated with the account is the subscriber's", comity.Corroborated},
		{"another's", "K-17", []string{"198.19.0.9,2004-01-20T10:00:00Z,K-17,Bosch Bert\n"}, "the subscriber bears no name stated with the account", comity.Contradicted},
		{"twice", "K-17", []string{"198.19.0.8,2004-01-19T10:00:00Z,K-17,Rossi Anna\n", "198.19.0.9,2004-01-20T10:00:00Z,K-17,Rossi Anna\n"}, "the name stated with the account is the subscriber's", comity.Corroborated},
		{"the name in two orders", "K-17", []string{"198.19.0.8,2004-01-19T10:00:00Z,K-17,ROSSI Anna\n", "198.19.0.9,2004-01-20T10:00:00Z,K-17,Anna Rossi\n"}, "the name stated with the account is the subscriber's", comity.Corroborated},
		{"a house with two numbers", "K-17", []string{"198.19.0.8,2004-01-19T10:00:00Z,K-17,Casa Rossi 1\n", "198.19.0.9,2004-01-20T10:00:00Z,K-17,Casa Rossi 2\n"}, untold, ""},
		{"two names", "K-17", []string{"198.19.0.8,2004-01-19T10:00:00Z,K-17,Rossi Anna\n", "198.19.0.9,2004-01-20T10:00:00Z,K-17,Bosch Bert\n"}, untold, ""},
		{"of another customer", "K-17", []string{"198.19.0.9,2004-01-20T10:00:00Z,K-18,Bosch Bert\n"}, untold, ""},
		{"no name", "K-17", []string{"198.19.0.9,2004-01-20T10:00:00Z,K-17,\n"}, untold, ""},
		{"an address inside, soon", "10.0.0.7", []string{"198.19.0.9,2004-01-20T10:00:00Z,10.0.0.7,Rossi Anna\n"}, "the name stated with the account is the subscriber's", comity.Corroborated},
		{"an address inside, two months later", "10.0.0.7", []string{"198.19.0.9,2004-03-20T10:00:00Z,10.0.0.7,Rossi Anna\n"}, untold, ""},
		{"a network, soon", "2001:db8:7::/56", []string{"198.19.0.9,2004-01-20T10:00:00Z,2001:db8:7::/56,Rossi Anna\n"}, "the name stated with the account is the subscriber's", comity.Corroborated},
		{"a network, two months later", "2001:db8:7::/56", []string{"198.19.0.9,2004-03-20T10:00:00Z,2001:db8:7::/56,Rossi Anna\n"}, untold, ""},
		{"a telephone, two months later", "+39 06 5550 017", []string{"198.19.0.9,2004-03-20T10:00:00Z,+39 06 5550 017,Rossi Anna\n"}, untold, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, workers := range []int{1, 2} {
				res, _ := compute(t, run.Input{Exhibits: namelessCase(c.subscriber, c.answers...), Workers: workers})
				s := res.Subjects[0]
				if text := fmt.Sprintf("%+v %+v", s.For, s.Rivals); !strings.Contains(text, c.said) || c.band != "" && s.Band != c.band {
					t.Errorf("%d workers: %s, missing %v, for %+v, rivals %+v", workers, s.Band, s.Missing, s.For, s.Rivals)
				}
			}
		})
	}
}

// Providers of two countries may be called alike, and number their customers alike.
func TestAProviderOfAnotherCountryIsAnother(t *testing.T) {
	for state, want := range map[string]bool{"IT": true, "": true, "DE": false} {
		exhibits := namelessCase("K-17", "198.19.0.9,2004-01-20T10:00:00Z,K-17,Rossi Anna\n")
		exhibits[0].Source.Country, exhibits[1].Source.Country = "IT", state
		res, _ := compute(t, run.Input{Exhibits: exhibits})
		if got := len(res.Subjects[0].Named) == 1; got != want {
			t.Errorf("%q: %+v", state, res.Subjects[0].Named)
		}
	}
}

// The row is cited, in the order of the subject's connections, and findings carry what the
// result does.
func TestTheRowThatNamesASubscriberIsCited(t *testing.T) {
	const answer = "198.19.0.9,2004-01-20T10:00:00Z,K-17,Rossi Anna"
	exhibits := namelessCase("K-17", "198.19.0.8,2004-01-19T10:00:00Z,K-18,Bosch Bert\n", answer+"\n", "198.19.0.7,2004-01-21T10:00:00Z,K-17,Rossi Anna\n")
	res, out := compute(t, run.Input{Exhibits: exhibits})
	named := res.Subjects[0].Named
	if len(named) != 1 || named[0].Provider != "Aria" || named[0].Subscriber.Subscriber != "K-17" {
		t.Fatalf("%+v", named)
	}
	if row := string(readAll(t, exhibits[1])[named[0].Row.Offset:][:named[0].Row.Length]); row != answer || named[0].Row.Exhibit != exhibits[1].Source.Exhibit {
		t.Errorf("%s", row)
	}
	for _, f := range findings(t, out) {
		if f.Subject != nil && !slices.Equal(f.Subject.Named, named) {
			t.Errorf("findings say %+v", f.Subject.Named)
		}
	}
	plain, _ := compute(t, run.Input{Exhibits: smallCase()})
	if got := plain.Subjects[0].Named; got != nil {
		t.Errorf("nothing was read besides: %+v", got)
	}
}
