package score

import "comity/internal/comity"

// pair is two accounts by number, the smaller first.
type pair [2]int32

// pairs compares the account pairs that subjects make with those that persons
// make. An account that the truth does not know pairs with nobody.
func pairs(people *people, subjects []subject) Pairs {
	number := map[string]int32{}
	truth, found := map[pair]bool{}, map[pair]bool{}
	for _, p := range people.list {
		join(truth, number, p.Accounts)
	}
	for _, s := range subjects {
		var accounts []string
		for _, sel := range s.Selectors {
			if sel.Type == comity.SelectorAccount {
				accounts = append(accounts, sel.Value)
			}
		}
		join(found, number, accounts)
	}
	var both int64
	for p := range found {
		if truth[p] {
			both++
		}
	}
	r := Pairs{Precision: share(both, int64(len(found))), Recall: share(both, int64(len(truth)))}
	if r.Precision+r.Recall > 0 {
		r.F1 = 2 * r.Precision * r.Recall / (r.Precision + r.Recall)
	}
	return r
}

// join adds every pair of accounts to set.
func join(set map[pair]bool, number map[string]int32, accounts []string) {
	ids := make([]int32, len(accounts))
	for i, a := range accounts {
		a = account(a)
		id, ok := number[a]
		if !ok {
			id = int32(len(number))
			number[a] = id
		}
		ids[i] = id
	}
	for i, a := range ids {
		for _, b := range ids[:i] {
			if a != b {
				set[pair{min(a, b), max(a, b)}] = true
			}
		}
	}
}
