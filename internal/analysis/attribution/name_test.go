package attribution

import (
	"strings"
	"testing"
)

func compareNames(a, b string) likeness {
	na, nb := &name{text: a}, &name{text: b}
	na.part()
	nb.part()
	return likenessOf(na, nb)
}

func TestCompareNames(t *testing.T) {
	tests := []struct {
		a, b string
		want likeness
	}{
		{"Anna Rossi", "Anna Rossi", same},
		{"ROSSI, Anna", "Anna Rossi", same},
		{"Anna Maria Rossi", "Rossi Anna", same},
		{"Anna Rsosi", "Anna Rossi", same}, // letters swapped
		{"Anna Rosssi", "Anna Rossi", same},
		{"Anna Rosi", "Anna Rossi", family}, // too short for a slip
		{"Maria Rossi", "Mario Rossi", family},
		{"Daniel Rossi", "Daniele Rossi", family},
		{"Bruno Rossi", "Anna Rossi", family},
		{"A. Rossi", "Anna Rossi", family},
		{"Bar Centrale", "Anna Rossi", unlike},
		{"Nikolay Ivanov", "Nikolai Ivanov", same}, // romanised by different rules
		{"Hristo Zhelyazkov", "KHRISTO ZHELIAZKOV", same},
		{"Sofia Psaltakis", "Sophia Psaltakis", same},
		{"Nikolay Ivanov", "Nikola Ivanov", family},
		{"Ilya Petrov", "Ilia Petrov", same},
		{"Peter Fink", "Peter Wink", family}, // two names, though another script has one letter for both
		{"Wei Wang", "Fei Fang", unlike},
		{"Marco Conti", "Marco Codi", family},
		{"Yang Min", "Jang Min", family},
		{"Chang Li", "Hang Li", family},
		{"Anna Rossi", "Anno Verdi", unlike}, // short parts must match to the letter
		{"Jürgen Müller", "müller jürgen", same},
		{"", "Anna Rossi", untold}, // no name
		{"12345", "Anna Rossi", untold},
		{"Ond?ej Ku?era", "Kučera Ondřej", same}, // written in a code without ř and č
		{"Ond??ej Ku??era", "Kučera Ondřej", same},
		{"Anna Rossi?", "Anna Rossi", same},
		{"????????? ????????????", "Παπαδόπουλος Γεώργιος", untold},
		{"?????? Kučera", "Bar Centrale", untold},
		{"Ond?ej Ku?era", "Anna Rossi", unlike},
		{"Jana Nováková", "Novák Petr", family},
		{"Ewa Kowalska", "KOWALSKI JAN", family},
		{"Věra Novotná", "Novotný Zdeněk", family},
		{"Анна Петрова", "Petrov Ivan", family},
		{"Daniela Bianchi", "Daniel Rossi", unlike}, // a given name's endings tell nothing
		{"Rossi", "Rossi", family},                  // one part is not enough to be the same person
		{"ΠΑΠΑΔΟΠΟΥΛΟΣ ΓΕΩΡΓΙΟΣ", "Georgios Papadopoulos", same},
		{"Παπαδόπουλος Γεώργιος", "Giorgos Papadopoulos", same},
		{"ΑΓΓΕΛΟΠΟΥΛΟΥ ΧΡΥΣΟΥΛΑ", "Hrisoula Aggelopoulou", same},
		{"ΑΓΓΕΛΟΠΟΥΛΟΥ ΧΡΥΣΟΥΛΑ", "Chryssoula Angelopoulou", same},
		{"ΛΑΜΠΡΟΣ ΞΥΔΑΚΗΣ", "Lambros Xydakis", same},
		{"ΨΑΡΡΑΣ ΕΥΑΓΓΕΛΙΑ", "Evangelia Psarra", same},
		{"ΠΑΠΑΔΟΠΟΥΛΟΣ ΓΕΩΡΓΙΟΣ", "Georgia Papadopoulos", family}, // a wife, a daughter
		{"ΠΑΠΑΔΟΠΟΥΛΟΣ ΓΕΩΡΓΙΟΣ", "Eleni Papadopoulou", family},
		{"ΠΑΠΑΔΟΠΟΥΛΟΣ ΓΕΩΡΓΙΟΣ", "Nikos Vlachos", unlike},
		{"ΠΑΠΑΔΟΠΟΥΛΟΣ ΓΕΩΡΓΙΟΣ", "Παπαδόπουλος Νίκος", family},
		{"Щербаков Юрий", "Yuri Shcherbakov", same},
		{"Наталья Хрущёва", "Natalia Khrusheva", same},
		{"Иванов Сергей", "Petrov Andrei", unlike},
		{"Георгиев Никола", "ΓΕΩΡΓΙΕΦ ΝΙΚΟΛΑ", same},
		{"王小明", "Xiaoming Wang", untold}, // there is no telling
		{"王小明", "王小明", family},
		{"王小明 (Wang Xiaoming)", "Xiaoming Wang", same},
		{"Anna 王", "Bert Bosch", untold}, // one word is not enough to be a stranger
		{"Anna Rossi 王", "Bert Bosch", unlike},
		{"Anna Rossi \u02bc", "Bert Bosch", unlike}, // an apostrophe that is a letter
		{"Seán O\u02bcBrien", "Sean O'Brien", same},
		{"Anna Rossi ?", "Bert Bosch", unlike},
		{"Anna Rossi ?????", "Bert Bosch", unlike},
		{"Anna ?????", "Bert Bosch", untold},
		{"A. R.", "Bert Bosch", untold},
		{"-", "Bert Bosch", untold},
		{"L? W?", "Li Wu", untold}, // fits too many
		{"Jos? Garc?a", "José García", same},
		{strings.Repeat("?", 32) + strings.Repeat("xy", 16), strings.Repeat("b", 64), unlike},
		{strings.Repeat("?x", 32), strings.Repeat("bx", 32), family},
		{strings.Repeat("?x", 320), strings.Repeat("bx", 320), unlike}, // no word is so long
		{strings.Repeat("Anna ", 5000), "Bert Bosch", unlike},
		{"王 小明", "李 小红", unlike},
		{"김민수", "Иванов Сергей", untold},
	}
	for _, tt := range tests {
		for _, pair := range [][2]string{{tt.a, tt.b}, {tt.b, tt.a}} {
			if got := compareNames(pair[0], pair[1]); got != tt.want {
				t.Errorf("compareNames(%q, %q) = %d, want %d", pair[0], pair[1], got, tt.want)
			}
		}
	}
}

// A usual part in common tells nothing, unless what else there is differs.
func TestUsualPart(t *testing.T) {
	tests := []struct {
		a, b string
		want likeness
	}{
		{"Z. Horváth", "Zoltán Horváth", usualPart},
		{"J. Horváth", "Zoltán Horváth", usualOther},
		{"Horváth", "Zoltán Horváth", usualPart},
		{"Horváth", "Horváth", usualPart},
		{"János Horváth", "Zoltán Horváth", usualOther},
		{"?????? Horváth", "Zoltán Horváth", usualPart},
		{"Horvath Zoltan", "Zoltán Horváth", same},
		{"Zoltán Kiss", "Zoltán Horváth", family},
		{"Kiss Anna", "Zoltán Horváth", unlike},
		{"Χ. Horvath", "Χρήστος Horvath", usualPart},
		{"Ж. Horvath", "Χρήστος Horvath", usualOther},
	}
	for _, tt := range tests {
		a, b := usualName(tt.a), usualName(tt.b)
		if got, back := likenessOf(a, b), likenessOf(b, a); got != tt.want || back != tt.want {
			t.Errorf("likenessOf(%q, %q) = %d, and %d, want %d", tt.a, tt.b, got, back, tt.want)
		}
	}
}

// usualName is a name of which the part horvath is usual.
func usualName(text string) *name {
	n := &name{text: text}
	n.part()
	for _, p := range n.parts {
		n.usual = append(n.usual, p == "horvath")
	}
	return n
}

// A name that cannot be compared hides none that can.
func TestBestLikeness(t *testing.T) {
	tests := []struct {
		names []string
		want  likeness
	}{
		{nil, untold},
		{[]string{"王小明"}, untold},
		{[]string{"Anna Rossi", "王小明"}, unlike},
		{[]string{"-", "Anna Rossi", "A. R."}, unlike},
		{[]string{"??????", "Jan Horváth", "Anna Rossi"}, unlike},
		{[]string{"??????", "Jan Horváth", "B. Horváth"}, usualOther},
		{[]string{"Anna Rossi", "Bert Kiss", "王小明"}, family},
		{[]string{"Anna Rossi", "Horvath, Bert"}, same},
	}
	for _, tt := range tests {
		c := New()
		var list []nameID
		for _, n := range tt.names {
			list = append(list, c.intern(n))
		}
		person := c.intern("Bert Horváth")
		for i := range c.names {
			c.names[i] = *usualName(c.names[i].text)
		}
		if got := c.bestLikeness(list, person); got != tt.want {
			t.Errorf("bestLikeness(%q) = %d, want %d", tt.names, got, tt.want)
		}
	}
}

func FuzzCompareNames(f *testing.F) {
	f.Add("Anna Rossi", "ROSSI, Anna")
	f.Add("Z. Horváth", "J. Horvath")
	f.Add("王小明 Horvath", "Χ. Horvath ??")
	f.Fuzz(func(t *testing.T, a, b string) {
		na, nb := usualName(a), usualName(b)
		if likenessOf(na, nb) != likenessOf(nb, na) {
			t.Errorf("not symmetric: %q, %q", a, b)
		}
		if likenessOf(na, na).differs() {
			t.Errorf("%q is not itself", a)
		}
	})
}

// FuzzFits compares with every way to read the marks.
func FuzzFits(f *testing.F) {
	f.Add("ku?era", "kucera")
	f.Add("??x??", "abxc")
	f.Add("?????????????????????????xy", "bbbbbbbbbbbbbbbbbbbbbbbbbbbb")
	f.Fuzz(func(t *testing.T, a, b string) {
		got := fits(a, []rune(b))
		if len(a) <= 12 && len(b) <= 12 && got != fitsAnyhow([]rune(a), []rune(b), false) {
			t.Errorf("fits(%q, %q) = %t", a, b, got)
		}
	})
}

// fitsAnyhow tries both readings of each mark: as a letter, and behind another as none.
func fitsAnyhow(a, b []rune, run bool) bool {
	if len(a) == 0 {
		return len(b) == 0
	}
	lost := a[0] == lostLetter
	return lost && run && fitsAnyhow(a[1:], b, true) || len(b) > 0 && (lost || a[0] == b[0]) && fitsAnyhow(a[1:], b[1:], lost)
}

// What is short for the other leaves it open whether two accounts are one person's.
func TestOneSpelling(t *testing.T) {
	tests := []struct {
		as, bs []string
		want   bool
	}{
		{[]string{"Z. Horváth"}, []string{"Zoltán Horváth"}, true},
		{[]string{"Z. Rossi"}, []string{"Zoltan Rossi"}, true},
		{[]string{"Rossi"}, []string{"Zoltan Rossi"}, true},
		{[]string{"J. Rossi"}, []string{"Zoltan Rossi"}, false},
		{[]string{"Jan Rossi"}, []string{"Zoltan Rossi"}, false},
		{[]string{"Jan Rossi", "-"}, []string{"Zoltan Rossi"}, false},
		{[]string{"Jan Rossi", "Rossi"}, []string{"Zoltan Rossi"}, false},
		{[]string{"Bosch"}, []string{"Zoltan Rossi"}, false},
	}
	for _, tt := range tests {
		c := New()
		list := func(names []string) (out []nameID) {
			for _, n := range names {
				id := c.intern(n)
				c.names[id] = *usualName(n)
				out = append(out, id)
			}
			return out
		}
		as, bs := list(tt.as), list(tt.bs)
		if got, back := c.oneSpelling(as, bs), c.oneSpelling(bs, as); got != tt.want || back != tt.want {
			t.Errorf("oneSpelling(%q, %q) = %t, and %t, want %t", tt.as, tt.bs, got, back, tt.want)
		}
	}
}
