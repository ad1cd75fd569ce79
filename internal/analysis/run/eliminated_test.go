package run_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/records/record"
)

// days are enough for elimination to name somebody.
const days = 12

// sharedCase is one address that a network lends to many at once, other people
// every day but for one line, used by so many customers; and another address,
// behind which that line never is, used by sixty others.
func sharedCase(customers int) []run.Exhibit {
	rows, log, members := "ip,start,end,subscriber,name\n", "", "account,name,email\n"
	for day := 1; day <= days; day++ {
		for n := range 20 {
			rows += fmt.Sprintf("198.18.0.8,2004-01-%02dT00:00:00Z,2004-01-%02dT23:00:00Z,else-%d-%d,\n", day, day, day, n)
		}
		for n := range 60 {
			log += strings.Replace(fmt.Sprintf(logLine, fmt.Sprintf("other%d", n), fmt.Sprintf("%02d/Jan/2004:11:%02d:00", day, n)), "198.18.0.7", "198.18.0.8", 1)
		}
		rows += fmt.Sprintf("198.18.0.7,2004-01-%02dT00:00:00Z,2004-01-%02dT23:00:00Z,mine,Rossi Anna\n", day, day)
		for n := range 20 {
			rows += fmt.Sprintf("198.18.0.7,2004-01-%02dT00:00:00Z,2004-01-%02dT23:00:00Z,line-%d-%d,\n", day, day, day, n)
		}
		for n := range customers {
			log += fmt.Sprintf(logLine, fmt.Sprintf("user%d", n), fmt.Sprintf("%02d/Jan/2004:10:0%d:00", day, n))
		}
	}
	for n, name := range []string{"Rossi Anna", "Nuno Pena", "Otto Krum", "Cleo Dahl", "Emil Falk", "Bert Bosch"}[:customers] {
		members += fmt.Sprintf("user%d,%s,r%d@mail.example\n", n, name, n)
	}
	return []run.Exhibit{
		exhibit("isp/1", record.Assignments, "csv", rows), exhibit("site/1", record.Access, "combined", log), exhibit("site/2", record.Members, "csv", members),
	}
}

// What is taken for one subscriber's by elimination cites the assignment: the hit
// does not name it, for it names the first few only.
func TestEliminationIsCited(t *testing.T) {
	res, out := compute(t, run.Input{Exhibits: sharedCase(1)})
	for _, f := range findings(t, out) {
		if f.Hit != nil && slices.ContainsFunc(f.Hit.Candidates, func(c run.Candidate) bool { return c.Subscriber.Subscriber == "mine" }) {
			t.Fatalf("%s names the line", f.Hit.ID)
		}
	}
	s := res.Subjects[0]
	if len(s.Subscribers) != 1 || s.Subscribers[0].Subscriber != "mine" || len(s.Eliminated) != days {
		t.Fatalf("%+v", s)
	}
	data := readAll(t, sharedCase(1)[0])
	for i, e := range s.Eliminated {
		row := string(data[e.Assignment.Offset:][:e.Assignment.Length])
		if want := fmt.Sprintf("198.18.0.7,2004-01-%02dT00:00:00Z,2004-01-%02dT23:00:00Z,mine,Rossi Anna", i+1, i+1); row != want {
			t.Errorf("%s: %s, want %s", e.Hit, row, want)
		}
		if !slices.Contains(slices.Collect(s.Hits()), e.Hit) {
			t.Errorf("no argument rests on %s", e.Hit)
		}
	}
	plain, _ := compute(t, run.Input{Exhibits: smallCase()})
	if got := plain.Subjects[0].Eliminated; got != nil {
		t.Errorf("nothing to eliminate: %+v", got)
	}
}

// A rival's rows rest on other people's hits as well, and these on elimination.
func TestEliminationOfOtherPeopleIsCited(t *testing.T) {
	res, _ := compute(t, run.Input{Exhibits: sharedCase(6)})
	for _, s := range res.Subjects {
		if !strings.HasPrefix(s.Selectors[0].Value, "trains.example:user") {
			continue
		}
		cited := map[string]bool{}
		for _, e := range s.Eliminated {
			cited[e.Hit] = true
		}
		if len(cited) != len(s.Eliminated) || len(cited) <= days {
			t.Errorf("%s cites %d assignments of %d hits", s.ID, len(s.Eliminated), len(cited))
		}
		for id := range s.Hits() {
			if !cited[id] {
				t.Errorf("%s rests on %s, which cites none", s.ID, id)
			}
		}
	}
}
