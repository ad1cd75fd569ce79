package run_test

import (
	"fmt"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// leasedCase is a customer of a provider whose server leases addresses to equipment, and
// whose office answers by numbers of customers. answers are its rows; the last
// column is the device.
func leasedCase(name string, answers ...string) []run.Exhibit {
	leases := "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context\n"
	log := ""
	for day := 1; day <= 6; day++ { // each day another address, from 00:00 to 20:00
		leases += fmt.Sprintf("198.18.0.%d,02:00:5e:10:00:07,,72000,%d,1,0,0,,0,\n", day, 1072915200+(day-1)*86400+72000)
		log += strings.Replace(fmt.Sprintf(logLine, "rose", fmt.Sprintf("%02d/Jan/2004:10:00:00", day)), "198.18.0.7", fmt.Sprintf("198.18.0.%d", day), 1)
	}
	of := func(e run.Exhibit) run.Exhibit { e.Source.Provider = "Aria"; return e }
	return []run.Exhibit{
		of(exhibit("isp/1", record.Assignments, "kea", leases)),
		of(exhibit("isp/2", record.Answers, "csv", "asked_ip,asked_time,subscriber,name,device\n"+strings.Join(answers, ""))),
		exhibit("site/1", record.Access, "combined", log),
		exhibit("site/2", record.Members, "csv", "account,name,email\nrose,"+name+",rose@mail.example\n"),
	}
}

// The lease names the equipment, the answer the customer: one line, known by name, and not
// two who share an address. So a stranger on it is one.
func TestAnswersSayWhoseEquipmentHasALease(t *testing.T) {
	const (
		first  = "198.18.0.1,2004-01-01T10:00:00Z,K-17,Rossi Anna,02-00-5E-10-00-07\n"
		third  = "198.18.0.3,2004-01-03T10:00:00Z,K-17,Rossi Anna,02005e100007\n"
		other  = "198.18.0.5,2004-01-05T10:00:00Z,K-18,Bosch Bert,02:00:5e:10:00:07\n"
		silent = "198.18.0.1,2004-01-01T10:00:00Z,K-17,Rossi Anna,\n"
		inside = "198.18.0.1,2004-01-01T10:00:00Z,K-17,Rossi Anna,10.0.0.7\n"
		late   = "198.18.0.9,2004-03-09T10:00:00Z,K-17,Rossi Anna,02:00:5e:10:00:07\n"
	)
	for _, c := range []struct {
		name, member string
		answers      []string
		subscriber   string
		band         comity.Band
	}{
		{"the holder", "Anna Rossi", []string{first, third}, "K-17", comity.Corroborated},
		{"a stranger", "Dora Kunz", []string{first, third}, "K-17", comity.Contradicted},
		{"equipment that two had", "Anna Rossi", []string{first, third, other}, "02:00:5e:10:00:07", ""},
		{"no equipment named", "Anna Rossi", []string{silent}, "02:00:5e:10:00:07", ""},
		{"an address inside", "Anna Rossi", []string{inside}, "02:00:5e:10:00:07", ""},
		{"two months later", "Anna Rossi", []string{late}, "02:00:5e:10:00:07", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			res, _ := compute(t, run.Input{Exhibits: leasedCase(c.member, c.answers...)})
			s := res.Subjects[0]
			if len(s.Subscribers) == 0 || s.Subscribers[0].Subscriber != c.subscriber || c.band != "" && s.Band != c.band {
				t.Errorf("%s %v, missing %v, for %+v, against %+v, rivals %+v", s.Band, s.Subscribers, s.Missing, s.For, s.Against, s.Rivals)
			}
		})
	}
}

// Whose equipment it is stays known whatever is read after it: the memory of a row is another
// row's soon, at once where its cells had to be decoded.
func TestWhoseEquipmentIsKeptBeyondItsRow(t *testing.T) {
	exhibits := leasedCase("Anna Rossi", "198.18.0.1,2004-01-01T10:00:00Z,K\xd617,Rossi Anna,02-00-5E-10-00-07\n", "198.19.0.1,2004-01-01T10:00:00Z,N\xd618,Bosch Bert,\n")
	exhibits[1].Source.Encoding = "windows-1252"
	for _, workers := range []int{1, 2} {
		res, _ := compute(t, run.Input{Exhibits: exhibits, Workers: workers})
		if s := res.Subjects[0]; s.Band != comity.Corroborated || s.Subscribers[0].Subscriber != "KÖ17" {
			t.Errorf("%d workers: %s %v", workers, s.Band, s.Subscribers)
		}
	}
}
