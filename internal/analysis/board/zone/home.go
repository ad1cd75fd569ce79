package zone

// Tongue is how much of what somebody writes is in a language.
type Tongue struct {
	Language string // ISO 639-1
	Permille int
}

// dwell is how many of a thousand users of the net live about each whole hour from UTC-11 to UTC+12: a weak
// belief, from the population of the continents, that keeps bands off the oceans.
func dwell() [24]int64 {
	return [24]int64{1, 4, 4, 25, 25, 45, 60, 35, 50, 3, 3, 60, 130, 110, 70, 25, 50, 25, 35, 70, 50, 30, 8, 8}
}

// anywhere is dwell for each half-hour, in parts of whole.
func anywhere() (out [slots]int64) {
	d := dwell()
	total := int64(0)
	for o := range out {
		if out[o] = 6 * d[o/2]; o%2 == 1 {
			out[o] = d[o/2] + d[(o/2+1)%24] // half-hours are rare: a few countries, and who moved with a summer time
		}
		total += out[o]
	}
	for o := range out {
		out[o] = max(out[o]*whole/total, 1)
	}
	return out
}

const whole = 1 << 16

// part is how many of a hundred who write a language have their clock at so many minutes, over the year: with summer time
// that is between the two.
type part struct {
	minutes int
	share   int64
}

// homes says where a language is written, by how many people speak it at home there, in round numbers; nothing of a
// language that is written all over the world. docs/boards.md names the sources.
func homes() map[string][]part {
	middle, east := []part{{90, 100}}, []part{{150, 100}} // of Europe
	return map[string][]part{
		"it": middle, "de": middle, "pl": middle, "nl": middle, "cs": middle, "da": middle, "sv": middle, "nb": middle, "no": middle, "hu": middle,
		"sl": middle, "hr": middle, "sr": middle, "fi": east, "et": east, "lv": east, "lt": east, "ro": east, "bg": east, "el": east, "uk": east,
		"tr": {{150, 50}, {180, 50}}, "he": east, "ru": {{180, 65}, {150, 10}, {300, 15}, {420, 10}},
		"fr": {{90, 75}, {-270, 12}, {0, 8}, {60, 5}},
		"es": {{90, 25}, {-330, 25}, {-300, 15}, {-240, 12}, {-210, 8}, {-180, 10}, {-450, 5}},
		"pt": {{-180, 75}, {30, 20}, {-240, 5}},
		"ja": {{540, 100}}, "ko": {{540, 100}}, "zh": {{480, 100}}, "vi": {{420, 100}}, "hi": {{330, 100}},
	}
}

// How much a language says of where somebody lives: people move, study and join other countries' boards.
const (
	mostly    = 250 // thousandths of what they write from which it is taken for their own
	partly    = 100 // … and from which it may be
	believed  = 90  // hundredths of those who write mostly in it that live where it is spoken
	suspected = 60  // … of those who write partly in it, and in no other half as much
)

// prior is what is believed of offsets before the hours are looked at, in parts of whole; tongue is the language that it
// rests on, "" where none says anything.
func prior(tongues []Tongue) (out [slots]int64, tongue string) {
	out = anywhere()
	table := homes()
	var first, second Tongue
	for _, t := range tongues {
		if table[t.Language] == nil {
			continue
		}
		if t.Permille > first.Permille {
			first, second = t, first
		} else if t.Permille > second.Permille {
			second = t
		}
	}
	belief := int64(0)
	switch {
	case first.Permille >= mostly && 2*second.Permille <= first.Permille:
		belief = believed
	case first.Permille >= partly && 2*second.Permille <= first.Permille:
		belief = suspected
	default:
		return out, ""
	}
	for o := range out {
		out[o] = out[o] * (100 - belief) / 100
	}
	for _, p := range table[first.Language] {
		o := ((p.minutes-western)/step + slots) % slots
		for k, w := range [3]int64{1, 2, 1} { // winter, the year, summer
			out[(o+k-1+slots)%slots] += whole * belief / 100 * p.share / 100 * w / 4
		}
	}
	return out, first.Language
}
