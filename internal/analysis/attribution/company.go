package attribution

// Company is who else was seen on the claimed connection, by what is claimed of them: it
// tells a place where guests come, and a home whose network others used, from one hand's
// own connection. No score and no band depends on it; what a score is worth does.
type Company struct {
	Guests int32 `json:"guests,omitempty"` // subjects whose claimed connection is another, and who used this one as well
	Payers int32 `json:"payers,omitempty"` // other subjects of this connection who only paid from it, without an account
}

// countCompany counts for each subject.
func (c *Case) countCompany(subjects []Subject) {
	at := make([]Company, len(c.subscribers))
	for i := range subjects {
		if s := &subjects[i]; len(s.Subscribers) > 0 {
			at[s.Subscribers[0]].Payers += c.payer(s)
			for _, sub := range s.Subscribers[1:] {
				at[sub].Guests++
			}
		}
	}
	for i := range subjects {
		if s := &subjects[i]; len(s.Subscribers) > 0 {
			s.Company = at[s.Subscribers[0]]
			s.Company.Payers -= c.payer(s)
		}
	}
}

// payer is 1 for who only paid, and has no account.
func (c *Case) payer(s *Subject) int32 {
	if s.Missing&useBeyondPayment == 0 || c.hasAccount(s) {
		return 0
	}
	return 1
}
