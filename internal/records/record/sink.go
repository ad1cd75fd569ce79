package record

// Complete returns s with the fields that are nil set to do nothing, so that a
// parser need not ask before each call.
func (s Sink) Complete() Sink {
	if s.Assignment == nil {
		s.Assignment = func(*Assignment) {}
	}
	if s.Payment == nil {
		s.Payment = func(*Payment) {}
	}
	if s.Member == nil {
		s.Member = func(*Member) {}
	}
	if s.Holder == nil {
		s.Holder = func(*Holder) {}
	}
	if s.Event == nil {
		s.Event = func(*Event, Place) {}
	}
	if s.Relation == nil {
		s.Relation = func(*Relation) {}
	}
	if s.Allotment == nil {
		s.Allotment = func(*Allotment) {}
	}
	if s.Post == nil {
		s.Post = func(*Post) {}
	}
	if s.Profile == nil {
		s.Profile = func(*Profile) {}
	}
	if s.Deed == nil {
		s.Deed = func(*Deed) {}
	}
	if s.Hashed == nil {
		s.Hashed = func(*Hashed) {}
	}
	if s.Aside == nil {
		s.Aside = func(Reject) {}
	}
	if s.Reject == nil {
		s.Reject = func(Reject) {}
	}
	if s.Outside == nil {
		s.Outside = func(Place) {}
	}
	if s.Turned == nil {
		s.Turned = func(Place) {}
	}
	if s.Untimed == nil {
		s.Untimed = s.Outside
	}
	return s
}
