package zone

const western = -11 * 60 // minutes of the first offset that is thought of

// likelihood is how well each offset of half an hour from UTC-11:00 on explains somebody's weeks, by all ways to live; not
// normed, up to about 2^31.
func likelihood(w *Week, n int) (out [slots]int64) {
	all := lives()
	fits := make([][slots]int64, len(all))
	best := int64(-1 << 62)
	for i := range all {
		fits[i] = all[i].fits(w, n)
		for _, f := range fits[i] {
			best = max(best, f)
		}
	}
	kernel := late()
	for i := range all {
		for x, f := range fits[i] {
			weight := power(best-f) >> 16 * all[i].people
			for k, share := range kernel {
				o := (x + k - len(kernel)/2 + slots) % slots // who lives later looks as if further west
				out[o] += weight / 1000 * share
			}
		}
	}
	return out
}

// believe is what remains of a belief once the hours were looked at; not normed.
func believe(like, before *[slots]int64) (out [slots]int64) {
	for o := range out {
		out[o] = like[o] >> 10 * before[o]
	}
	return out
}

// power is 2^(-drop/256) in 2^-40, to an eighth.
func power(drop int64) int64 {
	eighth := [8]int64{65536, 60097, 55109, 50535, 46341, 42495, 38968, 35734} // 2^-(k/8), in 2^-16
	whole, part := drop/256, drop%256/32
	if whole >= 40 {
		return 0
	}
	return eighth[part] << 24 >> whole
}

// band is the shortest band, grown from the likeliest offset, that holds nine tenths of belief, wider where the hours are
// weak; its offset is that about which most belief lies: the middle between two beliefs would be neither.
func band(p [slots]int64, r Regularity) Band {
	total, top := int64(0), 0
	for o, w := range p {
		total += w >> 6
		if w > p[top] {
			top = o
		}
	}
	need := total / 100 * holds
	lo, hi, sum := top, top, p[top]>>6
	for sum < need && hi-lo < slots-1 {
		l, r := p[(lo-1+2*slots)%slots]>>6, p[(hi+1)%slots]>>6
		if l > r {
			lo, sum = lo-1, sum+l
		} else {
			hi, sum = hi+1, sum+r
		}
	}
	mid, most := lo, int64(-1)
	for o := lo; o <= hi; o++ {
		if near := about(&p, o); near > most {
			mid, most = o, near
		}
	}
	slack := 0
	switch r {
	case Shifting:
		slack = 4
	case Tireless:
		slack = slots
	}
	least := leastBand * 60 / step
	lo, hi = min(lo, mid-least)-slack, max(hi, mid+least)+slack
	if hi-lo >= slots {
		lo, hi = mid-slots/2, mid+slots/2
	}
	minutes := func(o int) int32 { return int32(western + o*step) }
	return Band{minutes(mid), minutes(lo), minutes(hi)}
}

// about is how much belief lies within two and a half hours of an offset, the nearer the more.
func about(p *[slots]int64, o int) (sum int64) {
	for k := -near; k <= near; k++ {
		sum += p[(o+k+2*slots)%slots] >> 6 * int64(2*near-max(k, -k))
	}
	return sum
}

const near = 5 // half-hours

const (
	holds     = 90 // hundredths of belief within the band
	leastBand = 3  // hours that the band reaches to each side at least: a person's ways move more than posts can tell
)
